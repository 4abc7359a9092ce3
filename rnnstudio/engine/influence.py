"""How much each token counts: the model is asked again with the token left out.

After Li, Monroe and Jurafsky (2016), "Understanding Neural Networks through Representation Erasure": what a model
relies on shows in what it says without it. All these shortened texts are as long as each other, so a batch of them
needs no padding.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from rnnstudio.api import UNKNOWN_ID, Cancelled
from rnnstudio.engine.asked import Asked
from rnnstudio.engine.ragged import Array, Ragged
from rnnstudio.project.trial import Influence

_MOST_STEPS = 600_000
"""Time steps that a model is run over for one text; of a longer text several tokens are left out at a time."""
_BATCH_STEPS = 40_000
_MOST_OUTPUTS = 20


def influence(asked: Asked, seen: Array, probabilities: Array, first: int = 0,
              cancelled: Callable[[], bool] = lambda: False) -> Influence | None:
    """Ask a model about an example with each of its tokens left out.

    Args:
        asked: The model; its task is on labels.
        seen: The ids that the model sees, shape (steps,).
        probabilities: What it says of all of them, which decides over the outputs that are told.
        first: Where they begin in the whole text; spans are told by that.
        cancelled: Asked between batches.

    Returns:
        The outputs without each token, or ``None`` for a model that takes one number of steps only.

    Raises:
        Cancelled: If ``cancelled`` answers True.
    """
    if asked.trained.model.input_shape[1] is not None:
        return None
    spans = _spans(len(seen))
    outputs = np.argsort(-np.asarray(probabilities, np.float64), kind="stable")[:_MOST_OUTPUTS]
    found = np.empty((len(spans), len(outputs)))
    size = max(1, _BATCH_STEPS // len(seen))
    for begin in range(0, len(spans), size):
        if cancelled():
            raise Cancelled
        rows = [_without(seen, *span) for span in spans[begin:begin + size]]
        lengths = np.array([len(row) for row in rows], np.int64)
        for length in np.unique(lengths):  # the last span of a very long text may be shorter, what is left longer
            same = np.flatnonzero(lengths == length)
            batch = Ragged.joined(np.concatenate([rows[index] for index in same]), lengths[same])
            found[begin + same] = asked.probabilities(batch)[:, outputs]
    return Influence(
        spans=tuple((first + begin, first + end) for begin, end in spans), outputs=tuple(int(i) for i in outputs),
        without=tuple(tuple(float(value) for value in row) for row in found))


def _spans(steps: int) -> list[tuple[int, int]]:
    """Return what is left out each time: one token, or as many as keep the work within bounds."""
    size = max(1, -(-steps * steps // _MOST_STEPS))
    return [(begin, min(begin + size, steps)) for begin in range(0, steps, size)]


def _without(seen: Array, begin: int, end: int) -> Array:
    rest = np.concatenate([seen[:begin], seen[end:]])
    return rest if len(rest) else np.array([UNKNOWN_ID], np.int32)
