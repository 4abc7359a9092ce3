"""The Data pane: where the examples come from, how text becomes ids, what is kept aside."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from rnnstudio.api import SourceInfo, defaults, parameters, tr
from rnnstudio.project import edits
from rnnstudio.project.model import ComponentRef, SplitSettings
from rnnstudio.studio.chooser import ComponentChooser, fresh_ref, with_parameter, without_parameter
from rnnstudio.studio.data.facts import FactsView
from rnnstudio.studio.document import Document
from rnnstudio.studio.forms import ParameterForm
from rnnstudio.studio.theme import SPACE_2, SPACE_3, SPACE_4, SPACE_5

Part = Literal["source", "encoder"]


class DataPane(QScrollArea):
    """Edits a document's data settings; every choice is a step of undo."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        registry = document.registry
        self.source = ComponentChooser(tr("Data source"), registry.sources)
        self.encoder = ComponentChooser(tr("Text encoder"), registry.encoders)
        self.origin = _secondary()
        self.facts = FactsView(document)
        self.no_text = _secondary(tr("This data holds no text, so no encoder is needed."))
        self.split = ParameterForm(parameters(SplitSettings))
        self._compose()
        self._join("source", self.source)
        self._join("encoder", self.encoder)
        self.split.edited.connect(self._edit_split)
        self.split.reset.connect(self._reset_split)
        self.split.gesture_ended.connect(document.end_gesture)
        document.project_changed.connect(self._show)
        document.report_changed.connect(self._show_encoder)
        self._show()

    def _compose(self) -> None:
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_5)
        column.addWidget(_section(tr("Data source"), self.source, self.origin))
        column.addWidget(_section(tr("What the model will see"), self.facts))
        column.addWidget(_section(tr("Text encoder"), self.encoder, self.no_text))
        column.addWidget(_section(tr("Kept aside for validation"), self.split))
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(page)

    def _join(self, part: Part, chooser: ComponentChooser) -> None:
        chooser.chosen.connect(lambda type_id: self._choose(part, type_id))
        chooser.edited.connect(lambda name, value: self._edit(part, name, value))
        chooser.reset.connect(lambda name: self._reset(part, name))
        chooser.gesture_ended.connect(self._document.end_gesture)

    def _choose(self, part: Part, type_id: str) -> None:
        component = self._document.registry.component_class(part, type_id)
        if component is not None:
            self._set(part, tr("Use {title}", title=tr(component.info.title)), fresh_ref(component))

    def _edit(self, part: Part, name: str, value: Any) -> None:
        ref = self._ref(part)
        component = self._document.registry.component_class(part, ref.type)
        self._set(part, tr("Set {parameter}", parameter=self._title(part, name)),
                  with_parameter(component, ref, name, value), merge=f"{part}.{name}")

    def _reset(self, part: Part, name: str) -> None:
        ref = self._ref(part)
        component = self._document.registry.component_class(part, ref.type)
        self._set(part, tr("Reset {parameter}", parameter=self._title(part, name)),
                  without_parameter(component, ref, name))

    def _set(self, part: Part, label: str, ref: ComponentRef, merge: str = "") -> None:
        self._document.do(label, edits.set_component(self._document.project, part, ref), merge=merge)

    def _ref(self, part: Part) -> ComponentRef:
        data = self._document.project.data
        return data.source if part == "source" else data.encoder

    def _title(self, part: Part, name: str) -> str:
        component = self._document.registry.component_class(part, self._ref(part).type)
        found = parameters(component) if component is not None else ()
        return next((tr(parameter.title).lower() for parameter in found if parameter.name == name), name)

    @Slot(str, object)
    def _edit_split(self, name: str, value: Any) -> None:
        self._document.do(tr("Set {parameter}", parameter=_split_title(name)),
                          edits.set_split(self._document.project, name, value), merge=f"split.{name}")

    @Slot(str)
    def _reset_split(self, name: str) -> None:
        self._document.do(tr("Reset {parameter}", parameter=_split_title(name)),
                          edits.set_split(self._document.project, name, defaults(SplitSettings)[name]))

    @Slot()
    def _show(self) -> None:
        data = self._document.project.data
        self.source.show_ref(data.source)
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


def origin_words(info: SourceInfo) -> str:
    """Return where a source's data comes from and under which licence, a line each."""
    lines = []
    if info.origin:
        lines.append(tr("Origin: {origin}", origin=tr(info.origin)))
    if info.licence:
        lines.append(tr("Licence: {licence}", licence=tr(info.licence)))
    return "\n".join(lines)


def _split_title(name: str) -> str:
    return next(tr(parameter.title).lower() for parameter in parameters(SplitSettings) if parameter.name == name)


def _secondary(text: str = "") -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "secondary")
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
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
