"""Which epoch is the best, and when waiting for a better one is over."""

from __future__ import annotations

import math
from collections.abc import Mapping

from rnnstudio.engine.schedules import Plateau, Rate
from rnnstudio.project.training_settings import BETTER_HIGHER, TrainingSettings


class Judge:
    """Judges epochs by what they came to on the validation part.

    Args:
        settings: What judges, patience, and the smallest gain that counts.
        metrics: Names of what is measured; if what is to judge isn't among them, the loss does.

    Attributes:
        quantity: What judges: "loss" or another metric.
        best_epoch: The best one so far, from 1; 0 before there is one.
        is_over: True once so many epochs brought no gain as the patience allows.
    """

    def __init__(self, settings: TrainingSettings, metrics: tuple[str, ...]) -> None:
        self.quantity = settings.judged_by if settings.judged_by in metrics else "loss"
        self.best_epoch = 0
        self.is_over = False
        self._sign = -1.0 if self.quantity in BETTER_HIGHER else 1.0
        self._patience = settings.early_stopping
        self._gain = settings.early_stopping_change
        self._best = self._to_beat = math.inf
        self._waited = 0

    def epoch_ended(self, epoch: int, metrics: Mapping[str, float]) -> bool:
        """Take in an epoch.

        Args:
            epoch: Its number, from 1.
            metrics: Its metrics, those of the validation part with "val_" before.

        Returns:
            True if it is the best so far; of equal ones the first is.
        """
        cost = self._sign * metrics[f"val_{self.quantity}"]
        if cost < self._to_beat - self._gain or math.isinf(self._to_beat):
            self._to_beat, self._waited = cost, 0
        else:
            self._waited += 1
        self.is_over = self._patience is not None and self._waited >= self._patience
        is_best = cost < self._best
        if is_best:
            self._best, self.best_epoch = cost, epoch
        return is_best

    def state(self) -> dict[str, float | None]:
        """Return what has to be kept for a run to go on, as JSON values."""
        return {"best": _finite(self._best), "to_beat": _finite(self._to_beat), "waited": self._waited,
                "best_epoch": self.best_epoch}

    def restore(self, state: Mapping[str, float | None]) -> None:
        """Go on from what ``state`` returned."""
        best, to_beat = state["best"], state["to_beat"]
        self._best = math.inf if best is None else best
        self._to_beat = math.inf if to_beat is None else to_beat
        self._waited, self.best_epoch = int(state["waited"] or 0), int(state["best_epoch"] or 0)
        self.is_over = self._patience is not None and self._waited >= self._patience


def _finite(value: float) -> float | None:
    return None if math.isinf(value) else value


class Rules:
    """What is decided at the end of each epoch: whether it is the best, whether to stop, what the rate does.

    Args:
        settings: The training's.
        metrics: Names of what is measured.
        rate: The learning rate, told when a plateau lowers it.
    """

    def __init__(self, settings: TrainingSettings, metrics: tuple[str, ...], rate: Rate) -> None:
        self._judge = Judge(settings, metrics)
        self._plateau = Plateau(settings)
        self._rate = rate

    @property
    def best_epoch(self) -> int:
        """The best epoch so far, from 1; 0 before there is one."""
        return self._judge.best_epoch

    @property
    def is_over(self) -> bool:
        """True once early stopping is to end the training."""
        return self._judge.is_over

    def epoch_ended(self, epoch: int, metrics: Mapping[str, float]) -> bool:
        """Take in an epoch, with its number from 1 and its metrics; return whether it is the best so far."""
        self._rate.set_factor(self._plateau.epoch_ended(metrics["val_loss"]))
        return self._judge.epoch_ended(epoch, metrics)

    def state(self) -> dict[str, dict[str, float | None]]:
        """Return what has to be kept for a run to go on, as JSON values."""
        return {"judge": self._judge.state(), "plateau": self._plateau.state()}

    def restore(self, state: Mapping[str, Mapping[str, float | None]]) -> None:
        """Go on from what ``state`` returned: the rate too."""
        self._judge.restore(state["judge"])
        self._plateau.restore(state["plateau"])
        self._rate.set_factor(self._plateau.factor)
