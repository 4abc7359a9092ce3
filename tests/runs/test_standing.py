"""Whether a run is under way, by a lock that dies with its process and knows no process numbers."""

import os
import subprocess
import sys
import time

import pytest

from rnnstudio.api import UserError
from rnnstudio.runs.folder import RunInfo, create, list_runs, write_info
from rnnstudio.runs.resuming import Position, encode_position, state_file
from rnnstudio.runs.standing import Hold, interrupted_runs, is_held, remove_unborn, standing


@pytest.fixture
def make_run(tmp_path):
    def make(state="running", position=None, **about):
        folder = create(tmp_path, "Run")
        about = {"fingerprint": "f", "planned": 4, "started": time.time(), **about}
        write_info(folder, RunInfo(name="Run", state=state, **about))
        if position is not None:
            import zipfile

            state_file(folder).parent.mkdir()
            with zipfile.ZipFile(state_file(folder), "w") as archive:
                archive.writestr("position.json", encode_position(position))
        return folder

    return make


@pytest.fixture
def holder():
    """Hold a folder from another process, until it is killed."""
    started = []

    def hold(folder):
        code = ("import sys, time; from pathlib import Path; from rnnstudio.runs.standing import Hold; "
                "hold = Hold(Path(sys.argv[1])); print('held', flush=True); time.sleep(120)")
        process = subprocess.Popen([sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE)
        started.append(process)
        assert process.stdout.readline() == b"held\n"
        return process

    yield hold
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def test_that_a_run_of_a_living_process_is_running_and_of_a_killed_one_interrupted(make_run, holder):
    folder = make_run(position=Position(epoch=1, batch=2, step=7))
    process = holder(folder)
    assert (standing(folder).state, standing(folder).can_go_on) == ("running", False)
    with pytest.raises(UserError, match="is being trained at this moment"):
        Hold(folder)
    process.kill()
    process.wait()
    told = standing(folder)
    assert (told.state, told.can_go_on, told.done) == ("interrupted", True, False)
    assert (told.epoch, told.batch, told.step, told.planned) == (1, 2, 7, 4)
    assert told.saved == pytest.approx(time.time(), abs=60)


def test_that_looking_takes_nothing_away(make_run):
    folder = make_run()
    hold = Hold(folder)
    assert is_held(folder)
    assert is_held(folder)
    hold.release()
    assert not is_held(folder)


@pytest.mark.parametrize(("state", "about", "can", "done"), [
    ("completed", {}, True, True), ("stopped", {}, True, True), ("failed", {}, True, True),
    ("completed", {"fingerprint": ""}, False, True), ("completed", {"planned": 6}, True, False)])
def test_that_a_run_that_ended_can_be_gone_on_with_if_it_is_known_from_what(make_run, state, about, can, done):
    told = standing(make_run(state, Position(epoch=4), **about))
    assert (told.state, told.can_go_on, told.done) == (state, can, done)


def test_that_a_run_killed_before_its_first_checkpoint_begins_anew(make_run):
    told = standing(make_run())
    assert (told.state, told.can_go_on, told.step, told.saved) == ("interrupted", True, 0, 0.0)


def test_that_a_damaged_checkpoint_cannot_be_gone_on_from(make_run):
    folder = make_run(position=Position())
    state_file(folder).write_bytes(b"x")
    assert not standing(folder).can_go_on


def test_that_interrupted_runs_are_found_the_latest_first(make_run, tmp_path):
    old, new = make_run(started=1.0), make_run(started=2.0)
    make_run("completed")
    make_run(fingerprint="")
    assert [folder for folder, _ in interrupted_runs(tmp_path)] == [new, old]
    assert interrupted_runs(tmp_path / "gone") == []


def test_that_a_folder_killed_before_it_was_a_run_is_no_run_and_goes(make_run, tmp_path):
    run = make_run()
    unborn, foreign, fresh = (create(tmp_path, name) for name in ("Unborn", "Foreign", "Fresh"))
    for folder in (unborn, foreign, fresh):
        Hold(folder).release()
        (folder / "project.rnnstudio").write_text("{}")
    (foreign / "notes.txt").write_text("mine")
    for folder in (unborn, foreign):
        os.utime(folder, (0, 0))
    assert [folder for folder, _ in list_runs(tmp_path)] == [run]
    remove_unborn(tmp_path)
    assert not unborn.exists()
    assert (foreign / "notes.txt").read_text() == "mine"
    assert (fresh / "project.rnnstudio").exists()
