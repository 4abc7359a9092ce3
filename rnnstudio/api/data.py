"""What a data plugin writes: sources that stream Arrow record batches, encoders that turn text into ids."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import msgspec

from rnnstudio.api.errors import UserError
from rnnstudio.api.layers import Input, Task
from rnnstudio.api.parameters import Component, ComponentInfo, Doc, Folded, Range, Title
from rnnstudio.api.text import mark, tr

if TYPE_CHECKING:
    import pyarrow as pa

PADDING_ID = 0
"""The token id that fills short rows; a masking layer skips it."""
UNKNOWN_ID = 1
"""The token id of every word outside the vocabulary."""


ENDS = (mark("start"), mark("end"))
"""Which end of a longer text may be kept."""


class BadRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row that can't be used.

    Attributes:
        reason: Why, in words that are the same for all rows with the same fault.
        where: The file, if the data is one.
        line: The line, or the number of the row or record, from 1; 0 if it has none.
    """

    reason: str
    where: str = ""
    line: int = 0

    def __str__(self) -> str:
        if self.where and self.line:
            return tr("{path}, line {line}: {reason}", path=self.where, line=self.line, reason=self.reason)
        if self.where:
            return tr("{path}: {reason}", path=self.where, reason=self.reason)
        return tr("row {line}: {reason}", line=self.line, reason=self.reason) if self.line else self.reason


def _refuse(row: BadRow) -> None:
    raise UserError(str(row))


class SourceInfo(ComponentInfo, frozen=True, kw_only=True):
    """What the Data pane shows of a source. ``origin`` and ``licence`` are one line each."""

    origin: str = ""
    licence: str = ""


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """What a source holds, as far as it is known without reading it.

    Attributes:
        input: Which column carries the input: ``text`` (string), ``ids`` (list of int32) or ``values`` (list of
            fixed-size lists of float32: steps × features).
        task: What ``label`` means, or ``None`` to have it inferred from the labels: two classes make a binary,
            more a multi-class task. "forecasting" and "next_token" say that the sequences themselves are predicted.
        classes: Names of the classes where the label is their index; else inferred.
        vocabulary_size: For ``ids``.
        steps: If all examples have the same number of time steps.
        features: For ``values``.
        outputs: Size of the output vector, if the source fixes it.
        generated: True if the examples are made up.
        names: For ``values``: what the features are called.
        label: What the labels are called in the data, such as the name of their column.
    """

    input: Input
    task: Task | None = None
    classes: tuple[str, ...] = ()
    vocabulary_size: int | None = None
    steps: int | None = None
    features: int | None = None
    outputs: int | None = None
    generated: bool = False
    names: tuple[str, ...] = ()
    label: str = ""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What a glance at the beginning of a source's files shows, for its form.

    Attributes:
        offers: What there is to choose from for parameters that are ``Offered``, by their names:
            ``{"text_column": ("id", "review")}``.
        found: What parameters that are left to the program come to, by their names: ``{"delimiter": "comma"}``.
    """

    offers: dict[str, tuple[str, ...]] = {}
    found: dict[str, str] = {}


class ReadContext(msgspec.Struct, frozen=True, kw_only=True):
    """What reading is given.

    Attributes:
        folder: Where relative paths start: the project file's folder, or ``None`` if it has none yet.
        cancelled: Asked between batches; raise ``Cancelled`` when it answers True.
        bad_row: Call it with a row that can't be used, then go on with the next one. It raises ``UserError`` where
            reading is to stop there, as by default; else it counts the row and keeps where it was.
    """

    folder: Path | None = None
    cancelled: Callable[[], bool] = lambda: False
    bad_row: Callable[[BadRow], None] = _refuse


class DataSource(Component, frozen=True, kw_only=True):
    """Base of every data source.

    ``read`` yields record batches with these columns. Yield as you read: data larger than memory must pass through,
    and the first rows are shown while the rest is still unread. It may be called several times.

    ==============  ======================================================================================
    input           named ``text``, ``ids`` or ``values``, see ``Contents.input``; required
    ``label``       string or integer for classes, float for numbers to predict, list of strings for several
                    labels at once; absent where there are none, as in plain text or a time series
    ``split``       "train", "validation" or "test", where the data comes already divided
    ``group``       string or integer; examples of a group stay in the same part
    ``line``        int64, the row's line or number in its file, for what is said of the row
    ==============  ======================================================================================
    """

    info: ClassVar[SourceInfo]

    def look(self, context: ReadContext) -> Look:
        """Say what the beginning of the files shows, also where ``contents`` could not go on. Optional.

        Raises:
            UserError: If there is nothing to see.
        """
        return Look()

    def contents(self, context: ReadContext) -> Contents:
        """Say what the source holds without reading it through.

        Raises:
            UserError: If it can't be there, such as a file that is missing.
        """
        raise NotImplementedError

    def read(self, context: ReadContext) -> Iterator[pa.RecordBatch]:
        """Yield the examples.

        Raises:
            UserError: With the file and line, if something can't be read.
        """
        raise NotImplementedError

    def fingerprint(self, context: ReadContext) -> str | None:
        """Return a text that changes whenever the data does, so that what was made of it may be kept on disk.

        The default, ``None``, is right for sources that name their files by ``FilePath`` parameters, whose names,
        sizes and times tell it; of other sources nothing is kept beyond the session.
        """
        return None

    def lacks(self, context: ReadContext) -> str:
        """Say what the source would have to fetch from the network first, in a sentence, or "" if nothing.

        It answers within a second and touches no network.
        """
        return ""

    def download(self, context: ReadContext, progress: Callable[[str, float | None], None]) -> None:
        """Fetch it; called only when the user asked for it.

        Args:
            context: As for reading.
            progress: Tell what is being done, and the share done, 0 to 1, or ``None``.

        Raises:
            UserError: If it can't be fetched.
            Cancelled: If ``context.cancelled`` answers True.
        """
        raise NotImplementedError


class EncoderInfo(ComponentInfo, frozen=True, kw_only=True):
    """What the Data pane shows of a text encoder."""


class FittedEncoder(ABC):
    """A vocabulary that was fitted, ready to encode. Id 0 is padding, id 1 the unknown token."""

    @property
    @abstractmethod
    def tokens(self) -> Sequence[str]:
        """Each token's text, by id."""

    @property
    @abstractmethod
    def counts(self) -> Sequence[int]:
        """How often each token stood in the text it was fitted on, by id; empty to have the program count."""

    @abstractmethod
    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the ids of each text, none cut off and none padded: the program cuts to the maximum length."""

    @abstractmethod
    def save(self, folder: Path) -> None:
        """Write what ``Encoder.load`` needs into an existing folder, each file whole or not at all."""

    @property
    def end_id(self) -> int | None:
        """The id of the token that ends a text, if there is one; models that write text stop at it."""
        return None

    def pieces(self, text: str) -> list[tuple[str, int]]:
        """Return the parts of a text as they stand in it, each with its id, none cut off: for display.

        The default shows each id's token.
        """
        tokens = self.tokens
        return [(tokens[index], index) for index in self.encode([text])[0]]

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text of some ids. The default puts spaces between tokens."""
        tokens = self.tokens
        return " ".join(tokens[index] for index in ids if index != PADDING_ID)


class Encoder(Component, frozen=True, kw_only=True):
    """Base of every text encoder. The two parameters that all have are the program's to carry out."""

    info: ClassVar[EncoderInfo]

    maximum_length: Annotated[int | None, Range(1, 100_000), Folded(), Doc(
        "Tokens kept of each text. Empty to keep all.")] = 500
    keep: Annotated[Literal["start", "end"], Folded(), Title("Keep the"), Doc(
        "Which end of a longer text is kept.")] = "start"

    @classmethod
    def suits(cls, texts: Sequence[str]) -> float:
        """Say how well the encoder suits texts of this kind, from 0 (not at all) to 1, whatever its parameters are.

        Where another encoder answers clearly more than the one in use, it is proposed. The default is neutral.

        Args:
            texts: A sample, at most a few thousand.
        """
        return 0.5

    def fit(self, texts: Iterable[str]) -> FittedEncoder:
        """Make the vocabulary from the training part's texts."""
        raise NotImplementedError

    def load(self, folder: Path) -> FittedEncoder:
        """Read back what ``FittedEncoder.save`` wrote."""
        raise NotImplementedError
