"""Tables of numbers: time series, and sequences in long form."""

from __future__ import annotations

import random

import numpy as np
import pytest
from rnnstudio_data import sequence_table as sequence_module
from rnnstudio_data.reading import blocks as blocks_module
from rnnstudio_data.sequence_table import SequenceTable
from rnnstudio_data.series_table import SeriesTable

from rnnstudio.api import Cancelled, ReadContext, UserError


@pytest.fixture
def write(tmp_path):
    def write(content, name="data.csv"):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8", newline="")
        return path
    return write


def rows(source, bad=None):
    context = ReadContext() if bad is None else ReadContext(bad_row=lambda row: bad.append((row.line, row.reason)))
    return [row for batch in source.read(context) for row in batch.to_pylist()]


def series(path, bad=None, **params):
    """Return a series' steps and its features' names; the source must say the same of it."""
    source = SeriesTable(path=str(path), **params)
    contents = source.contents(ReadContext())
    found = rows(source, bad)
    assert (contents.input, contents.task) == ("values", "forecasting")
    assert all(len(step) == contents.features == len(contents.names) for row in found for step in row["values"])
    return [step for row in found for step in row["values"]], contents.names


def refusal(source):
    with pytest.raises(UserError) as caught:
        rows(source)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(("content", "steps", "names"), [
    ("month,passengers\n1949-01,112\n1949-02,118\n", [[112], [118]], ("passengers",)),
    ("year,flow,rain\n1871,1,.5\n1872,2,-1e1\n", [[1, 0.5], [2, -10]], ("flow", "rain")),
    (",0\n1821,269\n1822,321\n1823,585\n", [[269], [321], [585]], ("0",)),
    ("1,4\n2,6\n3,7\n", [[4], [6], [7]], ("2",)),
    ("value\n1\n5\n", [[1], [5]], ("value",)),
    ("Datum;Wert\n01.02.2020;1,5\n02.02.2020;2\n", [[1.5], [2]], ("Wert",)),
    ("date\ta\tnote\n2020\t1\tx\n2021\t2\ty\n", [[1], [2]], ("a",))])
def test_that_features_are_the_columns_of_numbers_except_the_time(write, content, steps, names):
    assert series(write(content)) == (steps, names)


def test_that_a_stray_cell_costs_its_row_and_not_the_whole_feature(write):
    path = write("date,temp\n" + "2020,1.5\n" * 30 + "2020,abc\n" + "2020,NA\n" + "2020,2\n" * 9)
    assert SeriesTable(path=str(path)).contents(ReadContext()).names == ("temp",)
    assert refusal(SeriesTable(path=str(path))) == (
        f'{path}, line 32: the column "temp" holds something that is not a number')


def test_that_a_series_is_one_example_that_says_where_it_begins(write):
    path = write("year,a,b\n" + "".join(f"{number},{number}.25,{-number}\n" for number in range(30_000)))
    (batch,) = SeriesTable(path=str(path)).read(ReadContext())
    assert batch.num_rows == 1
    assert str(batch.schema.field("values").type) == "list<item: fixed_size_list<item: float>[2]>"
    assert batch["line"].to_pylist() == [2]
    values = np.array(batch["values"][0].as_py())
    assert values.shape == (30_000, 2)
    assert values[-1].tolist() == [29_999.25, -29_999]


def test_that_a_long_series_comes_in_pieces_only_if_told(write):
    path = write("a\n" + "".join(f"{number}\n" for number in range(25)))
    found = rows(SeriesTable(path=str(path), steps_in_a_row=10))
    assert [len(row["values"]) for row in found] == [10, 10, 5]
    assert [row["line"] for row in found] == [2, 12, 22]
    assert [step[0] for row in found for step in row["values"]] == list(range(25))


def test_that_features_are_chosen_by_name_in_the_order_asked_for(write):
    path = write("year,a,b\n1,2,3\n4,5,6\n")
    assert series(path, columns="b, year") == ([[3, 1], [6, 4]], ("b", "year"))
    assert 'has no column "c"; choose one of those it has: "year", "a", "b"' in refusal(
        SeriesTable(path=str(path), columns="c"))


GAPS = "year,a,b\n1,,1\n2,10,NA\n3,-,3\n4,16,nan\n5,,\n"


def test_that_a_missing_number_stops_reading_or_costs_its_row(write):
    path = write(GAPS + "6,1,1\n")
    reason = 'the column "a" has no number; choose what is done where a number is missing'
    assert refusal(SeriesTable(path=str(path))) == f"{path}, line 2: {reason}"
    bad = []
    assert series(path, bad)[0] == [[1, 1]]
    assert [line for line, _ in bad] == [2, 3, 4, 5, 6]


def test_that_gaps_are_filled_from_before(write):
    path = write(GAPS)
    bad = []
    assert series(path, bad, missing="fill from before")[0] == [[10, 1], [10, 3], [16, 3], [16, 3]]
    assert bad == [(2, "a number is missing, and there is none before it to fill it from")]


def test_that_gaps_are_interpolated(write):
    assert series(write(GAPS), missing="interpolate")[0] == [[10, 1], [10, 2], [13, 3], [16, 3], [16, 3]]


@pytest.mark.parametrize("missing", ["fill from before", "interpolate"])
def test_that_gaps_are_filled_alike_wherever_blocks_end(write, monkeypatch, missing):
    chance = random.Random(7)
    lines = [f"{number},{'' if chance.random() < 0.6 else number * 2},{'' if chance.random() < 0.3 else number}"
             for number in range(400)]
    path = write("year,a,b\n" + "\n".join(lines) + "\n")
    bad: list[tuple[int, str]] = []
    expected, told = series(path, bad, missing=missing), list(bad)
    for size in (16, 150):
        monkeypatch.setattr(blocks_module, "_FIRST", size)
        monkeypatch.setattr(blocks_module, "_LARGEST", size)
        bad.clear()
        assert series(path, bad, missing=missing) == expected
        assert bad == told


@pytest.mark.parametrize("cell", ["high", "inf", "1e999"])
def test_that_a_cell_that_is_no_number_is_found_by_its_line(write, cell):
    path = write("a,b\n" + "1,2\n" * 300 + f"{cell},2\n")
    bad = []
    assert len(series(path, bad)[0]) == 300
    assert bad == [(302, 'the column "a" holds something that is not a number')]


def test_that_a_number_too_large_is_found_by_its_line(write):
    assert "line 302: the column \"a\" holds a number that is too large" in refusal(
        SeriesTable(path=str(write("a,b\n" + "1,2\n" * 300 + "1e99,2\n"))))


def test_that_a_table_without_numbers_is_said(write):
    assert 'no column holds numbers; choose the features from "a", "b"' in refusal(
        SeriesTable(path=str(write("a,b\nx,y\nz,w\n"))))
    bad = []
    with pytest.raises(UserError, match="holds no time steps that can be used"):
        rows(SeriesTable(path=str(write("a,b\n1,\n,2\n"))), bad)
    assert "no table file is chosen yet" in refusal(SeriesTable())


def test_that_reading_numbers_stops_when_asked(write):
    source = SeriesTable(path=str(write("a\n1\n2\n")))
    with pytest.raises(Cancelled):
        list(source.read(ReadContext(cancelled=lambda: True)))


LONG = "id,t,x,y,label\nb,2,4,40,up\na,1,1,10,down\nb,1,3,30,up\na,3,6,60,down\na,2,5,50,down\n"
EXPECTED = [{"values": [[3, 30], [4, 40]], "line": 4, "label": "up"},
            {"values": [[1, 10], [5, 50], [6, 60]], "line": 3, "label": "down"}]


def test_that_rows_of_a_sequence_come_together_in_the_order_of_their_steps(write):
    source = SequenceTable(path=str(write(LONG)))
    assert rows(source) == EXPECTED
    contents = source.contents(ReadContext())
    assert (contents.input, contents.task, contents.names) == ("values", None, ("x", "y"))


def test_that_steps_may_be_dates_or_the_order_in_the_file(write):
    path = write("sample,date,x\n1,2024-02-01,2\n1,2024-01-31,1\n2,2024-01-01,3\n")
    assert [row["values"] for row in rows(SequenceTable(path=str(path)))] == [[[1], [2]], [[3]]]
    path = write("sample,x\n1,2\n2,3\n1,1\n")
    source = SequenceTable(path=str(path))
    assert [row["values"] for row in rows(source)] == [[[2], [1]], [[3]]]
    assert source.contents(ReadContext()).task == "forecasting"


def test_that_labels_of_sequences_may_be_numbers(write):
    source = SequenceTable(path=str(write("id,x,target\n1,2,0.5\n1,3,0.5\n2,1,1\n")))
    assert [row["label"] for row in rows(source)] == [0.5, 1]
    assert source.contents(ReadContext()).task == "regression"


def test_that_gaps_are_filled_inside_a_sequence_alone(write):
    path = write("id,t,x\n1,1,5\n1,2,\n2,1,\n2,2,8\n")
    bad = []
    source = SequenceTable(path=str(path), missing="fill from before")
    assert [row["values"] for row in rows(source, bad)] == [[[5], [5]], [[8]]]
    assert bad == [(4, "a number is missing, and there is none before it to fill it from")]
    source = SequenceTable(path=str(path), missing="interpolate")
    assert [row["values"] for row in rows(source)] == [[[5], [5]], [[8], [8]]]


def test_that_every_bad_row_of_a_sequence_is_told_and_the_others_are_read(write):
    # enough good rows first to tell that steps are numbers
    path = write("id,t,x,label\n" + "1,0,0,a\n" * 301
                 + "1,2,2,b\n,3,3,a\n1,soon,4,a\n1,5,,a\n1,6,5,\n1,7,9,a\n2,1\n")
    bad = []
    found = rows(SequenceTable(path=str(path)), bad)
    assert len(found) == 1
    assert found[0]["values"][-2:] == [[0], [9]]
    assert bad == [
        (304, 'the column "id" is empty'), (305, "the time step is not a number"),
        (306, 'the column "x" has no number; choose what is done where a number is missing'),
        (307, "the label is empty"),
        (309, "the number of its columns is 2, that of the first row 4"),
        (303, "its label is not that of the same sequence's first row")]


def test_that_a_table_that_nothing_divides_says_so(write):
    path = write("id^t^x\n1^1^2\n1^2^3\n")
    for source in (SequenceTable(path=str(path)), SeriesTable(path=str(path))):
        assert 'nothing was found that divides its columns; its first row is "id^t^x"' in refusal(source)


def test_that_sequences_can_be_kept_together_by_a_column(write):
    path = write("id,t,x,who,label\n1,2,5,ann,a\n1,1,4,ann,a\n2,1,6,bob,b\n3,1,7,ann,b\n3,2,8,bob,b\n")
    source, bad = SequenceTable(path=str(path), group_column="who"), []
    assert source.contents(ReadContext()).names == ("x",)
    assert [(row["values"], row["group"], row["label"]) for row in rows(source, bad)] == [
        ([[4], [5]], "ann", "a"), ([[6]], "bob", "b"), ([[7]], "ann", "b")]
    assert bad == [(6, "its group is not that of the same sequence's first row")]


def test_that_steps_are_numbers_though_one_of_them_is_not(write):
    path = write("id,t,x\n" + "".join(f"1,{step},{step}\n" for step in reversed(range(20))) + "1,soon,3\n")
    bad = []
    found = rows(SequenceTable(path=str(path)), bad)
    assert [step for [step] in found[0]["values"]] == list(range(20))
    assert bad == [(22, "the time step is not a number")]


def test_that_a_column_called_y_is_a_label_only_if_it_stays_the_same_within_sequences(write):
    path = write("id,x,y\n1,2,a\n1,3,a\n2,4,b\n2,5,b\n")
    assert [row["label"] for row in rows(SequenceTable(path=str(path)))] == ["a", "b"]
    path = write("id,x,y\n1,2,.5\n1,3,.6\n2,4,.7\n2,5,.8\n")
    source = SequenceTable(path=str(path))
    assert source.contents(ReadContext()).names == ("x", "y")
    assert source.contents(ReadContext()).task == "forecasting"


def test_that_series_of_their_own_become_the_parts(write):
    path, other = write("t,a,b\n1,2,3\n2,4,5\n"), write("t,b,a\n1,7,6\n", "v.csv")
    last = write("a,b\n8,9\n", "x.csv")
    source = SeriesTable(path=str(path), validation_path=str(other), test_path=str(last))
    assert source.contents(ReadContext()).names == ("a", "b")
    assert rows(source) == [{"values": [[2, 3], [4, 5]], "line": 2, "split": "train"},
                            {"values": [[6, 7]], "line": 2, "split": "validation"},
                            {"values": [[8, 9]], "line": 2, "split": "test"}]
    assert 'x.csv has no column "b"; choose one of' in refusal(SeriesTable(
        path=str(path), test_path=str(write("a\n8\n", "x.csv"))))
    other.unlink()
    assert "v.csv does not exist" in refusal(SeriesTable(path=str(path), validation_path=str(other)))


def test_that_sequences_of_their_own_become_the_parts(write):
    path = write("id,x,y\n1,2,a\n1,3,a\n2,4,b\n")
    other = write("id,y,x\n1,b,5\n", "v.csv")
    source = SequenceTable(path=str(path), validation_path=str(other))
    assert rows(source) == [
        {"values": [[2], [3]], "line": 2, "label": "a", "split": "train"},
        {"values": [[4]], "line": 4, "label": "b", "split": "train"},
        {"values": [[5]], "line": 2, "label": "b", "split": "validation"}]


def test_that_a_large_file_streams_if_its_sequences_stand_together(write, monkeypatch):
    monkeypatch.setattr(sequence_module, "_LARGEST_UNSORTED", 0)
    monkeypatch.setattr(blocks_module, "_FIRST", 50)
    monkeypatch.setattr(blocks_module, "_LARGEST", 50)
    lengths = [1, 40, 3, 2, 100, 1]
    path = write("id,t,x\n" + "".join(f"{number},{step},{step}\n" for number, length in enumerate(lengths)
                                      for step in reversed(range(length))))
    found = rows(SequenceTable(path=str(path)))
    assert [row["values"] for row in found] == [[[step] for step in range(length)] for length in lengths]
    path.write_text(path.read_text() + "2,9,9\n")
    line = 2 + sum(lengths)
    assert refusal(SequenceTable(path=str(path))).startswith(
        f'{path}, line {line}: rows of the sequence "2" stood further up already')


def test_that_batches_of_sequences_stay_small(write, monkeypatch):
    monkeypatch.setattr(sequence_module, "_STEPS_IN_A_BATCH", 10)
    lengths = [4, 4, 4, 30, 1, 1]
    path = write("id,x\n" + "".join(f"{number},1\n" * length for number, length in enumerate(lengths)))
    batches = list(SequenceTable(path=str(path)).read(ReadContext()))
    assert [batch.num_rows for batch in batches] == [2, 1, 1, 2]
    assert [len(row["values"]) for batch in batches for row in batch.to_pylist()] == lengths


def test_that_columns_of_sequences_that_cannot_be_told_are_asked_for(write):
    path = write("who,x\n1,2\n")
    assert "can't tell which column says to which sequence a row belongs; choose one of" in refusal(
        SequenceTable(path=str(path)))
    assert '"who" is chosen for two things' in refusal(
        SequenceTable(path=str(path), id_column="who", label_column="who"))
    assert rows(SequenceTable(path=str(path), id_column="who")) == [{"values": [[2]], "line": 2}]
