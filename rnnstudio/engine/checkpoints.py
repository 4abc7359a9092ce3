"""What of a run is on disk while it goes on: its state, its models. Written seldom enough to cost nothing.

First the state that training would go on from, then the models made of it, each replaced whole. The best weights
stay in memory until they are in a file, and in the state until they are in ``best.keras``: so ``best.keras`` is never
of a later epoch than the state, and going on from the state loses no best weights, wherever the writing was cut off.

Weights may be no numbers a batch before the loss shows it; such a state is not written over the good one.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from rnnstudio.api import whole_file
from rnnstudio.runs import folder as runs_folder

if TYPE_CHECKING:
    import keras

Best = Literal["none", "file", "beside", "current"]
Keep = Callable[[Best, Any], bool]
"""Writes the state, told where the best weights are and, if they are to lie beside it, what they are; False if the
weights are no numbers any more."""

_PAUSE = 10.0
"""Least seconds between two writings at the ends of epochs."""
_SHARE = 1 / 80
"""Largest share of the time that writing may take, so that with its effect on the batch after it stays below 2 %."""
_BYTES_A_SECOND = 100e6
_LEAST_SECONDS = 0.5
"""What the first writing is taken to need at least, before it is known."""


def _nothing(best: Best, weights: Any) -> bool:
    return True


class Checkpoints:
    """Keeps the best weights in memory and writes state and models now and then, and at the end.

    Args:
        model: The model under training.
        folder: The run's folder.
        interval: Seconds between two writings within an epoch.
        keep: Writes the state.
        nbytes: Of the state, to guess how long the first writing takes.
        best: Where the best weights are when training begins or goes on.
        weights: They themselves, if they are not in a file.

    Attributes:
        spent: Seconds spent on writing, those asked for by a pause not counted.
    """

    def __init__(self, model: keras.Model, folder: Path, *, interval: float = 60.0, keep: Keep = _nothing,
                 nbytes: int = 0, best: Best = "none", weights: Any = None) -> None:
        self.spent = 0.0
        self._model = model
        self._last = folder / runs_folder.LAST
        self._best = folder / runs_folder.BEST
        self._interval = interval
        self._keep = keep
        self._in_file = best == "file"
        self._unwritten: Any = weights
        self._fresh = False
        self._began = self._written = time.perf_counter()
        self._cost = max(_LEAST_SECONDS, 4 * nbytes / _BYTES_A_SECOND)

    def epoch_ended(self, best: bool) -> None:
        """Note the weights if they are the best so far, and write what is due.

        To be called when all else that goes by epochs has done its part: it goes into the state.
        """
        self._fresh = best
        if best:
            self._unwritten, self._in_file = self._model.get_weights(), False
        if self._due(min(_PAUSE, self._interval)):
            self._write()

    def trained(self) -> None:
        """Note that the weights have changed, and write what is due, for epochs that take long."""
        self._fresh = False
        if self._due(self._interval):
            self._write()

    def pause(self) -> None:
        """Write everything now: the program may be closed, or the power may go."""
        spent, cost = self.spent, self._cost
        self._write()
        self.spent, self._cost = spent, cost

    def paused(self, seconds: float) -> None:
        """Note that so much time passed without training."""
        self._began += seconds
        self._written += seconds

    def finish(self) -> None:
        """Write everything; if no epoch was judged, the best is the last."""
        if self._unwritten is None and not self._in_file:
            self._fresh = True
        self._write()

    def rescue(self) -> None:
        """Write the best weights if they are only in memory, after a failure."""
        if self._unwritten is not None:
            self._write_best()

    def lend_best(self, model: keras.Model) -> None:
        """Give another model like this one the best weights, if there are some."""
        if self._unwritten is not None:
            model.set_weights(self._unwritten)
        elif self._in_file:
            model.load_weights(self._best)

    def _due(self, interval: float) -> bool:
        now = time.perf_counter()
        return now - self._written > interval and self.spent + self._cost <= _SHARE * (now - self._began)

    def _write(self) -> None:
        began = time.perf_counter()
        try:
            self._write_all()
        finally:
            self._written = time.perf_counter()
            self._cost = self._written - began
            self.spent += self._cost

    def _write_all(self) -> None:
        fresh, unwritten = self._fresh, self._unwritten
        where: Best = ("current" if fresh else "beside" if unwritten is not None
                       else "file" if self._in_file else "none")
        if not self._keep(where, unwritten if where == "beside" else None):
            return
        _save(self._model, self._last)
        if fresh:
            _save_bare(self._model, self._best)
            self._unwritten, self._in_file = None, True
        elif unwritten is not None:
            self._write_best()

    def _write_best(self) -> None:
        present = self._model.get_weights()
        self._model.set_weights(self._unwritten)
        try:
            _save_bare(self._model, self._best)
        finally:
            self._model.set_weights(present)
        self._unwritten, self._in_file = None, True


def _save_bare(model: keras.Model, path: Path) -> None:
    """Write a model without its optimizer's state, which would be of the moment of writing, not of these weights."""
    optimizer, model.optimizer = model.optimizer, None
    try:
        _save(model, path)
    finally:
        model.optimizer = optimizer


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
