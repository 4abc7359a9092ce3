"""Work beside the window: the newest request counts, it can be stopped, what goes wrong is said."""

import threading
import time

import pytest
from PySide6.QtCore import QThread

from rnnstudio.api import Cancelled, UserError
from rnnstudio.studio.embeddings.work import LatestWork, Task


@pytest.fixture
def work(qapp):
    made = LatestWork()
    yield made
    made.close()


def test_that_the_result_comes_to_the_windows_thread(work, qtbot):
    seen = []
    work.begin(lambda task: QThread.currentThread(), lambda thread: seen.append((thread, QThread.currentThread())))
    assert work.running
    qtbot.waitUntil(lambda: seen != [], timeout=2000)
    assert seen[0][0] != seen[0][1]
    assert not work.running


def test_that_only_the_newest_of_many_requests_is_answered(work, qtbot):
    begun, seen = [], []

    def slow(number):
        def do(task):
            begun.append(number)
            while not task.cancelled() and number < 9:
                time.sleep(0.002)
            task.check()
            return number
        return do

    for number in range(10):
        work.begin(slow(number), seen.append)
    qtbot.waitUntil(lambda: not work.running, timeout=3000)
    assert seen == [9]
    assert len(begun) <= 2  # those between were never begun


def test_that_two_pieces_never_run_side_by_side(work, qtbot):
    under_way, most, seen = [], [], []

    def do(task):
        under_way.append(1)
        most.append(len(under_way))
        time.sleep(0.02)
        under_way.pop()
        return 1

    work.begin(do, seen.append)
    time.sleep(0.005)
    work.begin(do, seen.append)
    qtbot.waitUntil(lambda: not work.running, timeout=3000)
    assert max(most) == 1
    assert seen == [1]


def test_that_what_was_stopped_is_not_answered(work, qtbot):
    seen, ended = [], threading.Event()

    def do(task):
        while not task.cancelled():
            time.sleep(0.002)
        ended.set()
        return 1

    work.begin(do, seen.append)
    qtbot.wait(10)
    work.stop()
    assert not work.running
    assert ended.wait(2)
    qtbot.wait(30)
    assert seen == []


def test_that_it_can_begin_again_while_the_stopped_one_ends(work, qtbot):
    seen = []

    def stubborn(task):
        time.sleep(0.05)
        return "old"

    work.begin(stubborn, seen.append)
    qtbot.wait(5)
    work.stop()
    work.begin(lambda task: "new", seen.append)
    qtbot.waitUntil(lambda: not work.running, timeout=2000)
    assert seen == ["new"]


@pytest.mark.parametrize(("error", "said"), [(UserError("no such word"), "no such word"),
                                             (ZeroDivisionError("by zero"), "ZeroDivisionError: by zero")])
def test_that_what_goes_wrong_is_said(work, qtbot, error, said):
    def do(task):
        raise error

    with qtbot.waitSignal(work.failed, timeout=2000) as told:
        work.begin(do, lambda result: pytest.fail("there is no result"))
    assert told.args == [said]
    assert not work.running


def test_that_cancelled_work_says_nothing(work, qtbot):
    def do(task):
        raise Cancelled

    with qtbot.assertNotEmitted(work.failed, wait=50):
        work.begin(do, lambda result: pytest.fail("there is no result"))
    assert not work.running


def test_that_progress_is_told_with_what_there_is_by_now(work, qtbot):
    told = []
    work.progressed.connect(lambda share, interim: told.append((share, interim)))

    def do(task):
        task.tell(0.5, "half")
        return 1

    work.begin(do, lambda result: None)
    qtbot.waitUntil(lambda: not work.running, timeout=2000)
    assert told == [(0.5, "half")]


def test_that_progress_that_comes_too_soon_is_passed_over():
    told = []
    task = Task(lambda share, interim: told.append(share))
    for number in range(1000):
        task.tell(number / 1000)
    assert told[0] == 0.0
    assert len(told) < 20
    task.cancel()
    time.sleep(0.06)
    task.tell(1.0)
    assert 1.0 not in told
