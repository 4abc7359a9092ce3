"""Reads the film of a run (``runs.film``) and turns it into something to look at.

Frames are made comparable before they are shown: each is centred and turned so that it lies on the one before as
well as it can (``aligned``), and all are seen from one side (``seen``). What is left is what the words did among
themselves.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rnnstudio.api import UserError, tr
from rnnstudio.runs import film as runs_film
from rnnstudio.runs.film import FilmLayer, frame_file

Vectors = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]


@dataclasses.dataclass(frozen=True, eq=False)
class Frames:
    """The frames of one embedding.

    Attributes:
        name: What the embedding is called.
        words: The words by row, the most frequent first.
        ids: Their token ids, int64.
        epochs: Which epoch each frame is of, rising, int64; 0 is before the first.
        vectors: float32 of shape (epochs, words, dimensions).
        written: When each frame was written, in nanoseconds.
    """

    name: str
    words: tuple[str, ...]
    ids: Numbers
    epochs: Numbers
    vectors: Vectors
    written: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.epochs)


@dataclasses.dataclass(frozen=True, eq=False)
class Seen:
    """Frames from one side.

    Attributes:
        positions: float32 of shape (epochs, words, 2 or 3).
        axes: float32 of shape (dimensions, 2 or 3), of length 1 and at right angles.
        share: The share of the variance over all frames along each axis.
    """

    positions: Vectors
    axes: Vectors
    share: tuple[float, ...]


def layers_filmed(run: Path) -> tuple[FilmLayer, ...]:
    """Return the embeddings of which a run has a film; none if it has no film.

    Raises:
        UserError: If what it is of can't be read.
    """
    film = runs_film.read_film(run)
    return film.layers if film is not None else ()


def frames(run: Path, layer: str | None = None, known: Frames | None = None) -> Frames:
    """Read a run's film, also of a run that is under way.

    A frame that can't be read, has another shape or holds what is no number is left out.

    Args:
        run: The run's folder.
        layer: The embedding, by its node or its name in the Keras model; ``None`` for the first.
        known: What was read before; frames that are as they were then aren't read again.

    Raises:
        UserError: If there is no film, or none of that layer, or not one frame of it can be read.
    """
    film = runs_film.read_film(run)
    if film is None:
        raise UserError(tr("{path} has no film of its words", path=run))
    place = next((number for number, found in enumerate(film.layers)
                  if layer is None or layer in (found.node, found.keras_name)), None)
    if place is None:
        raise UserError(tr('{path} has no film of "{layer}"', path=run, layer=layer))
    shape = (len(film.ids), film.layers[place].dimensions)
    usable = known if known is not None and known.words == film.words and known.vectors.shape[1:] == shape else None
    before = {(int(epoch), stamp): usable.vectors[row] for row, (epoch, stamp) in enumerate(
        zip(usable.epochs, usable.written, strict=True))} if usable is not None else {}
    found: list[tuple[int, int, Vectors]] = []
    for epoch in runs_film.epochs_filmed(run, place, film.stride):
        path = frame_file(run, place, epoch)
        try:
            stamp = path.stat().st_mtime_ns
        except OSError:  # it went while we were reading
            continue
        values = before.get((epoch, stamp))
        if values is None:
            values = _frame(path, shape)
        if values is not None:
            found.append((epoch, stamp, values))
    if not found:
        raise UserError(tr("{path} has no film of its words", path=run))
    return Frames(
        name=film.layers[place].name, words=film.words, ids=np.array(film.ids, np.int64),
        epochs=np.array([epoch for epoch, _, _ in found], np.int64),
        vectors=np.stack([values for _, _, values in found]), written=tuple(stamp for _, stamp, _ in found))


def _frame(path: Path, shape: tuple[int, int]) -> Vectors | None:
    try:
        values = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    if not isinstance(values, np.ndarray) or values.shape != shape or values.dtype.kind != "f":
        return None
    values = values.astype(np.float32)
    return values if bool(np.isfinite(values).all()) else None


def rotation(moving: Vectors, fixed: Vectors) -> Vectors:
    """Return the orthogonal matrix R that makes the norm of ``moving @ R - fixed`` least.

    P. H. Schönemann (1966): A generalized solution of the orthogonal Procrustes problem. Psychometrika 31, 1-10.

    Args:
        moving: float32 of shape (words, dimensions).
        fixed: The same.
    """
    left, _, right = np.linalg.svd(moving.T.astype(np.float64) @ fixed.astype(np.float64))
    return np.asarray(left @ right, np.float32)


def aligned(vectors: Vectors, begun: Vectors | None = None) -> Vectors:
    """Return frames centred on their words' mean, each turned onto the one before.

    Args:
        vectors: float32 of shape (epochs, words, dimensions).
        begun: What this gave for the first of these frames; they are taken as they are.
    """
    result = np.empty_like(vectors)
    done = 0
    if begun is not None and begun.shape[1:] == vectors.shape[1:] and len(begun) <= len(vectors):
        done = len(begun)
        result[:done] = begun
    for number in range(done, len(vectors)):
        centred = vectors[number] - vectors[number].mean(axis=0)
        result[number] = centred @ rotation(centred, result[number - 1]) if number else centred
    return result


def seen(frames_aligned: Vectors, dimensions: int = 2, like: Vectors | None = None) -> Seen:
    """Return all frames in the one plane, or space, in which the words of all frames together vary most (PCA).

    Args:
        frames_aligned: From ``aligned``.
        dimensions: 2 or 3; where vectors have fewer numbers, the rest is 0.
        like: Axes of an earlier look, which these are turned to: a film that grows doesn't flip.
    """
    epochs, words, width = frames_aligned.shape
    scatter = np.zeros((width, width))
    for frame in frames_aligned:
        scatter += frame.T.astype(np.float64) @ frame.astype(np.float64)
    values, axes = np.linalg.eigh(scatter)
    order = np.argsort(-values)[:dimensions]
    axes = axes[:, order]
    axes = axes * np.where(axes[np.abs(axes).argmax(axis=0), np.arange(len(order))] < 0, -1.0, 1.0)
    total = float(np.maximum(values, 0).sum()) or 1.0
    share = [max(float(value), 0.0) / total for value in values[order]]
    axes = np.pad(axes, ((0, 0), (0, dimensions - axes.shape[1]))).astype(np.float32)
    if like is not None and like.shape == axes.shape:
        axes = axes @ rotation(axes, like)
    positions = (frames_aligned.reshape(-1, width) @ axes).reshape(epochs, words, dimensions)
    return Seen(positions=positions, axes=axes, share=(*share, *[0.0] * (dimensions - len(share))))


def neighbours(film: Frames, row: int, count: int = 8) -> tuple[Numbers, Vectors]:
    """Return the nearest words of a word in each epoch, by the cosine of the vectors as they are.

    Args:
        film: The frames.
        row: The word.
        count: Most neighbours.

    Returns:
        Rows, int64, and cosines, float32, both of shape (epochs, neighbours), the nearest first.
    """
    count = min(count, len(film.words) - 1)
    rows = np.empty((len(film), count), np.int64)
    cosines = np.empty((len(film), count), np.float32)
    for number, frame in enumerate(film.vectors):
        lengths = np.linalg.norm(frame, axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            found = np.nan_to_num(frame @ frame[row] / (lengths * lengths[row]))
        found[row] = -np.inf
        nearest = np.argpartition(-found, count - 1)[:count] if count else np.empty(0, np.int64)
        nearest = nearest[np.lexsort((nearest, -found[nearest]))]
        rows[number], cosines[number] = nearest, found[nearest]
    return rows, cosines


def moved(frames_aligned: Vectors) -> Vectors:
    """Return how far each word is in the last frame from where it was in the first, float32 of shape (words,)."""
    return np.asarray(np.linalg.norm(frames_aligned[-1] - frames_aligned[0], axis=1), np.float32)


def most_moved(frames_aligned: Vectors, count: int = 20) -> Numbers:
    """Return the words that moved most from the first frame to the last, int64 rows, the farthest first."""
    return np.argsort(-moved(frames_aligned), kind="stable")[:count].astype(np.int64)
