"""t-SNE (van der Maaten and Hinton 2008) by openTSNE (Poličar, Stražar and Zupan 2024). For the worker's process."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np

from rnnstudio.api import UserError, tr
from rnnstudio.vectors.near import all_nearest
from rnnstudio.vectors.projecting import pca
from rnnstudio.vectors.slow_messages import TsneSettings
from rnnstudio.vectors.space import Vectors, unit_vectors

Tell = Callable[[float, Vectors | None], object]
_EARLY, _LATE = 250, 500
"""Steps with the attraction exaggerated, which brings neighbours together, and without; openTSNE's defaults."""
_EXAGGERATION = 12.0
_SEARCHED = 0.1
"""Share of the work that finding neighbours is told as."""
_EVERY = 5
_FEW = 1000
_SPREAD = 1e-4
"""Standard deviation of the first positions."""


def lay_out(vectors: Vectors, settings: TsneSettings, tell: Tell) -> Vectors:
    """Return positions by t-SNE on the neighbours by cosine, beginning with the principal components.

    Args:
        vectors: float32 of shape (words, dimensions).
        settings: How.
        tell: Told the share done and where the words are by now.

    Raises:
        UserError: If openTSNE isn't installed.
    """
    try:
        from openTSNE import TSNEEmbedding
        from openTSNE.affinity import PerplexityBasedNN
        from openTSNE.nearest_neighbors import PrecomputedNeighbors
    except ImportError as error:
        raise UserError(tr("t-SNE needs the package openTSNE, which isn't installed here; install it with: "
                           "pip install openTSNE")) from error
    unit = unit_vectors(vectors)
    perplexity = min(settings.perplexity, (len(unit) - 1) / 3)
    table = all_nearest(unit, min(len(unit) - 1, int(3 * perplexity)), lambda share: tell(_SEARCHED * share, None))
    distances = np.sqrt(np.maximum(2.0 - 2.0 * table.cosines.astype(np.float64), 0.0))
    affinities = PerplexityBasedNN(knn_index=PrecomputedNeighbors(table.places, distances), perplexity=perplexity,
                                   n_jobs=_cores(len(unit)))
    first = pca(unit, settings.dimensions).positions.astype(np.float64)
    first *= _SPREAD / (first[:, 0].std() or 1.0)
    embedding = TSNEEmbedding(first, affinities, n_jobs=_cores(len(unit)), random_state=settings.seed,
                              negative_gradient_method="auto" if settings.dimensions == 2 else "bh")

    def telling(done: int) -> dict[str, Any]:
        def told(step: int, error: float, positions: Any) -> None:
            tell(_SEARCHED + (1 - _SEARCHED) * (done + step) / (_EARLY + _LATE), np.asarray(positions, np.float32))

        return {"callbacks": told, "callbacks_every_iters": _EVERY}

    embedding = embedding.optimize(_EARLY, exaggeration=_EXAGGERATION, momentum=0.5, **telling(0))
    embedding = embedding.optimize(_LATE, momentum=0.8, **telling(_EARLY))
    return np.ascontiguousarray(embedding, np.float32)


def _cores(words: int) -> int:
    """Return how many threads are worth their while."""
    return 1 if words < _FEW else os.cpu_count() or 1
