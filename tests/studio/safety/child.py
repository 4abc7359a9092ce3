"""A program of its own: a workbench without a window that does what its lines of input say, and answers each."""

import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from rnnstudio.project import edits
from rnnstudio.registry import Registry
from rnnstudio.studio.settings import Settings
from rnnstudio.studio.workbench import Workbench


class NoQuestion(QObject):
    """A line to no engine."""

    told = Signal(object)
    changed = Signal()
    running = False

    def ask(self, request):
        """Say nothing."""
        return False

    def stop(self):
        """Stop nothing."""


class NoLink(QObject):
    """The signals of ``EngineLink``, without an engine."""

    facts = Signal(object)
    report = Signal(object)
    run_event = Signal(object)
    export_event = Signal(object)
    summary = Signal(object)
    engine_lost = Signal(str)
    preview_event = Signal(object)
    download_event = Signal(object)
    training = False

    def describe(self, project, folder):
        """Say nothing."""

    def question(self, latest=False):
        """Return a line that stays silent."""
        return NoQuestion()


def main() -> None:
    app = QApplication([])
    bench = Workbench(Registry.discover(), NoLink(), Settings(Path(os.environ["RNNSTUDIO_HOME"]) / "child.ini"))
    notices = []
    bench.noticed.connect(notices.append)
    for line in sys.stdin:
        verb, _, rest = line.strip().partition(" ")
        match verb:
            case "start":
                bench.open_first(Path(rest) if rest else None)
            case "look":
                bench.recovery.look()
            case "name":
                document = bench.document
                document.do(f"Rename to {rest}", edits.rename_project(document.project, rest))
            case "undo":
                bench.document.undo()
            case "save":
                bench.save(Path(rest))
            case "close":
                bench.close()
        app.processEvents()
        print(verb, *(notice.text for notice in notices), sep="\t", flush=True)
        notices.clear()
        if verb == "close":
            return


if __name__ == "__main__":
    main()
