"""A menu that makes its own actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

Key = QKeySequence.StandardKey | str
STANDARD = QKeySequence.StandardKey


class Menu(QMenu):
    """A menu whose entries tell more in a tool tip."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setToolTipsVisible(True)

    def entry(self, text: str, do: Callable[[], object], key: Key | None = None, tip: str = "") -> QAction:
        """Add an action that does something."""
        action = QAction(text, self)
        if key is not None:
            action.setShortcut(QKeySequence(key))
        if tip:
            action.setToolTip(tip)
            action.setStatusTip(tip)
        action.triggered.connect(lambda _=False: do())
        self.addAction(action)
        return action

    def switch(self, text: str, toggled: Callable[[bool], object], key: Key | None = None, tip: str = "") -> QAction:
        """Add an action that is on or off."""
        action = self.entry(text, lambda: None, key, tip)
        action.setCheckable(True)
        action.triggered.connect(lambda on: toggled(on))
        return action

    def choices(self, titles: dict[str, str], present: str, choose: Callable[[str], None]) -> None:
        """Add entries of which one holds."""
        group = QActionGroup(self)
        for key, title in titles.items():
            action = self.entry(title, lambda key=key: choose(key))  # type: ignore[misc]
            action.setCheckable(True)
            action.setChecked(key == present)
            group.addAction(action)

    def below(self, title: str) -> Menu:
        """Add a menu within this one."""
        menu = Menu(title, self)
        self.addMenu(menu)
        return menu

    def take(self, actions: Iterable[QAction | QMenu | None]) -> None:
        """Add actions and menus that exist already; ``None`` is a line between groups."""
        for action in actions:
            if action is None:
                self.addSeparator()
            elif isinstance(action, QMenu):
                self.addMenu(action)
            else:
                self.addAction(action)
