"""JSON Lines, arrays of JSON and Parquet: what is read, what is guessed, and what is said when it can't be."""

from __future__ import annotations

import gzip
import json

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from rnnstudio_data.json_lines import JsonLines
from rnnstudio_data.parquet import Parquet
from rnnstudio_data.reading import json_file

from rnnstudio.api import Cancelled, ReadContext, UserError


@pytest.fixture
def write(tmp_path):
    def write(content, name="data.jsonl"):
        path = tmp_path / name
        if isinstance(content, list):
            content = "".join(json.dumps(one) + "\n" for one in content)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path
    return write


@pytest.fixture
def store(tmp_path):
    def store(columns, name="data.parquet", **options):
        parquet.write_table(pa.table(columns), tmp_path / name, **options)
        return tmp_path / name
    return store


def rows(source, bad=None):
    context = ReadContext() if bad is None else ReadContext(bad_row=lambda row: bad.append((row.line, row.reason)))
    return [row for batch in source.read(context) for row in batch.to_pylist()]


def left_out(source):
    bad = []
    rows(source, bad)
    return bad


def refusal(source):
    with pytest.raises(UserError) as caught:
        rows(source)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_that_objects_are_read_with_their_lines(write):
    path = write('{"id": 1, "review": "good", "label": true}\n\n{"review": "bad", "label": false}\r\n')
    assert rows(JsonLines(path=str(path))) == [{"text": "good", "label": "true", "line": 1},
                                               {"text": "bad", "label": "false", "line": 3}]


def test_that_fields_of_fields_are_named_by_dots(write):
    path = write([{"data": {"body": {"text": "a"}}, "meta": {"y": 2}, "a.b": "x"}])
    source = JsonLines(path=str(path), text_column="data.body.text", label_column="meta.y", group_column="a.b")
    assert rows(source) == [{"text": "a", "label": "2", "group": "x", "line": 1}]


def test_that_an_array_is_read_like_lines(write):
    objects = [{"text": "a", "label": "x"}, {"text": "b", "label": "y"}]
    path = write(json.dumps(objects, indent=2), "data.json")
    assert [row["line"] for row in rows(JsonLines(path=str(path)))] == [1, 2]
    assert rows(JsonLines(path=str(write(gzip.compress(path.read_bytes()), "data.json.gz")))) == rows(
        JsonLines(path=str(path)))


def test_that_what_labels_are_is_told_from_the_first(write):
    def task(labels, **params):
        path = write([{"text": "a", "label": label} for label in labels])
        source = JsonLines(path=str(path), **params)
        return source.contents(ReadContext()).task, [row.get("label") for row in rows(source)]
    assert task([1, 2]) == (None, ["1", "2"])
    assert task([1, 2.5]) == ("regression", [1.0, 2.5])
    assert task([["a", "b"], []]) == ("multilabel", [["a", "b"], []])
    assert task(["a;b", "c"], label_separator=";") == ("multilabel", [["a", "b"], ["c"]])
    assert task([1, 2], label_kind="none") == ("next_token", [None, None])


def test_that_every_bad_line_is_told_and_the_others_are_read(write):
    path = write(b'{"text": "a", "label": "x"}\n{"text": "b", \n[1]\n7\n{"label": "x"}\n{"text": "c"}\n'
                 b'{"text": " ", "label": "x"}\n{"text": "\xff", "label": "x"}\n{"text": ["d"], "label": "x"}\n'
                 b'{"text": "e", "label": {"f": 1}}\n{"text": "g", "label": "y"}\n'
                 b'{"text": "a\\u0000", "label": "y"}\n')
    bad = []
    found = rows(JsonLines(path=str(path), encoding="UTF-8", label_column="label"), bad)
    assert [row["text"] for row in found] == ["a", "g"]
    assert bad == [
        (2, "it is no valid JSON"), (3, "it is no JSON object"), (4, "it is no JSON object"),
        (5, "the text is missing"), (6, "the label is missing"), (7, "the text is empty"),
        (8, "it holds bytes that are not UTF-8 text; choose another text encoding, or save the file as UTF-8"),
        (9, 'the field "text" holds a list or an object'), (10, 'the field "label" holds a list or an object'),
        (12, "a NUL byte stands in it, as in files that are no text")]
    assert refusal(JsonLines(path=str(path), encoding="UTF-8")) == f"{path}, line 2: it is no valid JSON"


def test_that_a_file_without_objects_is_said(write):
    path = write("text,label\na,x\n")
    assert "holds no JSON objects: each line should be one" in refusal(JsonLines(path=str(path)))
    assert "holds no JSON objects" in refusal(JsonLines(path=str(write("[]", "data.json"))))
    assert "0 bytes" in refusal(JsonLines(path=str(write(""))))
    assert refusal(JsonLines()) == "no file is chosen yet; choose a file of JSON Lines"


def test_that_a_field_that_vanished_is_named_with_those_that_are_there(write):
    path = write([{"text": "a", "meta": {"label": "x"}}])
    assert refusal(JsonLines(path=str(path), label_column="label")) == (
        f'{path} has no column "label"; choose one of those it has: "text", "meta.label"')


def test_that_a_broken_array_is_said_with_line_and_column(write):
    path = write('[{"text": "a",\n "label": }]', "data.json")
    assert refusal(JsonLines(path=str(path))) == f"{path}, line 2, column 11: it is no valid JSON from here on"


def test_that_an_array_that_is_too_long_is_said(write, monkeypatch):
    monkeypatch.setattr(json_file, "LARGEST_ARRAY", 100)
    assert "save it as JSON Lines" in refusal(JsonLines(path=str(write("[" + "1," * 100, "data.json"))))


def test_that_an_array_with_other_things_is_read_past_them(write):
    path = write('[7, {"text": "a", "label": "x"}]', "data.json")
    assert left_out(JsonLines(path=str(path))) == [(1, "it is no JSON object")]


def test_that_a_text_of_lists_is_refused(write):
    path = write([{"text": ["a"], "label": "x"}])
    assert 'the column "text" holds lists' in refusal(JsonLines(path=str(path)))


@given(st.lists(st.fixed_dictionaries({"text": st.text(max_size=9), "label": st.text(max_size=9)}), min_size=1,
                max_size=20), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_that_what_the_standard_library_writes_is_read_back(tmp_path, objects, ascii_only):
    path = tmp_path / "data.jsonl"
    path.write_bytes("".join(json.dumps(one, ensure_ascii=ascii_only) + "\n" for one in objects).encode())
    bad = []
    source = JsonLines(path=str(path), encoding="UTF-8", label_kind="class", label_column="label", text_column="text")
    found = rows(source, bad)
    usable = [(one["text"], one["label"].strip()) for one in objects
              if one["text"].strip() and "\0" not in one["text"] and one["label"].strip()]
    assert [(row["text"], row["label"].strip()) for row in found] == usable
    assert len(bad) + len(found) == len(objects)


def test_that_parquet_is_read_with_row_numbers_a_group_at_a_time(store):
    path = store({"text": [f"t{number}" for number in range(5000)], "label": ["x", "y"] * 2500}, row_group_size=700)
    batches = list(Parquet(path=str(path)).read(ReadContext()))
    assert max(batch.num_rows for batch in batches) <= 4096
    assert pa.Table.from_batches(batches)["line"].to_pylist() == list(range(1, 5001))
    with pytest.raises(Cancelled):
        list(Parquet(path=str(path)).read(ReadContext(cancelled=lambda: True)))


@pytest.mark.parametrize(("text", "label", "expected"), [
    (pa.array(["a", "b"]).dictionary_encode(), pa.array([1, 0]), [1, 0]),
    (pa.array(["a", "b"], pa.large_string()), pa.array(["x", "y"]).dictionary_encode(), ["x", "y"]),
    (pa.array(["a", "b"]), pa.array([1.5, 2.0], pa.float32()), [1.5, 2.0]),
    (pa.array(["a", "b"]), pa.array([1.0, 2.0]), ["1", "2"]),
    (pa.array(["a", "b"]), pa.array([True, False]), ["true", "false"]),
    (pa.array(["a", "b"]), pa.array([["x", "y"], []]), [["x", "y"], []]),
    (pa.array(["a", "b"]), pa.array([[1], [2, 3]], pa.large_list(pa.int32())), [["1"], ["2", "3"]])])
def test_that_parquets_types_become_ours(store, text, label, expected):
    found = rows(Parquet(path=str(store({"text": text, "label": label}))))
    assert [row["text"] for row in found] == ["a", "b"]
    assert [row["label"] for row in found] == expected


def test_that_whole_numbers_of_parquet_may_be_predicted(store):
    source = Parquet(path=str(store({"text": ["a", "b"], "label": [1, 2]})), label_kind="number")
    assert [row["label"] for row in rows(source)] == [1.0, 2.0]
    assert source.contents(ReadContext()).task == "regression"


def test_that_columns_of_other_kinds_stand_in_nobodys_way(store):
    path = store({"text": ["a"], "label": ["x"], "image": [{"bytes": b"\0"}], "part": ["val"], "who": [3]})
    assert rows(Parquet(path=str(path), split_column="part", group_column="who")) == [
        {"text": "a", "label": "x", "split": "validation", "group": "3", "line": 1}]
    assert 'the column "image" holds struct' in refusal(Parquet(path=str(path), text_column="image"))


def test_that_missing_values_of_parquet_are_told(store):
    path = store({"text": ["a", None, "c", "", "a\0"], "label": ["x", "x", None, "x", "x"]})
    assert left_out(Parquet(path=str(path))) == [
        (2, "the text is missing"), (3, "the label is missing"), (4, "the text is empty"),
        (5, "a NUL byte stands in it, as in files that are no text")]


def test_that_a_file_that_is_not_parquet_or_empty_is_said(store, write):
    assert "can't be read as Parquet" in refusal(Parquet(path=str(write("text,label\n"))))
    assert "holds no examples" in refusal(Parquet(path=str(store({"text": pa.array([], pa.string()), "label": []}))))
    assert refusal(Parquet()) == "no file is chosen yet; choose a Parquet file"
    damaged = store({"text": ["a" * 1000] * 100, "label": ["x"] * 100}, compression="none", use_dictionary=False)
    data = bytearray(damaged.read_bytes())
    data[4:60] = b"\xff" * 56
    damaged.write_bytes(bytes(data))
    assert "can't be read as Parquet" in refusal(Parquet(path=str(damaged)))
