"""A layout that puts widgets in a row and begins another one where they don't fit."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from rnnstudio.studio.theme import SPACE_2


class FlowLayout(QLayout):
    """Rows of widgets at their natural size, each row as high as its highest; hidden ones take no room."""

    def __init__(self, parent: QWidget | None = None, across: int = SPACE_2, down: int = SPACE_2) -> None:
        super().__init__(parent)
        self._across, self._down = across, down
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def insert(self, index: int, widget: QWidget) -> None:
        """Put a widget at a place."""
        self.addWidget(widget)
        self._items.insert(index, self._items.pop())
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:  # layouts around it ask dozens of times for one change
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        sizes = [item.sizeHint() for item in self._shown()]
        return QSize(max((size.width() for size in sizes), default=0),
                     max((size.height() for size in sizes), default=0))

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _arrange(self, rect: QRect, move: bool) -> int:
        """Place what is shown; return the height."""
        x, y, height, row = rect.x(), rect.y(), 0, list[tuple[QLayoutItem, int, QSize]]()
        for item in self._shown():
            size = item.sizeHint()
            if row and x + size.width() > rect.right() + 1:
                self._set(row, y, height, move)
                x, y, height, row = rect.x(), y + height + self._down, 0, []
            row.append((item, x, size))
            x, height = x + size.width() + self._across, max(height, size.height())
        self._set(row, y, height, move)
        return y + height - rect.y()

    @staticmethod
    def _set(row: list[tuple[QLayoutItem, int, QSize]], y: int, height: int, move: bool) -> None:
        for item, x, size in row if move else ():
            item.setGeometry(QRect(QPoint(x, y + (height - size.height()) // 2), size))
