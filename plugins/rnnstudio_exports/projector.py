"""The three files that TensorFlow's Embedding Projector reads, in TensorBoard or at projector.tensorflow.org."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from rnnstudio.api import (
    PADDING_ID,
    UNKNOWN_ID,
    Doc,
    EmbeddingTable,
    ExportContext,
    Exporter,
    ExporterInfo,
    ExportReport,
    Folded,
    Range,
    Renamed,
    Title,
    UserError,
    tr,
)
from rnnstudio_exports.reading import check_config, check_vectors, check_words
from rnnstudio_exports.replacing import replaced_together
from rnnstudio_exports.spelling import spell
from rnnstudio_exports.vectors import finite_matrix, write_vectors

VECTORS, WORDS, CONFIG = "vecs.tsv", "meta.tsv", "projector_config.pbtxt"


class EmbeddingProjector(Exporter, frozen=True, kw_only=True):
    """Word vectors as TSV files for TensorFlow's Embedding Projector, in TensorBoard or in a browser."""

    info = ExporterInfo(id="rnnstudio.projector", title="Embedding Projector (TSV)", icon="chart-scatter")

    details: Annotated[bool, Title("Ids and counts"), Doc(
        "Write each word's id, and how often it stood in the training text, into columns of their own.")] = False
    special_tokens: Annotated[bool, Title("Padding and unknown"), Doc(
        "Also write the vectors of [PAD] and [UNK].")] = True
    digits: Annotated[int | None, Range(1, 6), Folded(), Title("Significant digits"), Doc(
        "Round the numbers for a smaller file. Empty to write them exactly.")] = None

    def export(self, table: EmbeddingTable, target: Path, context: ExportContext) -> ExportReport:
        """Write the three files into ``target``, all of them or none.

        A word that the Projector would misread is written otherwise and reported; ``Renamed.row`` is its row in
        ``table``, also where padding and unknown are left out.

        Raises:
            UserError: If the target can't be written, or the vectors can't be exported.
            Cancelled: If ``context.cancelled`` answers True; what was there before is unchanged.
        """
        vectors = finite_matrix(table)
        rows = [row for row in range(len(vectors)) if self.special_tokens or row not in (PADDING_ID, UNKNOWN_ID)]
        if len(rows) < 2 or vectors.shape[1] < 2:
            raise UserError(tr("the Projector needs at least 2 words and 2 dimensions; {name} has {words} and "
                               "{dimensions}", name=table.name, words=len(rows), dimensions=vectors.shape[1]))
        if not self.special_tokens:
            vectors = vectors[rows]
        words = [table.tokens[row] for row in rows]
        written = spell(words)
        with replaced_together(target) as folder:
            write_vectors(folder / VECTORS, vectors, self.digits, _part(context, 0.0, 0.6))
            (folder / WORDS).write_bytes(_lines(self._columns(table, rows, written)))
            (folder / CONFIG).write_bytes(_config(table.name).encode())
            check_vectors(folder / VECTORS, vectors, self.digits, _part(context, 0.6, 0.95))
            check_words(folder / WORDS, written)
            check_config(folder / CONFIG, VECTORS, WORDS)
        context.progress(1.0)
        return ExportReport(
            points=len(vectors), dimensions=vectors.shape[1],
            renamed=tuple(Renamed(row, word, text) for row, word, text in zip(rows, words, written, strict=True)
                          if text != word),
            files=tuple(str(target / name) for name in (VECTORS, WORDS, CONFIG)))

    def _columns(self, table: EmbeddingTable, rows: Sequence[int], written: Sequence[str]) -> list[list[str]]:
        """Return one column without a header, or several with one: only so does the Projector tell them apart."""
        if not self.details:
            return [list(written)]
        columns = [["word", *written], ["id", *map(str, rows)]]
        if table.counts:
            columns.append(["count", *(str(table.counts[row]) for row in rows)])
        return columns


def _lines(columns: Sequence[Sequence[str]]) -> bytes:
    lines = columns[0] if len(columns) == 1 else map("\t".join, zip(*columns, strict=True))
    return ("\n".join(lines) + "\n").encode()


def _config(name: str) -> str:
    """Return the configuration. The name becomes part of an address: no character that would need escaping there."""
    plain = re.sub(r"[^\w./:-]+", "_", name) or "embedding"
    return (f'embeddings {{\n  tensor_name: "{plain}"\n  tensor_path: "{VECTORS}"\n'
            f'  metadata_path: "{WORDS}"\n}}\n')


def _part(context: ExportContext, start: float, end: float) -> ExportContext:
    """Return a context whose whole is a part of ``context``'s progress."""
    return ExportContext(progress=lambda fraction: context.progress(start + fraction * (end - start)),
                         cancelled=context.cancelled)
