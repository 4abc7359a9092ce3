"""A row of buttons of which one is pressed, and the page that belongs to it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget, QWidget


class Pages(QWidget):
    """The buttons; the pages are in ``stack``, for the owner to place.

    Signals:
        turned: Another page is shown.
    """

    turned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stack = QStackedWidget()
        self._group = QButtonGroup(self)
        self._page: QWidget | None = None
        self._buttons: dict[QWidget, QPushButton] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2)
        self._row.addStretch(1)

    def add(self, title: str, page: QWidget) -> QPushButton:
        """Add a page behind the others."""
        button = QPushButton(title)
        button.setCheckable(True)
        button.setProperty("kind", "flat")
        button.clicked.connect(lambda: self.show_page(page))
        self._group.addButton(button)
        self._row.insertWidget(len(self._buttons), button)
        self._buttons[page] = button
        self.stack.addWidget(page)
        if len(self._buttons) == 1:
            button.setChecked(True)
            self._page = page
        return button

    def put_at_end(self, widget: QWidget) -> None:
        """Put a widget at the right end of the row."""
        self._row.addWidget(widget)

    def button(self, page: QWidget) -> QPushButton:
        """Return the button of a page."""
        return self._buttons[page]

    @property
    def page(self) -> QWidget | None:
        """The page that is shown."""
        return self._page

    def show_page(self, page: QWidget) -> None:
        """Turn to a page."""
        self._buttons[page].setChecked(True)
        if self._page is not page:
            self._page = page
            self.stack.setCurrentWidget(page)
            self.turned.emit()

    def offer(self, page: QWidget, offered: bool) -> None:
        """Offer a page or not; the first one offered takes the place of one that isn't any more."""
        self._buttons[page].setVisible(offered)
        if not offered and self._page is page:
            first = next((other for other, button in self._buttons.items() if not button.isHidden()), None)
            if first is not None:
                self.show_page(first)
