"""What the film page shows of a run, read and computed in a thread. Knows no Qt; imports NumPy only there."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from rnnstudio.runs.film import FILM, frames_folder

if TYPE_CHECKING:
    from rnnstudio.studio.embeddings.work import Task
    from rnnstudio.vectors.film import Frames, Seen, Vectors
    from rnnstudio.vectors.space import WordSpace


@dataclasses.dataclass(frozen=True, eq=False)
class Reel:
    """A film, ready to be shown.

    Attributes:
        frames: The frames as they were written.
        aligned: Turned onto one another.
        views: From one side, by dimensions: 2 and 3.
        space: The words with the vectors of the last frame, to be looked up in.
        moved: How far each word moved from the first frame to the last, float32 (words,).
    """

    frames: Frames
    aligned: Vectors
    views: dict[int, Seen]
    space: WordSpace
    moved: Vectors


def read(run: Path, layer: str, known: Reel | None, task: Task) -> Reel:
    """Read the film of a run; of one that was read before, what is new.

    Args:
        run: The run's folder.
        layer: Node of the embedding; "" for the first.
        known: What was read before.
        task: Says whether it is still wanted.

    Raises:
        UserError: If there is no film.
        Cancelled: If it isn't wanted any more.
    """
    from rnnstudio.vectors import film
    from rnnstudio.vectors.space import WordSpace

    frames = film.frames(run, layer or None, known.frames if known is not None else None)
    task.check()
    begun = known.aligned if known is not None and _goes_on(known.frames, frames) else None
    aligned = film.aligned(frames.vectors, begun)
    task.check()
    views = {dimensions: film.seen(aligned, dimensions, known.views[dimensions].axes if begun is not None
                                   and known is not None else None) for dimensions in (2, 3)}
    return Reel(frames=frames, aligned=aligned, views=views, moved=film.moved(aligned),
                space=WordSpace(frames.name, frames.words, frames.vectors[-1]))


def _goes_on(before: Frames, after: Frames) -> bool:
    """Tell whether a film begins with the frames of another one."""
    count = len(before)
    return before.words == after.words and before.written == after.written[:count] and (
        before.epochs.tolist() == after.epochs[:count].tolist())


def changed(run: Path) -> float:
    """Return when a film last gained or lost a frame; 0.0 if there is none. Quick enough for the window's thread."""
    newest = 0.0
    for folder in (run / FILM, frames_folder(run, 0), frames_folder(run, 1)):
        try:
            newest = max(newest, folder.stat().st_mtime)
        except OSError:
            continue
    return newest
