"""The upper edge of the help panel: what the page is about, and the ways to others."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.studio.forms import ElidedLabel
from rnnstudio.studio.theme import SPACE_2, SPACE_3, SPACE_4, TARGET_HEIGHT, icon, theme


class HelpHead(QWidget):
    """Icon, title and kind of a layer; buttons for the page before, the list of all layers, and to close.

    Signals:
        back_wanted: Show the page before.
        index_wanted: Show the list of all layers.
        close_wanted: Close the panel.
    """

    back_wanted = Signal()
    index_wanted = Signal()
    close_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._looks = ("list", "secondary")
        self._icon = QLabel()
        self._icon.setFixedSize(20, 20)
        self.title = ElidedLabel(role="heading", mode=Qt.TextElideMode.ElideMiddle)
        self.kind = ElidedLabel(role="secondary")
        self.back = _button(tr("Back"), tr("Back to the page before (Alt+Left)"))
        self.index = _button(tr("All layers"), tr("All layers"))
        self.close_button = _button(tr("Close help"), tr("Close help (Esc)"))
        self.back.clicked.connect(self.back_wanted)
        self.index.clicked.connect(self.index_wanted)
        self.close_button.clicked.connect(self.close_wanted)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.kind)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_4, SPACE_2, SPACE_2, SPACE_2)
        row.setSpacing(0)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addSpacing(SPACE_3)
        row.addLayout(words, 1)
        for button in (self.back, self.index, self.close_button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        theme().changed.connect(self._restyle)
        self._restyle()

    def show_subject(self, title: str, kind: str, icon_name: str, role: str) -> None:
        """Say what the page is about.

        Args:
            title: What the layer is called.
            kind: What kind of layer it is, or "".
            icon_name: The layer's icon.
            role: The icon's colour: a role of the palette, or a category.
        """
        self.title.setText(title)
        self.kind.setText(kind)
        self.kind.setVisible(bool(kind))
        self._looks = (icon_name, role)
        self._restyle()

    @Slot()
    def _restyle(self) -> None:
        name, role = self._looks
        self._icon.setPixmap(theme().pixmap(name, 20, role, self.devicePixelRatioF()))
        for button, glyph in ((self.back, "arrow-left"), (self.index, "list"), (self.close_button, "x")):
            button.setIcon(icon(glyph, "secondary"))


def _button(name: str, tool_tip: str) -> QToolButton:
    button = QToolButton()
    button.setAccessibleName(name)
    button.setToolTip(tool_tip)
    button.setFixedSize(TARGET_HEIGHT, TARGET_HEIGHT)
    return button
