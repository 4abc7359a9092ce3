"""The settings of the selected layer: a form made from its parameters, below what it is and what is wrong with it."""

from __future__ import annotations

from typing import Any

import msgspec
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from rnnstudio.api import Layer, Parameter, mark, parameters, tr
from rnnstudio.project import edits
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.project.report import Repair
from rnnstudio.studio.builder import steps
from rnnstudio.studio.builder.accepting import layer_title, type_title
from rnnstudio.studio.builder.inspector_head import InspectorHead
from rnnstudio.studio.document import Document
from rnnstudio.studio.forms import ParameterForm, WrapLabel, settle
from rnnstudio.studio.theme import SPACE_1, SPACE_3, SPACE_4, SPACE_5, theme

NAME = "$name"
"""The form's entry for what the user calls the layer; no parameter can be named so."""

_NAME_FIELD = Parameter(name=NAME, title=mark("Name"), kind="text", default=None, nullable=True,
                        doc=mark("What you call this layer in the model."))


class Inspector(QWidget):
    """Shows and edits the selected layer, or several of one type together.

    Its edits are steps of the document; typing in one field is one step.

    Signals:
        help_requested: The page of a type of layer is wanted.
    """

    help_requested = Signal(str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._node: LayerNode | None = None
        self._all: tuple[str, ...] = ()
        self._forms: dict[str, tuple[type[Layer], ParameterForm]] = {}
        self.form: ParameterForm | None = None
        self.setAccessibleName(tr("Settings of the selected layer"))
        self.head = InspectorHead(document)
        self.head.help_wanted.connect(self.help_requested)
        self.head.reset_wanted.connect(self._reset_all)
        self.head.repair_wanted.connect(self._repair)
        self.missing = WrapLabel()
        self.raw = WrapLabel(role="secondary")
        for label in (self.missing, self.raw):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse
                                          | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.nothing = _Nothing()
        self._page = QWidget()
        self._compose()
        document.project_changed.connect(self._refresh)
        document.selection_changed.connect(self._refresh)
        document.report_changed.connect(self._report_changed)
        document.registry_changed.connect(self._registry_changed)
        self._refresh()

    @Slot()
    def _registry_changed(self) -> None:
        """Make forms anew whose layer was loaded again; in any other a person may be typing as plugins come."""
        for layer_type, (layer, form) in list(self._forms.items()):
            if self._document.registry.layers.get(layer_type) is not layer:
                if form is self.form:
                    self._use_form(None)
                self._body.removeWidget(form)
                form.deleteLater()
                del self._forms[layer_type]
        self._refresh()

    @Slot()
    def focus_first(self) -> None:
        """Give the first setting the focus; the name, if the layer has no settings."""
        if self.form is not None:
            self.form.focus(next((name for name in self.form.names if name != NAME), NAME))

    @Slot()
    def focus_name(self) -> None:
        """Give the name the focus, to be typed over."""
        if self.form is not None:
            self.form.focus(NAME)
            self.form.row(NAME).field.select_all()

    def _compose(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_4)
        column.addWidget(self.nothing)
        column.addWidget(self._page)
        column.addStretch(1)
        self._body = QVBoxLayout(self._page)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(SPACE_3)
        for widget in (self.head, self.missing, self.raw):
            self._body.addWidget(widget)

    @Slot()
    def _refresh(self) -> None:
        """Show the one selected layer, or say why there is none."""
        project, selection = self._document.project, self._document.selection
        known = {node.id: node for _, node in project.nodes()}
        chosen = [known[node_id] for node_id in selection if node_id in known]
        self.setUpdatesEnabled(False)
        try:
            if len({node.type for node in chosen}) == 1:
                self._all = tuple(node.id for node in chosen)
                self._show(chosen[0])
            else:
                self._show_nothing(len(chosen))
            settle(self)
        finally:
            self.setUpdatesEnabled(True)

    def _show_nothing(self, selected: int) -> None:
        self._node = None
        self._use_form(None)
        if selected:
            self.nothing.say(tr("{count} layers are selected", count=selected),
                             tr("Select one of them to see its settings."))
        elif self._document.project.stack:
            self.nothing.say(tr("Select a layer to see its settings"),
                             tr("Click its card, or go to it with the arrow keys."))
        else:
            self.nothing.say(tr("Settings of a layer will be here"),
                             tr("Drag a layer from the list into the model, or press Enter on one, to begin."))
        self._page.hide()
        self.nothing.show()

    def _show(self, node: LayerNode) -> None:
        other = self._node is None or node.id != self._node.id
        self._node = node
        self.head.show_node(node, len(self._all))
        layer = self._document.registry.layers.get(node.type)
        for label in (self.missing, self.raw):
            label.setVisible(layer is None)
        if layer is None:
            self._show_missing(node)
            self._use_form(None)
        else:
            self._use_form(self._form_for(node.type))
            self._fill(node, other)
        self.nothing.hide()
        self._page.show()

    def _show_missing(self, node: LayerNode) -> None:
        self.missing.setText(tr(
            'No installed plugin has the layer "{type}". The project keeps it as it is. Install the plugin that it '
            "came from to use it, or remove it from the model.", type=node.type))
        self.raw.setText("\n".join(f"{name}: {msgspec.json.encode(value).decode()}"
                                   for name, value in node.params.items()))

    def _form_for(self, layer_type: str) -> ParameterForm:
        """Return the form of a type of layer, made once: going from layer to layer only fills in values."""
        if layer_type not in self._forms:
            layer = self._document.registry.layers[layer_type]
            form = ParameterForm((_NAME_FIELD, *parameters(layer)), owner=layer.info.keras_name)
            form.set_placeholder(NAME, type_title(self._document.registry, layer_type))
            form.edited.connect(self._edited)
            form.reset.connect(self._reset)
            form.gesture_ended.connect(self._document.end_gesture)
            form.hide()
            self._body.addWidget(form)
            self._forms[layer_type] = (layer, form)
        return self._forms[layer_type][1]

    def _use_form(self, form: ParameterForm | None) -> None:
        if form is self.form:
            return
        if self.form is not None:
            self.form.hide()
        self.form = form
        if form is not None:
            form.show()

    def _fill(self, node: LayerNode, afresh: bool) -> None:
        if self.form is not None:
            self.form.set_values({**self._values(node), NAME: node.name}, afresh)
            self.form.row(NAME).set_visible(len(self._all) == 1)
            self._show_resolved()

    def _values(self, node: LayerNode) -> dict[str, Any]:
        """Return a layer's values as its plugin reads them today; as they stand in the file if it can't."""
        try:
            return msgspec.structs.asdict(self._document.registry.layer(node))
        except Exception:  # noqa: BLE001 - a wrong value is a UserError, but migrate() is the plugin's code
            return node.params

    def _show_resolved(self) -> None:
        if self.form is not None and self._node is not None:
            report = self._document.layer_report(self._node.id)
            self.form.set_resolved(report.values if report is not None else {})

    @Slot()
    def _report_changed(self) -> None:
        if self._node is not None:
            self.head.show_report()
            self._show_resolved()
            settle(self)

    @Slot(str, object)
    def _edited(self, name: str, value: Any) -> None:
        if (node := self._node) is None:
            return
        project = self._document.project
        if name == NAME:
            changed, label = edits.rename(project, node.id, value), tr("Rename {layer}", layer=self._title())
        else:
            changed, label = project, self._label(name)
            for node_id in self._all:
                changed = edits.set_parameter(changed, node_id, name, value)
        self._document.do(label, changed, merge=f"{'+'.join(self._all)}.{name}")

    @Slot(str)
    def _reset(self, name: str) -> None:
        if (node := self._node) is None:
            return
        project = self._document.project
        if name == NAME:
            self._document.do(tr("Rename {layer}", layer=self._title()), edits.rename(project, node.id, None))
        else:
            for node_id in self._all:
                project = edits.reset_parameter(project, node_id, name)
            self._document.do(tr("Reset {parameter}", parameter=self._parameter_title(name)), project)

    @Slot()
    def _reset_all(self) -> None:
        if self._node is not None:
            project: Project = self._document.project
            for node_id in self._all:
                for name in project.node(node_id).params:
                    project = edits.reset_parameter(project, node_id, name)
            self._document.do(tr("Reset {parameter}", parameter=self._title()), project)

    @Slot(object)
    def _repair(self, mend: Repair) -> None:
        steps.repair(self._document, mend)

    def _label(self, name: str) -> str:
        return tr("Set {parameter} of {layer}", parameter=self._parameter_title(name), layer=self._title())

    def _title(self) -> str:
        if self._node is None:
            return ""
        return layer_title(self._document.registry, self._node) if len(self._all) == 1 else tr(
            "{count} layers", count=len(self._all))

    def _parameter_title(self, name: str) -> str:
        return self.form.row(name).title if self.form is not None else name


class _Nothing(QWidget):
    """What the inspector shows when there is no one layer to show."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = QLabel()
        self.heading = WrapLabel(role="heading")
        self.words = WrapLabel(role="secondary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_5, 0, SPACE_5)
        column.setSpacing(SPACE_1)
        for label in (self._icon, self.heading, self.words):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        theme().changed.connect(self._restyle)
        self._restyle()

    def say(self, heading: str, words: str) -> None:
        """Show a line and the next step."""
        self.heading.setText(heading)
        self.words.setText(words)

    @Slot()
    def _restyle(self) -> None:
        self._icon.setPixmap(theme().pixmap("layers", 24, "disabled", self.devicePixelRatioF()))
