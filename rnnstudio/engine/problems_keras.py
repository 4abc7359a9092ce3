"""What Keras refuses, in plain words: a table of its messages, each with the function that says what is meant."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from rnnstudio.api import tr
from rnnstudio.engine.faults import brief, said
from rnnstudio.engine.problems import (
    Scene,
    has_trait,
    index_of,
    insertion,
    problem,
    removal,
    repair,
    switch_of,
    title_of,
    with_trait,
)
from rnnstudio.engine.stack import Step
from rnnstudio.project.changes import RemoveLayer, TakeOut
from rnnstudio.project.report import Problem, Repair

Translation = Callable[[Step, Scene], Problem | None]


def translate(error: Exception, step: Step, scene: Scene) -> Problem:
    """Return the problem that an exception from calling a layer stands for."""
    for pattern, say in TABLE:
        if re.search(pattern, str(error)):
            found = say(step, scene)
            if found is not None:
                return found if found.kind else msgspec.structs.replace(found, kind=say.__name__)
    component = step.component
    assert component is not None
    if type(step.layer).__module__.partition(".")[0] == "keras":
        return problem(step, tr("{layer} can't work on what comes before it: {reason}", layer=step.name,
                                reason=said(error) or brief(error)), kind="refused")
    return problem(step, tr("{layer}, of the plugin {plugin}, failed: {error}", layer=step.name,
                            plugin=scene.registry.origin.get(component.info.id, "?"), error=brief(error)),
                   kind="failed")


def needs_sequence(step: Step, scene: Scene) -> Problem | None:
    """A layer that reads a sequence gets one vector."""
    if len(step.input.shape) != 2:
        return None
    culprit = next((other for other in reversed(scene.before) if len(other.input.shape) > 2), None)
    if culprit is None:
        return problem(step, tr("{layer} needs a whole sequence (batch × steps × features), but gets one vector for "
                                "each example", layer=step.name), removal(step))
    switch = switch_of(culprit, "return_sequences")
    if switch is None:
        return problem(step, tr("{layer} needs a whole sequence (batch × steps × features), but {before} before it "
                                "makes one vector of each; drag {layer} in front of it, or remove one of the two",
                                layer=step.name, before=culprit.name),
                       removal(step if has_trait(step, "pooling") else culprit))
    title = title_of(switch, "return_sequences")
    return problem(
        step, tr('{layer} needs a whole sequence (batch × steps × features), but {before} before it gives only its '
                 'last step; switch on "{switch}" there', layer=step.name, before=culprit.name, switch=title),
        repair(switch, tr('Switch on "{switch}" in {layer}', switch=title, layer=switch.name), return_sequences=True),
        removal(step) if has_trait(step, "pooling") else None)


def needs_vector(step: Step, scene: Scene) -> Problem | None:
    """A layer that takes one vector gets a sequence."""
    if len(step.input.shape) != 3:
        return None
    last = scene.before[-1] if scene.before else None
    switch = switch_of(last, "return_sequences") if last is not None else None
    if last is None or switch is None:
        return problem(step, tr("{layer} needs one vector for each example, but gets a whole sequence; put a "
                                "recurrent or a pooling layer before it", layer=step.name),
                       insertion(with_trait(scene, "pooling"), index_of(step), tr("Insert {layer}"), step.node.id))
    title = title_of(switch, "return_sequences")
    return problem(
        step, tr('{layer} needs one vector for each example, but {before} before it gives a whole sequence; switch '
                 'off "{switch}" there', layer=step.name, before=last.name, switch=title),
        repair(switch, tr('Switch off "{switch}" in {layer}', switch=title, layer=switch.name),
               return_sequences=False))


def size_unknown(step: Step, scene: Scene) -> Problem | None:
    """Weights can't be sized: the examples are of any length, or a layer inside gets less than it needs."""
    if step.input.shape[-1] is not None:
        found = needs_sequence(step, scene)
        return _needs_sequence_in_each_step(step) if found is None else msgspec.structs.replace(
            found, kind=needs_sequence.__name__)
    last = scene.before[-1] if scene.before else None
    before = last.name if last is not None else tr("the data")
    instead = None
    if last is not None and len(last.input.shape) == 3 and len(last.output.shape) == 2:
        pooled = insertion(with_trait(scene, "pooling"), index_of(last), tr("Use {layer} instead"), step.node.id)
        instead = None if pooled is None else msgspec.structs.replace(
            pooled, changes=(*pooled.changes, RemoveLayer(node=last.node.id)))
    return problem(step, tr("{layer} needs a fixed number of inputs, but {before} before it gives as many as the "
                            "example is long; use a recurrent or a pooling layer there", layer=step.name,
                            before=before), instead)


def _needs_sequence_in_each_step(step: Step) -> Problem | None:
    if not step.children:
        return None
    return problem(step, tr("{layer} gives {inner} one step at a time, where there is no sequence to read; drag "
                            "{inner} out of it", layer=step.name, inner=step.children[0].name),
                   _out(step.children[0]), kind="needs_sequence_in_each_step")


def _out(step: Step) -> Repair:
    return Repair(title=tr("Take {layer} out", layer=step.name), changes=(TakeOut(node=step.node.id),))


def window_too_long(step: Step, scene: Scene) -> Problem | None:
    """A window is longer than the sequence it slides over."""
    steps = step.input.shape[1] if len(step.input.shape) == 3 else None
    if steps is None:
        return None
    return problem(step, tr("the window of {layer} is longer than the sequence, which has {steps} steps here; make "
                            "the window smaller", layer=step.name, steps=steps), _narrower(step, steps))


def _narrower(step: Step, steps: int) -> Repair | None:
    name = next((name for name in ("kernel_size", "pool_size") if name in step.parameters), None)
    return repair(step, tr("Use a window of {steps}", steps=steps), **{name: steps}) if name is not None else None


def has_wrong_size(step: Step, scene: Scene) -> Problem | None:
    """A vector is cut into a shape that it doesn't fill."""
    size = step.input.shape[1:]
    return problem(step, tr("{layer} can't give {found} numbers another shape with a different number of them; "
                            "change its target shape", layer=step.name,
                            found=" × ".join(str(n or "?") for n in size)))


def can_not_be_wrapped(step: Step, scene: Scene) -> Problem | None:
    """A wrapper copies what is inside it, and that can't be copied."""
    if not step.children:
        return None
    return problem(step, tr("{layer} can't hold {inner}; use a recurrent layer there", layer=step.name,
                            inner=step.children[0].name), _out(step.children[0]))


TABLE: tuple[tuple[str, Translation], ...] = (
    (r"expected (min_)?ndim=[3-9], found ndim=2", needs_sequence),
    (r"should be passed an `input_shape` with at least 3 dimensions", needs_sequence),
    (r"expected (max_)?ndim=2, found ndim=3", needs_vector),
    (r"Shapes used to initialize variables must be fully-defined", size_unknown),
    (r"Computed output size would be zero or negative", window_too_long),
    (r"The total size of the tensor must be unchanged", has_wrong_size),
    (r"could not be deserialized properly", can_not_be_wrapped),
)
