"""A person's own table file: what is read, what is guessed, and what is said when it can't be."""

from __future__ import annotations

import csv
import gzip

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rnnstudio_data.reading import blocks as blocks_module
from rnnstudio_data.reading.careful import careful_rows
from rnnstudio_data.reading.dialect import DELIMITERS
from rnnstudio_data.reading.fast import fast_rows
from rnnstudio_data.table import Table

from rnnstudio.api import Cancelled, ReadContext


@pytest.fixture
def write(tmp_path):
    def write(content, name="data.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path
    return write


def pairs(path, **params):
    source = Table(path=str(path), **params)
    assert source.contents(ReadContext()).input == "text"
    found = pa.Table.from_batches(list(source.read(ReadContext())))
    assert found.schema == pa.schema({"text": pa.string(), "label": pa.string(), "line": pa.int64()})
    return list(zip(found["text"].to_pylist(), found["label"].to_pylist(), strict=True))


EXPECTED = [("good, really", "yes"), ("bad; so bad", "no")]


@pytest.mark.parametrize(("name", "delimiter"), DELIMITERS.items())
def test_that_the_delimiter_is_found_or_taken_as_told(write, name, delimiter):
    quote = "" if name == "tab" else '"'
    rows = [("text", "label"), *EXPECTED]
    path = write("".join(f"{quote}{text}{quote}{delimiter}{label}\n" for text, label in rows))
    assert pairs(path) == EXPECTED
    assert pairs(path, delimiter=name) == EXPECTED


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_that_line_ends_byte_order_mark_and_missing_last_newline_make_no_difference(write, newline):
    path = write("\ufeff" + newline.join(["text,label", "a,x", "", "b,y"]))
    assert pairs(path) == [("a", "x"), ("b", "y")]


def test_that_quoted_cells_hold_dividers_quotes_and_line_breaks(write):
    assert pairs(write('text,label\n"a ""b"", c\nd",x\ne,y\n')) == [('a "b", c\nd', "x"), ("e", "y")]


def test_that_quotation_marks_in_a_tab_file_are_just_text(write):
    path = write('label\ttext\nx\t"Wow" it said\ny\t"unclosed\n')
    assert pairs(path) == [('"Wow" it said', "x"), ('"unclosed', "y")]


def test_that_quotation_marks_enclose_cells_of_a_tab_file_if_told(write):
    assert pairs(write('label\ttext\nx\t"a\tb"\n'), quotes="yes") == [("a\tb", "x")]


@pytest.mark.parametrize(("header", "first", "second"), [
    ("id,Review,SENTIMENT,date", 1, 2), ("label,split,text", 2, 0), ("class,anything", 1, 0),
    ("sentence,what it is", 0, 1), ("标签,文本", 1, 0)])
def test_that_columns_are_guessed_by_their_names(write, header, first, second):
    cells = [f"cell{number}" for number in range(header.count(",") + 1)]
    assert pairs(write(f"{header}\n{','.join(cells)}\n")) == [(cells[first], cells[second])]


def test_that_of_two_nameless_columns_the_longer_cell_is_the_text(write):
    assert pairs(write("1,what a film\n0,so dull\n"), header="no") == [("what a film", "1"), ("so dull", "0")]


def test_that_columns_are_chosen_by_name_or_by_number(write):
    path = write("a,b,c\n1,2,3\n")
    assert pairs(path, text_column="c", label_column=" a ") == [("3", "1")]
    assert pairs(path, text_column="3", label_column="2", header="no") == [("c", "b"), ("3", "2")]


def test_that_a_relative_path_starts_at_the_projects_folder(write, tmp_path):
    write("text,label\na,x\n", "mine.csv")
    context = ReadContext(folder=tmp_path)
    assert next(Table(path="mine.csv").read(context)).num_rows == 1


def test_that_batches_are_bounded_and_reading_stops_when_asked(write):
    path = write("text,label\n" + "some text,x\n" * 10_000)
    sizes = [batch.num_rows for batch in Table(path=str(path)).read(ReadContext())]
    assert sum(sizes) == 10_000
    assert max(sizes) <= 4096
    with pytest.raises(Cancelled):
        list(Table(path=str(path)).read(ReadContext(cancelled=lambda: True)))


def test_that_a_very_long_cell_is_read(write):
    assert pairs(write(f"text,label\n{'x' * 1_000_000},y\n")) == [("x" * 1_000_000, "y")]


CHINESE = ("text,label\n" + "我今天看了这部电影，真的很好看，大家都说不错。,好\n" * 3
           + "这是一个没有意思的故事，我们不会再来了。,坏\n" * 3)
TRADITIONAL = ("text,label\n" + "我今天看了這部電影，真的很好看，大家都說不錯。,好\n" * 3
               + "這是一個沒有意思的故事，我們不會再來了。,壞\n" * 3)


@pytest.mark.parametrize(("content", "codec", "name"), [
    (CHINESE, "utf-8", "UTF-8"), (CHINESE, "utf-8-sig", "UTF-8"), (CHINESE, "utf-16", "UTF-16"),
    (CHINESE, "gb18030", "GB18030"), (CHINESE, "gbk", "GB18030"), (TRADITIONAL, "big5", "Big5"),
    ("text,label\nLe café était fermé,négatif\nGroße Überraschung!,positif\n", "cp1252", "Windows-1252"),
    ("text,label\nLe café était fermé,négatif\n", "latin-1", "ISO-8859-1")])
def test_that_the_text_encoding_is_found_or_taken_as_told(write, content, codec, name):
    expected = [tuple(line.split(",")) for line in content.splitlines()[1:]]
    path = write(content.encode(codec))
    assert pairs(path) == expected
    assert pairs(path, encoding=name) == expected


@pytest.mark.parametrize(("codec", "name"), [("utf-16-be", "UTF-16"), ("cp1251", "Windows-1251"),
                                             ("cp932", "Shift_JIS"), ("cp949", "EUC-KR")])
def test_that_other_encodings_are_read_as_told(write, codec, name):
    text = {"Windows-1251": "Очень хорошо", "Shift_JIS": "とても面白い表", "EUC-KR": "아주 좋아요"}.get(name, "fine")
    mark = b"\xfe\xff" if codec == "utf-16-be" else b""
    assert pairs(write(mark + f"text,label\n{text},x\n".encode(codec)), encoding=name) == [(text, "x")]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_that_utf_16_without_a_mark_is_found_or_taken_as_told(write, codec):
    path = write("text,label\nfine\x85,x\n".encode(codec))
    assert pairs(path) == pairs(path, encoding="UTF-16") == [("fine\x85", "x")]


def test_that_utf_16_is_divided_at_line_ends_and_not_inside_characters(write):
    rows = [("ਊ\u0a0d\u010a" * 30_000, "x"), ("fine", "y")]
    content = "text\tlabel\n" + "".join(f"{text}\t{label}\n" for text, label in rows)
    assert pairs(write(content.encode("utf-16"))) == rows


def test_that_a_gzipped_table_is_read_whatever_it_is_called(write):
    assert pairs(write(gzip.compress(b"text,label\na,x\n"), "data.csv")) == [("a", "x")]


def test_that_columns_divided_by_pipes_may_be_quoted(write):
    assert pairs(write('text|label\n"a|b"|x\nc|y\n')) == [("a|b", "x"), ("c", "y")]


def test_that_quotes_are_noticed_in_a_tab_file_that_makes_no_sense_without(write):
    assert pairs(write('text\tlabel\n"a\tb"\tx\nc\ty\n')) == [("a\tb", "x"), ("c", "y")]
    assert pairs(write('"text"\t"label"\n"a ""b"""\t"x"\n"c"\t"y"\n')) == [('a "b"', "x"), ("c", "y")]


@pytest.mark.parametrize(("content", "first"), [
    ("what a film,1\nso dull,0\n", "what a film"), ("so good,pos\nso bad,neg\nfine,pos\n", "so good"),
    ("I loved it.,pos\nI hated it.,neg\n", "I loved it."),
    ("item,kind\nwhat a film,1\nso dull,0\n", "what a film"), ("thing,kind\na b,x\nc d,y\n", "a b")])
def test_that_a_header_is_noticed(write, content, first):
    assert pairs(write(content))[0][0] == first


def test_that_a_nameless_column_of_row_numbers_is_no_sign_against_a_header(write):
    path = write(",what\n1,good\n2,bad\n")
    assert pairs(path, text_column="what", label_column="1") == [("good", "1"), ("bad", "2")]


def test_that_old_project_files_keep_their_header():
    assert Table.migrate({"header": False, "path": "a.csv"}, 1) == {"header": "no", "path": "a.csv"}
    assert Table.migrate({"header": True}, 1) == {"header": "yes"}
    assert Table.migrate({"header": "auto"}, 2) == {"header": "auto"}


def table(path, bad=None, **params):
    context = ReadContext() if bad is None else ReadContext(bad_row=lambda row: bad.append((row.line, row.reason)))
    return pa.Table.from_batches(list(Table(path=str(path), **params).read(context)))


def task(path, **params):
    return Table(path=str(path), **params).contents(ReadContext()).task


def test_that_lines_are_counted_with_empty_and_quoted_ones(write):
    path = write('text,label\r\n\r\n"a\r\nb",x\r\n\r\nc,y\r\n')
    assert table(path)["line"].to_pylist() == [3, 6]


def test_that_there_may_be_no_labels(write):
    path = write("number,text\n1,a b\n2,c d\n")
    assert table(path, label_kind="none").to_pylist() == [{"text": "a b", "line": 2}, {"text": "c d", "line": 3}]
    assert task(path, label_kind="none") == "next_token"
    assert table(write("just one\nand another\n"), label_kind="none", header="no").num_rows == 2


def test_that_labels_with_decimals_are_numbers_and_whole_ones_are_classes(write):
    path = write("text,score\na,0.5\nb,-1e2\n")
    assert table(path, label_column="score")["label"].to_pylist() == [0.5, -100.0]
    assert task(path, label_column="score") == "regression"
    assert table(path, label_column="score", label_kind="class")["label"].to_pylist() == ["0.5", "-1e2"]
    path = write("text,score\na,1\nb,2\n")
    assert task(path, label_column="score") is None
    assert table(path, label_column="score", label_kind="number")["label"].to_pylist() == [1.0, 2.0]


def test_that_an_example_may_have_several_labels_or_none_of_them(write):
    path = write("text,label\na,x|y\nb, y |y\nc,\n")
    found = table(path, label_separator="|")
    assert found["label"].to_pylist() == [["x", "y"], ["y"], []]
    assert found["label"].type == pa.list_(pa.string())
    assert task(path, label_separator="|") == "multilabel"


def test_that_columns_divide_and_group_the_examples(write):
    path = write("text,label,part,who\na,x,Train,1\nb,y,dev,2\nc,x,test,1\n")
    found = table(path, split_column="part", group_column="who")
    assert found["split"].to_pylist() == ["train", "validation", "test"]
    assert found["group"].to_pylist() == ["1", "2", "1"]


def test_that_files_of_their_own_become_the_parts(write):
    path, second, third = (write(*file) for file in (
        ("text,label\na,1\n", "a.csv"), ("label\ttext\n2.5\tb\n", "b.tsv"), ("text;label\nc;3\n", "c.csv")))
    found = table(path, validation_path=str(second), test_path=str(third))
    assert found.select(["text", "label", "split"]).to_pylist() == [
        {"text": "a", "label": "1", "split": "train"}, {"text": "b", "label": "2.5", "split": "validation"},
        {"text": "c", "label": "3", "split": "test"}]


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=30), st.sampled_from(list(DELIMITERS.values())),
       st.sampled_from(["\n", "\r\n"]), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
       st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_that_what_the_standard_library_writes_is_read_back(tmp_path, rows, delimiter, newline, quoting, codec):
    path = tmp_path / "data.csv"
    with path.open("w", encoding=codec, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator=newline, quoting=quoting)
        writer.writerows([("text", "label"), *rows])
    name = next(name for name, mark in DELIMITERS.items() if mark == delimiter)
    choices = {"header": "yes", "delimiter": name, "quotes": "yes",
               "encoding": "UTF-16" if codec == "utf-16" else "UTF-8"}
    bad = []
    source = Table(path=str(path), **choices)
    context = ReadContext(bad_row=lambda row: bad.append(row.reason))
    found = [pair for batch in source.read(context)
             for pair in zip(batch["text"].to_pylist(), batch["label"].to_pylist(), strict=True)]
    # what Arrow and Python call white space differs in separators that nobody types
    usable = [(text, label.strip()) for text, label in rows if text.strip() and label.strip()]
    assert [(text, label.strip()) for text, label in found] == usable
    assert len(bad) + len(found) == len(rows)


LINES = st.lists(st.text(st.sampled_from(list('ab",\t\r\n\0 é')), max_size=20), max_size=12).map("\n".join)


@given(LINES, st.sampled_from([",", "\t"]), st.booleans(), st.integers(1, 3))
def test_that_the_fast_reader_accepts_only_what_the_careful_one_reads_alike(text, delimiter, quoted, width):
    wanted = list(range(width))
    fast = fast_rows(text.encode(), 7, delimiter, quoted, width, wanted, final=True)
    if fast is not None:
        careful = careful_rows(text, 7, delimiter, quoted, width)
        assert careful.bad == []
        assert fast.lines.tolist() == [row.line for row in careful.good]
        assert [column.to_pylist() for column in fast.columns] == [
            [row.cells[index] for row in careful.good] for index in wanted]


@pytest.mark.parametrize("quotes", ["yes", "no"])
def test_that_rows_are_the_same_wherever_blocks_end(write, monkeypatch, quotes):
    quote = '"' if quotes == "yes" else ""
    rows = [(f"row {number}" + (f'\n{quote}{quote}x{quote}{quote},' if quote else "") * (number % 3), str(number % 2))
            for number in range(300)]
    path = write("text,label\n" + "".join(f"{quote}{text}{quote},{label}\n" for text, label in rows))
    expected = [(text.replace('""', '"'), label) for text, label in rows]
    for size in (16, 61, 200, 4096):
        monkeypatch.setattr(blocks_module, "_FIRST", size)
        monkeypatch.setattr(blocks_module, "_LARGEST", size)
        assert pairs(path, quotes=quotes) == expected
