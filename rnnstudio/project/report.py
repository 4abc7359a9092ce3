"""What the engine says of a project: shapes, parameter counts, problems. Plain data, sent to the window."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Shape = tuple[int | None, ...]
"""A shape as Keras tells it, batch first; ``None`` is "any"."""


class Repair(msgspec.Struct, frozen=True, kw_only=True):
    """One clear way to mend a problem: a button on the card.

    Attributes:
        title: The button's words, such as "Use 1 unit".
        node: The node whose parameters are set.
        params: The values to set.
    """

    title: str
    node: str
    params: dict[str, Any]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Something that keeps the project from training (error) or will surprise (warning).

    Attributes:
        node: The id of the layer that causes it, or ``None`` for the stack or the data as a whole.
        layer: That layer's name as shown, or "" .
        message: One sentence: what is wrong and what to do.
        severity: Whether Train is refused.
        path: The place in the project file, where it is a value in it.
        repairs: Ways to mend it.
    """

    message: str
    node: str | None = None
    layer: str = ""
    severity: Literal["error", "warning"] = "error"
    path: str = ""
    repairs: tuple[Repair, ...] = ()


class LayerReport(msgspec.Struct, frozen=True, kw_only=True):
    """One layer as Keras sees it; ``output_shape`` is ``None`` from the first mistake on.

    Attributes:
        node: The node's id.
        type: The node's type.
        name: The layer's name as shown.
        output_shape: Its output's shape.
        parameters: Numbers it learns or keeps, a wrapper's inner layers included.
        values: What each ``FromData`` parameter left empty resolves to.
        depth: 0 in the stack, 1 inside a wrapper, and so on. Inner layers have no output shape of their own.
    """

    node: str
    type: str
    name: str
    output_shape: Shape | None = None
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
