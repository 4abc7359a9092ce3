"""What took long is kept within bounds."""

import threading

import pytest

from rnnstudio.api import Cancelled, UserError
from rnnstudio.engine import kept as kept_module
from rnnstudio.engine.kept import Kept


def test_that_the_oldest_is_forgotten_first():
    kept = Kept(2, 1000, len)
    made = []

    def get(key):
        return kept.get(key, lambda: made.append(key) or key)

    for key in ("a", "b", "a", "c", "a", "b"):
        get(key)
    assert made == ["a", "b", "c", "b"]


def test_that_what_is_large_pushes_others_out_but_is_itself_kept():
    kept = Kept(10, 5, len)
    kept.get("small", lambda: "xx")
    large = kept.get("large", lambda: "x" * 50)
    assert kept.get("large", lambda: "another") is large
    assert kept.get("small", lambda: "made again") == "made again"


def test_that_a_thread_waiting_for_another_can_be_cancelled():
    kept = Kept(2, 1000, len)
    begun, go_on = threading.Event(), threading.Event()

    def slowly():
        begun.set()
        go_on.wait(30)
        return "made"

    thread = threading.Thread(target=kept.get, args=("key", slowly))
    thread.start()
    begun.wait(30)
    with pytest.raises(Cancelled):
        kept.get("key", lambda: "mine", lambda: True)
    go_on.set()
    thread.join(30)
    assert kept.get("key", lambda: "mine") == "made"


def test_that_after_a_cancelled_attempt_the_next_one_makes_it():
    kept = Kept(2, 1000, len)

    def cancelled():
        raise Cancelled

    with pytest.raises(Cancelled):
        kept.get("key", cancelled)
    assert kept.get("key", lambda: "made") == "made"


def fail(error, made):
    made.append(error)
    raise error


def test_that_a_fault_is_believed_for_a_while_and_no_longer(monkeypatch):
    kept, made = Kept(4, 1000, len), []
    for _ in range(3):
        with pytest.raises(UserError, match="no file"):
            kept.get("a", lambda: fail(UserError("no file"), made))
    assert len(made) == 1
    now = kept_module.time.monotonic()
    monkeypatch.setattr(kept_module.time, "monotonic", lambda: now + 60)
    assert kept.get("a", lambda: "there again") == "there again"


def test_that_a_fault_of_the_program_is_not_kept():
    kept, made = Kept(4, 1000, len), []
    with pytest.raises(ZeroDivisionError):
        kept.get("b", lambda: fail(ZeroDivisionError(), made))
    assert kept.get("b", lambda: "made") == "made"
