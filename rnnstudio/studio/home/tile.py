"""One template in the gallery: the picture of its stack, its title, what it teaches."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from rnnstudio.api import Template, UserError, tr
from rnnstudio.project.file import load
from rnnstudio.project.model import Project
from rnnstudio.registry import Registry
from rnnstudio.studio.builder.picture_small import paint_small
from rnnstudio.studio.theme import RADIUS, SECONDARY_SIZE, SPACE_1, SPACE_2, SPACE_3, SPACE_5, theme

PICTURE_HEIGHT = 148
NARROWEST = 216
"""Least width of a tile."""
_WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


class Tile(QAbstractButton):
    """A template as a button. Its project is read when it is first painted."""

    def __init__(self, template: Template, registry: Registry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.template = template
        self._registry = registry
        self._project: Project | None = None
        self._read = False
        self.teaches = tr(template.teaches)
        self.setText(tr(template.title))
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(self.teaches)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def matches(self, words: list[str]) -> bool:
        """Tell whether all words occur in what it says, in English or translated."""
        own = "\n".join((self.template.title, self.text(), self.template.teaches, self.teaches,
                         self.template.group, tr(self.template.group) if self.template.group else "")).casefold()
        return all(word in own for word in words)

    def height_for(self, width: int) -> int:
        """Return the height that a width needs to show all of the text."""
        inner = QRect(0, 0, width - 2 * SPACE_3, 10_000)
        title = QFontMetrics(self._title_font()).height()
        text = QFontMetrics(self._small_font()).boundingRect(inner, _WRAPPED, self.teaches).height()
        return PICTURE_HEIGHT + SPACE_2 + title + SPACE_1 + text + SPACE_3

    def sizeHint(self) -> QSize:
        return QSize(NARROWEST, self.height_for(NARROWEST))

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused, hot = self.hasFocus(), self.underMouse()
        ground = colours.pressed if self.isDown() else colours.hover if hot else colours.raised
        edge = colours.focus if focused else colours.outline if hot else colours.border
        width = 2 if focused else 1
        painter.setPen(QPen(QColor(edge), width))
        painter.setBrush(QColor(ground))
        frame = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(frame, RADIUS, RADIUS)
        self._paint_picture(painter, QRectF(self.rect()).adjusted(2, 2, -2, 0))
        self._paint_words(painter)
        painter.end()

    def _paint_picture(self, painter: QPainter, area: QRectF) -> None:
        area.setHeight(PICTURE_HEIGHT - 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme().colours.sunken))
        painter.drawRoundedRect(area, RADIUS - 1, RADIUS - 1)
        painter.drawRect(area.adjusted(0, area.height() / 2, 0, 0))
        project = self._its_project()
        if project is not None:
            paint_small(painter, area.adjusted(SPACE_5, SPACE_2, -SPACE_5, -SPACE_2), project, self._registry)

    def _paint_words(self, painter: QPainter) -> None:
        colours, title = theme().colours, self._title_font()
        metrics = QFontMetrics(title)
        line = QRect(SPACE_3, PICTURE_HEIGHT + SPACE_2, self.width() - 2 * SPACE_3, metrics.height())
        painter.setFont(title)
        painter.setPen(QColor(colours.text))
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter),
                         metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, line.width()))
        top = line.bottom() + 1 + SPACE_1
        painter.setFont(self._small_font())
        painter.setPen(QColor(colours.secondary))
        painter.drawText(QRect(line.left(), top, line.width(), self.height() - top), _WRAPPED, self.teaches)

    def _its_project(self) -> Project | None:
        if not self._read:
            self._read = True
            try:
                self._project = load(self.template.path, self._registry.check)
            except UserError:  # said when it is opened
                self._project = None
        return self._project

    def _title_font(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _small_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(SECONDARY_SIZE)
        return font

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()  # the gallery knows the neighbours
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()
