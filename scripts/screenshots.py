"""Makes the README's screenshots: the real window, trained for real, offscreen or on a display.

``make screenshots`` runs it. It writes PNG files into ``resources/screenshots`` (or the folder given): the window in
light and dark, in English and Chinese, at 1440×900 and 1024×700, before, during and after a training.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ["RNNSTUDIO_HOME"] = tempfile.mkdtemp()
if not os.environ.get("DISPLAY"):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from rnnstudio.api.text import use_language
from rnnstudio.studio.app import Application
from rnnstudio.studio.settings import Settings
from rnnstudio.studio.theme import theme

LIMIT_MS = 120_000


class Photographer:
    """Drives the window from one picture to the next."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        self.app = app
        self.folder = folder
        self.application = Application(app, Settings())
        self.bench = self.application.workbench

    def shoot(self, name: str) -> None:
        """Save the window as it is."""
        window = self.application.window
        if window is not None:
            window.repaint()
            window.grab().save(str(self.folder / f"{name}.png"))

    def wait(self, ready: Callable[[], bool], milliseconds: int = LIMIT_MS) -> None:
        """Run the event loop until something holds."""
        loop = QEventLoop()  # not the application's own: its end shuts the engine down
        timer = QTimer()
        timer.timeout.connect(lambda: loop.exit() if ready() else None)
        timer.start(50)
        QTimer.singleShot(milliseconds, loop, lambda: loop.exit(1))
        if loop.exec():
            raise SystemExit("the window did not come as far as the next picture")

    def pause(self, milliseconds: int = 400) -> None:
        """Let the window settle."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def run(self) -> None:
        """Take all pictures."""
        window = self.application.start(None)
        window.resize(1440, 900)
        self.wait(lambda: self.bench.document.report is not None)
        self.bench.document.select("dense_1")
        window.tabs.setCurrentWidget(window.training_pane)
        self.pause()
        self.shoot("ready")
        self.bench.train()
        self.wait(lambda: self.bench.training.finished_run is not None)
        self.pause()
        self.shoot("trained")
        window.export_vectors()
        self.pause(3000)
        self.shoot("exported")
        window.tabs.setCurrentWidget(window.data_pane)
        self.pause()
        self.shoot("data")
        window.tabs.setCurrentWidget(window.training_pane)
        theme().choose("dark")
        self.pause()
        self.shoot("dark")
        window.resize(1024, 700)
        self.pause()
        self.shoot("small_dark")
        theme().choose("light")
        self.pause()
        self.shoot("small")
        use_language("zh_CN")
        window.rebuild_wanted.emit()
        self.pause()
        if self.application.window is not None:
            self.application.window.resize(1440, 900)
        self.pause(800)
        self.shoot("chinese")
        self.application.link.shutdown()


def main() -> None:
    """Make the pictures."""
    ours = Path(__file__).resolve().parent.parent / "resources" / "screenshots"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ours
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    theme().install(app)
    theme().choose("light")
    Photographer(app, folder).run()


if __name__ == "__main__":
    main()
