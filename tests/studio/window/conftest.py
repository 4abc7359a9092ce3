"""A window on a link that only writes down what it is asked."""

from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal

from rnnstudio.api import DataFacts
from rnnstudio.runs.folder import RunInfo, write_info
from rnnstudio.studio.main_window import MainWindow
from rnnstudio.studio.settings import Settings
from rnnstudio.studio.training.notification import SETTING
from rnnstudio.studio.workbench import Workbench

FACTS = DataFacts(input="text", task="binary", outputs=1, vocabulary_size=8000)


class FakeQuestion(QObject):
    """A ``Question`` that writes down what it is asked; a test tells the answer by ``told``."""

    told = Signal(object)
    changed = Signal()

    def __init__(self, asked):
        super().__init__()
        self.asked = asked
        self.running = False

    def ask(self, request):
        self.asked.append(("ask", request))
        return True

    def stop(self):
        self.asked.append(("stop_asking",))


class FakeLink(QObject):
    """The signals and verbs of ``EngineLink`` without a process behind them."""

    ready = Signal(object)
    facts = Signal(object)
    report = Signal(object)
    run_event = Signal(object)
    training_ended = Signal(str)
    export_event = Signal(object)
    preview_event = Signal(object)
    download_event = Signal(object)
    summary = Signal(object)
    engine_lost = Signal(str)
    state_changed = Signal()
    plugins_used = Signal(object)

    def __init__(self):
        super().__init__()
        self.training = False
        self.ready_info = None
        self.asked = []

    def warm_up(self):
        self.asked.append(("warm_up",))

    def use_plugins(self, keys):
        self.asked.append(("use_plugins", tuple(keys)))

    def renew(self):
        self.asked.append(("renew",))

    def describe(self, project, folder):
        self.asked.append(("describe", project))

    def train(self, project, folder, runs, weights=None):
        self.training = True
        self.asked.append(("train", project, runs))
        self.weights = weights

    def go_on(self, run, more_epochs=0):
        self.training = True
        self.asked.append(("go_on", run, more_epochs))

    def pause(self):
        self.asked.append(("pause",))

    def resume(self):
        self.asked.append(("resume",))

    def stop_now(self):
        self.asked.append(("stop_now",))

    def stop(self):
        self.asked.append(("stop",))

    def export(self, run, exporter, target, *, layer="", which="best", folder=None):
        self.asked.append(("export", run, exporter.type, target))

    def stop_export(self):
        self.asked.append(("stop_export",))

    def summarize(self, project, folder):
        self.asked.append(("summarize", project))

    def preview(self, project, folder):
        self.asked.append(("preview", project))

    def stop_preview(self):
        self.asked.append(("stop_preview",))

    def stop_reading(self):
        self.asked.append(("stop_reading",))

    def download(self, project, folder):
        self.asked.append(("download", project))

    def stop_download(self):
        self.asked.append(("stop_download",))

    def question(self, latest=False):
        return FakeQuestion(self.asked)

    def shutdown(self):
        self.asked.append(("shutdown",))

    def verbs(self):
        return [entry[0] for entry in self.asked]


@pytest.fixture
def settings(tmp_path, monkeypatch) -> Settings:
    monkeypatch.setenv("RNNSTUDIO_HOME", str(tmp_path / "home"))
    settings = Settings(tmp_path / "settings.ini")
    settings.put(SETTING, False)  # no test puts a message on the developer's desktop
    return settings


@pytest.fixture
def link(qapp) -> FakeLink:
    return FakeLink()


@pytest.fixture
def bench(registry, link, settings) -> Workbench:
    return Workbench(registry, link, settings)


@pytest.fixture
def window(bench, qtbot, monkeypatch) -> MainWindow:
    bench.open_first(None)
    window = MainWindow(bench)
    qtbot.addWidget(window, before_close_func=lambda w: bench.document._history.mark_saved())
    window.show()
    qtbot.waitExposed(window)
    return window


@pytest.fixture
def run_folder(tmp_path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir()
    write_info(folder, RunInfo(name="Movie reviews", state="completed", facts=FACTS))
    return folder
