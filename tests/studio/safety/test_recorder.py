"""The journal follows the document on any disk: full, read-only, cleared by others; and stays short."""

import errno
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnstudio.project import edits, journal_file
from rnnstudio.project.journal import read
from rnnstudio.project.model import Project
from rnnstudio.registry import Registry
from rnnstudio.studio import recorder as recorder_module
from rnnstudio.studio.document import Document
from rnnstudio.studio.recorder import Recorder
from tests.project.strategies import edited, projects


def rename(bench, name, merge=""):
    bench.document.do(f"Rename to {name}", edits.rename_project(bench.document.project, name), merge=merge)


def labels(bench):
    return [step.label for step in read(bench.recorder.file).history.done]


@pytest.fixture
def full_disk(monkeypatch):
    """Fill the disk; call what is returned to make room."""
    real = journal_file.line

    def full(*_args):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(journal_file, "line", full)
    return lambda: monkeypatch.setattr(journal_file, "line", real)


def test_that_everything_a_person_does_is_on_record_at_once(start, tmp_path):
    bench, _ = start()
    document = bench.document

    def on_record():
        reading = read(bench.recorder.file)
        assert (reading.history.project, reading.history.done, reading.history.undone, reading.origin) == (
            document.project, document.history.done, document.history.undone, document.origin)
        assert reading.history.is_saved == document.is_saved

    for name in ("O", "On", "One"):
        rename(bench, name, merge="name")
        on_record()
    document.end_gesture()
    rename(bench, "Two", merge="name")
    on_record()
    assert len(document.history.done) == 2
    for step in (document.undo, document.undo, document.redo):
        step()
        on_record()
    bench.save(tmp_path / "a.rnnstudio")
    on_record()
    bench.document.undo()
    on_record()


@settings(max_examples=30)
@given(st.lists(st.sampled_from(["do", "do", "merge", "undo", "redo", "end", "save", "copy", "new"]), max_size=15),
       st.data())
def test_that_any_work_on_a_document_is_on_record(qapp, monkeypatch, words, data):
    with tempfile.TemporaryDirectory() as home:
        monkeypatch.setenv("RNNSTUDIO_HOME", home)
        document = Document(Registry([]), data.draw(projects()))
        recorder = Recorder(document)
        for word in words:
            match word:
                case "do" | "merge":
                    document.do("Step", data.draw(edited(document.project)), merge="" if word == "do" else "field")
                case "undo" | "redo":
                    getattr(document, word)()
                case "end":
                    document.end_gesture()
                case "save":
                    document.save(Path(home) / "a.rnnstudio")
                case "copy":
                    document.go_on_as_copy("Copy", "copy")
                case "new":
                    document.replace(Project())
        if recorder.file.exists():
            reading = read(recorder.file)
            assert (reading.history.project, reading.history.done, reading.history.undone, reading.history.saved,
                    reading.origin) == (document.project, document.history.done, document.history.undone,
                                        document.history.saved, document.origin)
        else:
            assert document.history.done == document.history.undone == ()
        recorder.close()


@pytest.mark.usefixtures("full_disk")
def test_that_a_full_disk_is_told_once_and_the_program_goes_on(start):
    bench, notices = start()
    for name in ("One", "Two", "Three"):
        rename(bench, name)
    assert bench.document.project.name == "Three"
    assert len(notices.all) == 1
    assert os.strerror(errno.ENOSPC) in notices.texts[0]


def test_that_all_is_on_record_as_soon_as_there_is_room(start, full_disk, monkeypatch, qtbot):
    bench, notices = start()
    rename(bench, "One")
    rename(bench, "Two")
    full_disk()
    bench.recorder._retry.start(1)
    qtbot.waitUntil(lambda: notices.all == [])
    assert labels(bench) == ["Rename to One", "Rename to Two"]
    rename(bench, "Three")
    assert labels(bench) == ["Rename to One", "Rename to Two", "Rename to Three"]


def test_that_a_disk_that_fills_up_in_the_midst_keeps_what_was_written(start, monkeypatch):
    bench, notices = start()
    rename(bench, "One")

    def full(*_args):
        raise OSError(errno.EIO, "the disk is broken")

    monkeypatch.setattr(journal_file, "line", full)
    rename(bench, "Two")
    rename(bench, "Three")
    assert notices.texts == ["Your steps can't be kept safe against a crash just now: the disk is broken. Save now "
                             "and then; it is tried again."]
    assert labels(bench) == ["Rename to One"]


def test_that_a_folder_that_cant_be_made_is_told_and_the_program_goes_on(home, start):
    home.mkdir()
    (home / "journals").write_text("in the way")
    bench, notices = start()
    rename(bench, "One")
    rename(bench, "Two")
    assert bench.document.project.name == "Two"
    assert len(notices.all) == 1
    assert "can't be kept safe" in notices.texts[0]


def test_that_another_document_begins_with_a_clean_slate(start, full_disk):
    bench, notices = start()
    rename(bench, "One")
    bench.recorder.may_be_lost()
    full_disk()
    bench.new()
    assert notices.all == []
    rename(bench, "Two")
    assert labels(bench) == ["Rename to Two"]


def test_that_a_journal_that_others_removed_is_written_anew(start, qtbot, monkeypatch):
    bench, _ = start()
    rename(bench, "One")
    bench.recorder.file.unlink()
    bench.recorder._tidy.start(1)
    qtbot.waitUntil(bench.recorder.file.exists)
    assert labels(bench) == ["Rename to One"]


def test_that_a_long_journal_is_written_anew_while_work_goes_on(start, qtbot, monkeypatch):
    monkeypatch.setattr(recorder_module, "LIMIT", 20_000)
    bench, _ = start()
    bench.recorder._tidy.setInterval(1)
    longest = 0
    for number in range(600):
        rename(bench, str(number), merge="name")
        longest = max(longest, bench.recorder.file.stat().st_size)
    assert longest > 20_000
    qtbot.waitUntil(lambda: bench.recorder.file.stat().st_size < 20_000)
    rename(bench, "Last")
    history = read(bench.recorder.file).history
    assert (history.project, history.done) == (bench.document.project, bench.document.history.done)
    assert [file.suffix for file in sorted(bench.recorder.file.parent.iterdir())] == [".journal", ".lock"]
