"""The program in a process of its own, on a desktop, and what can be asked of it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROBE = Path(__file__).with_name("probe.py")
PATIENCE = 180
"""Seconds to wait for anything; only a hang takes so long."""


class Program:
    """The program on the desktop."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen([sys.executable, str(PROBE)], env=environment, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, cwd=PROBE.parents[2])

    def ask(self, *words: str) -> Any:
        """Return the answer of the peephole."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        while True:
            line = self.process.stdout.readline()
            assert line, "the program ended"
            if line.startswith(("{", "[", "null")):
                return json.loads(line)

    def until(self, what: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """Wait for something to be so; return the state then."""
        end = time.monotonic() + PATIENCE
        while True:
            state: dict[str, Any] = self.ask("state")
            if what(state):
                return state
            assert time.monotonic() < end, json.dumps(state)
            time.sleep(0.1)

    def middle(self, *words: str) -> tuple[int, int]:
        """Return the middle of what a question asks for, in the desktop's pixels.

        It waits for the engine's answer first: what a card says may change its height, and the places of those below.
        """
        self.until(lambda state: state["settled"])
        x, y, width, height = self.ask(*words)
        return x + width // 2, y + height // 2

    def kill(self) -> None:
        """End it without a word, as a crash does."""
        self.process.kill()
        self.process.wait(30)
