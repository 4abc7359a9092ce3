"""What is known of a file of word vectors, and what is said when one can't be read: for all formats in ``files``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np
import numpy.typing as npt

from rnnstudio.api import UserError, tr

Format = Literal["text", "binary", "tsv", "npy", "parquet"]
Vector = npt.NDArray[np.float32]
Wants = Callable[[bytes], bool]
"""Tells of a word in UTF-8 whether its vector is wanted."""
Read = tuple[bytes, Vector]
ASK_EVERY = 4096
"""Words between two questions whether to go on."""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What the beginning of a file shows.

    Attributes:
        path: The file with the vectors.
        format: How they are written.
        width: Numbers in a vector.
        count: Vectors in it, where the file says so.
        separator: What stands between the numbers of a line.
        words: The file with the words, if that is another one.
    """

    path: Path
    format: Format
    width: int
    count: int | None = None
    separator: bytes = b" "
    words: Path | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """All files that are read."""
        return (self.path,) if self.words is None else (self.path, self.words)


def finite(head: Head, values: npt.NDArray[np.generic], number: int, word: bytes) -> Vector:
    """Return a word's vector, or raise a sentence if a number of it is none.

    Args:
        head: Its file.
        values: Of shape (width,).
        number: Of the word in the file, from 0.
        word: In UTF-8.
    """
    vector = np.array(values, np.float32)
    if not np.isfinite(vector).all():
        raise UserError(tr("{path}: the vector of word {number}, {word}, holds what is no number", path=head.path,
                           number=number + 1, word=shown(word)))
    return vector


def shown(word: bytes) -> str:
    """Return a word as text, whatever its bytes are."""
    return word.decode("utf-8", "replace")


def broken(head: Head, number: int, reason: str) -> UserError:
    """Return what to raise for a line, counted from 1, that can't be read."""
    return UserError(tr("{path} is broken at line {line}: {reason}", path=head.path, line=number, reason=reason))


def cut_short(head: Head, found: int) -> UserError:
    """Return what to raise for a file with fewer vectors than it says."""
    return UserError(tr("{path} is cut short: its first line promises {count} vectors, but it ends after {found}; "
                        "copy or download it again", path=head.path, count=head.count, found=found))


def unreadable(path: Path, error: Exception) -> UserError:
    """Return what to raise where the system, or a library, can't read a file."""
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
    return UserError(tr("{path} can't be read: {reason}", path=path, reason=reason))
