"""Examples of a run's data to try its model on, from the part that the model didn't learn from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa

from rnnstudio.api import Cancelled, Contents, UserError, tr
from rnnstudio.engine.asked import Asked
from rnnstudio.engine.division import TRAINING
from rnnstudio.engine.prepare import prepare
from rnnstudio.engine.preview import row_of
from rnnstudio.engine.ragged import Array, Ragged
from rnnstudio.engine.reading import BadRowCounter, Source, Told
from rnnstudio.project.model import Project
from rnnstudio.project.preview import PreviewRow
from rnnstudio.registry import Registry

_MOST_READ = 20_000
_Place = tuple[pa.RecordBatch, int, int]


def _silent(text: str, share: float | None) -> None:
    pass


def find_examples(project: Project, registry: Registry, count: int, *, seed: int = 0, folder: Path | None = None,
                  cancelled: Callable[[], bool] = lambda: False, progress: Told = _silent) -> tuple[PreviewRow, ...]:
    """Return some examples that the model wasn't trained on, where the data has such; no more is read than it takes.

    Args:
        project: The run's project.
        registry: Resolves source and encoder.
        count: How many.
        seed: Another seed gives others.
        folder: Where relative paths start.
        cancelled: Asked now and then.
        progress: Told what is going on.

    Raises:
        UserError: If the data can't be read any more.
        Cancelled: If ``cancelled`` answers True.
    """
    prepared = prepare(project.data, registry, folder=folder, cancelled=cancelled, progress=progress)
    whole = len(prepared.split) == len(prepared.encoded.inputs) and not (prepared.split < 0).any()
    source = Source(registry.source(project.data.source), registry, folder, "skip", cancelled)
    found: list[_Place] = []
    rest: list[_Place] = []
    number = 0
    for batch in source.batches(BadRowCounter()):
        for at in range(batch.num_rows):
            learned = whole and number < len(prepared.split) and prepared.split[number] == TRAINING
            number += 1
            (rest if learned else found).append((batch, at, number))
        if cancelled():
            raise Cancelled
        if number >= _MOST_READ:
            break
    chosen = found or rest
    order = np.random.default_rng(seed).permutation(len(chosen))[:count]
    return tuple(_row(source.contents, *chosen[index]) for index in order)


def _row(contents: Contents, batch: pa.RecordBatch, at: int, number: int) -> PreviewRow:
    return row_of(contents, {name: batch.column(name) for name in batch.schema.names}, at, number)


def example_inputs(asked: Asked, registry: Registry, number: int, *, folder: Path | None = None,
                   cancelled: Callable[[], bool] = lambda: False) -> Ragged:
    """Return one example as the model sees it.

    Args:
        asked: The model.
        registry: Resolves the data.
        number: The example's number in the data, from 1, as ``PreviewRow.number``.
        folder: Where relative paths start.
        cancelled: Asked now and then.

    Raises:
        UserError: If the data can't be read any more, or has fewer examples.
    """
    prepared = prepare(asked.trained.project.data, registry, folder=folder, cancelled=cancelled)
    inputs = prepared.encoded.inputs
    if not 0 < number <= len(inputs):
        raise UserError(tr("the data has no example {number}; it has {count}", number=number, count=len(inputs)))
    flat: Array = np.array(inputs[number - 1]).ravel()
    return Ragged.joined(flat, np.array([inputs.lengths[number - 1]], np.int64), inputs.width)
