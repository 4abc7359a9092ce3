"""How many examples each class has: a bar for each, the training part solid, the other parts hatched."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from rnnstudio.api import tr
from rnnstudio.project.preview import ClassCount
from rnnstudio.project.words import number
from rnnstudio.studio.data.wording import percent
from rnnstudio.studio.theme import SECONDARY_SIZE, SPACE_2, SPACE_3, theme

MOST = 12
"""Classes that have a bar; of more, the most frequent ones."""
LINE = 24
_BAR = 12


class BalanceChart(QWidget):
    """Bars of classes, the most frequent first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes: tuple[ClassCount, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Classes"))
        theme().changed.connect(self.update)

    def show_classes(self, classes: tuple[ClassCount, ...]) -> None:
        """Show other classes."""
        self._classes = classes
        self.setAccessibleDescription("; ".join(f"{one.name}: {number(total(one))}" for one in classes[:MOST]))
        self.updateGeometry()
        self.update()

    def more_words(self) -> str:
        """Say how many classes have no bar, or ""."""
        more = len(self._classes) - MOST
        return tr("and {count} more classes", count=number(more)) if more > 0 else ""

    def sizeHint(self) -> QSize:
        return QSize(320, LINE * min(len(self._classes), MOST))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(SECONDARY_SIZE)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        shown = self._classes[:MOST]
        names = min(self.width() * 0.35, max((metrics.horizontalAdvance(one.name) for one in shown), default=0) + 2)
        everything = sum(total(one) for one in self._classes) or 1
        counts = [f"{number(total(one))} · {percent(total(one) / everything)}" for one in shown]
        words = max((metrics.horizontalAdvance(count) for count in counts), default=0) + 2
        room = QRectF(names + SPACE_3, 0, max(20.0, self.width() - names - words - SPACE_3 - SPACE_2), LINE)
        most = max((total(one) for one in shown), default=1) or 1
        for index, (one, count) in enumerate(zip(shown, counts, strict=True)):
            top = index * LINE
            painter.setPen(QColor(theme().colours.text))
            painter.drawText(QRectF(0, top, names, LINE), int(Qt.AlignmentFlag.AlignVCenter),
                             metrics.elidedText(one.name, Qt.TextElideMode.ElideMiddle, names))
            end = self._paint_bar(painter, room.translated(0, top), one, most)
            painter.setPen(QColor(theme().colours.secondary))
            painter.drawText(QRectF(end + SPACE_2, top, words, LINE), int(Qt.AlignmentFlag.AlignVCenter), count)
        painter.end()

    def _paint_bar(self, painter: QPainter, room: QRectF, one: ClassCount, most: int) -> float:
        colours = theme().colours
        top = room.y() + (LINE - _BAR) / 2
        solid = QRectF(room.x(), top, max(1.0, room.width() * one.training / most), _BAR)
        aside = QRectF(solid.right(), top, room.width() * (one.validation + one.test) / most, _BAR)
        painter.fillRect(solid, QColor(colours.accent))
        if aside.width() >= 1:
            painter.fillRect(aside, QColor(colours.accent_soft))
            painter.fillRect(aside, QBrush(QColor(colours.accent), Qt.BrushStyle.BDiagPattern))
            painter.setPen(QPen(QColor(colours.accent), 1))
            painter.drawRect(aside.adjusted(0.5, 0.5, -0.5, -0.5))
        return max(solid.right(), aside.right())


def total(one: ClassCount) -> int:
    """Return the examples of a class in all parts."""
    return one.training + one.validation + one.test
