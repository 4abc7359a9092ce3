"""What the training says in words: speed, the sentence at the end. Knows no Qt."""

from __future__ import annotations

from collections.abc import Mapping

from rnnstudio.api import tr
from rnnstudio.project.metric_words import (
    epochs_words,
    in_sentence,
    key_metric,
    key_metric_words,
    metric_name,
    part_name,
    value_words,
)
from rnnstudio.project.words import duration, number

__all__ = ["epochs_words", "in_sentence", "key_metric", "key_metric_words", "metric_name", "part_name",
           "seconds_words", "speed_words", "summary_words", "value_words"]
_QUICK = 5.0
"""Seconds that an epoch must take for its own time left to be of interest."""


def seconds_words(seconds: float) -> str:
    """Return a short time with a tenth, a long one as 1:05."""
    return tr("{seconds} s", seconds=f"{seconds:.1f}") if seconds < 60 else duration(seconds)


def speed_words(examples_per_second: float, epoch_seconds: float | None, device: str,
                left: float | None = None) -> str:
    """Return the line below the plots: "0:04 left in this epoch · 1,340 examples/s · 9.1 s an epoch · CPU, 2 cores".

    Time left is said of epochs that take longer than a few seconds only; else it would flicker.
    """
    parts = []
    if left is not None and (epoch_seconds or left) > _QUICK:
        parts.append(tr("{time} left in this epoch", time=duration(left)))
    if examples_per_second > 0:
        parts.append(tr("{count} examples/s", count=number(round(examples_per_second))))
    if epoch_seconds is not None:
        parts.append(tr("{time} an epoch", time=seconds_words(epoch_seconds)))
    if device:
        parts.append(device)
    return " · ".join(parts)


def summary_words(outcome: str, epochs: int, seconds: float, best_epoch: int,
                  best_metrics: Mapping[str, float]) -> str:
    """Return what a run came to, in a sentence or two."""
    time = duration(seconds)
    if outcome == "early":
        head = tr("Stopped early after {epochs}, in {time}: the validation no longer got better.",
                  epochs=epochs_words(epochs), time=time)
    elif outcome == "stopped":
        head = tr("You stopped it after {epochs}, in {time}; what it learned is kept.",
                  epochs=epochs_words(epochs), time=time)
    else:
        head = tr("Finished: {epochs} in {time}.", epochs=epochs_words(epochs), time=time)
    name = key_metric(best_metrics)
    if not best_epoch or not name:
        return head
    best = tr("Best at epoch {epoch}: {metric} {value}.", epoch=number(best_epoch), metric=part_name(name),
              value=value_words(best_metrics[name]))
    return f"{head} {best}"
