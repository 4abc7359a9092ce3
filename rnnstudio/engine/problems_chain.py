"""What is wrong inside a wrapper that sends its input through several layers, said on the one that causes it.

Keras tells of the wrapper alone, so the layers inside are called one by one to see which of them fails, or gives what
the wrapper can't use.
"""

from __future__ import annotations

import msgspec

from rnnstudio.api import tr
from rnnstudio.api.errors import words_of
from rnnstudio.engine.problems import Scene, problem, removal, repair, switch_of, taking_out, title_of
from rnnstudio.engine.problems_keras import translate
from rnnstudio.engine.stack import Flow, Step
from rnnstudio.project.changes import SetParameters
from rnnstudio.project.report import Problem, Repair

_PROBE = 1009
"""Steps that are sent through the layers where their number is open, to see whether as many come out."""


def explain(error: BaseException, step: Step, scene: Scene) -> Problem:
    """Return the problem that an exception from calling a layer stands for, on a layer inside it if that fails.

    Args:
        error: What Keras or the layer raised.
        step: The layer, its input known.
        scene: What stands around it.
    """
    if not step.children or type(step.layer).__module__.partition(".")[0] == "keras":
        return translate(error, step, scene)
    inner = _failing(step, scene)
    if inner is not None:
        return inner
    if "can't be added to" in words_of(error):
        return _unlike(error, step, scene)
    found = translate(error, step, scene)
    return found if found.repairs else msgspec.structs.replace(found, repairs=(removal(step, scene),))


def _failing(step: Step, scene: Scene) -> Problem | None:
    """Call the layers inside one after the other; tell of the first that fails."""
    flow: Flow = step.input
    if len(flow.shape) == 3 and flow.shape[1] is None:
        flow = Flow((flow.shape[0], _PROBE, flow.shape[2]), flow.dtype, flow.masked)
    before = list(scene.before)
    for child in step.children:
        child.input = flow
        try:
            flow = _sent_through(child, flow)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - a plugin's layer may raise anything, SystemExit too
            return _inside(error, child, Scene(scene.facts, scene.registry, scene.steps, before))
        child.output = flow
        before.append(child)
    return None


def _sent_through(child: Step, flow: Flow) -> Flow:
    import keras

    with keras.StatelessScope(initialize_variables=False):
        return Flow.of(child.layer(flow.tensor()))


def _inside(error: BaseException, child: Step, scene: Scene) -> Problem:
    """Tell of a layer inside; of its repairs, those that change the stack around it are none here."""
    found = explain(error, child, scene)
    kept = tuple(mend for mend in found.repairs
                 if all(isinstance(change, SetParameters) for change in mend.changes))
    return msgspec.structs.replace(found, repairs=(*kept, removal(child, scene)) if found.node == child.node.id
                                   else found.repairs)


def _unlike(error: BaseException, step: Step, scene: Scene) -> Problem:
    """What the layers inside give can't be added to what comes in."""
    if "another number of features" in words_of(error):
        switch = switch_of(step, "project")
        given, taken = step.children[-1].output.shape[-1], step.input.shape[-1]
        mend = () if switch is None else (
            repair(switch, tr('Switch on "{switch}"', switch=title_of(switch, "project")), project=True),)
        return problem(step, tr("the layers inside {layer} give {given} features, but {taken} come in, so the two "
                                "can't be added", layer=step.name, given=given, taken=taken), *mend,
                       kind="adds_other_widths")
    culprit = next((child for child in step.children if child.input.shape[:-1] != child.output.shape[:-1]),
                   step.children[-1])
    if len(culprit.output.shape) < len(culprit.input.shape):
        message = tr("{inner} makes one vector of the sequence, which can't be added to the sequence that comes into "
                     "{layer}", inner=culprit.name, layer=step.name)
        switch = switch_of(culprit, "return_sequences")
        whole = None if switch is None else repair(
            switch, tr('Switch on "{switch}" in {layer}', switch=title_of(switch, "return_sequences"),
                       layer=switch.name), return_sequences=True)
    else:
        message = tr("{inner} changes the number of steps, so what it gives can't be added to what comes into "
                     "{layer}", inner=culprit.name, layer=step.name)
        whole = _as_many(culprit)
    return problem(culprit, message, whole, _without(step, culprit, scene), kind="adds_other_steps")


def _as_many(culprit: Step) -> Repair | None:
    """Offer to have a window give as many steps as it gets."""
    wanted = {"padding": "same", "strides": 1}
    if not {*wanted, "kernel_size"} <= culprit.parameters.keys() and not {*wanted, "pool_size"} <= (
            culprit.parameters.keys()):
        return None
    return repair(culprit, tr("Give as many steps as come in"), **wanted)


def _without(step: Step, culprit: Step, scene: Scene) -> Repair:
    return taking_out(step, culprit, ()) if len(step.children) == 1 else removal(culprit, scene)
