"""A person's own table file that something is wrong with: which row, which line, which sentence."""

from __future__ import annotations

import gzip
import random
import tracemalloc

import pytest
from rnnstudio_data.reading import blocks as blocks_module
from rnnstudio_data.reading import careful as careful_module
from rnnstudio_data.table import Table

from rnnstudio.api import BadRow, ReadContext, UserError

STRAY = "it holds bytes that are not UTF-8 text; choose another text encoding, or save the file as UTF-8"


@pytest.fixture
def write(tmp_path):
    def write(content, name="data.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path
    return write


def left_out(path, **params):
    """Read on past bad rows and return them; all other rows must be fine."""
    bad = []
    list(Table(path=str(path), **params).read(ReadContext(bad_row=lambda row: bad.append((row.line, row.reason)))))
    return bad


def refusal(path, **params):
    source = Table(path=str(path), **params)
    with pytest.raises(UserError) as caught:
        list(source.read(ReadContext()))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_that_a_file_that_is_not_chosen_or_not_there_is_said(tmp_path):
    assert refusal("") == "no table file is chosen yet; choose a CSV or TSV file"
    assert refusal(tmp_path / "no.csv") == f"{tmp_path / 'no.csv'} does not exist; choose another file"
    assert refusal(tmp_path) == f"{tmp_path} is a folder; choose a file"
    with pytest.raises(UserError, match="does not exist"):
        Table(path="no.csv").contents(ReadContext(folder=tmp_path))


def test_that_an_empty_file_is_said(write):
    path = write("")
    assert refusal(path) == f"{path} is empty: it has 0 bytes; choose another file"
    assert "empty once it is unpacked" in refusal(write(gzip.compress(b"")))


@pytest.mark.parametrize("content", ["\ufeff", "\n\n"])
def test_that_a_file_of_empty_lines_is_said(write, content):
    path = write(content)
    assert refusal(path) == f"{path} holds no examples; choose another file"


@pytest.mark.parametrize("content", ["text,label\n", "text,label", "\ufefftext,label\r\n\r\n"])
def test_that_a_file_with_nothing_but_a_header_is_said(write, content):
    path = write(content)
    assert refusal(path) == (f"{path} holds no examples: there is nothing below its first row, which names the "
                             "columns; choose another file")


def test_that_a_column_that_is_not_there_is_named_with_those_that_are(write):
    path = write("text,label\na,x\n")
    assert refusal(path, text_column="Txt") == (
        f'{path} has no column "Txt"; choose one of those it has: "text", "label"')
    assert 'no column "class"' in refusal(path, label_column="class")


def test_that_columns_that_cannot_be_guessed_are_listed(write):
    path = write("a,b,c\n1,2,3\n")
    assert refusal(path) == f'{path}: can\'t tell which column holds the text; choose one of "a", "b", "c"'
    assert "which column holds the label" in refusal(path, text_column="a")


def test_that_a_single_column_is_said_with_ways_on(write):
    path = write("hello\nthere\n")
    assert refusal(path) == (f'{path} has only one column, "hello", where a text and a label are needed; look at '
                             "what divides its columns, or say that there are no labels")


def test_that_one_column_for_both_is_refused(write):
    assert "both as text and as label" in refusal(write("a,b\n1,2\n"), text_column="a", label_column="a")


def test_that_hundreds_of_columns_are_not_all_listed(write):
    path = write(",".join(f"c{number}" for number in range(300)) + "\n" + ",".join("x" * 300) + "\n")
    assert refusal(path).endswith('"c19" and 280 more')


@pytest.mark.parametrize(("row", "found"), [("only one", 1), ("one,two,three", 3)])
def test_that_a_row_with_more_or_fewer_columns_is_found_by_its_line(write, row, found):
    path = write("text,label\n" + "fine,x\n" * 40 + '"two\nlines",y\n' + row + "\n")
    assert refusal(path) == f"{path}, line 44: the number of its columns is {found}, that of the first row 2"


def test_that_a_ragged_row_at_the_start_is_still_found(write):
    assert ", line 2: the number of its columns is 1" in refusal(write("text,label\noops\nfine,x\n"))


@pytest.mark.parametrize("before", [1, 50, 5000])
def test_that_stray_bytes_of_another_encoding_are_found_by_their_line(write, before):
    path = write(b"text,label\n" + "fine é,x\n".encode() * before + "café,y\nfine,z\n".encode("latin-1"))
    line = before + 2
    assert left_out(path, encoding="UTF-8") == [(line, STRAY)]
    assert refusal(path, encoding="UTF-8") == f"{path}, line {line}: {STRAY}"


def test_that_a_file_is_still_utf_8_if_a_byte_in_it_is_damaged(write):
    assert left_out(write("text,label\nSchöne Grüße aus Köln,x\n".encode() + b"caf\xe9,y\n")) == [(3, STRAY)]


def test_that_a_stray_byte_inside_a_quoted_cell_costs_that_row_alone(write):
    path = write(b'text,label\n"a\nb",x\n"c\n\xe9\nd",y\ne,z\n')
    assert left_out(path, encoding="UTF-8") == [(4, STRAY)]


def test_that_an_encoding_that_does_not_fit_is_said_of_the_file(write):
    path = write(("text,label\n" + "我们都在这里,x\n" * 30).encode("gb18030"))
    assert refusal(path, encoding="UTF-8") == f"{path} is not UTF-8 text; choose another text encoding"
    path = write("text,label\na,x\n")
    assert refusal(path, encoding="UTF-16") == f"{path} is not UTF-16 text; choose another text encoding"


def test_that_an_encoding_that_cannot_be_told_is_asked_for(write):
    path = write(("text,label\n" + "Очень хорошо,x\n" * 9).encode("cp1251"))
    assert "can't tell in which encoding its text is" in refusal(path)


def test_that_a_quotation_mark_left_open_is_found_where_it_opens(write):
    path = write('text,label\nfine,x\n"open,x\n' + "fine,x\n" * 100)
    assert refusal(path) == f"{path}, line 3: a quotation mark opens here and is never closed"
    assert left_out(path) == [(3, "a quotation mark opens here and is never closed")]


def test_that_the_quotation_mark_is_found_in_a_row_of_several_lines(write):
    path = write('text,label\nfine,x\n"a ""b""\nc","open\n' + "fine,x\n" * 100)
    assert ", line 4: a quotation mark opens here" in refusal(path)


def test_that_a_quotation_mark_left_open_in_a_long_file_is_found_without_reading_it_all(write, monkeypatch):
    monkeypatch.setattr(careful_module, "LONGEST_ROW", 1000)
    monkeypatch.setattr(blocks_module, "_FIRST", 500)
    monkeypatch.setattr(blocks_module, "_LARGEST", 500)
    path = write('text,label\n' + "fine,x\n" * 100 + '"open,x\n' + "fine,x\n" * 1000)
    assert left_out(path) == [(102, "a quotation mark opens here and is not closed within 1,000 bytes")]


def test_that_a_stray_quotation_mark_is_explained(write):
    assert "line 2: a quotation mark stands inside a cell" in refusal(write('text,label\n"He said "hi"",x\n'))


def test_that_an_empty_label_is_found_by_its_line(write):
    path = write("text,label\n" + "fine,x\n" * 5000 + "bad, \n")
    assert refusal(path) == f"{path}, line 5002: the label is empty"


@pytest.mark.parametrize("text", ["", "  ", '" \n "', "\u3000"])
def test_that_an_empty_text_is_found_by_its_line(write, text):
    assert left_out(write(f"text,label\nfine,x\n{text},x\nfine,x\n")) == [(3, "the text is empty")]


def test_that_outdated_line_ends_are_explained(write):
    assert "its lines end in a way that is no longer in use" in refusal(write("text,label\ra,x\rb,y\r"))


def test_that_every_bad_row_is_told_in_order_and_the_others_are_read(write):
    path = write("text,label,part,who\na,x,train,1\nb\nc,,train,1\n,x,train,1\nd,x,other,1\ne,x,test,\n"
                 "f\0,x,test,1\ng,x,test,1\n")
    found = left_out(path, split_column="part", group_column="who")
    assert found == [
        (3, "the number of its columns is 1, that of the first row 4"), (4, "the label is empty"),
        (5, "the text is empty"),
        (6, 'the column "part" holds something else than train, validation or test'),
        (7, 'the column "who" is empty'), (8, "a NUL byte stands in it, as in files that are no text")]


def test_that_a_bad_row_carries_its_file(write):
    path = write("text,label\na,\nb,x\n")
    bad = []
    list(Table(path=str(path)).read(ReadContext(bad_row=bad.append)))
    assert bad == [BadRow(reason="the label is empty", where=str(path), line=2)]


@pytest.mark.parametrize("label", ["high", "nan", "inf", "1,5"])
def test_that_a_label_that_should_be_a_number_is_found_by_its_line(write, label):
    path = write(f"text\tlabel\na\t1.5\nb\t{label}\nc\t-2\n")
    assert left_out(path, label_kind="number") == [(3, "the label is not a number")]


def test_that_a_label_that_is_no_number_costs_its_row_and_leaves_the_others_numbers(write):
    path = write("text\tlabel\n" + "a\t1.5\n" * 20 + "b\thigh\nc\tn/a\n")
    assert left_out(path) == [(22, "the label is not a number"), (23, "the label is not a number")]


def test_that_an_empty_label_among_numbers_is_called_empty(write):
    assert left_out(write("text,label\na,1.5\nb,\n"), label_kind="number") == [(3, "the label is empty")]


def test_that_numbers_cannot_be_several(write):
    assert "leave the separator empty" in refusal(write("text,label\na,1\n"), label_kind="number",
                                                   label_separator=";")


def test_that_a_wrong_delimiter_is_said(write):
    path = write("text\tlabel\na\tx\n")
    assert refusal(path, delimiter="comma") == (
        f'{path}: its first row, "text\tlabel", has only one column if columns are divided by comma; choose another '
        "divider")


def test_that_a_column_that_vanished_from_one_of_several_files_is_said(write):
    path, other = write("text,label\na,x\n"), write("text,class\nb,x\n", "other.csv")
    assert refusal(path, test_path=str(other), label_column="label") == (
        f'{other} has no column "label"; choose one of those it has: "text", "class"')
    assert "no.csv does not exist" in refusal(path, validation_path="no.csv")
    with pytest.raises(UserError, match="does not exist"):
        Table(path=str(path), validation_path="no.csv").contents(ReadContext())


def test_that_parts_come_from_files_or_from_a_column_but_not_from_both(write):
    path = write("text,label\na,x\n")
    assert 'from the column "part"; choose one' in refusal(path, test_path=str(path), split_column="part")


def test_that_a_file_that_changes_while_it_is_read_is_said(write):
    path = write("text,label\n" + "fine,x\n" * 100_000)
    batches = Table(path=str(path)).read(ReadContext())
    next(batches)
    with path.open("a") as file:
        file.write("more,x\n")
    with pytest.raises(UserError, match="changed while it was read; try again"):
        list(batches)


def test_that_a_file_that_changes_just_before_its_end_is_said(write):
    path = write("text,label\nfine,x\n")
    batches = Table(path=str(path)).read(ReadContext())
    next(batches)
    path.write_text("text,label\nfine,x\nmore,y\n")
    with pytest.raises(UserError, match="changed while it was read"):
        list(batches)


def test_that_a_damaged_gzip_file_is_said(write):
    whole = gzip.compress(b"text,label\n" + random.Random(1).randbytes(50_000).hex().encode() + b",x\n")
    assert "can't be unpacked: it is damaged or incomplete" in refusal(write(whole[:-2000]))
    assert "can't be unpacked" in refusal(write(whole[:1000] + b"\0\0\0" + whole[1003:]))


@pytest.mark.parametrize(("content", "said"), [
    (b"PK\x03\x04 and so on", "is a ZIP archive or a workbook"), (b"PAR1....", "is a Parquet file"),
    (b"\0\0\1\0\0\2", "is not a text file: it holds NUL bytes")])
def test_that_files_of_other_kinds_are_recognised(write, content, said):
    assert said in refusal(write(content))


def test_that_a_huge_line_ends_in_a_sentence_and_little_memory(write):
    path = write("text,label\n" + "fine,x\n" * 20_000)
    with path.open("ab") as file:
        file.truncate(2**30)  # NUL bytes that take no room on the disk
        file.seek(0, 2)
        file.write(b"\nfine,y\n")
    tracemalloc.start()
    try:
        assert refusal(path).startswith(f"{path}, line 20002: the line is longer than 16,777,216 bytes")
        assert tracemalloc.get_traced_memory()[1] < 2**27
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("quotes", ["yes", "no"])
def test_that_a_line_that_is_too_long_is_passed_over(write, monkeypatch, quotes):
    monkeypatch.setattr(blocks_module, "LONGEST_LINE", 5000)
    monkeypatch.setattr(blocks_module, "_FIRST", 1000)
    monkeypatch.setattr(blocks_module, "_LARGEST", 1000)
    path = write("text,label\nfine,x\n" + "x" * 100_000 + ",y\nfine,z\n")
    reason = "the line is longer than 5,000 bytes, as in files that are no text"
    assert left_out(path, quotes=quotes) == [(3, reason)]


def test_that_a_first_line_that_is_too_long_is_said_of_the_file(write):
    assert ", line 1: the line is longer than" in refusal(write("x" * (2**24 + 2**17)))


@pytest.mark.parametrize("content", [b"\x00\x01\x02\n", b"PK\x03\x04\xff\xfe", b"text,label\na\x00b,x\n", b'"\n"'])
def test_that_no_file_brings_anything_but_examples_or_one_sentence(write, content):
    source = Table(path=str(write(content)))
    said = "data.csv"
    try:
        list(source.read(ReadContext()))
    except UserError as error:
        said = str(error)
    assert "data.csv" in said
