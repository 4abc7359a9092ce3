"""Opens the window as quickly as can be. Imports no Qt itself: the order of what is loaded is what it is for."""

from __future__ import annotations

import gc
from importlib import import_module
from pathlib import Path

from rnnstudio.registry import Registry

WITHOUT_QT = ("engine_process.client", "engine_process.trial_messages", "engine_process.word_messages",
              "project.describing", "project.journal_file", "runs.evaluation", "runs.listing", "runs.newest")
"""What the window is made from besides Qt, with all that these import. PySide6 reads the source of every module that
is imported after it, to see whether it uses PySide6 too; these it needn't."""


def open_window(path: Path | None) -> int:
    """Open the window and run until it is closed.

    Nothing that is made until the window stands is garbage, so nobody looks for any before: that takes a tenth of the
    start.

    Args:
        path: The project to open; ``None`` opens "Movie reviews".

    Returns:
        The process's exit code.
    """
    gc.disable()
    try:
        for module in WITHOUT_QT:
            import_module(f"rnnstudio.{module}")
        registry = Registry.ours()
        from rnnstudio.studio.app import main

        return main(path, registry)
    finally:
        gc.enable()


def stands() -> None:
    """The window is there: from now on look for garbage, but not among what was made for it, which stays."""
    gc.freeze()
    gc.enable()
