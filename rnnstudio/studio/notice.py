"""A slim bar over the work for what the person should know: it never blocks, and offers the next step as a button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from rnnstudio.api import tr
from rnnstudio.project.report import Severity
from rnnstudio.studio.theme import SPACE_1, SPACE_2, SPACE_3, icon, restyle, theme

Kind = Literal["info", "success", "warning", "error"]
_ICONS: dict[Kind, str] = {
    "info": "info", "success": "circle-check", "warning": "triangle-alert", "error": "circle-x"}


def kind_of(severity: Severity | None) -> Kind:
    """Return how a problem of a severity is shown."""
    return "info" if severity is None or severity == "advice" or severity == "note" else severity


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence, and buttons: pairs of a title and what it does.

    ``topic`` is what a later notice may withdraw. One that ``stays`` comes back after a later one is gone, until the
    person has decided.
    """

    text: str
    kind: Kind = "info"
    actions: tuple[tuple[str, Callable[[], object]], ...] = ()
    topic: str = ""
    stays: bool = False


class NoticeBar(QFrame):
    """Shows one notice at a time; hidden when there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self.setProperty("edge", "true")
        self._notice: Notice | None = None
        self._waiting: list[Notice] = []
        self._icon = QLabel()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._buttons: list[QPushButton] = []
        self._close = QToolButton()
        self._close.setAutoRaise(True)
        self._close.setToolTip(tr("Dismiss"))
        self._close.setAccessibleName(tr("Dismiss"))
        self._close.clicked.connect(self.dismiss)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SPACE_3, SPACE_1, SPACE_2, SPACE_1)
        self._row.setSpacing(SPACE_2)
        self._row.addWidget(self._icon)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._close)
        theme().changed.connect(self._restyle)
        self.hide()

    @property
    def notice(self) -> Notice | None:
        """What is shown, if anything."""
        return self._notice

    def show_notice(self, notice: Notice) -> None:
        """Show a notice in place of the one before."""
        self._waiting = [other for other in self._waiting if other.topic != notice.topic]
        if self._notice is not None and self._notice.stays and self._notice.topic != notice.topic:
            self._waiting.append(self._notice)
        self._notice = notice
        self._text.setText(notice.text)
        self._text.setAccessibleName(notice.text)
        for button in self._buttons:
            self._row.removeWidget(button)
            button.deleteLater()
        self._buttons = []
        for title, action in notice.actions:
            button = QPushButton(title)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # gone when clicked, it would hand the focus to any field
            button.clicked.connect(lambda _=False, action=action: self._act(action))
            self._row.insertWidget(self._row.count() - 1, button)
            self._buttons.append(button)
        self.setProperty("kind", notice.kind)
        self._restyle()
        self.show()

    def dismiss(self, topic: str | None = None) -> None:
        """Hide the notice; with a topic, only if it is of that topic."""
        if isinstance(topic, str):
            self._waiting = [other for other in self._waiting if other.topic != topic]
        if not isinstance(topic, str) or (self._notice is not None and self._notice.topic == topic):
            self._notice = None
            if self._waiting:
                self.show_notice(self._waiting.pop())
            else:
                self.hide()

    def _act(self, action: Callable[[], object]) -> None:
        self.dismiss()
        action()

    def _restyle(self) -> None:
        kind: Kind = self._notice.kind if self._notice is not None else "info"
        role = "accent" if kind == "info" else kind
        self._icon.setPixmap(icon(_ICONS[kind], role).pixmap(16, 16))
        self._close.setIcon(icon("x"))
        restyle(self)
