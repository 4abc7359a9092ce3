"""The upper part of the inspector: what the selected layer is, and what Keras says of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.project.model import LayerNode
from rnnstudio.project.report import Problem
from rnnstudio.project.words import number, shape_words
from rnnstudio.studio.builder.accepting import layer_title, type_title
from rnnstudio.studio.builder.problem_box import ProblemBox
from rnnstudio.studio.builder.summary import description
from rnnstudio.studio.document import Document
from rnnstudio.studio.forms import ElidedLabel, WrapLabel
from rnnstudio.studio.theme import SPACE_1, SPACE_2, theme


class InspectorHead(QWidget):
    """Title, kind, description, output shape and parameter count, problems.

    Signals:
        help_wanted: The layer's page is to be shown; carries its type.
        reset_wanted: All parameters are to have their default again.
        repair_wanted: The ``Repair`` whose button was pressed.
    """

    help_wanted = Signal(str)
    reset_wanted = Signal()
    repair_wanted = Signal(object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._node: LayerNode | None = None
        self._icon = QLabel()
        self.title = ElidedLabel(role="heading", mode=Qt.TextElideMode.ElideMiddle)
        self.reset_button = QPushButton(tr("Reset"))
        self.reset_button.setProperty("kind", "flat")
        self.reset_button.setToolTip(tr("Give every setting its default"))
        self.reset_button.clicked.connect(self.reset_wanted)
        self.help_button = QPushButton(tr("Help"))
        self.help_button.setProperty("kind", "flat")
        self.help_button.setToolTip(tr("What this layer computes, when to choose it, what it costs"))
        self.help_button.clicked.connect(self._ask_for_help)
        self.kind = ElidedLabel(role="secondary")
        self.about = WrapLabel()
        self.facts = WrapLabel(role="secondary")
        self.boxes: list[ProblemBox] = []
        top = QHBoxLayout()
        top.setSpacing(SPACE_2)
        top.addWidget(self._icon)
        top.addWidget(self.title, 1)
        top.addWidget(self.help_button)
        top.addWidget(self.reset_button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_1)
        self._column.addLayout(top)
        for label in (self.kind, self.about, self.facts):
            self._column.addWidget(label)
        theme().changed.connect(self._restyle)

    @Slot()
    def _ask_for_help(self) -> None:
        if self._node is not None:
            self.help_wanted.emit(self._node.type)

    def show_node(self, node: LayerNode, count: int = 1) -> None:
        """Show a layer, or the first of several of its type."""
        self._node = node
        layer = self._document.registry.layers.get(node.type)
        self.title.setText(layer_title(self._document.registry, node) if count == 1 else tr(
            "{count} × {layer}", count=count, layer=type_title(self._document.registry, node.type)))
        self.help_button.setVisible(layer is not None)
        self.reset_button.setVisible(layer is not None)
        self.reset_button.setEnabled(bool(node.params))
        if layer is None:
            self.kind.setText(tr("plugin not installed"))
        else:
            info = layer.info
            keras = tr("{name} in Keras", name=info.keras_name) if info.keras_name else ""
            title = type_title(self._document.registry, node.type) if node.name else ""
            off = "" if node.enabled else tr("switched off")
            self.kind.setText(" · ".join(part for part in (title, tr(info.category), keras, off) if part))
        self._put(self.about, description(layer) if layer is not None else "")
        self.show_report()
        self._restyle()

    def show_report(self) -> None:
        """Show what the engine last said of the layer."""
        if self._node is None:
            return
        report = self._document.layer_report(self._node.id)
        parts = []
        if report is not None:
            given, shape = (shape_words(which, self._document.facts)
                            for which in (report.input_shape, report.output_shape))
            if shape:
                parts = [f"{given} → {shape}" if given else tr("Output: {shape}", shape=shape),
                         tr("{count} parameters", count=number(report.parameters))]
        self._put(self.facts, " · ".join(part for part in parts if part))
        self._show_problems(self._document.problems(self._node.id))

    @staticmethod
    def _put(label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        if problems == tuple(box.problem for box in self.boxes):
            return
        for box in self.boxes:
            self._column.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.boxes = [ProblemBox(problem) for problem in problems]
        for box in self.boxes:
            box.repair_wanted.connect(self.repair_wanted)
            self._column.addWidget(box)
            box.show()

    @Slot()
    def _restyle(self) -> None:
        layer = self._document.registry.layers.get(self._node.type) if self._node is not None else None
        name, role = (layer.info.icon, layer.info.category) if layer is not None else ("puzzle", "warning")
        self._icon.setPixmap(theme().pixmap(name, 20, role, self.devicePixelRatioF()))
