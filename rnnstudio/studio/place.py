"""The place of a pane that is made when it is first looked at, or first told something."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Generic, TypeVar

from PySide6.QtCore import QCoreApplication, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

P = TypeVar("P", bound=QWidget)
_TURN_MS = 12
"""Milliseconds between a pane's making and its showing, in which the window sees to what has come up."""


class Place(QWidget, Generic[P]):
    """Stands where a pane will be, and holds it from then on.

    Args:
        make: Makes the pane, as it would be by now had it been there from the start.
    """

    def __init__(self, make: Callable[[], P], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self.made: P | None = None
        """The pane, if it was needed already."""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    @property
    def pane(self) -> P:
        """The pane, made now if it wasn't yet."""
        pane = self.make()
        self._put()
        return pane

    def make(self) -> P:
        """Return the pane, made if it wasn't yet, and put here only when this is looked at."""
        if self.made is None:
            self.made = self._make()
        return self.made

    @Slot()
    def _put(self) -> None:
        """Put the pane into its place, in which it takes on the window's style sheet."""
        pane = self.made
        if pane is not None and pane.parent() is not self:
            pane.setGeometry(self.contentsRect())
            QCoreApplication.sendEvent(pane, QResizeEvent(pane.size(), QSize()))  # it takes its form undressed
            self._column.addWidget(pane)
            pane.show()
            tab_in_turn(self)

    def showEvent(self, event: QShowEvent) -> None:
        """Make the pane in this turn of the window and put it here in a later one: both at once hold it up."""
        super().showEvent(event)
        self.make()
        QTimer.singleShot(_TURN_MS, self, self._put)


def tab_in_turn(container: QWidget) -> None:
    """Let the Tab key reach what came late into a container where that stands, not after the rest of the window."""
    before = container.previousInFocusChain()
    while before is not None and before is not container.window() and not _takes_tab(before):
        before = before.previousInFocusChain()
    chain = [before] if before is not None and _takes_tab(before) else []
    widget = container.nextInFocusChain()
    while widget is not None and widget is not container:
        if _takes_tab(widget) and container.isAncestorOf(widget):
            chain.append(widget)
        widget = widget.nextInFocusChain()
    for one, other in pairwise(chain):
        QWidget.setTabOrder(one, other)


def _takes_tab(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
