"""Each format comes back through its own reader with equal numbers and words, or with words listed as renamed."""

from __future__ import annotations

import json
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rnnstudio_exports import choosing, parquet
from rnnstudio_exports.numpy_files import NumpyFiles
from rnnstudio_exports.parquet import ParquetTable
from rnnstudio_exports.projector import EmbeddingProjector
from rnnstudio_exports.spelling import spell_for_word2vec
from rnnstudio_exports.word2vec import Word2Vec

from rnnstudio.api import EmbeddingTable, ExportContext, Renamed, UserError

NASTY = ["[PAD]", "[UNK]", "the", "New York", "New_York", "tab\there", "line\nfeed", "cr\r", "", " ", "\u3000",
         "\u00a0x", "x", "x", "x(2)", "007", "</s>", "naïve", "床前明月光", "😀", "שלום", '"quoted"', "\u2028",
         "\x1f", "\x85"]
TEXT = st.text(st.sampled_from("abx_()2 \t\n\r\v\x1c\x85\u00a0\u2028\u3000\ufeff床😀\ud800⟨⟩"), max_size=5)
CONTEXT = ExportContext()
EVERY = [(EmbeddingProjector, {}), (EmbeddingProjector, {"classes": True}), (EmbeddingProjector, {"packed": True}),
         (Word2Vec, {}), (Word2Vec, {"binary": True}), (NumpyFiles, {}), (NumpyFiles, {"classes": True}),
         (ParquetTable, {}), (ParquetTable, {"classes": True})]


def table(tokens=NASTY, dimensions=5, **known):
    vectors = np.random.default_rng(len(tokens)).normal(size=(len(tokens), dimensions)).astype(np.float32)
    shares = np.random.default_rng(1).dirichlet([1, 1, 1], len(tokens)).astype(np.float32)
    shares[:2] = np.nan
    return EmbeddingTable(**{
        "name": "words", "vectors": vectors, "tokens": tokens, "counts": [*range(len(tokens))], "special": (0, 1),
        "classes": ("a", "b\t", "a"), "association": shares} | known)


def written(data, report):
    """Return the words as they should be found, from what was said to be renamed."""
    words = list(data.tokens)
    for change in report.renamed:
        assert words[change.row] == change.original != change.written
        words[change.row] = change.written
    return words


def read_projector(folder):
    return np.loadtxt(folder / "vecs.tsv", np.float32, delimiter="\t", ndmin=2)


def read_words(folder):
    return (folder / "meta.tsv").read_text(encoding="utf-8").split("\n")[:-1]


# --- word2vec ---


@pytest.mark.parametrize("binary", [False, True])
def test_that_gensim_opens_what_is_in_word2vecs_format(tmp_path, binary):
    models = pytest.importorskip("gensim.models", reason="gensim is not installed")
    data = table()
    report = Word2Vec(binary=binary).export(data, tmp_path, CONTEXT)
    found = models.KeyedVectors.load_word2vec_format(report.files[0], binary=binary)
    assert found.index_to_key == written(data, report)
    assert np.array_equal(found.vectors, data.vectors)


def test_that_gensim_finds_digits_as_they_were_asked_for(tmp_path):
    models = pytest.importorskip("gensim.models", reason="gensim is not installed")
    data = table()
    report = Word2Vec(digits=3).export(data, tmp_path, CONTEXT)
    found = models.KeyedVectors.load_word2vec_format(report.files[0])
    assert np.allclose(found.vectors, data.vectors, rtol=0.00501, atol=0)
    assert not np.array_equal(found.vectors, data.vectors)


def test_that_white_space_is_made_safe_for_word2vec_and_words_stay_different():
    assert spell_for_word2vec(["New York", "New_York", "a\tb", "", " ", "x", "x"]) == [
        "New_York(2)", "New_York", "a⟨tab⟩b", "⟨empty⟩", "⟨space⟩", "x", "x(2)"]


@settings(max_examples=200)
@given(st.lists(st.one_of(st.sampled_from(NASTY), TEXT)))
def test_that_any_words_are_safe_and_different_in_word2vecs_format(words):
    found = spell_for_word2vec(words)
    assert len(set(found)) == len(words)
    for word in found:
        assert word.split() == [word]
        assert len(word.splitlines()) == 1


@pytest.mark.parametrize("binary", [False, True])
def test_that_the_original_reader_of_words_by_bytes_finds_all_of_them(tmp_path, binary):
    """As word2vec's own distance.c: a word ends at a space, and line feeds before one are passed over."""
    data = table()
    report = Word2Vec(binary=binary).export(data, tmp_path, CONTEXT)
    header, _, rest = (tmp_path / ("vectors.bin" if binary else "vectors.txt")).read_bytes().partition(b"\n")
    assert header == b"25 5"
    for word, vector in zip(written(data, report), data.vectors, strict=True):
        name, _, rest = rest.lstrip(b"\n").partition(b" ")
        assert name.decode() == word
        if binary:
            assert rest[:20] == vector.astype("<f4").tobytes()
            rest = rest[20:]
        else:
            line, _, rest = rest.partition(b"\n")
            assert np.array_equal(np.array(line.split(), np.float32), vector)
    assert rest.strip() == b""


# --- NumPy and JSON, Parquet ---


def test_that_numpy_and_json_open_the_array_and_its_words(tmp_path):
    data = table()
    report = NumpyFiles().export(data, tmp_path, CONTEXT)
    assert report.renamed == ()
    assert np.array_equal(np.load(tmp_path / "vectors.npy"), data.vectors)
    said = json.loads((tmp_path / "vocabulary.json").read_text(encoding="utf-8"))
    assert said == {"name": "words", "dimensions": 5, "words": NASTY, "ids": [*range(25)], "counts": [*range(25)]}


def test_that_classes_are_in_the_json_and_what_is_not_known_is_null(tmp_path):
    data = table(counts=())
    NumpyFiles(classes=True).export(data, tmp_path, CONTEXT)
    said = json.loads((tmp_path / "vocabulary.json").read_text(encoding="utf-8"))
    assert said["classes"] == ["a", "b\t", "a"]
    assert said["association"][:2] == [[None] * 3] * 2
    assert np.allclose(said["association"][2:], data.association[2:], atol=1e-6)
    assert "counts" not in said


def test_that_parquet_holds_a_row_for_each_word(tmp_path, monkeypatch):
    from pyarrow import parquet as reader

    monkeypatch.setattr(parquet, "_NUMBERS_IN_A_GROUP", 20)
    data = table()
    report = ParquetTable(classes=True).export(data, tmp_path, CONTEXT)
    assert report.renamed == ()
    found = reader.read_table(report.files[0])
    assert reader.ParquetFile(report.files[0]).num_row_groups == 7
    assert found.column_names == ["word", "id", "count", "P(a)", "P(b\t)", "P(a) (2)", "vector"]
    assert found["word"].to_pylist() == NASTY
    assert np.array_equal(np.array(found["vector"].to_pylist(), np.float32), data.vectors)
    assert found.column(4).to_pylist()[:2] == [None, None]
    assert np.array_equal(np.float32(found.column(4).to_pylist()[2:]), data.association[2:, 1])


@settings(max_examples=20, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=20))
def test_that_json_holds_any_word_as_it_is_and_parquet_any_that_unicode_allows(tmp_path_factory, words):
    folder = tmp_path_factory.mktemp("any")
    data = table(words, dimensions=1)
    NumpyFiles().export(data, folder, CONTEXT)
    assert json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))["words"] == words
    from pyarrow import parquet as reader

    report = ParquetTable().export(data, folder, CONTEXT)
    assert reader.read_table(report.files[0])["word"].to_pylist() == written(data, report)


# --- what is written ---


@pytest.mark.parametrize(("exporter", "params"), EVERY)
def test_that_every_format_takes_blocks_in_order_and_tells_progress(tmp_path, monkeypatch, exporter, params):
    monkeypatch.setattr(choosing, "NUMBERS_AT_ONCE", 40)
    monkeypatch.setattr(parquet, "_NUMBERS_IN_A_GROUP", 200)
    told = []
    data = table([f"word{row}" for row in range(300)], dimensions=4, association=np.full((300, 3), 0.5, np.float32))
    report = exporter(**params).export(data, tmp_path, ExportContext(progress=told.append))
    assert (report.points, report.dimensions) == (300, 4)
    assert told == sorted(told)
    assert told[-1] == 1
    assert len(told) > 5
    assert all((tmp_path / name.rsplit("/", 1)[-1]).is_file() for name in report.files)


@pytest.mark.parametrize(("exporter", "params"), EVERY)
def test_that_the_most_frequent_words_are_chosen_and_special_ones_beside_them(tmp_path, exporter, params):
    data = table(["[PAD]", "[UNK]", "b", "a", "rare", "c"], counts=[0, 3, 5, 9, 1, 5], ids=[0, 1, 20, 30, 40, 50],
                 association=np.full((6, 3), 0.5, np.float32))
    assert exporter(most_frequent=2, **params).export(data, tmp_path / "all", CONTEXT).points == 4
    report = exporter(most_frequent=2, special_tokens=False, **params).export(data, tmp_path / "words", CONTEXT)
    assert report.points == 2
    assert report.notes == ()


def test_that_of_equally_frequent_words_the_first_are_taken_in_the_tables_order(tmp_path):
    data = table(["[PAD]", "[UNK]", "b", "a", "rare", "c"], counts=[0, 3, 5, 9, 1, 5])
    EmbeddingProjector(most_frequent=2).export(data, tmp_path, CONTEXT)
    assert read_words(tmp_path) == ["[PAD]", "[UNK]", "b", "a"]
    assert np.array_equal(read_projector(tmp_path), data.vectors[:4])


def test_that_without_counts_the_first_words_are_taken_and_it_is_said(tmp_path):
    data = table(["[PAD]", "[UNK]", "b", "a", "c"], counts=())
    report = EmbeddingProjector(most_frequent=2, special_tokens=False).export(data, tmp_path, CONTEXT)
    assert read_words(tmp_path) == ["b", "a"]
    assert report.notes == ("How often each word stood in the training text isn't known, so the first 2 were "
                            "written.",)


def test_that_special_tokens_are_those_of_the_table(tmp_path):
    data = table(["[PAD]", "[UNK]", "[END]", "a", "b"], special=(0, 1, 2, 99))
    EmbeddingProjector(special_tokens=False).export(data, tmp_path, CONTEXT)
    assert read_words(tmp_path) == ["a", "b"]


@pytest.mark.parametrize(("exporter", "params"), [(EmbeddingProjector, {}), (NumpyFiles, {})])
def test_that_vectors_can_be_of_length_one(tmp_path, exporter, params):
    vectors = np.array([[3, 4], [0, 0], [1e-30, 0], [3e38, 3e38]], np.float32)
    exporter(unit_length=True, **params).export(table(list("abcd"), vectors=vectors), tmp_path, CONTEXT)
    found = read_projector(tmp_path) if exporter is EmbeddingProjector else np.load(tmp_path / "vectors.npy")
    assert np.allclose(found, [[0.6, 0.8], [0, 0], [1, 0], [0.5**0.5] * 2], rtol=1e-6)


@pytest.mark.parametrize(("exporter", "params"), EVERY)
def test_that_vectors_that_are_not_finite_are_refused_or_left_out_by_choice(tmp_path, exporter, params):
    data = table()
    data.vectors[3, 1], data.vectors[7, 0] = np.nan, -np.inf
    with pytest.raises(UserError, match=r'vectors hold NaN or infinity, 2 of 25, those of "New York", "cr'):
        exporter(**params).export(data, tmp_path / "new", CONTEXT)
    assert list(tmp_path.iterdir()) == []
    report = exporter(not_finite="leave out", **params).export(data, tmp_path, CONTEXT)
    assert report.points == 23
    assert report.notes == ('Left out because their vectors hold NaN or infinity: 2, "New York", "cr\r".',)
    assert all(change.row not in (3, 7) for change in report.renamed)


def test_that_classes_come_in_columns_with_names_that_differ_and_gaps_where_they_are_not_known(tmp_path):
    data = table(["[PAD]", "[UNK]", "a", "b"], ids=[0, 1, 7, 9])
    EmbeddingProjector(classes=True).export(data, tmp_path, CONTEXT)
    rows = [line.split("\t") for line in read_words(tmp_path)]
    assert rows[0] == ["word", "id", "count", "P(a)", "P(b⟨tab⟩)", "P(a) (2)"]
    assert rows[1] == ["[PAD]", "0", "0", "", "", ""]
    assert rows[3][:3] == ["a", "7", "2"]
    assert np.allclose(np.array(rows[3][3:], float), data.association[2], atol=5e-5)


@pytest.mark.parametrize(("exporter", "params"), [(EmbeddingProjector, {}), (NumpyFiles, {}), (ParquetTable, {})])
def test_that_it_is_said_why_classes_can_not_be_had(tmp_path, exporter, params):
    assert exporter(classes=True).wants_association()
    assert not exporter().wants_association()
    data = table(classes=(), association=None, without_association="The data is gone.")
    assert exporter(classes=True).export(data, tmp_path, CONTEXT).notes == ("The data is gone.",)
    data = table(classes=(), association=None)
    assert "isn't known" in exporter(classes=True).export(data, tmp_path, CONTEXT).notes[0]


def test_that_one_zip_file_holds_the_same_three(tmp_path):
    data = table()
    EmbeddingProjector(details=True).export(data, tmp_path / "folder", CONTEXT)
    report = EmbeddingProjector(details=True, packed=True).export(data, tmp_path / "zip", CONTEXT)
    assert report.files == (str(tmp_path / "zip" / "projector.zip"),)
    assert [file.name for file in (tmp_path / "zip").iterdir()] == ["projector.zip"]
    with zipfile.ZipFile(report.files[0]) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            file.name: file.read_bytes() for file in (tmp_path / "folder").iterdir()}
        assert archive.testzip() is None


def test_that_what_is_mapped_into_memory_at_an_odd_place_is_written_as_well(tmp_path):
    numbers = np.random.default_rng(0).normal(size=(25, 5)).astype(np.float32)
    (tmp_path / "file").write_bytes(b"x" + numbers.tobytes())
    data = table(vectors=np.memmap(tmp_path / "file", np.float32, "r", 1, (25, 5)))
    EmbeddingProjector().export(data, tmp_path / "out", CONTEXT)
    assert np.array_equal(read_projector(tmp_path / "out"), numbers)


def test_that_renamed_rows_are_those_of_the_table_where_words_are_left_out(tmp_path):
    report = Word2Vec(special_tokens=False).export(table(), tmp_path, CONTEXT)
    assert report.renamed[0] == Renamed(3, "New York", "New_York(2)")
