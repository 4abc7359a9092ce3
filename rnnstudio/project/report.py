"""What the engine says of a project: shapes, parameter counts, problems. Plain data, sent to the window."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import msgspec

from rnnstudio.project.changes import Change

Shape = tuple[int | None, ...]
"""A shape as Keras tells it, batch first; ``None`` is "any"."""


Severity = Literal["error", "warning", "advice", "note"]
"""An error keeps the project from training, a warning will surprise, advice is a better way, a note just says."""
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "advice", "note")
"""The worst first."""


class Repair(msgspec.Struct, frozen=True, kw_only=True):
    """One clear way to mend a problem: a button on the card. ``repairs.apply`` does what it says.

    Attributes:
        title: The button's words, such as "Use 1 unit".
        changes: What is done, in order, as one step.
        node: The layer whose output it changes, if it changes one.
        before: That layer's output shape now, if known.
        after: Its output shape then, if known; both ``None`` until the engine has tried the repair.
        errors: How many errors are left then; ``None`` until the engine has tried the repair.
    """

    title: str
    changes: tuple[Change, ...]
    node: str | None = None
    before: Shape | None = None
    after: Shape | None = None
    errors: int | None = None


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What keeps the project from training (error), will surprise (warning), could be better (advice), or is (note).

    Attributes:
        node: The id of the layer that causes it, or ``None`` for the stack or the data as a whole.
        layer: That layer's name as shown, or "" .
        message: One sentence: what is wrong and what to do.
        severity: Only errors keep Train from starting.
        path: The place in the project file, where it is a value in it.
        repairs: Ways to mend it, the one most likely meant first.
        kind: Which mistake it is, the name of the check that found it; the same in every language.
    """

    message: str
    node: str | None = None
    layer: str = ""
    severity: Severity = "error"
    path: str = ""
    repairs: tuple[Repair, ...] = ()
    kind: str = ""


def worst(problems: Iterable[Problem]) -> Severity | None:
    """Return the worst severity among problems, or ``None`` if there are none."""
    return min((problem.severity for problem in problems), key=SEVERITIES.index, default=None)


class Building(msgspec.Struct, frozen=True, kw_only=True):
    """A third party's layer whose code runs just now, which may never come back.

    Attributes:
        node: The node's id.
        type: Its id in the plugin.
        version: The version that wrote the parameters.
        params: Raw parameters.
        layer: Its name as shown.
        plugin: The plugin's name.
    """

    node: str
    type: str
    version: int
    params: dict[str, Any]
    layer: str
    plugin: str


class LayerReport(msgspec.Struct, frozen=True, kw_only=True):
    """One layer as Keras sees it; ``output_shape`` is ``None`` from the first mistake on.

    Attributes:
        node: The node's id.
        type: The node's type.
        name: The layer's name as shown.
        output_shape: Its output's shape.
        input_shape: Its input's shape.
        masked: True if a mask that skips padding goes on from it.
        parameters: Numbers it learns or keeps, a wrapper's inner layers included.
        values: What each ``FromData`` parameter left empty resolves to.
        depth: 0 in the stack, 1 inside a wrapper, and so on. An inner layer's shapes are those it has in there, as
            far as they can be told.
    """

    node: str
    type: str
    name: str
    output_shape: Shape | None = None
    input_shape: Shape | None = None
    masked: bool = False
    parameters: int = 0
    values: dict[str, Any] = {}
    depth: int = 0


class StackReport(msgspec.Struct, frozen=True, kw_only=True):
    """The whole stack, layers in order with inner ones after their wrapper."""

    layers: tuple[LayerReport, ...] = ()
    input_shape: Shape | None = None
    parameters: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def trainable(self) -> bool:
        """True if nothing keeps the project from training."""
        return not any(problem.severity == "error" for problem in self.problems)
