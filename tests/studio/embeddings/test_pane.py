"""The Words pane: reads the run it was given once it is in sight, and leads from page to page."""

import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from rnnstudio.api import DataFacts, Exporter, ExporterInfo, ExportReport
from rnnstudio.engine_process.messages import Exported
from rnnstudio.registry import Registry
from rnnstudio.runs.film import Film, FilmLayer, frame_file, write_film
from rnnstudio.studio.document import Document
from rnnstudio.studio.embeddings.pane import WordsPane
from rnnstudio.studio.embeddings.run_bar import moment_words
from rnnstudio.studio.embeddings.take import Time
from tests.vectors.spaces import write_model

REPORT = ExportReport(points=13, dimensions=4, files=("/x/vecs.tsv", "/x/meta.tsv"))


class Tables(Exporter):
    """Vectors as tables."""

    info = ExporterInfo(id="fake.projector", title="Tables")


class FakeEngine:
    def __init__(self):
        self.asked, self.stops = [], 0

    def export(self, run, exporter, target, *, layer="", which="best"):
        self.asked.append((run, exporter.type, target, layer, which))

    def stop(self):
        self.stops += 1


@pytest.fixture
def engine():
    return FakeEngine()


@pytest.fixture
def pane(qtbot, qapp, engine, tmp_path, monkeypatch):
    monkeypatch.setenv("RNNSTUDIO_HOME", str(tmp_path))
    registry = Registry([])
    registry.exporters.update({"fake.projector": Tables})
    made = WordsPane(Document(registry), engine.export, engine.stop)
    qtbot.addWidget(made)
    made.resize(900, 700)
    yield made
    made.close_work()


@pytest.fixture
def shown(pane, make_run, qtbot):
    """The pane with a run, whose map is drawn."""
    pane.show()
    pane.set_run(make_run())
    qtbot.waitUntil(lambda: pane.pages is not None and pane.pages.map is not None
                    and pane.pages.map.map.rows is not None, timeout=5000)
    return pane


def test_that_without_a_run_it_says_what_to_do_first(pane, engine, qtbot):
    pane.show()
    assert "Train a model with an Embedding layer first" in pane.empty.text
    assert pane.empty.isVisible()
    pane.export_now()
    assert engine.asked == []
    with qtbot.waitSignal(pane.train_requested, timeout=500):
        pane.train.click()


def test_that_the_film_of_the_first_training_is_there_while_it_goes_on(pane, make_run, qtbot):
    run = make_run()
    write_film(run, Film(layers=(FilmLayer(node="e", keras_name="e", name="Words", dimensions=3),), ids=(2, 3, 4),
                         words=("a", "b", "c")))
    np.save(frame_file(run, 0, 0), np.eye(3, dtype=np.float16))
    pane.show()
    pane.follow(SimpleNamespace(run=run.parent / "gone", active=True, epoch=0, finished_run=None))
    assert pane.pages is None
    pane.follow(SimpleNamespace(run=run, active=True, epoch=0, finished_run=None))
    assert pane.pages.switch.page is pane.pages.film
    qtbot.waitUntil(lambda: pane.pages.film.view is not None, timeout=5000)
    assert pane.pages.film.view.player.words.text() == "before training"


def test_that_nothing_is_read_before_the_pane_is_in_sight(pane, make_run, qtbot):
    pane.set_run(make_run())
    qtbot.wait(20)
    assert pane.has_run
    assert pane.state.phase == "waiting"
    assert pane.pages is None
    pane.show()
    qtbot.waitUntil(lambda: pane.state.phase == "ready", timeout=5000)


def test_that_the_pane_imports_no_numpy_before_it_is_used():
    code = ("import rnnstudio.studio.panes, sys; "
            "print([name for name in ('numpy', 'pyqtgraph', 'rnnstudio.studio.scatter') if name in sys.modules])")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


def test_that_a_run_opens_on_its_map(shown):
    assert shown.currentWidget() is shown.pages
    assert shown.pages.switch.page is shown.pages.map_place
    assert len(shown.pages.map.map.rows) == 13
    assert shown.pages.bar.run.currentText() == "Reviews · 2026-01-02 10:20"
    assert not shown.pages.bar.layer.isVisible()
    assert [shown.pages.bar.moment.itemText(place) for place in range(2)] == [
        "Best model, epoch 2", "Last model, epoch 3"]


def test_that_another_moment_is_shown_and_exported(shown, engine, qtbot):
    bar = shown.pages.bar
    before = shown.state.space
    bar.moment.activated.emit(1)
    qtbot.waitUntil(lambda: shown.state.phase == "ready" and shown.state.space is not before, timeout=5000)
    assert bar.moment.currentIndex() == 1
    shown.export_now()
    assert engine.asked[0][3:] == ("embedding_1", "last")


def test_that_export_writes_what_is_looked_at_and_says_so(shown, engine):
    shown.export_now()
    assert shown.pages.switch.page is shown.pages.export
    assert shown.exporting
    assert engine.asked == [(shown.state.run, "fake.projector", shown.state.run / "projector", "embedding_1", "best")]
    shown.take(Exported(report=REPORT))
    assert not shown.exporting
    assert shown.pages.export.result.isVisible()
    shown.show_map()
    assert shown.pages.switch.page is shown.pages.map_place


def test_that_an_export_needs_no_words_to_be_read_first(pane, make_run, engine):
    pane.set_run(make_run())
    pane.export_now()
    assert len(engine.asked) == 1
    pane.lost("The engine ended.")
    assert pane.pages.export.result.statement.text == "The engine ended."


def test_that_being_told_the_same_run_again_keeps_what_is_shown(shown):
    shown.state.go_to(3)
    shown.set_run(shown.state.run)
    shown.choose_run(shown.state.run)
    assert shown.state.word == 3


def test_that_another_run_is_chosen_in_the_bar(shown, make_run, qtbot):
    other = make_run("2026-02-02_10-20-30_Other", tokens=("[PAD]", "[UNK]", "great", "good"), counts=(0, 1, 2, 3))
    shown.pages.bar.list_runs()
    place = shown.pages.bar.runs.index(other)
    shown.pages.bar.run.activated.emit(place)
    qtbot.waitUntil(lambda: shown.state.phase in ("waiting", "ready"), timeout=5000)
    qtbot.waitUntil(lambda: shown.state.phase == "ready" and len(shown.state.space) == 4, timeout=5000)


def test_that_two_embeddings_are_to_be_chosen_from(pane, make_run, few, qtbot):
    run = make_run()
    for name in ("best.keras", "last.keras"):
        write_model(run / name, {"embedding_1": few.vectors, "embedding_2": few.vectors[:, :3] + 2})
    pane.show()
    pane.set_run(run)
    qtbot.waitUntil(lambda: pane.state.phase == "ready", timeout=5000)
    bar = pane.pages.bar
    assert bar.layer.isVisible()
    assert bar.layer.count() == 2
    bar.layer.activated.emit(1)
    qtbot.waitUntil(lambda: pane.state.phase == "ready" and pane.state.space.dimensions == 3, timeout=5000)
    assert np.allclose(pane.state.space.vectors, few.vectors[:, :3] + 2)


def test_that_a_run_on_numbers_has_no_words(pane, make_run):
    pane.show()
    pane.set_run(make_run(facts=DataFacts(input="values", task="binary", outputs=1)))
    assert pane.empty.isVisible()
    assert "numbers, not on words" in pane.empty.text
    assert not pane.has_run


def test_that_beside_a_run_without_words_another_one_can_be_chosen(pane, make_run, qtbot):
    make_run()
    numbers = make_run("2026-03-03_03-03-03_Numbers", facts=DataFacts(input="values", task="binary", outputs=1))
    pane.set_run(numbers)
    pane.show()
    assert pane.currentWidget() is pane.pages
    assert "numbers, not on words" in pane.pages.wait.text
    pane.pages.bar.run.activated.emit(1)
    qtbot.waitUntil(lambda: pane.state.phase == "ready", timeout=5000)


def test_that_a_folder_that_is_no_run_is_said(pane, tmp_path):
    pane.show()
    pane.set_run(tmp_path)
    assert "is not a run" in pane.empty.text


def test_that_a_run_without_an_embedding_says_what_is_missing(pane, make_run, qtbot):
    run = make_run()
    for name in ("best.keras", "last.keras"):
        write_model(run / name, {})
    pane.show()
    pane.set_run(run)
    qtbot.waitUntil(lambda: pane.state.phase == "failed", timeout=5000)
    assert "has no Embedding layer" in pane.pages.wait.text
    assert pane.pages.wait.isVisible()


def test_that_a_live_run_is_read_again_after_each_epoch(shown, qtbot):
    run, before = shown.state.run, shown.state.space
    training = SimpleNamespace(run=run, active=True, epoch=1, finished_run=None)
    shown.follow(training)
    qtbot.waitUntil(lambda: shown.state.phase == "ready" and shown.state.space is not before, timeout=5000)
    again = shown.state.space
    shown.follow(training)
    qtbot.wait(20)
    assert shown.state.space is again
    shown.follow(SimpleNamespace(run=run, active=False, epoch=1, finished_run=run))
    qtbot.waitUntil(lambda: shown.state.phase == "ready" and shown.state.space is not again, timeout=5000)


def test_that_the_map_can_have_the_whole_window_while_it_is_in_front(shown, qtbot):
    with qtbot.waitSignal(shown.enlarge_wanted, timeout=500):
        shown.pages.map.bar.enlarge.click()
    assert shown.is_enlarged
    shown.pages.switch.show_page(shown.pages.judge)
    assert not shown.is_enlarged
    shown.show_map()
    assert shown.is_enlarged
    shown.shrink()
    assert not shown.is_enlarged
    shown.pages.map.bar.enlarge.click()
    qtbot.keyClick(shown.pages.map.map.scatter, Qt.Key.Key_Escape)
    assert not shown.is_enlarged


def test_that_moments_are_told_by_name_and_epoch():
    assert moment_words(Time("checkpoint", 1200)) == "Checkpoint, epoch 1,200"
    assert moment_words(Time("best")) == "Best model"
    assert moment_words(Time("12", 12)) == "Epoch 12"
    assert moment_words(Time("0")) == "Before training"
