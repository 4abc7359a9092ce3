"""What the points of the map are coloured by. Knows no Qt; NumPy is imported where it is used, in a thread."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from rnnstudio.api import mark, tr

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from rnnstudio.vectors.space import Rows, Vectors, WordSpace

Colour = Literal["part", "count", "class", "characters", "length", "none"]
TITLES: dict[Colour, str] = {
    "part": mark("Part of the vocabulary"), "count": mark("Count"), "class": mark("Class"),
    "characters": mark("Kind of characters"), "length": mark("Length"), "none": mark("One colour")}
RARE = 5
"""Times that a word stood in the training text up to which it is rare: too few to learn its vector from."""
MOST_KINDS = 8
SCRIPTS = {"LATIN": mark("Latin"), "CJK": mark("Chinese characters"), "HIRAGANA": mark("Kana"),
           "KATAKANA": mark("Kana"), "HANGUL": mark("Hangul"), "CYRILLIC": mark("Cyrillic"),
           "GREEK": mark("Greek"), "ARABIC": mark("Arabic"), "HEBREW": mark("Hebrew"),
           "DEVANAGARI": mark("Devanagari")}
OTHER = mark("Other letters")


@dataclass(frozen=True, eq=False)
class Coloured:
    """What each point is.

    Attributes:
        title: What the legend is called.
        numbers: float64 (points,), for shades; or
        kinds: int64 (points,), places in ``names``.
        names: What the kinds are.
    """

    title: str
    numbers: npt.NDArray[np.float64] | None = None
    kinds: Rows | None = None
    names: tuple[str, ...] = ()


def offered(space: WordSpace, has_classes: bool) -> list[Colour]:
    """Return what a space's words can be coloured by, what says most first."""
    found: list[Colour] = ["class", "count", "part", "characters", "length", "none"]
    if space.counts is None:
        found.remove("count")
        found.remove("part")
    if not has_classes:
        found.remove("class")
    return found


def coloured(colour: Colour, space: WordSpace, rows: Rows, classes: tuple[str, ...] = (),
             association: Vectors | None = None) -> Coloured | None:
    """Return what some of the words are; ``None`` for one colour."""
    import numpy as np

    if colour == "count" and space.counts is not None:
        return Coloured(tr("Count"), numbers=space.counts[rows].astype(np.float64))
    if colour == "part" and space.counts is not None:
        return _parts(space, rows)
    if colour == "class" and association is not None and classes:
        return _classes(classes, association[rows])
    if colour == "length":
        return Coloured(tr("Length"), numbers=np.array([len(space.words[row]) for row in rows.tolist()], np.float64))
    if colour == "characters":
        return _characters(space, rows)
    return None


def _classes(classes: tuple[str, ...], shares: Vectors) -> Coloured:
    """Shade two classes by the share of the second; of more say which one stands out."""
    import numpy as np

    if len(classes) == 2:
        return Coloured(tr("Share of “{name}”", name=classes[1]), numbers=shares[:, 1].astype(np.float64))
    known = np.isfinite(shares).all(axis=1)
    usual = shares[known].mean(axis=0) if known.any() else np.ones(len(classes))
    with np.errstate(divide="ignore", invalid="ignore"):
        lift = np.nan_to_num(shares / usual, nan=0.0)
    kinds = np.where(known, lift.argmax(axis=1), len(classes))
    return _kinds(tr("Class it stands for most"), kinds, (*classes, tr("Not in the training text")))


def _parts(space: WordSpace, rows: Rows) -> Coloured:
    """Divide a vocabulary: what makes up half of the text is frequent, what stood there a few times is rare."""
    import numpy as np

    assert space.counts is not None
    counts = np.where([row in space.special for row in range(len(space))], 0, space.counts)
    order = np.argsort(-counts, kind="stable")
    half = np.searchsorted(np.cumsum(counts[order]), counts.sum() / 2) + 1
    kinds = np.full(len(space), 2, np.int64)
    kinds[order[:half]] = 1
    kinds[(counts <= RARE) & (kinds == 2)] = 3
    kinds[[row for row in space.special if row < len(space)]] = 0
    names = (tr("Special tokens"), tr("Frequent: half of the text"), tr("Middle"),
             tr("Rare: at most {count} times", count=RARE))
    return _kinds(tr("Part of the vocabulary"), kinds[rows], names)


def _characters(space: WordSpace, rows: Rows) -> Coloured:
    import numpy as np

    found = [tr("Special tokens") if row in space.special else script(space.words[row]) for row in rows.tolist()]
    counted = {name: found.count(name) for name in set(found)}
    names = sorted(counted, key=lambda name: -counted[name])
    places = {name: place for place, name in enumerate(names)}
    return _kinds(tr("Kind of characters"), np.array([places[name] for name in found], np.int64), tuple(names))


def script(word: str) -> str:
    """Return what a word is written in: the script of its first letter, else digits or signs."""
    for letter in word:
        if letter.isalpha():
            return tr(_script(letter))
    return tr("Digits") if any(letter.isdigit() for letter in word) else tr("Signs")


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    return SCRIPTS.get(unicodedata.name(letter, "").split(" ")[0], OTHER)


def _kinds(title: str, kinds: Rows, names: tuple[str, ...]) -> Coloured:
    """Leave out kinds that nothing is of, and join all beyond those that there are colours for."""
    import numpy as np

    counts = np.bincount(kinds, minlength=len(names))
    there = np.flatnonzero(counts)
    if len(there) > MOST_KINDS:
        there = np.sort(there[np.argsort(-counts[there], kind="stable")][:MOST_KINDS - 1])
        names = (*names, tr("Others"))
        kinds = np.where(np.isin(kinds, there), kinds, len(names) - 1)
        there = np.append(there, len(names) - 1)
    places = np.zeros(len(names), np.int64)
    places[there] = np.arange(len(there))
    return Coloured(title, kinds=places[kinds], names=tuple(names[place] for place in there.tolist()))
