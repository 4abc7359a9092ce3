"""What a run keeps of its layers and its data, for whoever looks at it later: see ``runs.about``."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np
import pyarrow as pa

from rnnstudio.engine.encoded import Encoded
from rnnstudio.engine.prepare import Prepared
from rnnstudio.project.model import Project
from rnnstudio.project.report import StackReport
from rnnstudio.registry import Registry
from rnnstudio.runs.about import DataOrigin, LayerFact

_WHOLE = 64 * 2**20
"""Numbers up to which all of them count for the fingerprint; of more, as many from all over."""
_PIECE = 2**18


def layer_facts(project: Project, report: StackReport) -> tuple[LayerFact, ...]:
    """Return the layers of a stack as a run keeps them."""
    names = {node.id: node.name or "" for _, node in project.nodes()}
    return tuple(LayerFact(name=names.get(layer.node, ""), type=layer.type, shape=layer.output_shape,
                           parameters=layer.parameters, depth=layer.depth) for layer in report.layers)


def data_origin(project: Project, registry: Registry, prepared: Prepared, folder: Path | None) -> DataOrigin:
    """Return where a project's data came from, with the fingerprint of what was made of it."""
    source = registry.sources.get(project.data.source.type)
    info = source.info if source is not None else None
    return DataOrigin(
        source=info.title if info is not None else project.data.source.type,
        origin=info.origin if info is not None else "", licence=info.licence if info is not None else "",
        fingerprint=fingerprint(prepared.encoded), folder=str(folder.absolute()) if folder is not None else "")


def fingerprint(encoded: Encoded) -> str:
    """Return 32 hexadecimal digits that tell one data set from another, whatever file it came from.

    Texts count as they were read, whatever encodes them; token ids and numbers as they are. The division into parts
    doesn't count.
    """
    seen = hashlib.blake2b(digest_size=16)
    if encoded.hashes is not None:
        seen.update(np.ascontiguousarray(encoded.hashes).data)
    else:
        seen.update(np.ascontiguousarray(encoded.inputs.lengths, dtype=np.int64).data)
        _add_numbers(seen, encoded)
    if encoded.labels is not None:
        sink = io.BytesIO()
        table = pa.table({"label": _widened(encoded.labels)}).combine_chunks()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        seen.update(sink.getbuffer())
    return seen.hexdigest()


def _widened(labels: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return labels in the widest type of their kind: files of several formats give the same ones in several."""
    kind = labels.type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    for fits, wide in ((pa.types.is_string, pa.large_string()), (pa.types.is_integer, pa.int64()),
                       (pa.types.is_floating, pa.float64())):
        if fits(kind):
            return labels.cast(wide)
    return labels


def _add_numbers(seen: hashlib.blake2b, encoded: Encoded) -> None:
    """Add the inputs' numbers, chunk by chunk as they lie on disk; of very many, pieces at even distances."""
    total = int(encoded.chunks.sizes.sum())
    stride = max(1, -(-total // _WHOLE))
    for start, size in zip(encoded.chunks.starts.tolist(), encoded.chunks.sizes.tolist(), strict=True):
        for first in range(start, start + size, _PIECE * stride):
            seen.update(np.ascontiguousarray(encoded.inputs.flat[first:min(first + _PIECE, start + size)]).data)
