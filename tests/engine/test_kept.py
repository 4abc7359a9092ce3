"""What took long is kept within bounds."""

import threading
from pathlib import Path
from typing import Annotated

import pytest

from rnnstudio.api import Cancelled, Component, Doc, FilePath, UserError
from rnnstudio.engine import kept as kept_module
from rnnstudio.engine.kept import Kept, stamp


def test_that_the_oldest_is_forgotten_first():
    kept = Kept(2, 1000, len)
    made = []

    def get(key):
        return kept.get(key, lambda told: made.append(key) or key)

    for key in ("a", "b", "a", "c", "a", "b"):
        get(key)
    assert made == ["a", "b", "c", "b"]


def test_that_what_is_large_pushes_others_out_but_is_itself_kept():
    kept = Kept(10, 5, len)
    kept.get("small", lambda told: "xx")
    large = kept.get("large", lambda told: "x" * 50)
    assert kept.get("large", lambda told: "another") is large
    assert kept.get("small", lambda told: "made again") == "made again"


def test_that_a_thread_waiting_for_another_can_be_cancelled():
    kept = Kept(2, 1000, len)
    begun, go_on = threading.Event(), threading.Event()

    def slowly(told):
        begun.set()
        go_on.wait(30)
        return "made"

    thread = threading.Thread(target=kept.get, args=("key", slowly))
    thread.start()
    begun.wait(30)
    with pytest.raises(Cancelled):
        kept.get("key", lambda told: "mine", lambda: True)
    go_on.set()
    thread.join(30)
    assert kept.get("key", lambda told: "mine") == "made"


def test_that_a_thread_waiting_for_another_hears_what_it_is_at():
    kept, heard = Kept(2, 1000, len), []
    told, go_on = threading.Event(), threading.Event()

    def slowly(tell):
        tell("Reading: 1,000", 0.5)
        told.set()
        go_on.wait(30)
        return "made"

    def hear(text, share):
        heard.append((text, share))
        go_on.set()

    thread = threading.Thread(target=kept.get, args=("key", slowly))
    thread.start()
    told.wait(30)
    assert kept.get("key", lambda tell: "mine", progress=hear) == "made"
    thread.join(30)
    assert heard == [("Reading: 1,000", 0.5)]


def test_that_a_folder_is_gone_through_only_where_one_may_be_named(tmp_path):
    class Named(Component):
        file: Annotated[str, FilePath(), Doc("A file.")] = ""
        folder: Annotated[str, FilePath(folder=True), Doc("A folder.")] = ""

    (tmp_path / "inside").write_text("x", encoding="utf-8")
    assert [Path(found[0]).name for found in stamp(Named(file=str(tmp_path)), None)] == [tmp_path.name]
    assert [Path(found[0]).name for found in stamp(Named(folder=str(tmp_path)), None)] == ["inside"]


def test_that_after_a_cancelled_attempt_the_next_one_makes_it():
    kept = Kept(2, 1000, len)

    def cancelled(told):
        raise Cancelled

    with pytest.raises(Cancelled):
        kept.get("key", cancelled)
    assert kept.get("key", lambda told: "made") == "made"


def fail(error, made):
    made.append(error)
    raise error


def test_that_a_fault_is_believed_for_a_while_and_no_longer(monkeypatch):
    kept, made = Kept(4, 1000, len), []
    for _ in range(3):
        with pytest.raises(UserError, match="no file"):
            kept.get("a", lambda told: fail(UserError("no file"), made))
    assert len(made) == 1
    now = kept_module.time.monotonic()
    monkeypatch.setattr(kept_module.time, "monotonic", lambda: now + 60)
    assert kept.get("a", lambda told: "there again") == "there again"


def test_that_a_fault_of_the_program_is_not_kept():
    kept, made = Kept(4, 1000, len), []
    with pytest.raises(ZeroDivisionError):
        kept.get("b", lambda told: fail(ZeroDivisionError(), made))
    assert kept.get("b", lambda told: "made") == "made"
