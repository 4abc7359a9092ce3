"""What the x axis counts, as buttons side by side, with one to see everything again."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from rnnstudio.api import tr
from rnnstudio.studio.plots.look import Way
from rnnstudio.studio.theme import SPACE_2, icon, theme


class Ways(QWidget):
    """Batches, epochs or time.

    Signals:
        chosen: Another one was chosen.
        follow_wanted: Everything is to be seen again.
    """

    chosen = Signal()
    follow_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.follow = QPushButton(tr("Follow"))
        self.follow.setToolTip(tr("See everything again and follow what comes (double-click in a chart, or Home)"))
        self.follow.setProperty("kind", "flat")
        self.follow.clicked.connect(lambda: self.follow_wanted.emit())
        self.buttons: dict[Way, QPushButton] = {
            "step": QPushButton(tr("By batch")), "epoch": QPushButton(tr("By epoch")),
            "time": QPushButton(tr("By time"))}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.follow)
        row.addSpacing(SPACE_2)
        group = QButtonGroup(self)
        for button in self.buttons.values():
            button.setCheckable(True)
            button.setProperty("kind", "flat")
            group.addButton(button)
            row.addWidget(button)
        self.buttons["step"].setChecked(True)
        group.buttonToggled.connect(self._toggled)
        self.follow.hide()
        theme().changed.connect(self._restyle)
        self._restyle()

    @property
    def way(self) -> Way:
        """The one chosen."""
        return next(way for way, button in self.buttons.items() if button.isChecked())

    def choose(self, way: Way) -> None:
        """Choose another one."""
        self.buttons[way].setChecked(True)

    @Slot(object, bool)
    def _toggled(self, _button: object, on: bool) -> None:
        if on:
            self.chosen.emit()

    @Slot()
    def _restyle(self) -> None:
        self.follow.setIcon(icon("maximize", "secondary"))
