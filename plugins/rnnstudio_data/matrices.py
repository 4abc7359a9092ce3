"""Sequences of numbers as Arrow has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa


def sequences(matrices: Sequence[np.ndarray[Any, Any]], others: dict[str, pa.Array]) -> pa.RecordBatch:
    """Return sequences of numbers, each float32 of shape (steps, features), as a record batch."""
    import numpy as np
    import pyarrow as pa

    offsets = np.concatenate([[0], np.cumsum([len(matrix) for matrix in matrices])]).astype(np.int32)
    flat = pa.array(np.concatenate(matrices).astype(np.float32).ravel())
    steps = pa.FixedSizeListArray.from_arrays(flat, matrices[0].shape[1])
    return pa.record_batch({"values": pa.ListArray.from_arrays(pa.array(offsets), steps), **others})
