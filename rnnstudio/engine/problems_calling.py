"""Mistakes that Keras would let pass, or report as something else: what goes into a layer is of the wrong kind."""

from __future__ import annotations

import math
from typing import Any

import msgspec

from rnnstudio.api import tr
from rnnstudio.engine.problems import (
    Check,
    Scene,
    has_trait,
    index_of,
    insertion,
    problem,
    removal,
    repair,
    taking_out,
    title_of,
    with_trait,
)
from rnnstudio.engine.problems_keras import as_it_comes
from rnnstudio.engine.problems_vectors import vectors_do_not_fit
from rnnstudio.engine.saving import unsaved
from rnnstudio.engine.stack import Step
from rnnstudio.project.changes import MoveLayer, RemoveLayer
from rnnstudio.project.report import Problem, Repair, Severity

_TAKE_IDS = ("Embedding", "CategoryEncoding", "Hashing", "IntegerLookup", "Discretization", "Lambda", "Reshape",
             "Identity", "Rescaling")
"""Keras' own layers that mean something on token ids, by class; a plugin's own classes are let through."""


def _is_keras(layer: Any) -> bool:
    return type(layer).__module__.partition(".")[0] == "keras"


def _is_for_ids(step: Step) -> bool:
    return _is_embedding(step.layer) or any(
        has_trait(inner, trait) for inner in step.within() for trait in ("embedding", "one-hot", "ids"))


def _is_embedding(layer: Any) -> bool:
    import keras

    return isinstance(layer, keras.layers.Embedding)


def _takes_ids(step: Step) -> bool:
    return str(step.input.dtype).startswith(("int", "uint"))


def ids_without_embedding(step: Step, scene: Scene) -> Problem | None:
    """Token ids go into a layer that would reckon with them as if they were amounts."""
    layer = step.layer if _is_keras(step.layer) or not step.children else step.children[0].layer
    if not _takes_ids(step) or not _is_keras(layer) or type(layer).__name__ in _TAKE_IDS:
        return None
    later = next((other for other in scene.steps[len(scene.before):] if has_trait(other, "embedding")), None)
    if later is not None:
        move = MoveLayer(node=later.node.id, index=index_of(step))
        return problem(
            later, tr("{layer} turns token ids into vectors, so it must come before {other}, which can't reckon with "
                      "ids", layer=later.name, other=step.name),
            Repair(title=tr("Move it before {layer}", layer=step.name), changes=(move,), node=later.node.id),
            kind="embedding_not_first")
    place = index_of(step)
    return problem(
        step, tr("{layer} needs numbers that mean something, but gets token ids, which are only names of words; put "
                 "an Embedding layer before it", layer=step.name),
        insertion(with_trait(scene, "embedding"), place, tr("Insert {layer}"), step.node.id),
        insertion(with_trait(scene, "one-hot"), place, tr("Insert {layer}"), step.node.id))


def embedding_without_ids(step: Step, scene: Scene) -> Problem | None:
    """An Embedding, or another layer for ids, stands where no ids come in."""
    if not _is_for_ids(step) or _takes_ids(step):
        return None
    if scene.before:
        return problem(step, tr("{layer} turns token ids into vectors, but {before} before it gives no ids any more; "
                                "remove it", layer=step.name, before=scene.before[-1].name), removal(step, scene))
    return problem(step, tr("{layer} turns token ids into vectors, but the data holds numbers, not ids; remove it",
                            layer=step.name), removal(step, scene))


def unrolled_without_end(step: Step, scene: Scene) -> Problem | None:
    """A recurrent layer is to be laid out step by step, and the examples are of any length."""
    if len(step.input.shape) < 3 or step.input.shape[1] is not None:
        return None
    unrolled = next((inner for inner in step.within() if getattr(inner.component, "unroll", False) is True), None)
    if unrolled is None:
        return None
    title = title_of(unrolled, "unroll")
    return problem(
        unrolled, tr('"{switch}" needs examples that all have the same number of steps, but these are of any length; '
                     "switch it off", switch=title),
        repair(unrolled, tr('Switch off "{switch}"', switch=title), unroll=False),
        path=f"{unrolled.place}.params.unroll")


def embedding_too_small(step: Step, scene: Scene) -> Problem | None:
    """An Embedding has fewer vectors than there are tokens; their ids would be outside it."""
    vocabulary = scene.known.vocabulary_size
    name = next((name for name, found in step.parameters.items() if found.from_data == "vocabulary_size"), None)
    severity: Severity
    if _is_embedding(step.layer):
        size, severity = step.layer.input_dim, "error"
    elif has_trait(step, "one-hot") and name is not None:
        size, severity = getattr(step.component, name), "warning"
    else:
        return None
    if vocabulary is None or size is None or size >= vocabulary:
        return None
    message = tr("{layer} has vectors for {found} tokens, but the vocabulary has {needed}; it needs at least as many",
                 layer=step.name, found=f"{size:,}", needed=f"{vocabulary:,}")
    if name is None:
        return problem(step, message)
    return problem(step, message, repair(step, tr("Take the size from the data"), **{name: None}), severity=severity,
                   path=f"{step.place}.params.{name}")


def cuts_any_length(step: Step, scene: Scene) -> Problem | None:
    """Examples of any length are to be cut into a shape that only some of them fill."""
    shape = step.input.shape[1:]
    if type(step.layer).__name__ != "Reshape" or None not in shape or not _is_keras(step.layer):
        return None
    steps, features = step.layer.target_shape[0], math.prod(step.layer.target_shape[1:])
    width = math.prod(size for size in shape if size is not None)
    if steps == -1 and width % features == 0:
        return None
    mend = as_it_comes(step)
    if width % features == 0 and "steps" in step.parameters:
        mend = repair(step, tr('Leave "{parameter}" open', parameter=title_of(step, "steps")), steps=None)
    return problem(step, tr("{layer} can't cut examples of any length into steps like these: it would fail for those "
                            "that don't fill them", layer=step.name), mend or removal(step, scene))


BEFORE_CALLING: tuple[Check, ...] = (
    ids_without_embedding,
    embedding_without_ids,
    unrolled_without_end,
    cuts_any_length,
)


def loses_the_mask(step: Step, scene: Scene) -> Problem | None:
    """A mask comes in, and the layer neither heeds it nor hands it on: padding counts like words from here."""
    if not step.input.masked or not _is_keras(step.layer) or step.layer.supports_masking:
        return None
    if step.output.shape[-1] is None:  # what follows can't work with it, which will be said
        return None
    message = tr("{layer} doesn't skip padding: the empty steps that fill up short examples count like any others",
                 layer=step.name)
    if len(step.output.shape) == 2:  # one vector of the whole sequence
        heedful = next((layer for layer in scene.registry.layers.values() if "pooling" in layer.info.traits
                        and layer is not type(step.component) and layer.info.keras_name in _HEED_THE_MASK), None)
        instead = insertion(heedful, index_of(step), tr("Use {layer} instead"), step.node.id)
        swap = None if instead is None else msgspec.structs.replace(
            instead, changes=(*instead.changes, RemoveLayer(node=step.node.id)))
        severity: Severity = "advice" if has_trait(step, "pooling") else "warning"
        return problem(step, message, swap, severity=severity)
    source = next((other for other in scene.before if "mask_zero" in other.parameters), None)
    off = None
    if source is not None:
        off = repair(source, tr('Switch off "{switch}" in {layer}', switch=title_of(source, "mask_zero"),
                                layer=source.name), mask_zero=False)
    return problem(step, tr('{message}, and neither does what follows; if that is meant, say so by switching off '
                            '"Skip padding"', message=message), off, severity="warning")


def turns_around_the_mask(step: Step, scene: Scene) -> Problem | None:
    """A sequence comes out backwards, and its mask forwards: Keras 3.15 doesn't turn it."""
    if not step.input.masked or len(step.output.shape) < 3:
        return None
    if not getattr(step.component, "go_backwards", False):
        return None
    title = title_of(step, "go_backwards")
    return problem(step, tr('with "{switch}" the sequence comes out from its end, but what says which steps to skip '
                            "doesn't; what follows skips the wrong steps of short examples", switch=title),
                   repair(step, tr('Switch off "{switch}"', switch=title), go_backwards=False), severity="warning")


def makes_sequences_of_steps(step: Step, scene: Scene) -> Problem | None:
    """Each step becomes a sequence of its own: no layer reads sequences of sequences."""
    if len(step.output.shape) < 4 or len(step.input.shape) > 3 or not step.children:
        return None
    inner = step.children[-1]
    return problem(step, tr("{inner} inside {layer} makes a sequence of each step, and no other layer can read a "
                            "sequence of sequences; take it out", inner=inner.name, layer=step.name),
                   taking_out(step, inner, step.children[:-1]), removal(step, scene))


def can_not_be_saved(step: Step, scene: Scene) -> Problem | None:
    """A third party's layer has no configuration that could be saved: other programs won't load the model."""
    said = unsaved(step, scene.registry)
    return problem(step, said, severity="warning") if said else None


_HEED_THE_MASK = ("GlobalAveragePooling1D",)

AFTER_CALLING: tuple[Check, ...] = (
    embedding_too_small,
    loses_the_mask,
    turns_around_the_mask,
    vectors_do_not_fit,
    makes_sequences_of_steps,
    can_not_be_saved,
)
