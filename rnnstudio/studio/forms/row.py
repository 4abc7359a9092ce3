"""One line of a form: label, field, reset arrow, and below the field what is wrong with its text."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QToolButton, QWidget

from rnnstudio.api import Look, Parameter, tr
from rnnstudio.studio.forms import numbers
from rnnstudio.studio.forms.fields import Field, field_for, none_words
from rnnstudio.studio.forms.labels import ElidedLabel, WrapLabel
from rnnstudio.studio.theme import TARGET_HEIGHT, icon, restyle, theme

LABEL, FIELD, RESET, DOC = range(4)
"""The form's columns."""

WIDEST_FIELD = 240


class Row(QObject):
    """The widgets of one parameter, in two rows of the form's grid.

    Signals:
        edited: The parameter's name and its new value.
        reset: The name of the parameter to give its default.
        finished: A gesture is over.
    """

    edited = Signal(str, object)
    reset = Signal(str)
    finished = Signal()

    def __init__(self, parameter: Parameter, owner: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.parameter = parameter
        self.value: Any = parameter.default
        self._resolved: Any = None
        self._error = ""
        self._shown = True
        self._owner = owner
        self.title = tr(parameter.title)
        self.doc = tr(parameter.doc) if parameter.doc else ""
        self.field: Field = field_for(parameter)
        self.field.setParent(self)
        self.label = WrapLabel(self.title.replace("&", "&&"))
        self.label.setBuddy(self.field.editor)
        self.reset_button = QToolButton()
        self._describe()
        self.field.widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.field.widget.setMaximumWidth(WIDEST_FIELD)
        self.error_label: WrapLabel | None = None
        self.doc_label: ElidedLabel | None = None
        self.field.edited.connect(self._on_edited)
        self.field.explained.connect(self._explain)
        self.field.finished.connect(self.finished)
        self.reset_button.clicked.connect(self._on_reset)
        theme().changed.connect(self._restyle)
        self._restyle()
        self._none = none_words(parameter)
        if parameter.nullable:
            self.field.show_none_as(self._none)
        self._describe_state()
        self.field.show_value(self.value)
        self._mark()

    def place(self, grid: QGridLayout, line: int) -> None:
        """Put the widgets into two rows of a grid, starting at ``line``."""
        self._grid, self._line = grid, line
        grid.addWidget(self.label, line, LABEL)
        grid.addWidget(self.field.widget, line, FIELD)
        grid.addWidget(self.reset_button, line, RESET, Qt.AlignmentFlag.AlignVCenter)

    def show_value(self, value: Any, afresh: bool = False) -> None:
        """Show a value; a field being typed in is left alone if it has this value already."""
        if not afresh and value == self.value and type(value) is type(self.value):
            return
        self.value = value
        self.field.show_value(value)
        self._explain("" if self.parameter.accepts(value) else numbers.explain(self.parameter))

    def show_resolved(self, value: Any) -> None:
        """Show what ``None`` comes to."""
        if value != self._resolved:
            self._resolved = value
            self.show_none_as(none_words(self.parameter, value))

    def show_none_as(self, text: str) -> None:
        """Show ``None`` in these words."""
        self._none = text
        self.field.show_none_as(text, self._resolved)
        self._describe_state()

    def show_look(self, look: Look) -> None:
        """Offer what there is to choose from, and tell what a value left to the program comes to."""
        self.field.show_found(look.found.get(self.parameter.name, ""))
        if self.parameter.offered:
            self.field.offer(list(look.offers.get(self.parameter.name, ())))

    def show_doc(self, shown: bool) -> None:
        """Show the description beside the field, where there is room."""
        if shown and self.doc_label is None:
            self.doc_label = ElidedLabel(self.doc, "secondary")
            self._grid.addWidget(self.doc_label, self._line, DOC)
        if self.doc_label is not None:
            self.doc_label.setVisible(shown and self._shown)

    def set_visible(self, shown: bool) -> None:
        """Show or hide the line."""
        self._shown = shown
        self.label.setVisible(shown)
        self.field.widget.setVisible(shown)
        self._mark()
        if self.error_label is not None:
            self.error_label.setVisible(shown and bool(self._error))
        if self.doc_label is not None and not shown:
            self.doc_label.hide()

    @property
    def is_changed(self) -> bool:
        """True if the value isn't the default."""
        return bool(self.value != self.parameter.default)

    @property
    def error(self) -> str:
        """What is wrong with the text in the field, or ""."""
        return self._error

    def _describe(self) -> None:
        self.field.editor.setAccessibleName(self.title)
        title = tr("Reset {parameter}", parameter=self.title)
        self.reset_button.setAccessibleName(title)
        self.reset_button.setToolTip(title)
        self.reset_button.setFixedSize(TARGET_HEIGHT, TARGET_HEIGHT)

    def _describe_state(self) -> None:
        none = self._none if self.parameter.nullable and self.value is None else ""
        name = self.parameter.name
        keras = tr("In Keras: {name}", name=f"{self._owner}({name}=…)") if self._owner and name.isidentifier() else ""
        from_data = none if self.parameter.from_data is not None else ""
        tooltip = "\n".join(part for part in (self.doc, from_data, keras) if part)
        for widget in (self.label, self.field.editor):
            widget.setToolTip(tooltip)
        parts = (self._error, self.doc, none)
        self.field.editor.setAccessibleDescription(" ".join(part for part in parts if part))

    @Slot(object)
    def _on_edited(self, value: Any) -> None:
        self.value = value
        self._mark()
        self._describe_state()
        self.edited.emit(self.parameter.name, value)

    @Slot()
    def _on_reset(self) -> None:
        self.show_value(self.parameter.default, afresh=True)
        self.field.editor.setFocus()
        self.reset.emit(self.parameter.name)

    @Slot(str)
    def _explain(self, text: str) -> None:
        if text == self._error:
            self._mark()
            return
        self._error = text
        if text and self.error_label is None:
            self.error_label = WrapLabel(role="error")
            self._grid.addWidget(self.error_label, self._line + 1, FIELD, 1, 2)
        if self.error_label is not None:
            self.error_label.setText(text)
            self.error_label.setVisible(bool(text) and self._shown)
        self.field.editor.setProperty("invalid", "true" if text else "false")
        restyle(self.field.editor)
        self._mark()
        self._describe_state()

    def _mark(self) -> None:
        policy = self.reset_button.sizePolicy()
        policy.setRetainSizeWhenHidden(self._shown)  # so that descriptions stand in line with or without it
        self.reset_button.setSizePolicy(policy)
        self.reset_button.setVisible(self._shown and (self.is_changed or bool(self._error)))

    @Slot()
    def _restyle(self) -> None:
        self.reset_button.setIcon(icon("rotate-ccw", "secondary"))
