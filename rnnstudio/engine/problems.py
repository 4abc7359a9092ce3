"""What keeps a project from training, said where it is caused and in plain words.

Each mistake is one function, ``(step, scene) -> Problem | None``, in one of the tables below; a new one is written
beside its like and added to its table. ``walk`` in ``shapes`` asks them in this order:

* ``BEFORE_BUILDING``  what can be seen without Keras: parameters, what is inside a wrapper
* ``AT_THE_TOP``       the same, of layers that stand in the stack itself
* ``ADVICE``           what would be better otherwise
* ``BEFORE_CALLING``   what would go wrong silently, or with a message about something else
* ``problems_keras``   what Keras itself refuses, translated
* ``AFTER_CALLING``    what is wrong although shapes fit
* ``AT_THE_END``       whether the last layer answers the task

A problem's ``kind`` is the name of its function. Of each table but ``ADVICE`` and ``AFTER_CALLING``, the first
problem found is told; what is behind it shows when it is repaired, in thought or for good.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from rnnstudio.api import DataFacts, Layer, tr
from rnnstudio.engine.stack import Step
from rnnstudio.project.changes import Change, InsertLayer, RemoveLayer, SetParameters, TakeOut
from rnnstudio.project.report import Problem, Repair, Severity
from rnnstudio.registry import Registry
from rnnstudio.vectors.file_head import Head

Look = Callable[[str], Head]


@dataclasses.dataclass
class Scene:
    """What a check may look at besides the step itself.

    Attributes:
        facts: What the data decides; ``None`` if it can't be read.
        registry: The plugins.
        steps: All steps of the stack that are switched on.
        before: The steps before this one in the stack, already called.
        look: Looks at a file of word vectors that a layer names; ``None`` where such files don't matter.
    """

    facts: DataFacts | None
    registry: Registry
    steps: list[Step] = dataclasses.field(default_factory=list)
    before: list[Step] = dataclasses.field(default_factory=list)
    look: Look | None = None

    @property
    def known(self) -> DataFacts:
        """The facts, where a check is only asked when there are some."""
        assert self.facts is not None
        return self.facts


Check = Callable[[Step, Scene], Problem | None]


def problem(step: Step, message: str, *repairs: Repair | None, severity: Severity = "error", path: str = "",
            kind: str = "") -> Problem:
    """Return a problem that a step causes; repairs that can't be had are ``None``."""
    return Problem(node=step.node.id, layer=step.name, message=message, severity=severity, path=path, kind=kind,
                   repairs=tuple(repair for repair in repairs if repair is not None))


def repair(step: Step, title: str, **params: Any) -> Repair:
    """Return a repair that sets parameters of a step."""
    return Repair(title=title, changes=(SetParameters(node=step.node.id, params=params),), node=step.node.id)


def removal(step: Step, scene: Scene) -> Repair:
    """Return a repair that removes a step, which changes the output of the next."""
    place = index_of(step)
    following = next((other.node.id for other in scene.steps if index_of(other) > place), None)
    return Repair(title=tr("Remove {layer}", layer=step.name), changes=(RemoveLayer(node=step.node.id),),
                  node=following)


def taking_out(wrapper: Step, child: Step, staying: Sequence[Step]) -> Repair:
    """Return a repair that takes a layer out of its wrapper; a layer that reads sequences is given one then.

    Args:
        wrapper: Whose place it takes if nothing else is inside, else it stands behind it.
        child: The layer.
        staying: What stays inside before it.
    """
    changes: list[Change] = [TakeOut(node=child.node.id)]
    if len(wrapper.node.children) > 1:
        changes += whole_sequences((wrapper, *staying), child)
    elif "return_sequences" in child.parameters and "return_sequences" in wrapper.parameters:
        whole = getattr(wrapper.component, "return_sequences", False)
        changes.append(SetParameters(node=child.node.id, params={"return_sequences": whole}))
    return Repair(title=tr("Take {layer} out", layer=child.name), changes=tuple(changes), node=child.node.id)


def whole_sequences(before: Sequence[Step], reader: Step) -> list[SetParameters]:
    """Return what has the steps before a layer give whole sequences, if it reads them."""
    return [SetParameters(node=step.node.id, params={"return_sequences": True}) for step in before
            if reads_sequences(reader) and getattr(step.component, "return_sequences", None) is False]


def reads_sequences(step: Step) -> bool:
    """Tell whether a layer, or one inside it, is known to need a whole sequence."""
    return any(has_trait(inner, trait) for inner in step.within() for trait in ("recurrent", "pooling", "cell")) or (
        step.component is not None and step.component.info.keras_name.endswith("1D"))


def insertion(layer: type[Layer] | None, index: int, title: str, node: str | None = None,
              **params: Any) -> Repair | None:
    """Return a repair that inserts a layer into the stack, or ``None`` if no plugin has one for it.

    Args:
        layer: The layer.
        index: Before which place of the stack.
        title: The button's words, with ``{layer}`` for the layer's.
        node: The layer whose output changes by it.
        **params: The new layer's parameters.
    """
    if layer is None:
        return None
    change = InsertLayer(type=layer.info.id, version=layer.info.version, index=index, params=params)
    return Repair(title=title.replace("{layer}", tr(layer.info.title)), changes=(change,), node=node)


def with_trait(scene: Scene, trait: str) -> type[Layer] | None:
    """Return the first layer there is that has a trait."""
    return next((layer for layer in scene.registry.layers.values() if trait in layer.info.traits), None)


def has_trait(step: Step, trait: str) -> bool:
    """Tell whether a step's layer has a trait."""
    return step.component is not None and trait in step.component.info.traits


def index_of(step: Step) -> int:
    """Return a step's place in the stack, counting those that are switched off; for an inner one, its wrapper's."""
    return int(step.place.removeprefix("$.stack[").partition("]")[0])


def first(checks: tuple[Check, ...], step: Step, scene: Scene) -> Problem | None:
    """Return the first problem that any of the checks finds."""
    return next((_named(found, check) for check in checks if (found := check(step, scene)) is not None), None)


def every(checks: tuple[Check, ...], step: Step, scene: Scene) -> list[Problem]:
    """Return all problems that the checks find."""
    return [_named(found, check) for check in checks if (found := check(step, scene)) is not None]


def _named(found: Problem, check: Callable[..., Any]) -> Problem:
    return found if found.kind else msgspec.structs.replace(found, kind=check.__name__)


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
