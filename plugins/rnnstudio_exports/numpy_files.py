"""Vectors as a NumPy file, words and what is known of them as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

from rnnstudio.api import (
    Cancelled,
    Doc,
    EmbeddingTable,
    ExportContext,
    ExporterInfo,
    ExportReport,
    Title,
)
from rnnstudio_exports.choosing import Chosen, WordsExporter
from rnnstudio_exports.reading_numpy import check_array, check_vocabulary
from rnnstudio_exports.replacing import replaced_together
from rnnstudio_exports.reporting import part, reported
from rnnstudio_exports.vectors import write_blocks

VECTORS, VOCABULARY = "vectors.npy", "vocabulary.json"
_WORDS_AT_ONCE = 8192


class NumpyFiles(WordsExporter, frozen=True, kw_only=True):
    """Vectors in vectors.npy, which numpy.load opens, and their words, row by row, in vocabulary.json."""

    info = ExporterInfo(id="rnnstudio.numpy", title="NumPy and JSON", icon="binary")

    classes: Annotated[bool, Title("Classes"), Doc(
        "Write for each word and class P(class | word): the share of the word's places in the training text that "
        "stand in examples of the class.")] = False

    def wants_association(self) -> bool:
        """Tell whether the classes are to be written."""
        return self.classes

    def export(self, table: EmbeddingTable, target: Path, context: ExportContext) -> ExportReport:
        """Write both files into ``target``, or neither. Every word is written as it is: JSON can hold any.

        Raises:
            UserError: If the target can't be written, or the vectors can't be exported.
            Cancelled: If ``context.cancelled`` answers True; what was there before is unchanged.
        """
        chosen = self.choose(table, context)
        if self.classes:
            chosen.tell_association()
        with replaced_together(target) as folder:
            _write_array(folder / VECTORS, chosen, part(context, 0.0, 0.4))
            _write_vocabulary(folder / VOCABULARY, chosen, self.classes, part(context, 0.4, 0.6))
            check_array(folder / VECTORS, chosen, part(context, 0.6, 0.8))
            check_vocabulary(folder / VOCABULARY, chosen, self.classes, part(context, 0.8, 1.0))
        context.progress(1.0)
        words = chosen.words()
        return reported(chosen, words, words, target, [VECTORS, VOCABULARY])


def _write_array(path: Path, chosen: Chosen, context: ExportContext) -> None:
    import io

    import numpy as np

    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {
        "descr": "<f4", "fortran_order": False, "shape": (len(chosen), chosen.dimensions)})
    write_blocks(path, header.getvalue(), chosen, lambda start: chosen.block(start, start + chosen.step).astype(
        "<f4", copy=False).data, context)


def _write_vocabulary(path: Path, chosen: Chosen, classes: bool, context: ExportContext) -> None:
    """Write an object of lists, an item a line, so that no more than a few thousand words are held as JSON."""
    words = chosen.words()
    lists: dict[str, Any] = {"words": lambda start, end: words[start:end],
                             "ids": chosen.ids}
    if len(chosen.table.counts):
        lists["counts"] = chosen.counts
    fields = {"name": chosen.table.name, "dimensions": chosen.dimensions}
    if classes and chosen.table.association is not None:
        fields["classes"] = list(chosen.table.classes)
        lists["association"] = lambda start, end: _rows(chosen, start, end)
    with path.open("w", encoding="ascii", newline="\n") as file:
        file.write("{" + ",".join(f"\n{json.dumps(name)}: {json.dumps(value)}" for name, value in fields.items()))
        for done, (name, items) in enumerate(lists.items()):
            file.write(f",\n{json.dumps(name)}: [")
            for start, lines in _blocks(items, len(chosen)):
                if context.cancelled():
                    raise Cancelled
                file.write(("," if start else "") + lines)
                context.progress((done + start / len(chosen)) / len(lists))
            file.write("\n]")
        file.write("\n}\n")


def _blocks(items: Any, count: int) -> Iterator[tuple[int, str]]:
    for start in range(0, count, _WORDS_AT_ONCE):
        found: Sequence[Any] = items(start, start + _WORDS_AT_ONCE)
        yield start, ",".join("\n" + json.dumps(item) for item in found)


def _rows(chosen: Chosen, start: int, end: int) -> list[list[float | None]]:
    """Return shares by word, null where they aren't known: JSON has no NaN."""
    found = chosen.association(start, end)
    assert found is not None
    return [[round(share, 6) if share == share else None for share in row] for row in found.tolist()]
