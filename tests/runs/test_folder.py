"""A run is a folder of plain files; a damaged one is said to be, and hides no other."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnstudio.api import DataFacts, UserError
from rnnstudio.runs import folder as runs_folder
from rnnstudio.runs.folder import RunInfo, create, list_runs, read_info, read_tokens, write_info, write_tokens

FACTS = DataFacts(input="text", task="binary", outputs=1, vocabulary_size=1000, classes=("bad", "好"))
INFO = RunInfo(name="电影", state="completed", started=1e9, epochs=3, metrics={"loss": 0.5}, facts=FACTS)


def make_run(runs: Path, name: str, started: float = 0.0) -> Path:
    made = create(runs, name)
    write_info(made, RunInfo(name=name, started=started))
    return made


def test_that_a_run_is_named_by_time_and_project(tmp_path):
    made = create(tmp_path / "runs", "Movie reviews")
    assert made.is_dir()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d_Movie-reviews", made.name)


def test_that_two_runs_in_the_same_second_get_two_folders(tmp_path, monkeypatch):
    monkeypatch.setattr(runs_folder.time, "strftime", lambda form: "now")
    assert [create(tmp_path, "a").name for _ in range(3)] == ["now_a", "now_a_2", "now_a_3"]


@pytest.mark.parametrize("name", [
    "../../etc", "", "...", "a/b\\c:d*?", "中文 名字", "x" * 500, "\x00\n", "CON", "\ud800"])
def test_that_any_name_makes_a_folder_below_runs(tmp_path, name):
    made = create(tmp_path, name)
    assert made.parent == tmp_path
    assert made.is_dir()


def test_that_a_file_in_the_place_of_the_runs_is_named(tmp_path):
    (tmp_path / "runs").write_text("")
    with pytest.raises(UserError, match="runs is a file, not a folder for runs; choose another"):
        create(tmp_path / "runs", "a")


def test_that_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match=r"no run folder can be made in .*: Not a directory; choose another place"):
        create(tmp_path / "file" / "runs", "a")


def test_that_the_info_comes_back_as_it_was(tmp_path):
    write_info(tmp_path, INFO)
    assert read_info(tmp_path) == INFO
    assert "电影" in (tmp_path / "run.json").read_text(encoding="utf-8")


def test_that_a_folder_that_is_no_run_is_said_to_be_none(tmp_path):
    with pytest.raises(UserError, match=r"is not a run: it has no run\.json"):
        read_info(tmp_path)


@pytest.mark.parametrize("damaged", [
    b"", b"{", b"[]", b'{"name": 3}', b'{"name": "a", "state": "odd"}', b'{"name": "\xff"}', b"\xff\xfe",
    b"[" * 100_000])
def test_that_a_damaged_run_is_named_and_hides_no_other(tmp_path, damaged):
    good = make_run(tmp_path, "good")
    bad = make_run(tmp_path, "bad")
    (bad / "run.json").write_bytes(damaged)
    with pytest.raises(UserError, match=r"run\.json can't be read"):
        read_info(bad)
    assert [found for found, _ in list_runs(tmp_path)] == [good]


def test_that_runs_are_listed_the_newest_first(tmp_path):
    for started in (2.0, 3.0, 1.0):
        make_run(tmp_path, str(started), started)
    (tmp_path / "no run").mkdir()
    (tmp_path / "a file").write_text("")
    assert [info.started for _, info in list_runs(tmp_path)] == [3.0, 2.0, 1.0]


def test_that_a_folder_that_is_not_there_has_no_runs(tmp_path):
    assert list_runs(tmp_path / "gone") == []


@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8")), st.integers(0, 2**40)), max_size=8))
def test_that_any_token_comes_back_as_it_was(tmp_path, pairs):
    tokens, counts = [token for token, _ in pairs], [count for _, count in pairs]
    write_tokens(tmp_path, tokens, counts)
    assert read_tokens(tmp_path) == (tokens, counts)
    assert (tmp_path / "tokens.tsv").read_bytes().count(b"\n") == len(pairs)


def test_that_a_run_without_vocabulary_has_no_tokens(tmp_path):
    assert read_tokens(tmp_path) == ([], [])


@pytest.mark.parametrize("line", [b"1", b'1\t"a"', b"1\ta\t1", b'1\t"a"\tx', b'1\t"\xff"\t1', b"", b'1\t"a"\t1\t1'])
def test_that_a_damaged_line_of_tokens_is_named(tmp_path, line):
    (tmp_path / "tokens.tsv").write_bytes(b'0\t"[PAD]"\t0\n' + line + b"\n")
    with pytest.raises(UserError, match=r"tokens\.tsv is damaged at line 2: "):
        read_tokens(tmp_path)
