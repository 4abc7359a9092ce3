"""What is measured of a model, and which of it can be told of a batch alone."""

from __future__ import annotations

from typing import Any

from rnnstudio.api import Task
from rnnstudio.project.training_settings import Quantity, TrainingSettings

MEANS = ("loss", "accuracy", "top_5", "mae", "rmse", "perplexity")
"""Metrics that are a mean over examples, or a function of one: from the means over an epoch so far, those of each
batch can be had. The others (precision, recall, F1, AUC, R²) say nothing of a single batch."""

_MOST_RANKED = 200
"""Classes up to which the AUC is measured: it takes a few hundred numbers for each, at every batch."""
_TOP = 5


def metric_names(task: Task, outputs: int, settings: TrainingSettings) -> tuple[Quantity, ...]:
    """Return the names of what is told of a run: the loss, then the other means, then what only epochs have.

    Args:
        task: What is predicted.
        outputs: Size of the model's output vector.
        settings: What is asked for.
    """
    pointless = {"top_5"} if outputs <= _TOP else {"auc"} if outputs > _MOST_RANKED else set()
    sensible = [name for name in settings.metrics(task) if name not in pointless]
    return ("loss", *sorted(sensible, key=lambda name: name not in MEANS))


def means(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return those that a batch alone has; they come first."""
    return tuple(name for name in names if name in MEANS)


def make_metrics(names: tuple[Quantity, ...], task: Task, outputs: int, scores: bool) -> tuple[list[Any], list[Any]]:
    """Return Keras metrics, each by the name it is told by.

    Args:
        names: Which, "loss" among them or not.
        task: What is predicted.
        outputs: Size of the model's output vector.
        scores: Whether outputs are scores and not probabilities.

    Returns:
        All of them, and those that are Keras' own and stand in a saved model: it loads without this program.
    """
    wanted = [name for name in names if name != "loss"]
    plain = {name: metric for name in wanted if (metric := _plain(name, task, scores)) is not None}
    if len(plain) == len(wanted):
        return list(plain.values()), list(plain.values())
    from rnnstudio.engine.measures import measure

    return [plain[name] if name in plain else measure(name, task, outputs, scores) for name in wanted], list(
        plain.values())


def _plain(name: Quantity, task: Task, scores: bool) -> Any:
    import keras

    match name, task:
        case "accuracy", "binary" | "multilabel":
            return keras.metrics.BinaryAccuracy(name=name, threshold=0.0 if scores else 0.5)
        case "accuracy", _:
            return keras.metrics.SparseCategoricalAccuracy(name=name)
        case "top_5", _:
            return keras.metrics.SparseTopKCategoricalAccuracy(_TOP, name=name)
        case "mae", _:
            return keras.metrics.MeanAbsoluteError(name=name)
        case "rmse", _:
            return keras.metrics.RootMeanSquaredError(name=name)
    return None
