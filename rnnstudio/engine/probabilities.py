"""From what a model's last layer gives to probabilities, by the task and by what the layer's numbers mean."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from rnnstudio.api import Task
from rnnstudio.engine.objective import NUMBERS, PROBABILITIES

Floats = npt.NDArray[np.float64]


def probabilities(outputs: Any, task: Task, activation: str) -> Floats:
    """Return the probability of each class, as the loss understood the outputs in training.

    Args:
        outputs: What the model gives, shape (..., outputs).
        task: What is predicted.
        activation: What the outputs passed through last, see ``objective.last_activation``.

    Returns:
        Shape (..., classes): two for a binary task, the second being the one that the output tells. For a task on
        numbers the outputs as they are.
    """
    found = np.asarray(outputs, np.float64)
    if task in NUMBERS:
        return found
    scores = activation not in PROBABILITIES[task]
    if task in ("binary", "multilabel"):
        found = sigmoid(found) if scores else found
        return np.concatenate([1 - found, found], axis=-1) if task == "binary" else found
    if scores:
        return softmax(found)
    total = found.sum(axis=-1, keepdims=True)  # sigmoids side by side: the loss brings their sum to 1
    shares: Floats = np.divide(found, total, out=np.full_like(found, 1 / found.shape[-1]), where=total > 0)
    return shares


def softmax(scores: Floats) -> Floats:
    """Return probabilities that add up to 1 along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    found: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return found


def sigmoid(scores: Floats) -> Floats:
    """Return the logistic function, without overflow."""
    found: Floats = 0.5 * (1 + np.tanh(scores / 2))
    return found
