"""The line of the methods that take a while: their few parameters, how far they are, Stop."""

from __future__ import annotations

from typing import Any, Literal

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from rnnstudio.api import Parameter, tr
from rnnstudio.studio.forms import ElidedLabel, NumberSpin
from rnnstudio.studio.forms.manners import ComboBox
from rnnstudio.studio.theme import SPACE_1, SPACE_2, TARGET_HEIGHT
from rnnstudio.vectors.slow_messages import READY

SlowMethod = Literal["tsne", "umap"]
_WHOLE = 1000


class SlowBar(QWidget):
    """Shown for t-SNE and UMAP.

    Signals:
        run_wanted: They are to be run with these parameters.
        stop_wanted: What is under way is to end.
    """

    run_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._method: SlowMethod = "tsne"
        self.perplexity = _number(tr("Perplexity"), "float", 30.0, 2, 200, 5, tr(
            "How many words each one looks at as its neighbours, about: small for fine groups, large for the whole."))
        self.neighbours = _number(tr("Neighbours"), "int", 15, 2, 200, 5, tr(
            "How many words each one looks at as its neighbours: small for fine groups, large for the whole."))
        self.spacing = _number(tr("Least distance"), "float", 0.1, 0.0, 0.99, 0.05, tr(
            "How close neighbours may lie to one another: small for tight groups."))
        self.dimensions = ComboBox()
        self.dimensions.addItems(["2-D", "3-D"])
        self.dimensions.setMinimumContentsLength(4)
        self.dimensions.setMinimumHeight(TARGET_HEIGHT)
        self.dimensions.setAccessibleName(tr("Dimensions of the map"))
        self.run = QPushButton()
        self.stop = QPushButton(tr("Stop"))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, _WHOLE)
        self.bar.setMinimumWidth(48)
        self.bar.setAccessibleName(tr("Progress of the map"))
        self.text = ElidedLabel(role="secondary")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        self._fields = {"tsne": _labelled(self.perplexity), "umap": [*_labelled(self.neighbours),
                                                                     *_labelled(self.spacing)]}
        for fields in self._fields.values():
            for widget in fields:
                row.addWidget(widget)
        row.addWidget(self.dimensions)
        row.addSpacing(SPACE_1)
        row.addWidget(self.run)
        row.addWidget(self.stop)
        row.addWidget(self.bar, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.text, 1)
        self.run.clicked.connect(self.run_wanted)
        self.stop.clicked.connect(self.stop_wanted)
        self.show_method("tsne")
        self.show_running(False)

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters of the method, as ``vectors.slow`` calls them."""
        size = 2 + self.dimensions.currentIndex()
        if self._method == "tsne":
            return {"perplexity": float(self.perplexity.value), "dimensions": size}
        return {"neighbours": int(self.neighbours.value), "least_distance": float(self.spacing.value),
                "dimensions": size}

    @Slot()
    def show_method(self, method: SlowMethod) -> None:
        """Show the parameters of a method."""
        self._method = method
        for name, fields in self._fields.items():
            for widget in fields:
                widget.setVisible(name == method)
        self.run.setText(tr("Run t-SNE") if method == "tsne" else tr("Run UMAP"))

    def show_running(self, running: bool, text: str = "") -> None:
        """Show whether it is under way, or what came of it."""
        self.run.setVisible(not running)
        self.stop.setVisible(running)
        self.bar.setVisible(running)
        compiles = running and self._method == "umap"
        self.text.setVisible(compiles or not running)
        if compiles:
            text = tr("The first time takes half a minute more: UMAP gets itself ready.")
        self.text.setText(text)
        if running:
            self.bar.setRange(0, 0)

    def show_progress(self, fraction: float) -> None:
        """Show how far it is."""
        if fraction >= READY:
            self.text.hide()
        self.bar.setRange(0, _WHOLE)
        self.bar.setValue(round(fraction * _WHOLE))


def _number(title: str, kind: Literal["int", "float"], value: float, least: float, most: float, step: float,
            tip: str) -> NumberSpin:
    spin = NumberSpin(Parameter(name=title, title=title, kind=kind, default=value, minimum=least, maximum=most,
                                step=step))
    spin.set_value(value)
    spin.setAccessibleName(title)
    spin.setToolTip(tip)
    spin.setFixedWidth(72)
    return spin


def _labelled(field: NumberSpin) -> list[QWidget]:
    label = QLabel(field.accessibleName())
    label.setBuddy(field)
    label.setToolTip(field.toolTip())
    return [label, field]
