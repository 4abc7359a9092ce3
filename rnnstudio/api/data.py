"""What a data plugin writes: sources that stream Arrow record batches, encoders that turn text into ids."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import msgspec

from rnnstudio.api.layers import Input, Task
from rnnstudio.api.parameters import Component, ComponentInfo

if TYPE_CHECKING:
    import pyarrow as pa

PADDING_ID = 0
"""The token id that fills short rows; a masking layer skips it."""
UNKNOWN_ID = 1
"""The token id of every word outside the vocabulary."""


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
            more a multi-class task.
        classes: Names of the classes where the label is their index; else inferred.
        vocabulary_size: For ``ids``.
        steps: If all examples have the same number of time steps.
        features: For ``values``.
        outputs: Size of the output vector, if the source fixes it.
        generated: True if the examples are made up.
    """

    input: Input
    task: Task | None = None
    classes: tuple[str, ...] = ()
    vocabulary_size: int | None = None
    steps: int | None = None
    features: int | None = None
    outputs: int | None = None
    generated: bool = False


class ReadContext(msgspec.Struct, frozen=True, kw_only=True):
    """What reading is given.

    Attributes:
        folder: Where relative paths start: the project file's folder, or ``None`` if it has none yet.
        cancelled: Asked between batches; raise ``Cancelled`` when it answers True.
    """

    folder: Path | None = None
    cancelled: Callable[[], bool] = lambda: False


class DataSource(Component, frozen=True, kw_only=True):
    """Base of every data source.

    ``read`` yields record batches with an input column (see ``Contents.input``), a ``label`` column (string or
    integer for classes, float for regression) and, where the data comes already split, a ``split`` column of
    "train", "validation" and "test". Yield as you read: data larger than memory must pass through.
    """

    info: ClassVar[SourceInfo]

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
        """How often each token stood in the text it was fitted on, by id."""

    @abstractmethod
    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the ids of each text, truncated to the encoder's maximum length, not padded."""

    @abstractmethod
    def save(self, folder: Path) -> None:
        """Write what ``Encoder.load`` needs into an existing folder, each file whole or not at all."""


class Encoder(Component, frozen=True, kw_only=True):
    """Base of every text encoder."""

    info: ClassVar[EncoderInfo]

    def fit(self, texts: Iterable[str]) -> FittedEncoder:
        """Make the vocabulary from the training part's texts."""
        raise NotImplementedError

    def load(self, folder: Path) -> FittedEncoder:
        """Read back what ``FittedEncoder.save`` wrote."""
        raise NotImplementedError
