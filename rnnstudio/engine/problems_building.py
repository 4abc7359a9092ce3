"""Mistakes that can be seen without Keras: missing plugins, wrong parameters, what is inside a wrapper."""

from __future__ import annotations

import msgspec

from rnnstudio.api import Layer, LayerInfo, ParameterError, Slot, defaults, parameters, tr
from rnnstudio.engine.problems import (
    Check,
    Scene,
    has_trait,
    index_of,
    problem,
    reads_sequences,
    removal,
    repair,
    taking_out,
    title_of,
    whole_sequences,
)
from rnnstudio.engine.stack import Step
from rnnstudio.project.changes import Change, InsertLayer, MoveLayer, SetParameters, SwitchLayer, TakeOut, WrapLayer
from rnnstudio.project.report import Problem, Repair
from rnnstudio.registry import MissingComponent, Unmigrated


def missing_or_wrong(step: Step, scene: Scene) -> Problem | None:
    """No plugin has the layer, or one of its parameters can't be what it is."""
    match step.fault:
        case None:
            return None
        case MissingComponent():
            return problem(step, tr('no installed plugin has the layer "{type}"; install the plugin it came from, '
                                    "switch the layer off or remove it", type=step.node.type), path=step.fault.path)
        case Unmigrated():
            return problem(step, step.fault.reason, path=step.fault.path)
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
        off = [child for child in step.node.children if not child.enabled]
        switch = Repair(title=tr("Switch it on"), node=step.node.id,
                        changes=tuple(SwitchLayer(node=child.id, enabled=True) for child in off))
        return problem(step, tr("the layer inside {layer} is switched off; switch it on, or switch {layer} off too",
                                layer=step.name), switch)
    if not step.children:
        return problem(step, tr("{layer} is empty: {hint}", layer=step.name, hint=_lower(tr(info.slot.hint))),
                       _filling(step, info.slot, scene), removal(step, scene))
    return problem(step, tr("{layer} needs {least} layers inside it and has {found}", layer=step.name,
                            least=info.slot.least, found=len(step.children)), _filling(step, info.slot, scene))


def _filling(step: Step, slot: Slot, scene: Scene) -> Repair | None:
    """Offer what most often stands in a slot."""
    fitting = _fitting(slot, scene)
    if fitting is None:
        return None
    changes = tuple(InsertLayer(type=fitting.info.id, version=fitting.info.version, parent=step.node.id,
                                index=len(step.node.children), params=_returning(fitting, step, scene))
                    for _ in range(slot.least - len(step.children)))
    return Repair(title=tr("Put {layer} into it", layer=tr(fitting.info.title)), changes=changes, node=step.node.id)


def _returning(layer: type[Layer], step: Step, scene: Scene) -> dict[str, bool]:
    """Return the parameter that has a new layer give a whole sequence, where the one after ``step`` reads one."""
    place = index_of(step)
    following = next((other for other in scene.steps if index_of(other) > place), None)
    if following is None or not any(parameter.name == "return_sequences" for parameter in parameters(layer)):
        return {}
    return {"return_sequences": True} if reads_sequences(following) else {}


def _fitting(slot: Slot, scene: Scene) -> type[Layer] | None:
    """Return the first layer that a slot takes and that is no wrapper itself; Dense where it takes any."""
    fitting = [layer for layer in scene.registry.layers.values() if layer.info.slot is None
               and (set(slot.accepts) & set(layer.info.traits) or not slot.accepts)]
    if not slot.accepts:
        fitting.sort(key=lambda layer: layer.info.keras_name != "Dense")
    return fitting[0] if fitting else None


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
                                inner=step.children[0].name), _extra(step, 0))
    if most == 1:
        return problem(step, tr("{layer} can hold one layer and holds {found}; drag the others out of it",
                                layer=step.name, found=len(step.children)), _extra(step, 1))
    return problem(step, tr("{layer} can hold {most} layers and holds {found}; drag the others out of it",
                            layer=step.name, most=most, found=len(step.children)), _extra(step, most))


def _extra(step: Step, most: int) -> Repair:
    """Offer to take out what is too much, and to keep its order.

    Out of what is no wrapper they are moved: taken out, the last would stand in its place.
    """
    extra = step.children[most:]
    changes: list[Change] = []
    for number, child in reversed(list(enumerate(step.children))[most:]):
        if most:
            changes += taking_out(step, child, step.children[:number]).changes
        else:
            changes.append(MoveLayer(node=child.node.id, index=index_of(step) + 1))
            changes += whole_sequences((step, *step.children[:number]), child)
    title = tr("Take {layer} out", layer=extra[0].name) if len(extra) == 1 else tr(
        "Take {count} layers out", count=len(extra))
    return Repair(title=title, changes=tuple(changes), node=step.node.id)


def holds_another_kind(step: Step, scene: Scene) -> Problem | None:
    """A wrapper holds a layer that it can't work with."""
    info = _info(step)
    if info is None or info.slot is None:
        return None
    if not info.slot.accepts:
        cells = (cell_by_itself(child, scene) for child in step.children)
        return next((found for found in cells if found is not None), None)
    for child in step.children:
        inner = _info(child)
        if inner is not None and not set(info.slot.accepts) & set(inner.traits):
            exchange = _exchange(step, child, info.slot, scene)
            out = taking_out(step, child, [other for other in step.children if other is not child])
            return problem(child, tr("{layer} can't hold {inner}: {hint}", layer=step.name, inner=child.name,
                                     hint=_lower(tr(info.slot.hint))),
                           exchange, None if exchange is not None and has_trait(child, "cell") else out)
    return None


def _exchange(step: Step, child: Step, slot: Slot, scene: Scene) -> Repair | None:
    """Offer to make a layer fit into a wrapper that holds nothing else, or to put one in that fits."""
    fitting = _fitting(slot, scene)
    if fitting is None or len(step.children) > 1:
        return None
    insert = InsertLayer(type=fitting.info.id, version=fitting.info.version, parent=step.node.id, index=0,
                         params=_returning(fitting, step, scene))
    runner = _runner(scene) if has_trait(child, "cell") else None
    if runner is not None and set(runner.info.traits) & set(slot.accepts):
        return _wrapping(child, runner, _returning(fitting, step, scene))
    title = tr("Put {layer} in its place", layer=tr(fitting.info.title))
    whole: list[SetParameters] = whole_sequences((step,), child)
    if reads_sequences(child) and any(parameter.name == "return_sequences" for parameter in parameters(fitting)):
        insert = msgspec.structs.replace(insert, params={"return_sequences": True})
    return Repair(title=title, changes=(insert, TakeOut(node=child.node.id), *whole), node=step.node.id)


def reads_both_ways(step: Step, scene: Scene) -> Problem | None:
    """Inside Bidirectional, which has a twin read backwards, a layer reads backwards itself."""
    info = _info(step)
    if info is None or info.keras_name != "Bidirectional" or not step.children:
        return None
    inner = step.children[0]
    if not getattr(inner.component, "go_backwards", False):
        return None
    title = title_of(inner, "go_backwards")
    return problem(inner, tr('the sequence is read both ways already; switch "{switch}" off in the layer inside',
                             switch=title),
                   repair(inner, tr('Switch off "{switch}"', switch=title), go_backwards=False),
                   path=f"{inner.place}.params.go_backwards")


def cell_by_itself(step: Step, scene: Scene) -> Problem | None:
    """A cell stands in the stack: it works on one time step, and nothing runs it over the others."""
    if not has_trait(step, "cell"):
        return None
    wrapper = _runner(scene)
    if wrapper is None:
        return problem(step, tr("{layer} is one step of a recurrent layer; use a recurrent layer instead",
                                layer=step.name), removal(step, scene))
    return problem(step, tr("{layer} is one step of a recurrent layer; put it into {wrapper}, which runs it over the "
                            "sequence", layer=step.name, wrapper=tr(wrapper.info.title)),
                   _wrapping(step, wrapper, _returning(wrapper, step, scene)))


def _runner(scene: Scene) -> type[Layer] | None:
    """Return the first layer that runs cells over a sequence."""
    return next((layer for layer in scene.registry.layers.values()
                 if layer.info.slot is not None and "cell" in layer.info.slot.accepts), None)


def _wrapping(step: Step, wrapper: type[Layer], params: dict[str, bool]) -> Repair:
    change = WrapLayer(node=step.node.id, type=wrapper.info.id, version=wrapper.info.version, params=params)
    return Repair(title=tr("Put it into {wrapper}", wrapper=tr(wrapper.info.title)), changes=(change,),
                  node=step.node.id)


def data_does_not_say(step: Step, scene: Scene) -> Problem | None:
    """A parameter is left to the data, which doesn't have it."""
    for name, parameter in step.parameters.items():
        if (scene.facts is None or parameter.from_data is None or name in step.values
                or getattr(step.component, name) is not None):
            continue
        if parameter.from_data == "vocabulary_size":
            return problem(step, tr("{layer} needs token ids, but the data holds numbers, which need none; remove it",
                                    layer=step.name), removal(step, scene), path=f"{step.place}.params.{name}")
        return problem(step, tr('{layer} takes "{parameter}" from the data, which leaves it open; set a value',
                                layer=step.name, parameter=tr(parameter.title)), path=f"{step.place}.params.{name}")
    return None


def leaps_and_gaps(step: Step, scene: Scene) -> Problem | None:
    """A window is to move on by several steps and to see steps that lie apart, which nothing can compute."""
    names = ("dilation_rate", "strides")
    if any(name not in step.parameters or (getattr(step.component, name) or 1) < 2 for name in names):
        return None
    titles = [title_of(step, name) for name in names]
    return problem(step, tr('{layer} can\'t have both "{one}" and "{other}" above 1; set one of them to 1',
                            layer=step.name, one=titles[0], other=titles[1]),
                   *(repair(step, tr('Set "{parameter}" to 1', parameter=title), **{name: 1})
                     for name, title in zip(names, titles, strict=True)),
                   path=f"{step.place}.params.dilation_rate")


BEFORE_BUILDING: tuple[Check, ...] = (
    missing_or_wrong,
    holds_too_few,
    holds_too_many,
    holds_another_kind,
    reads_both_ways,
    data_does_not_say,
    leaps_and_gaps,
)

AT_THE_TOP: tuple[Check, ...] = (
    cell_by_itself,
)
