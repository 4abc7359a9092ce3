"""An expert who never reaches for the mouse, and a program that is killed under his hands."""

import pytest

EMBEDDING, BIDIRECTIONAL, LSTM, DENSE = (
    f"rnnstudio.{name}" for name in ("embedding", "bidirectional", "lstm", "dense"))

pytestmark = [pytest.mark.tf, pytest.mark.slow]


def build(hand, program):
    """Build a classifier from nothing, by keys alone."""
    program.until(lambda state: state["stack"] and state["active"])
    hand.press("ctrl+n")
    program.until(lambda state: not state["stack"])
    hand.press("ctrl+l")
    for count, words in enumerate(("Embedding", "Bidirectional", "LSTM", "Dense"), start=1):
        hand.press("ctrl+a")
        hand.type(words)
        hand.press("Return")
        program.until(lambda state, count=count: len(state["nodes"]) == count)


def test_that_everything_is_done_by_keys(hand, program):
    build(hand, program)
    wanted = [EMBEDDING, [BIDIRECTIONAL, [LSTM]], DENSE]
    program.until(lambda state: state["stack"] == wanted)
    program.until(lambda state: state["errors"] == [])

    hand.press("ctrl+g", "alt+Up")
    program.until(lambda state: state["stack"][1] != wanted[1] and state["undo"] == "Move Dense")
    hand.press("ctrl+z")
    program.until(lambda state: state["stack"] == wanted)
    hand.press("ctrl+d")
    program.until(lambda state: state["stack"] == [*wanted, DENSE])
    hand.press("space")
    hand.press("F2")
    hand.type("Answer")
    hand.press("Return")
    state = program.until(lambda state: state["undo"] == "Rename Dense")
    assert state["selection"] == ["dense_2"]
    hand.press("Delete")
    program.until(lambda state: state["stack"] == wanted)
    hand.press("ctrl+z", "ctrl+z", "ctrl+z", "ctrl+z")
    program.until(lambda state: state["stack"] == wanted and state["undo"] == "Add Dense")


def test_that_work_comes_back_after_a_kill_with_its_undo_history_until_it_is_discarded(hand, start):
    program = start()
    build(hand, program)
    before = program.until(lambda state: len(state["nodes"]) == 4)
    program.kill()

    again = start()
    again.until(lambda state: state["active"] and any("ended unexpectedly" in notice for notice in state["notices"]))
    hand.click(again.middle("notice", "Restore"))
    state = again.until(lambda state: state["stack"] == before["stack"])
    assert state["undo"] == before["undo"] == "Add Dense"
    hand.press("ctrl+z")
    again.until(lambda state: len(state["nodes"]) == 3)
    again.kill()  # a second crash: what was brought back is offered again, as it is now

    third = start()
    third.until(lambda state: state["active"] and any("ended unexpectedly" in notice for notice in state["notices"]))
    hand.click(third.middle("notice", "Discard"))
    third.until(lambda state: not state["notices"])
