"""Files of word vectors that others wrote: known by what is in them, read as they are, faults told with the place."""

import gzip
import json
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rnnstudio_exports import numpy_files, projector, word2vec
from rnnstudio_exports import parquet as parquet_files

from rnnstudio.api import Cancelled, EmbeddingTable, ExportContext, UserError
from rnnstudio.vectors import files
from rnnstudio.vectors.files import look
from rnnstudio.vectors.pretrained import matched

WORDS = ["[PAD]", "[UNK]", "the", "Film", "good", "电影", "naïve", "zebra"]
IN_FILE = ["the", "film", "GOOD", "Good", "电影", "007", "naïve"]
WIDTH = 3
VECTORS = np.random.default_rng(1).normal(size=(len(IN_FILE), WIDTH)).astype(np.float32)


def lines(words=IN_FILE, vectors=VECTORS, separator=" "):
    return [separator.join([word, *(repr(float(value)) for value in vector)])
            for word, vector in zip(words, vectors, strict=True)]


def text(path, head="", **how):
    path.write_text(head + "\n".join(lines(**how)) + "\n", encoding="utf-8")
    return path


def binary(path, words=IN_FILE, vectors=VECTORS, newline=b"\n", count=None):
    count = len(words) if count is None else count
    path.write_bytes(f"{count} {vectors.shape[1]}\n".encode() + b"".join(
        word.encode() + b" " + struct.pack(f"<{vectors.shape[1]}f", *vector) + newline
        for word, vector in zip(words, vectors, strict=True)))
    return path


def pair(folder, meta, name="vecs.tsv"):
    path = folder / name
    path.write_text("".join("\t".join(map(repr, map(float, vector))) + "\n" for vector in VECTORS), encoding="utf-8")
    path.with_name(name.replace("vecs", "meta")).write_text(meta, encoding="utf-8")
    return path


def numpy_pair(folder, words):
    np.save(folder / "vectors.npy", VECTORS)
    (folder / "vocabulary.json").write_text(json.dumps(words), encoding="utf-8")
    return folder / "vectors.npy"


def parquet(folder):
    import pyarrow as pa
    from pyarrow import parquet

    parquet.write_table(pa.table({"word": IN_FILE, "vector": VECTORS.tolist()}), folder / "vectors.parquet")
    return folder / "vectors.parquet"


def packed(path):
    path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
    return path.with_name(f"{path.name}.gz")


MAKERS = {
    "word2vec text": lambda folder: text(folder / "a.txt", f"{len(IN_FILE)} {WIDTH}\n"),
    "word2vec text, packed": lambda folder: packed(text(folder / "a.txt", f"{len(IN_FILE)} {WIDTH}\n")),
    "word2vec binary": lambda folder: binary(folder / "a.bin"),
    "word2vec binary without newlines": lambda folder: binary(folder / "a.bin", newline=b""),
    "word2vec binary, packed": lambda folder: packed(binary(folder / "a.bin")),
    "GloVe": lambda folder: text(folder / "glove.6B.3d.txt"),
    "GloVe with tabs": lambda folder: text(folder / "glove.txt", separator="\t"),
    "GloVe of Windows": lambda folder: (folder / "w.txt").write_bytes(
        b"\xef\xbb\xbf" + "\r\n".join(lines()).encode()) and folder / "w.txt",
    "fastText, with a space at the end": lambda folder: (folder / "a.vec").write_bytes(
        f"{len(IN_FILE)} {WIDTH}\n{''.join(line + ' ' + chr(10) for line in lines())}".encode()) and folder / "a.vec",
    "tables of one column": lambda folder: pair(folder, "\n".join(IN_FILE) + "\n"),
    "tables of several columns": lambda folder: pair(
        folder, "id\tword\tcount\n" + "".join(f"{row}\t{word}\t9\n" for row, word in enumerate(IN_FILE))),
    "tables, the words pointed at": lambda folder: pair(folder, "\n".join(IN_FILE) + "\n").with_name("meta.tsv"),
    "NumPy with a list": lambda folder: numpy_pair(folder, IN_FILE),
    "NumPy with an object": lambda folder: numpy_pair(folder, {"name": "Embedding", "words": IN_FILE}),
    "Parquet": parquet,
}


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_that_every_format_gives_the_words_it_has(tmp_path, make):
    head = look(make(tmp_path))
    assert head.width == WIDTH
    found = matched(WORDS, head, skip=2)
    assert [WORDS[row] for row in found.rows] == ["the", "电影", "naïve"]
    np.testing.assert_array_equal(found.vectors, VECTORS[[0, 4, 6]])
    assert (found.count, found.missing, found.share) == (6, ("Film", "good", "zebra"), 0.5)


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_that_case_is_ignored_where_it_is_wished_and_the_word_itself_comes_first(tmp_path, make):
    head = look(make(tmp_path))
    found = matched([*WORDS, "The", "FILM"], head, ignore_case=True, skip=2)
    by_word = {[*WORDS, "The", "FILM"][row]: vector for row, vector in zip(found.rows, found.vectors, strict=True)}
    assert set(by_word) == {"the", "Film", "good", "电影", "naïve", "The", "FILM"}
    for word, place in (("the", 0), ("The", 0), ("Film", 1), ("FILM", 1), ("good", 2)):
        np.testing.assert_array_equal(by_word[word], VECTORS[place])
    exact = matched(["Good"], head, ignore_case=True)
    np.testing.assert_array_equal(exact.vectors, VECTORS[[3]])


OWN = [(projector.EmbeddingProjector(), "vecs.tsv"), (projector.EmbeddingProjector(details=True), "meta.tsv"),
       (word2vec.Word2Vec(), None), (word2vec.Word2Vec(binary=True), None),
       (numpy_files.NumpyFiles(), "vectors.npy"), (parquet_files.ParquetTable(), "vectors.parquet")]


@pytest.mark.parametrize(("exporter", "name"), OWN, ids=lambda value: type(value).__name__)
def test_that_what_the_program_exports_can_be_started_from(tmp_path, exporter, name):
    table = EmbeddingTable(name="Words", vectors=VECTORS, tokens=IN_FILE, counts=list(range(7, 0, -1)))
    report = exporter.export(table, tmp_path, ExportContext())
    found = matched(WORDS, look(tmp_path / (name or report.files[0])))
    assert [WORDS[row] for row in found.rows] == ["the", "电影", "naïve"]
    np.testing.assert_array_equal(found.vectors, VECTORS[[0, 4, 6]])


def test_that_a_word_that_stands_twice_has_its_first_vector(tmp_path):
    path = text(tmp_path / "a.txt", words=["a", "a"], vectors=VECTORS[:2])
    np.testing.assert_array_equal(matched(["a"], look(path)).vectors, VECTORS[:1])


def test_that_words_with_spaces_are_no_broken_lines_and_are_no_others_vectors(tmp_path):
    path = text(tmp_path / "a.txt", words=["the", ". . .", "New York", "."], vectors=VECTORS[:4])
    found = matched([".", "New York", "New"], look(path))
    assert found.rows.tolist() == [0, 1]
    np.testing.assert_array_equal(found.vectors, VECTORS[[3, 2]])


BROKEN = {
    "line 2": "the 1 2 3\nfilm 1 2\ngood 1 2 3\n",
    "line 3": "the 1 2 3\nfilm 1 2 3\ngood 1 x 3\n",
    "line 1": "good nan 2 3\nfilm 1 2 3\n",
    "line 4": "3 3\nthe 1 2 3\nfilm 1 2 3\ngood 1 inf 3\n",
    "line 5": "the 1 2 3\nfilm 1 2 3\n\n\ngood 1 2",
}


@pytest.mark.parametrize(("place", "content"), BROKEN.items(), ids=BROKEN)
def test_that_a_broken_line_is_told_by_its_number(tmp_path, place, content):
    path = tmp_path / "broken.txt"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UserError, match=rf"broken\.txt is broken at {place}\b"):
        matched(["good", "the"], look(path))


def test_that_files_cut_short_are_told(tmp_path):
    path = binary(tmp_path / "a.bin")
    path.write_bytes(path.read_bytes()[:-7])
    with pytest.raises(UserError, match="cut short: its first line promises 7 vectors, but it ends after 6"):
        matched(WORDS, look(path))
    path = text(tmp_path / "a.txt", f"9 {WIDTH}\n")
    with pytest.raises(UserError, match="promises 9 vectors, but it ends after 7"):
        matched(WORDS, look(path))
    path = packed(text(tmp_path / "b.txt"))
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(UserError, match=r"b\.txt\.gz can't be read"):
        matched(WORDS, look(path))


def test_that_a_number_that_is_none_is_told_in_binary_files_too(tmp_path):
    spoiled = VECTORS.copy()
    spoiled[4, 1] = np.nan
    with pytest.raises(UserError, match="vector of word 5, 电影, holds what is no number"):
        matched(WORDS, look(binary(tmp_path / "a.bin", vectors=spoiled)))
    assert matched(["the"], look(tmp_path / "a.bin")).rows.tolist() == [0]


@pytest.mark.parametrize("content", [b"", b"\n", b"hello\n", b"a b c d\n", b"PK\x03\x04zip", b"7 3\n", b"0 3\n",
                                     b"1 \xff\xfe\n", bytes(range(256)) * 4])
def test_that_what_is_no_file_of_vectors_is_refused(tmp_path, content):
    path = tmp_path / "other.bin"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"other\.bin"):
        matched(WORDS, look(path))


def test_that_missing_files_and_folders_are_told(tmp_path):
    with pytest.raises(UserError, match=r"there is no file .*gone\.txt"):
        look(tmp_path / "gone.txt")
    with pytest.raises(UserError, match="is a folder"):
        look(tmp_path)
    path = pair(tmp_path, "")
    (tmp_path / "meta.tsv").unlink()
    with pytest.raises(UserError, match=r"put meta\.tsv beside it"):
        look(path)
    np.save(tmp_path / "vectors.npy", VECTORS)
    with pytest.raises(UserError, match=r"put vocabulary\.json beside it"):
        look(tmp_path / "vectors.npy")


@pytest.mark.parametrize(("meta", "told"), [("a\nb\n", "fewer lines"), ("a\nb\n" * 5, "more lines")])
def test_that_tables_of_different_lengths_are_told(tmp_path, meta, told):
    with pytest.raises(UserError, match=told):
        matched(["zz"], look(pair(tmp_path, meta)))


def test_that_only_what_is_wanted_is_kept_and_reading_tells_and_stops(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "ASK_EVERY", 50)
    count = 1000
    path = text(tmp_path / "a.txt", words=[f"w{n}" for n in range(count)],
                vectors=np.random.default_rng(0).normal(size=(count, WIDTH)))
    told = []
    read = list(files.rows(look(path), {b"w7", b"w900"}.__contains__, tell=told.append))
    assert [word for word, _ in read] == [b"w7", b"w900"]
    assert len(told) == count // 50
    assert told == sorted(told)
    with pytest.raises(Cancelled):
        matched(["w7"], look(path), cancelled=lambda: len(told) > 3)


@settings(max_examples=40)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n\r \t\ufeff", exclude_categories=("Cs",)),
                        min_size=1, max_size=6), min_size=1, max_size=8, unique=True),
       st.sampled_from(["text", "binary"]))
def test_that_any_words_come_back_from_word2vecs_formats(tmp_path_factory, words, kind):
    path = tmp_path_factory.mktemp("any") / "a"
    vectors = np.arange(len(words) * 4, dtype=np.float32).reshape(-1, 4)
    if kind == "text":
        text(path, f"{len(words)} 4\n", words=words, vectors=vectors)
    else:
        binary(path, words, vectors)
    head = look(path)
    assert head.format == kind
    found = matched(words, head)
    assert found.rows.tolist() == list(range(len(words)))
    np.testing.assert_array_equal(found.vectors, vectors)
