"""Whether the last layer answers the task: one vector, of the right size, of numbers that the loss understands."""

from __future__ import annotations

from typing import Any

from rnnstudio.api import DataFacts, parameters, tr
from rnnstudio.engine.objective import NUMBERS, PROBABILITIES, SCORES, activation_of
from rnnstudio.engine.problems import (
    Check,
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
from rnnstudio.project.report import Problem, Repair, Severity

_BOUNDED = {"sigmoid": "0 … 1", "hard_sigmoid": "0 … 1", "tanh": "−1 … 1", "hard_tanh": "−1 … 1",
            "softsign": "−1 … 1", "relu6": "0 … 6"}
"""Activations whose results stay between bounds, with the bounds."""


_PER_STEP = ("Dense", "Activation", "Dropout", "LayerNormalization", "BatchNormalization", "GaussianNoise")
"""Keras layers that work on one vector as they do on a sequence."""


def sequence_at_the_end(step: Step, scene: Scene) -> Problem | None:
    """There is an answer for every time step, where the task wants one for each example."""
    if scene.known.per_step or len(step.output.shape) <= 2:
        return None
    message = tr("{layer} at the end gives a vector for every step, but the task wants one answer for each example",
                 layer=step.name)
    for other in (step, *reversed(scene.before)):
        switch = switch_of(other, "return_sequences")
        if switch is not None and getattr(switch.component, "return_sequences", False):
            title = title_of(switch, "return_sequences")
            pooled = insertion(with_trait(scene, "pooling"), index_of(other) + 1, tr("Insert {layer}"), step.node.id)
            return problem(step, tr('{message}; switch off "{switch}" in {other}', message=message, switch=title,
                                    other=switch.name),
                           repair(switch, tr('Switch off "{switch}" in {layer}', switch=title, layer=switch.name),
                                  return_sequences=False), pooled)
        if type(other.layer).__name__ not in _PER_STEP:
            break
    where = (tr("put a recurrent or a pooling layer before it") if step.output.shape[-1] == scene.known.outputs
             else tr("add a recurrent or a pooling layer after it"))
    return problem(step, f"{message}; {where}", _pooling(step, scene))


def vector_at_the_end(step: Step, scene: Scene) -> Problem | None:
    """There is one answer for an example, where the task wants one for every time step."""
    if not scene.known.per_step or len(step.output.shape) != 2:
        return None
    culprit = next((other for other in (*scene.before, step)
                    if len(other.output.shape) == 2 and len(other.input.shape) > 2), step)
    message = tr("the task wants an answer for every step, but {layer} makes one vector of the sequence",
                 layer=culprit.name)
    switch = switch_of(culprit, "return_sequences")
    if switch is not None:
        title = title_of(switch, "return_sequences")
        return problem(culprit, tr('{message}; switch on "{switch}" in {layer}', message=message, switch=title,
                                   layer=switch.name),
                       repair(switch, tr('Switch on "{switch}" in {layer}', switch=title, layer=switch.name),
                              return_sequences=True))
    return problem(culprit, tr("{message}; remove it", message=message), removal(culprit, scene))


def _pooling(step: Step, scene: Scene) -> Repair | None:
    """Offer to make one vector before the layers at the end that work on each step by itself."""
    place = index_of(step) + 1
    for other in (step, *reversed(scene.before)):
        if type(other.layer).__name__ not in _PER_STEP:
            break
        place = index_of(other)
    return insertion(with_trait(scene, "pooling"), place, tr("Insert {layer}"), step.node.id)


def _answer(step: Step, scene: Scene) -> Repair | None:
    """Offer a last layer that takes its size from the task."""
    for layer in scene.registry.layers.values():
        known = {parameter.name: parameter for parameter in parameters(layer)}
        if any(parameter.from_data == "outputs" for parameter in known.values()):
            usual = _usual_activation(scene.known)
            fits = "activation" in known and usual in known["activation"].choices
            return insertion(layer, index_of(step) + 1, tr("Add {layer} at the end"),
                             **({"activation": usual} if fits else {}))
    return None


def wrong_size_at_the_end(step: Step, scene: Scene) -> Problem | None:
    """The output has more or fewer numbers than the task."""
    facts = scene.known
    shape = step.output.shape
    found = shape[-1] if len(shape) == 2 + facts.per_step else None
    if found == facts.outputs:
        return None
    if found is None:
        return problem(step, tr("{layer} at the end doesn't give a fixed number of outputs; end with a Dense layer "
                                "of {units}", layer=step.name, units=_units(facts.outputs)), _answer(step, scene))
    words = tr("{layer} at the end gives {found}, but the task has {wanted}", layer=step.name, found=_numbers(found),
               wanted=_outputs(facts))
    repairs = _resize(step, facts)
    advice = tr("use {units}", units=_units(facts.outputs)) if repairs else tr(
        "add a Dense layer of {units} after it", units=_units(facts.outputs))
    return problem(step, f"{words}; {advice}", *(repairs or (_answer(step, scene),)))


def _resize(step: Step, facts: DataFacts) -> tuple[Repair, ...]:
    """Offer to give the last layer the task's size, if that is a parameter meant for it."""
    values: dict[str, Any] = {}
    for name, parameter in step.parameters.items():
        if parameter.from_data == "outputs":
            values[name] = None
        elif name == "units" and not _is_recurrent(step) and not has_trait(step, "pooling"):
            values[name] = facts.outputs
    if values and activation_of(step.layer) not in (*PROBABILITIES[facts.task], *SCORES[facts.task]):
        values |= _fitting_activation(step, facts)
    return (repair(step, tr("Use {units}", units=_units(facts.outputs)), **values),) if values else ()


def softmax_over_one(step: Step, scene: Scene) -> Problem | None:
    """Softmax over a single number is 1 whatever the number: nothing is learned, though accuracy may look fine."""
    ending, name = _ending(step, scene)
    if scene.known.outputs != 1 or name not in ("softmax", "log_softmax"):
        return None
    return _about_activation(ending, scene, tr(
        "softmax over one number is always the same, so that nothing can be learned; use {activation}",
        activation=_usual_activation(scene.known)))


def no_probability_at_the_end(step: Step, scene: Scene) -> Problem | None:
    """A classifier's numbers are neither probabilities nor scores that may be anything."""
    task = scene.known.task
    ending, name = _ending(step, scene)
    if task in NUMBERS or name in (*PROBABILITIES[task], *SCORES[task]):
        return None
    import keras

    if not hasattr(keras.activations, name):
        return _about_activation(ending, scene, tr(
            '{layer} ends with the function "{name}", of which it isn\'t known whether it gives probabilities; its '
            "numbers are taken as scores", layer=ending.name, name=name), severity="warning")
    if _is_recurrent(ending):
        return problem(ending, tr("{layer} at the end gives no probabilities, for its numbers go through {name}; "
                                  "add a Dense layer of {units} after it", layer=ending.name, name=name,
                                  units=_units(scene.known.outputs)), _answer(step, scene))
    return _about_activation(ending, scene, tr(
        "{layer} at the end gives no probabilities, for {name} can't; use {activation}", layer=ending.name, name=name,
        activation=_usual_activation(scene.known)))


def separate_probabilities(step: Step, scene: Scene) -> Problem | None:
    """With more than two classes, each probability is made by itself."""
    ending, name = _ending(step, scene)
    exclusive = scene.known.task in ("multiclass", "next_token")
    if not exclusive or name not in PROBABILITIES["multiclass"] or name == "softmax":
        return None
    return _about_activation(ending, scene, tr(
        "{name} judges each of the {count} classes by itself, so that the probabilities don't add up to 1; softmax "
        "is meant for this", name=name, count=scene.known.outputs), severity="warning")


def bounded_numbers(step: Step, scene: Scene) -> Problem | None:
    """Numbers are to be predicted, and the last activation keeps them within bounds."""
    ending, name = _ending(step, scene)
    if scene.known.task not in NUMBERS or name not in _BOUNDED:
        return None
    return _about_activation(ending, scene, tr(
        "{layer} at the end can only give numbers in {range}, for that is what {name} makes; use linear unless all "
        "labels are in there", layer=ending.name, range=_BOUNDED[name], name=name), severity="warning")


def nothing_to_learn(step: Step, scene: Scene) -> Problem | None:
    """No layer has a weight that training may change."""
    if any(other.layer.trainable_variables for other in (*scene.before, step)):
        return None
    return problem(step, tr("no layer here has anything to learn; add one that does, such as Dense"),
                   _answer(step, scene))


def _ending(step: Step, scene: Scene) -> tuple[Step, str]:
    """Return the last step that does more than hand on what it gets, and its activation."""
    for other in (step, *reversed(scene.before)):
        name = activation_of(other.layer)
        if name is not None:
            return other, name
    return step, "linear"


def _usual_activation(facts: DataFacts) -> str:
    return (*PROBABILITIES[facts.task], *SCORES[facts.task])[0]


def _fitting_activation(step: Step, facts: DataFacts) -> dict[str, str]:
    """Return the parameter that gives a layer the usual activation for the task, if it has one."""
    found = step.parameters.get("activation")
    usual = _usual_activation(facts)
    return {"activation": usual} if found is not None and usual in found.choices and not _is_recurrent(step) else {}


def _about_activation(step: Step, scene: Scene, message: str,
                      severity: Severity = "error") -> Problem:
    """Say something of the last activation, which may be that of a layer inside a wrapper."""
    found = next((inner for inner in step.within() if "activation" in inner.parameters), step)
    values = _fitting_activation(found, scene.known) if not _is_recurrent(step) else {}
    mend = repair(found, tr("Use {activation}", activation=values["activation"]), **values) if values else (
        _answer(scene.steps[-1], scene) if severity == "error" else None)
    path = f"{found.place}.params.activation" if "activation" in found.parameters else ""
    return problem(step, message, mend, severity=severity, path=path)


def _is_recurrent(step: Step) -> bool:
    return any("recurrent" in other.component.info.traits for other in step.within() if other.component is not None)


def _units(count: int) -> str:
    return tr("1 unit") if count == 1 else tr("{count} units", count=f"{count:,}")


def _numbers(count: int) -> str:
    return tr("1 number") if count == 1 else tr("{count} numbers", count=f"{count:,}")


def _outputs(facts: DataFacts) -> str:
    if facts.task == "binary":
        return tr("1 output (the probability of {label})", label=f'"{facts.classes[1]}"')
    if facts.outputs == 1:
        return tr("1 output")
    if facts.task == "next_token":
        return tr("{count} outputs, one for each token", count=f"{facts.outputs:,}")
    if facts.task in NUMBERS:
        return tr("{count} outputs, one for each number that is predicted", count=f"{facts.outputs:,}")
    return tr("{count} outputs, one for each class", count=f"{facts.outputs:,}")


AT_THE_END: tuple[Check, ...] = (
    sequence_at_the_end,
    vector_at_the_end,
    wrong_size_at_the_end,
    softmax_over_one,
    no_probability_at_the_end,
    separate_probabilities,
    bounded_numbers,
    nothing_to_learn,
)
