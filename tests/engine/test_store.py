"""Encoded data is kept on disk, found again, and made anew when it is damaged or something changed."""

import os
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np
import pytest
import rnnstudio_data

from rnnstudio.api import BadRow, Contents, DataSource, Doc, FilePath, SourceInfo, UserError, hookimpl, tr
from rnnstudio.api.text import use_language
from rnnstudio.engine import prepare as module
from rnnstudio.engine import store
from rnnstudio.engine.prepare import prepare
from rnnstudio.project.model import ComponentRef, DataSettings
from rnnstudio.registry import Plugin, Registry
from rnnstudio.runs.places import cache_folder

READ = []


class Lines(DataSource):
    """A line for each example, the label first."""

    info = SourceInfo(id="test.lines", title="Lines")
    file: Annotated[str, FilePath(), Doc("A file.")] = ""

    def contents(self, context):
        return Contents(input="text")

    def read(self, context):
        import pyarrow as pa

        READ.append(self.file)
        with Path(self.file).open(encoding="utf-8") as file:
            lines = [line.rstrip("\n").split(" ", 1) for line in file]
        for number, line in enumerate(lines, 1):
            if len(line) < 2:
                context.bad_row(BadRow(reason=tr("the text is missing"), where=self.file, line=number))
        rows = [line for line in lines if len(line) == 2]
        yield pa.record_batch({"text": [text for _, text in rows], "label": [label for label, _ in rows],
                               "line": list(range(1, len(rows) + 1))})


class Module:
    rnnstudio_data_sources = staticmethod(hookimpl(lambda: [Lines], specname="rnnstudio_data_sources"))
    rnnstudio_encoders = staticmethod(rnnstudio_data.rnnstudio_encoders)
    rnnstudio_tasks = staticmethod(rnnstudio_data.rnnstudio_tasks)


@pytest.fixture(scope="module")
def registry():
    return Registry([Plugin(name="lines", load=lambda: Module)])


@pytest.fixture
def words(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("".join(f"{'ab'[i % 2]} {'good' if i % 2 else 'bad'} word{i % 7}\n" for i in range(60)),
                    encoding="utf-8")
    READ.clear()
    return path


def settings(path, **more):
    return DataSettings(source=ComponentRef(type="test.lines", params={"file": str(path)}),
                        encoder=ComponentRef(type="rnnstudio.words", params=more))


def again(data, registry):
    """Prepare as a new program would."""
    module.kept.clear()
    return prepare(data, registry)


def test_that_the_second_program_reads_and_encodes_nothing(registry, words):
    first = prepare(settings(words), registry)
    assert len(READ) == 1
    second = again(settings(words), registry)
    assert len(READ) == 1
    assert second.facts == first.facts
    assert second.encoder.tokens == first.encoder.tokens
    for a, b in ((first.training, second.training), (first.validation, second.validation)):
        assert [a.inputs[i].tolist() for i in range(len(a))] == [b.inputs[i].tolist() for i in range(len(b))]
        assert a.labels.tolist() == b.labels.tolist()
    assert second.encoded.lines.tolist() == list(range(1, 61))
    assert (second.encoded.hashes == first.encoded.hashes).all()
    assert len(set(first.encoded.hashes.tolist())) == 14


def test_that_another_maximum_length_needs_no_encoding(registry, words):
    prepare(settings(words), registry)
    cut = again(settings(words, maximum_length=1), registry)
    assert cut.training.inputs.lengths.max() == 1
    assert cut.encoded.inputs.lengths.max() == 2
    assert len(READ) == 1
    end = again(settings(words, maximum_length=1, keep="end"), registry)
    assert end.encoder.tokens[end.training.inputs[0][0]].startswith("word")


def test_that_a_copy_of_the_file_is_known_again(registry, words, tmp_path):
    prepare(settings(words), registry)
    other = tmp_path / "elsewhere" / "words.txt"
    other.parent.mkdir()
    other.write_bytes(words.read_bytes())
    os.utime(other, ns=(words.stat().st_atime_ns, words.stat().st_mtime_ns))
    again(settings(other), registry)
    assert len(READ) == 1


def test_that_rows_left_out_are_told_in_the_language_in_use_and_where_they_lie_now(registry, words, tmp_path):
    words.write_text(words.read_text(encoding="utf-8") + "c\n", encoding="utf-8")
    data = msgspec.structs.replace(settings(words), bad_rows="skip")
    assert str(prepare(data, registry).encoded.bad[0].first[0]) == f"{words}, line 61: the text is missing"
    use_language("zh_CN")
    try:
        assert str(again(data, registry).encoded.bad[0].first[0]) == f"{words}，第 61 行：缺少文本"
        assert str(again(data, registry).encoded.bad[0].first[0]) == f"{words}，第 61 行：缺少文本"
        assert len(READ) == 2
    finally:
        use_language("en")
    (tmp_path / "moved").mkdir()
    moved = words.rename(tmp_path / "moved" / "words.txt")
    data = msgspec.structs.replace(settings(moved), bad_rows="skip")
    assert again(data, registry).encoded.bad[0].first[0].where == str(moved)
    assert len(READ) == 3


@pytest.mark.parametrize("change", ["text", "vocabulary", "split", "bad_rows"])
def test_that_what_decides_is_noticed(registry, words, change):
    data = settings(words)
    prepare(data, registry)
    match change:
        case "text":
            stamp = words.stat().st_mtime_ns
            words.write_text(words.read_text(encoding="utf-8").replace("good", "fine"), encoding="utf-8")
            os.utime(words, ns=(stamp, stamp))  # not even the time tells
        case "vocabulary":
            data = settings(words, vocabulary_size=5)
        case "split":
            data = msgspec.structs.replace(data, split=msgspec.structs.replace(data.split, seed=9))
        case "bad_rows":
            data = msgspec.structs.replace(data, bad_rows="skip")
    again(data, registry)
    assert len(READ) == 2


@pytest.mark.parametrize("name", ["data.arrow", "about.json", "vocabulary/tokenizer.json", "vocabulary/counts.json"])
@pytest.mark.parametrize("how", ["cut", "empty", "gone"])
def test_that_a_damaged_store_is_made_anew(registry, words, name, how):
    first = prepare(settings(words), registry)
    (folder,) = cache_folder().iterdir()
    file = folder / name
    match how:
        case "cut":
            file.write_bytes(file.read_bytes()[:len(file.read_bytes()) // 2])
        case "empty":
            file.write_bytes(b"")
        case "gone":
            file.unlink()
    second = again(settings(words), registry)
    assert second.facts == first.facts
    assert second.training.inputs[0].tolist() == first.training.inputs[0].tolist()


def test_that_a_failure_leaves_nothing_behind(registry, words, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rnnstudio.engine.encoding.Encoding._encoded", fail)
    with pytest.raises(UserError, match="No space left on device; make room there"):
        prepare(settings(words), registry)
    assert list(cache_folder().iterdir()) == []


def test_that_what_was_used_least_lately_makes_room(registry, words, monkeypatch):
    prepare(settings(words), registry)
    (first,) = cache_folder().iterdir()
    os.utime(first / "about.json", (1, 1))
    monkeypatch.setattr(store, "MOST_BYTES", 1)
    prepare(settings(words, vocabulary_size=5), registry)
    assert first not in cache_folder().iterdir()
    assert len(list(cache_folder().iterdir())) == 1


def test_that_a_file_that_changes_between_two_readings_is_said(registry, words, monkeypatch):
    monkeypatch.setattr("rnnstudio.engine.reading.MOST_KEPT", 0)
    real = Lines.read

    def read(self, context):
        yield from real(self, context)
        with words.open("a", encoding="utf-8") as file:
            file.write("a late words\n")

    monkeypatch.setattr(Lines, "read", read)
    with pytest.raises(UserError, match="changed while it was read"):
        prepare(settings(words), registry)


def test_that_reading_in_pieces_gives_the_same(registry, words, monkeypatch):
    whole = prepare(settings(words), registry)
    store.forget(next(cache_folder().iterdir()).name)
    monkeypatch.setattr("rnnstudio.engine.reading.MOST_KEPT", 0)
    monkeypatch.setattr("rnnstudio.engine.encoding._SLICE", 7)
    monkeypatch.setattr("rnnstudio.engine.encoding._NUMBERS_IN_A_BATCH", 20)
    monkeypatch.setattr("rnnstudio.engine.encoded.COPIED", 0)
    pieces = again(settings(words), registry)
    assert isinstance(pieces.training.inputs.flat, np.memmap)
    assert len(pieces.encoded.chunks.starts) > 3
    assert [pieces.training.inputs[i].tolist() for i in range(len(pieces.training))] == [
        whole.training.inputs[i].tolist() for i in range(len(whole.training))]
