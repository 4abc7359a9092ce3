"""Folders of classes and plain text: what is read, and what is said when it can't be."""

from __future__ import annotations

import gzip

import pyarrow as pa
import pytest
from rnnstudio_data.folder_of_classes import FolderOfClasses
from rnnstudio_data.plain_text import PlainText
from rnnstudio_data.reading import blocks as blocks_module
from rnnstudio_data.reading import texts as texts_module

from rnnstudio.api import Cancelled, ReadContext, UserError


@pytest.fixture
def write(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path
    return write


def rows(source, bad=None):
    context = ReadContext() if bad is None else ReadContext(
        bad_row=lambda row: bad.append((row.where.replace("\\", "/").rsplit("/", 1)[-1], row.line, row.reason)))
    return [row for batch in source.read(context) for row in batch.to_pylist()]


def refusal(source):
    with pytest.raises(UserError) as caught:
        rows(source)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_that_sub_folders_are_classes_and_take_turns(write, tmp_path):
    for name in ("neg/1.txt", "neg/2.txt", "pos/1.txt", ".git/x.txt", "pos/.hidden.txt", "pos/table.csv", "top.txt"):
        write(name, name)
    source = FolderOfClasses(path=str(tmp_path))
    assert source.contents(ReadContext()).task == "binary"
    assert rows(source) == [{"text": "neg/1.txt", "label": "neg"}, {"text": "pos/1.txt", "label": "pos"},
                            {"text": "neg/2.txt", "label": "neg"}]


def test_that_folders_called_like_parts_divide_the_examples(write, tmp_path):
    for name in ("train/neg/1.txt", "train/pos/1.txt", "train/unsup/1.txt", "val/pos/1.txt", "test/neg/1.txt"):
        write(name, name)
    found = rows(FolderOfClasses(path=str(tmp_path), classes="neg, pos"))
    assert [(row["split"], row["label"]) for row in found] == [
        ("train", "neg"), ("train", "pos"), ("validation", "pos"), ("test", "neg")]


def test_that_a_class_may_be_called_train(write, tmp_path):
    write("train/1.txt", "a")
    write("plane/1.txt", "b")
    assert {row["label"] for row in rows(FolderOfClasses(path=str(tmp_path)))} == {"train", "plane"}


def test_that_each_files_encoding_is_found(write, tmp_path):
    write("a/1.txt", "Le café était fermé".encode("latin-1"))
    write("b/1.txt", "我今天看了这部电影，真的很好看".encode("gb18030"))
    write("b/2.txt", "\ufeffdeux\r\nlignes")
    assert [row["text"] for row in rows(FolderOfClasses(path=str(tmp_path)))] == [
        "Le café était fermé", "我今天看了这部电影，真的很好看", "deux\nlignes"]


def test_that_files_without_an_ending_are_read_if_told(write, tmp_path):
    write("a/1001", "x")
    write("b/1002", "y")
    assert "holds no files called *.txt" in refusal(FolderOfClasses(path=str(tmp_path)))
    assert len(rows(FolderOfClasses(path=str(tmp_path), files="*"))) == 2


def test_that_every_bad_file_is_told_and_the_others_are_read(write, tmp_path, monkeypatch):
    monkeypatch.setattr(texts_module, "LONGEST_LINE", 1000)
    write("a/1.txt", "")
    write("a/2.txt", " \n")
    write("a/3.txt", "x\0y")
    write("a/4.txt", "x" * 1001)
    write("a/5.txt", "Schöne Grüße aus Köln".encode() + b"\xff")
    write("a/6.txt", "Очень хорошо".encode("cp1251"))
    write("b/1.txt", "fine")
    bad = []
    assert rows(FolderOfClasses(path=str(tmp_path)), bad) == [{"text": "fine", "label": "b"}]
    assert bad == [
        ("1.txt", 0, "the text is empty"), ("2.txt", 0, "the text is empty"),
        ("3.txt", 0, "a NUL byte stands in it, as in files that are no text"),
        ("4.txt", 0, "the text is longer than 1,000 bytes; divide it into several"),
        ("5.txt", 0,
         "it holds bytes that are not UTF-8 text; choose another text encoding, or save the file as UTF-8"),
        ("6.txt", 0, "its text encoding can't be told; choose one, or save the file as UTF-8")]


def test_that_a_bad_file_is_named_where_reading_stops(write, tmp_path):
    path = write("a/1.txt", "")
    write("b/1.txt", "fine")
    assert refusal(FolderOfClasses(path=str(tmp_path))) == f"{path}: the text is empty"


def test_that_a_folder_that_will_not_do_is_said(write, tmp_path):
    file = write("only/1.txt", "x")
    said = refusal(FolderOfClasses(path=str(tmp_path)))
    assert said.endswith("needs a sub-folder for each of two or more classes, but has 1")
    assert refusal(FolderOfClasses(path=str(file))) == f"{file} is a file; choose a folder"
    assert "does not exist" in refusal(FolderOfClasses(path=str(tmp_path / "no")))
    assert refusal(FolderOfClasses()).startswith("no folder is chosen yet")
    assert 'has no sub-folder "neg"; its sub-folders are "only"' in refusal(
        FolderOfClasses(path=str(tmp_path), classes="neg"))
    (tmp_path / "empty").mkdir()
    assert "empty holds no files called *.txt" in refusal(FolderOfClasses(path=str(tmp_path)))


def test_that_reading_a_folder_stops_when_asked(write, tmp_path):
    write("a/1.txt", "x")
    write("b/1.txt", "x")
    with pytest.raises(Cancelled):
        list(FolderOfClasses(path=str(tmp_path)).read(ReadContext(cancelled=lambda: True)))


POEMS = "First\r\nline two\r\n\r\n \r\n\u3000Second\r\nend"


@pytest.mark.parametrize(("divide", "expected"), [
    ("blank line", [(1, "First\nline two"), (5, "\u3000Second\nend")]),
    ("line", [(1, "First"), (2, "line two"), (5, "\u3000Second"), (6, "end")]),
    ("whole file", [(1, "First\nline two\n\n \n\u3000Second\nend")])])
@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_that_plain_text_is_divided_as_told(write, divide, expected, codec):
    source = PlainText(path=str(write("poems.txt", POEMS.encode(codec))), divide=divide)
    contents = source.contents(ReadContext())
    assert (contents.input, contents.task) == ("text", "next_token")
    assert [(row["line"], row["text"]) for row in rows(source)] == expected


def test_that_a_folder_of_texts_is_read_in_order_and_gzipped_ones_too(write, tmp_path):
    write("b.txt", "two")
    write("a.txt", "one")
    write("c.md", "no")
    assert [row["text"] for row in rows(PlainText(path=str(tmp_path)))] == ["one", "two"]
    assert rows(PlainText(path=str(write("d.txt.gz", gzip.compress(b"three"))))) == [{"text": "three", "line": 1}]


def test_that_texts_of_their_own_become_the_parts(write, tmp_path):
    write("train.txt", "a\n\nb\n")
    write("val/1.txt", "c\n")
    source = PlainText(path=str(tmp_path / "train.txt"), validation_path=str(tmp_path / "val"))
    assert rows(source) == [{"text": "a", "line": 1, "split": "train"}, {"text": "b", "line": 3, "split": "train"},
                            {"text": "c", "line": 1, "split": "validation"}]
    with pytest.raises(UserError, match="gone does not exist"):
        PlainText(path=str(tmp_path / "train.txt"), test_path=str(tmp_path / "gone")).contents(ReadContext())


def test_that_a_text_with_a_bad_line_is_told_and_left_out(write, monkeypatch):
    path = write("a.txt", b"one\n\xff\nmore\n\ntwo\nx\0y\n\nthree\n")
    bad = []
    assert [row["text"] for row in rows(PlainText(path=str(path), encoding="UTF-8"), bad)] == ["three"]
    assert [line for _, line, _ in bad] == [2, 6]
    monkeypatch.setattr("rnnstudio_data.plain_text.LONGEST_LINE", 20)
    bad.clear()
    assert [row["text"] for row in rows(PlainText(path=str(write("b.txt", "a line\n" * 9 + "\nfine\n"))), bad)] == [
        "fine"]
    assert bad == [("b.txt", 1, "the text is longer than 20 bytes; divide it into several")]


def test_that_a_line_that_is_too_long_is_told(write, monkeypatch):
    for name in ("_FIRST", "_LARGEST", "LONGEST_LINE"):
        monkeypatch.setattr(blocks_module, name, 100)
    bad = []
    found = rows(PlainText(path=str(write("a.txt", "one\n\n" + "x" * 1000 + "\n\ntwo\n"))), bad)
    assert [row["text"] for row in found] == ["one", "two"]
    assert [line for _, line, _ in bad] == [3]


def test_that_texts_that_are_not_there_are_said(write, tmp_path):
    assert refusal(PlainText()).startswith("no text is chosen yet")
    assert "holds no .txt files" in refusal(PlainText(path=str(tmp_path)))
    assert "does not exist" in refusal(PlainText(path=str(tmp_path / "no.txt")))
    assert "0 bytes" in refusal(PlainText(path=str(write("a.txt", ""))))
    assert "0 bytes" in refusal(PlainText(path=str(tmp_path / "a.txt"), divide="whole file"))
    write("b.txt", "b")
    bad = []
    assert [row["text"] for row in rows(PlainText(path=str(tmp_path)), bad)] == ["b"]
    assert bad == [("a.txt", 0, "the text is empty")]


def test_that_a_text_that_changes_while_it_is_read_is_said(write):
    path = write("a.txt", "some line\n" * 50_000)
    batches = PlainText(path=str(path), divide="line").read(ReadContext())
    assert pa.Table.from_batches([next(batches)]).num_rows == 4096
    path.write_text("shorter")
    with pytest.raises(UserError, match="changed while it was read"):
        list(batches)
