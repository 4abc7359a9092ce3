"""Sentences with a meaning: a coloured icon, the words, what can be done about it; and what an empty pane says."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from rnnstudio.studio.notice import Kind
from rnnstudio.studio.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_5, restyle, theme

_ICONS: dict[Kind, tuple[str, str]] = {
    "info": ("info", "accent"), "success": ("circle-check", "success"),
    "warning": ("triangle-alert", "warning"), "error": ("circle-x", "error")}


class Statement(QFrame):
    """One sentence on a soft ground, with an icon of its kind and perhaps buttons below."""

    def __init__(self, kind: Kind = "info", text: str = "", buttons: tuple[QWidget, ...] = (),
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self._kind: Kind = kind
        self._icon = QLabel()
        self._icon.setFixedSize(20, 20)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setMinimumWidth(80)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(SPACE_2)
        for button in buttons:
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(SPACE_2)
        words.addWidget(self._text)
        if buttons:
            words.addLayout(self._buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        row.setSpacing(SPACE_2)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        theme().changed.connect(self._repaint_icon)
        self.say(kind, text)

    @property
    def kind(self) -> Kind:
        """What kind of sentence it is."""
        return self._kind

    @property
    def text(self) -> str:
        """The sentence."""
        return self._text.text()

    def say(self, kind: Kind, text: str) -> None:
        """Say something else."""
        self._kind = kind
        self._text.setText(text)
        self.setAccessibleName(text)
        if self.property("kind") != kind:
            self.setProperty("kind", kind)
            restyle(self)
        self._repaint_icon()

    def _repaint_icon(self) -> None:
        name, role = _ICONS[self._kind]
        self._icon.setPixmap(theme().pixmap(name, 16, role, self.devicePixelRatioF()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._repaint_icon()


LEAST_HEIGHT = 112
ICON_FROM = 200
"""Heights in pixels: the least that words and button need, and from where the icon has room."""


class EmptyPane(QWidget):
    """What will be here, and the one next step."""

    def __init__(self, icon_name: str, heading: str, text: str, button: QPushButton | None = None,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._heading = QLabel(heading)
        self._heading.setProperty("role", "heading")
        self._heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._heading.setWordWrap(True)
        self._text = QLabel(text)
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._text.setWordWrap(True)
        self._text.setMinimumWidth(200)
        self._text.setMaximumWidth(400)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_5, SPACE_5, SPACE_5, SPACE_5)
        column.setSpacing(SPACE_2)
        column.addStretch(2)
        column.addWidget(self._icon)
        column.addSpacing(SPACE_1)
        column.addWidget(self._heading)
        sentence = QHBoxLayout()
        sentence.addStretch(1)
        sentence.addWidget(self._text, 100)
        sentence.addStretch(1)
        column.addLayout(sentence)
        if button is not None:
            column.addSpacing(SPACE_2)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        theme().changed.connect(self._repaint_icon)
        self._repaint_icon()

    def say(self, heading: str, text: str) -> None:
        """Say something else."""
        self._heading.setText(heading)
        self._text.setText(text)

    @property
    def text(self) -> str:
        """Heading and sentence."""
        return f"{self._heading.text()}. {self._text.text()}"

    def minimumSizeHint(self) -> QSize:
        """Claim no more than words and button need: what stands beside it is to keep its own room."""
        return QSize(super().minimumSizeHint().width(), LEAST_HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._icon.setVisible(self.height() >= ICON_FROM)
        margin = SPACE_5 if self.height() >= ICON_FROM else 0
        self._column.setContentsMargins(SPACE_5, margin, SPACE_5, margin)

    def _repaint_icon(self) -> None:
        self._icon.setPixmap(theme().pixmap(self._icon_name, 32, "disabled", self.devicePixelRatioF()))
