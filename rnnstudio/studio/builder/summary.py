"""A layer's parameters in a few words, for its card: "64 units · return sequences". No Qt in here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rnnstudio.api import Component, Layer, Parameter, parameters, tr
from rnnstudio.api.text import language
from rnnstudio.project.model import LayerNode
from rnnstudio.project.words import number
from rnnstudio.registry import Registry


def summary(registry: Registry, node: LayerNode, resolved: Mapping[str, Any] | None = None) -> str:
    """Return the parameters that a card shows: those the plugin names, and those that aren't at their default.

    Args:
        registry: Knows the layer's parameters.
        node: The layer.
        resolved: What the engine found for parameters that come from the data.
    """
    layer = registry.layers.get(node.type)
    if layer is None:
        return ""
    values = _values(registry, layer, node)
    named = layer.info.summary
    known = {parameter.name: parameter for parameter in parameters(layer)}
    ordered = [known[name] for name in named if name in known]
    ordered += [parameter for name, parameter in known.items() if name not in named]
    phrases = [_phrase(parameter, values[parameter.name], resolved or {}, parameter.name in named)
               for parameter in ordered]
    return " · ".join(phrase for phrase in phrases if phrase)


def _values(registry: Registry, layer: type[Layer], node: LayerNode) -> dict[str, Any]:
    """Return every parameter's value; of those that can't be read, as they stand in the file."""
    try:
        made = registry.layer(node)
        return {parameter.name: getattr(made, parameter.name) for parameter in parameters(layer)}
    except Exception:  # noqa: BLE001 - migrate() is the plugin's code
        return {parameter.name: node.params.get(parameter.name, parameter.default)
                for parameter in parameters(layer)}


def _phrase(parameter: Parameter, value: Any, resolved: Mapping[str, Any], named: bool) -> str:
    if not named and value == parameter.default:
        return ""
    if value is None and parameter.from_data is not None:
        value = resolved.get(parameter.name)
        if value is None:
            return tr("{what} from the data", what=_words(parameter))
    match value:
        case None | "":
            return "" if named else tr("no {what}", what=_words(parameter))
        case True:
            return _words(parameter)
        case False:
            return "" if named else tr("no {what}", what=_words(parameter))
        case int() if parameter.kind == "int" and parameter.title.endswith("s"):
            return tr("{count} {what}", count=number(value), what=_counted(parameter, value))
        case int() | float():
            return tr("{what} {value}", what=_words(parameter), value=_plain(value))
        case _:
            return tr("{what} {value}", what=_words(parameter), value=str(value))


def _plain(value: float) -> str:
    return number(value) if isinstance(value, int) else f"{value:.6g}"


def _words(parameter: Parameter) -> str:
    """Return a parameter's title as it stands inside a sentence; "L2" and "ReLU" keep their capitals."""
    title = tr(parameter.title)
    return title if title[1:2].isupper() or title[1:2].isdigit() else title[:1].lower() + title[1:]


def _counted(parameter: Parameter, value: int) -> str:
    words = _words(parameter)
    return words[:-1] if value == 1 and language() == "en" else words


def description(layer: type[Component]) -> str:
    """Return what a layer does: its docstring's first line, translated."""
    lines = (layer.__doc__ or "").strip().splitlines()
    return tr(lines[0]) if lines else ""
