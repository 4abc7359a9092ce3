"""The left column of the start page: recent projects and unsaved work, each line a button."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDate, QDateTime, QEvent, QLocale, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from rnnstudio.api import tr
from rnnstudio.api.text import language
from rnnstudio.studio.theme import RADIUS, SECONDARY_SIZE, SPACE_1, SPACE_2, TARGET_HEIGHT, icon, theme

ICON = 16


class Line(QAbstractButton):
    """Two lines of text and an icon, cut in the middle where there is no room, and a word at the right of the first.

    Attributes:
        below: The second line.
        aside: The word.
    """

    def __init__(self, title: str, below: str, aside: str, picture: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.below = below
        self.aside = aside
        self._picture = picture
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(", ".join(part for part in (below, aside) if part))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(80)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        lines = self.fontMetrics().height() + QFontMetrics(self._small_font()).height()
        return QSize(220, lines + SPACE_2 + SPACE_1)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, enabled = theme().colours, self.isEnabled()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus() or (enabled and self.underMouse()):
            painter.setPen(QPen(QColor(colours.focus), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.pressed if self.isDown() else colours.hover))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        title = self.fontMetrics().height()
        top = SPACE_1 + SPACE_1 // 2
        left = SPACE_2 + ICON + SPACE_2
        room = self.width() - left - SPACE_2
        icon(self._picture, "secondary" if enabled else "disabled").paint(
            painter, QRect(SPACE_2, top + (title - ICON) // 2, ICON, ICON))
        metrics = QFontMetrics(self._small_font())
        beside = metrics.horizontalAdvance(self.aside)
        words = room - beside - SPACE_2
        painter.setPen(QColor(colours.text if enabled else colours.secondary))
        painter.drawText(QRect(left, top, words, title), int(Qt.AlignmentFlag.AlignVCenter),
                         self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, words))
        painter.setFont(self._small_font())
        painter.setPen(QColor(colours.secondary))
        painter.drawText(QRect(left + room - beside, top, beside, title), int(Qt.AlignmentFlag.AlignVCenter),
                         self.aside)
        painter.drawText(QRect(left, top + title, room, metrics.height()), int(Qt.AlignmentFlag.AlignVCenter),
                         metrics.elidedText(self.below, Qt.TextElideMode.ElideMiddle, room))
        painter.end()

    def _small_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(SECONDARY_SIZE)
        return font

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.click()
            case Qt.Key.Key_Down:
                self.focusNextChild()
            case Qt.Key.Key_Up:
                self.focusPreviousChild()
            case _:
                super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()


class RecentFile(QWidget):
    """A project file that was open: its name, folder and time; one that is gone can be taken off the list.

    Attributes:
        line: What opens it.
        remove: Takes it off the list.
    """

    def __init__(self, path: Path, open_it: Callable[[Path], object], forget: Callable[[Path], object],
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = path
        there = path.is_file()
        folder = _folder(path)
        words = folder if there else tr("No longer in {folder}", folder=folder)
        self.line = Line(path.stem, words, when(path.stat().st_mtime) if there else "", "file")
        self.line.setEnabled(there)
        self.line.setToolTip(str(path))
        self.line.clicked.connect(lambda: open_it(path))
        self.remove = QToolButton()
        self.remove.setAutoRaise(True)
        self.remove.setFixedSize(TARGET_HEIGHT, TARGET_HEIGHT)
        self.remove.setToolTip(tr("Take off this list; the file stays"))
        self.remove.setAccessibleName(tr("Take {name} off the list", name=path.stem))
        self.remove.clicked.connect(lambda: forget(path))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.line, 1)
        row.addWidget(self.remove)
        theme().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.remove.setIcon(icon("x", "secondary"))


def when(seconds: float) -> str:
    """Return a time as one reads it in a list: of today the hour, else the day."""
    time, locale = QDateTime.fromSecsSinceEpoch(int(seconds)), QLocale(language())
    if time.date() == QDate.currentDate():
        return locale.toString(time.time(), QLocale.FormatType.ShortFormat)
    return locale.toString(time.date(), QLocale.FormatType.ShortFormat)


def _folder(path: Path) -> str:
    """Return a file's folder, the home folder as ``~``."""
    try:
        return str(Path("~") / path.parent.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(path.parent)
