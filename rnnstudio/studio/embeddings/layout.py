"""Where the words of the map lie: what a person wishes, and how it is computed in a thread. Knows no Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from rnnstudio.api import tr
from rnnstudio.studio.embeddings.map_bar import Method
from rnnstudio.studio.embeddings.naming import percent

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


def lay_out(space: WordSpace, wish: Wish, task: Task) -> Layout:
    """Lay words out; in a thread. What takes a while begins with the PCA and tells how the words move.

    Raises:
        UserError: If there are too few words, or too many for the method.
        Cancelled: Once it isn't wanted any more.
    """
    import numpy as np

    from rnnstudio.vectors.projecting import pca

    always = [row for row in (*space.special, *wish.extra) if row in space.sound]
    rows = np.union1d(space.top(wish.points), np.array(always, np.int64))
    task.check()
    vectors = space.vectors[rows]
    dimensions = 3 if wish.method == "pca3" else wish.parameters.get("dimensions", 2) if wish.method != "pca2" else 2
    found = pca(vectors, dimensions)
    ranks = np.empty(len(space), np.float64)
    ranks[space.ranked] = -np.arange(len(space))
    names = [space.words[row] for row in rows.tolist()]
    first = Layout("pca3" if dimensions == 3 else "pca2", rows, found.positions, names, ranks[rows],
                   pca_words(found.share or ()))
    if wish.method in ("pca2", "pca3"):
        return first
    return _slowly(wish, first, vectors, task)


def pca_words(shares: tuple[float, ...]) -> str:
    """Say how much of the vectors' variance a map shows."""
    return tr("PCA: {share} of the variance lies in what is seen. What is far apart here is far apart.",
              share=percent(sum(shares)))


def _slowly(wish: Wish, first: Layout, vectors: Vectors, task: Task) -> Layout:
    """Lay words out by t-SNE or UMAP, beginning where the PCA has put them."""
    from rnnstudio.vectors import slow

    assert wish.method == "tsne" or wish.method == "umap"
    task.tell(0.0, first)
    about = slow_words(wish.method)

    def tell(fraction: float, positions: Vectors | None) -> None:
        task.tell(fraction, None if positions is None else replace(first, method=wish.method, positions=positions,
                                                                   about=about))

    found = slow.lay_out(vectors, wish.method, wish.parameters, progress=tell, cancelled=task.cancelled)
    return replace(first, method=wish.method, positions=found, about=about)


def slow_words(method: Method) -> str:
    """Say what can be read from a map that isn't a projection."""
    if method == "tsne":
        return tr("t-SNE: near words are near. How far groups lie apart, and how large they are, says little.")
    return tr("UMAP: near words are near. How far groups lie apart says a little, how dense they are says nothing.")
