"""Reads a run's words, in a thread. Knows no Qt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rnnstudio.api import UserError, tr
from rnnstudio.project.words import sentence
from rnnstudio.runs import film as runs_film
from rnnstudio.runs import folder as runs_folder

if TYPE_CHECKING:
    from rnnstudio.studio.embeddings.work import Task
    from rnnstudio.vectors.space import Rows, WordSpace
    from rnnstudio.vectors.taking import EmbeddingChoice, Which


class Time(NamedTuple):
    """A time in a training whose vectors there are.

    Attributes:
        which: "best", "last", "checkpoint", or the number of an epoch whose most frequent words were filmed.
        epoch: Epochs finished by then; 0 if that isn't known.
    """

    which: str
    epoch: int = 0


class Taken(NamedTuple):
    """What was read of a run.

    Attributes:
        layers: Its embeddings.
        times: When its vectors are known.
        space: Its words.
        ids: Their token ids, where they are some of the vocabulary's alone.
        problem: What is wrong with some of them, or "".
    """

    layers: tuple[EmbeddingChoice, ...]
    times: tuple[Time, ...]
    space: WordSpace
    ids: Rows | None
    problem: str


def take(run: Path, layer: str | None, time: Time | None, task: Task) -> Taken:
    """Read a run's words and make ready what the first questions need.

    Args:
        run: The run's folder.
        layer: Node id of the embedding; ``None`` for the first.
        time: Whose vectors; ``None`` for the best model's.
        task: Asked whether it is still wanted.

    Raises:
        UserError: If it is no run, or has no such vectors.
        Cancelled: Once it isn't wanted any more.
    """
    from rnnstudio.vectors import taking
    from rnnstudio.vectors.space import broken_words

    layers = taking.embeddings_of(run)
    task.check()
    times = (*(Time(moment.which, moment.epoch) for moment in taking.moments_of(run)),
             *epochs_of(run, layer or layers[0].layer))
    ids = None
    if time is not None and time.which.isdigit():
        space, ids = filmed(run, layer or layers[0].layer, int(time.which))
    else:
        which: Which = "last" if time is not None and time.which == "last" else (
            "checkpoint" if time is not None and time.which == "checkpoint" else "best")
        space = taking.space_of(run, layer, which)
    task.check()
    space.complete("")
    space.row("")
    len(space.plain)
    problem = broken_words(space)
    return Taken(layers, times, space, ids, sentence(problem) if problem else "")


def epochs_of(run: Path, layer: str) -> list[Time]:
    """Return the epochs of which an embedding was filmed, the last one first."""
    try:
        film = runs_film.read_film(run)
    except UserError:  # the film's own page says so
        film = None
    if film is None:
        return []
    place = next((number for number, found in enumerate(film.layers) if found.node == layer), None)
    if place is None:
        return []
    return [Time(str(epoch), epoch) for epoch in reversed(runs_film.epochs_filmed(run, place, film.stride))]


def filmed(run: Path, layer: str, epoch: int) -> tuple[WordSpace, Rows]:
    """Return the words that were filmed as they were after an epoch, and their token ids.

    Raises:
        UserError: If it wasn't filmed.
    """
    import numpy as np

    from rnnstudio.vectors.film import frames
    from rnnstudio.vectors.space import WordSpace, special_rows

    found = frames(run, layer)
    places = np.flatnonzero(found.epochs == epoch)
    if not len(places):
        raise UserError(tr("the vectors of epoch {epoch} were not kept; choose another time", epoch=epoch))
    vectors = found.vectors[places[0]]
    tokens, counts = runs_folder.read_tokens(run)
    special = special_rows(tokens)
    counted = np.array(counts, np.int64)[found.ids] if any(counts) else None
    return WordSpace(found.name, list(found.words), vectors, counted, special=frozenset(
        row for row, token in enumerate(found.ids.tolist()) if token in special)), found.ids
