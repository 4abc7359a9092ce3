"""An export is written whole or not at all, and kept only if it reads back as what was to be written."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from rnnstudio_exports import choosing, projector, reading, replacing
from rnnstudio_exports.projector import EmbeddingProjector

from rnnstudio.api import Cancelled, EmbeddingTable, ExportContext, UserError

WORDS = [f"word{row}" for row in range(50)]


def table(tokens):
    numbers = np.random.default_rng(len(tokens)).normal(size=(len(tokens), 3)).astype(np.float32)
    return EmbeddingTable(name="embedding_1", vectors=numbers, tokens=tokens)


def export(data, target, **params):
    return EmbeddingProjector(**params).export(data, target, ExportContext())


def labels(folder):
    return (folder / "meta.tsv").read_text(encoding="utf-8").split("\n")[:-1]


def tree(folder):
    return {file.relative_to(folder): file.read_bytes() if file.is_file() else None for file in folder.rglob("*")}


@pytest.fixture
def earlier(tmp_path):
    """An earlier export, with a file of the user's own beside it."""
    export(table(["old", "older"]), tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    return tree(tmp_path)


def test_that_an_earlier_export_is_replaced_and_other_files_stay(tmp_path, earlier):
    (tmp_path / "meta.tsv").chmod(0o640)
    export(table(WORDS), tmp_path)
    assert labels(tmp_path) == WORDS
    assert set(tree(tmp_path)) == set(earlier)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    if sys.platform != "win32":
        assert (tmp_path / "meta.tsv").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("after", [0, 1, 2, 5])
def test_that_cancelling_leaves_what_was_there(tmp_path, earlier, monkeypatch, after):
    monkeypatch.setattr(choosing, "NUMBERS_AT_ONCE", 30)
    asked = iter(range(100))
    with pytest.raises(Cancelled):
        EmbeddingProjector().export(table(WORDS), tmp_path, ExportContext(cancelled=lambda: next(asked) >= after))
    assert tree(tmp_path) == earlier


def test_that_cancelling_the_reading_back_leaves_nothing_of_a_new_folder(tmp_path):
    fractions = []
    context = ExportContext(progress=fractions.append, cancelled=lambda: fractions != [])
    with pytest.raises(Cancelled):
        EmbeddingProjector().export(table(WORDS), tmp_path / "a" / "b", context)
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("step", ["write_vectors", "check_vectors", "check_words", "check_config"])
def test_that_a_full_disk_leaves_what_was_there(tmp_path, earlier, monkeypatch, step):
    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(projector, step, full)
    with pytest.raises(UserError) as caught:
        export(table(WORDS), tmp_path)
    assert str(caught.value) == (
        f"{tmp_path} can't be written: No space left on device; what was there before is unchanged")
    assert tree(tmp_path) == earlier


@pytest.mark.parametrize("failing", range(6))
def test_that_a_failure_while_files_change_places_puts_all_of_them_back(tmp_path, earlier, monkeypatch, failing):
    moves = []
    replace = replacing.Path.replace

    def breaking(self, place):
        moves.append(self)
        if len(moves) == failing + 1:
            raise PermissionError(13, "Permission denied")
        return replace(self, place)

    monkeypatch.setattr(replacing.Path, "replace", breaking)
    with pytest.raises(UserError, match="Permission denied; what was there before is unchanged"):
        export(table(WORDS), tmp_path)
    assert tree(tmp_path) == earlier


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_that_a_disk_that_really_fills_up_leaves_what_was_there(tmp_path, earlier):
    code = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from rnnstudio.api import EmbeddingTable, ExportContext, UserError
from rnnstudio_exports.projector import EmbeddingProjector
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
data = EmbeddingTable(name="e", vectors=np.random.rand(2000, 20), tokens=[f"w{n}" for n in range(2000)])
try:
    EmbeddingProjector().export(data, Path(sys.argv[1]), ExportContext())
except UserError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, timeout=60,
                          check=True)
    assert "can't be written: File too large; what was there before is unchanged" in done.stdout
    assert tree(tmp_path) == earlier


def test_that_a_target_that_is_a_file_or_below_one_is_explained(tmp_path):
    (tmp_path / "file").write_text("mine")
    before = tree(tmp_path)
    for target in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(UserError, match=r"can't be written: .*; what was there before is unchanged"):
            export(table(WORDS), target)
    assert tree(tmp_path) == before


def test_that_a_folder_in_the_place_of_a_file_is_never_moved(tmp_path):
    (tmp_path / "vecs.tsv").mkdir()
    (tmp_path / "vecs.tsv" / "precious").write_text("mine")
    before = tree(tmp_path)
    with pytest.raises(UserError, match=r"vecs\.tsv is a folder"):
        export(table(WORDS), tmp_path)
    assert tree(tmp_path) == before


@pytest.mark.parametrize(("name", "damage"), [
    ("vecs.tsv", lambda content: content[:-1]),
    ("vecs.tsv", lambda content: content.replace(b"1", b"2", 1)),
    ("vecs.tsv", lambda content: content.replace(b"\n", b"\r\n")),
    ("vecs.tsv", lambda content: content.replace(b"\n", b"\n\n", 1)),
    ("vecs.tsv", lambda content: content.split(b"\n", 1)[1]),
    ("vecs.tsv", lambda content: content + content.split(b"\n", 1)[0] + b"\n"),
    ("vecs.tsv", lambda content: b"\xef\xbb\xbf" + content),
    ("vecs.tsv", lambda content: content.replace(b"\t", b" ", 1)),
    ("vecs.tsv", lambda content: b""),
    ("meta.tsv", lambda content: content[:-1]),
    ("meta.tsv", lambda content: b"\xef\xbb\xbf" + content),
    ("meta.tsv", lambda content: content.replace(b"word3\n", b"\n")),
    ("meta.tsv", lambda content: content.replace(b"word3\n", b"word4\n")),
    ("meta.tsv", lambda content: b"word\tid\n" + content[6:]),
    ("meta.tsv", lambda content: b""),
    ("projector_config.pbtxt", lambda content: content.replace(b"vecs.tsv", b"/vecs.tsv")),
    ("projector_config.pbtxt", lambda content: content.replace(b"embedding_1", b"")),
])
def test_that_what_reads_back_differently_is_not_kept(tmp_path, earlier, monkeypatch, name, damage):
    check_vectors = projector.check_vectors

    def damaged(path, *arguments):
        file = path.parent / name
        content = damage(file.read_bytes())
        assert content != file.read_bytes()
        file.write_bytes(content)
        check_vectors(path, *arguments)

    monkeypatch.setattr(projector, "check_vectors", damaged)
    with pytest.raises(UserError, match=f"{name} reads back differently"):
        export(table(WORDS), tmp_path)
    assert tree(tmp_path) == earlier


def test_that_reading_back_judges_rounded_numbers_by_their_digits(tmp_path):
    data = table(WORDS)
    export(data, tmp_path, digits=3)
    chosen = EmbeddingProjector().choose(data, ExportContext())
    reading.check_vectors(tmp_path / "vecs.tsv", chosen, 3, ExportContext())
    with pytest.raises(UserError):
        reading.check_vectors(tmp_path / "vecs.tsv", chosen, 4, ExportContext())
