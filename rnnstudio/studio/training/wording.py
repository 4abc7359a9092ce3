"""What the training says in words: names of metrics, speed, the sentence at the end. Knows no Qt."""

from __future__ import annotations

from collections.abc import Mapping

from rnnstudio.api import mark, tr
from rnnstudio.project.words import duration, number

_QUICK = 5.0
"""Seconds that an epoch must take for its own time left to be of interest."""
_METRICS = {
    "loss": mark("Loss"),
    "accuracy": mark("Accuracy"),
    "precision": mark("Precision"),
    "recall": mark("Recall"),
    "f1": mark("F1"),
    "auc": mark("AUC"),
    "top_5": mark("Top-5 accuracy"),
    "rmse": mark("Root mean squared error"),
    "r2": mark("R²"),
    "perplexity": mark("Perplexity"),
    "mae": mark("Mean absolute error"),
    "mean_absolute_error": mark("Mean absolute error"),
    "mse": mark("Mean squared error"),
    "mean_squared_error": mark("Mean squared error"),
}


def metric_name(metric: str) -> str:
    """Return a metric's name for a title, without telling training from validation."""
    bare = metric.removeprefix("val_")
    return tr(_METRICS[bare]) if bare in _METRICS else bare.replace("_", " ").capitalize()


def part_name(metric: str) -> str:
    """Return a metric's name with the part it was measured on, as within a sentence."""
    name = in_sentence(metric_name(metric))
    if metric.startswith("val_"):
        return tr("validation {metric}", metric=name)
    return tr("training {metric}", metric=name)


def in_sentence(words: str) -> str:
    """Return a title as it is written within a sentence; abbreviations stay as they are."""
    is_abbreviation = words[:2].isupper() or not words[1:2].isalpha()
    return words if is_abbreviation else words[:1].lower() + words[1:]


def value_words(value: float) -> str:
    """Return a metric's value, short, with the digits that tell two epochs apart."""
    if value != value or abs(value) == float("inf"):
        return tr("not a number")
    size = abs(value)
    if size >= 1000:
        return number(round(value))
    if size >= 100:
        return f"{value:.1f}"
    if size >= 0.01 or size == 0:
        return f"{value:.3f}"
    return f"{value:.1e}"


def key_metric(metrics: Mapping[str, float]) -> str:
    """Return the name of the metric that says most: the validation's before the training's, the loss last."""
    names = [name for name in metrics if name != "loss" and name != "val_loss"]
    validation = [name for name in names if name.startswith("val_")]
    return (validation or [name for name in ("val_loss",) if name in metrics] or names or list(metrics) or [""])[0]


def key_metric_words(metrics: Mapping[str, float]) -> str:
    """Return the metric that says most, for the tool bar: "val. accuracy 0.790"."""
    name = key_metric(metrics)
    if not name:
        return ""
    shown = in_sentence(metric_name(name))
    if name.startswith("val_"):
        return tr("val. {metric} {value}", metric=shown, value=value_words(metrics[name]))
    return f"{shown} {value_words(metrics[name])}"


def epochs_words(epochs: int) -> str:
    """Return "1 epoch" or "10 epochs"."""
    return tr("1 epoch") if epochs == 1 else tr("{count} epochs", count=number(epochs))


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
