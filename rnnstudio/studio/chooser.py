"""Chooses one of the plugins' components (a data source, an encoder, an exporter) and sets its parameters."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from rnnstudio.api import Component, ParameterError, parameters, tr
from rnnstudio.project.model import ComponentRef
from rnnstudio.studio.forms import ParameterForm
from rnnstudio.studio.forms.manners import ComboBox
from rnnstudio.studio.statement import Statement
from rnnstudio.studio.theme import SPACE_2, TARGET_HEIGHT

_COMBO_WIDTH = 280


class ComponentChooser(QWidget):
    """A list of components by title, the chosen one's description, and its form.

    It holds no state of its own: it shows the reference it is given, and tells what a person wants.

    Signals:
        chosen: The id of another component.
        edited: A parameter's name and its new value.
        reset: The name of a parameter that is to have its default again.
        gesture_ended: The edits before and after this are two steps.
    """

    chosen = Signal(str)
    edited = Signal(str, object)
    reset = Signal(str)
    gesture_ended = Signal()

    def __init__(self, name: str, components: Mapping[str, type[Component]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._components = dict(components)
        self._shown: ComponentRef | None = None
        self.combo = ComboBox()
        self.combo.setMinimumHeight(TARGET_HEIGHT)
        self.combo.setMinimumWidth(_COMBO_WIDTH)
        self.combo.setAccessibleName(name)
        for type_id, component in self._components.items():
            self.combo.addItem(tr(component.info.title), type_id)
        self.combo.activated.connect(self._activated)
        self.about = QLabel()
        self.about.setProperty("role", "secondary")
        self.about.setWordWrap(True)
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.missing = Statement("error")
        self.form: ParameterForm | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_2)
        self._column.addWidget(self.combo, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self.about)
        self._column.addWidget(self.missing)

    @property
    def shown(self) -> ComponentRef | None:
        """The reference that is shown."""
        return self._shown

    def show_ref(self, ref: ComponentRef) -> None:
        """Show a component and its parameters."""
        component = self._components.get(ref.type)
        if self._shown is None or ref.type != self._shown.type:
            self._show_component(ref.type, component)
        self._shown = ref
        if self.form is not None and component is not None:
            self.form.set_values(today(component, ref).params)

    def _show_component(self, type_id: str, component: type[Component] | None) -> None:
        self._replace_form(component)
        index = self.combo.findData(type_id)
        if index < 0:
            self.combo.addItem(type_id, type_id)
            index = self.combo.count() - 1
        self.combo.setCurrentIndex(index)
        self.about.setText(description(component) if component is not None else "")
        self.about.setVisible(bool(self.about.text()))
        self.missing.setVisible(component is None)
        if component is None:
            self.missing.say("error", tr('No installed plugin has "{type}". Install the plugin it came from, or '
                                         "choose another.", type=type_id))

    def _replace_form(self, component: type[Component] | None) -> None:
        if self.form is not None:
            self._column.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        if component is not None and parameters(component):
            self.form = ParameterForm(parameters(component))
            self.form.edited.connect(self.edited)
            self.form.reset.connect(self.reset)
            self.form.gesture_ended.connect(self.gesture_ended)
            self._column.addWidget(self.form)

    def _activated(self, index: int) -> None:
        type_id = self.combo.itemData(index)
        if self._shown is None or type_id != self._shown.type:
            self.chosen.emit(type_id)


def fresh_ref(component: type[Component]) -> ComponentRef:
    """Return a reference to a component with all parameters at their defaults."""
    return ComponentRef(type=component.info.id, version=component.info.version)


def with_parameter(component: type[Component] | None, ref: ComponentRef, name: str, value: Any) -> ComponentRef:
    """Return a reference with one parameter set, in today's version."""
    now = today(component, ref)
    return ComponentRef(type=now.type, version=now.version, params={**now.params, name: value})


def without_parameter(component: type[Component] | None, ref: ComponentRef, name: str) -> ComponentRef:
    """Return a reference with one parameter at its default again, in today's version."""
    now = today(component, ref)
    return ComponentRef(type=now.type, version=now.version,
                        params={key: value for key, value in now.params.items() if key != name})


def today(component: type[Component] | None, ref: ComponentRef) -> ComponentRef:
    """Return a reference of an older version of the component in today's."""
    if component is None or ref.version >= component.info.version:
        return ref
    try:
        return ComponentRef(type=ref.type, version=component.info.version,
                            params=component.migrate(dict(ref.params), ref.version))
    except ParameterError:
        return ref


def description(component: type[Component]) -> str:
    """Return the first line of a component's docstring, translated if it is known."""
    lines = (inspect.getdoc(component) or "").strip().splitlines()
    return tr(lines[0]) if lines and component.__doc__ else ""
