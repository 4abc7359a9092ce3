"""Labels that fit: one wraps without upsetting layouts, one shortens what doesn't fit."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


def settle(within: QWidget) -> None:
    """Lay out at once what asked for another size in a widget, inner ones first, so that nothing moves later.

    The window around it follows in its own time, once, before it is painted.
    """
    for widget in (*reversed(within.findChildren(QWidget)), within):
        QCoreApplication.sendPostedEvents(widget, QEvent.Type.LayoutRequest)


class WrapLabel(QLabel):
    """A label over several lines that asks for just the height its width needs.

    Qt's own wrapping label makes its layout's height depend on the width, which scroll areas get wrong.
    """

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        if role:
            self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def hasHeightForWidth(self) -> bool:
        return False

    def setText(self, text: str) -> None:
        if text != self.text():
            super().setText(text)
            self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.minimumHeight())

    def sizeHint(self) -> QSize:
        natural = self.fontMetrics().horizontalAdvance(self.text()) + 2
        return QSize(natural, max(self.minimumHeight(), self.fontMetrics().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = QRect(0, 0, max(self.width(), 1), 100_000)
        flags = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextShowMnemonic
        needed = self.fontMetrics().boundingRect(room, flags, self.text()).height()
        if self.text() and needed != self.minimumHeight():
            self.setMinimumHeight(needed)


class ElidedLabel(QLabel):
    """A label of one line whose end gives way to an ellipsis where it doesn't fit; the tooltip has it whole."""

    def __init__(self, text: str = "", role: str = "", mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
                 parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._mode = mode
        if role:
            self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fits = self.fontMetrics().horizontalAdvance(self.text()) <= self.width()
        self.setToolTip("" if fits else self.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(self.text(), self._mode, self.width())
        painter.drawText(self.rect(), self.alignment() | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()
