"""The data settings from top to bottom: source, task, text encoder, division into parts, rows that can't be used."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from rnnstudio.api import Look, SourceInfo, parameters, tr
from rnnstudio.project.model import SplitSettings
from rnnstudio.project.preview import DataProfile
from rnnstudio.studio.chooser import ComponentChooser
from rnnstudio.studio.data.bad_rows import BadRowsChoice
from rnnstudio.studio.data.edits import DataEdits, Part
from rnnstudio.studio.data.sources import grouped
from rnnstudio.studio.data.task_section import TaskSection
from rnnstudio.studio.document import Document
from rnnstudio.studio.forms import ParameterForm, WrapLabel
from rnnstudio.studio.forms.fields import PathField
from rnnstudio.studio.theme import SPACE_2, SPACE_3, SPACE_4, SPACE_5


class SettingsPage(QScrollArea):
    """Edits a document's data settings; every choice is a step of undo."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.edits = DataEdits(document)
        registry = document.registry
        self.source = ComponentChooser(tr("Data source"), registry.sources, groups=grouped)
        self.origin = _secondary()
        self.task = TaskSection(document)
        self.encoder = ComponentChooser(tr("Text encoder"), registry.encoders)
        self.no_text = _secondary(tr("This data holds no text, so no encoder is needed."))
        self.split = ParameterForm(parameters(SplitSettings))
        self.bad_rows = BadRowsChoice(document)
        self._compose()
        self._join("source", self.source)
        self._join("encoder", self.encoder)
        self._join("task", self.task)
        self.split.edited.connect(self.edits.set_split)
        self.split.reset.connect(self.edits.reset_split)
        self.split.gesture_ended.connect(document.end_gesture)
        document.project_changed.connect(self._show)
        document.report_changed.connect(self._show_encoder)
        document.registry_changed.connect(self._show)
        self._profile: DataProfile | None = None
        self._show()

    def _compose(self) -> None:
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_5)
        column.addWidget(_section(tr("Data source"), self.source, self.origin))
        column.addWidget(_section(tr("Task"), self.task))
        column.addWidget(_section(tr("Text encoder"), self.encoder, self.no_text))
        column.addWidget(_section(tr("Division into parts"), self.split))
        column.addWidget(_section(tr("Rows that can't be used"), self.bad_rows))
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(page)

    def _join(self, part: Part, chooser: ComponentChooser | TaskSection) -> None:
        chooser.chosen.connect(lambda type_id: self.edits.choose(part, type_id))
        chooser.edited.connect(lambda name, value: self.edits.set_parameter(part, name, value))
        chooser.reset.connect(lambda name: self.edits.reset_parameter(part, name))
        chooser.gesture_ended.connect(self._document.end_gesture)

    def minimumSizeHint(self) -> QSize:
        return QSize(272, 120)

    def show_profile(self, profile: DataProfile | None) -> None:
        """Say which task the data suggests."""
        self._profile = profile
        self.task.show_profile(profile)

    def show_look(self, look: Look) -> None:
        """Say what a glance at the data shows."""
        if self.source.form is not None:
            self.source.form.set_look(look)

    def choose_path(self, name: str) -> None:
        """Open the chooser of a parameter that names a file or folder."""
        form = self.source.form
        field = form.row(name).field if form is not None else None
        if isinstance(field, PathField):
            field.choose()

    @Slot()
    def _show(self) -> None:
        data = self._document.project.data
        self.source.show_ref(data.source)
        self.task.show_ref(data.task)
        self.encoder.show_ref(data.encoder)
        self.split.set_values(msgspec.structs.asdict(data.split))
        component = self._document.registry.sources.get(data.source.type)
        self.origin.setText(origin_words(component.info) if component is not None else "")
        self.origin.setVisible(bool(self.origin.text()))
        self._show_encoder()

    @Slot()
    def _show_encoder(self) -> None:
        facts = self._document.facts
        needed = facts is None or facts.input == "text"
        self.encoder.setVisible(needed)
        self.no_text.setVisible(not needed)
        self.task.show_profile(self._profile)


def origin_words(info: SourceInfo) -> str:
    """Return where a source's data comes from and under which licence, a line each."""
    lines = []
    if info.origin:
        lines.append(tr("Origin: {origin}", origin=tr(info.origin)))
    if info.licence:
        lines.append(tr("Licence: {licence}", licence=tr(info.licence)))
    return "\n".join(lines)


def _secondary(text: str = "") -> WrapLabel:
    label = WrapLabel(text, role="secondary")
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _section(heading: str, *widgets: QWidget) -> QWidget:
    section = QWidget()
    column = QVBoxLayout(section)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SPACE_2)
    title = QLabel(heading)
    title.setProperty("role", "heading")
    column.addWidget(title)
    for widget in widgets:
        column.addWidget(widget)
    return section
