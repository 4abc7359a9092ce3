"""A person's own table file: what is read, what is guessed, and what is said when it can't be."""

from __future__ import annotations

import pyarrow as pa
import pytest
from rnnstudio_data import table as table_module
from rnnstudio_data.rows import DELIMITERS
from rnnstudio_data.table import Table

from rnnstudio.api import Cancelled, ReadContext, UserError


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


def refusal(path, **params):
    source = Table(path=str(path), **params)
    with pytest.raises(UserError) as caught:
        list(source.read(ReadContext()))
    assert "\n" not in str(caught.value)
    return str(caught.value)


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


def test_that_batches_are_bounded_and_reading_stops_when_asked(write, monkeypatch):
    path = write("text,label\n" + "some text,x\n" * 10_000)
    assert [batch.num_rows for batch in Table(path=str(path)).read(ReadContext())] == [4096, 4096, 1808]
    monkeypatch.setattr(table_module, "_CHARACTERS_IN_A_BATCH", 1000)
    assert max(batch.num_rows for batch in Table(path=str(path)).read(ReadContext())) == 100
    with pytest.raises(Cancelled):
        list(Table(path=str(path)).read(ReadContext(cancelled=lambda: True)))


def test_that_a_very_long_cell_is_read(write):
    assert pairs(write(f"text,label\n{'x' * 1_000_000},y\n")) == [("x" * 1_000_000, "y")]


def test_that_a_file_that_is_not_chosen_or_not_there_is_said(tmp_path):
    assert refusal("") == "no table file is chosen yet; choose a CSV or TSV file"
    assert refusal(tmp_path / "no.csv") == f"{tmp_path / 'no.csv'} does not exist; choose another file"
    assert refusal(tmp_path).startswith(f"{tmp_path} can't be read: ")
    with pytest.raises(UserError, match="does not exist"):
        Table(path="no.csv").contents(ReadContext(folder=tmp_path))


@pytest.mark.parametrize("content", ["", "\ufeff", "\n\n", "text,label\n", "text,label"])
def test_that_a_file_without_examples_is_said(write, content):
    path = write(content)
    assert refusal(path) == f"{path} holds no examples"


def test_that_a_column_that_is_not_there_is_named_with_those_that_are(write):
    path = write("text,label\na,x\n")
    assert refusal(path, text_column="Txt") == f'{path} has no column "Txt"; its columns are "text", "label"'
    assert 'no column "class"' in refusal(path, label_column="class")


def test_that_columns_that_cannot_be_guessed_are_listed(write):
    path = write("a,b,c\n1,2,3\n")
    assert refusal(path) == f'{path}: can\'t tell which column holds the text; choose one of "a", "b", "c"'
    assert "which column holds the label" in refusal(path, text_column="a")
    assert "can't tell which column holds the text" in refusal(write("text-only\nhello\n"))


def test_that_one_column_for_both_is_refused(write):
    assert "both as text and as label" in refusal(write("a,b\n1,2\n"), text_column="a", label_column="a")


def test_that_hundreds_of_columns_are_not_all_listed(write):
    path = write(",".join(f"c{number}" for number in range(300)) + "\n" + ",".join("x" * 300) + "\n")
    assert refusal(path).endswith('"c19" and 280 more')


@pytest.mark.parametrize(("row", "found"), [("only one", 1), ("one,two,three", 3)])
def test_that_a_row_with_more_or_fewer_columns_is_found_by_its_line(write, row, found):
    path = write("text,label\n" + "fine,x\n" * 40 + '"two\nlines",y\n' + row + "\n")
    assert refusal(path) == f"{path}, line 44: it has {found} columns where the first row has 2"


def test_that_a_ragged_row_at_the_start_is_still_found(write):
    assert ", line 2: it has 1 columns" in refusal(write("text,label\noops\nfine,x\n"))


@pytest.mark.parametrize("before", [0, 1, 50])
def test_that_bytes_that_are_not_utf_8_are_found_by_their_line(write, before):
    path = write(b"text,label\n" + b"fine,x\n" * before + "café,y\n".encode("latin-1"))
    assert refusal(path, encoding="utf-8") == (
        f"{path}, line {before + 2}: it is not UTF-8 text: byte 4 of the line; save the file as UTF-8, or choose its "
        "encoding")


def test_that_a_quotation_mark_left_open_is_found_where_it_opens(write):
    path = write('text,label\nfine,x\n"open,x\n' + "fine,x\n" * 100)
    assert refusal(path) == f"{path}, line 3: a quotation mark opens here and is never closed"


def test_that_a_stray_quotation_mark_is_explained(write):
    assert "line 2: a quotation mark stands inside a cell" in refusal(write('text,label\n"He said "hi"",x\n'))


def test_that_an_empty_label_is_found_by_its_line(write):
    path = write("text,label\n" + "fine,x\n" * 5000 + "bad, \n")
    assert refusal(path) == f"{path}, line 5002: the label is empty"


def test_that_an_empty_text_is_found_by_its_line(write):
    path = write("text,label\na,x\n ,x\n")
    assert refusal(path) == f"{path}, line 3: the text is empty"


def test_that_outdated_line_ends_are_explained(write):
    assert "its lines end in a way that is no longer in use" in refusal(write("text,label\ra,x\rb,y\r"))


@pytest.mark.parametrize("content", [b"\x00\x01\x02\n", b"PK\x03\x04\xff\xfe", b"text,label\na\x00b,x\n", b'"\n"'])
def test_that_no_file_brings_anything_but_examples_or_one_sentence(write, content):
    source = Table(path=str(write(content)))
    said = "data.csv"
    try:
        list(source.read(ReadContext()))
    except UserError as error:
        said = str(error)
    assert "data.csv" in said
