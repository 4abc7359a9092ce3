"""Labels as classes: their names, and each example's class index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rnnstudio.api import Contents, UserError, tr

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

_MOST_NAMED = 8


def is_number(kind: pa.DataType) -> bool:
    """Tell whether labels are fractions."""
    import pyarrow as pa

    return bool(pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def is_list(kind: pa.DataType) -> bool:
    """Tell whether each example has several labels."""
    import pyarrow as pa

    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind))


def is_text(kind: pa.DataType) -> bool:
    """Tell whether labels are words."""
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def read_classes(labels: pa.ChunkedArray, contents: Contents) -> tuple[tuple[str, ...], np.ndarray[Any, Any]]:
    """Return the classes' names, in their order, and each example's class index, int64.

    Raises:
        UserError: If the labels are no classes, are all the same or all different.
    """
    import pyarrow as pa

    kind = labels.type
    if is_number(kind):
        labels = _as_whole_numbers(labels)
    elif not (is_text(kind) or pa.types.is_integer(kind) or pa.types.is_boolean(kind)):
        raise UserError(tr('the column "label" should hold text or numbers, but holds {found}', found=kind))
    classes, indices = _indexed(labels, contents.classes)
    _refuse_useless(classes, indices, contents)
    return classes, indices


def _as_whole_numbers(labels: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow as pa

    try:
        return labels.cast(pa.int64())
    except pa.ArrowInvalid:
        raise UserError(tr("the task is to tell classes apart, but the labels are fractions; number the classes "
                           "0, 1, 2 ... or name them")) from None


def _indexed(labels: pa.ChunkedArray, names: tuple[str, ...]) -> tuple[tuple[str, ...], np.ndarray[Any, Any]]:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

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
                           number=row + 1, label=labels[row].as_py(), classes=listed(names)))
    return tuple(str(name) for name in known), found.to_numpy().astype(np.int64)


def label_column(contents: Contents) -> str:
    """Return the label column in words, with its name where it is known."""
    return tr('the label column "{name}"', name=contents.label) if contents.label else tr("the label column")


def _refuse_useless(classes: Sequence[str], indices: np.ndarray[Any, Any], contents: Contents) -> None:
    import numpy as np

    present = np.flatnonzero(np.bincount(indices, minlength=len(classes)))
    if len(present) == 1:
        raise UserError(tr('{column} holds the same label in every row, "{label}", so that there is nothing to tell '
                           "apart; choose another label column, or add examples of other classes",
                           column=label_column(contents), label=classes[present[0]]))
    if len(present) == len(indices) > 2:
        raise UserError(tr('{column} holds another label in every row ("{first}", "{second}" ...); is it a column of '
                           "ids? Choose another label column", column=label_column(contents),
                           first=classes[present[0]], second=classes[present[1]]))


def listed(classes: Sequence[str]) -> str:
    """Return the first classes in words."""
    return ", ".join(classes[:_MOST_NAMED])
