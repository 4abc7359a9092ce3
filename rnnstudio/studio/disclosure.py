"""A heading that folds what is below it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from rnnstudio.studio.theme import SPACE_1, TARGET_HEIGHT, icon, theme


class Disclosure(QWidget):
    """A button with an arrow, and a widget that it shows or hides.

    Signals:
        toggled: A person opened or closed it.
    """

    toggled = Signal(bool)

    def __init__(self, title: str, content: QWidget, is_open: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content = content
        self.button = QToolButton()
        self.button.setText(title)
        self.button.setCheckable(True)
        self.button.setAutoRaise(True)
        self.button.setMinimumHeight(TARGET_HEIGHT)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.button.setProperty("role", "disclosure")
        self.button.toggled.connect(self._follow)
        self.button.clicked.connect(self.toggled)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        self._top = QHBoxLayout()
        self._top.addWidget(self.button)
        self._top.addStretch(1)
        column.addLayout(self._top)
        column.addWidget(content)
        theme().changed.connect(self._repaint_arrow)
        self.set_open(is_open)
        self._follow()

    @property
    def is_open(self) -> bool:
        """True if the content is shown."""
        return self.button.isChecked()

    def set_open(self, is_open: bool) -> None:
        """Show or hide the content."""
        self.button.setChecked(is_open)

    def put_beside(self, widget: QWidget) -> None:
        """Put a widget at the right of the heading, where it stays whether open or closed."""
        self._top.addWidget(widget)

    def set_title(self, title: str) -> None:
        """Change the heading."""
        self.button.setText(title)

    def _follow(self) -> None:
        self.content.setVisible(self.button.isChecked())
        self._repaint_arrow()

    def _repaint_arrow(self) -> None:
        self.button.setIcon(icon("chevron-down" if self.button.isChecked() else "chevron-right", "secondary"))
