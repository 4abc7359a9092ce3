"""What is to be predicted: labels as class indices or numbers, and which task that makes."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from rnnstudio.api import Contents, Task, UserError, tr
from rnnstudio.engine.ragged import Array, Ints


@dataclasses.dataclass(frozen=True)
class Labels:
    """Labels as the loss wants them.

    Attributes:
        task: What they make.
        outputs: Size of the model's output.
        classes: Names of the classes by index; empty for regression.
        values: float32 of shape (examples, 1) for binary and regression, int32 of shape (examples,) for multi-class.
        strata: Class index of each example, by which to divide evenly; all 0 for regression.
    """

    task: Task
    outputs: int
    classes: tuple[str, ...]
    values: Array
    strata: Ints


def read_labels(labels: pa.ChunkedArray, contents: Contents) -> Labels:
    """Make sense of the labels.

    Raises:
        UserError: If they don't fit the task, are all the same, or are all different.
    """
    kind = labels.type
    if contents.task == "regression" or (contents.task is None and pa.types.is_floating(kind)):
        return _numbers(labels)
    if pa.types.is_floating(kind):
        labels = _as_whole_numbers(labels)
    elif not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_integer(kind)
              or pa.types.is_boolean(kind)):
        raise UserError(tr('the column "label" should hold text or numbers, but holds {found}', found=kind))
    classes, indices = _classes(labels, contents.classes)
    return _classification(classes, indices, contents)


def _numbers(labels: pa.ChunkedArray) -> Labels:
    kind = labels.type
    if not (pa.types.is_floating(kind) or pa.types.is_integer(kind)):
        raise UserError(tr('the task is to predict a number, but the label of example 1 is "{value}"',
                           value=labels[0].as_py()))
    values = labels.cast(pa.float32(), safe=False).to_numpy()
    if not np.isfinite(values).all():
        row = int(np.argmin(np.isfinite(values)))
        raise UserError(tr("the label of example {number} is not a finite number: {value}", number=row + 1,
                           value=labels[row].as_py()))
    return Labels("regression", 1, (), values.reshape(-1, 1), np.zeros(len(values), np.int64))


def _as_whole_numbers(labels: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        return labels.cast(pa.int64())
    except pa.ArrowInvalid:
        raise UserError(tr("the task is to tell classes apart, but the labels are fractions; number the classes "
                           "0, 1, 2 ... or name them")) from None


def _classes(labels: pa.ChunkedArray, names: tuple[str, ...]) -> tuple[tuple[str, ...], Ints]:
    """Return the classes' names and each example's class."""
    if names and pa.types.is_integer(labels.type):
        span = pc.min_max(labels).as_py()
        if span["min"] < 0 or span["max"] >= len(names):
            wrong = span["min"] if span["min"] < 0 else span["max"]
            raise UserError(tr("a label is {label}, but there are {count} classes, numbered from 0", label=wrong,
                               count=len(names)))
        return names, labels.to_numpy().astype(np.int64)
    if pa.types.is_boolean(labels.type):
        labels = labels.cast(pa.string())
    known: list[Any] = list(names) or sorted(pc.unique(labels).to_pylist())
    found = pc.index_in(labels, value_set=pa.array(known, type=labels.type))
    if found.null_count:
        row = pc.index(pc.is_null(found), True).as_py()
        raise UserError(tr('the label of example {number} is "{label}", which is none of the classes: {classes}',
                           number=row + 1, label=labels[row].as_py(), classes=", ".join(names[:8])))
    return tuple(str(name) for name in known), found.to_numpy().astype(np.int64)


def _classification(classes: tuple[str, ...], indices: Ints, contents: Contents) -> Labels:
    present = np.unique(indices)
    if len(present) == 1:
        raise UserError(tr('every example has the same label, "{label}"; there is nothing to tell apart',
                           label=classes[present[0]]))
    if len(present) == len(indices) > 2:
        raise UserError(tr('every example has a label of its own ("{first}", "{second}" ...); choose another label '
                           'column', first=classes[present[0]], second=classes[present[1]]))
    if contents.task == "binary" and len(classes) != 2:
        raise UserError(tr("the task is to tell two classes apart, but the labels name {count}: {classes}",
                           count=len(classes), classes=", ".join(classes[:8])))
    binary = len(classes) == 2 and contents.task != "multiclass" and contents.outputs in (None, 1)
    if binary:
        return Labels("binary", 1, classes, indices.astype(np.float32).reshape(-1, 1), indices)
    return Labels("multiclass", max(len(classes), contents.outputs or 0), classes, indices.astype(np.int32), indices)
