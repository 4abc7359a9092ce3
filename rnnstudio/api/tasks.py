"""What a task plugin writes: what is to be predicted, made of labels or of the sequences themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from rnnstudio.api.data import Contents
from rnnstudio.api.layers import Task
from rnnstudio.api.parameters import Component, ComponentInfo

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa


class TaskInfo(ComponentInfo, frozen=True, kw_only=True):
    """What the Data pane shows of a task.

    Attributes:
        kind: What it is to the engine: decides loss, metric, and what the model's outputs mean.
    """

    kind: Task


class Targets(msgspec.Struct, frozen=True, kw_only=True):
    """What the model is to give for each example, as the loss wants it.

    Attributes:
        values: float32 of shape (examples, outputs) for binary, multi-label and regression; int32 class indices of
            shape (examples,) for multi-class.
        outputs: Size of the model's output vector.
        classes: Names of the classes by index; empty for regression.
        strata: int64 of shape (examples,): examples with the same number are divided evenly between the parts.
    """

    values: np.ndarray[Any, Any]
    outputs: int
    classes: tuple[str, ...] = ()
    strata: np.ndarray[Any, Any]


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """How sequences are cut into examples, and which later steps are predicted.

    An example that begins at step s shows the model the steps s to s + steps - 1; the model is to give the steps
    s + first to s + first + ahead - 1.

    Attributes:
        steps: Time steps that the model sees.
        first: Where the predicted steps begin, counted from the window's first step; at least 1.
        ahead: How many steps are predicted.
        stride: From one window's first step to the next one's.
        features: For sequences of numbers: which features are predicted; empty for all.
        standardized: For sequences of numbers: whether each feature is brought to mean 0 and deviation 1 first, as
            they are in the training part.
    """

    steps: int
    first: int
    ahead: int
    stride: int = 1
    features: tuple[int, ...] = ()
    standardized: bool = False

    @property
    def span(self) -> int:
        """Steps of a sequence that a window needs, the predicted ones included."""
        return max(self.steps, self.first + self.ahead)


class LearningTask(Component, frozen=True, kw_only=True):
    """Base of every task. A task on labels writes ``targets``; one on the sequences themselves writes ``window``."""

    info: ClassVar[TaskInfo]

    def proposed(self, contents: Contents, labels: pa.Array | None) -> float:
        """Say how well the task suits the data, from 0 (not at all) to 1; the best one is proposed.

        Args:
            contents: What the source says it holds.
            labels: The first labels, at most a few thousand; ``None`` if the data has no labels.
        """
        raise NotImplementedError

    def window(self, contents: Contents) -> Window | None:
        """Return how sequences are cut, or ``None`` for a task on labels.

        Raises:
            UserError: If the data's sequences can't be cut so.
        """
        return None

    def targets(self, labels: pa.ChunkedArray, contents: Contents) -> Targets:
        """Make sense of the labels, none of which is null.

        Raises:
            UserError: If they don't fit the task, are all the same, or are all different.
        """
        raise NotImplementedError
