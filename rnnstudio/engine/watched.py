"""Says which third party's layer is being built or called, to whoever watches the engine from outside.

A layer's code may hang, crash the process or eat all memory; what stands here last is then the one that did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rnnstudio.project.report import Building
from rnnstudio.registry import Registry

if TYPE_CHECKING:
    from rnnstudio.engine.stack import Step


def _to_nobody(building: Building | None) -> None:
    """Nobody watches where the engine runs in a program of its own."""


_tell: Callable[[Building | None], None] = _to_nobody


def tell_to(teller: Callable[[Building | None], None]) -> None:
    """Have a function told of each third party's layer whose code is about to run, and ``None`` when it is back."""
    global _tell
    _tell = teller


@contextmanager
def watched(step: Step, registry: Registry, inner: bool = False) -> Iterator[None]:
    """Tell that a step's code runs inside.

    Args:
        step: The step.
        registry: Knows whose the layer is.
        inner: Whether the code of the layers inside it runs too.
    """
    known = step.within() if inner else (step,)
    theirs = next((one for one in known if not registry.is_ours(one.node.type)), None)
    if theirs is None:
        yield
        return
    node = theirs.node
    _tell(Building(node=node.id, type=node.type, version=node.version, params=node.params, layer=theirs.name,
                   plugin=registry.origin.get(node.type, "?")))
    try:
        yield
    finally:
        _tell(None)
