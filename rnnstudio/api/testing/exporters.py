"""The contract of an exporter: whole files or none, whatever the words are."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from rnnstudio.api.errors import Cancelled, UserError
from rnnstudio.api.exports import EmbeddingTable, ExportContext, Exporter, ExportReport
from rnnstudio.api.parameters import read_parameters
from rnnstudio.api.testing.describing import check_description
from rnnstudio.api.testing.draws import draws as drawn
from rnnstudio.api.testing.importing import check_import
from rnnstudio.api.testing.problems import Problems, at_values, brief
from rnnstudio.api.text import tr

TOKENS = ("[PAD]", "[UNK]", "good", "bad", "good", "", " ", "two words", "a\ttab", "a\nline", "\r", "007", "1e5",
          "\"quoted\"", "a,comma", "人", "é", "🙂", "=SUM(A1)", "#hash", "</w>", "nan")
"""Words that files stumble over."""


def check_exporter(exporter: type[Exporter], *, draws: int = 2, seed: int = 0, **raw: Any) -> None:
    """Check an exporter of word vectors.

    At its default parameters and at random valid ones, with words that files stumble over: it describes itself;
    importing it is cheap; it writes files inside the folder it is given, says which, and how many points; it leaves
    the vectors as they are; it writes over what it wrote before; it tells its progress; it stops when asked to; a
    folder that can't be written to is told in a sentence.

    Args:
        exporter: The class.
        draws: How many sets of random parameters.
        seed: Draws other ones.
        **raw: Parameters to use instead of the defaults.

    Raises:
        AssertionError: With everything that is wrong, and what to do about each.
    """
    problems = Problems(f"check_exporter({getattr(exporter, '__name__', exporter)!s})")
    if check_description(problems, exporter, Exporter):
        check_import(problems, exporter.__module__)
        _check_export(problems, read_parameters(exporter, raw), tr("at the default parameters"))
        for values in drawn(exporter, draws, seed):
            chosen = values | raw
            at = at_values(chosen)
            if chosen:
                _check_export(problems, read_parameters(exporter, chosen), at)
        _check_refusals(problems, read_parameters(exporter, raw))
    problems.tell()


def _table(count: int = len(TOKENS)) -> EmbeddingTable:
    import numpy as np

    tokens = [*TOKENS, *(f"word{number}" for number in range(count - len(TOKENS)))]
    vectors = np.random.default_rng(0).normal(size=(count, 5)).astype("float32")
    return EmbeddingTable(name="embedding", vectors=vectors, tokens=tokens, counts=list(range(count)))


def _check_export(problems: Problems, exporter: Exporter, at: str) -> None:
    with problems.trying(tr("export() {at}",
                            at=at), tr("Raise UserError with a sentence for vectors that can't be exported.")), \
            tempfile.TemporaryDirectory() as outer:
        table, told = _table(), list[float]()
        before = table.vectors.copy()
        target = Path(outer) / "new" / "folder"
        try:
            report = exporter.export(table, target, ExportContext(progress=told.append))
        except UserError:
            return  # such parameters or words can't be exported, and it says so
        if not problems.require(isinstance(report, ExportReport), tr("export() returned {found}, not an "
                                                                     "ExportReport.", found=repr(report))):
            return
        _check_report(problems, report, target, table)
        problems.require([path.name for path in Path(outer).iterdir()] == ["new"],
                         tr("it writes outside the folder that it is given."))
        problems.require(bool((table.vectors == before).all()), tr("it changes the vectors that it is given. Copy "
                                                                   "them first."))
        problems.require(told == sorted(told) and all(0 <= share <= 1 for share in told),
                         tr("its progress is {progress}: it grows from 0 to 1.", progress=told[:9]))
        written = {path: path.read_bytes() for path in map(Path, report.files) if path.is_file()}
        exporter.export(table, target, ExportContext())
        problems.require(all(path.read_bytes() == data for path, data in written.items()),
                         tr("the same export a second time writes other files. Leave times and chance out."))


def _check_report(problems: Problems, report: ExportReport, target: Path, table: EmbeddingTable) -> None:
    problems.require(bool(report.files), tr("its report names no file."))
    for name in report.files:
        path = Path(name)
        problems.require(path.is_file() and path.resolve().is_relative_to(target.resolve()),
                         tr("its report names {name}, and that is no file in the folder that it is given. Give full "
                            "paths.", name=name))
    problems.require(0 < report.points <= len(table.tokens), tr("its report says {points} points of {words} words.",
                                                                points=report.points, words=len(table.tokens)))
    for renamed in report.renamed:
        problems.require(0 <= renamed.row < len(table.tokens) and table.tokens[renamed.row] == renamed.original,
                         tr("its report renames {word} in row {row}, which is another word.",
                            word=repr(renamed.original), row=renamed.row))
    leftover = [path.name for path in target.rglob("*") if path.is_file()
                and str(path.resolve()) not in {str(Path(name).resolve()) for name in report.files}]
    problems.require(not leftover, tr("it leaves files that its report doesn't name: {files}.",
                                      files=", ".join(leftover[:5])))


def _check_refusals(problems: Problems, exporter: Exporter) -> None:
    with tempfile.TemporaryDirectory() as outer:
        blocked = Path(outer) / "file"
        blocked.write_bytes(b"")
        try:
            exporter.export(_table(), blocked, ExportContext())
            problems.add(tr("where a file has the folder's name it says nothing. Raise UserError."))
        except UserError as refusal:
            problems.require(bool(str(refusal).strip()), tr("it raises a UserError without words."))
        except Exception as error:  # noqa: BLE001 - a plugin may raise anything
            problems.add(tr("a folder that can't be written to ends in {error}. Raise UserError with its path: "
                            "`with whole_file(path) as partial` does so for a file.", error=brief(error)))
        target = Path(outer) / "stopped"
        try:
            exporter.export(_table(3000), target, ExportContext(cancelled=lambda: True))
        except Cancelled:
            left = [path.name for path in target.rglob("*") if path.is_file()] if target.exists() else []
            problems.require(not left, tr("stopped by the user it leaves {files}. Write with whole_file.",
                                          files=", ".join(left[:5])))
        except UserError:
            return
        except Exception as error:  # noqa: BLE001 - a plugin may raise anything
            problems.add(tr("stopped by the user it ends in {error}. Raise Cancelled.", error=brief(error)))
