"""Memory of work that is over is given back a moment later."""

import gc
import threading
import time
import weakref

from rnnstudio.engine import tidy


class Circle:
    def __init__(self):
        self.me = self


def test_that_circles_are_broken_a_moment_after_the_work_and_once_for_several(monkeypatch):
    times = []
    whole = tidy.tidy
    monkeypatch.setattr(tidy, "AFTER", 0.05)
    monkeypatch.setattr(tidy, "tidy", lambda: (times.append(threading.current_thread()), whole()))
    gc.disable()
    try:
        gone = weakref.ref(Circle())
        for _ in range(5):
            tidy.soon()
        assert gone() is not None
        deadline = time.monotonic() + 10
        while gone() is not None and time.monotonic() < deadline:
            time.sleep(0.02)
        assert gone() is None
    finally:
        gc.enable()
    assert len(times) == 1
    assert times[0].daemon
