"""How the curves of a forecast look, and a piece of each for the legend."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from rnnstudio.studio.theme import theme


def curve_pen(style: str) -> QPen:
    """Return the pen of a curve: "truth", "told" or "beyond"."""
    if style == "truth":
        pen = QPen(QColor(theme().colours.secondary), 1.2)
        pen.setCosmetic(True)
        return pen
    return theme().series_pen(0, 1.8) if style == "told" else theme().series_pen(1, 2.0)


class CurveSample(QWidget):
    """A piece of a curve."""

    def __init__(self, style: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(24, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(curve_pen(self._style))
        painter.drawLine(QPointF(1, self.height() / 2), QPointF(self.width() - 1, self.height() / 2))
        painter.end()
