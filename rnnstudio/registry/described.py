"""What a plugin contributes, told as data, and classes made from that: the window works on these.

A described class has the id, the parameters, the documentation and the looks of the plugin's own, and none of its
code: it is shown, edited and checked like any other, while ``build()``, ``read()`` and the like run in the engine's
process alone. Only ``migrate()`` is wanted in the window too; it is asked of a process of its own.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, cast

import msgspec

from rnnstudio import api
from rnnstudio.api import (
    Component,
    ComponentInfo,
    DataSource,
    Doc,
    Encoder,
    EncoderInfo,
    Exporter,
    ExporterInfo,
    Folded,
    FromData,
    Layer,
    LayerInfo,
    LearningTask,
    Offered,
    Parameter,
    Range,
    SourceInfo,
    TaskInfo,
    Title,
    hookimpl,
    hooks,
    parameters,
)
from rnnstudio.registry.plugin import PluginReport

Migrate = Callable[[str, str, str, dict[str, Any], int], dict[str, Any]]
"""Migrates parameters elsewhere: the plugin's key, the hook, the component's id, its parameters, their version."""

_KINDS: Mapping[str, tuple[type[Component], type[ComponentInfo]]] = {
    "rnnstudio_layers": (Layer, LayerInfo),
    "rnnstudio_data_sources": (DataSource, SourceInfo),
    "rnnstudio_encoders": (Encoder, EncoderInfo),
    "rnnstudio_tasks": (LearningTask, TaskInfo),
    "rnnstudio_exporters": (Exporter, ExporterInfo),
}
HOOKS = tuple(name for name, value in vars(hooks).items()
              if name.startswith("rnnstudio_") and isinstance(value, types.FunctionType))
"""The names of all hooks."""


class DescribedComponent(msgspec.Struct, frozen=True, kw_only=True):
    """A component's class: what the window needs of it."""

    hook: str
    name: str
    doc: str
    info: msgspec.Raw
    parameters: tuple[Parameter, ...]


class DescribedThing(msgspec.Struct, frozen=True, kw_only=True):
    """What a hook returned that is data already, such as a template; ``kind`` is its class's name in the api."""

    hook: str
    kind: str
    value: msgspec.Raw


class Described(msgspec.Struct, frozen=True, kw_only=True):
    """A plugin that was loaded elsewhere."""

    report: PluginReport
    components: tuple[DescribedComponent, ...] = ()
    things: tuple[DescribedThing, ...] = ()


def describe(report: PluginReport, returned: Iterable[tuple[str, Any]], good: Callable[[Any], bool]) -> Described:
    """Describe what a plugin's hooks returned.

    Args:
        report: The plugin's report.
        returned: Each hook's name with a thing that it returned.
        good: Tells whether a component's class was found fit for use.
    """
    components, things = [], []
    for hook, item in returned:
        if isinstance(item, type) and hook in _KINDS and good(item):
            components.append(_component(hook, cast(type[Component], item)))
        elif isinstance(item, msgspec.Struct) and hasattr(api, type(item).__name__):
            things.append(DescribedThing(hook=hook, kind=type(item).__name__,
                                         value=msgspec.Raw(msgspec.json.encode(item, enc_hook=str))))
    return Described(report=report, components=tuple(components), things=tuple(things))


def _component(hook: str, component: type[Component]) -> DescribedComponent:
    info = msgspec.json.encode(component.info, enc_hook=str)
    doc = inspect.getdoc(component) if component.__doc__ else None
    return DescribedComponent(hook=hook, name=component.__name__, doc=doc or "", info=msgspec.Raw(info),
                              parameters=parameters(component))


def module_of(described: Described, migrate: Migrate) -> types.ModuleType:
    """Return a module with the hooks of a described plugin, to be given to a registry."""
    found: dict[str, list[Any]] = {}
    for component in described.components:
        found.setdefault(component.hook, []).append(_class_of(component, described.report.key, migrate))
    for thing in described.things:
        kind = getattr(api, thing.kind)
        found.setdefault(thing.hook, []).append(msgspec.json.decode(thing.value, type=kind, dec_hook=_read))
    module = types.ModuleType(f"described:{described.report.key}")
    for hook, items in found.items():
        setattr(module, hook, hookimpl(lambda items=items: items))
    return module


def _read(kind: type, value: Any) -> Any:
    return Path(value) if kind is Path else value


def _class_of(component: DescribedComponent, key: str, migrate: Migrate) -> type[Component]:
    base, info_type = _KINDS[component.hook]
    info = msgspec.json.decode(component.info, type=info_type)

    def migrated(cls: type[Component], params: dict[str, Any], version: int) -> dict[str, Any]:
        return migrate(key, component.hook, info.id, params, version)

    return cast(type[Component], msgspec.defstruct(
        component.name, [(one.name, _annotation(one), one.default) for one in component.parameters],
        bases=(base,), frozen=True, kw_only=True, module=__name__,
        namespace={"info": info, "__doc__": component.doc, "migrate": classmethod(migrated)}))


def _annotation(parameter: Parameter) -> Any:
    """Return the annotation that a parameter was derived from."""
    types_: dict[str, Any] = {"int": int, "float": float, "bool": bool, "text": str}
    kind = Literal[parameter.choices] if parameter.kind == "choice" else types_[parameter.kind]
    return Annotated[kind | None if parameter.nullable else kind, *_marks(parameter)]


def _marks(parameter: Parameter) -> Iterator[Any]:
    yield Title(parameter.title)
    yield Range(parameter.minimum, parameter.maximum, parameter.step)
    if parameter.doc:
        yield Doc(parameter.doc)
    if parameter.from_data is not None:
        yield FromData(parameter.from_data)
    if parameter.folded:
        yield Folded()
    if parameter.path is not None:
        yield parameter.path
    if parameter.offered:
        yield Offered()
