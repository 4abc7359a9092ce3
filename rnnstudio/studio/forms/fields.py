"""One field for each kind of parameter, all with the same face to their row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QToolButton, QWidget

from rnnstudio.api import FilePath, Parameter, tr
from rnnstudio.studio.forms import numbers
from rnnstudio.studio.forms.manners import ComboBox, LineEdit
from rnnstudio.studio.forms.spin import NumberSpin
from rnnstudio.studio.theme import SPACE_1, Switch, icon, theme

AUTO = "auto"
"""The choice that leaves it to the program."""


class Field(QObject):
    """Edits one parameter's value.

    Attributes:
        widget: What stands in the form.
        editor: What takes the focus, within ``widget`` or the same.

    Signals:
        edited: The person chose this value, which the parameter accepts.
        explained: Why the text in the field can't be used, or "".
        finished: The gesture is over: the field was left, an entry was chosen.
    """

    edited = Signal(object)
    explained = Signal(str)
    finished = Signal()

    widget: QWidget
    editor: QWidget

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        self.parameter = parameter

    def show_value(self, value: Any) -> None:
        """Show a value, with nothing emitted."""
        raise NotImplementedError

    def show_none_as(self, text: str, resolved: Any = None) -> None:
        """Tell what ``None`` is called here, and what it comes to."""

    def show_found(self, value: str) -> None:
        """Tell what a value left to the program comes to; "" if that isn't known."""

    def offer(self, names: Sequence[str]) -> None:
        """Offer names to choose from."""

    def select_all(self) -> None:
        """Select the text, to be typed over."""


class NumberField(Field):
    """A spin box."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        self.spin = NumberSpin(parameter)
        self.widget = self.editor = self.spin
        self.spin.edited.connect(self.edited)
        self.spin.explained.connect(self.explained)
        self.spin.editingFinished.connect(self.finished)
        if parameter.nullable:
            self.spin.offer_none(tr("Take it from the data") if parameter.from_data else tr("Set to none"))

    def show_value(self, value: Any) -> None:
        self.spin.set_value(value)

    def show_none_as(self, text: str, resolved: Any = None) -> None:
        self.spin.lineEdit().setPlaceholderText(text)
        self.spin.set_resolved(resolved)

    def select_all(self) -> None:
        self.spin.selectAll()


class SwitchField(Field):
    """A switch that says on or off."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        self.switch = Switch()
        self.widget = self.editor = self.switch
        self.switch.clicked.connect(self._chosen)
        self.switch.toggled.connect(self._say)
        self._say()

    def show_value(self, value: Any) -> None:
        self.switch.setChecked(value is True)

    @Slot()
    def _say(self) -> None:
        self.switch.setText(tr("on") if self.switch.isChecked() else tr("off"))

    @Slot()
    def _chosen(self) -> None:
        self.edited.emit(self.switch.isChecked())
        self.finished.emit()


class ChoiceField(Field):
    """A combo box. Choices are translated where a translation is known; "none" is an entry too."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        self.combo = ComboBox()
        self.widget = self.editor = self.combo
        choices: list[Any] = [True, False] if parameter.kind == "bool" else list(parameter.choices)
        self._values: list[Any] = ([None] if parameter.nullable else []) + choices
        self.combo.addItems([self._title(value) for value in self._values])
        self.combo.activated.connect(self._chosen)

    def show_value(self, value: Any) -> None:
        self.combo.setCurrentIndex(self._values.index(value) if value in self._values else -1)

    def show_none_as(self, text: str, resolved: Any = None) -> None:
        if self.parameter.nullable:
            self.combo.setItemText(0, text)

    def show_found(self, value: str) -> None:
        if AUTO in self._values:
            words = tr("auto: {value}", value=self._title(value)) if value else self._title(AUTO)
            self.combo.setItemText(self._values.index(AUTO), words)

    def _title(self, value: Any) -> str:
        if value is None:
            return tr("none")
        if isinstance(value, bool):
            return tr("on") if value else tr("off")
        return tr(str(value))

    @Slot(int)
    def _chosen(self, index: int) -> None:
        self.edited.emit(self._values[index])
        self.finished.emit()


class TextField(Field):
    """A line of text; empty is ``None`` where that is allowed."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        self.edit = LineEdit()
        self.widget = self.editor = self.edit
        self._value: Any = None
        self.edit.textEdited.connect(self._typed)
        self.edit.editingFinished.connect(self.finished)

    def show_value(self, value: Any) -> None:
        self._value = value
        text = value if isinstance(value, str) else ""
        if text != self.edit.text():
            self.edit.setText(text)
            self._turn_to_what_counts()

    def _turn_to_what_counts(self) -> None:
        """Show the beginning of a text that is wider than the field."""
        self.edit.home(False)

    def show_none_as(self, text: str, resolved: Any = None) -> None:
        self.edit.setPlaceholderText(text)

    def show_found(self, value: str) -> None:
        if not self.parameter.nullable:
            self.edit.setPlaceholderText(value)

    def select_all(self) -> None:
        self.edit.selectAll()

    @Slot(str)
    def _typed(self, text: str) -> None:
        value = text if text or not self.parameter.nullable else None
        self._value = value
        self.edited.emit(value)


class OfferedField(TextField):
    """A line of text with a list of what there is to choose from; empty, it shows what was found."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        self.combo = ComboBox()
        self.combo.setEditable(True)
        self.combo.setInsertPolicy(ComboBox.InsertPolicy.NoInsert)
        self.combo.setLineEdit(self.edit)
        self.combo.setCompleter(None)  # type: ignore[arg-type]
        self.widget = self.combo
        self.combo.activated.connect(self._chosen)

    def show_value(self, value: Any) -> None:
        super().show_value(value)
        self.combo.setToolTip(self.edit.text())

    def offer(self, names: Sequence[str]) -> None:
        if names == [self.combo.itemText(index) for index in range(self.combo.count())]:
            return
        text = self.edit.text()
        self.combo.clear()
        self.combo.addItems(list(names))
        self.combo.setCurrentIndex(-1)
        self.edit.setText(text)

    @Slot(int)
    def _chosen(self, index: int) -> None:
        name = self.combo.itemText(index)
        self.show_value(name)
        self.edited.emit(name)
        self.finished.emit()


class PathField(TextField):
    """A line of text with a button that opens a chooser."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        self._path = parameter.path or FilePath()
        self.widget = QWidget()
        row = QHBoxLayout(self.widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_1)
        self.button = QToolButton()
        title = tr("Choose a folder") if self._path.folder else tr("Choose a file")
        self.button.setToolTip(title)
        self.button.setAccessibleName(title)
        self.button.clicked.connect(lambda: self.choose())
        row.addWidget(self.edit, 1)
        row.addWidget(self.button)
        if self._path.or_folder:
            self._offer_both()
        theme().changed.connect(self._restyle)
        self._restyle()

    def _offer_both(self) -> None:
        menu = QMenu(self.button)
        menu.addAction(tr("Choose a file"), lambda: self.choose())
        menu.addAction(tr("Choose a folder"), lambda: self.choose(folder=True))
        self.button.setMenu(menu)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setToolTip(tr("Choose a file or a folder"))
        self.button.setAccessibleName(self.button.toolTip())

    def _turn_to_what_counts(self) -> None:
        """Show the end, which is the file's name."""
        self.edit.end(False)

    def choose(self, folder: bool = False) -> None:
        """Open the chooser; of a folder, if the parameter names one or ``folder`` says so."""
        folder = folder or self._path.folder
        title = tr("Choose a folder") if folder else tr("Choose a file")
        dialog = QFileDialog(self.widget.window(), title, self.edit.text())
        if folder:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.setNameFilter(f"{tr(self.parameter.title)} ({' '.join(self._path.patterns)})")
        dialog.fileSelected.connect(self._chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _chosen(self, path: str) -> None:
        if path:
            self.show_value(path)
            self.edited.emit(path)
            self.finished.emit()

    @Slot()
    def _restyle(self) -> None:
        self.button.setIcon(icon("folder-open"))


def field_for(parameter: Parameter) -> Field:
    """Make the field that suits a parameter."""
    match parameter.kind:
        case "int" | "float":
            return NumberField(parameter)
        case "bool" if not parameter.nullable:
            return SwitchField(parameter)
        case "bool" | "choice":
            return ChoiceField(parameter)
    if parameter.offered:
        return OfferedField(parameter)
    return PathField(parameter) if parameter.path is not None else TextField(parameter)


def none_words(parameter: Parameter, resolved: Any = None) -> str:
    """Say what ``None`` means for a parameter: "8,000, from the data", or "none"."""
    if parameter.from_data is None:
        return tr("none")
    if resolved is None:
        return tr("from the data")
    shown = numbers.show(resolved) if isinstance(resolved, (int, float)) else str(resolved)
    return tr("{value}, from the data", value=shown)
