"""What took long is kept within bounds."""

import threading

import pytest

from rnnstudio.api import Cancelled, UserError
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


def test_that_a_users_error_is_kept_and_any_other_is_not():
    kept = Kept(4, 1000, len)

    def fail(error):
        raise error

    for _ in range(2):
        with pytest.raises(UserError, match="first"):
            kept.get("a", lambda: fail(UserError("first" if not kept._found else "second")))
    with pytest.raises(ZeroDivisionError):
        kept.get("b", lambda: fail(ZeroDivisionError()))
    assert kept.get("b", lambda: "made") == "made"
