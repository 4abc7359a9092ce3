"""Labels of other data understood by a run's own classes."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from rnnstudio.api import Contents, DataFacts, UserError, tr
from rnnstudio.engine.ragged import Bools, Ints


@dataclasses.dataclass(frozen=True)
class KnownLabels:
    """Labels as a run's model gives them.

    Attributes:
        values: As in ``api.Targets``; nonsense where an example isn't usable.
        strata: Class of each example.
        usable: Whether the run knows its label; of several labels those that it doesn't know are passed over.
        unknown: Names of labels that it doesn't know, the most frequent first.
    """

    values: npt.NDArray[Any]
    strata: Ints
    usable: Bools
    unknown: tuple[str, ...]


def known_labels(labels: pa.ChunkedArray | None, contents: Contents, facts: DataFacts) -> KnownLabels:
    """Find labels among a run's classes, by name, or by place where they are numbers and the classes are not.

    Args:
        labels: The data's labels, none of them null.
        contents: What the data's source says of it.
        facts: What the run's data decided.

    Raises:
        UserError: If there are no labels, or none of this kind.
    """
    if labels is None:
        raise UserError(tr('the data has no column "label", so there is nothing to judge by'))
    several = pa.types.is_list(labels.type) or pa.types.is_large_list(labels.type)
    if several != (facts.task == "multilabel"):
        raise UserError(tr("the data has several labels for an example, but the run gives one") if several else tr(
            "the run gives each example several labels, but the data has one label each"))
    return _several(labels, facts) if several else _single(labels, contents, facts)


def _single(labels: pa.ChunkedArray, contents: Contents, facts: DataFacts) -> KnownLabels:
    places = _places(labels, contents, facts.classes)
    usable = places >= 0
    values = places.astype(np.float32).reshape(-1, 1) if facts.task == "binary" else places.astype(np.int32)
    return KnownLabels(values, places, usable, _names(labels.filter(pa.array(~usable))))


def _places(labels: pa.ChunkedArray, contents: Contents, classes: tuple[str, ...]) -> Ints:
    """Return each label's place among the classes, -1 where it has none."""
    if pa.types.is_floating(labels.type) or pa.types.is_decimal(labels.type):
        labels = _whole(labels)
    whole = pa.types.is_integer(labels.type)
    if whole and contents.classes:
        named = pa.array(contents.classes, pa.string())
        within = pc.and_(pc.greater_equal(labels, 0), pc.less(labels, len(named)))
        labels = pc.if_else(within, named.take(pc.if_else(within, labels, 0)), labels.cast(pa.string()))
    elif whole and not any(name.lstrip("+-").isdecimal() for name in classes):
        numbers = labels.to_numpy().astype(np.int64)
        return np.where((numbers >= 0) & (numbers < len(classes)), numbers, -1)
    found = pc.index_in(labels.cast(pa.string()), value_set=pa.array(classes, pa.string()))
    return np.asarray(pc.fill_null(found, -1).to_numpy(), np.int64)


def _whole(labels: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        return labels.cast(pa.int64())
    except pa.ArrowInvalid:
        raise UserError(tr("the run tells classes apart, but the data's labels are fractions")) from None


def _several(labels: pa.ChunkedArray, facts: DataFacts) -> KnownLabels:
    lengths = pc.fill_null(pc.list_value_length(labels), 0).to_numpy()
    owners = np.repeat(np.arange(len(labels)), lengths)
    flat = pc.list_flatten(labels).cast(pa.string())
    index = pc.index_in(flat, value_set=pa.array(facts.classes, pa.string()))
    known = ~np.asarray(index.is_null())
    values = np.zeros((len(labels), len(facts.classes)), np.float32)
    values[owners[known], pc.fill_null(index, 0).to_numpy()[known]] = 1.0
    return KnownLabels(values, np.zeros(len(labels), np.int64), np.ones(len(labels), np.bool_),
                       _names(flat.filter(pa.array(~known))))


def _names(labels: pa.ChunkedArray) -> tuple[str, ...]:
    found = pc.value_counts(labels).to_pylist()
    return tuple(str(pair["values"]) for pair in sorted(found, key=lambda pair: -pair["counts"]))[:10]
