"""A desktop without a screen: Xvfb, a window manager, and a real mouse and keyboard through the X server."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

TOOLS = ("Xvfb", "openbox", "xdotool")
SIZE = (1440, 900)


def missing() -> list[str]:
    """Return the programs that this machine lacks."""
    return [tool for tool in TOOLS if shutil.which(tool) is None]


@contextmanager
def desktop() -> Iterator[dict[str, str]]:
    """Start a desktop and yield the environment in which programs appear on it."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24", "-nolisten", "tcp"],
        pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as numbers:
        number = numbers.readline().strip()
    environment = {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
    for name in ("WAYLAND_DISPLAY", "QT_SCALE_FACTOR"):
        environment.pop(name, None)
    manager = subprocess.Popen(["openbox"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(0.5)
        yield environment
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait(10)


class Hand:
    """Moves the mouse and presses keys, as slowly as a person does."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Press at one point, move in small steps, let go at another."""
        steps = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.96, 1.0, 1.0)
        words = [*self._at(start), "mousedown", "1", "sleep", "0.15"]
        for share in steps:
            point = tuple(round(a + (b - a) * share) for a, b in zip(start, end, strict=True))
            words += [*self._at(point), "sleep", "0.06"]
        self._do(*words, "sleep", "0.2", "mouseup", "1", "sleep", "0.3")

    def click(self, point: tuple[int, int]) -> None:
        """Click with the left button."""
        self._do(*self._at(point), "sleep", "0.1", "click", "1", "sleep", "0.2")

    def press(self, *keys: str) -> None:
        """Press keys, such as ``ctrl+z``, one after the other."""
        for key in keys:
            self._do("key", "--clearmodifiers", key, "sleep", "0.2")

    def type(self, text: str) -> None:
        """Type a text."""
        self._do("type", "--delay", "30", text)
        time.sleep(0.2)

    @staticmethod
    def _at(point: tuple[int, ...]) -> list[str]:
        return ["mousemove", str(point[0]), str(point[1])]

    def _do(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self._environment, check=True, timeout=60)
