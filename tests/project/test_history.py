"""Undo keeps the projects that were; the saved mark follows them."""

from hypothesis import given
from hypothesis import strategies as st

from rnnstudio.project import history as history_module
from rnnstudio.project.history import DEPTH, History
from rnnstudio.project.model import Project


def named(name: str) -> Project:
    return Project(name=name)


def test_that_a_new_history_is_saved_and_has_nothing_to_undo():
    history = History(named("a"))
    assert history.is_saved
    assert (history.undo_label, history.redo_label) == ("", "")
    assert history.undo() is None
    assert history.redo() is None


def test_that_a_step_carries_its_name_both_ways_and_what_to_select():
    history = History(named("a"))
    history.do("Add GRU", named("b"), select=("gru_1",))
    assert (history.undo_label, history.redo_label) == ("Add GRU", "")
    step = history.undo()
    assert step is not None
    assert (step.label, step.select, history.project) == ("Add GRU", ("gru_1",), named("a"))
    assert (history.undo_label, history.redo_label) == ("", "Add GRU")
    assert history.redo() is step
    assert history.project == named("b")


def test_that_a_change_that_changes_nothing_is_no_step():
    history = History(named("a"))
    assert not history.do("Nothing", named("a"))
    assert history.undo_label == ""


def test_that_a_new_step_forgets_what_was_undone():
    history = History(named("a"))
    history.do("b", named("b"))
    history.undo()
    history.do("c", named("c"))
    assert history.redo() is None
    assert history.project == named("c")


def test_that_the_saved_mark_is_found_again_by_undoing():
    history = History(named("a"))
    history.do("b", named("b"))
    assert not history.is_saved
    history.mark_saved()
    assert history.is_saved
    history.undo()
    assert not history.is_saved
    history.redo()
    assert history.is_saved


def test_that_a_recovered_project_is_not_saved():
    history = History(named("a"))
    history.mark_unsaved()
    assert not history.is_saved
    history.mark_saved()
    assert history.is_saved


def test_that_one_gesture_is_one_step():
    history = History(named(""))
    for text in ("m", "mo", "mov"):
        history.do("Rename", named(text), merge="name")
    assert history.undo() is not None
    assert history.project == named("")
    assert history.undo() is None


def test_that_a_gesture_ends_where_the_field_is_left():
    history = History(named(""))
    history.do("Rename", named("a"), merge="name")
    history.end_gesture()
    history.do("Rename", named("ab"), merge="name")
    history.undo()
    assert history.project == named("a")


def test_that_a_gesture_back_to_where_it_began_is_no_step():
    history = History(named("a"))
    history.do("Rename", named("ab"), merge="name")
    assert history.do("Rename", named("a"), merge="name")
    assert history.undo() is None
    assert history.is_saved


def test_that_another_gesture_is_a_step_of_its_own():
    history = History(named(""))
    history.do("Rename", named("a"), merge="name")
    history.do("Notes", Project(name="a", notes="x"), merge="notes")
    history.undo()
    assert history.project == named("a")


def test_that_what_was_undone_is_not_merged_into():
    history = History(named(""))
    history.do("Rename", named("a"), merge="name")
    history.do("Other", named("b"))
    history.undo()
    history.do("Rename", named("ab"), merge="name")
    history.undo()
    assert history.project == named("a")


def test_that_the_depth_is_bounded(monkeypatch):
    history = History(named("0"))
    for number in range(1, DEPTH + 11):
        history.do("step", named(str(number)))
    while history.undo():
        pass
    assert history.project == named("10")
    assert history_module.DEPTH == DEPTH


@given(st.lists(st.sampled_from(["do", "merge", "undo", "redo", "end", "save"]), max_size=30))
def test_that_undo_and_redo_walk_one_line_whatever_came_before(words):
    history = History(named("start"))
    for number, word in enumerate(words):
        before = history.project
        match word:
            case "do":
                history.do("step", named(str(number)))
                assert history.undo_label == "step"
            case "merge":
                history.do("typing", named(str(number)), merge="field")
            case "undo" if history.undo() is not None:
                history.redo()
                assert history.project == before
                history.undo()
            case "redo" if history.redo() is not None:
                history.undo()
                assert history.project == before
                history.redo()
            case "end":
                history.end_gesture()
            case "save":
                history.mark_saved()
                assert history.is_saved
    while history.undo():
        pass
    assert history.project == named("start")
