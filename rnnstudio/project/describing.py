"""A project in words: its layers in short, its settings by name.

Titles come from the plugins, which this room doesn't know: whoever asks gives ``Find``, a registry's
``component_class``. What no installed plugin has is called by its id.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from rnnstudio.api import Component, Parameter, parameters, tr
from rnnstudio.project.model import ComponentRef, LayerNode, Project, SplitSettings, TrainingSettings
from rnnstudio.project.training_settings import OPTIMIZERS, SCHEDULES
from rnnstudio.project.words import number

Find = Callable[[Literal["layer", "source", "encoder", "task", "exporter"], str], type[Component] | None]


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """A setting and its value.

    Attributes:
        title: Its title, translated.
        value: Its value, for sorting; a number or a text.
        words: Its value as shown.
    """

    title: str
    value: float | str
    words: str

    @classmethod
    def of(cls, title: str, value: Any) -> Setting:
        """Make one of a raw value."""
        sorted_by = float(value) if isinstance(value, int | float) else "" if value is None else str(value)
        return cls(title=title, value=sorted_by, words=value_in_words(value))


def value_in_words(value: Any) -> str:
    """Return a parameter's value: "8,000", "0.001", "yes", "none"."""
    match value:
        case None | "":
            return tr("none")
        case True:
            return tr("yes")
        case False:
            return tr("no")
        case int():
            return number(value)
        case float():
            return f"{value:.6g}"
        case _:
            return str(value)


def title_of(find: Find, node: LayerNode) -> str:
    """Return the title of a layer, translated; its id if its plugin is missing."""
    layer = find("layer", node.type)
    return tr(layer.info.title) if layer is not None else node.type


def layer_words(find: Find, node: LayerNode) -> str:
    """Return a layer in short: "LSTM 64", "Bidirectional (LSTM 32)", "Dropout 0.5"."""
    title, figure = title_of(find, node), _figure(find, node)
    words = f"{title} {figure}" if figure else title
    if node.children:
        inside = " · ".join(layer_words(find, child) for child in node.children)
        words = tr("{layer} ({inside})", layer=words, inside=inside)
    return words


def _figure(find: Find, node: LayerNode) -> str:
    """Return the one number that says most of a layer; "" if it has none, or takes it from the data."""
    main = main_parameter(find, node)
    value = node.params.get(main.name, main.default) if main is not None else None
    return value_in_words(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def main_parameter(find: Find, node: LayerNode) -> Parameter | None:
    """Return the parameter that a card shows first, or of a layer with a single number, that one."""
    layer = find("layer", node.type)
    if layer is None:
        return None
    known = {parameter.name: parameter for parameter in parameters(layer)}
    named = [known[name] for name in getattr(layer.info, "summary", ()) if name in known]
    numbers = [one for one in known.values() if one.kind in ("int", "float") and not one.folded]
    return named[0] if named else numbers[0] if len(numbers) == 1 else None


def model_words(find: Find, project: Project) -> str:
    """Return the stack in a line: "Embedding 16 · LSTM 64 · Dense"; layers that are switched off are left out."""
    return " · ".join(layer_words(find, node) for node in project.stack if node.enabled)


def settings(find: Find, project: Project) -> dict[str, Setting]:
    """Return the settings of training and data that have an effect, in the forms' order.

    Keys are the same in every project. What is measured isn't among them: the metrics themselves tell.
    """
    found: dict[str, Setting] = {}
    values = effective(project.training)
    for parameter in parameters(TrainingSettings):
        if parameter.name in values:
            found[f"training.{parameter.name}"] = Setting.of(tr(parameter.title), values[parameter.name])
    data = project.data
    _add_component(found, find, "source", tr("Data source"), data.source)
    _add_component(found, find, "encoder", tr("Text encoder"), data.encoder)
    if data.task is None:
        found["task"] = Setting.of(tr("Task"), tr("from the data"))
    else:
        _add_component(found, find, "task", tr("Task"), data.task)
    for parameter in parameters(SplitSettings):
        found[f"split.{parameter.name}"] = Setting.of(tr(parameter.title), getattr(data.split, parameter.name))
    found["bad_rows"] = Setting.of(tr("Rows that can't be used"),
                                   tr("skip") if data.bad_rows == "skip" else tr("stop"))
    return found


def effective(training: TrainingSettings) -> dict[str, Any]:
    """Return the training settings that have an effect, with the defaults of the chosen optimizer and schedule."""
    own = training.chosen(OPTIMIZERS, training.optimizer) | training.chosen(SCHEDULES, training.schedule)
    of_a_choice = {name for table in (OPTIMIZERS, SCHEDULES) for names in table.values() for name in names}
    idle = of_a_choice - set(own)
    if training.gradient_clip is None:
        idle.add("clip_by")
    if training.early_stopping is None:
        idle.add("early_stopping_change")
    return {name: own.get(name, value) for name, value in msgspec.structs.asdict(training).items()
            if name not in idle and not name.startswith("measure_")}


def _add_component(found: dict[str, Setting], find: Find, kind: Literal["source", "encoder", "task"], title: str,
                   ref: ComponentRef) -> None:
    component = find(kind, ref.type)
    found[kind] = Setting.of(title, tr(component.info.title) if component is not None else ref.type)
    values = raw_values(component, ref)
    titles = {one.name: tr(one.title) for one in parameters(component)} if component is not None else {}
    for name, value in values.items():
        found[f"{kind}.{ref.type}.{name}"] = Setting.of(titles.get(name, name), value)


def raw_values(component: type[Component] | None, ref: ComponentRef | LayerNode) -> dict[str, Any]:
    """Return a component's parameters, those at their default included, as far as its plugin tells."""
    params = dict(ref.params)
    if component is None:
        return params
    if ref.version < component.info.version:
        try:
            params = component.migrate(params, ref.version)
        except Exception:  # noqa: BLE001 - migrate() is the plugin's code
            params = dict(ref.params)
    known = {parameter.name: params.get(parameter.name, parameter.default) for parameter in parameters(component)}
    return {**known, **params}
