"""Where the words of the map lie: what a person wishes, and how it is computed in a thread. Knows no Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from rnnstudio.api import tr
from rnnstudio.studio.embeddings.map_bar import Method
from rnnstudio.studio.embeddings.naming import percent, plain

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from rnnstudio.studio.embeddings.work import Task
    from rnnstudio.vectors.space import Rows, Vectors, WordSpace


@dataclass(frozen=True)
class Wish:
    """How words are to be laid out.

    Attributes:
        method: By what.
        points: How many words, the most frequent.
        extra: Rows of words to show besides.
        parameters: Of the methods that take a while.
    """

    method: Method = "pca2"
    points: int = 5000
    extra: frozenset[int] = frozenset()
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def with_extra(self, row: int) -> Wish:
        """Return the wish for one more word."""
        return replace(self, extra=self.extra | {row})


@dataclass(frozen=True, eq=False)
class Layout:
    """Words laid out.

    Attributes:
        method: By what.
        rows: Which words, ascending.
        positions: float32 (words, 2 or 3).
        names: Their labels.
        priority: float64 (words,): which labels come first.
        about: What is to be said of the map.
    """

    method: Method
    rows: Rows
    positions: Vectors
    names: list[str]
    priority: npt.NDArray[np.float64]
    about: str = ""
