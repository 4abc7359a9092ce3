"""How the learning rate changes: a pure function of the step, and a rule at the end of each epoch.

Keras' own schedules can't be combined (only its cosine has a warm-up), and one of ours would make a saved model
unreadable without this program. So the optimizer keeps a plain learning rate, a variable, to which the compiled
training step assigns what the schedule says at the optimizer's own step count: nothing is added to the model's file,
the cost is a few numbers, and a run that goes on from its optimizer's state has the same rate at the same batch.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from rnnstudio.project.training_settings import SCHEDULES, TrainingSettings

_LEAST_LOSS_GAIN = 1e-4
"""Share of the best loss that one has to be lower by to be no plateau."""


class Rate:
    """The learning rate by step.

    Args:
        settings: Which schedule, with what.
        batches: Batches in an epoch.

    Attributes:
        is_constant: True if it never changes.
    """

    def __init__(self, settings: TrainingSettings, batches: int) -> None:
        self._settings = settings
        self._own = settings.chosen(SCHEDULES, settings.schedule)
        self._batches = batches
        self._factor: Any = None
        self.is_constant = settings.schedule == "constant" and settings.warm_up <= 1
        if settings.schedule == "plateau":
            import tensorflow as tf

            self._factor = tf.Variable(1.0, trainable=False, dtype=tf.float32, name="plateau")

    def set_factor(self, factor: float) -> None:
        """Multiply the rate of all further steps by this; only the plateau's rate listens."""
        if self._factor is not None:
            self._factor.assign(factor)

    def at(self, step: Any) -> Any:
        """Return the rate of a step.

        Args:
            step: Steps done before, an integer tensor of any shape.

        Returns:
            float32 of the same shape.
        """
        import tensorflow as tf

        base, warm_up = self._settings.learning_rate, self._settings.warm_up
        step = tf.cast(step, tf.float32)
        rate = self._scheduled(tf, step, base)
        lowest = min(self._own.get("lowest_rate", 0.0), base)
        rate = tf.maximum(rate, tf.constant(lowest, tf.float32))
        if warm_up > 1:
            rate *= tf.minimum((step + 1) / warm_up, 1.0)
        return rate

    def _scheduled(self, tf: Any, step: Any, base: float) -> Any:
        own = self._own
        match self._settings.schedule:
            case "stepwise":
                return base * own["rate_factor"] ** tf.floor(step / (own["rate_epochs"] * self._batches))
            case "exponential":
                return base * own["rate_factor"] ** (step / (own["rate_epochs"] * self._batches))
            case "cosine":
                warm_up = self._settings.warm_up
                span = max((own["rate_epochs"] or self._settings.epochs) * self._batches - warm_up, 1)
                done = tf.clip_by_value((step - warm_up) / span, 0.0, 1.0)
                lowest = min(own["lowest_rate"], base)
                return lowest + (base - lowest) * (1 + tf.cos(math.pi * done)) / 2
            case "plateau":
                return base * self._factor + tf.zeros_like(step)
        return base + tf.zeros_like(step)


class Plateau:
    """Lowers the rate when the validation loss no longer falls.

    Args:
        settings: Patience in epochs (``rate_epochs``) and factor (``rate_factor``).

    Attributes:
        factor: What the rate is multiplied by.
    """

    def __init__(self, settings: TrainingSettings) -> None:
        own = settings.chosen(SCHEDULES, "plateau")
        self._patience: int = own["rate_epochs"]
        self._factor: float = own["rate_factor"]
        self._is_on = settings.schedule == "plateau"
        self.factor = 1.0
        self._best = math.inf
        self._waited = 0

    def epoch_ended(self, val_loss: float) -> float:
        """Take in an epoch's validation loss; return what the rate is multiplied by from now on."""
        if val_loss < self._best - abs(self._best) * _LEAST_LOSS_GAIN or math.isinf(self._best):
            self._best, self._waited = val_loss, 0
        else:
            self._waited += 1
        if self._is_on and self._waited >= self._patience:
            self.factor *= self._factor
            self._waited = 0
        return self.factor

    def state(self) -> dict[str, float | None]:
        """Return what has to be kept for a run to go on, as JSON values."""
        return {"factor": self.factor, "best": None if math.isinf(self._best) else self._best,
                "waited": self._waited}

    def restore(self, state: Mapping[str, float | None]) -> None:
        """Go on from what ``state`` returned."""
        self.factor = float(state["factor"] or 0.0)
        self._best = math.inf if state["best"] is None else state["best"]
        self._waited = int(state["waited"] or 0)
