"""Tells encoded data from any other, whatever file or generator it came from."""

from __future__ import annotations

import hashlib

import numpy as np

from rnnstudio.engine.prepare import Part, Prepared
from rnnstudio.engine.ragged import Array

_WHOLE = 32 * 2**20
"""Bytes of inputs up to which all of them count; of more, samples do."""
_SAMPLES, _SAMPLE = 256, 1 << 16


def fingerprint(prepared: Prepared) -> str:
    """Return what is the same only if a training would see the same: examples, their parts, labels and vocabulary.

    Inputs that are too many to be read in a moment count by their lengths and by samples from all over them.
    """
    seen = hashlib.blake2b(digest_size=16)
    flat = prepared.encoded.inputs.flat
    if flat.nbytes <= _WHOLE:
        seen.update(_bytes(flat))
    else:
        for start in np.linspace(0, len(flat) - _SAMPLE // flat.itemsize, _SAMPLES).astype(np.int64):
            seen.update(_bytes(flat[start:start + _SAMPLE // flat.itemsize]))
    for part in (prepared.training, prepared.validation):
        _add_part(seen, part)
    for token in prepared.encoder.tokens if prepared.encoder is not None else ():
        seen.update(token.encode("utf-8", "surrogatepass") + b"\0")
    seen.update(repr(prepared.facts.classes).encode("utf-8", "surrogatepass"))
    return seen.hexdigest()


def _add_part(seen: hashlib.blake2b, part: Part) -> None:
    for column in (part.inputs.starts, part.inputs.lengths, part.labels, part.strata):
        if column is not None:
            seen.update(repr((column.dtype.str, column.shape)).encode())
            seen.update(_bytes(column))


def _bytes(array: Array) -> bytes:
    return np.ascontiguousarray(array).tobytes()
