"""Every format, whatever happens to its target: whole or not at all, kept only if it reads back, ended when asked."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from rnnstudio_exports import choosing, numpy_files, parquet, projector, replacing, word2vec
from rnnstudio_exports.numpy_files import NumpyFiles
from rnnstudio_exports.parquet import ParquetTable
from rnnstudio_exports.projector import EmbeddingProjector
from rnnstudio_exports.word2vec import Word2Vec

from rnnstudio.api import Cancelled, EmbeddingTable, ExportContext, UserError

CONTEXT = ExportContext()
EVERY = [(EmbeddingProjector, {"details": True}), (EmbeddingProjector, {"packed": True}), (Word2Vec, {}),
         (Word2Vec, {"binary": True}), (NumpyFiles, {}), (ParquetTable, {})]
WORDS = [f"word{row}" for row in range(200)]


@pytest.fixture(autouse=True)
def in_small_blocks(monkeypatch):
    monkeypatch.setattr(choosing, "NUMBERS_AT_ONCE", 30)
    monkeypatch.setattr(parquet, "_NUMBERS_IN_A_GROUP", 90)


def table(tokens=WORDS):
    numbers = np.random.default_rng(len(tokens)).normal(size=(len(tokens), 3)).astype(np.float32)
    return EmbeddingTable(name="words", vectors=numbers, tokens=tokens, counts=range(len(tokens)))


def tree(folder):
    return {file.relative_to(folder): file.read_bytes() if file.is_file() else None for file in folder.rglob("*")}


@pytest.fixture(params=EVERY, ids=lambda case: f"{case[0].__name__}-{'-'.join(case[1])}")
def exporter(request):
    made, params = request.param
    return made(**params)


@pytest.fixture
def earlier(exporter, tmp_path):
    """An earlier export, with a file of the user's own beside it."""
    exporter.export(table(["old", "older"]), tmp_path, CONTEXT)
    (tmp_path / "notes.txt").write_text("mine")
    return tree(tmp_path)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 0.9])
def test_that_it_can_be_stopped_at_any_time_and_what_was_there_stays(exporter, tmp_path, earlier, share):
    done = [0.0]
    context = ExportContext(progress=lambda fraction: done.append(fraction), cancelled=lambda: done[-1] >= share)
    with pytest.raises(Cancelled):
        exporter.export(table(), tmp_path, context)
    assert done[-1] < 1
    assert tree(tmp_path) == earlier


@pytest.mark.parametrize("share", [0.1, 0.7])
def test_that_a_target_that_vanishes_in_the_middle_is_said(exporter, tmp_path, share):
    target = tmp_path / "target"

    def vanish(fraction):
        if fraction >= share:
            shutil.rmtree(target, ignore_errors=True)

    with pytest.raises(UserError, match=r"target can't be written: .*No such file or directory"):
        exporter.export(table(), target, ExportContext(progress=vanish))
    assert not target.exists()


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="there is no folder here that nobody may write to")
def test_that_a_target_that_nobody_may_write_to_is_said(exporter):
    with pytest.raises(UserError, match=r"can't be written: (Operation not|Read-only|Permission)"):
        exporter.export(table(), Path("/sys/kernel/exported"), CONTEXT)


def test_that_a_file_in_the_place_of_the_folder_or_a_folder_in_that_of_a_file_is_said(exporter, tmp_path, earlier):
    with pytest.raises(UserError, match="it is a file, not a folder; what was there before is unchanged"):
        exporter.export(table(), tmp_path / "notes.txt", CONTEXT)
    name = next(name for name in map(str, earlier) if name != "notes.txt")
    (tmp_path / "other" / name).mkdir(parents=True)
    with pytest.raises(UserError, match=f"{re.escape(name)} is a folder"):
        exporter.export(table(), tmp_path / "other", CONTEXT)
    assert (tmp_path / "other" / name).is_dir()
    assert list((tmp_path / "other" / name).iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_that_a_disk_that_really_fills_up_leaves_what_was_there(exporter, tmp_path, earlier):
    code = f"""
import resource, signal, sys
from pathlib import Path
import numpy as np
from rnnstudio.api import EmbeddingTable, ExportContext, UserError
from {type(exporter).__module__} import {type(exporter).__name__} as Exporter
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
data = EmbeddingTable(name="e", vectors=np.random.rand(2000, 20), tokens=[f"w{{n}}" for n in range(2000)])
try:
    Exporter(**{ {name: getattr(exporter, name) for name in ("packed", "binary") if hasattr(exporter, name)}!r}
             ).export(data, Path(sys.argv[1]), ExportContext())
except UserError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, timeout=60,
                          check=True)
    assert "can't be written: File too large; what was there before is unchanged" in done.stdout
    assert tree(tmp_path) == earlier


DAMAGES = {"cut off": lambda content: content[:-5], "longer": lambda content: content + b"x\n",
           "a bit": lambda content: content[:len(content) // 2] + bytes([content[len(content) // 2] ^ 1])
           + content[len(content) // 2 + 1:], "empty": lambda content: b""}
CHECKED = [(word2vec, "check_text", Word2Vec()), (word2vec, "check_binary", Word2Vec(binary=True)),
           (numpy_files, "check_array", NumpyFiles()), (numpy_files, "check_vocabulary", NumpyFiles()),
           (parquet, "check_table", ParquetTable()),
           (projector, "check_words", EmbeddingProjector(details=True)),
           (projector, "check_packed", EmbeddingProjector(packed=True))]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize(("module", "check", "exporter"), CHECKED, ids=[check for _, check, _ in CHECKED])
def test_that_what_reads_back_differently_is_not_kept(tmp_path, monkeypatch, module, check, exporter, damage):
    if (check, damage) == ("check_packed", "longer"):
        pytest.skip("what follows a zip file's end is no part of it")
    really = getattr(module, check)

    def damaged(path, *arguments):
        path.write_bytes(DAMAGES[damage](path.read_bytes()))
        really(path, *arguments)

    monkeypatch.setattr(module, check, damaged)
    with pytest.raises(UserError, match="reads back differently"):
        exporter.export(table(), tmp_path / "new", CONTEXT)
    assert tree(tmp_path) == {}


# --- nasty words, many of them ---

PIECES = [
    "\t", "\n", "\r", "\r\n", " ", "  ", "\v", "\f", "\x00", "\x1c", "\x85", "\u00a0", "\u2028", "\u3000", "\ufeff",
    "\u200b", "\u202e", "", "0", "007", "1e5", "0x1F", "-1", ".5", "Infinity", "NaN", "null", "a", "b", "the", '"',
    "'", '""', "\\", "\\t", "\\n", "<", ">", "&", "床", "前", "😀", "שלום", "é", "e\u0301", "⟨empty⟩", "⟨space⟩",
    "“007”", "(2)", " (2)", "__proto__", "\ud800"]
JS_SPACE = "[\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]*"
JS_NUMBER = re.compile(
    rf"{JS_SPACE}([+-]?(Infinity|([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?)|0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+)?"
    rf"{JS_SPACE}")


def points(folder):
    """Read what the Projector shows, by its rules alone: its lines, its header, its numbers."""
    numbers = (folder / "vecs.tsv").read_bytes().decode().split("\n")
    lines = [line for line in (folder / "meta.tsv").read_bytes().decode().split("\n")
             if not re.fullmatch(JS_SPACE, line)]
    if "\t" in lines[0]:
        del lines[0]
    labels = [line.split("\t")[0] for line in lines]
    shown = [None if JS_NUMBER.fullmatch(label) else label for label in labels]
    return shown, [line.split("\t") for line in numbers if line.strip()]


@pytest.mark.slow
def test_that_of_two_thousand_vocabularies_of_nasty_words_no_label_is_shifted_cut_or_merged(tmp_path, monkeypatch):
    monkeypatch.setattr(replacing.os, "fsync", lambda number: None)
    chance = random.Random(20261127)
    one, several = EmbeddingProjector(), EmbeddingProjector(details=True)
    for number in range(2000):
        lengths = chance.choices((0, 1, 1, 2, 3), k=chance.randint(2, 12))
        words = ["".join(chance.choices(PIECES, k=length)) for length in lengths]
        data = EmbeddingTable(name="words", vectors=np.eye(len(words), 2, dtype=np.float32), tokens=words)
        report = (several if number % 2 else one).export(data, tmp_path, CONTEXT)
        renamed = {change.row: change for change in report.renamed}
        labels, vectors = points(tmp_path)
        assert len(labels) == len(set(labels)) == len(vectors) == len(words), words
        for row, (word, label) in enumerate(zip(words, labels, strict=True)):
            change = renamed.pop(row, None)
            assert label == (word if change is None else change.written), (words, row)
            assert change is None or change.original == word != label
        assert renamed == {}
