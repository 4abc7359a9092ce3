"""Judges words by files that people have made: analogies by section, and pairs with a number each."""

from __future__ import annotations

import dataclasses
import math
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rnnstudio.api import Cancelled, UserError, tr
from rnnstudio.vectors.near import Asked, Progress, cosines, silent, wanted
from rnnstudio.vectors.space import WordSpace

BUNDLED = "questions-words.txt"
_AT_ONCE = 2**23
"""Cosines that are held at once, 32 MiB of them."""


class Question(NamedTuple):
    """One analogy: ``start`` is to ``end`` as ``other`` is to ``answer``."""

    start: str
    end: str
    other: str
    answer: str


class JudgedPair(NamedTuple):
    """Two words, and how alike people find them, on whatever scale."""

    one: str
    other: str
    likeness: float


@dataclasses.dataclass(frozen=True)
class Questions:
    """What a file asks: either analogies or pairs.

    Attributes:
        source: The file's name.
        sections: Analogies by section, in the order of the file.
        pairs: Pairs that people have judged.
    """

    source: str
    sections: dict[str, list[Question]]
    pairs: list[JudgedPair]

    def __len__(self) -> int:
        return len(self.pairs) + sum(len(section) for section in self.sections.values())


class SectionScore(NamedTuple):
    """How a section went: its questions, those all of whose words are known, those that were answered right."""

    name: str
    questions: int
    covered: int
    right: int


class Correlation(NamedTuple):
    """How well cosines agree with people: Spearman's rho, ``None`` if it isn't defined; pairs, and those known."""

    rho: float | None
    pairs: int
    covered: int


def bundled() -> Path:
    """Return where Google's analogies (Mikolov et al. 2013) lie: 19,544 questions on English in 14 sections."""
    return Path(str(resources.files("rnnstudio_resources") / "datasets" / "analogies" / BUNDLED))


def read_questions(path: Path) -> Questions:
    """Read a file of analogies, four words a line with ``: section`` lines between, or of judged pairs.

    A pair's two words and number stand apart by tabs, commas or spaces; a heading is passed over. Empty lines and
    those that begin with ``#`` are none.

    Raises:
        UserError: If it can't be read, is neither, or has a line that is neither, with its number.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(tr("{path} can't be read: {reason}", path=path, reason=getattr(error, "strerror", None)
                           or error)) from error
    sections: dict[str, list[Question]] = {}
    pairs: list[JudgedPair] = []
    name = ""
    begun = False
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if text.startswith(":"):
            name = text[1:].strip()
            continue
        pair, words = _pair(text), text.split()
        if pair is not None and not sections:
            pairs.append(pair)
        elif not begun and text.count(",") > 1:
            pass  # the heading of a table
        elif len(words) == 4 and not pairs:
            sections.setdefault(name, []).append(Question(*words))
        elif begun:
            raise UserError(tr("{path} is broken at line {line}: {reason}", path=path, line=number, reason=tr(
                "it has neither four words nor two words and a number")))
        begun = True
    if not sections and not pairs:
        raise UserError(tr("{path} holds no questions; it should have four words a line, or two words and a number",
                           path=path))
    return Questions(path.name, sections, pairs)


def analogies(space: WordSpace, questions: Questions, *, progress: Progress = silent,
              cancelled: Asked = wanted) -> list[SectionScore]:
    """Answer analogies by 3CosAdd (Mikolov, Yih and Zweig 2013) among all words but special ones.

    Words are looked up as they are written, then without regard to case. A question is asked only if all its four
    words have a direction.

    Args:
        space: The words.
        questions: What is asked.
        progress: Told the share done.
        cancelled: Asked now and then.

    Raises:
        Cancelled: If ``cancelled`` answers True.
    """
    directed = np.zeros(len(space), np.bool_)
    directed[space.directed] = True
    allowed = directed.copy()
    allowed[list(space.special)] = False
    asked = {name: _rows(space, directed, section) for name, section in questions.sections.items()}
    every = np.concatenate(list(asked.values())) if asked else np.empty((0, 4), np.int64)
    right = np.zeros(len(every), np.bool_)
    step = max(1, _AT_ONCE // max(len(space), 1))
    for first in range(0, len(every), step):
        if cancelled():
            raise Cancelled
        right[first:first + step] = _answered(space, allowed, every[first:first + step])
        progress(min(1.0, (first + step) / len(every)))
    scores, first = [], 0
    for name, rows in asked.items():
        scores.append(SectionScore(name, len(questions.sections[name]), len(rows),
                                   int(right[first:first + len(rows)].sum())))
        first += len(rows)
    return scores


def similarity(space: WordSpace, questions: Questions) -> Correlation:
    """Compare the cosines of pairs with what people say, by Spearman's rank correlation.

    Args:
        space: The words.
        questions: What is asked.
    """
    directed = set(space.directed.tolist())
    found, said = [], []
    for pair in questions.pairs:
        one, other = space.row(pair.one), space.row(pair.other)
        if one in directed and other in directed and one is not None and other is not None:
            vector = np.asarray(space.vectors[one], np.float64)
            found.append(float(cosines(space, np.array([other], np.int64), vector)[0]))
            said.append(pair.likeness)
    ours, theirs = _ranks(np.array(found)), _ranks(np.array(said))
    defined = len(found) > 1 and ours.std() > 0 and theirs.std() > 0
    return Correlation(float(np.corrcoef(ours, theirs)[0, 1]) if defined else None, len(questions.pairs), len(found))


def _pair(text: str) -> JudgedPair | None:
    for separator in ("\t", ",", ";", None):
        fields = [field.strip() for field in text.split(separator)]
        if len(fields) >= 3 and fields[0] and fields[1]:
            try:
                likeness = float(fields[2])
            except ValueError:
                continue
            if math.isfinite(likeness):
                return JudgedPair(fields[0], fields[1], likeness)
    return None


def _rows(space: WordSpace, directed: npt.NDArray[np.bool_], section: list[Question]) -> npt.NDArray[np.int64]:
    """Return the rows of the four words of each question that can be asked."""
    found = [[space.row(word) for word in question] for question in section]
    return np.array([rows for rows in found if all(row is not None and directed[row] for row in rows)],
                    np.int64).reshape(-1, 4)


def _answered(space: WordSpace, allowed: npt.NDArray[np.bool_], rows: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Return which questions are answered right."""
    unit = space.unit
    target = unit[rows[:, 1]] - unit[rows[:, 0]] + unit[rows[:, 2]]
    cosine = target @ unit.T
    cosine[:, ~allowed] = -np.inf
    np.put_along_axis(cosine, rows[:, :3], -np.inf, axis=1)
    best = cosine.argmax(axis=1)
    return np.asarray((best == rows[:, 3]) & np.isfinite(cosine[np.arange(len(rows)), best]), np.bool_)


def _ranks(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the rank of each value; equal ones have the mean of theirs."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[place], np.float64)
