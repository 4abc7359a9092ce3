"""The form of a component, made from its parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from rnnstudio.api import Look, Parameter, tr
from rnnstudio.studio.forms.labels import settle
from rnnstudio.studio.forms.row import DOC, FIELD, LABEL, RESET, WIDEST_FIELD, Row
from rnnstudio.studio.theme import SPACE_2, TARGET_HEIGHT, icon, theme

WIDE = 560
"""From this width on, descriptions stand beside the fields."""

NARROWEST = 240
"""A form can always be made this narrow; its labels give way then."""

_NARROWEST_LABEL, _WIDEST_LABEL = 72, 200


class ParameterForm(QWidget):
    """Labels and fields for parameters, basic ones first, an expert's under "More".

    Signals:
        edited: A parameter's name, and a value that it accepts.
        reset: The name of the parameter to give its default.
        gesture_ended: The field was left, so that the next edit is another step of undo.
    """

    edited = Signal(str, object)
    reset = Signal(str)
    gesture_ended = Signal()

    def __init__(self, parameters: Sequence[Parameter], owner: str = "", parent: QWidget | None = None) -> None:
        """Make the form.

        Args:
            parameters: What to ask for.
            owner: The Keras class whose arguments they are, for the tooltips; "" for none.
            parent: The form's parent.
        """
        super().__init__(parent)
        self._owner = owner
        self._basic = [parameter for parameter in parameters if not parameter.folded]
        self._folded = [parameter for parameter in parameters if parameter.folded]
        self._rows: dict[str, Row] = {}
        self._values: dict[str, Any] = {}
        self._resolved: Mapping[str, Any] = {}
        self._look = Look()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE_2)
        self._grid.setVerticalSpacing(SPACE_2)
        self._grid.setColumnMinimumWidth(RESET, TARGET_HEIGHT)
        self._line = 0
        self._aligned = 0
        for parameter in self._basic:
            self._add(parameter)
        self.more = QToolButton()
        if self._folded:
            self._add_more()
        self._grid.setRowStretch(1000, 1)
        self._lay_out()

    @property
    def names(self) -> list[str]:
        """The parameters' names, in the order shown."""
        return [parameter.name for parameter in (*self._basic, *self._folded)]

    def row(self, name: str) -> Row:
        """Return the line of a parameter; a folded one's is made now if need be."""
        if name not in self._rows:
            self._make_folded()
        return self._rows[name]

    def set_values(self, raw: Mapping[str, Any], afresh: bool = False) -> None:
        """Show these values, and the default of those missing; nothing is emitted.

        Args:
            raw: Values by name; names that aren't parameters are passed over.
            afresh: They are another component's: what was typed and isn't acceptable goes.
        """
        self._values = dict(raw)
        for row in self._rows.values():
            row.show_value(raw.get(row.parameter.name, row.parameter.default), afresh)
        self._count()

    def set_resolved(self, values: Mapping[str, Any]) -> None:
        """Show what parameters left to the data come to."""
        self._resolved = dict(values)
        for name, row in self._rows.items():
            if row.parameter.from_data is not None:
                row.show_resolved(values.get(name))

    def set_look(self, look: Look) -> None:
        """Show what a glance at the data says of the parameters."""
        self._look = look
        for row in self._rows.values():
            row.show_look(look)

    def set_placeholder(self, name: str, text: str) -> None:
        """Show a parameter's ``None`` in other words."""
        self.row(name).show_none_as(text)

    def align_labels(self, width: int) -> None:
        """Give labels at least this width, in pixels, so that forms below one another have their fields in line."""
        self._aligned = width
        self._lay_out()

    def focus_first(self) -> None:
        """Give the first field the focus."""
        for name in self.names[:1]:
            self.focus(name)

    def focus(self, name: str) -> None:
        """Give a parameter's field the focus, unfolding it if it is folded."""
        row = self.row(name)
        if row.parameter.folded and not self.more.isChecked():
            self.more.setChecked(True)
        row.field.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROWEST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _add(self, parameter: Parameter) -> None:
        row = Row(parameter, self._owner, self)
        row.place(self._grid, self._line)
        self._line += 2
        row.edited.connect(self._on_edited)
        row.reset.connect(self._on_reset)
        row.finished.connect(self.gesture_ended)
        self._rows[parameter.name] = row

    def _add_more(self) -> None:
        self.more.setCheckable(True)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setMinimumHeight(TARGET_HEIGHT)
        self.more.setProperty("role", "disclosure")
        self.more.toggled.connect(self._unfold)
        self._grid.addWidget(self.more, self._line, LABEL, 1, 3, Qt.AlignmentFlag.AlignLeft)
        self._line += 1
        theme().changed.connect(self._restyle)
        self._restyle()
        self._count()

    def _make_folded(self) -> None:
        if self._folded and self._folded[0].name in self._rows:
            return
        for parameter in self._folded:
            self._add(parameter)
            row = self._rows[parameter.name]
            row.show_value(self._values.get(parameter.name, parameter.default))
            if parameter.from_data is not None:
                row.show_resolved(self._resolved.get(parameter.name))
            row.show_look(self._look)
            row.set_visible(self.more.isChecked())
        self._lay_out()

    @Slot(bool)
    def _unfold(self, shown: bool) -> None:
        self.setUpdatesEnabled(False)
        self._make_folded()
        for parameter in self._folded:
            self._rows[parameter.name].set_visible(shown)
        self._restyle()
        self._lay_out()
        settle(self)
        self.setUpdatesEnabled(True)

    @Slot(str, object)
    def _on_edited(self, name: str, value: Any) -> None:
        self._values[name] = value
        self._count()
        self.edited.emit(name, value)

    @Slot(str)
    def _on_reset(self, name: str) -> None:
        self._values.pop(name, None)
        self._count()
        self.reset.emit(name)

    def _count(self) -> None:
        changed = sum(self._values.get(p.name, p.default) != p.default for p in self._folded)
        text = tr("More ({count} changed)", count=changed) if changed else tr("More")
        self.more.setText(text)
        self.more.setAccessibleName(text)

    @Slot()
    def _restyle(self) -> None:
        self.more.setIcon(icon("chevron-down" if self.more.isChecked() else "chevron-right", "secondary"))

    def _lay_out(self) -> None:
        """Give labels the width they need, up to two fifths of the form, and descriptions what is left."""
        metrics = self.fontMetrics()
        natural = max((metrics.horizontalAdvance(tr(p.title)) + 4 for p in (*self._basic, *self._folded)), default=0)
        width = max(_NARROWEST_LABEL, min(max(natural, self._aligned), _WIDEST_LABEL, self.width() * 2 // 5))
        wide = self.width() >= WIDE
        for row in self._rows.values():
            row.label.setFixedWidth(width)
            row.show_doc(wide)
        room = self.width() - width - TARGET_HEIGHT - 2 * SPACE_2
        self._grid.setColumnMinimumWidth(FIELD, max(0, min(WIDEST_FIELD, room)))
        self._grid.setColumnStretch(DOC, 1)  # what is left over stands at the right, not between label and field
