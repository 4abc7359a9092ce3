"""What a layer is in this model: shapes, parameters, padding, what differs from the default. No Qt in here."""

from __future__ import annotations

from typing import Any

import msgspec

from rnnstudio.api import DataFacts, Parameter, parameters, tr
from rnnstudio.project.model import LayerNode
from rnnstudio.project.report import LayerReport, Shape, StackReport
from rnnstudio.project.words import number, shape_words
from rnnstudio.registry import Registry
from rnnstudio.studio.help.values import value_words


class Fact(msgspec.Struct, frozen=True):
    """One thing known of a layer: what it is, and an aside in small print."""

    name: str
    value: str
    aside: str = ""


def layer_facts(registry: Registry, node: LayerNode, report: StackReport | None,
                data: DataFacts | None) -> list[Fact]:
    """Return what is known of a layer in its model, in the order to show it."""
    layers = report.layers if report is not None else ()
    index = next((at for at, found in enumerate(layers) if found.node == node.id), None)
    found: list[Fact] = []
    if not node.enabled:
        found.append(Fact(tr("State"), tr("switched off, the model is built without it")))
    if report is not None and index is not None:
        found += _shapes(report, index, data)
        found += _counted(report, layers[index])
        found += _padding(report, index, data)
    values = layers[index].values if index is not None else {}
    return found + _changed(registry, node, values)


def _shapes(report: StackReport, index: int, data: DataFacts | None) -> list[Fact]:
    layer = report.layers[index]
    if layer.output_shape is None and layer.input_shape is None:
        return [Fact(tr("Shapes"), tr("not known yet"), tr("A problem in the model hides them."))] if (
            layer.depth == 0) else []
    reads_ids = _is_first(report, index) and data is not None and data.input != "values"
    found = []
    if layer.input_shape is not None:
        found.append(Fact(tr("Takes in"), shape_words(layer.input_shape, data),
                          meaning(layer.input_shape, ids=reads_ids)))
    if layer.output_shape is not None:
        found.append(Fact(tr("Gives"), shape_words(layer.output_shape, data), meaning(layer.output_shape)))
    return found


def meaning(shape: Shape, ids: bool = False) -> str:
    """Say a shape in plain words: "a vector of 64 numbers at each step"; "" for what has no plain words."""
    size = shape[-1]
    if ids and len(shape) == 2:
        return tr("a token id at each step")
    match len(shape), size:
        case (3, 1):
            return tr("a number at each step")
        case (3, int()):
            return tr("a vector of {count} numbers at each step", count=number(size))
        case (2, 1):
            return tr("one number")
        case (2, int()):
            return tr("one vector of {count} numbers", count=number(size))
    return ""


def _counted(report: StackReport, layer: LayerReport) -> list[Fact]:
    if layer.parameters == 0:
        return [Fact(tr("Parameters"), tr("none"), tr("It has nothing to learn."))]
    if not report.parameters:
        return [Fact(tr("Parameters"), number(layer.parameters))]
    share = layer.parameters / report.parameters
    words = tr("less than 1% of the model") if share < 0.01 else tr(
        "{share} of the model", share=f"{share:.0%}")
    return [Fact(tr("Parameters"), number(layer.parameters), words)]


def _padding(report: StackReport, index: int, data: DataFacts | None) -> list[Fact]:
    """Say what becomes of the mark that tells padding from the rest, where there is padding."""
    layer = report.layers[index]
    if data is not None and data.input == "values" and data.steps is not None:
        return []
    if layer.masked:
        return [Fact(tr("Padding"), tr("skipped"), tr("Its mark goes on to the next layer."))]
    if _masked_before(report, index):
        if layer.output_shape is not None and len(layer.output_shape) <= 2:
            return [Fact(tr("Padding"), tr("marked up to here"), tr("One vector has no padding left."))]
        return [Fact(tr("Padding"), tr("marked up to here"), tr("Layers after it read padding like any step."))]
    if layer.input_shape is None or (len(layer.input_shape) < 3 and not _is_first(report, index)):
        return []
    return [Fact(tr("Padding"), tr("not skipped"), tr("It is read like any step."))]


def _masked_before(report: StackReport, index: int) -> bool:
    """Tell whether a mask comes into a layer: into an inner one, what comes into the outermost wrapper."""
    outer = _outermost(report, index)
    before = next((layer for layer in reversed(report.layers[:outer]) if layer.depth == 0), None)
    return before is not None and before.masked


def _is_first(report: StackReport, index: int) -> bool:
    return _outermost(report, index) == 0


def _outermost(report: StackReport, index: int) -> int:
    return next(at for at in range(index, -1, -1) if report.layers[at].depth == 0 or at == 0)


def _changed(registry: Registry, node: LayerNode, resolved: dict[str, Any]) -> list[Fact]:
    """List the parameters that differ from their default, and what the data decides."""
    layer = registry.layers.get(node.type)
    if layer is None:
        return []
    try:
        values = msgspec.structs.asdict(registry.layer(node))
    except Exception:  # noqa: BLE001 - a wrong value is a UserError, but migrate() is the plugin's code
        values = node.params
    return [fact for parameter in parameters(layer)
            if (fact := _parameter(parameter, values, resolved)) is not None]


def _parameter(parameter: Parameter, values: dict[str, Any], resolved: dict[str, Any]) -> Fact | None:
    value = values.get(parameter.name, parameter.default)
    title = tr(parameter.title)
    if value != parameter.default:
        return Fact(title, value_words(parameter, value, resolved.get(parameter.name)),
                    tr("default: {value}", value=value_words(parameter, parameter.default)))
    if value is None and resolved.get(parameter.name) is not None:
        return Fact(title, value_words(parameter, None, resolved[parameter.name]))
    return None
