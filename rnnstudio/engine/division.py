"""Which examples are trained on, which judge, which are kept for the end: as the source says, else divided here."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from rnnstudio.api import UserError, tr
from rnnstudio.engine.ragged import Bools, Ints
from rnnstudio.project.model import SplitSettings

Parts = npt.NDArray[np.int8]
"""For each example one of the numbers below."""
TRAINING, VALIDATION, TEST = 0, 1, 2
NAMES = ("train", "validation", "test")


def divide(strata: Ints, settings: SplitSettings, given: pa.ChunkedArray | None = None, groups: Ints | None = None,
           *, whole: bool = True, classes: tuple[str, ...] = (), lines: Ints | None = None) -> Parts:
    """Divide examples into a training, a validation and perhaps a test part.

    Args:
        strata: Class of each example.
        settings: Shares and seed, for what the source leaves undivided.
        given: The source's own division, if it has one. If that has no validation part, one is taken from its
            training part.
        groups: A number for each example; those of the same number stay together.
        whole: Every class needs examples in the training part, and there must be two examples at least.
        classes: What the classes are called, to say which one lacks examples.
        lines: The line of each example in its file, to say where.

    Returns:
        The part of each example.

    Raises:
        UserError: If a part would be too small to learn or judge anything.
    """
    parts = np.zeros(len(strata), np.int8) if given is None else _given(given)
    open_to = parts == TRAINING
    if given is None and settings.test > 0:
        parts[_taken(open_to, strata, groups, settings, settings.test, 1)] = TEST
        open_to = parts == TRAINING
    if not (parts == VALIDATION).any():
        share = min(settings.validation / max(1 - settings.test, 0.1), 0.9) if given is None else settings.validation
        parts[_taken(open_to, strata, groups, settings, share, 0)] = VALIDATION
    _check(strata, parts, given is not None, whole, classes, lines)
    return parts


def _given(given: pa.ChunkedArray) -> Parts:
    found = pc.index_in(given, value_set=pa.array(NAMES, type=given.type))
    if found.null_count:
        row = pc.index(pc.is_null(found), True).as_py()
        raise UserError(tr('example {number} has "{value}" in the column "split"; it may be train, validation or '
                           "test", number=row + 1, value=given[row].as_py()))
    parts = np.asarray(found.to_numpy()).astype(np.int8)
    if not (parts == TRAINING).any():
        raise UserError(tr('no example is marked "train" in the column "split"'))
    return parts


def _taken(among: Bools, strata: Ints, groups: Ints | None, settings: SplitSettings, share: float,
           stream: int) -> Bools:
    """Choose a share of some examples: evenly of each class, or whole groups. The test part is stream 1."""
    random = np.random.default_rng(settings.seed if stream == 0 else (settings.seed, stream))
    if groups is not None:
        return _whole_groups(among, groups, share, random, 2 if stream == 1 else 1)
    return _stratified(among, strata if settings.stratified else np.zeros_like(strata), share, random)


def _stratified(among: Bools, strata: Ints, share: float, random: np.random.Generator) -> Bools:
    """Take the same share of each class; of every class with an example, one stays behind."""
    shuffled = random.permutation(np.flatnonzero(among))
    shuffled = shuffled[np.argsort(strata[shuffled], kind="stable")]
    _, starts, sizes = np.unique(strata[shuffled], return_index=True, return_counts=True)
    rank = np.arange(len(shuffled)) - np.repeat(starts, sizes)
    taken = np.zeros(len(strata), np.bool_)
    taken[shuffled[rank < np.repeat(_apportion(sizes, share), sizes)]] = True
    return taken


def _apportion(sizes: Ints, share: float) -> Ints:
    """Say how many of each class to take: ``share`` of each, rounded so that the whole comes out right."""
    exact = sizes * share
    taken = np.floor(exact).astype(np.int64)
    missing = max(round(float(exact.sum())), 1) - int(taken.sum())
    for index in np.argsort(taken - exact, kind="stable")[:max(missing, 0)]:
        taken[index] += 1
    return np.asarray(np.minimum(taken, np.maximum(sizes - 1, 0)), np.int64)


def _whole_groups(among: Bools, groups: Ints, share: float, random: np.random.Generator, leave: int) -> Bools:
    """Take groups, in an order left to chance, as long as they fit into the share; at least the smallest one."""
    names, sizes = np.unique(groups[among], return_counts=True)
    if len(names) <= leave:
        raise UserError(tr("the examples make {count} groups, which are too few to divide by; choose another column "
                           "for the groups, or none", count=len(np.unique(groups))))
    room, chosen = share * sizes.sum(), [int(np.argmin(sizes))]
    held = int(sizes.min())
    for index in random.permutation(len(names)):
        if index not in chosen and held + sizes[index] <= room and len(chosen) < len(names) - leave:
            chosen.append(int(index))
            held += int(sizes[index])
    return among & np.isin(groups, names[chosen])


def _check(strata: Ints, parts: Parts, given: bool, whole: bool, classes: tuple[str, ...],
           lines: Ints | None) -> None:
    training, validation = parts == TRAINING, parts == VALIDATION
    learned, judged = np.unique(strata[training]), np.unique(strata[validation])
    several = len(strata) > 0 and strata.min() != strata.max()
    complete = not whole or (not len(np.setdiff1d(judged, learned)) and len(learned) >= 1 + several)
    if training.sum() >= 1 + whole and len(judged) and complete:
        return
    if training.sum() >= 2 and (given or len(strata) >= 20):
        lacking = np.setdiff1d(judged, learned)
        name = classes[lacking[0]] if len(lacking) and lacking[0] < len(classes) else "?"
        row = int(np.argmax(validation & (strata == lacking[0]))) if len(lacking) else 0
        place = tr("line {line}", line=lines[row]) if lines is not None else tr("example {number}", number=row + 1)
        raise UserError(tr('the class "{name}" has examples in the validation part, such as {place}, but none in the '
                           "training part; divide the data otherwise, or leave the class out", name=name,
                           place=place))
    raise UserError(tr("{count} examples are too few to divide into a training and a validation part; add examples",
                       count=int(training.sum() + validation.sum())))
