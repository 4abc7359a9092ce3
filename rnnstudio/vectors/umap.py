"""UMAP (McInnes, Healy and Melville 2018) by umap-learn, the method's own package. For the worker's process.

The package compiles itself by Numba. What can be kept of that on disk is kept, so that it takes long only once.
"""

from __future__ import annotations

import importlib
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np

from rnnstudio.api import UserError, tr
from rnnstudio.vectors.near import all_nearest
from rnnstudio.vectors.projecting import pca
from rnnstudio.vectors.slow_messages import READY, UmapSettings
from rnnstudio.vectors.space import Vectors, unit_vectors

Tell = Callable[[float, Vectors | None], object]
_SEARCHED = 0.1
"""Share of the work that finding neighbours is told as."""


def lay_out(vectors: Vectors, settings: UmapSettings, tell: Tell) -> Vectors:
    """Return positions by UMAP on the neighbours by cosine, beginning with the principal components.

    Args:
        vectors: float32 of shape (words, dimensions).
        settings: How.
        tell: Told the share done.

    Raises:
        UserError: If umap-learn isn't installed.
    """
    unit = unit_vectors(vectors)
    neighbours = min(settings.neighbours, len(unit) - 1)
    table = all_nearest(unit, neighbours - 1, lambda share: tell(_SEARCHED * share, None))
    itself = np.arange(len(unit))[:, None]
    places = np.concatenate([itself, table.places], axis=1)
    distances = np.concatenate([np.zeros(itself.shape, np.float32), np.maximum(1 - table.cosines, 0)], axis=1)
    umap_class = _umap()
    tell(READY, None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that new words can't be added to the map afterwards
        found = umap_class(
            n_neighbors=neighbours, n_components=settings.dimensions, min_dist=settings.least_distance,
            metric="cosine", init=pca(unit, settings.dimensions).positions, random_state=settings.seed, n_jobs=1,
            precomputed_knn=(places, distances, None), force_approximation_algorithm=True,
            tqdm_kwds={"disable": False, "file": _Steps(tell), "mininterval": 0.1, "bar_format": "{n} {total}"},
        ).fit_transform(unit)
    return np.ascontiguousarray(found, np.float32)


class _Steps:
    """Where the package draws its bar; what it draws there is how far it is."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    def write(self, text: str) -> None:
        """Take in what is drawn: the steps done and all of them."""
        with suppress(ValueError, ZeroDivisionError):
            done, steps = text.strip().split()
            self._tell(READY + (1 - READY) * int(done) / int(steps), None)

    def flush(self) -> None:
        """Do what a file does."""


def _umap() -> Any:
    """Import the package without TensorFlow, which it takes along for a variant that isn't wanted here."""
    kept_out = "tensorflow" not in sys.modules
    if kept_out:
        sys.modules["tensorflow"] = None  # type: ignore[assignment]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            umap = importlib.import_module("umap")
    except ImportError as error:
        raise UserError(tr("UMAP needs the package umap-learn, which isn't installed here; install it with: "
                           "pip install umap-learn")) from error
    finally:
        if kept_out:
            del sys.modules["tensorflow"]
    _keep_compiled()
    return umap.UMAP


def _keep_compiled() -> None:
    """Have Numba keep on disk what it compiles of the package; by itself it keeps a part."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in ("umap", "pynndescent"):
            for function in list(vars(module).values()):
                if hasattr(function, "enable_caching"):
                    with suppress(Exception):  # what can't be kept is compiled each time
                        function.enable_caching()
