"""The three files that TensorFlow's Embedding Projector reads, in TensorBoard or at projector.tensorflow.org."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

from rnnstudio.api import (
    Cancelled,
    Doc,
    EmbeddingTable,
    ExportContext,
    ExporterInfo,
    ExportReport,
    Folded,
    Range,
    Title,
    UserError,
    tr,
)
from rnnstudio_exports.choosing import Chosen, WordsExporter
from rnnstudio_exports.packing import check_packed, pack
from rnnstudio_exports.reading import check_config, check_vectors, check_words
from rnnstudio_exports.replacing import replaced_together
from rnnstudio_exports.reporting import part, reported
from rnnstudio_exports.spelling import spell
from rnnstudio_exports.vectors import write_vectors

VECTORS, WORDS, CONFIG = "vecs.tsv", "meta.tsv", "projector_config.pbtxt"
PACKED = "projector.zip"
_LINES_AT_ONCE = 8192


class EmbeddingProjector(WordsExporter, frozen=True, kw_only=True):
    """Word vectors as TSV files for TensorFlow's Embedding Projector, in TensorBoard or in a browser."""

    info = ExporterInfo(id="rnnstudio.projector", title="Embedding Projector (TSV)", icon="chart-scatter")

    details: Annotated[bool, Title("Ids and counts"), Doc(
        "Write each word's id, and how often it stood in the training text, into columns of their own.")] = False
    classes: Annotated[bool, Title("Classes"), Doc(
        "Write ids, counts, and for each class P(class | word): the share of the word's places in the training text "
        "that stand in examples of the class.")] = False
    packed: Annotated[bool, Title("One zip file"), Doc(
        "Pack the files into one, to be sent or kept.")] = False
    digits: Annotated[int | None, Range(1, 6), Folded(), Title("Significant digits"), Doc(
        "Round the numbers for a smaller file. Empty to write them exactly.")] = None

    def wants_association(self) -> bool:
        """Tell whether the classes are to be written."""
        return self.classes

    def export(self, table: EmbeddingTable, target: Path, context: ExportContext) -> ExportReport:
        """Write the three files into ``target``, all of them or none.

        A word that the Projector would misread is written otherwise and reported; ``Renamed.row`` is its row in
        ``table``, also where words are left out.

        Raises:
            UserError: If the target can't be written, or the vectors can't be exported.
            Cancelled: If ``context.cancelled`` answers True; what was there before is unchanged.
        """
        chosen = self.choose(table, context)
        if len(chosen) < 2 or chosen.dimensions < 2:
            raise UserError(tr("the Projector needs at least 2 words and 2 dimensions; {name} has {words} and "
                               "{dimensions}", name=table.name, words=len(chosen), dimensions=chosen.dimensions))
        words = chosen.words()
        written = spell(words)
        if self.classes:
            chosen.tell_association()
        header = self._header(chosen)
        whole = part(context, 0.0, 0.8) if self.packed else context
        with replaced_together(target) as folder:
            write_vectors(folder / VECTORS, chosen, self.digits, part(whole, 0.0, 0.5))
            _write_words(folder / WORDS, written, header, chosen, context)
            (folder / CONFIG).write_bytes(_config(table.name).encode())
            check_vectors(folder / VECTORS, chosen, self.digits, part(whole, 0.5, 0.9))
            check_words(folder / WORDS, written, header, chosen, context)
            check_config(folder / CONFIG, VECTORS, WORDS)
            names: Sequence[str] = (VECTORS, WORDS, CONFIG)
            if self.packed:
                _pack_all(folder, names, part(context, 0.8, 1.0))
                names = (PACKED,)
        context.progress(1.0)
        return reported(chosen, words, written, target, names)

    def _header(self, chosen: Chosen) -> list[str]:
        """Return the columns' names, none for one column: only so does the Projector tell them apart."""
        if not (self.details or self.classes):
            return []
        header = ["word", "id", *(["count"] if len(chosen.table.counts) else [])]
        if self.classes and chosen.table.association is not None:
            header += [f"P({name})" for name in chosen.table.classes]
        return spell(header)


def _write_words(path: Path, written: Sequence[str], header: Sequence[str], chosen: Chosen,
                 context: ExportContext) -> None:
    with path.open("wb") as file:
        if header:
            file.write(("\t".join(header) + "\n").encode())
        for start in range(0, len(written), _LINES_AT_ONCE):
            if context.cancelled():
                raise Cancelled
            end = start + _LINES_AT_ONCE
            columns = [written[start:end], *_beside(header, chosen, start, end)]
            lines = columns[0] if len(columns) == 1 else map("\t".join, zip(*columns, strict=True))
            file.write(("\n".join(lines) + "\n").encode())


def _beside(header: Sequence[str], chosen: Chosen, start: int, end: int) -> Iterator[list[str]]:
    """Yield ids, counts and association, as far as the header has them."""
    if not header:
        return
    yield list(map(str, chosen.ids(start, end)))
    counts = chosen.counts(start, end)
    if counts is not None:
        yield list(map(str, counts))
    association = chosen.association(start, end) if len(header) > 2 + (counts is not None) else None
    if association is not None:
        for column in association.T.tolist():
            yield [f"{share:.4f}" if share == share else "" for share in column]


def _pack_all(folder: Path, names: Sequence[str], context: ExportContext) -> None:
    files = [folder / name for name in names]
    pack(files, folder / PACKED, part(context, 0.0, 0.8))
    check_packed(folder / PACKED, files, part(context, 0.8, 1.0))
    for file in files:
        file.unlink()


def _config(name: str) -> str:
    """Return the configuration. The name becomes part of an address: no character that would need escaping there."""
    plain = re.sub(r"[^\w./:-]+", "_", name) or "embedding"
    return (f'embeddings {{\n  tensor_name: "{plain}"\n  tensor_path: "{VECTORS}"\n'
            f'  metadata_path: "{WORDS}"\n}}\n')
