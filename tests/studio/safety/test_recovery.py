"""Killed in the midst of work, the program offers it back at the next start: whole, once, and only then."""

import os
import signal

import pytest

from rnnstudio.project import edits
from rnnstudio.project.file import load
from rnnstudio.studio import recovery as recovery_module
from rnnstudio.studio.recovery import MOST_KEPT


def rename(bench, name):
    bench.document.do(f"Rename to {name}", edits.rename_project(bench.document.project, name))


def crash(program, *lines):
    """Start a program, have it do things, and kill it."""
    victim = program()
    victim.do("start", *lines)
    victim.kill()


def test_that_work_of_a_killed_program_is_offered_once_and_restored_with_its_undo(program, start, journals):
    crash(program, "name One", "name Two", "name Three", "undo")
    bench, notices = start()
    assert len(notices.all) == 1
    assert notices.texts[0].startswith("“Two” was not saved when RNN Studio ended unexpectedly: 2 steps, the last ")
    assert [title for title, _ in notices.all[0].actions] == ["Restore", "Discard"]
    assert start()[1].all == []  # another window doesn't offer it too
    notices.press("Restore")
    document = bench.document
    assert notices.all == []
    assert (document.project.name, document.undo_label, document.redo_label) == (
        "Two", "Rename to Two", "Rename to Three")
    assert not document.is_saved
    document.redo()
    assert document.project.name == "Three"
    for _ in range(3):
        document.undo()
    assert document.project.name == "Movie reviews"
    assert document.is_saved


def test_that_restored_work_is_kept_safe_from_the_next_crash(program, start):
    crash(program, "name One")
    second = program()
    assert len(second.do("start", "look")) == 1
    second.kill()  # before anything was decided: it is offered again
    bench, notices = start()
    notices.press("Restore")
    rename(bench, "Two")
    reading = recovery_module.read(bench.recorder.file)
    assert [step.label for step in reading.history.done] == ["Rename to One", "Rename to Two"]


def test_that_work_restored_and_saved_is_not_offered_again(program, start, tmp_path, journals):
    crash(program, "name One")
    bench, notices = start()
    notices.press("Restore")
    assert bench.save(tmp_path / "one.rnnstudio")
    bench.close()
    bench, notices = start()
    assert (notices.all, bench.recovery.kept()) == ([], [])
    assert list(journals.glob("*.journal")) == []


def test_that_the_file_comes_back_with_the_work(program, start, tmp_path):
    path = tmp_path / "mine.rnnstudio"
    crash(program, "name Mine", f"save {path}", "name Mine and more")
    bench, notices = start()
    assert notices.texts[0].startswith("“mine” was not saved when RNN Studio ended unexpectedly: 1 step, ")
    notices.press("Restore")
    assert bench.document.path == path
    assert not bench.document.is_saved
    bench.document.undo()
    assert bench.document.is_saved
    bench.document.redo()
    assert bench.save(path)
    assert load(path).name == "Mine and more"


def test_that_work_whose_file_is_gone_is_not_called_saved(program, start, tmp_path):
    path = tmp_path / "mine.rnnstudio"
    crash(program, "name Mine", f"save {path}", "name More")
    path.unlink()
    bench, notices = start()
    notices.press("Restore")
    bench.document.undo()
    assert not bench.document.is_saved


@pytest.mark.parametrize("lines", [
    ["look"],
    ["name One", "undo"],
    ["name One", "save {path}"],
])
def test_that_a_crash_that_lost_nothing_offers_nothing(program, start, tmp_path, journals, lines):
    crash(program, *(line.format(path=tmp_path / "a.rnnstudio") for line in lines))
    bench, notices = start()
    assert (notices.all, bench.recovery.kept()) == ([], [])
    assert list(journals.glob("*.journal")) == []


def test_that_a_project_only_opened_leaves_no_journal(start, journals):
    bench, _ = start()
    bench.new()
    assert list(journals.glob("*.journal")) == []


def test_that_a_clean_close_leaves_nothing(program, start, tmp_path, home, journals):
    saved = program()
    saved.do("start", "look", "name One", f"save {tmp_path / 'a.rnnstudio'}")
    saved.close()
    bench, _ = start()
    rename(bench, "Not worth it")
    bench.recorder.may_be_lost()
    bench.close()
    assert [file for file in journals.rglob("*") if file.is_file()] == []
    bench, notices = start()
    assert (notices.all, bench.recovery.kept()) == ([], [])


def test_that_an_end_without_a_question_loses_nothing(start):
    bench, _ = start()
    rename(bench, "Nobody asked")
    bench.close()
    bench, notices = start()
    notices.press("Restore")
    assert bench.document.project.name == "Nobody asked"


def test_that_an_offer_left_alone_is_not_made_again_but_kept(program, start):
    crash(program, "name One")
    bench, notices = start()
    assert len(notices.all) == 1
    assert [entry.name for entry in bench.recovery.kept()] == ["One"]
    bench.close()
    bench, notices = start()
    assert notices.all == []
    (entry,) = bench.recovery.kept()
    assert (entry.name, entry.steps) == ("One", 1)
    assert bench.recovery.restore(entry)
    assert (bench.document.project.name, bench.document.undo_label) == ("One", "Rename to One")
    assert bench.recovery.kept() == []


def test_that_discarded_work_is_not_offered_again_but_kept(program, start):
    crash(program, "name One")
    bench, notices = start()
    notices.press("Discard")
    assert notices.all == []
    assert bench.document.project.name == "Movie reviews"
    bench, notices = start()
    assert notices.all == []
    assert [entry.name for entry in bench.recovery.kept()] == ["One"]


def test_that_of_what_is_kept_the_last_ten_stay(start, journals):
    for number in range(MOST_KEPT + 3):
        bench, _ = start(look=False)
        rename(bench, f"Work {number}")
        os.utime(bench.recorder.file, (number, number))
        bench.close()
    bench, notices = start()
    assert len(notices.all) == MOST_KEPT + 3
    while notices.all:
        notices.press("Discard")
    assert [entry.name for entry in bench.recovery.kept()] == [f"Work {number}" for number in range(12, 2, -1)]


def test_that_all_killed_windows_are_offered_one_after_the_other(program, start, monkeypatch):
    crash(program, "name One")
    crash(program, "name Two")
    bench, notices = start()
    assert len(notices.all) == 2
    notices.press("Restore")
    assert bench.document.project.name == "Two"
    opened = []
    monkeypatch.setattr(bench, "open_window", lambda path: opened.append(path) or True)
    notices.press("Restore")  # unsaved work is open here: the other goes into a window of its own
    assert bench.document.project.name == "Two"
    other, told = start(opened[0], look=False)
    assert (other.document.project.name, other.document.undo_label) == ("One", "Rename to One")
    assert told.all == []


def test_that_replacing_the_document_begins_another_journal(start, journals):
    bench, _ = start()
    rename(bench, "First")
    bench.recorder.may_be_lost()
    bench.new()
    assert list(journals.glob("*.journal")) == []
    rename(bench, "Second")
    reading = recovery_module.read(bench.recorder.file)
    assert [step.label for step in reading.history.done] == ["Rename to Second"]


def test_that_work_replaced_without_a_question_is_kept(start):
    bench, _ = start()
    rename(bench, "Nobody asked")
    bench.new()
    assert [entry.name for entry in bench.recovery.kept()] == ["Nobody asked"]


def test_that_a_torn_journal_gives_back_what_is_whole(program, start, journals):
    crash(program, "name One", "name Two")
    (file,) = journals.glob("*.journal")
    os.truncate(file, file.stat().st_size - 5)
    bench, notices = start()
    notices.press("Restore")
    assert bench.document.project.name == "One"
    rename(bench, "Three")
    assert [step.label for step in recovery_module.read(file).history.done] == ["Rename to One", "Rename to Three"]


def test_that_a_journal_that_cant_be_read_is_left_and_does_no_harm(start, journals):
    journals.mkdir(parents=True)
    (journals / "odd.journal").write_bytes(b"from another version\n")
    bench, notices = start()
    assert notices.all == []
    assert (journals / "odd.journal").exists()
    assert not bench.recovery.open(journals / "odd.journal")
    assert "can't be brought back" in notices.texts[0]


def test_that_work_open_in_a_living_window_is_not_offered_nor_taken(program, start, journals):
    alive = program()
    alive.do("start", "name One")
    bench, notices = start()
    assert (notices.all, bench.recovery.kept()) == ([], [])
    (file,) = journals.glob("*.journal")
    assert not bench.recovery.open(file)
    assert bench.document.project.name == "Movie reviews"
    alive.close()


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs signals")
def test_that_a_program_that_hangs_is_a_living_one(program, start):
    alive = program()
    alive.do("start", "name One")
    os.kill(alive._process.pid, signal.SIGSTOP)
    _, notices = start()
    assert notices.all == []
    os.kill(alive._process.pid, signal.SIGCONT)
    alive.close()
