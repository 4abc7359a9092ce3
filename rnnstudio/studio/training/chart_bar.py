"""Above the plots: which charts are shown, and how smooth their lines are."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QSlider, QWidget

from rnnstudio.api import tr
from rnnstudio.project.words import number
from rnnstudio.studio.flow import FlowLayout
from rnnstudio.studio.theme import SPACE_1, SPACE_2
from rnnstudio.studio.training.kinds import ChartKind

STEPS, _FIRST = 30, 15
_FACTOR = 10**0.1
"""From one step of the slider to the next, so that the last one is a span of 1,000 batches."""


class ChartBar(QWidget):
    """A button for each chart there can be, and the slider of smoothing.

    Signals:
        toggled: The key of a chart, and whether it is to be shown.
        smoothing_changed: The slider was moved.
    """

    toggled = Signal(str, bool)
    smoothing_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QPushButton] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._row = FlowLayout(self, SPACE_1, SPACE_1)
        self.smoothing = QSlider(Qt.Orientation.Horizontal)
        self.smoothing.setRange(0, STEPS)
        self.smoothing.setValue(_FIRST)
        self.smoothing.setFixedWidth(96)
        self.smoothing.setAccessibleName(tr("Smoothing"))
        self.smoothing.valueChanged.connect(self._smoothing_moved)
        self.smoother = QWidget()
        pair = QHBoxLayout(self.smoother)
        pair.setContentsMargins(SPACE_2, 0, 0, 0)
        pair.setSpacing(SPACE_2)
        label = QLabel(tr("Smoothing"))
        label.setProperty("role", "secondary")
        label.setBuddy(self.smoothing)
        pair.addWidget(label)
        pair.addWidget(self.smoothing)
        self._row.addWidget(self.smoother)
        self._kinds: tuple[ChartKind, ...] = ()
        self._tell_span()

    @property
    def span(self) -> float:
        """Batches over which lines are smoothed."""
        return _FACTOR ** self.smoothing.value()

    def show_kinds(self, kinds: Sequence[ChartKind], chosen: Collection[str]) -> bool:
        """Offer these charts, those with a key among ``chosen`` switched on; return whether others were offered."""
        is_other = tuple(kinds) != self._kinds
        if is_other:
            self._kinds = tuple(kinds)
            self._make_buttons()
        for key, button in self.buttons.items():
            button.setChecked(key in chosen)
        return is_other

    def _make_buttons(self) -> None:
        for button in self.buttons.values():
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = {}
        for kind in self._kinds:
            button = self.buttons[kind.key] = QPushButton(kind.title)
            button.setCheckable(True)
            button.setProperty("kind", "flat")
            button.setToolTip(tr("Show or hide this chart"))
            button.clicked.connect(lambda on, key=kind.key: self.toggled.emit(key, on))
            self._row.insert(len(self.buttons) - 1, button)
        self.updateGeometry()

    @Slot()
    def _smoothing_moved(self) -> None:
        self._tell_span()
        self.smoothing_changed.emit()

    def _tell_span(self) -> None:
        span = round(self.span)
        words = tr("Not smoothed") if span <= 1 else tr("Mean of about {count} batches, the newest counting most",
                                                        count=number(span))
        self.smoother.setToolTip(words)
        self.smoothing.setAccessibleDescription(words)
