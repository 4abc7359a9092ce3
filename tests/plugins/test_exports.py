"""The Projector's three files, read here by the Projector's own rules, written again from what it does.

It splits at line feeds and tabs without any quoting, skips lines of white space, takes a first line with a tab for a
header, and makes a number of every cell that JavaScript's Number() understands. TensorBoard's server reads the
configuration as protobuf text and calls float() on every cell of the vectors. Nothing of ours is used for reading.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import numpy as np
import pytest
import rnnstudio_exports
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as nst
from rnnstudio_exports import choosing, reading
from rnnstudio_exports.projector import EmbeddingProjector
from rnnstudio_exports.spelling import spell

from rnnstudio.api import EmbeddingTable, ExportContext, Renamed, UserError, parameters
from rnnstudio.registry import Registry, installed_plugins

CONTEXT = ExportContext()
FILES = ("vecs.tsv", "meta.tsv", "projector_config.pbtxt")

SPACE = "[\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]"
DECIMAL = r"[+-]?(Infinity|[0-9]+\.[0-9]*([eE][+-]?[0-9]+)?|\.[0-9]+([eE][+-]?[0-9]+)?|[0-9]+([eE][+-]?[0-9]+)?)"
NUMBER = re.compile(rf"{SPACE}*({DECIMAL}|0[bB][01]+|0[oO][0-7]+|0[xX][0-9a-fA-F]+)?{SPACE}*")


def is_number(text):
    """What ``!isNaN(text)`` says in JavaScript; blank text is one."""
    return NUMBER.fullmatch(text) is not None


def lines(path):
    content = path.read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\n")
    return [line for line in content.decode("utf-8").split("\n") if re.search(f"{SPACE}*", line)[0] != line]


def read_vectors(folder):
    rows = [line.split("\t") for line in lines(folder / "vecs.tsv")]
    assert all(is_number(cell) for row in rows for cell in row)
    return np.array([[float(cell) for cell in row] for row in rows], np.float32)


def read_labels(folder):
    """Return the columns' names, and each point's cells; a number where the Projector makes one."""
    found = lines(folder / "meta.tsv")
    names = found.pop(0).split("\t") if "\t" in found[0] else ["label"]
    return names, [[float("nan") if is_number(cell) else cell for cell in line.split("\t")] for line in found]


def labels(folder):
    names, points = read_labels(folder)
    assert names == ["label"]
    assert all(len(point) == 1 for point in points)
    return [label for label, in points]


def read_config(folder):
    text = (folder / "projector_config.pbtxt").read_text(encoding="utf-8")
    match = re.fullmatch(r"embeddings \{\n((?:  \w+: \"[^\"\\\n]*\"\n)+)\}\n", text)
    return dict(re.findall(r'(\w+): "([^"]*)"', match[1]))


def table(tokens, dimensions=3, **known):
    vectors = np.random.default_rng(len(tokens)).normal(size=(len(tokens), dimensions)).astype(np.float32)
    return EmbeddingTable(**{"name": "embedding_1", "vectors": vectors, "tokens": tokens} | known)


def export(data, target, **params):
    return EmbeddingProjector(**params).export(data, target, CONTEXT)


# --- what is written ---


def test_that_the_entry_point_brings_the_exporter_without_a_problem():
    registry = Registry([plugin for plugin in installed_plugins() if plugin.name == "rnnstudio_exports"])
    assert [report.problems for report in registry.reports] == [()]
    assert list(registry.exporters) == [
        "rnnstudio.projector", "rnnstudio.word2vec", "rnnstudio.numpy", "rnnstudio.parquet_table"]
    for exporter in rnnstudio_exports.rnnstudio_exporters():
        assert all(parameter.doc.endswith(".") for parameter in parameters(exporter))


def test_that_three_files_hold_every_word_beside_its_vector(tmp_path):
    data = table(["[PAD]", "[UNK]", "the", "don't", "床", "naïve", "!"])
    report = export(data, tmp_path / "new" / "folder")
    folder = tmp_path / "new" / "folder"
    assert sorted(file.name for file in folder.iterdir()) == sorted(FILES)
    assert labels(folder) == list(data.tokens)
    assert np.array_equal(read_vectors(folder), data.vectors)
    assert (report.points, report.dimensions, report.renamed) == (7, 3, ())
    assert report.files == tuple(str(folder / name) for name in FILES)


def test_that_the_files_have_no_header_no_carriage_return_and_end_with_a_line_feed(tmp_path):
    export(EmbeddingTable(name="e", vectors=np.array([[1, 0.5], [-2e-9, 3e30]], np.float32), tokens=["a", "b"]),
           tmp_path)
    assert (tmp_path / "meta.tsv").read_bytes() == b"a\nb\n"
    content = (tmp_path / "vecs.tsv").read_bytes()
    assert content == b"1\t0.5\n-2e-9\t3e+30\n"


@pytest.mark.parametrize(("name", "written"), [
    ("embedding_1", "embedding_1"), ("a & b#1+2%", "a_b_1_2_"), ('x"\\\ny', "x_y"), ("词向量", "词向量"),
    ("", "embedding")])
def test_that_the_configuration_names_tensor_and_files(tmp_path, name, written):
    export(table(["a", "b"], name=name), tmp_path)
    assert read_config(tmp_path) == {
        "tensor_name": written, "tensor_path": "vecs.tsv", "metadata_path": "meta.tsv"}


def test_that_ids_and_counts_come_in_columns_with_a_header(tmp_path):
    export(table(["[PAD]", "7", "a"], counts=[0, 5, 9]), tmp_path, details=True)
    assert (tmp_path / "meta.tsv").read_text(encoding="utf-8") == "word\tid\tcount\n[PAD]\t0\t0\n“7”\t1\t5\na\t2\t9\n"


def test_that_unknown_counts_are_left_out_and_the_header_stays(tmp_path):
    export(table(["x", "y"]), tmp_path, details=True)
    assert read_labels(tmp_path)[0] == ["word", "id"]
    assert [point[0] for point in read_labels(tmp_path)[1]] == ["x", "y"]


def test_that_padding_and_unknown_can_be_left_out(tmp_path):
    data = table(["[PAD]", "[UNK]", "a", "007"], counts=[0, 1, 2, 3])
    report = export(data, tmp_path, special_tokens=False, details=True)
    assert (tmp_path / "meta.tsv").read_text(encoding="utf-8") == "word\tid\tcount\na\t2\t2\n“007”\t3\t3\n"
    assert np.array_equal(read_vectors(tmp_path), data.vectors[2:])
    assert report.points == 2
    assert report.renamed == (Renamed(3, "007", "“007”"),)


@given(nst.arrays(np.float32, st.tuples(st.integers(2, 5), st.integers(2, 5)),
                  elements=st.floats(width=32, allow_nan=False, allow_infinity=False)))
def test_that_any_finite_number_reads_back_as_the_same_float32(tmp_path, numbers):
    data = table([f"w{row}" for row in range(len(numbers))], vectors=numbers)
    export(data, tmp_path)
    assert np.array_equal(read_vectors(tmp_path), numbers)


@given(nst.arrays(np.float32, (4, 3), elements=st.floats(width=32, allow_nan=False, allow_infinity=False)),
       st.integers(1, 6))
def test_that_rounding_keeps_the_digits_asked_for(tmp_path, numbers, digits):
    export(table(list("abcd"), vectors=numbers), tmp_path, digits=digits)
    found = read_vectors(tmp_path)
    normal = np.abs(numbers) >= np.finfo(np.float32).tiny
    assert np.allclose(found[normal], numbers[normal], rtol=0.5001 * 10.0 ** (1 - digits), atol=0)
    cells = (tmp_path / "vecs.tsv").read_text().split()
    for cell, size in zip(cells, np.abs(numbers).ravel(), strict=True):
        if np.finfo(np.float32).tiny <= size < 3e38:
            assert len(re.sub(r"e.*|[-.]", "", cell).strip("0")) <= digits


def test_that_other_numbers_than_float32_are_taken_as_such(tmp_path):
    export(table(["a", "b"], vectors=[[1, 2], [3, 4.1]]), tmp_path)
    assert np.array_equal(read_vectors(tmp_path), np.array([[1, 2], [3, 4.1]], np.float32))


def test_that_many_blocks_come_in_order_and_progress_only_grows(tmp_path, monkeypatch):
    monkeypatch.setattr(choosing, "NUMBERS_AT_ONCE", 40)
    monkeypatch.setattr(reading, "_BYTES_AT_ONCE", 300)
    told = []
    data = table([f"word{row}" for row in range(500)], dimensions=4)
    EmbeddingProjector().export(data, tmp_path, ExportContext(progress=told.append))
    assert np.array_equal(read_vectors(tmp_path), data.vectors)
    assert told == sorted(told)
    assert told[0] > 0
    assert told[-1] == 1
    assert len(told) > 50


# --- words made safe ---


NASTY = {
    "": "⟨empty⟩", " ": "⟨space⟩", "\t": "⟨tab⟩", "\u3000": "⟨wide space⟩", "\u00a0 ": "⟨no-break space⟩⟨space⟩",
    "a\tb": "a⟨tab⟩b", "a\nb": "a⟨newline⟩b", "a\r\nb": "a⟨return⟩⟨newline⟩b", "end\r": "end⟨return⟩",
    "a\u2028b": "a⟨U+2028⟩b", "\ufeffword": "⟨U+FEFF⟩word", " padded ": "⟨space⟩padded⟨space⟩", "\x00": "⟨U+0000⟩",
    "\ud800": "⟨U+D800⟩", "\x85": "⟨U+0085⟩",
    "007": "“007”", "1e5": "“1e5”", "0x1F": "“0x1F”", "5": "“5”", "-.5": "“-.5”", "+1.": "“+1.”",
    "0b11": "“0b11”", "0o17": "“0o17”", "Infinity": "“Infinity”", "-Infinity": "“-Infinity”",
}
HARMLESS = ["NaN", "nan", "inf", "infinity", "INFINITY", "1_000", "0x", "0xG", "-0x1", "1e", "e5", ".", "-", "+",
            "1,5", "１２", "१२", "two words", "“007”", '"quoted"', "it's", "#1", "a b", "\u200b", "constructor",
            "__proto__"]


@pytest.mark.parametrize(("word", "written"), NASTY.items())
def test_that_a_word_the_projector_would_misread_is_written_readably_and_reported(tmp_path, word, written):
    report = export(table(["first", word, "last"]), tmp_path)
    assert labels(tmp_path) == ["first", written, "last"]
    assert report.renamed == (Renamed(1, word, written),)


@pytest.mark.parametrize("word", HARMLESS)
def test_that_a_word_the_projector_reads_well_stays_as_it_is(tmp_path, word):
    report = export(table(["first", word, "last"]), tmp_path)
    assert labels(tmp_path) == ["first", word, "last"]
    assert report.renamed == ()


def test_that_repeated_words_are_numbered_and_never_take_the_spelling_of_another():
    assert spell(["bank", "bank", "bank (2)", "bank"]) == ["bank", "bank (3)", "bank (2)", "bank (4)"]
    assert spell(["", "⟨empty⟩", ""]) == ["⟨empty⟩ (2)", "⟨empty⟩", "⟨empty⟩ (3)"]
    assert spell(["7", "“7”"]) == ["“7” (2)", "“7”"]


def test_that_a_hundred_thousand_repetitions_take_no_time():
    written = spell(["same"] * 100_000)
    assert len(set(written)) == 100_000
    assert written[-1] == "same (100000)"


NASTY_TEXT = st.one_of(
    st.sampled_from([*NASTY, *NASTY.values(), *HARMLESS, "⟨empty⟩ (2)", "“007” (2)", "a", "a (2)"]),
    st.text(st.sampled_from("0123456789eExXoObB+-._aInfity \t\n\r\v\x1c\x85\u00a0\u2028\ufeff()“”⟨⟩"), max_size=9),
    st.text(st.characters(exclude_categories=()), max_size=4))


@given(st.lists(NASTY_TEXT, min_size=2, max_size=30))
@example(["\x1c", "\x1d", "\u180e", "\u0085"])
def test_that_any_words_come_out_one_label_each_in_order_unique_and_as_reported(tmp_path, words):
    report = export(table(words), tmp_path)
    found = labels(tmp_path)
    renamed = {change.row: change for change in report.renamed}
    assert len(found) == len(set(found)) == len(words)
    for row, (word, label) in enumerate(zip(words, found, strict=True)):
        assert (label == word) == (row not in renamed)
        if row in renamed:
            assert renamed[row] == Renamed(row, word, label)


@given(st.lists(NASTY_TEXT, min_size=2, max_size=10))
def test_that_words_stay_beside_their_ids_in_several_columns(tmp_path, words):
    export(table(words), tmp_path, details=True)
    rows = (tmp_path / "meta.tsv").read_bytes().decode().split("\n")[1:-1]
    assert [row.split("\t")[1] for row in rows] == [str(row) for row in range(len(words))]


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node, to ask JavaScript itself")
def test_that_javascript_agrees_on_what_is_a_number():
    cells = [*NASTY, *HARMLESS, *NASTY.values(), "\u180e", "\x85", "\x1c", "1\u2003", "0B1", "1e+5", "1.e5", "..1"]
    cells.remove("\ud800")
    done = subprocess.run(["node", "-e", f"console.log(JSON.stringify({json.dumps(cells)}.map(c => !isNaN(c))))"],
                          capture_output=True, text=True, check=True, timeout=60)
    theirs = json.loads(done.stdout)
    assert [is_number(cell) for cell in cells] == theirs
    assert [reading._is_number(cell) for cell in cells] == theirs


@given(st.text(st.sampled_from("0123456789eExXoObB+-._aInfity \t\u00a0\u3000"), max_size=8))
def test_that_the_two_readers_agree_on_what_is_a_number(cell):
    assert reading._is_number(cell) == is_number(cell)


# --- what is refused ---


@pytest.mark.parametrize(("data", "params", "reason"), [
    (table(["a"]), {}, "at least 2 words and 2 dimensions; embedding_1 has 1 and 3"),
    (table(["a", "b"], dimensions=1), {}, "embedding_1 has 2 and 1"),
    (table(["[PAD]", "[UNK]", "a"]), {"special_tokens": False}, "embedding_1 has 1 and 3"),
    (table(["a", "b", "c"], vectors=np.zeros((2, 3))), {}, "it has 2 vectors for 3 words"),
    (table(["a", "b"], counts=[1]), {}, "it has 2 vectors for 1 words"),
    (table(["a", "b"], vectors=np.zeros(4)), {}, "1 axes instead of 2"),
    (table(["a", "b"], vectors=[[1, 2], [3, np.nan]]), {}, 'hold NaN or infinity, 1 of 2, those of "b"; leave them'),
    (table(["a", "b"], vectors=[[1e39, 2], [3, 4]]), {}, 'hold NaN or infinity, 1 of 2, those of "a"'),
    (table([*"abcdefg"], vectors=np.full((7, 2), np.inf)), {}, '7 of 7, those of "a", "b", "c", "d", "e" and more; '),
    (table([*"abc"], vectors=np.full((3, 2), np.nan)), {"not_finite": "leave out"}, "no vector of it is finite"),
    (table(["a", "b"], association=np.zeros((3, 1))), {}, "it has 2 vectors for 3 words"),
    (table([], vectors=np.zeros((0, 2))), {}, "there are no words in it to write"),
    (table(["[PAD]", "[UNK]"]), {"special_tokens": False}, "there are no words in it to write"),
])
def test_that_vectors_the_projector_cannot_show_are_refused_before_anything_is_made(tmp_path, data, params, reason):
    with pytest.raises(UserError, match=reason):
        export(data, tmp_path / "new", **params)
    assert list(tmp_path.iterdir()) == []
