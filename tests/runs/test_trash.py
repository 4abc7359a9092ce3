"""A deleted run can be brought back, whatever has happened to its place."""

import pytest

from rnnstudio.api import UserError
from rnnstudio.runs.listing import list_entries
from rnnstudio.runs.trash import put_aside, put_back
from tests.runs.made_runs import make_run


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_that_a_run_put_aside_is_no_longer_listed_and_comes_back_whole(tmp_path):
    run = make_run(tmp_path)
    before = contents(run)
    kept = put_aside(run)
    assert list_entries(tmp_path) == []
    assert put_back(kept, run) == run
    assert contents(run) == before


def test_that_two_runs_of_one_name_are_both_kept(tmp_path):
    first = put_aside(make_run(tmp_path))
    second = put_aside(make_run(tmp_path))
    assert first != second
    assert first.is_dir()
    assert second.is_dir()


def test_that_a_run_comes_back_beside_another_that_took_its_place(tmp_path):
    run = make_run(tmp_path, started=1.0)
    kept = put_aside(run)
    make_run(tmp_path, started=2.0)
    assert put_back(kept, run) == tmp_path / "run_2"
    assert len(list_entries(tmp_path)) == 2


def test_that_the_systems_note_of_it_goes_when_it_comes_back(tmp_path):
    run = make_run(tmp_path)
    (tmp_path / "Trash" / "files").mkdir(parents=True)
    (tmp_path / "Trash" / "info").mkdir()
    kept = run.rename(tmp_path / "Trash" / "files" / "run")
    note = tmp_path / "Trash" / "info" / "run.trashinfo"
    note.write_text("")
    assert put_back(kept, run) == run
    assert not note.exists()


def test_that_what_is_gone_is_named(tmp_path):
    with pytest.raises(UserError, match="can't be deleted: No such file"):
        put_aside(tmp_path / "gone")
    with pytest.raises(UserError, match="can't be brought back: it is no longer in the trash"):
        put_back(tmp_path / "gone", tmp_path / "run")
