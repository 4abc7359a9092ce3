"""The tables of vectors in a stack: the weights of its embeddings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rnnstudio.engine.stack import Step


def table_of(step: Step) -> Any | None:
    """Return the Keras variable, tokens × dimensions, that holds an embedding's vectors; ``None`` if it has none.

    A layer is one by its trait, or by being Keras' own.
    """
    if step.component is None or step.layer is None:
        return None
    if "embedding" not in step.component.info.traits and type(step.layer).__name__ != "Embedding":
        return None
    return next((weight for weight in step.layer.weights if len(weight.shape) == 2), None)


def tables(steps: Sequence[Step]) -> Iterator[tuple[Step, Any]]:
    """Yield every embedding of a stack, those inside wrappers too, with its table."""
    for step in steps:
        for inner in step.within():
            table = table_of(inner)
            if table is not None:
                yield inner, table
