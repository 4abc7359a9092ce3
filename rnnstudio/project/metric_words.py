"""What metrics are called, and their values in words; which of two values is better."""

from __future__ import annotations

from collections.abc import Mapping

from rnnstudio.api import mark, tr
from rnnstudio.project.training_settings import BETTER_HIGHER
from rnnstudio.project.words import number

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


def is_better(metric: str, value: float, other: float) -> bool:
    """Tell whether a value of a metric is better than another; one that is no number never is."""
    if value != value or other != other:
        return value == value
    return value > other if metric.removeprefix("val_") in BETTER_HIGHER else value < other


def best_of(metric: str, values: Mapping[int, float]) -> set[int]:
    """Return the keys of the best of some values of a metric: several if they are equal, none if none is a number."""
    best: set[int] = set()
    for key, value in values.items():
        kept = next(iter(best), None)
        if value == value and (kept is None or is_better(metric, value, values[kept])):
            best = {key}
        elif kept is not None and value == values[kept]:
            best.add(key)
    return best
