"""An on/off switch: a check box that looks like one."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QWidget

from rnnstudio.studio.theme.theme import theme
from rnnstudio.studio.theme.tokens import SPACE_2, TARGET_HEIGHT

_TRACK = QSize(34, 18)


class Switch(QCheckBox):
    """A ``QCheckBox`` painted as a switch, its text to the right."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        text = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(_TRACK.width() + 4 + (SPACE_2 + text if text else 0), TARGET_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, position: QPoint) -> bool:
        return self.rect().contains(position)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(2, (self.height() - _TRACK.height()) / 2, _TRACK.width(), _TRACK.height())
        on, enabled = self.isChecked(), self.isEnabled()
        edge = colours.accent if on else colours.outline
        ground = colours.accent if on else colours.hover if self.underMouse() else colours.raised
        knob = colours.accent_text if on else colours.outline
        if on and self.underMouse():
            edge = ground = colours.accent_hover
        if not enabled:
            edge, ground, knob = colours.border, colours.border if on else colours.surface, colours.disabled
        painter.setPen(QPen(QColor(edge), 1))
        painter.setBrush(QColor(ground))
        radius = track.height() / 2
        painter.drawRoundedRect(track.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        size = track.height() - 8
        left = track.right() - 4 - size if on else track.left() + 4
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(knob))
        painter.drawEllipse(QRectF(left, track.top() + 4, size, size))
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(track.adjusted(-2, -2, 2, 2), radius + 2, radius + 2)
        if self.text():
            painter.setPen(QColor(colours.text if enabled else colours.disabled))
            words = QRectF(track.right() + SPACE_2, 0, self.width(), self.height())
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        painter.end()
