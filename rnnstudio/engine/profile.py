"""Figures over all of the data, and what would suit it better: lengths, classes, unknown words, duplicates, leaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from rnnstudio.api import UNKNOWN_ID, tr
from rnnstudio.engine.division import TEST, TRAINING, VALIDATION
from rnnstudio.engine.prepare import Prepared
from rnnstudio.project.changes import SetComponent, SetTraining
from rnnstudio.project.model import ComponentRef, Project
from rnnstudio.project.preview import ClassCount, DataProfile, Suggestion
from rnnstudio.registry import Registry

_MOST_LENGTHS = 400
_MOST_LEAKS = 5
_MOST_CLASSES = 200
_MOST_NAMED = 5
_UNBALANCED = 3.0
_UNKNOWN = 0.1
_CLEARLY = 0.2


def profile(project: Project, registry: Registry, prepared: Prepared, texts: Sequence[str]) -> DataProfile:
    """Return the figures over prepared data.

    Args:
        project: The project; what is suggested is an edit of it.
        registry: Knows which encoders there are.
        prepared: Its data.
        texts: Some of the texts, by which an encoder is proposed; none if the data is no text.
    """
    encoded, facts = prepared.encoded, prepared.facts
    unknown = [_unknown(prepared, part) for part in (TRAINING, VALIDATION)]
    classes = _classes(prepared)
    duplicates, leaked, leaks = _repeated(prepared)
    return DataProfile(
        task=facts.task, proposed=prepared.proposed, examples=len(encoded.inputs),
        training=facts.training_examples, validation=facts.validation_examples, test=facts.test_examples,
        lengths=_lengths(prepared), classes=classes[:_MOST_CLASSES], vocabulary=facts.vocabulary_size or 0,
        unknown_training=unknown[0], unknown_validation=unknown[1], duplicates=duplicates, leaked=leaked,
        leaks=leaks, bad=encoded.bad, seconds=prepared.seconds,
        suggestions=tuple(_suggestions(project, registry, prepared, texts, classes, unknown[1])))


def _lengths(prepared: Prepared) -> tuple[tuple[int, int], ...]:
    """Return lengths with their counts; where there are very many, some are put together."""
    lengths, counts = np.unique(prepared.encoded.inputs.lengths, return_counts=True)
    if len(lengths) > _MOST_LENGTHS:
        bins = (np.arange(len(lengths)) * _MOST_LENGTHS // len(lengths)).astype(int)
        total = np.bincount(bins, lengths * counts)
        counts = np.bincount(bins, counts).astype(int)
        lengths = np.rint(total / counts).astype(int)
    return tuple((int(length), int(count)) for length, count in zip(lengths, counts, strict=True))


def _classes(prepared: Prepared) -> tuple[ClassCount, ...]:
    """Return all classes, the most frequent first."""
    targets, parts = prepared.targets, prepared.split
    if targets is None or not targets.classes:
        return ()
    if prepared.facts.task == "multilabel":
        counts = [targets.values[parts == part].sum(axis=0).astype(int) for part in (TRAINING, VALIDATION, TEST)]
    else:
        size = len(targets.classes)
        counts = [np.bincount(targets.strata[parts == part], minlength=size) for part in (TRAINING, VALIDATION, TEST)]
    order = np.argsort(-sum(counts), kind="stable")
    return tuple(ClassCount(name=targets.classes[at], training=int(counts[0][at]), validation=int(counts[1][at]),
                            test=int(counts[2][at])) for at in order)


def _unknown(prepared: Prepared, part: int) -> float:
    """Return the share of a part's tokens that the vocabulary lacks."""
    if prepared.encoder is None:
        return 0.0
    encoded = prepared.encoded
    unknown = tokens = first = 0
    owners = np.searchsorted(encoded.inputs.starts, encoded.chunks.starts + encoded.chunks.sizes)
    for start, size, last in zip(encoded.chunks.starts, encoded.chunks.sizes, owners, strict=True):
        own = np.repeat(encoded.parts[first:last] == part, encoded.inputs.lengths[first:last])
        ids = np.asarray(encoded.inputs.flat[start:start + size])[own]
        tokens += len(ids)
        unknown += int((ids == UNKNOWN_ID).sum())
        first = last
    return unknown / tokens if tokens else 0.0


def _repeated(prepared: Prepared) -> tuple[int, int, tuple[str, ...]]:
    """Return how many texts stood before, how many of those judged by are learned from too, and some of them."""
    hashes, parts, encoder = prepared.encoded.hashes, prepared.split, prepared.encoder
    if hashes is None or encoder is None:
        return 0, 0, ()
    duplicates = len(hashes) - len(np.unique(hashes))
    leaking = np.isin(hashes, hashes[parts == TRAINING]) & (parts > TRAINING)
    shown = np.flatnonzero(leaking)[:_MOST_LEAKS]
    return duplicates, int(leaking.sum()), tuple(
        encoder.decode([int(token) for token in prepared.encoded.inputs[int(at)][:60]]) for at in shown)


def _suggestions(project: Project, registry: Registry, prepared: Prepared, texts: Sequence[str],
                 classes: tuple[ClassCount, ...], unknown: float) -> Iterator[Suggestion]:
    if texts:
        yield from _another_encoder(project, registry, texts)
    yield from _unbalanced(project, prepared, classes)
    if prepared.facts.task in ("binary", "multiclass"):
        yield from _hardly_learned(prepared, classes)
    if unknown > _UNKNOWN and texts:
        yield from _larger_vocabulary(project, registry, unknown)


def _another_encoder(project: Project, registry: Registry, texts: Sequence[str]) -> Iterator[Suggestion]:
    own = registry.encoders.get(project.data.encoder.type)
    best = max(registry.encoders.values(), key=lambda encoder: encoder.suits(texts), default=None)
    if own is None or best is None or best.suits(texts) < own.suits(texts) + _CLEARLY:
        return
    ref = ComponentRef(type=best.info.id, version=best.info.version)
    yield Suggestion(
        kind="encoder", message=tr("\"{encoder}\" suits this text better than \"{own}\"",
                                   encoder=tr(best.info.title), own=tr(own.info.title)),
        title=tr("Use {title}", title=tr(best.info.title)), changes=(SetComponent(part="encoder", ref=ref),))


def _unbalanced(project: Project, prepared: Prepared, classes: tuple[ClassCount, ...]) -> Iterator[Suggestion]:
    counts = [found.training for found in classes if found.training]
    if prepared.facts.task not in ("binary", "multiclass") or len(counts) < 2:
        return
    ratio = max(counts) / min(counts)
    if ratio > _UNBALANCED and project.training.class_weights == "none":
        yield Suggestion(
            kind="class_weights",
            message=tr("the largest class has {ratio} times as many examples as the smallest, so that a model may "
                       "neglect the small ones", ratio=f"{ratio:.0f}"),
            title=tr("Balance the classes"), changes=(SetTraining(name="class_weights", value="balanced"),))


def _hardly_learned(prepared: Prepared, classes: tuple[ClassCount, ...]) -> Iterator[Suggestion]:
    """Tell of classes with one example, and of those that stand in the test part alone."""
    rare = [found.name for found in classes if found.training + found.validation + found.test == 1]
    if rare:
        yield Suggestion(kind="rare_class", message=tr(
            "{count} classes have a single example, from which nothing can be learned: {names}", count=len(rare),
            names=_placed(prepared, rare)))
    unlearned = [found.name for found in classes if not found.training and found.test > 1]
    if unlearned:
        yield Suggestion(kind="unlearned_class", message=tr(
            "{count} classes stand in the test part alone, so that no example of them is learned from: {names}",
            count=len(unlearned), names=_placed(prepared, unlearned)))


def _placed(prepared: Prepared, names: Sequence[str]) -> str:
    """Name the first of some classes, each with the line of its first example."""
    targets, lines = prepared.targets, prepared.encoded.lines
    shown = list(names[:_MOST_NAMED])
    if targets is not None and lines is not None:
        firsts = [int(np.argmax(targets.strata == targets.classes.index(name))) for name in shown]
        shown = [tr("{name} (line {line})", name=name, line=lines[at])
                 for name, at in zip(shown, firsts, strict=True)]
    return ", ".join(shown)


def _larger_vocabulary(project: Project, registry: Registry, unknown: float) -> Iterator[Suggestion]:
    ref = project.data.encoder
    values = msgspec.structs.asdict(registry.encoder(ref))
    message = tr("{share} % of the tokens in the validation part are not in the vocabulary",
                 share=round(unknown * 100))
    if "rnnstudio.bpe" in registry.encoders and ref.type == "rnnstudio.words":
        subwords = registry.encoders["rnnstudio.bpe"].info
        yield Suggestion(kind="unknown", message=message, title=tr("Use {title}", title=tr(subwords.title)),
                         changes=(SetComponent(part="encoder", ref=ComponentRef(type=subwords.id,
                                                                                version=subwords.version)),))
    elif isinstance(values.get("vocabulary_size"), int):
        larger = msgspec.structs.replace(ref, params={**ref.params, "vocabulary_size": 2 * values["vocabulary_size"]})
        yield Suggestion(kind="unknown", message=message, title=tr("Double the vocabulary"),
                         changes=(SetComponent(part="encoder", ref=larger),))
    else:
        yield Suggestion(kind="unknown", message=message)
