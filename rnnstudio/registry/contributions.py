"""What a plugin's hooks give, and whether it can be used."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import msgspec
import pluggy

from rnnstudio.api import (
    Component,
    ComponentInfo,
    DataSource,
    Encoder,
    EncoderInfo,
    Exporter,
    ExporterInfo,
    Layer,
    LayerInfo,
    LearningTask,
    SourceInfo,
    TaskInfo,
    hooks,
    parameters,
    tr,
)
from rnnstudio.registry.guard import brief

_INFOS: Mapping[type[Component], type[ComponentInfo]] = {
    Layer: LayerInfo, DataSource: SourceInfo, Encoder: EncoderInfo, LearningTask: TaskInfo, Exporter: ExporterInfo}
"""What kind of info each kind of component has."""


def implementations(loaded: object, *hooks: str) -> dict[str, list[Callable[[], Any]]]:
    """Return a plugin's functions by hook, found and checked by pluggy, beside no other plugin."""
    manager = _manager()
    try:
        manager.register(loaded)
    except Exception:
        _manager.cache_clear()  # it may know half of the plugin
        raise
    found = {hook: [implementation.function for implementation in getattr(manager.hook, hook).get_hookimpls()]
             for hook in hooks}
    manager.unregister(loaded)
    return found


@cache
def _manager() -> pluggy.PluginManager:
    """Return the manager that knows the hooks and, between two calls, no plugin."""
    manager = pluggy.PluginManager(hooks.PROJECT_NAME)
    manager.add_hookspecs(hooks)
    return manager


def unfit_info(info: Any, base: type[Component]) -> str:
    """Say why an info can't be used, or "": structs don't check what they are given."""
    wanted = _INFOS[base]
    if not isinstance(info, wanted):
        return tr("{item} is not a {base}", item=repr(info), base=wanted.__name__)
    try:
        msgspec.json.decode(msgspec.json.encode(info, enc_hook=str), type=wanted)
    except (TypeError, ValueError) as error:
        return str(error)
    return ""


def unfit_parameter(component: type[Component]) -> str:
    """Say which parameter of a component can't be used, and why, or ""."""
    try:
        found = parameters(component)
    except Exception as error:  # noqa: BLE001 - annotations are the plugin's code
        return brief(error)
    for parameter in found:
        if not parameter.accepts(parameter.default):
            return tr("the default of {name}, {value}, is not {expected}", name=parameter.name,
                      value=repr(parameter.default), expected=parameter.expected())
    return ""


def answers(implementation: Callable[[], Any], traces: list[str]) -> tuple[list[Any], str]:
    """Return what a hook returned, as far as it came, and what it raised, or ""."""
    found: list[Any] = []
    try:
        found.extend(implementation() or ())
    except Exception as error:  # noqa: BLE001 - a plugin may raise anything
        traces.append(traceback.format_exc())
        return found, brief(error)
    return found, ""
