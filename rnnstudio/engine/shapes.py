"""Shapes and parameter counts of a whole stack as Keras infers them, without allocating a weight."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from rnnstudio.api import DataFacts, UserError, tr
from rnnstudio.engine import device
from rnnstudio.engine.problems import Scene, first, problem
from rnnstudio.engine.problems_building import BEFORE_BUILDING
from rnnstudio.engine.problems_calling import AFTER_CALLING, BEFORE_CALLING
from rnnstudio.engine.problems_keras import translate
from rnnstudio.engine.problems_output import AT_THE_END
from rnnstudio.engine.stack import BUILDING, INPUT, Step, build, input_dtype, input_shape, read_stack
from rnnstudio.project.model import Project
from rnnstudio.project.report import LayerReport, Problem, Shape, StackReport
from rnnstudio.registry import Registry

T = TypeVar("T")


def describe(project: Project, registry: Registry, facts: DataFacts | None) -> StackReport:
    """Say what becomes of the stack: shapes, parameter counts, problems with the first cause first.

    Args:
        project: The project.
        registry: Resolves the layers.
        facts: What the data decides. Without them, only what can be seen without Keras is told.
    """
    steps = read_stack(project, registry, facts)
    if facts is None:
        scene = Scene(None, registry)
        problems = [found for step in steps for found in _static(step, scene)]
    elif not steps:
        problems = []
    else:
        device.load()
        known = facts
        problems = _in_a_thread(lambda: _walk(steps, known, registry, project.training.seed))
    if not steps:
        problems = [Problem(message=tr("the stack is empty; add a layer") if not project.stack else
                            tr("every layer is switched off; switch one on"))]
    return StackReport(
        layers=tuple(_report(inner, depth) for step in steps for inner, depth in _with_depth(step)),
        input_shape=input_shape(facts) if facts is not None else None,
        parameters=sum(_count(step.layer) for step in steps if step.output is not None),
        problems=tuple(problems))


def _in_a_thread(work: Callable[[], T]) -> T:
    """Run ``work`` in a thread of its own.

    Keras keeps names and uninitialized variables by thread: what is left of this walk ends with the thread, and a
    training in another thread sees nothing of it.
    """
    result: list[T] = []
    fault: list[BaseException] = []

    def run() -> None:
        try:
            with BUILDING:
                result.append(work())
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            fault.append(error)

    thread = threading.Thread(target=run, name="shapes")
    thread.start()
    thread.join()
    if fault:
        raise fault[0]
    return result[0]


def _walk(steps: list[Step], facts: DataFacts, registry: Registry, seed: int) -> list[Problem]:
    """Build and call the layers one after the other until one can't be; return all problems found."""
    import keras

    scene = Scene(facts, registry)
    problems: list[Problem] = []
    flowing: Any = keras.KerasTensor(input_shape(facts), dtype=input_dtype(facts), name=INPUT)
    for step in steps:
        static = _static(step, scene)
        problems += static
        if flowing is None or static:
            flowing = None
            continue
        try:
            build(step, facts, registry, seed, is_last=step is steps[-1])
        except UserError as error:
            problems.append(problem(step, str(error)))
            flowing = None
            continue
        step.input = flowing
        found = _call(step, scene)
        problems += [found] if found is not None else []
        scene.before.append(step)
        flowing = step.output
    if flowing is not None:
        last = scene.before.pop()
        found = first(AT_THE_END, last, scene)
        problems += [found] if found is not None else []
    return problems


def _static(step: Step, scene: Scene) -> list[Problem]:
    found = (first(BEFORE_BUILDING, inner, scene) for inner in step.within())
    return [problem for problem in found if problem is not None]


def _call(step: Step, scene: Scene) -> Problem | None:
    """Call a layer on its symbolic input; return what is wrong, with no output if there can be none."""
    import keras

    wrong = first(BEFORE_CALLING, step, scene)
    if wrong is not None:
        return wrong
    with keras.StatelessScope(initialize_variables=False):
        try:
            output = step.layer(step.input)
            if not hasattr(output, "shape"):
                raise TypeError(f"it returns a {type(output).__name__}, where one tensor is expected")
        except Exception as error:  # noqa: BLE001 - a plugin's layer may raise anything
            return translate(error, step, scene)
    step.output = output
    return first(AFTER_CALLING, step, scene)


def _with_depth(step: Step, depth: int = 0) -> list[tuple[Step, int]]:
    return [(step, depth), *(pair for child in step.children for pair in _with_depth(child, depth + 1))]


def _report(step: Step, depth: int) -> LayerReport:
    shape: Shape | None = tuple(step.output.shape) if step.output is not None else None
    return LayerReport(node=step.node.id, type=step.node.type, name=step.name, output_shape=shape,
                       parameters=_count(step.layer), values=step.values, depth=depth)


def _count(layer: Any) -> int:
    return int(layer.count_params()) if layer is not None and layer.built else 0
