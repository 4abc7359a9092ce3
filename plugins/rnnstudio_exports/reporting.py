"""What an exporter tells while it works and when it is done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rnnstudio.api import ExportContext, ExportReport, Renamed
from rnnstudio_exports.choosing import Chosen


def part(context: ExportContext, start: float, end: float) -> ExportContext:
    """Return a context whose whole is a part of ``context``'s progress."""
    return ExportContext(progress=lambda fraction: context.progress(start + fraction * (end - start)),
                         cancelled=context.cancelled)


def reported(chosen: Chosen, words: Sequence[str], written: Sequence[str], target: Path,
             names: Sequence[str]) -> ExportReport:
    """Return what was written.

    Args:
        chosen: The vectors.
        words: The words as the encoder spells them.
        written: The same as they were written.
        target: The folder.
        names: The files' names.
    """
    renamed = tuple(Renamed(int(chosen.rows[place]), word, text)
                    for place, (word, text) in enumerate(zip(words, written, strict=True)) if text != word)
    return ExportReport(points=len(chosen), dimensions=chosen.dimensions, renamed=renamed,
                        files=tuple(str(target / name) for name in names), notes=tuple(chosen.notes))
