"""Lets trainings that are compared take turns within an epoch.

A machine that others use too is now faster, now slower, by a tenth for some seconds: as long as an epoch takes.
Whole epochs in turns would be compared by which of them met a slow moment. So a side that has worked for ``TURN``
seconds lets the one go on that is furthest behind, and each side's epochs are made up of its own moments. All sides
are always at nearly the same batch of the same data.
"""

from __future__ import annotations

import random
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from rnnstudio.engine.checkpoints import Checkpoints
from rnnstudio.engine.strides import Strides
from rnnstudio.engine.training import train
from rnnstudio.project.model import Project
from rnnstudio.registry import Registry
from rnnstudio.runs.events import EpochEnded, RunEvent

TURN = 0.15
_LIMIT = 300
"""Seconds after which a side that waits says that another one hangs."""


class Turns:
    """Has one of several threads work at a time.

    Args:
        sides: How many there are.
        epochs: Of each.

    Attributes:
        seconds: For each side, how long each of its epochs took, the others' turns left out.
    """

    def __init__(self, sides: int, epochs: int) -> None:
        self.seconds: list[list[float]] = [[] for _ in range(sides)]
        self._may_go = [threading.Event() for _ in range(sides)]
        self._batches = [0] * sides
        self._spent, self._began = [0.0] * sides, [0.0] * sides
        self._epochs = epochs
        self._chance = random.Random(0)
        self._may_go[0].set()

    def wait(self, side: int) -> None:
        """Wait until it is this side's turn."""
        if not self._may_go[side].wait(_LIMIT):
            raise TimeoutError("another side hangs")
        self._may_go[side].clear()
        self._began[side] = time.perf_counter()

    def worked(self, side: int, batches: int) -> None:
        """Note that batches were trained on, and let others go on if the turn was long enough."""
        self._batches[side] += batches
        now = time.perf_counter()
        if now - self._began[side] >= TURN:
            self._spent[side] += now - self._began[side]
            self._pass_on()
            self.wait(side)

    def epoch_ended(self, side: int) -> None:
        """Note how long the epoch took; after the last one wait for all others."""
        now = time.perf_counter()
        self.seconds[side].append(self._spent[side] + now - self._began[side])
        self._spent[side], self._began[side] = 0.0, now
        if len(self.seconds[side]) == self._epochs:
            self._pass_on()
            self.wait(side)

    def _pass_on(self) -> None:
        behind = [side for side, seconds in enumerate(self.seconds) if len(seconds) < self._epochs]
        if behind:
            fewest = min(self._batches[side] for side in behind)
            self._may_go[self._chance.choice([side for side in behind if self._batches[side] == fewest])].set()
        else:
            for event in self._may_go:
                event.set()


def in_turns(sides: Sequence[Callable[[Turns, int], None]], epochs: int) -> list[list[float]]:
    """Have trainings take turns; return the seconds of each one's epochs.

    Args:
        sides: Each trains so many epochs, telling the turns, by its own number, of what it has done.
        epochs: Of each.
    """
    turns = Turns(len(sides), epochs)

    def work(number: int, side: Callable[[Turns, int], None]) -> None:
        turns.wait(number)
        side(turns, number)

    threads = [threading.Thread(target=work, args=pair, daemon=True) for pair in enumerate(sides)]
    with (mock.patch("rnnstudio.engine.running.Checkpoints", _Clock),
          mock.patch("rnnstudio.engine.running.Strides", _Lending)):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert {len(seconds) for seconds in turns.seconds} == {epochs}
    return turns.seconds


def by_engine(project: Project, registry: Registry, turns: Turns, side: int) -> None:
    """Train through the engine."""
    _mine.give, _mine.clocks = partial(turns.worked, side), []

    def note(event: RunEvent) -> None:
        if isinstance(event, EpochEnded):
            _lent(partial(turns.epoch_ended, side))

    with tempfile.TemporaryDirectory() as runs:
        train(project, registry, Path(runs), on_event=note)


_mine = threading.local()
"""Of the training in this thread: ``give``, which lets others go on, and ``clocks``, which are to know of that."""


def _lent(give: Callable[[], None]) -> None:
    """Let others go on. Their time is none of this training's own, in which it would write checkpoints."""
    began = time.perf_counter()
    give()
    for clock in _mine.clocks:
        clock.paused(time.perf_counter() - began)


class _Clock(Checkpoints):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _mine.clocks.append(self)


class _Lending(Strides):
    def train(self, batches: Any, left: int) -> Any:
        rows = super().train(batches, left)
        _lent(partial(_mine.give, len(rows)))
        return rows
