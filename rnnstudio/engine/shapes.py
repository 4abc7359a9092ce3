"""Shapes, parameter counts and mistakes of a whole stack, as Keras infers them, without allocating a weight.

One walk goes on until a layer can't be called. So that later mistakes are told as well, the first repair of the first
error is then made in thought and the stack walked again; a mistake is told if it is one of the person's own layers.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import msgspec

from rnnstudio.api import DataFacts, UserError, tr
from rnnstudio.engine import device
from rnnstudio.engine.calling import Called, Inner, Memory
from rnnstudio.engine.problems import Look, Scene, every, first, problem
from rnnstudio.engine.problems_advice import ADVICE, of_the_project
from rnnstudio.engine.problems_building import AT_THE_TOP, BEFORE_BUILDING
from rnnstudio.engine.problems_calling import AFTER_CALLING, BEFORE_CALLING
from rnnstudio.engine.problems_chain import explain
from rnnstudio.engine.problems_output import AT_THE_END
from rnnstudio.engine.rebasing import rebased
from rnnstudio.engine.stack import BUILDING, Flow, Step, input_dtype, input_shape, read_stack
from rnnstudio.project import changes
from rnnstudio.project.changes import MoveLayer, RemoveLayer, SwitchLayer, TakeOut, WrapLayer
from rnnstudio.project.model import Project
from rnnstudio.project.report import SEVERITIES, LayerReport, Problem, Repair, StackReport
from rnnstudio.registry import Registry

T = TypeVar("T")

THOUGHTS = 24
"""So many errors are repaired in thought, to see what is behind them."""
TRIED = 12
"""So many repairs are tried for what they lead to."""

SHAPED = ("needs_sequence", "needs_vector", "size_unknown", "sequence_at_the_end")
"""Mistakes that may come of moving a layer in thought, and be none."""

_memory = Memory()  # used with BUILDING held


@dataclasses.dataclass
class Walk:
    """One way through the stack.

    Attributes:
        steps: The layers that are switched on.
        called: What became of each that was called, by its node.
        problems: What was found, in order.
    """

    steps: list[Step]
    called: dict[str, Called] = dataclasses.field(default_factory=dict)
    problems: list[Problem] = dataclasses.field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        """The problems that keep the project from training."""
        return [found for found in self.problems if found.severity == "error"]


def describe(project: Project, registry: Registry, facts: DataFacts | None, look: Look | None = None) -> StackReport:
    """Say what becomes of the stack: shapes, parameter counts, problems with the first cause first.

    Args:
        project: The project.
        registry: Resolves the layers.
        facts: What the data decides. Without them, only what can be seen without Keras is told.
        look: Looks at files of word vectors that layers name; without it they are left alone.
    """
    if facts is None:
        steps = read_stack(project, registry, None)
        scene = Scene(None, registry, steps)
        walk = Walk(steps, problems=[*of_the_project(project, registry),
                                     *(found for step in steps for found in _static(step, scene))])
        return _report(project, walk, walk.problems, None)
    device.load()
    known = facts
    walk, problems = in_a_thread(lambda: _find(project, registry, known, look))
    return _report(project, walk, problems, facts)


def try_repairs(project: Project, registry: Registry, facts: DataFacts, report: StackReport,
                cancelled: Callable[[], bool] = lambda: False, look: Look | None = None) -> StackReport:
    """Say what each repair leads to: the shape of the layer that it changes, and how many errors are left.

    Args:
        project: The project.
        registry: Resolves the layers.
        facts: What the data decides.
        report: What ``describe`` said of the project.
        cancelled: Asked before each repair; then the rest isn't tried.
        look: As for ``describe``.
    """
    shapes = {layer.node: layer.output_shape for layer in report.layers}
    left = TRIED

    def tried(repair: Repair) -> Repair:
        nonlocal left
        if not left or cancelled():
            return repair
        left -= 1
        try:
            mended, _ = changes.apply(project, repair.changes)
        except (KeyError, ValueError):
            return repair
        after = describe(mended, registry, facts, look)
        shape = next((layer.output_shape for layer in after.layers if layer.node == repair.node), None)
        errors = sum(found.severity == "error" for found in after.problems)
        return msgspec.structs.replace(repair, before=shapes.get(repair.node or ""), after=shape, errors=errors)

    problems = tuple(msgspec.structs.replace(found, repairs=tuple(tried(repair) for repair in found.repairs))
                     for found in report.problems)
    return msgspec.structs.replace(report, problems=problems)


def forget() -> None:
    """Forget which layers were called, as before the first description."""
    with BUILDING:
        _memory.clear()


def in_a_thread(work: Callable[[], T]) -> T:
    """Run ``work``, which builds layers, in a thread of its own, while no other builds any.

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

    thread = threading.Thread(target=run, name="shapes", daemon=True)  # a layer's code may never come back
    thread.start()
    thread.join()
    if fault:
        raise fault[0]
    return result[0]


def _find(project: Project, registry: Registry, facts: DataFacts, look: Look | None) -> tuple[Walk, list[Problem]]:
    """Walk the stack, and again with what was found repaired in thought; return the first walk and all problems."""
    ours = {node.id for _, node in project.nodes()}
    told: dict[tuple[str | None, str], Problem] = {}
    first_walk: Walk | None = None
    present, mended, moved = project, set[tuple[str | None, str]](), set[str]()
    stands_for: dict[str | None, str] = {}
    for _ in range(THOUGHTS):
        walk = _walk(present, registry, facts, look)
        first_walk = first_walk or walk
        for found in _for_ours(walk.problems, stands_for):
            known = (found.node, found.kind) in told or (found.node is not None and found.node not in ours)
            if not known and not (found.kind in SHAPED and _concerned(found) & moved):
                real = rebased(found, present, project)
                if real is not None:
                    told[found.node, found.kind] = real
        cause = next((found for found in walk.errors
                      if found.repairs and (found.node, found.kind) not in mended), None)
        if cause is None or _removes_another(cause):
            break
        mended.add((cause.node, cause.kind))
        moved |= {change.node for change in cause.repairs[0].changes if isinstance(change, TakeOut | MoveLayer)}
        made = cause.repairs[0].changes
        present, touched = changes.apply(present, made)
        stands_for |= {wrapper: change.node for wrapper, change in zip(touched, made, strict=False)
                       if isinstance(change, WrapLayer)}
    assert first_walk is not None
    return first_walk, sorted(told.values(), key=lambda found: SEVERITIES.index(found.severity))


def _for_ours(problems: list[Problem], stands_for: dict[str | None, str]) -> Iterator[Problem]:
    """Say what is wrong with a wrapper that was only thought of on the layer that it was put around."""
    for found in problems:
        node = stands_for.get(found.node)
        yield msgspec.structs.replace(found, node=node) if node is not None else found


def _concerned(found: Problem) -> set[str]:
    """Return the layers that a problem and its repairs are about."""
    changed = {getattr(change, "node", None) for repair in found.repairs for change in repair.changes}
    return {node for node in (found.node, *changed) if node is not None}


def _removes_another(found: Problem) -> bool:
    """Tell whether a repair takes away another layer than the one with the problem: too bold to think on from."""
    change = found.repairs[0].changes[0]
    return isinstance(change, RemoveLayer) and change.node != found.node


def _walk(project: Project, registry: Registry, facts: DataFacts, look: Look | None) -> Walk:
    """Call the layers one after the other until one can't be."""
    walk = Walk(read_stack(project, registry, facts))
    scene = Scene(facts, registry, walk.steps, look=look)
    walk.problems += of_the_project(project, registry)
    flow: Flow | None = Flow(input_shape(facts), input_dtype(facts))
    for step in walk.steps:
        static = _static(step, scene)
        walk.problems += static
        if flow is None or any(found.severity == "error" for found in static):
            flow = None
            continue
        try:
            called = _memory.call(step, flow, facts, registry, step is walk.steps[-1])
        except UserError as error:
            walk.problems.append(problem(step, str(error), kind="build"))
            flow = None
            continue
        walk.problems += _take(step, called, scene)
        if step.output is not None:
            walk.called[step.node.id] = called
        scene.before.append(step)
        flow = called.output if step.output is not None else None
    if flow is not None and walk.steps:
        last = scene.before.pop()
        found = first(AT_THE_END, last, scene)
        walk.problems += [found] if found is not None else []
    return walk


def _take(step: Step, called: Called, scene: Scene) -> list[Problem]:
    """Give a step what its layer's call gave, unless something is wrong with it; return what is."""
    wrong = first(BEFORE_CALLING, step, scene)
    if wrong is not None:
        return [wrong]
    if called.error is not None:
        return [explain(called.error, step, scene)]
    assert called.output is not None
    step.output = called.output
    return every(AFTER_CALLING, step, scene)


def _static(step: Step, scene: Scene) -> list[Problem]:
    found = [first(BEFORE_BUILDING, inner, scene) for inner in step.within()]
    if found[0] is None:
        found[0] = first(AT_THE_TOP, step, scene)
    advice = [problem for inner in step.within() for problem in every(ADVICE, inner, scene)]
    return [*(problem for problem in found if problem is not None), *advice]


def _report(project: Project, walk: Walk, problems: list[Problem], facts: DataFacts | None) -> StackReport:
    if not walk.steps:
        problems = [_nothing(project)]
    return StackReport(
        layers=tuple(layer for step in walk.steps for layer in _layers(step, walk.called.get(step.node.id))),
        input_shape=input_shape(facts) if facts is not None else None,
        parameters=sum(called.count for called in walk.called.values()),
        problems=tuple(problems))


def _nothing(project: Project) -> Problem:
    if not project.stack:
        return Problem(kind="empty", message=tr("the stack is empty; add a layer"))
    node = project.stack[-1].id
    on = Repair(title=tr("Switch it on"), changes=(SwitchLayer(node=node, enabled=True),), node=node)
    return Problem(kind="empty", message=tr("every layer is switched off; switch one on"),
                   repairs=(on,) if len(project.stack) == 1 else ())


def _layers(step: Step, called: Called | None) -> Iterator[LayerReport]:
    """Tell of a step and of all that is inside it."""
    output = called.output if called is not None else None
    yield LayerReport(
        node=step.node.id, type=step.node.type, name=step.name, values=step.values,
        input_shape=step.input.shape if step.input is not None else None,
        output_shape=output.shape if output is not None else None, masked=output is not None and output.masked,
        parameters=called.count if called is not None else 0)
    inner = list(called.inner) if called is not None else []
    for number, (child, depth) in enumerate(_within(step, 1)):
        known = inner[number] if number < len(inner) else Inner(None, None, 0)
        yield LayerReport(node=child.node.id, type=child.node.type, name=child.name, values=child.values, depth=depth,
                          input_shape=known.input, output_shape=known.output, parameters=known.count)


def _within(step: Step, depth: int) -> Iterator[tuple[Step, Any]]:
    for child in step.children:
        yield child, depth
        yield from _within(child, depth + 1)
