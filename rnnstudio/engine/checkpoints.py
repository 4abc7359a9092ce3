"""The run's models on disk, written seldom enough to cost nothing and often enough that a crash costs seconds."""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rnnstudio.api import whole_file
from rnnstudio.runs import folder as runs_folder

if TYPE_CHECKING:
    import keras

_PAUSE = 10.0
_SHARE = 1 / 50
"""Largest share of the time that writing may take."""


class Checkpoints:
    """Keeps the best weights in memory and writes both models now and then, and at the end.

    Args:
        model: The model under training.
        folder: The run's folder.
    """

    def __init__(self, model: keras.Model, folder: Path) -> None:
        self._model = model
        self._last = folder / runs_folder.LAST
        self._best = folder / runs_folder.BEST
        self._unwritten: list[Any] | None = None
        self._fresh = False
        self._written = time.perf_counter()
        self._pause = _PAUSE

    def epoch_ended(self, best: bool) -> None:
        """Note the weights if they are the best so far, and write what is due."""
        self._fresh = best
        if self._due():
            self._unwritten = None if best else self._unwritten
            self._write()
        elif best:
            self._unwritten = self._model.get_weights()

    def trained(self) -> None:
        """Note that the weights have changed, and write what is due, for epochs that take long."""
        self._fresh = False
        if self._due():
            self._write()

    def finish(self) -> None:
        """Write both models; if no epoch was judged, the best is the last."""
        if self._unwritten is None and not self._best.exists():
            self._fresh = True
        self._write()

    def rescue(self) -> None:
        """Write the best weights if they are only in memory, after a failure."""
        if self._unwritten is not None:
            self._write_best()

    def _due(self) -> bool:
        return time.perf_counter() - self._written > self._pause

    def _write(self) -> None:
        began = time.perf_counter()
        _save(self._model, self._last)
        if self._fresh:
            with whole_file(self._best) as temporary:
                shutil.copyfile(self._last, temporary)
            self._unwritten = None
        elif self._unwritten is not None:
            self._write_best()
        self._written = time.perf_counter()
        self._pause = max(_PAUSE, (self._written - began) / _SHARE)

    def _write_best(self) -> None:
        present = self._model.get_weights()
        self._model.set_weights(self._unwritten)
        try:
            _save(self._model, self._best)
        finally:
            self._model.set_weights(present)
        self._unwritten = None


def _save(model: keras.Model, path: Path) -> None:
    """Write a model whole. Keras insists on the suffix, which the temporary file of ``whole_file`` lacks."""
    with whole_file(path) as temporary:
        named = temporary.with_name(f"{temporary.name}.keras")
        try:
            model.save(named)
            named.replace(temporary)
        finally:
            with suppress(OSError):
                named.unlink(missing_ok=True)
