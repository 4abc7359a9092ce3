"""Mistakes that can be seen without Keras: missing plugins, wrong parameters, what is inside a wrapper."""

from __future__ import annotations

from rnnstudio.api import LayerInfo, ParameterError, defaults, tr
from rnnstudio.engine.problems import Check, Scene, problem, repair
from rnnstudio.engine.stack import Step
from rnnstudio.project.report import Problem, Repair
from rnnstudio.registry import MissingComponent


def missing_or_wrong(step: Step, scene: Scene) -> Problem | None:
    """No plugin has the layer, or one of its parameters can't be what it is."""
    match step.fault:
        case None:
            return None
        case MissingComponent():
            return problem(step, tr('no installed plugin has the layer "{type}"; install the plugin it came from, '
                                    "switch the layer off or remove it", type=step.node.type), path=step.fault.path)
        case ParameterError():
            return problem(step, _parameter_message(step, scene), *_default(step, scene), path=step.fault.path)
        case _:
            return problem(step, str(step.fault), path=step.place)


def _parameter_message(step: Step, scene: Scene) -> str:
    assert isinstance(step.fault, ParameterError)
    name = step.fault.path.rsplit(".", 1)[-1]
    return tr("{layer}: {parameter}: {reason}", layer=step.node.name or _title(step, scene), parameter=name,
              reason=step.fault.reason)


def _title(step: Step, scene: Scene) -> str:
    found = scene.registry.layers.get(step.node.type)
    return tr(found.info.title) if found is not None else step.node.type


def _default(step: Step, scene: Scene) -> tuple[Repair, ...]:
    """Offer a parameter's default, where the parameter exists."""
    assert isinstance(step.fault, ParameterError)
    name = step.fault.path.rsplit(".", 1)[-1]
    usual = defaults(scene.registry.layers[step.node.type])
    if name not in usual:
        return ()
    shown = tr("the data's value") if usual[name] is None else str(usual[name])
    return (repair(step, tr("Use {value}", value=shown), **{name: usual[name]}),)


def _info(step: Step) -> LayerInfo | None:
    return step.component.info if step.component is not None else None


def holds_too_few(step: Step, scene: Scene) -> Problem | None:
    """A wrapper is empty, or nearly."""
    info = _info(step)
    if info is None or info.slot is None or len(step.children) >= info.slot.least:
        return None
    if len(step.node.children) >= info.slot.least:
        return problem(step, tr("the layer inside {layer} is switched off; switch it on, or switch {layer} off too",
                                layer=step.name))
    if not step.children:
        return problem(step, tr("{layer} is empty: {hint}", layer=step.name, hint=_lower(tr(info.slot.hint))))
    return problem(step, tr("{layer} needs {least} layers inside it and has {found}", layer=step.name,
                            least=info.slot.least, found=len(step.children)))


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def holds_too_many(step: Step, scene: Scene) -> Problem | None:
    """A wrapper holds more than it can, or something that is no wrapper holds anything."""
    info = _info(step)
    most = 0 if info is None or info.slot is None else info.slot.most
    if info is None or most is None or len(step.children) <= most:
        return None
    if not most:
        return problem(step, tr("{layer} can't hold other layers; drag {inner} out of it", layer=step.name,
                                inner=step.children[0].name))
    if most == 1:
        return problem(step, tr("{layer} can hold one layer and holds {found}; drag the others out of it",
                                layer=step.name, found=len(step.children)))
    return problem(step, tr("{layer} can hold {most} layers and holds {found}; drag the others out of it",
                            layer=step.name, most=most, found=len(step.children)))


def holds_another_kind(step: Step, scene: Scene) -> Problem | None:
    """A wrapper holds a layer that it can't work with."""
    info = _info(step)
    if info is None or info.slot is None or not info.slot.accepts:
        return None
    for child in step.children:
        inner = _info(child)
        if inner is not None and not set(info.slot.accepts) & set(inner.traits):
            return problem(child, tr("{layer} can't hold {inner}: {hint}", layer=step.name, inner=child.name,
                                     hint=_lower(tr(info.slot.hint))))
    return None


def data_does_not_say(step: Step, scene: Scene) -> Problem | None:
    """A parameter is left to the data, which doesn't have it."""
    for name, parameter in step.parameters.items():
        if (scene.facts is None or parameter.from_data is None or name in step.values
                or getattr(step.component, name) is not None):
            continue
        if parameter.from_data == "vocabulary_size":
            return problem(step, tr("{layer} needs token ids, but the data holds numbers, which need none; remove it",
                                    layer=step.name), path=f"{step.place}.params.{name}")
        return problem(step, tr('{layer} takes "{parameter}" from the data, which leaves it open; set a value',
                                layer=step.name, parameter=tr(parameter.title)), path=f"{step.place}.params.{name}")
    return None


BEFORE_BUILDING: tuple[Check, ...] = (
    missing_or_wrong,
    holds_too_few,
    holds_too_many,
    holds_another_kind,
    data_does_not_say,
)
