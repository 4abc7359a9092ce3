"""A list shows every run, the damaged ones with a sentence, and reads again only what has changed."""

import os
import time

import pytest

from rnnstudio.api import UserError
from rnnstudio.runs import listing
from rnnstudio.runs.folder import read_info, write_info
from rnnstudio.runs.listing import list_entries, read_entry, started
from rnnstudio.runs.own import change_own
from tests.runs.made_runs import make_run


def age(folder, seconds):
    for path in folder.iterdir():
        os.utime(path, (time.time() - seconds,) * 2)


def test_that_a_run_has_the_metrics_of_its_best_epoch_and_what_was_added(tmp_path):
    change_own(make_run(tmp_path), name="Mine", starred=True)
    [entry] = list_entries(tmp_path)
    assert (entry.name, entry.own.starred, entry.standing, entry.problem) == ("Mine", True, "completed", "")
    assert entry.best["val_accuracy"] == 0.7
    assert entry.info.metrics["val_accuracy"] == 0.6


def test_that_without_readable_epochs_the_last_metrics_stand_in(tmp_path):
    run = make_run(tmp_path)
    (run / "epochs.csv").write_bytes(b"\xff\x00nonsense")
    assert read_entry(run).best == read_info(run).metrics


@pytest.mark.parametrize("damaged", [b"", b"{", b"[]", b'{"name": 3}', b'{"other": "program"}', b"[" * 100_000])
def test_that_a_damaged_run_is_an_entry_with_a_sentence(tmp_path, damaged):
    (make_run(tmp_path, "bad") / "run.json").write_bytes(damaged)
    make_run(tmp_path, "good")
    found = {entry.path.name: entry for entry in list_entries(tmp_path)}
    assert found["good"].standing == "completed"
    assert found["bad"].standing == "unreadable"
    assert "run.json can't be read" in found["bad"].problem


def test_that_a_run_of_a_newer_version_says_so(tmp_path):
    run = make_run(tmp_path)
    (run / "run.json").write_text('{"name": "a", "state": "dreaming", "versions": {"rnnstudio": "99.2"}}')
    assert "was written by RNN Studio 99.2" in read_entry(run).problem


def test_that_a_half_made_run_is_listed_and_a_folder_of_something_else_is_not(tmp_path):
    (tmp_path / "half").mkdir()
    (tmp_path / "half" / "project.rnnstudio").write_text("")
    (tmp_path / "photos").mkdir()
    (tmp_path / "a file").write_text("")
    (tmp_path / ".trash" / "run").mkdir(parents=True)
    (tmp_path / ".trash" / "run" / "run.json").write_text("{}")
    [entry] = list_entries(tmp_path)
    assert (entry.path.name, entry.standing) == ("half", "unreadable")
    assert "has no run.json" in entry.problem


def test_that_a_running_run_without_a_sign_of_life_was_interrupted(tmp_path):
    run = make_run(tmp_path, state="running")
    assert read_entry(run).standing == "running"
    age(run, listing.QUIET + 60)
    assert read_entry(run).standing == "interrupted"


def test_that_damaged_notes_are_told_and_hide_nothing_of_the_run(tmp_path):
    run = make_run(tmp_path)
    (run / "own.json").write_text("{")
    entry = read_entry(run)
    assert entry.standing == "completed"
    assert "own.json can't be read" in entry.problem


def test_that_only_what_has_changed_is_read_again(tmp_path):
    for name in "abc":
        make_run(tmp_path, name, started=1e9 + ord(name))
    known = {entry.path: entry for entry in list_entries(tmp_path)}
    change_own(tmp_path / "b", starred=True)
    write_info(tmp_path / "c", read_info(tmp_path / "c"))
    again = {entry.path.name: entry for entry in list_entries(tmp_path, known)}
    assert again["a"] is known[tmp_path / "a"]
    assert again["b"] is not known[tmp_path / "b"]
    assert again["b"].own.starred
    assert again["c"] is not known[tmp_path / "c"]


def test_that_runs_come_the_newest_first_and_an_unreadable_one_by_its_folders_name(tmp_path):
    make_run(tmp_path, "old", started=1e9)
    make_run(tmp_path, "new", started=4e9)
    bad = make_run(tmp_path, "2026-11-20_10-00-00_bad")
    (bad / "run.json").write_text("{")
    assert [entry.path.name for entry in list_entries(tmp_path)] == ["new", bad.name, "old"]
    assert time.localtime(started(read_entry(bad)))[:5] == (2026, 11, 20, 10, 0)


def test_that_a_folder_that_is_not_there_has_no_runs_and_a_file_is_named(tmp_path):
    assert list_entries(tmp_path / "gone") == []
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="can't be listed: Not a directory"):
        list_entries(tmp_path / "file")


def test_that_a_run_that_goes_away_while_it_is_read_is_an_entry_too(tmp_path, monkeypatch):
    run = make_run(tmp_path)
    monkeypatch.setattr(listing, "run_folders", lambda runs: iter([run]))
    for path in run.iterdir():
        path.unlink()
    run.rmdir()
    [entry] = list_entries(tmp_path)
    assert entry.standing == "unreadable"
