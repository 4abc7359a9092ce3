"""Lays vectors out in a plane or in space at once: principal component analysis."""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt

from rnnstudio.api import UserError, tr
from rnnstudio.vectors.space import Vectors

LEAST = 3
"""Words that a map needs."""
_AT_ONCE = 16_384
"""Rows whose products are added up at once, so that memory stays bounded and rounding small."""


@dataclasses.dataclass(frozen=True, eq=False)
class Projection:
    """Where vectors come to lie.

    Attributes:
        positions: float32 of shape (vectors, 2 or 3), around the origin.
        share: The part of all variance that lies along each axis, 0 to 1; ``None`` for methods without such.
    """

    positions: Vectors
    share: tuple[float, ...] | None = None


@dataclasses.dataclass(frozen=True, eq=False)
class Plane:
    """A plane or space through the middle of some vectors, along which they vary most.

    Attributes:
        middle: Their mean, float64 of shape (dimensions,).
        axes: float64 of shape (dimensions, 2 or 3), columns of length 1 at right angles; a column of zeros where
            there is no further direction.
        share: The part of all variance along each axis, 0 to 1.
    """

    middle: npt.NDArray[np.float64]
    axes: npt.NDArray[np.float64]
    share: tuple[float, ...]

    def positions(self, vectors: Vectors) -> Vectors:
        """Return where vectors lie along the axes, float32 of shape (vectors, axes)."""
        axes = self.axes.astype(np.float32)
        return np.asarray((vectors - self.middle.astype(np.float32)) @ axes, np.float32)


def pca(vectors: Vectors, dimensions: int = 2) -> Projection:
    """Project vectors onto the directions along which they vary most (Pearson 1901, Hotelling 1933).

    The same vectors always give the same positions: each axis points to where its largest weight is positive.

    Args:
        vectors: float32 of shape (vectors, their dimensions).
        dimensions: 2 or 3.

    Raises:
        UserError: If there are fewer than three vectors, or they hold NaN or infinity.
    """
    plane = principal_plane(vectors, dimensions)
    return Projection(plane.positions(vectors), plane.share)


def principal_plane(vectors: Vectors, dimensions: int = 2) -> Plane:
    """Return the plane that ``pca`` projects onto, to lay out other vectors in it too."""
    check_layable(vectors)
    middle = vectors.mean(axis=0, dtype=np.float64)
    if vectors.shape[1] > len(vectors):
        values, axes = _of_few(vectors, middle)
    else:
        values, axes = np.linalg.eigh(_covariance(vectors, middle))
    values, axes = np.maximum(values[::-1], 0.0), axes[:, ::-1]
    kept = min(dimensions, int((values > values[0] * 1e-12).sum()))
    chosen = np.zeros((vectors.shape[1], dimensions))
    chosen[:, :kept] = axes[:, :kept]
    largest = np.abs(chosen).argmax(axis=0)
    signs = np.sign(chosen[largest, np.arange(dimensions)])
    total = float(values.sum())
    share = [float(value) / total if total > 0 else 0.0 for value in values[:kept]]
    return Plane(middle, chosen * signs, (*share, *[0.0] * (dimensions - kept)))


def check_layable(vectors: Vectors) -> None:
    """Raise a ``UserError`` if no map can be made of vectors."""
    if len(vectors) < LEAST:
        raise UserError(tr("a map needs at least {least} words; there are {count}", least=LEAST, count=len(vectors)))
    if not np.isfinite(vectors).all():
        raise UserError(tr("some of the vectors hold NaN or infinity; leave these words out"))


def _covariance(vectors: Vectors, middle: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the products of all deviations, added up, by an unknown factor that keeps them in single precision."""
    size = vectors.shape[1]
    found = np.zeros((size, size))
    low = middle.astype(np.float32)
    largest = np.float32(max(abs(float(vectors.max())), abs(float(vectors.min())))) or np.float32(1)
    for first in range(0, len(vectors), _AT_ONCE):
        block = vectors[first:first + _AT_ONCE] - low
        block /= largest
        found += block.T @ block
    return found


def _of_few(vectors: Vectors, middle: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64],
                                                                      npt.NDArray[np.float64]]:
    """Return the variances and axes, ascending, of fewer vectors than dimensions."""
    _, values, axes = np.linalg.svd(vectors.astype(np.float64) - middle, full_matrices=False)
    return np.square(values)[::-1], axes.T[:, ::-1]
