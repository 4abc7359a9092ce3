"""What a glance at the beginning of a file shows: its columns, and what is left to the program comes to."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rnnstudio_data.json_lines import JsonLines
from rnnstudio_data.parquet import Parquet
from rnnstudio_data.sequence_table import SequenceTable
from rnnstudio_data.series_table import SeriesTable
from rnnstudio_data.table import Table

from rnnstudio.api import Look, ReadContext, UserError

COLUMNS = ("text_column", "label_column", "split_column", "group_column")


@pytest.fixture
def look(tmp_path):
    def look(source, content, **params):
        path = tmp_path / "data"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return source(path=str(path), **params).look(ReadContext())
    return look


def test_that_columns_and_the_way_a_table_is_written_are_seen(look):
    assert look(Table, "id;review;topic\n" + "1;a fine film;good\n2;dull;bad\n" * 3, group_column="id") == Look(
        offers=dict.fromkeys(COLUMNS, ("id", "review", "topic")),
        found={"delimiter": "semicolon", "quotes": "yes", "header": "yes", "encoding": "UTF-8",
               "text_column": "review", "label_column": "topic", "group_column": "id"})
    found = look(Table, "A fine film.\tgood\nIt is dull.\tbad\n".encode("utf-16")).found
    assert (found["delimiter"], found["header"], found["encoding"]) == ("tab", "no", "UTF-16")
    assert (found["text_column"], found["label_column"]) == ("1", "2")


def test_that_columns_are_seen_where_text_or_label_cannot_be_told(look):
    seen = look(Table, "a,b,c\n1,x,y\n2,x,y\n")
    assert seen.offers["label_column"] == ("a", "b", "c")
    assert "text_column" not in seen.found


def test_that_fields_of_json_and_columns_of_parquet_are_seen(look, tmp_path):
    seen = look(JsonLines, json.dumps({"text": "a", "data": {"label": "x"}}) + "\n", label_column="data.label")
    assert seen.offers["label_column"] == ("text", "data.label")
    assert seen.found["text_column"] == "text"
    pq.write_table(pa.table({"text": ["a"], "label": ["x"]}), tmp_path / "a.parquet")
    assert Parquet(path=str(tmp_path / "a.parquet")).look(ReadContext()) == Look(
        offers=dict.fromkeys(COLUMNS, ("text", "label")), found={"text_column": "text", "label_column": "label"})


def test_that_features_of_numbers_are_seen(look):
    seen = look(SeriesTable, "month;warmth;rain\n" + "2020-01;1,5;3\n2020-02;2,5;4\n")
    assert (seen.found["columns"], seen.found["decimal_comma"]) == ("warmth, rain", "yes")
    seen = look(SequenceTable, "id,step,x,label\n1,1,0.5,a\n1,2,0.6,a\n")
    assert {name: seen.found[name] for name in ("id_column", "step_column", "label_column", "columns")} == {
        "id_column": "id", "step_column": "step", "label_column": "label", "columns": "x"}
    assert look(SequenceTable, "a,b\n1,2\n").offers["id_column"] == ("a", "b")


def test_that_nothing_is_seen_of_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UserError):
        Table(path=str(tmp_path / "gone.csv")).look(ReadContext())
