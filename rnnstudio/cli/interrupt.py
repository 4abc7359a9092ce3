"""Ctrl+C during a training: once stops it and keeps the model, twice aborts, a third time kills."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stopping_on_interrupt(stop: Callable[[], None]) -> Iterator[None]:
    """Call ``stop`` at the first Ctrl+C or SIGTERM; raise ``KeyboardInterrupt`` at the second."""
    watched = (signal.SIGINT, signal.SIGTERM)

    def first(signum: int, frame: FrameType | None) -> None:
        for number in watched:
            signal.signal(number, second)
        stop()

    def second(signum: int, frame: FrameType | None) -> None:
        for number in watched:
            signal.signal(number, signal.SIG_DFL)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, first) for number in watched}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
