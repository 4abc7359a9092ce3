"""Which words are written, and how their vectors come: settings that all exporters have, and what they come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from rnnstudio.api import (
    Cancelled,
    Doc,
    EmbeddingTable,
    ExportContext,
    Exporter,
    Folded,
    Range,
    Title,
    UserError,
    mark,
    tr,
)

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Matrix: TypeAlias = npt.NDArray[np.float32]
    Rows: TypeAlias = npt.NDArray[np.int64]

NUMBERS_AT_ONCE = 2**16
"""Numbers that are taken from a table at once: what an export needs of memory goes by it."""
_NAMED = 5
REFUSE, DROP = mark("refuse"), mark("leave out")


class WordsExporter(Exporter, frozen=True, kw_only=True):
    """Base of the exporters: a choice of words, and vectors as they are or of length 1."""

    special_tokens: Annotated[bool, Title("Padding and unknown"), Doc(
        "Also write the vectors of [PAD], [UNK] and other tokens that are no words.")] = True
    most_frequent: Annotated[int | None, Range(1, None), Title("Most frequent words"), Doc(
        "Write only so many words, those that stood most often in the training text. Empty to write all.")] = None
    unit_length: Annotated[bool, Title("Unit length"), Doc(
        "Scale every vector to length 1, so that only its direction counts.")] = False
    not_finite: Annotated[Literal["refuse", "leave out"], Folded(), Title("NaN and infinity"), Doc(
        "What to do with words whose vectors hold no finite numbers.")] = "refuse"

    def choose(self, table: EmbeddingTable, context: ExportContext) -> Chosen:
        """Return what is to be written of a table, after checking that it is sound.

        Raises:
            UserError: If there is nothing to write, or what belongs together doesn't, or numbers are not finite.
            Cancelled: If ``context.cancelled`` answers True.
        """
        import numpy as np

        vectors = _sound(table)
        notes: list[str] = []
        rows = np.arange(len(table.tokens), dtype=np.int64)
        if not self.special_tokens:
            rows = rows[~_special(table)]
        if self.most_frequent is not None:
            rows = _most_frequent(table, rows, self.most_frequent, notes)
        if not len(rows):
            raise UserError(tr("{name} can't be exported: there are no words in it to write", name=table.name))
        chosen = Chosen(table, vectors, rows, self.unit_length, notes)
        bad = _not_finite(chosen, context)
        if len(bad) and self.not_finite == REFUSE:
            raise UserError(tr(
                "{name} can't be exported: vectors hold NaN or infinity, {count} of {total}, those of {words}; leave "
                'them out by setting "{setting}", or train again with a lower learning rate', name=table.name,
                count=len(bad), total=len(rows), words=_names(table, bad), setting=tr("NaN and infinity")))
        if len(bad):
            notes.append(tr("Left out because their vectors hold NaN or infinity: {count}, {words}.",
                            count=len(bad), words=_names(table, bad)))
            rows = rows[~np.isin(rows, bad)]
            if not len(rows):
                raise UserError(tr("{name} can't be exported: no vector of it is finite; train again with a lower "
                                   "learning rate", name=table.name))
        return Chosen(table, vectors, rows, self.unit_length, notes)


class Chosen:
    """Words and vectors to be written, in the table's order. Vectors come a block at a time.

    Attributes:
        table: What they are taken from.
        rows: The table's row of each, ascending.
        dimensions: Numbers in each vector.
        notes: What is to be said of the choice.
    """

    def __init__(self, table: EmbeddingTable, vectors: Any, rows: Rows, unit_length: bool, notes: list[str]) -> None:
        self.table = table
        self.rows = rows
        self.dimensions = int(vectors.shape[1])
        self.notes = notes
        self._vectors = vectors
        self._unit_length = unit_length
        self._whole = len(rows) == len(table.tokens)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def step(self) -> int:
        """Words whose vectors are taken at once."""
        return max(1, NUMBERS_AT_ONCE // max(1, self.dimensions))

    def steps(self) -> range:
        """Return where blocks begin."""
        return range(0, len(self), self.step)

    def words(self) -> Sequence[str]:
        """Return the words as the encoder spells them."""
        tokens = self.table.tokens
        return tokens if self._whole else [tokens[row] for row in self.rows.tolist()]

    def block(self, start: int, end: int) -> Matrix:
        """Return vectors, contiguous, from one place up to another or the last."""
        import numpy as np

        rows = self.rows[start:end]
        first, last = int(rows[0]), int(rows[-1]) + 1
        found = self._vectors[first:last] if last - first == len(rows) else self._vectors[rows]
        with np.errstate(over="ignore"):
            block: Matrix = np.require(found, np.float32, ["C", "A"])  # what is mapped may lie at an odd place
        return _of_unit_length(block) if self._unit_length else block

    def ids(self, start: int, end: int) -> list[int]:
        """Return the token ids."""
        rows: list[int] = self.rows[start:end].tolist()
        ids = self.table.ids
        return [int(ids[row]) for row in rows] if len(ids) else rows

    def counts(self, start: int, end: int) -> list[int] | None:
        """Return how often each stood in the training text, or ``None`` if that isn't known."""
        counts = self.table.counts
        return [int(counts[row]) for row in self.rows[start:end].tolist()] if len(counts) else None

    def association(self, start: int, end: int) -> Matrix | None:
        """Return P(class | word) of shape (words, classes), or ``None`` if that isn't known."""
        import numpy as np

        if self.table.association is None:
            return None
        return np.asarray(self.table.association[self.rows[start:end]], np.float32)

    def tell_association(self) -> None:
        """Note why there is no association, if there is none."""
        if self.table.association is None:
            self.notes.append(self.table.without_association or tr(
                "How the words go with classes isn't known, so it isn't written."))


def _of_unit_length(block: Matrix) -> Matrix:
    import numpy as np

    exact = block.astype(np.float64)
    lengths = np.sqrt(np.einsum("ij,ij->i", exact, exact))
    lengths[lengths == 0] = 1
    exact /= lengths[:, None]
    return exact.astype(np.float32)


def _sound(table: EmbeddingTable) -> Any:
    """Return a table's vectors, something of shape (tokens, dimensions) that can be sliced."""
    import numpy as np

    vectors = table.vectors
    if not hasattr(vectors, "shape"):
        with np.errstate(over="ignore"):
            vectors = np.asarray(vectors, np.float32)
    if len(vectors.shape) != 2:
        raise UserError(tr("{name} can't be exported: its vectors have {count} axes instead of 2", name=table.name,
                           count=len(vectors.shape)))
    lengths = [len(table.tokens)]
    lengths += [len(table.counts)] if len(table.counts) else []
    lengths += [len(table.ids)] if len(table.ids) else []
    lengths += [len(table.association)] if table.association is not None else []
    for count in lengths:
        if count != vectors.shape[0]:
            raise UserError(tr("{name} can't be exported: it has {vectors} vectors for {words} words",
                               name=table.name, vectors=vectors.shape[0], words=count))
    return vectors


def _special(table: EmbeddingTable) -> npt.NDArray[np.bool_]:
    import numpy as np

    found = np.zeros(len(table.tokens), np.bool_)
    found[[row for row in table.special if 0 <= row < len(found)]] = True
    return found


def _most_frequent(table: EmbeddingTable, rows: Rows, most: int, notes: list[str]) -> Rows:
    """Return the rows of so many words, and of the special tokens that are among ``rows``."""
    import numpy as np

    special = _special(table)[rows]
    words = rows[~special]
    if len(words) <= most:
        return rows
    if len(table.counts):
        counts = np.fromiter((table.counts[row] for row in words.tolist()), np.int64, len(words))
        words = words[np.argsort(-counts, kind="stable")[:most]]
    else:
        words = words[:most]
        notes.append(tr("How often each word stood in the training text isn't known, so the first {count} were "
                        "written.", count=f"{most:,}"))
    found: Rows = np.sort(np.concatenate([rows[special], words]))
    return found


def _not_finite(chosen: Chosen, context: ExportContext) -> Rows:
    """Return the table's rows whose vectors hold a number that isn't finite."""
    import numpy as np

    def bad() -> Iterator[Rows]:
        for start in chosen.steps():
            if context.cancelled():
                raise Cancelled
            finite = np.isfinite(chosen.block(start, start + chosen.step))
            if not finite.all():
                yield chosen.rows[start:start + chosen.step][~finite.all(axis=1)]

    return np.concatenate([np.zeros(0, np.int64), *bad()])


def _names(table: EmbeddingTable, rows: Rows) -> str:
    names = ", ".join(f'"{table.tokens[row]}"' for row in rows[:_NAMED].tolist())
    return names if len(rows) <= _NAMED else tr("{names} and more", names=names)
