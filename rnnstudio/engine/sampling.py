"""Chooses the next token from a model's probabilities: temperature, top-k, top-p, and a seed that repeats it.

Top-k after Fan, Lewis and Dauphin (2018), "Hierarchical Neural Story Generation"; top-p, the nucleus, after Holtzman,
Buys, Du, Forbes and Choi (2020), "The Curious Case of Neural Text Degeneration". They apply in this order:
temperature, top-k, top-p of what is left.
"""

from __future__ import annotations

import numpy as np

from rnnstudio.engine.probabilities import Floats, softmax


def narrowed(probabilities: Floats, temperature: float, top_k: int | None, top_p: float | None) -> Floats:
    """Return the probabilities that are chosen by.

    Args:
        probabilities: Of each token, shape (tokens,).
        temperature: The logarithms are divided by it; 0 leaves the likeliest token alone.
        top_k: So many of the likeliest tokens stay; ``None`` for all. Of equals, those with the lower ids.
        top_p: The likeliest tokens stay until together they reach it, at least one; ``None`` for all.

    Returns:
        Shape (tokens,), adding up to 1.
    """
    order = np.argsort(-probabilities, kind="stable")
    found = np.zeros_like(probabilities)
    if temperature <= 0:
        found[order[0]] = 1.0
        return found
    with np.errstate(divide="ignore"):
        found = softmax(np.log(probabilities) / temperature)
    keep = len(order) if top_k is None else min(top_k, len(order))
    if top_p is not None:
        reached = np.cumsum(found[order[:keep]] / found[order[:keep]].sum())
        keep = min(keep, int(np.searchsorted(reached, top_p * (1 - 1e-12))) + 1)
    found[order[keep:]] = 0.0
    narrow: Floats = found / found.sum()
    return narrow


def choose(probabilities: Floats, draw: float) -> int:
    """Return the token that a number drawn evenly from 0 to 1 falls on, 1 excluded."""
    reached = np.cumsum(probabilities)
    token = int(np.searchsorted(reached, draw * reached[-1], side="right"))
    return min(token, int(np.flatnonzero(probabilities)[-1]))
