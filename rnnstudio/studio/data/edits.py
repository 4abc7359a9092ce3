"""The edits of the Data pane, each a step of undo with its name."""

from __future__ import annotations

from typing import Any, Literal

from rnnstudio.api import Component, defaults, parameters, tr
from rnnstudio.project import edits
from rnnstudio.project.model import ComponentRef, SplitSettings
from rnnstudio.studio.chooser import fresh_ref, with_parameter, without_parameter
from rnnstudio.studio.document import Document

Part = Literal["source", "encoder", "task"]


class DataEdits:
    """Changes a document's data settings."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def ref(self, part: Part) -> ComponentRef | None:
        """Return what is chosen; ``None`` for the task that the data suggests."""
        data = self._document.project.data
        return {"source": data.source, "encoder": data.encoder, "task": data.task}[part]

    def choose(self, part: Part, type_id: str) -> None:
        """Use another component, with its parameters at their defaults; "" is the task that the data suggests."""
        component = self._component(part, type_id)
        if component is not None:
            self.use(part, fresh_ref(component))
        elif part == "task" and not type_id:
            self._set("task", tr("Use the suggested task"), None)

    def use(self, part: Part, ref: ComponentRef) -> None:
        """Use another component as it is."""
        component = self._component(part, ref.type)
        title = tr(component.info.title) if component is not None else ref.type
        self._set(part, tr("Use {title}", title=title), ref)

    def set_parameter(self, part: Part, name: str, value: Any) -> None:
        """Set one of a component's parameters; settings typed one after the other are one step."""
        ref = self.ref(part)
        if ref is not None:
            self._set(part, tr("Set {parameter}", parameter=self._title(part, ref, name)),
                      with_parameter(self._component(part, ref.type), ref, name, value), merge=f"{part}.{name}")

    def reset_parameter(self, part: Part, name: str) -> None:
        """Give a parameter its default again."""
        ref = self.ref(part)
        if ref is not None:
            self._set(part, tr("Reset {parameter}", parameter=self._title(part, ref, name)),
                      without_parameter(self._component(part, ref.type), ref, name))

    def set_split(self, name: str, value: Any) -> None:
        """Change the division into parts."""
        self._document.do(tr("Set {parameter}", parameter=_split_title(name)),
                          edits.set_split(self._document.project, name, value), merge=f"split.{name}")

    def reset_split(self, name: str) -> None:
        """Give a setting of the division its default again."""
        self._document.do(tr("Reset {parameter}", parameter=_split_title(name)),
                          edits.set_split(self._document.project, name, defaults(SplitSettings)[name]))

    def _set(self, part: Part, label: str, ref: ComponentRef | None, merge: str = "") -> None:
        self._document.do(label, edits.set_component(self._document.project, part, ref), merge=merge)

    def _component(self, part: Part, type_id: str) -> type[Component] | None:
        return self._document.registry.component_class(part, type_id)

    def _title(self, part: Part, ref: ComponentRef, name: str) -> str:
        component = self._component(part, ref.type)
        found = parameters(component) if component is not None else ()
        return next((tr(parameter.title).lower() for parameter in found if parameter.name == name), name)


def _split_title(name: str) -> str:
    return next(tr(parameter.title).lower() for parameter in parameters(SplitSettings) if parameter.name == name)
