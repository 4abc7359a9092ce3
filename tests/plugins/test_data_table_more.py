"""Tables of all kinds: encodings, packed files, parts, groups, several labels, and rows that are left out."""

from __future__ import annotations

import csv
import gzip
import io

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rnnstudio_data import text_file
from rnnstudio_data.columns import looks_like_names
from rnnstudio_data.table import Table
from rnnstudio_data.text_file import detect

from rnnstudio.api import ReadContext, UserError, read_parameters

CHINESE = [("孤竹人藏处，无因认本峰。", "唐诗"), ("遗佚而不怨，阨穷而不悯。", "论语孟子"), ("有兔爰爰。", "诗经")]
CHINESE *= 20
ENGLISH = [("What a naïve, charming café film – really.", "pos"), ("Déjà vu, all of it.", "neg")] * 20


@pytest.fixture
def write(tmp_path):
    def write(content, name="data.tsv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path
    return write


def table(rows, delimiter="\t"):
    return "".join(f"{delimiter.join(row)}\n" for row in [("text", "label"), *rows])


def read(path, context=None, **params):
    found = pa.Table.from_batches(list(Table(path=str(path), **params).read(context or ReadContext())))
    return found.to_pylist()


def pairs(path, **params):
    return [(row["text"], row["label"]) for row in read(path, **params)]


def skipping():
    """Return a context that leaves bad rows out, and the list of them."""
    bad = []
    return ReadContext(bad_row=bad.append), bad


@pytest.mark.parametrize(("rows", "encoding"), [
    (CHINESE, "utf-8"), (CHINESE, "gb18030"), (CHINESE, "utf-16"), (CHINESE, "utf-16-le"), (CHINESE, "utf-8-sig"),
    ([("這是一部很好的電影，我們都喜歡", "好"), ("不好看的電影，沒有意思", "壞")] * 20, "big5"),
    (ENGLISH, "cp1252"), (ENGLISH, "utf-16"), (ENGLISH, "utf-8"),
    ([("これはとてもよい映画です。", "良い"), ("つまらない映画でした。", "悪い")] * 20, "shift_jis"),
])
def test_that_the_encoding_is_found(write, rows, encoding):
    assert pairs(write(table(rows).encode(encoding))) == rows


def test_that_an_encoding_can_be_told(write):
    path = write(table(ENGLISH).encode("cp1252"))
    assert pairs(path, encoding="cp1252") == ENGLISH
    with pytest.raises(UserError, match="line 2: it is not GB18030 text"):
        read(path, encoding="gb18030")


def test_that_a_stray_byte_does_not_make_a_file_another_encoding(write):
    content = table(CHINESE).encode() + b"caf\xe9\tx\n"
    assert detect(content) == "utf-8"
    context, bad = skipping()
    assert len(read(write(content), context)) == len(CHINESE)
    assert [row.line for row in bad] == [len(CHINESE) + 2]


def test_that_a_character_cut_by_the_sample_makes_no_difference():
    content = ("啊" * 40_000).encode()
    for length in (text_file.SAMPLE, text_file.SAMPLE + 1, text_file.SAMPLE + 2):
        assert detect(content[:length]) == "utf-8"
    assert detect(("啊" * 40_000).encode("gb18030")[:text_file.SAMPLE - 1]) == "gb18030"


def test_that_a_packed_file_is_read(write):
    assert pairs(write(gzip.compress(table(ENGLISH).encode()), "data.tsv.gz")) == ENGLISH


def test_that_a_packed_file_cut_short_is_said(write):
    content = gzip.compress(table([(f"{number} text {number * 7919}", "ab"[number % 2]) for number in range(50_000)])
                            .encode())
    with pytest.raises(UserError, match=r"data\.tsv\.gz can't be read"):
        read(write(content[:len(content) // 2], "data.tsv.gz"))


@pytest.mark.parametrize(("row", "reason"), [
    (b"only one cell\n", "it has 1 columns where the first row has 2"), (b"a\tb\tc\n", "it has 3 columns"),
    (b"\tx\n", "the text is empty"), (b"a\t \n", "the label is empty"), (b"a\x00b\tx\n", "it holds a NUL byte"),
    (b"caf\xe9 \xff\tx\n", "it is not UTF-8 text: byte 4"),
])
def test_that_a_bad_row_is_refused_or_left_out_with_its_line(write, row, reason):
    good = table([("fine", "x")] * 3).encode()
    path = write(good + row + "gut é\ty\n".encode() * 40)
    with pytest.raises(UserError, match=f"line 5: {reason}"):
        read(path)
    context, bad = skipping()
    assert len(read(path, context)) == 43
    (found,) = bad
    assert (found.line, found.where) == (5, str(path))
    assert found.reason.startswith(reason)


def test_that_a_very_long_line_is_passed_over_in_little_memory(write, monkeypatch):
    monkeypatch.setattr(text_file, "LONGEST_LINE", 1000)
    path = write(table([("fine", "x")]) + "y" * 50_000 + "\tx\n" + "good\tx\n")
    with pytest.raises(UserError, match="line 3: it is longer than 1,000 characters"):
        read(path)
    context, bad = skipping()
    assert [row["text"] for row in read(path, context)] == ["fine", "good"]
    assert [row.line for row in bad] == [3]
    assert [row["line"] for row in read(path, context)] == [2, 4]


def test_that_a_bad_row_in_a_quoted_table_is_left_out(write):
    path = write(b'text,label\n"a, b",x\n"tw\xffo\nlines",x\nragged\n"c ""d""",y\n', "data.csv")
    context, bad = skipping()
    assert pairs_of(read(path, context, encoding="utf-8")) == [("a, b", "x"), ('c "d"', "y")]
    assert [row.line for row in bad] == [3, 5]


def pairs_of(rows):
    return [(row["text"], row["label"]) for row in rows]


def test_that_a_file_that_changes_while_it_is_read_is_said(write):
    path = write(table([("some text", "ab"[number % 2]) for number in range(10_000)]))
    batches = Table(path=str(path)).read(ReadContext())
    next(batches)
    with path.open("a", encoding="utf-8") as file:
        file.write("more\tx\n")
    with pytest.raises(UserError, match="changed while it was read"):
        list(batches)


def test_that_parts_come_from_a_column_or_from_files(write):
    path = write("text\tlabel\tpart\na\tx\tTrain\nb\ty\tdev\nc\tx\ttest\n")
    assert [row["split"] for row in read(path, split_column="part")] == ["train", "validation", "test"]
    wrong = write("text\tlabel\tpart\na\tx\tlearn\n", "wrong.tsv")
    with pytest.raises(UserError, match='line 2: the part is not "train", "validation" or "test"'):
        read(wrong, split_column="part")
    judge = write(table([("d", "y")]), "judge.tsv")
    found = read(write(table([("a", "x")]), "learn.tsv"), validation_path=str(judge), test_path=str(judge))
    assert [(row["text"], row["split"]) for row in found] == [("a", "train"), ("d", "validation"), ("d", "test")]


def test_that_a_second_file_without_the_column_is_said(write):
    judge = write("words\tclass\nd\ty\n", "judge.tsv")
    with pytest.raises(UserError, match=r'judge\.tsv has no column "text"'):
        Table(path=str(write(table(ENGLISH))), text_column="text", validation_path=str(judge)).contents(ReadContext())


def test_that_groups_are_passed_on(write):
    path = write("text\tlabel\tauthor\na\tx\tAnn\nb\ty\tBob\n")
    assert [row["group"] for row in read(path, group_column="author")] == ["Ann", "Bob"]


def test_that_a_cell_may_hold_several_labels(write):
    path = write("text\tlabel\na\tx|y\nb\t\nc\ty | z|\n")
    assert [row["label"] for row in read(path, labels="several")] == [["x", "y"], [], ["y", "z"]]
    assert Table(path=str(path), labels="several").contents(ReadContext()).task == "multilabel"


def test_that_labels_may_be_numbers(write):
    path = write("text\tlabel\na\t1.5\nb\t-2\n")
    assert [row["label"] for row in read(path, labels="number")] == [1.5, -2.0]
    with pytest.raises(UserError, match="line 2: the label is not a number"):
        read(write("text\tlabel\na\tx\n", "wrong.tsv"), labels="number")


def test_that_a_table_may_have_no_labels(write):
    assert read(write("text\na\nb\n"), labels="none") == [{"text": "a", "line": 2}, {"text": "b", "line": 3}]


@pytest.mark.parametrize(("first", "others", "named"), [
    (["text", "label"], [["a", "b"]], True), (["words", "stars"], [["good", "5"], ["bad", "1"]], True),
    (["good", "5"], [["bad", "1"]], False), (["nice film", "pos"], [["bad", "neg"], ["so", "pos"]] * 3, False),
    (["a", "a"], [["b", "c"]], False), (["a", ""], [["b", "c"]], False),
    (["x" * 100, "p"], [["y" * 90, "q"]], False), (["Inhalt", "Art"], [["y" * 90, "q"]], True),
])
def test_that_a_first_row_of_names_is_told_from_an_example(first, others, named):
    assert looks_like_names(first, others) == named


def test_that_a_table_without_names_is_read_whole(write):
    assert pairs(write("good one\t1\nbad one\t0\n")) == [("good one", "1"), ("bad one", "0")]


def test_that_a_project_of_the_first_version_opens():
    assert Table.migrate({"header": True, "path": "a.csv"}, 1) == {"header": "yes", "path": "a.csv"}
    assert read_parameters(Table, Table.migrate({"header": False}, 1)).header == "no"
    assert Table.migrate({}, 1) == {}


CELL = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(str.strip)


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=20), st.sampled_from([",", ";", "\t", "|"]))
def test_that_any_table_that_is_written_is_read(tmp_path_factory, rows, delimiter):
    path = tmp_path_factory.mktemp("any") / "data.csv"
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows([("text", "label"), *rows])
    path.write_text(out.getvalue(), encoding="utf-8", newline="\n")
    names = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
    found = pairs(path, quotes="yes", delimiter=names[delimiter], encoding="utf-8")
    assert found == [(text, label.strip()) for text, label in rows]


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=20))
def test_that_any_tab_separated_text_is_read(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("any") / "data.tsv"
    path.write_text(table(rows), encoding="utf-8", newline="\n")
    assert pairs(path, delimiter="tab", encoding="utf-8") == [(text, label.strip()) for text, label in rows]
