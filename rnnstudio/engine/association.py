"""How a run's words go with its classes: P(class | word), counted in the training part of the run's own data.

The data is prepared as for the training: read from the store of encoded data where it still lies there, else encoded
anew. It is taken a chunk at a time, so that memory goes by words times classes, not by the size of the data.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rnnstudio.api import Cancelled, DataFacts, UserError, tr
from rnnstudio.engine.about_run import fingerprint
from rnnstudio.engine.division import TRAINING
from rnnstudio.engine.encoded import Encoded, token_counts
from rnnstudio.engine.prepare import Prepared, prepare
from rnnstudio.engine.ragged import Array, Bools, Ints
from rnnstudio.engine.reading import Told
from rnnstudio.project import file
from rnnstudio.registry import Registry
from rnnstudio.runs import folder as runs_folder

MOST_CLASSES = 100
_MOST_CELLS = 2**23
_KINDS = ("binary", "multiclass", "multilabel")


@dataclasses.dataclass(frozen=True)
class Association:
    """How words go with classes.

    Attributes:
        classes: Their names.
        shares: P(class | word), float32 of shape (words, classes); NaN for words that don't stand in the training
            part.
        missing: Why there are none, in a sentence; "" if there are.
    """

    classes: tuple[str, ...] = ()
    shares: npt.NDArray[np.float32] | None = None
    missing: str = ""


def association(run: Path, registry: Registry, *, folder: Path | None = None,
                cancelled: Callable[[], bool] = lambda: False,
                progress: Told = lambda text, share: None) -> Association:
    """Count in which classes' examples each word of a run stands.

    Args:
        run: The run's folder.
        registry: Resolves source, encoder and task.
        folder: Where relative paths start, if the run doesn't know.
        cancelled: Asked now and then.
        progress: Told what is going on.

    Returns:
        The shares, or why they can't be had: no classes, too many, or data that is gone or not the same any more.

    Raises:
        UserError: If the folder is no run.
        Cancelled: If ``cancelled`` answers True.
    """
    info = runs_folder.read_info(run)
    facts = info.facts
    if facts is None or facts.task not in _KINDS or not facts.classes:
        return Association(missing=tr("The run has no classes, so no word goes with any."))
    words = len(runs_folder.read_tokens(run)[0]) or facts.vocabulary_size or 0
    if len(facts.classes) > MOST_CLASSES or words * len(facts.classes) > _MOST_CELLS:
        return Association(missing=tr(
            "How the words go with classes isn't written: {words} words times {classes} classes are too many.",
            words=f"{words:,}", classes=f"{len(facts.classes):,}"))
    try:
        project = file.load(run / runs_folder.PROJECT, registry.check)
        known = Path(info.data.folder) if info.data is not None and info.data.folder else None
        prepared = prepare(project.data, registry, folder=known if known is not None and known.is_dir() else folder,
                           cancelled=cancelled, progress=progress)
    except UserError as error:
        return Association(missing=tr("How the words go with classes can't be had, because the run's data can't be "
                                      "read: {reason}.", reason=str(error).rstrip(".")))
    if _changed(run, info, prepared, facts):
        return Association(missing=tr("How the words go with classes can't be had: the data has changed since the "
                                      "run was trained on it."))
    assert prepared.targets is not None
    return Association(facts.classes, _shares(prepared.encoded, _members(prepared.targets.values, facts), words,
                                              cancelled))


def _changed(run: Path, info: runs_folder.RunInfo, prepared: Prepared, facts: DataFacts) -> bool:
    """Tell whether the data isn't what the run was trained on, as far as its folder can tell."""
    if prepared.targets is None or prepared.facts.classes != facts.classes:
        return True
    if prepared.facts.training_examples != facts.training_examples:
        return True
    if info.data is not None and info.data.fingerprint:
        return info.data.fingerprint != fingerprint(prepared.encoded) or not _same_words(run, prepared)
    return not _same_words(run, prepared)


def _same_words(run: Path, prepared: Prepared) -> bool:
    if prepared.encoder is None:
        return True
    tokens, counts = runs_folder.read_tokens(run)
    return tokens == list(prepared.encoder.tokens) and counts == (
        list(prepared.encoder.counts) or token_counts(prepared.encoded))


def _members(values: Array, facts: DataFacts) -> Bools:
    """Return which examples are in which class, of shape (classes, examples)."""
    count = len(facts.classes)
    if facts.task == "multilabel":
        return np.ascontiguousarray((np.asarray(values, np.float32) > 0.5).T)
    ids = np.asarray(values, np.float64).reshape(-1).astype(np.int64)
    return np.stack([ids == index for index in range(count)])


def _shares(encoded: Encoded, members: Bools, words: int, cancelled: Callable[[], bool]) -> npt.NDArray[np.float32]:
    """Count a chunk at a time, each word's places in all and in each class's examples."""
    total: Ints = np.zeros(words, np.int64)
    found = np.zeros((len(members), words), np.uint32)
    chunks, inputs = encoded.chunks, encoded.inputs
    owners = np.searchsorted(inputs.starts, chunks.starts + chunks.sizes)
    first = 0
    for start, size, last in zip(chunks.starts, chunks.sizes, owners, strict=True):
        if cancelled():
            raise Cancelled
        here = slice(first, int(last))
        first = int(last)
        ids = np.asarray(inputs.flat[start:start + size])
        lengths, learned = inputs.lengths[here], encoded.parts[here] == TRAINING
        total += _counted(ids, np.repeat(learned, lengths), words)
        for index, of_class in enumerate(members):
            found[index] += _counted(ids, np.repeat(of_class[here] & learned, lengths), words).astype(np.uint32)
    shares = np.full((words, len(members)), np.nan, np.float32)
    seen = total > 0
    for index in range(len(members)):
        shares[seen, index] = found[index][seen] / total[seen]
    return shares


def _counted(ids: Array, chosen: Bools, words: int) -> Ints:
    """Count ids; those beyond the words, which no vector has, are left out."""
    return np.bincount(ids[chosen], minlength=words)[:words].astype(np.int64, copy=False)
