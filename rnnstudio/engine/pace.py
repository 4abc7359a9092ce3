"""How fast training goes and how long it will take. Knows no Keras, and is told the time: tests need not wait."""

from __future__ import annotations

from collections import deque

_SPEED_SECONDS = 1.0
_ESTIMATE_SECONDS = 8.0
_LEAST_SECONDS = 0.2
_FORWARD_SHARE = 1 / 3
"""Cost of measuring an example relative to training on it, until it is known."""


class Pace:
    """Reckons with marks: so many examples were trained by that time.

    The first mark comes after the first batch, which takes Keras seconds to trace and is thereby left out.

    Args:
        epochs: Epochs planned.
        training: Examples in the training part.
        validation: Examples in the validation part.
        finished: Epochs finished before, if a run goes on.
    """

    def __init__(self, epochs: int, training: int, validation: int, finished: int = 0) -> None:
        self._epochs = epochs
        self._training = training
        self._validation = validation
        self._marks: deque[tuple[float, int]] = deque()
        self._measured = finished
        self._measuring_seconds: float | None = None
        self._began = 0.0

    def mark(self, now: float, examples: int) -> None:
        """Note how far training is.

        Args:
            now: Seconds on any clock.
            examples: Examples trained on since the run began, each as often as it was seen.
        """
        self._marks.append((now, examples))
        while len(self._marks) > 2 and now - self._marks[1][0] > _ESTIMATE_SECONDS:
            self._marks.popleft()

    def validation_began(self, now: float) -> None:
        """Note that measuring the validation part begins."""
        self._began = now

    def validation_ended(self, now: float) -> None:
        """Note that it is done; its time doesn't count as training's."""
        self._measuring_seconds = now - self._began
        self._measured += 1
        self._marks = deque((time + self._measuring_seconds, examples) for time, examples in self._marks)

    def paused(self, seconds: float) -> None:
        """Note that so much time passed in which nothing was done; it counts as no one's."""
        self._began += seconds
        self._marks = deque((time + seconds, examples) for time, examples in self._marks)

    def examples_per_second(self) -> float:
        """Return training's speed over the last second or so; 0.0 before it is known."""
        if not self._marks:
            return 0.0
        now, examples = self._marks[-1]
        since = next((mark for mark in reversed(self._marks) if now - mark[0] >= _SPEED_SECONDS), self._marks[0])
        return (examples - since[1]) / (now - since[0]) if now > since[0] else 0.0

    def seconds_left(self) -> float | None:
        """Return an estimate for the rest of the run, validations included; ``None`` before one can be made."""
        if not self._marks or self._marks[-1][0] - self._marks[0][0] < _LEAST_SECONDS:
            return None
        (began, first), (now, examples) = self._marks[0], self._marks[-1]
        per_example = (now - began) / (examples - first)
        measuring = self._measuring_seconds
        if measuring is None:
            measuring = self._validation * per_example * _FORWARD_SHARE
        return ((self._epochs * self._training - examples) * per_example
                + (self._epochs - self._measured) * measuring)
