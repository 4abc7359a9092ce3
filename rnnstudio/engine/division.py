"""Which examples are trained on and which judge: the source's own division, else one by class and seed."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from rnnstudio.api import UserError, tr
from rnnstudio.engine.ragged import Bools, Ints
from rnnstudio.project.model import SplitSettings

_NAMES = ("train", "validation", "test")


def divide(strata: Ints, settings: SplitSettings, given: pa.ChunkedArray | None) -> tuple[Bools, Bools]:
    """Divide examples into a training and a validation part; examples of a test part are in neither.

    Args:
        strata: Class of each example.
        settings: Share and seed, for what the source leaves undivided.
        given: The source's own division, if it has one. If that has no validation part, one is taken from its
            training part.

    Returns:
        For each example whether it is in the training part, and whether in the validation part.

    Raises:
        UserError: If a part would be too small to learn or judge anything.
    """
    if given is None:
        training, validation = _stratified(np.ones(len(strata), np.bool_), strata, settings)
    else:
        part = _parts(given)
        training, validation = part == _NAMES.index("train"), part == _NAMES.index("validation")
        if not training.any():
            raise UserError(tr('no example is marked "train" in the column "split"'))
        if not validation.any():
            training, validation = _stratified(training, strata, settings)
    _check(strata, training, validation, given is not None)
    return training, validation


def _parts(given: pa.ChunkedArray) -> Ints:
    found = pc.index_in(given, value_set=pa.array(_NAMES, type=given.type))
    if found.null_count:
        row = pc.index(pc.is_null(found), True).as_py()
        raise UserError(tr('example {number} has "{value}" in the column "split"; it may be train, validation or '
                           "test", number=row + 1, value=given[row].as_py()))
    return np.asarray(found.to_numpy(), np.int64)


def _stratified(among: Bools, strata: Ints, settings: SplitSettings) -> tuple[Bools, Bools]:
    """Take the same share of each class; of every class with an example, one stays in the training part."""
    shuffled = np.random.default_rng(settings.seed).permutation(np.flatnonzero(among))
    shuffled = shuffled[np.argsort(strata[shuffled], kind="stable")]
    _, starts, sizes = np.unique(strata[shuffled], return_index=True, return_counts=True)
    rank = np.arange(len(shuffled)) - np.repeat(starts, sizes)
    validation = np.zeros(len(strata), np.bool_)
    validation[shuffled[rank < np.repeat(_apportion(sizes, settings.validation), sizes)]] = True
    return among & ~validation, validation


def _apportion(sizes: Ints, share: float) -> Ints:
    """Say how many of each class to take: ``share`` of each, rounded so that the whole comes out right."""
    exact = sizes * share
    taken = np.floor(exact).astype(np.int64)
    missing = max(round(float(exact.sum())), 1) - int(taken.sum())
    for index in np.argsort(taken - exact, kind="stable")[:max(missing, 0)]:
        taken[index] += 1
    return np.asarray(np.minimum(taken, np.maximum(sizes - 1, 0)), np.int64)


def _check(strata: Ints, training: Bools, validation: Bools, given: bool) -> None:
    learned, judged = np.unique(strata[training]), np.unique(strata[validation])
    several = strata.min() != strata.max()
    complete = not len(np.setdiff1d(judged, learned)) and len(learned) >= 1 + several
    if training.sum() >= 2 and len(judged) and complete:
        return
    if given and training.sum() >= 2:
        raise UserError(tr('by the column "split", a class has no example in the training part; each needs some'))
    raise UserError(tr("{count} examples are too few to divide into a training and a validation part; add examples",
                       count=int(training.sum() + validation.sum())))
