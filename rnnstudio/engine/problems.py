"""What keeps a project from training, said where it is caused and in plain words.

Each mistake is one function, ``(step, scene) -> Problem | None``, in one of the tables below; a new one is written
beside its like and added to its table. ``walk`` in ``shapes`` asks them in this order:

* ``BEFORE_BUILDING``  what can be seen without Keras: parameters, what is inside a wrapper
* ``BEFORE_CALLING``   what would go wrong silently, or with a message about something else
* ``problems_keras``   what Keras itself refuses, translated
* ``AFTER_CALLING``    what is wrong although shapes fit
* ``AT_THE_END``       whether the last layer answers the task
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from rnnstudio.api import DataFacts, tr
from rnnstudio.engine.stack import Step
from rnnstudio.project.changes import SetParameters
from rnnstudio.project.report import Problem, Repair, Severity
from rnnstudio.registry import Registry


@dataclasses.dataclass
class Scene:
    """What a check may look at besides the step itself.

    Attributes:
        facts: What the data decides; ``None`` if it can't be read.
        registry: The plugins.
        before: The steps before this one in the stack, already called.
    """

    facts: DataFacts | None
    registry: Registry
    before: list[Step] = dataclasses.field(default_factory=list)

    @property
    def known(self) -> DataFacts:
        """The facts, where a check is only asked when there are some."""
        assert self.facts is not None
        return self.facts


Check = Callable[[Step, Scene], Problem | None]


def problem(step: Step, message: str, *repairs: Repair, severity: Severity = "error", path: str = "") -> Problem:
    """Return a problem that a step causes."""
    return Problem(node=step.node.id, layer=step.name, message=message, severity=severity, path=path, repairs=repairs)


def repair(step: Step, title: str, **params: Any) -> Repair:
    """Return a repair that sets parameters of a step."""
    return Repair(title=title, changes=(SetParameters(node=step.node.id, params=params),), node=step.node.id)


def first(checks: tuple[Check, ...], step: Step, scene: Scene) -> Problem | None:
    """Return the first problem that any of the checks finds."""
    return next((found for check in checks if (found := check(step, scene)) is not None), None)


def switch_of(step: Step, parameter: str) -> Step | None:
    """Return the step, or the one inside it, that has a yes-or-no parameter of this name."""
    for candidate in step.within():
        found = candidate.parameters.get(parameter)
        if found is not None and found.kind == "bool":
            return candidate
    return None


def title_of(step: Step, parameter: str) -> str:
    """Return a parameter's label in the form."""
    return tr(step.parameters[parameter].title)
