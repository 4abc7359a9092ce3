"""Films the vectors of the most frequent words while they are learned: see ``runs.film`` for what is written.

The rows wanted are gathered where the table lies, so that neither a large table nor a graphics card costs more than
those rows. They are kept in half precision: its error, at most 1/2048 of a number, moves no point of a picture by a
pixel and no cosine by more than 0.001. Numbers that half precision can't hold are kept in single precision.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from rnnstudio.api import PADDING_ID, UNKNOWN_ID, UserError, tr
from rnnstudio.engine.encoded import Encoded
from rnnstudio.engine.ragged import Array, Ints
from rnnstudio.engine.stack import Step
from rnnstudio.engine.tables import tables
from rnnstudio.runs import film as runs_film
from rnnstudio.runs import folder as runs_folder
from rnnstudio.runs.film import Film, FilmLayer, frame_file, lasting
from rnnstudio.vectors.space import special_rows

_LARGEST = float(np.finfo(np.float16).max)
_COUNTED = 2**26
"""Token ids that are counted, to know the most frequent ones of data that has no vocabulary."""
_PIECE = 2**22


class Snapshots:
    """Writes the frames of one run.

    Args:
        run: The run's folder.
        film: What is filmed; written already.
        variables: The table of each of its layers.
    """

    def __init__(self, run: Path, film: Film, variables: Sequence[Any]) -> None:
        self._run = run
        self._film = film
        self._variables = variables
        self._ids = np.array(film.ids, np.int32)
        self._epochs = runs_film.epochs_filmed(run, 0)  # also what a kill left between two that stay
        self._unsettled: list[Path] = []
        row = sum(layer.dimensions for layer in film.layers)
        frame = max(1, len(film.ids) * row * np.dtype(np.float16).itemsize)
        self._most = max(runs_film.LEAST_FRAMES, min(runs_film.MOST_FRAMES, runs_film.MOST_BYTES // frame))

    def take(self, epoch: int) -> None:
        """Write the frame of an epoch; taken again, it replaces the one before.

        Raises:
            UserError: If it can't be written.
        """
        for layer, variable in enumerate(self._variables):
            self._write(frame_file(self._run, layer, epoch), compact(gathered(variable, self._ids)))
        self._epochs = sorted({*self._epochs, epoch})
        self._thin()

    def settle(self) -> None:
        """Have all frames on disk, past the system's memory: before a state is written that knows of them."""
        for path in self._unsettled:
            try:
                with path.open("rb+") as file:
                    os.fsync(file.fileno())
            except FileNotFoundError:
                continue
            except OSError as error:
                raise _unwritten(path, error) from error
        self._unsettled = []

    def _write(self, path: Path, values: Array) -> None:
        """Write a frame whole; it need not be on disk before ``settle``."""
        temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            with temporary.open("wb") as file:
                np.lib.format.write_array(file, values, allow_pickle=False)
            temporary.replace(path)
        except OSError as error:
            raise _unwritten(path, error) from error
        self._unsettled.append(path)

    def _thin(self) -> None:
        """Keep the film within its bounds. What stays is written down before anything goes."""
        stay = lasting(self._epochs, self._film.stride)
        stride = self._film.stride
        while len(stay) > self._most:
            stride *= 2
            stay = lasting(self._epochs, stride)
        if stride != self._film.stride:
            self._film = msgspec.structs.replace(self._film, stride=stride)
            runs_film.write_film(self._run, self._film)
        for epoch in set(self._epochs) - set(stay):
            for layer in range(len(self._variables)):
                frame_file(self._run, layer, epoch).unlink(missing_ok=True)
        self._epochs = stay


def begin(run: Path, steps: Sequence[Step], encoded: Encoded, most: int, *, epoch: int,
          anew: bool) -> Snapshots | None:
    """Return what films a run, its film cut back to where training goes on from; ``None`` if nothing is to be filmed.

    Args:
        run: The run's folder; its tokens are written.
        steps: The model's stack, built.
        encoded: The data, to count token ids where there is no vocabulary.
        most: Words to film; 0 for none.
        epoch: Epochs that are finished.
        anew: The run begins; what there is of a film is of an attempt before.

    Raises:
        UserError: If the folder can't be read or written.
    """
    found = [(step, table) for step, table in tables(steps) if table.trainable]
    if anew:
        runs_film.forget_film(run)
    if not found or not most:
        return None
    runs_film.cut_film(run, epoch)
    layers = tuple(FilmLayer(node=step.node.id, keras_name=step.keras_name, name=step.name,
                             dimensions=int(table.shape[1])) for step, table in found)
    film = runs_film.read_film(run)
    if film is None or film.layers != layers:
        film = _film(run, layers, encoded, most, min(int(table.shape[0]) for _, table in found))
    if not film.ids:
        return None
    runs_film.write_film(run, film)
    return Snapshots(run, film, [table for _, table in found])


def _film(run: Path, layers: tuple[FilmLayer, ...], encoded: Encoded, most: int, rows: int) -> Film:
    """Choose the words: the most frequent ones, special tokens such as padding left out."""
    tokens, counts = runs_folder.read_tokens(run)
    counted = np.array(counts, np.int64) if tokens else count_ids(encoded, rows)
    counted = counted[:rows].copy()
    special = special_rows(tokens) if tokens else (PADDING_ID, UNKNOWN_ID)
    counted[[number for number in special if number < len(counted)]] = -1
    row = np.dtype(np.float16).itemsize * sum(layer.dimensions for layer in layers)
    most = min(most, max(1, runs_film.MOST_BYTES // (runs_film.LEAST_FRAMES * row)))
    order = np.argsort(-counted, kind="stable")[:most]
    ids = [int(number) for number in order if counted[number] >= 0]
    return Film(layers=layers, ids=tuple(ids), words=tuple(tokens[number] if tokens else f"id {number}"
                                                           for number in ids))


def count_ids(encoded: Encoded, rows: int) -> Ints:
    """Return how often each token id below ``rows`` stands in the data; of very much data, in its beginning."""
    counts = np.zeros(rows, np.int64)
    flat = encoded.inputs.flat
    for start in range(0, min(len(flat), _COUNTED), _PIECE):
        ids = np.asarray(flat[start:start + _PIECE], np.int64)
        counts += np.bincount(ids[(ids >= 0) & (ids < rows)], minlength=rows)
    return counts


def gathered(variable: Any, ids: Array) -> Array:
    """Return some rows of a Keras variable as float32, without copying the others.

    The table is handed to ``tf.gather`` as the tensor it is. Given the variable itself, TensorFlow expects more such
    reads, and from then on copies the whole table whenever it is read: several times in each batch trained after.
    """
    import tensorflow as tf

    rows: Array = tf.gather(tf.convert_to_tensor(variable.value), ids).numpy()
    return rows.astype(np.float32, copy=False)


def compact(values: Array) -> Array:
    """Return numbers in half precision, or as they are if it can't hold them."""
    return values.astype(np.float16) if bool((np.abs(values) <= _LARGEST).all()) else values


def _unwritten(path: Path, error: OSError) -> UserError:
    return UserError(tr("{path} can't be written: {reason}", path=path, reason=error.strerror or str(error)))
