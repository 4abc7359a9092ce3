"""Tasks on labels: one of two classes, one of many, several at once, a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from rnnstudio.api import Contents, Doc, Folded, LearningTask, Range, Targets, TaskInfo, UserError, tr
from rnnstudio_data.classes import is_list, is_number, is_text, label_column, listed, read_classes

if TYPE_CHECKING:
    import pyarrow as pa

_MOST_CLASSES = 10_000


class Binary(LearningTask, frozen=True, kw_only=True):
    """Tells two classes apart: one output, the probability of the second class."""

    info = TaskInfo(id="rnnstudio.binary", title="One of two classes", icon="scale", kind="binary")

    def proposed(self, contents: Contents, labels: pa.Array | None) -> float:
        """Suit labels of two kinds."""
        if labels is None or is_list(labels.type) or contents.outputs not in (None, 1):
            return 0.0
        if contents.task is not None:
            return float(contents.task == "binary")
        return 0.9 if _kinds(labels, contents) == 2 and not _is_measured(labels) else 0.0

    def targets(self, labels: pa.ChunkedArray, contents: Contents) -> Targets:
        """Return 0 or 1 for each example.

        Raises:
            UserError: If there are not two classes.
        """
        import numpy as np

        classes, indices = read_classes(labels, contents)
        if len(classes) != 2:
            raise UserError(tr("the task is to tell two classes apart, but the labels name {count}: {classes}",
                               count=len(classes), classes=listed(classes)))
        return Targets(values=indices.astype(np.float32).reshape(-1, 1), outputs=1, classes=classes, strata=indices)


class MultiClass(LearningTask, frozen=True, kw_only=True):
    """Tells several classes apart: an output for each, their probabilities adding up to 1."""

    info = TaskInfo(id="rnnstudio.multiclass", title="One of several classes", icon="list", kind="multiclass")

    def proposed(self, contents: Contents, labels: pa.Array | None) -> float:
        """Suit labels of three kinds and more, and of two a little."""
        if labels is None or is_list(labels.type):
            return 0.0
        if contents.task is not None:
            return float(contents.task == "multiclass")
        return 0.0 if _is_measured(labels) else 0.5

    def targets(self, labels: pa.ChunkedArray, contents: Contents) -> Targets:
        """Return the class index of each example, int32.

        Raises:
            UserError: If the labels are no classes, or far too many, as when a column of ids is chosen.
        """
        import numpy as np

        classes, indices = read_classes(labels, contents)
        _refuse_too_many(classes, len(indices), contents)
        return Targets(values=indices.astype(np.int32), outputs=max(len(classes), contents.outputs or 0),
                       classes=classes, strata=indices)


class MultiLabel(LearningTask, frozen=True, kw_only=True):
    """Each example may have several labels at once: an output for each, a probability by itself."""

    info = TaskInfo(id="rnnstudio.multilabel", title="Several labels at once", icon="layers", kind="multilabel")
    minimum_count: Annotated[int, Range(1, 1_000_000), Folded(), Doc(
        "A label is learned if at least so many examples have it.")] = 1

    def proposed(self, contents: Contents, labels: pa.Array | None) -> float:
        """Suit lists of labels."""
        return float(labels is not None and is_list(labels.type))

    def targets(self, labels: pa.ChunkedArray, contents: Contents) -> Targets:
        """Return a row for each example, 1 for each of its labels; strata are by the rarest label of an example.

        Raises:
            UserError: If there are no lists of labels, or only one label in all.
        """
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        if not is_list(labels.type):
            raise UserError(tr('the task has several labels at once, but the column "label" holds {found}; say what '
                               "stands between two labels, or choose another task", found=labels.type))
        lengths = pc.fill_null(pc.list_value_length(labels), 0).to_numpy()
        owners = np.repeat(np.arange(len(labels)), lengths)
        flat = pc.list_flatten(labels).cast(pa.string())
        found = pc.value_counts(flat)
        classes = tuple(contents.classes) or tuple(sorted(
            pair["values"] for pair in found.to_pylist() if pair["counts"] >= self.minimum_count))
        if len(classes) < 2:
            raise UserError(tr("the examples have {count} labels in all; at least 2 are needed to learn anything",
                               count=len(classes)))
        _refuse_too_many(classes, len(labels), contents)
        index = pc.index_in(flat, value_set=pa.array(classes, pa.string()))
        known = ~np.asarray(index.is_null())
        columns = pc.fill_null(index, 0).to_numpy()
        values = np.zeros((len(labels), len(classes)), np.float32)
        values[owners[known], columns[known]] = 1.0
        rarity = values.sum(axis=0)
        strata = np.where(values.any(axis=1), np.where(values > 0, rarity, np.inf).argmin(axis=1), len(classes))
        return Targets(values=values, outputs=len(classes), classes=classes, strata=strata.astype(np.int64))


class Regression(LearningTask, frozen=True, kw_only=True):
    """Predicts a number."""

    info = TaskInfo(id="rnnstudio.regression", title="A number", icon="ruler", kind="regression")

    def proposed(self, contents: Contents, labels: pa.Array | None) -> float:
        """Suit fractions."""
        if labels is None or is_list(labels.type):
            return 0.0
        if contents.task is not None:
            return float(contents.task == "regression")
        return 0.9 if _is_measured(labels) else 0.0

    def targets(self, labels: pa.ChunkedArray, contents: Contents) -> Targets:
        """Return the numbers, float32 of shape (examples, 1).

        Raises:
            UserError: If a label is no finite number.
        """
        import numpy as np
        import pyarrow as pa

        if not (is_number(labels.type) or pa.types.is_integer(labels.type)):
            raise UserError(tr('the task is to predict a number, but the label of example 1 is "{value}"',
                               value=labels[0].as_py()))
        values = labels.cast(pa.float32(), safe=False).to_numpy()
        if not np.isfinite(values).all():
            row = int(np.argmin(np.isfinite(values)))
            raise UserError(tr("the label of example {number} is not a finite number: {value}", number=row + 1,
                               value=labels[row].as_py()))
        return Targets(values=values.reshape(-1, 1), outputs=1, strata=np.zeros(len(values), np.int64))


def _kinds(labels: pa.Array, contents: Contents) -> int:
    import pyarrow.compute as pc

    return len(contents.classes) or len(pc.unique(labels))


def _is_measured(labels: pa.Array) -> bool:
    """Tell whether labels are numbers that name no classes: fractions stored as such."""
    return is_number(labels.type) and not is_text(labels.type)


def _refuse_too_many(classes: tuple[str, ...], examples: int, contents: Contents) -> None:
    if len(classes) > max(_MOST_CLASSES, 2) or (len(classes) > 1000 and len(classes) > examples / 2):
        raise UserError(tr("{column} names {count} classes for {examples} examples ({classes} ...); is it a column "
                           "of ids? Choose another label column", column=label_column(contents),
                           count=f"{len(classes):,}", examples=f"{examples:,}", classes=listed(classes)))
