"""Chooses one of the plugins' components (a data source, an encoder, an exporter) and sets its parameters."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from rnnstudio.api import Component, ParameterError, parameters, tr
from rnnstudio.project.model import ComponentRef
from rnnstudio.studio.forms import ParameterForm
from rnnstudio.studio.forms.manners import ComboBox
from rnnstudio.studio.statement import Statement
from rnnstudio.studio.theme import SECONDARY_SIZE, SPACE_2, TARGET_HEIGHT

Group = tuple[str, Sequence[type[Component]]]
"""A heading and what stands below it."""
_NARROWEST, _WIDEST = 200, 320
"""Width of the list, in pixels."""
_MOST_VISIBLE = 24
"""Entries that the open list shows at once."""


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

    def __init__(self, name: str, components: Mapping[str, type[Component]], parent: QWidget | None = None, *,
                 groups: Callable[[Mapping[str, type[Any]]], Sequence[Group]] = lambda components: (),
                 first: tuple[str, str] | None = None) -> None:
        """Make the list.

        Args:
            name: What is chosen, for a screen reader.
            components: What can be chosen, by id; ``refresh`` when there are others.
            parent: The widget's parent.
            groups: Returns headings and what stands below each, instead of one list.
            first: Title and id of an entry before all others that stands for no component.
        """
        super().__init__(parent)
        self._components: Mapping[str, type[Component]] = components
        self._groups = groups
        self._first = first
        self._offered: list[type[Component]] = []
        self._shown: ComponentRef | None = None
        self.combo = ComboBox()
        self.combo.setMinimumHeight(TARGET_HEIGHT)
        self.combo.setMinimumWidth(_NARROWEST)
        self.combo.setMaximumWidth(_WIDEST)
        self.combo.setMaxVisibleItems(_MOST_VISIBLE)
        self.combo.setAccessibleName(name)
        self._fill()
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
        row = QHBoxLayout()
        row.addWidget(self.combo, 100)
        row.addStretch(1)
        self._column.addLayout(row)
        self._column.addWidget(self.about)
        self._column.addWidget(self.missing)

    def refresh(self) -> None:
        """Offer what there is now, if that is something else; what is chosen stays chosen."""
        if self._offered == list(self._components.values()):
            return
        first = self.combo.itemText(0)
        self.combo.clear()
        self._fill()
        if self._first is not None:
            self.combo.setItemText(0, first)
        shown, self._shown = self._shown, None
        if shown is not None:
            self.show_ref(shown)

    def _fill(self) -> None:
        self._offered = list(self._components.values())
        groups = self._groups(self._components)
        if self._first is not None:
            self.combo.addItem(*self._first)
        for heading, members in groups if len(groups) > 1 else [("", list(self._components.values()))]:
            if heading:
                self._add_heading(heading)
            for component in members:
                self.combo.addItem(tr(component.info.title), component.info.id)

    def _add_heading(self, heading: str) -> None:
        """Add a line that can't be chosen; the keys pass it over."""
        self.combo.addItem(heading)
        model = self.combo.model()
        if isinstance(model, QStandardItemModel):
            item = model.item(self.combo.count() - 1)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            font = QFont(self.combo.font())
            font.setPixelSize(SECONDARY_SIZE)
            font.setWeight(QFont.Weight.DemiBold)
            item.setFont(font)

    def set_first(self, title: str) -> None:
        """Give the entry before all others another title."""
        if self._first is not None:
            self.combo.setItemText(0, title)
            self.combo.setToolTip(self.combo.currentText())

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
        self.combo.setToolTip(self.combo.currentText())  # it may be longer than there is room for
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
        known = component is not None or (self._first is not None and type_id == self._first[1])
        self.missing.setVisible(not known)
        if not known:
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
