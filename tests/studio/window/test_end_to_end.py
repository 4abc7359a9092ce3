"""The main job in the real window with the real engine process: build, train, kill, train again, export."""

import os
import signal

import pytest

from rnnstudio.api.text import use_language
from rnnstudio.project import edits
from rnnstudio.runs.folder import read_info
from rnnstudio.studio.app import Application

PATIENCE = 120_000


@pytest.fixture
def application(qapp, settings):
    application = Application(qapp, settings)
    yield application
    application.workbench.document._history.mark_saved()
    application.link.shutdown()
    if application.window is not None:
        application.window.close()
    use_language("en")


def a_few_epochs(bench, count):
    bench.document.do("Set epochs", edits.set_training(bench.document.project, "epochs", count))


@pytest.mark.tf
@pytest.mark.slow
def test_that_a_person_trains_survives_a_kill_trains_again_and_exports(application, qtbot, tmp_path):
    window = application.start(None)
    bench = application.workbench
    qtbot.waitUntil(lambda: bench.document.report is not None, timeout=PATIENCE)
    assert bench.document.report.parameters == 128_289
    assert bench.document.facts.vocabulary_size == 8000

    a_few_epochs(bench, 500)
    window.menus.train.trigger()
    qtbot.waitUntil(lambda: bench.training.epoch >= 2, timeout=PATIENCE)
    os.kill(application.link._client.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: not bench.training.active, timeout=PATIENCE)
    assert "killed" in bench.training.summary()
    assert window.isVisible()

    window.menus.train.trigger()
    qtbot.waitUntil(lambda: bench.training.epoch >= 2, timeout=PATIENCE)
    window.menus.stop.trigger()
    qtbot.waitUntil(lambda: not bench.training.active, timeout=PATIENCE)
    run = bench.training.finished_run
    assert read_info(run).state == "stopped"
    assert (run / "last.keras").is_file()

    window.menus.export.trigger()
    target = run / "projector"
    qtbot.waitUntil(lambda: not window.tabs.words.exporting and (target / "meta.tsv").is_file(), timeout=PATIENCE)
    assert len((target / "vecs.tsv").read_text(encoding="utf-8").splitlines()) == 8000
    assert len((target / "meta.tsv").read_text(encoding="utf-8").split("\n")) == 8001


def test_that_switching_the_language_rebuilds_the_window_and_keeps_the_work(application, qtbot, monkeypatch):
    monkeypatch.setattr(application.link, "warm_up", lambda: None)
    monkeypatch.setattr(application.link, "describe", lambda project, folder: None)
    window = application.start(None)
    bench = application.workbench
    a_few_epochs(bench, 3)
    window.menus.view.choose_language("zh_CN")
    qtbot.waitUntil(lambda: application.window is not window, timeout=PATIENCE)
    assert application.window.tabs.tabText(1) == "训练"
    assert bench.document.project.training.epochs == 3
    assert application.window.isWindowModified()
