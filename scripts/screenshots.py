"""Makes the README's screenshots: the real window, trained for real, offscreen or on a display.

``make screenshots`` runs it. It writes PNG files into ``resources/screenshots`` (or the folder given): the window in
light and dark, in English and Chinese, at 1440×900 and 1024×700: the start page, the builder, before and after a
training.
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
from rnnstudio.project import edits
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.studio.app import Application
from rnnstudio.studio.main_window import MainWindow
from rnnstudio.studio.settings import Settings
from rnnstudio.studio.theme import theme
from rnnstudio.studio.workbench import FIRST_TEMPLATE

MISTAKEN = Project(name="With mistakes", stack=(
    LayerNode(id="embedding_1", type="rnnstudio.embedding", params={"output_dim": 32}),
    LayerNode(id="lstm_1", type="rnnstudio.lstm", params={"units": 64}),
    LayerNode(id="lstm_2", type="rnnstudio.lstm", params={"units": 32}),
    LayerNode(id="dense_1", type="rnnstudio.dense", params={"units": 10, "activation": "sigmoid"}),
))
"""Two mistakes, each with what mends it: only the last step between two LSTMs, and ten units for two classes."""
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

    def described(self) -> None:
        """Wait until the engine has said all of the open project, and how its repairs turn out."""
        self.wait(lambda: self.bench.document.report is not None)
        self.pause(1500)

    def run(self) -> None:
        """Take all pictures."""
        window = self.application.start(None)
        window.resize(1440, 900)
        self.described()
        self.bench.document.select("dense_1")
        window.tabs.setCurrentWidget(window.tabs.training)
        self.pause()
        self.shoot("ready")
        self.start_page(window)
        self.building(window)
        self.data(window)
        window.tabs.setCurrentWidget(window.tabs.training)
        self.training(window)
        self.looking_back(window)
        self.chinese(window)
        self.application.link.shutdown()

    def start_page(self, window: MainWindow) -> None:
        """Show the templates, in light and dark."""
        window.home.enter()
        self.pause()
        self.shoot("start")
        theme().choose("dark")
        self.pause()
        self.shoot("start_dark")
        theme().choose("light")
        window.home.leave()

    def building(self, window: MainWindow) -> None:
        """Show an empty project, a stack with a wrapper, mistakes with what mends them, a layer's help."""
        self.bench.new()
        self.described()
        self.shoot("empty")
        self.bench.open_template(self.bench.registry.templates["rnnstudio.bidirectional_lstm"])
        self.described()
        self.bench.document.select("lstm_1")
        self.pause()
        self.shoot("bidirectional")
        window.area.help.set_open(True)
        self.pause(800)
        self.shoot("help")
        window.area.help.set_open(False)
        self.bench.document.replace(MISTAKEN)
        self.described()
        self.bench.document.select("lstm_2")
        self.pause()
        self.shoot("mistakes")
        self.bench.open_template(self.bench.registry.templates[FIRST_TEMPLATE])
        self.described()

    def read(self) -> None:
        """Wait until the data is shown whole."""
        preview = self.bench.preview
        self.wait(lambda: preview.phase == "ready" and not preview.is_new)
        self.pause()

    def data(self, window: MainWindow) -> None:
        """Show Chinese sentences as tokens, and a series with its window."""
        window.tabs.setCurrentWidget(window.tabs.data)
        for name in ("chinese_classics", "sunspots"):
            self.bench.open_template(self.bench.registry.templates[f"rnnstudio.{name}"])
            self.described()
            self.read()
            self.shoot(f"data_{name}")
        self.bench.open_template(self.bench.registry.templates[FIRST_TEMPLATE])
        self.described()

    def training(self, window: MainWindow) -> None:
        """Show a training's end, the vectors, the data; and all of it dark and small."""
        self.bench.document.select("dense_1")
        self.bench.train()
        self.wait(lambda: self.bench.training.finished_run is not None)
        self.pause()
        self.shoot("trained")
        self.words(window)
        window.tabs.export_vectors()
        self.pause(3000)
        self.shoot("exported")
        window.tabs.setCurrentWidget(window.tabs.data)
        self.read()
        self.shoot("data")
        window.tabs.setCurrentWidget(window.tabs.training)
        theme().choose("dark")
        self.pause()
        self.shoot("dark")
        window.resize(1024, 700)
        self.pause()
        self.shoot("small_dark")
        theme().choose("light")
        self.pause()
        self.shoot("small")

    def words(self, window: MainWindow) -> None:
        """Show the map of the words with one of them looked at, and it alone in the window, dark."""
        window.tabs.show_words()
        words = window.tabs.words
        self.wait(lambda: words.pages is not None and words.pages.map is not None
                  and words.pages.map.map.rows is not None and not words.pages.map.map.running)
        assert words.pages is not None
        page = words.pages.map
        assert page is not None
        self.wait(lambda: words.state.association is not None, 30_000)
        words.state.go_to(words.state.space.row("good") if words.state.space is not None else None)
        self.wait(lambda: page.panel.word.neighbours != [])
        self.pause(1500)
        self.shoot("words")
        theme().choose("dark")
        page.bar.enlarge.setChecked(True)
        page.panel.pages.show_page(page.panel.axis)
        page.panel.axis.example.click()
        self.pause(1500)
        self.shoot("words_dark")
        page.bar.enlarge.setChecked(False)
        theme().choose("light")

    def looking_back(self, window: MainWindow) -> None:
        """Show how well the run does, what it says of a text, and two runs compared."""
        window.resize(1440, 900)
        run = self.bench.training.finished_run
        assert run is not None
        window.tabs.evaluate(run)
        self.wait(lambda: self.bench.evaluation.evaluation is not None)
        self.pause(1500)
        self.shoot("evaluation")
        window.tabs.try_run(run)
        window.tabs.tryit.text_page.editor.setPlainText(
            "the story is thin , but the acting is wonderful and the music a delight")
        self.pause(4000)
        self.shoot("try_it")
        faster = edits.set_training(self.bench.document.project, "learning_rate", 0.003)
        self.bench.document.do("Learning rate", faster)
        self.bench.train()
        self.wait(lambda: self.bench.training.finished_run not in (None, run))
        window.tabs.bring(window.tabs.runs)
        other = self.bench.training.finished_run
        assert other is not None
        self.wait(lambda: len(window.tabs.runs.model.rows) > 1)
        window.tabs.runs.table.select([run, other])
        self.pause(1500)
        self.shoot("runs")

    def chinese(self, window: MainWindow) -> None:
        """Show window and start page in Chinese."""
        use_language("zh_CN")
        window.rebuild_wanted.emit()
        self.pause()
        again = self.application.window
        if again is not None:
            again.resize(1440, 900)
            self.pause(800)
            self.shoot("chinese")
            again.home.enter()
            self.pause()
            self.shoot("start_chinese")


def main() -> None:
    """Make the pictures."""
    ours = Path(__file__).resolve().parent.parent / "resources" / "screenshots"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ours
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    theme().install(app, sheet=False)
    theme().choose("light")
    Photographer(app, folder).run()


if __name__ == "__main__":
    main()
