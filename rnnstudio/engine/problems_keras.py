"""What Keras refuses, in plain words: a table of its messages, each with the function that says what is meant."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from rnnstudio.api import tr
from rnnstudio.api.errors import words_of
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
    taking_out,
    title_of,
    whole_sequences,
    with_trait,
)
from rnnstudio.engine.stack import Step
from rnnstudio.project.changes import MoveLayer, RemoveLayer
from rnnstudio.project.report import Problem, Repair

Translation = Callable[[Step, Scene], Problem | None]


def translate(error: BaseException, step: Step, scene: Scene) -> Problem:
    """Return the problem that an exception from calling a layer stands for."""
    for pattern, say in TABLE:
        if re.search(pattern, words_of(error)):
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
                                "each example", layer=step.name), removal(step, scene))
    switch = switch_of(culprit, "return_sequences")
    if switch is None:
        return problem(step, tr("{layer} needs a whole sequence (batch × steps × features), but {before} before it "
                                "makes one vector of each; drag {layer} in front of it, or remove one of the two",
                                layer=step.name, before=culprit.name),
                       *_in_order(step, culprit, scene))
    title = title_of(switch, "return_sequences")
    mend = repair(switch, tr('Switch on "{switch}" in {layer}', switch=title, layer=switch.name),
                  return_sequences=True)
    flat = tuple(RemoveLayer(node=other.node.id) for other in scene.before[scene.before.index(culprit):]
                 if type(other.layer).__name__ == "Flatten")  # it did nothing to one vector
    return problem(
        step, tr('{layer} needs a whole sequence (batch × steps × features), but {before} before it gives only its '
                 'last step; switch on "{switch}" there', layer=step.name, before=culprit.name, switch=title),
        msgspec.structs.replace(mend, changes=(*mend.changes, *flat)),
        removal(step, scene) if has_trait(step, "pooling") else None)


def _in_order(step: Step, culprit: Step, scene: Scene) -> list[Repair]:
    """Offer to have a layer read the sequence before another makes one vector of it, or to do without one of them."""
    if has_trait(step, "pooling"):
        return [removal(step, scene)]
    without = msgspec.structs.replace(removal(culprit, scene), node=step.node.id)
    if not has_trait(culprit, "pooling"):  # Flatten and the like only stand in the way
        return [without]
    switch = switch_of(step, "return_sequences")
    whole = whole_sequences((switch,), culprit) if switch is not None else []
    move = Repair(title=tr("Move it before {layer}", layer=culprit.name), node=step.node.id,
                  changes=(MoveLayer(node=step.node.id, index=index_of(culprit)), *whole))
    after = scene.steps[scene.steps.index(step):]
    ends = any(getattr(inner.component, "return_sequences", None) is False or has_trait(inner, "pooling")
               for other in after for inner in other.within())
    return [move, without] if ends and len(after) > 1 else [move]


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
        check: Translation = needs_sequence
        if found is None:
            check, found = needs_sequence_in_each_step, needs_sequence_in_each_step(step, scene)
        return found and msgspec.structs.replace(found, kind=check.__name__)
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


def needs_sequence_in_each_step(step: Step, scene: Scene) -> Problem | None:
    """A wrapper gives one time step after the other to a layer that reads sequences."""
    if not step.children:
        return None
    return problem(step, tr("{layer} gives {inner} one step at a time, where there is no sequence to read; drag "
                            "{inner} out of it", layer=step.name, inner=step.children[0].name),
                   _out(step))


def _out(wrapper: Step) -> Repair:
    """Offer to put a layer in its wrapper's place, to give as many steps as the wrapper gave."""
    out = taking_out(wrapper, wrapper.children[0], ())
    whole = whole_sequences(wrapper.children[:1], wrapper.children[0])
    return msgspec.structs.replace(out, changes=(*out.changes, *whole))


def window_too_long(step: Step, scene: Scene) -> Problem | None:
    """A window is longer than the sequence it slides over."""
    steps = step.input.shape[1] if len(step.input.shape) == 3 else None
    if steps is None:
        return None
    return problem(step, tr("the window of {layer} is longer than the sequence, which has {steps} steps here; make "
                            "the window smaller", layer=step.name, steps=steps), _narrower(step, steps))


def _narrower(step: Step, steps: int) -> Repair | None:
    name = next((name for name in ("kernel_size", "pool_size") if name in step.parameters), None)
    if name is None:
        return None
    size = (steps - 1) // (getattr(step.component, "dilation_rate", 1) or 1) + 1
    return repair(step, tr("Use a window of {steps}", steps=size), **{name: size})


def cut_off_whole(step: Step, scene: Scene) -> Problem | None:
    """More steps are cut off than a sequence has."""
    steps = step.input.shape[1] if len(step.input.shape) == 3 else None
    if steps is None:
        return None
    sides = [name for name in ("left", "right") if name in step.parameters]
    mend = repair(step, tr("Cut nothing off"), **dict.fromkeys(sides, 0)) if sides else None
    return problem(step, tr("{layer} cuts off as many steps as the sequence has, {steps}, or more; cut off fewer",
                            layer=step.name, steps=steps), mend)


def has_wrong_size(step: Step, scene: Scene) -> Problem | None:
    """A vector is cut into a shape that it doesn't fill."""
    size = step.input.shape[1:]
    return problem(step, tr("{layer} can't give {found} numbers another shape with a different number of them; "
                            "change its target shape", layer=step.name,
                            found=" × ".join(str(n or "?") for n in size)), as_it_comes(step))


def as_it_comes(step: Step) -> Repair | None:
    """Offer to cut a sequence into steps of the size that it has."""
    width = step.input.shape[-1] if len(step.input.shape) > 2 else 1
    if width is None or not {"steps", "features"} <= step.parameters.keys():
        return None
    return repair(step, tr("Use {count} features", count=width), steps=None, features=width)


def can_not_be_wrapped(step: Step, scene: Scene) -> Problem | None:
    """A wrapper copies what is inside it, and that can't be copied."""
    if not step.children:
        return None
    return problem(step, tr("{layer} can't hold {inner}; use a recurrent layer there", layer=step.name,
                            inner=step.children[0].name), taking_out(step, step.children[0], ()))


TABLE: tuple[tuple[str, Translation], ...] = (
    (r"expected (min_)?ndim=[3-9], found ndim=2", needs_sequence),
    (r"should be passed an `input_shape` with at least 3 dimensions", needs_sequence),
    (r"expected (max_)?ndim=2, found ndim=3", needs_vector),
    (r"Shapes used to initialize variables must be fully-defined", size_unknown),
    (r"Computed output size would be zero or negative", window_too_long),
    (r"The total size of the tensor must be unchanged", has_wrong_size),
    (r"`cropping` parameter of `Cropping1D` layer must be", cut_off_whole),
    (r"should be passed an `input_shape` with at least 3 dimensions", needs_sequence_in_each_step),
    (r"^tuple index out of range", needs_sequence_in_each_step),
    (r"could not be deserialized properly", can_not_be_wrapped),
)
