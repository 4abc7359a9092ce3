"""Mistakes that Keras would let pass, or report as something else: what goes into a layer is of the wrong kind."""

from __future__ import annotations

from typing import Any

from rnnstudio.api import tr
from rnnstudio.engine.problems import Check, Scene, problem, repair
from rnnstudio.engine.stack import Step
from rnnstudio.project.report import Problem

_TAKE_IDS = ("Embedding", "CategoryEncoding", "Hashing", "IntegerLookup", "Discretization", "Lambda", "Reshape",
             "Identity", "Rescaling")
"""Keras' own layers that mean something on token ids, by class; a plugin's own classes are let through."""


def _is_keras(layer: Any) -> bool:
    return type(layer).__module__.partition(".")[0] == "keras"


def _is_embedding(layer: Any) -> bool:
    import keras

    return isinstance(layer, keras.layers.Embedding)


def _takes_ids(step: Step) -> bool:
    return str(step.input.dtype).startswith(("int", "uint"))


def ids_without_embedding(step: Step, scene: Scene) -> Problem | None:
    """Token ids go into a layer that would reckon with them as if they were amounts."""
    if not _takes_ids(step) or not _is_keras(step.layer) or type(step.layer).__name__ in _TAKE_IDS:
        return None
    return problem(step, tr("{layer} needs numbers that mean something, but gets token ids, which are only names of "
                            "words; put an Embedding layer before it", layer=step.name))


def embedding_without_ids(step: Step, scene: Scene) -> Problem | None:
    """An Embedding stands where no ids come in."""
    if not _is_embedding(step.layer) or _takes_ids(step):
        return None
    if scene.before:
        return problem(step, tr("{layer} turns token ids into vectors, but {before} before it gives no ids any more; "
                                "drag it to the front, or remove it", layer=step.name, before=scene.before[-1].name))
    return problem(step, tr("{layer} turns token ids into vectors, but the data holds numbers, not ids; remove it",
                            layer=step.name))


def embedding_too_small(step: Step, scene: Scene) -> Problem | None:
    """An Embedding has fewer vectors than there are tokens; their ids would be outside it."""
    vocabulary = scene.known.vocabulary_size
    if not _is_embedding(step.layer) or vocabulary is None or step.layer.input_dim >= vocabulary:
        return None
    name = next((name for name, found in step.parameters.items() if found.from_data == "vocabulary_size"), None)
    message = tr("{layer} has vectors for {found} tokens, but the vocabulary has {needed}; it needs at least as many",
                 layer=step.name, found=f"{step.layer.input_dim:,}", needed=f"{vocabulary:,}")
    if name is None:
        return problem(step, message)
    return problem(step, message, repair(step, tr("Take the size from the data"), **{name: None}),
                   path=f"{step.place}.params.{name}")


BEFORE_CALLING: tuple[Check, ...] = (
    ids_without_embedding,
    embedding_without_ids,
)

AFTER_CALLING: tuple[Check, ...] = (
    embedding_too_small,
)
