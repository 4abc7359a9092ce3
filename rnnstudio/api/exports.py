"""What an export plugin writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from rnnstudio.api.data import PADDING_ID, UNKNOWN_ID
from rnnstudio.api.parameters import Component, ComponentInfo

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


class ExporterInfo(ComponentInfo, frozen=True, kw_only=True):
    """What the export form shows."""


class EmbeddingTable(msgspec.Struct, frozen=True, kw_only=True):
    """Word vectors taken from a run.

    Attributes:
        name: The embedding layer's name.
        vectors: float32 of shape (tokens, dimensions). They may be a file mapped into memory and larger than it: take
            them in slices of rows, ``vectors[start:end]``, to need little memory.
        tokens: Each row's text as the encoder spells it: possibly empty, repeated, or with a tab in it.
        counts: How often each token stood in the training text; empty if not known.
        ids: Each row's token id, where some tokens were left out; empty where it is the row's number.
        special: Rows of tokens that are no words, such as padding and unknown.
        classes: Names of the classes that ``association`` tells of; empty if it wasn't asked for or can't be had.
        association: P(class | token), the share of a token's places in the training part that stand in examples of
            each class: float32 of shape (tokens, classes). NaN for a token that doesn't stand there. Where an example
            has several labels, a row's sum may be more than 1.
        without_association: Why it can't be had, in a sentence, if it was asked for.
    """

    name: str
    vectors: npt.NDArray[np.float32] | Any
    tokens: Sequence[str]
    counts: Sequence[int] = ()
    ids: Sequence[int] = ()
    special: Sequence[int] = (PADDING_ID, UNKNOWN_ID)
    classes: tuple[str, ...] = ()
    association: npt.NDArray[np.float32] | Any = None
    without_association: str = ""


class Renamed(msgspec.Struct, frozen=True):
    """A word that had to be written otherwise: its row (from 0), the word, and what was written."""

    row: int
    original: str
    written: str


class ExportReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was written, after it was read back and found equal.

    Attributes:
        points: Words written.
        dimensions: Numbers written of each.
        renamed: Words that had to be written otherwise.
        files: The files, as paths.
        notes: What else is to be said, a sentence each, such as which words were left out and why.
    """

    points: int
    dimensions: int
    renamed: tuple[Renamed, ...] = ()
    files: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class ExportContext(msgspec.Struct, frozen=True, kw_only=True):
    """What exporting is given: whom to tell of progress (0 to 1), and whether to stop."""

    progress: Callable[[float], None] = lambda fraction: None
    cancelled: Callable[[], bool] = lambda: False


class Exporter(Component, frozen=True, kw_only=True):
    """Base of every exporter of word vectors."""

    info: ClassVar[ExporterInfo]

    def wants_association(self) -> bool:
        """Tell whether ``export`` uses ``EmbeddingTable.association``, for which the run's data must be read."""
        return False

    def export(self, table: EmbeddingTable, target: Path, context: ExportContext) -> ExportReport:
        """Write the vectors into the folder ``target``, made if missing, whole or not at all.

        Raises:
            UserError: If the target can't be written, or the vectors can't be exported.
        """
        raise NotImplementedError


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """A project to start from.

    Attributes:
        id: Permanent and unique.
        title: The name a person sees.
        teaches: One line on what it shows.
        path: The ``.rnnstudio`` file.
        group: The heading it stands under on the start page, such as "Course models".
    """

    id: str
    title: str
    teaches: str
    path: Path
    group: str = ""
