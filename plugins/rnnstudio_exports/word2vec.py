"""The format of Google's word2vec, text or binary, which gensim, spaCy and fastText open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from rnnstudio.api import (
    Doc,
    EmbeddingTable,
    ExportContext,
    ExporterInfo,
    ExportReport,
    Folded,
    Range,
    Title,
)
from rnnstudio_exports.choosing import Chosen, WordsExporter
from rnnstudio_exports.reading_word2vec import check_binary, check_text
from rnnstudio_exports.replacing import replaced_together
from rnnstudio_exports.reporting import part, reported
from rnnstudio_exports.spelling import spell_for_word2vec
from rnnstudio_exports.vectors import write_blocks, write_words_and_vectors

TEXT, BINARY = "vectors.txt", "vectors.bin"


class Word2Vec(WordsExporter, frozen=True, kw_only=True):
    """Words and vectors in one file in the format of word2vec, which gensim's KeyedVectors opens."""

    info = ExporterInfo(id="rnnstudio.word2vec", title="word2vec (gensim)", icon="type")

    binary: Annotated[bool, Title("Binary"), Doc(
        "Write numbers as float32 instead of text: smaller, exact, and quicker to load.")] = False
    digits: Annotated[int | None, Range(1, 6), Folded(), Title("Significant digits"), Doc(
        "Round the numbers of a text for a smaller file. Empty to write them exactly.")] = None

    def export(self, table: EmbeddingTable, target: Path, context: ExportContext) -> ExportReport:
        """Write one file into ``target``, whole or not at all.

        Words with white space in them are written otherwise and reported, and so are repeated ones.

        Raises:
            UserError: If the target can't be written, or the vectors can't be exported.
            Cancelled: If ``context.cancelled`` answers True; what was there before is unchanged.
        """
        chosen = self.choose(table, context)
        words = chosen.words()
        written = spell_for_word2vec(words)
        name = BINARY if self.binary else TEXT
        writing, reading = part(context, 0.0, 0.6), part(context, 0.6, 1.0)
        with replaced_together(target) as folder:
            if self.binary:
                _write_binary(folder / name, written, chosen, writing)
                check_binary(folder / name, written, chosen, reading)
            else:
                write_words_and_vectors(folder / name, written, chosen, self.digits, writing)
                check_text(folder / name, written, chosen, self.digits, reading)
        context.progress(1.0)
        return reported(chosen, words, written, target, [name])


def _write_binary(path: Path, words: Sequence[str], chosen: Chosen, context: ExportContext) -> None:
    width = 4 * chosen.dimensions

    def records(start: int) -> bytes:
        end = start + chosen.step
        numbers = memoryview(chosen.block(start, end).astype("<f4", copy=False).tobytes())
        pieces: list[bytes | memoryview] = []
        for place, word in enumerate(words[start:end]):
            pieces += (word.encode(), b" ", numbers[place * width:(place + 1) * width], b"\n")
        return b"".join(pieces)

    write_blocks(path, b"%d %d\n" % (len(chosen), chosen.dimensions), chosen, records, context)
