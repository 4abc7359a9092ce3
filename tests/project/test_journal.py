"""A journal read again gives the same history, whatever was done; cut or damaged, the history as it was before."""

import errno
import os
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnstudio.project import edits, journal_file
from rnnstudio.project.edits import Place
from rnnstudio.project.history import DEPTH, History
from rnnstudio.project.journal import (
    Began,
    Change,
    Copied,
    Did,
    Entry,
    GestureEnded,
    Redid,
    Saved,
    Stood,
    Undid,
    change_between,
    changed,
    line,
    read,
    replayed,
    whole,
)
from rnnstudio.project.journal_file import Journal, write_whole
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.project.origin import Origin
from tests.project.strategies import TEXTS, edited, ids, projects

HERE = Origin(file="/somewhere/电影.rnnstudio", digest="ab")
WORDS = st.lists(st.sampled_from(["do", "do", "merge", "undo", "redo", "end", "save", "copy"]), max_size=25)


def state(history: History) -> tuple:
    return history.project, history.done, history.undone, history.saved


def layers(count: int) -> Project:
    return Project(stack=tuple(LayerNode(id=f"gru_{number}", type="rnnstudio.gru") for number in range(count)))


def do(history: History, label: str, project: Project, select: tuple[str, ...] = (), merge: str = "") -> Did | None:
    """Edit as the document does; return what it tells."""
    before = history.project
    if not history.do(label, project, select, merge):
        return None
    return Did(label, change_between(before, history.project), select, merge)


def act(draw, history: History, word: str) -> Entry | None:
    """Do as a word says; return what the document tells of it."""
    match word:
        case "do" | "merge":
            return do(history, draw(TEXTS), draw(edited(history.project)),
                      tuple(ids(history.project)[:draw(st.integers(0, 2))]), "field" if word == "merge" else "")
        case "undo":
            return Undid() if history.undo() is not None else None
        case "redo":
            return Redid() if history.redo() is not None else None
        case "end":
            return GestureEnded() if history.end_gesture() else None
        case "save":
            history.mark_saved()
            return Saved(HERE)
    return Copied(HERE.copied())


@st.composite
def journals(draw):
    """Draw a journal as bytes a line, with the state of the history after each line."""
    history, checksum = History(draw(projects())), 0
    texts, states = [], []
    for _ in range(draw(st.integers(0, 3))):
        history.do(draw(TEXTS), draw(edited(history.project)))
    for _ in range(draw(st.integers(0, 2))):
        history.undo()
    for entry in whole(history, HERE):
        text, checksum = line(entry, checksum)
        texts.append(text)
        states.append(None)  # halfway through the beginning no state ever was
    states[-1] = state(history)
    for word in draw(WORDS):
        entry = act(draw, history, word)
        if entry is not None:
            text, checksum = line(entry, checksum)
            texts.append(text)
            states.append(state(history))
    return texts, states


@given(journals())
def test_that_a_journal_read_again_gives_the_same_history(journal):
    texts, states = journal
    reading = replayed(b"".join(texts))
    assert state(reading.history) == states[-1]
    assert reading.size == sum(map(len, texts))


@given(journals(), st.data())
def test_that_a_journal_cut_at_any_byte_gives_the_history_up_to_its_last_whole_line(journal, data):
    texts, states = journal
    whole_bytes = b"".join(texts)
    cut = data.draw(st.integers(0, len(whole_bytes)))
    lines = whole_bytes[:cut].count(b"\n")
    reading = replayed(whole_bytes[:cut])
    if lines == 0:
        assert reading is None
        return
    assert reading.size == sum(map(len, texts[:lines]))
    if states[lines - 1] is not None:
        assert state(reading.history) == states[lines - 1]


@given(journals(), st.data())
def test_that_a_damaged_byte_ends_the_history_before_its_line(journal, data):
    texts, states = journal
    damaged = bytearray(b"".join(texts))
    place = data.draw(st.integers(0, len(damaged) - 1))
    damaged[place] ^= data.draw(st.integers(1, 255))
    lines = b"".join(texts)[:place].count(b"\n")
    reading = replayed(bytes(damaged))
    if lines == 0:
        assert reading is None
    elif states[lines - 1] is not None:
        assert state(reading.history) == states[lines - 1]


@given(st.binary())
def test_that_what_is_no_journal_gives_nothing(data):
    assert replayed(data) is None


@given(projects(), st.data())
def test_that_a_change_makes_the_later_project_of_the_earlier(project, data):
    later = data.draw(edited(data.draw(edited(project))))
    change = msgspec.json.decode(msgspec.json.encode(change_between(project, later)), type=Change)
    assert changed(project, change) == later


def test_that_every_field_of_a_project_can_change():
    assert set(Change.__struct_fields__) == set(Project.__struct_fields__) - {"format"}


def test_that_one_layer_of_two_hundred_takes_one_layers_room():
    project = layers(200)
    moved = edits.move(edits.set_parameter(project, "gru_100", "units", 7), ["gru_3"], Place(None, 150))
    text, _ = line(Did("Set units", change_between(project, moved)), 0)
    assert len(text) < 400


def test_that_a_change_of_another_project_is_refused():
    with pytest.raises(IndexError):
        changed(layers(2), Change(stack=((1, 2),)))
    with pytest.raises(IndexError):
        changed(layers(2), Change(stack=((-1, 1),)))


def test_that_the_origin_is_that_of_the_last_save(tmp_path):
    there = Origin(file="/elsewhere/b.rnnstudio", digest="cd", base="")
    journal = Journal.begin(tmp_path / "a.journal", History(layers(1)), HERE)
    assert read(journal.path).origin == HERE
    journal.append(Saved(there))
    assert read(journal.path).origin == there
    journal.append(Copied(there.copied()))
    assert read(journal.path).origin == Origin(base=str(Path("/elsewhere")))
    journal.close()


def test_that_a_thousand_steps_and_no_more_are_kept():
    history = History(layers(3))
    data, checksum = line(Began(history.project, HERE), 0)
    text, checksum = line(Stood(0, change_between(history.project, history.project)), checksum)
    data += text
    for number in range(DEPTH + 30):
        entry = do(history, f"Step {number}", edits.rename_project(history.project, str(number)))
        text, checksum = line(entry, checksum)
        data += text
    long = replayed(data).history
    assert state(long) == state(history)
    assert len(long.done) == DEPTH
    for _ in range(400):
        history.undo()
    data, checksum = b"", 0
    for entry in whole(history, HERE):
        text, checksum = line(entry, checksum)
        data += text
    assert state(replayed(data).history) == state(history)


def test_that_a_saved_project_that_no_undo_leads_to_is_still_known():
    history = History(layers(2))
    history.do("Typing", edits.rename_project(history.project, "a"), merge="name")
    history.mark_saved()
    history.do("Typing", edits.rename_project(history.project, "ab"), merge="name")
    text = b""
    checksum = 0
    for entry in whole(history, HERE):
        added, checksum = line(entry, checksum)
        text += added
    again = replayed(text).history
    assert state(again) == state(history)
    assert again.do("Typing", edits.rename_project(again.project, "a"), merge="name")
    assert again.is_saved


class TestWriting:
    """The file that a journal is."""

    @pytest.fixture
    def history(self) -> History:
        return History(layers(5))

    @pytest.fixture
    def journal(self, tmp_path, history) -> Journal:
        journal = Journal.begin(tmp_path / "a.journal", history, HERE)
        yield journal
        journal.close()

    def step(self, journal: Journal, history: History, number: int) -> None:
        journal.append(do(history, f"Step {number}", edits.rename_project(history.project, str(number))))

    def test_that_a_step_is_readable_by_others_at_once(self, journal, history):
        for number in range(3):
            self.step(journal, history, number)
            assert state(read(journal.path).history) == state(history)
            assert journal.size == journal.path.stat().st_size

    def test_that_beginning_anew_replaces_the_file_whole(self, journal, history):
        self.step(journal, history, 0)
        journal.close()
        again = Journal.begin(journal.path, history, HERE)
        again.close()
        assert state(read(journal.path).history) == state(history)
        assert [file.name for file in journal.path.parent.iterdir()] == ["a.journal"]

    def test_that_a_torn_journal_goes_on_after_its_last_whole_line(self, journal, history):
        self.step(journal, history, 0)
        kept = state(history)
        self.step(journal, history, 1)
        journal.close()
        os.truncate(journal.path, journal.size - 3)
        reading = read(journal.path)
        assert state(reading.history) == kept
        resumed = Journal.resume(journal.path, reading)
        self.step(resumed, reading.history, 2)
        resumed.close()
        assert state(read(journal.path).history) == state(reading.history)

    def test_that_a_journal_written_anew_is_short_and_misses_no_step(self, journal, history):
        for number in range(200):
            journal.append(do(history, "Typing", edits.rename_project(history.project, str(number)), merge="name"))
        long = journal.size
        rewrite = journal.rewrite(history, HERE)
        for number in range(5):
            self.step(journal, history, number)
        rewrite.join()
        assert state(read(journal.path).history) == state(history)  # the old one, until the new takes over
        self.step(journal, history, 6)
        journal.take_over(rewrite)
        assert journal.size < long / 5
        assert state(read(journal.path).history) == state(history)
        self.step(journal, history, 7)
        assert state(read(journal.path).history) == state(history)
        assert journal.size == journal.path.stat().st_size

    def test_that_the_old_journal_goes_on_if_it_could_not_be_written_anew(self, journal, history, monkeypatch):
        def full(*_args, **_kwargs):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(journal_file, "write_whole", full)
        rewrite = journal.rewrite(history, HERE)
        self.step(journal, history, 0)
        rewrite.join()
        journal.take_over(rewrite)
        self.step(journal, history, 1)
        assert state(read(journal.path).history) == state(history)

    def test_that_a_write_cut_short_by_a_full_disk_is_told(self, journal, history, monkeypatch):
        real = journal._file

        class Full:
            def write(self, text):
                return real.write(text[:len(text) // 2])

            def close(self):
                real.close()

        journal._file = Full()
        before = state(history)
        with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
            self.step(journal, history, 0)
        assert state(read(journal.path).history) == before

    def test_that_flushing_leaves_the_file_open_for_the_next_step(self, journal, history):
        journal.flush().join()
        self.step(journal, history, 0)
        assert state(read(journal.path).history) == state(history)

    def test_that_a_value_no_file_can_hold_leaves_what_was_there(self, tmp_path, history):
        path = tmp_path / "b.journal"
        write_whole(path, history, HERE)
        before = path.read_bytes()
        history.do("Odd", edits.set_parameter(history.project, "gru_0", "units", "\ud800"))
        with pytest.raises(journal_file.FAULTS):
            Journal.begin(path, history, HERE)
        assert path.read_bytes() == before
