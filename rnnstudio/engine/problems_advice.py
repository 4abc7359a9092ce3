"""What would be better otherwise, and what concerns the project as a whole; seen without Keras."""

from __future__ import annotations

from typing import Any

from rnnstudio.api import tr
from rnnstudio.engine.problems import Check, Scene, problem, repair, title_of
from rnnstudio.engine.stack import Step
from rnnstudio.project.changes import RenameLayer
from rnnstudio.project.model import Project
from rnnstudio.project.report import Problem, Repair
from rnnstudio.registry import Registry

_FAST: dict[str, Any] = {"activation": "tanh", "recurrent_activation": "sigmoid", "recurrent_dropout": 0.0,
                         "use_bias": True, "reset_after": True, "unroll": False}
"""What cuDNN's LSTM and GRU need: https://keras.io/api/layers/recurrent_layers/lstm."""
_HAS_FAST = ("LSTM", "GRU")


def slow_recurrence(step: Step, scene: Scene) -> Problem | None:
    """A recurrent layer's parameters shut out the fast kernel of NVIDIA's graphics cards, or cost speed anywhere."""
    component = step.component
    if component is None or "recurrent" not in component.info.traits:
        return None
    fast = _FAST if component.info.keras_name in _HAS_FAST else {"recurrent_dropout": 0.0}
    if scene.facts is None or scene.facts.steps is None:  # unroll is an error then
        fast = {name: value for name, value in fast.items() if name != "unroll"}
    slow = {name: value for name, value in fast.items()
            if name in step.parameters and getattr(component, name) != value}
    if not slow:
        return None
    titles = ", ".join(f'"{title_of(step, name)}"' for name in slow)
    mend = repair(step, tr("Use what is fast"), **slow)
    if component.info.keras_name not in _HAS_FAST:
        return problem(step, tr("{parameters} makes {layer} train about half as fast", parameters=titles,
                                layer=step.name), mend, severity="advice")
    half = tr("; recurrent dropout costs about half the speed on any machine") if "recurrent_dropout" in slow else ""
    return problem(step, tr("{layer} can't use the fast way of NVIDIA graphics cards, because of {parameters}{more}",
                            layer=step.name, parameters=titles, more=half), mend, severity="advice")


def zeros_for_the_last_step(step: Step, scene: Scene) -> Problem | None:
    """Only the last step comes out, and it is a zero wherever that step is padding."""
    component = step.component
    if not getattr(component, "zero_output_for_mask", False) or getattr(component, "return_sequences", True):
        return None
    title = title_of(step, "zero_output_for_mask")
    return problem(step, tr('with "{switch}", all examples that end in padding come out as zeros, for only the last '
                            "step is given; switch it off", switch=title),
                   repair(step, tr('Switch off "{switch}"', switch=title), zero_output_for_mask=False),
                   severity="warning")


ADVICE: tuple[Check, ...] = (
    slow_recurrence,
    zeros_for_the_last_step,
)


def of_the_project(project: Project, registry: Registry) -> list[Problem]:
    """Return what is wrong with names that were given twice."""
    seen: dict[str, int] = {}
    taken = {node.name.casefold() for _, node in project.nodes() if node.name}
    found = []
    for place, node in project.nodes():
        if not node.name:
            continue
        key = node.name.casefold()
        seen[key] = seen.get(key, 0) + 1
        if seen[key] > 1:
            name = _free_name(node.name, taken)
            taken.add(name.casefold())
            found.append(Problem(
                node=node.id, layer=node.name, severity="warning", path=f"{place}.name", kind="name_given_twice",
                message=tr("another layer is called {layer} too; give them different names to tell them apart",
                           layer=node.name),
                repairs=(Repair(title=tr("Call it {name}", name=name), changes=(
                    RenameLayer(node=node.id, name=name),)),)))
    return found


def _free_name(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name} {number}".casefold() in taken:
        number += 1
    return f"{name} {number}"
