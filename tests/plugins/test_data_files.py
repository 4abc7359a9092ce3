"""JSON Lines, Parquet, folders, plain text and tables of numbers: what is read, and what is said when it can't be."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from rnnstudio_data.folders import FolderOfClasses, PlainText
from rnnstudio_data.json_lines import JsonLines
from rnnstudio_data.numbers import Sequences, TimeSeries
from rnnstudio_data.parquet import Parquet

from rnnstudio.api import Cancelled, ReadContext, UserError


@pytest.fixture
def write(tmp_path):
    def write(content, name):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path
    return write


def rows(source, context=None):
    context = context or ReadContext()
    source.contents(context)
    return [row for batch in source.read(context) for row in batch.to_pylist()]


def refusal(source):
    with pytest.raises(UserError) as caught:
        rows(source)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def skipping():
    bad = []
    return ReadContext(bad_row=bad.append), bad


def lines(*items):
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)


class TestJsonLines:
    def test_that_fields_are_guessed_or_told(self, write):
        content = lines({"id": 1, "review": "good 好", "label": "yes"}, {"review": "bad", "label": 0})
        path = str(write(content, "a.jsonl"))
        found = rows(JsonLines(path=path))
        assert [(row["text"], row["label"]) for row in found] == [("good 好", "yes"), ("bad", "0")]
        nested = str(write(lines({"a": {"b": "x y"}, "c.d": "k"}, {"a": {"b": "z"}, "c.d": "l"}), "b.jsonl"))
        found = rows(JsonLines(path=nested, text_field="a.b", label_field="c.d"))
        assert [(row["text"], row["label"], row["line"]) for row in found] == [("x y", "k", 1), ("z", "l", 2)]

    def test_that_labels_may_be_numbers_lists_or_none(self, write):
        content = lines({"text": "a", "label": 1.5, "tags": ["x", "y"]}, {"text": "b", "label": 2, "tags": []})
        path = str(write(content, "a.jsonl"))
        assert [row["label"] for row in rows(JsonLines(path=path, labels="number"))] == [1.5, 2.0]
        found = rows(JsonLines(path=path, labels="several", label_field="tags"))
        assert [row["label"] for row in found] == [["x", "y"], []]
        assert "label" not in rows(JsonLines(path=path, labels="none"))[0]
        assert rows(JsonLines(path=path, group_field="label"))[0]["group"] == "1.5"

    @pytest.mark.parametrize(("line", "reason"), [
        ("{\"text\": \"a\", ", "it is not JSON"), ("[1, 2]", "it is JSON, but no object"),
        ("{\"text\": \"\", \"label\": 1}", "the text is empty"), ("{\"label\": 1}", "the text is empty"),
        ("{\"text\": 5, \"label\": 1}", "the text is no text"), ("{\"text\": \"a\"}", "the label is empty"),
        ("{\"text\": \"a\", \"label\": [1]}", "the label should be a text or a number"),
        ("[" * 100_000, "it is not JSON"),
    ])
    def test_that_a_bad_line_is_refused_or_left_out(self, write, line, reason):
        before, behind = lines({"text": "a", "label": "x"}), lines({"text": "b", "label": "y"})
        path = str(write(f"{before}{line}\n{behind}", "a.jsonl"))
        assert f"line 2: {reason}" in refusal(JsonLines(path=path))
        context, bad = skipping()
        assert [row["line"] for row in rows(JsonLines(path=path), context)] == [1, 3]
        assert [row.line for row in bad] == [2]

    def test_that_whole_files_that_cannot_be_used_are_explained(self, write, tmp_path):
        assert "no file is chosen" in refusal(JsonLines())
        assert "does not exist" in refusal(JsonLines(path=str(tmp_path / "no.jsonl")))
        assert "holds no examples" in refusal(JsonLines(path=str(write("", "empty.jsonl"))))
        assert "holds one JSON list" in refusal(JsonLines(path=str(write("[{}]", "list.json"))))
        path = str(write(lines({"text": "a", "label": "x"}), "a.jsonl"))
        assert 'has no column "txt"' in refusal(JsonLines(path=path, text_field="txt"))

    @given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip),
                              st.integers(0, 5)), min_size=1))
    def test_that_any_text_is_read(self, tmp_path_factory, pairs):
        path = tmp_path_factory.mktemp("any") / "a.jsonl"
        content = lines(*({"text": text, "label": label} for text, label in pairs))
        path.write_text(content, encoding="utf-8", newline="\n")
        context, bad = skipping()
        found = [(row["text"], row["label"]) for row in rows(JsonLines(path=str(path)), context)]
        assert found == [(text, str(label)) for text, label in pairs]
        assert not bad


class TestParquet:
    def test_that_columns_are_read_as_they_are(self, tmp_path):
        path = tmp_path / "a.parquet"
        table = pa.table({"label": pa.array(["x", "y"]).dictionary_encode(), "n": [1.5, 2.5],
                          "tags": [["a"], ["b", "c"]], "text": pa.array(["one", "two"], pa.large_string())})
        parquet.write_table(table, path)
        assert [(row["text"], row["label"], row["line"]) for row in rows(Parquet(path=str(path)))] == [
            ("one", "x", 1), ("two", "y", 2)]
        several = Parquet(path=str(path), label_column="tags", group_column="n")
        assert several.contents(ReadContext()).task == "multilabel"
        assert [(row["label"], row["group"]) for row in rows(several)] == [(["a"], 1.5), (["b", "c"], 2.5)]
        assert Parquet(path=str(path), label_column="n").contents(ReadContext()).task == "regression"
        assert set(rows(Parquet(path=str(path), labelled=False))[0]) == {"text", "line"}

    def test_that_what_is_no_parquet_file_is_explained(self, write, tmp_path):
        path = str(write("text,label\n", "a.parquet"))
        assert "is no Parquet file, or it is damaged" in refusal(Parquet(path=path))
        assert "is no Parquet file" in refusal(Parquet(path=str(write("", "b.parquet"))))
        assert "does not exist" in refusal(Parquet(path=str(tmp_path / "no.parquet")))
        assert "no file is chosen" in refusal(Parquet())

    def test_that_a_file_cut_short_is_explained(self, tmp_path):
        path = tmp_path / "a.parquet"
        parquet.write_table(pa.table({"text": ["a"] * 100, "label": ["x"] * 100}), path)
        path.write_bytes(path.read_bytes()[:-20])
        assert "is no Parquet file, or it is damaged" in refusal(Parquet(path=str(path)))


class TestFolders:
    def test_that_each_folder_is_a_class(self, write, tmp_path):
        for name, text in (("neg/1.txt", "bad"), ("neg/10.txt", "worse"), ("neg/2.txt", "so bad"),
                           ("pos/1.txt", "gut é"), (".git/x.txt", "no"), ("pos/note.md", "no"),
                           ("pos/empty.txt", " \n")):
            write(text, name)
        source = FolderOfClasses(path=str(tmp_path))
        assert source.contents(ReadContext()).classes == ("neg", "pos")
        assert [(row["text"], row["label"]) for row in rows(source)] == [
            ("bad", "neg"), ("gut é", "pos"), ("so bad", "neg"), ("worse", "neg")]

    def test_that_parts_are_folders_too(self, write, tmp_path):
        for part in ("train", "test"):
            for name in ("a", "b"):
                write(f"{part} {name}", f"{part}/{name}/1.txt")
        assert {(row["text"], row["split"]) for row in rows(FolderOfClasses(path=str(tmp_path)))} == {
            ("train a", "train"), ("train b", "train"), ("test a", "test"), ("test b", "test")}

    def test_that_what_is_no_such_folder_is_explained(self, write, tmp_path):
        assert "no folder is chosen" in refusal(FolderOfClasses())
        assert "does not exist" in refusal(FolderOfClasses(path=str(tmp_path / "no")))
        assert "is a file; choose a folder" in refusal(FolderOfClasses(path=str(write("x", "file.txt"))))
        assert "two at least; it has 0" in refusal(FolderOfClasses(path=str(tmp_path)))
        (tmp_path / "a").mkdir()
        (tmp_path / "b").mkdir()
        assert "there are no .txt files" in refusal(FolderOfClasses(path=str(tmp_path)))

    def test_that_files_in_chinese_encodings_are_read(self, write, tmp_path):
        write(("孤竹人藏处，无因认本峰。" * 5).encode("gb18030"), "a/1.txt")
        write(("孤竹人藏处，无因认本峰。" * 5).encode(), "b/1.txt")
        assert len({row["text"] for row in rows(FolderOfClasses(path=str(tmp_path)))}) == 1


class TestPlainText:
    @pytest.mark.parametrize(("divide", "expected"), [
        ("line", ["one", "two", "three"]), ("blank line", ["one\ntwo", "three"]),
        ("whole file", ["one\ntwo\n\n\nthree\n"])])
    def test_that_texts_end_where_told(self, write, divide, expected):
        path = str(write("one\r\ntwo\r\n\r\n\r\nthree\r\n", "a.txt"))
        source = PlainText(path=path, divide=divide)
        assert source.contents(ReadContext()).task == "next_token"
        assert [row["text"] for row in rows(source)] == expected

    def test_that_a_folder_of_files_is_read(self, write, tmp_path):
        write("b", "b.txt")
        write("a", "a.txt")
        assert [row["text"] for row in rows(PlainText(path=str(tmp_path)))] == ["a", "b"]

    def test_that_a_bad_line_is_left_out_of_its_text(self, write):
        path = str(write("one é\n".encode() * 20 + b"t\xffwo\nthree\n", "a.txt"))
        assert "line 21: it is not UTF-8 text" in refusal(PlainText(path=path))
        context, bad = skipping()
        assert rows(PlainText(path=path, divide="line"), context)[-1]["text"] == "three"
        assert len(bad) == 1

    def test_that_what_holds_no_text_is_explained(self, write, tmp_path):
        assert "holds no text" in refusal(PlainText(path=str(write(" \n", "a.txt"))))
        assert "no text is chosen" in refusal(PlainText())
        (tmp_path / "none").mkdir()
        assert "there are no .txt files" in refusal(PlainText(path=str(tmp_path / "none")))


class TestNumbers:
    def test_that_a_series_is_one_example_of_all_columns_of_numbers(self, write):
        path = str(write("month,a,b,note\n2001-01,1,10,x\n2001-02,2,20,y\n2001-03,3.5,30,z\n", "a.csv"))
        contents = TimeSeries(path=path).contents(ReadContext())
        assert (contents.task, contents.features, contents.names) == ("forecasting", 2, ("a", "b"))
        assert rows(TimeSeries(path=path)) == [{"values": [[1, 10], [2, 20], [3.5, 30]]}]
        assert rows(TimeSeries(path=path, features="b")) == [{"values": [[10], [20], [30]]}]

    def test_that_a_column_of_years_is_no_feature(self, write):
        path = str(write("year,flow\n1871,1120\n1872,1160\n1873,963\n", "a.csv"))
        assert TimeSeries(path=path).contents(ReadContext()).names == ("flow",)
        assert TimeSeries(path=str(write("n\n1\n2\n3\n", "b.csv"))).contents(ReadContext()).names == ("n",)

    def test_that_missing_numbers_are_said_filled_or_drawn(self, write):
        path = str(write("t,a\nx,\nx,1\nx,NA\nx,\nx,4\n", "a.csv"))
        assert 'line 2: the number in the column "a" is missing' in refusal(TimeSeries(path=path))
        assert rows(TimeSeries(path=path, missing="fill"))[0]["values"] == [[1], [1], [1], [1], [4]]
        assert rows(TimeSeries(path=path, missing="interpolate"))[0]["values"] == [[1], [1], [2], [3], [4]]

    def test_that_what_is_no_number_is_found_by_its_line(self, write):
        path = str(write("a\n" + "1\n" * 300 + "oops\n", "a.csv"))
        assert 'line 302: "oops" in the column "a" is no number' in refusal(TimeSeries(path=path))
        context, bad = skipping()
        assert len(rows(TimeSeries(path=path), context)[0]["values"]) == 300
        assert len(bad) == 1

    def test_that_tables_without_numbers_are_explained(self, write):
        assert "has no column of numbers" in refusal(TimeSeries(path=str(write("a,b\nx,y\n", "a.csv"))))
        assert "holds no examples" in refusal(TimeSeries(path=str(write("a,b\n", "b.csv"))))
        assert 'has no column "c"' in refusal(TimeSeries(path=str(write("a\n1\n", "c.csv")), features="c"))

    def test_that_long_form_makes_a_sequence_of_each_id(self, write):
        path = str(write("id,step,x,y,label\na,2,3,4,up\nb,1,5,6,down\na,1,1,2,up\na,10,7,8,up\n", "a.csv"))
        source = Sequences(path=path, step_column="step")
        contents = source.contents(ReadContext())
        assert (contents.task, contents.features, contents.names) == (None, 2, ("x", "y"))
        assert rows(source) == [{"values": [[1, 2], [3, 4], [7, 8]], "label": "up"},
                                {"values": [[5, 6]], "label": "down"}]

    def test_that_long_form_may_have_no_labels_or_numbers(self, write):
        path = str(write("id,x,label\na,1,0.5\na,2,0.5\n", "a.csv"))
        assert rows(Sequences(path=path, label_column="", features="x")) == [{"values": [[1], [2]]}]
        assert rows(Sequences(path=path, labels="number"))[0]["label"] == 0.5

    def test_that_a_label_that_changes_within_a_sequence_is_found(self, write):
        path = str(write("id,x,label\na,1,up\na,2,down\n", "a.csv"))
        assert 'line 3: the label is "down", but the sequence began with "up"' in refusal(Sequences(path=path))

    def test_that_reading_stops_when_asked(self, write):
        path = str(write("a\n1\n2\n", "a.csv"))
        with pytest.raises(Cancelled):
            rows(TimeSeries(path=path), ReadContext(cancelled=lambda: True))
