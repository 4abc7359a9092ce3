"""The Words pane: exports from the run it was given, says what came of it."""

from pathlib import Path
from typing import Annotated

import pytest
from PySide6.QtCore import Qt

from rnnstudio.api import DataFacts, Doc, Exporter, ExporterInfo, ExportReport, Renamed
from rnnstudio.engine_process.messages import Exported, ExportProgress, Failed, Stopped
from rnnstudio.project.model import ComponentRef
from rnnstudio.registry import Registry
from rnnstudio.runs.folder import RunInfo, write_info
from rnnstudio.studio.document import Document
from rnnstudio.studio.embeddings.pane import WordsPane
from rnnstudio.studio.embeddings.renamed import RenamedModel
from rnnstudio.studio.embeddings.wording import projector_words, result_words, seen

FACTS = DataFacts(input="text", task="binary", outputs=1)
REPORT = ExportReport(points=8000, dimensions=16, files=("/x/vecs.tsv", "/x/meta.tsv", "/x/projector_config.pbtxt"),
                      renamed=(Renamed(0, "", "(empty)"), Renamed(17, "a\tb", "a b"), Renamed(40, "007", "007 ")))


class Tables(Exporter):
    """Vectors as tables."""

    info = ExporterInfo(id="fake.projector", title="Tables")
    details: Annotated[bool, Doc("More columns.")] = False


class Binary(Exporter):
    """Vectors as one file."""

    info = ExporterInfo(id="fake.binary", title="Binary")


class FakeEngine:
    def __init__(self):
        self.asked, self.stops = [], 0

    def export(self, run, exporter, target):
        self.asked.append((run, exporter, target))

    def stop(self):
        self.stops += 1


@pytest.fixture
def engine():
    return FakeEngine()


@pytest.fixture
def run(tmp_path):
    folder = tmp_path / "runs" / "2026-01-01_reviews"
    folder.mkdir(parents=True)
    write_info(folder, RunInfo(name="Reviews", state="completed", epochs=10, seconds=9.3, facts=FACTS,
                               metrics={"loss": 0.1, "val_accuracy": 0.79}))
    return folder


@pytest.fixture
def pane(qtbot, qapp, engine):
    registry = Registry([])
    registry.exporters.update({"fake.projector": Tables, "fake.binary": Binary})
    made = WordsPane(Document(registry), engine.export, engine.stop)
    qtbot.addWidget(made)
    made.resize(760, 800)
    made.show()
    return made


def test_that_without_a_run_it_says_what_to_do_first(pane, engine, qtbot):
    assert "Train a model with an Embedding layer first" in pane.empty.text
    assert pane.empty.isVisible()
    pane.export_now()
    assert engine.asked == []
    with qtbot.waitSignal(pane.train_requested, timeout=500):
        pane.train.click()


def test_that_a_run_is_exported_to_its_own_folder(pane, engine, run, qtbot):
    pane.set_run(run)
    assert pane.about.text() == "run 2026-01-01_reviews · 10 epochs · 0:09 · val. accuracy 0.790"
    qtbot.mouseClick(pane.button, Qt.MouseButton.LeftButton)
    assert engine.asked == [(run, ComponentRef(type="fake.projector"), run / "projector")]
    assert pane.exporting
    assert not pane.button.isEnabled()


def test_that_an_export_under_way_shows_progress_and_is_not_begun_twice(pane, engine, run):
    pane.set_run(run)
    pane.export_now()
    assert pane.progress.maximum() == 0
    pane.take(ExportProgress(fraction=0.4))
    assert (pane.progress.value(), pane.progress.maximum()) == (400, 1000)
    pane.export_now()
    assert len(engine.asked) == 1


def test_that_it_can_be_stopped(pane, engine, run):
    pane.set_run(run)
    assert not pane.stop.isVisible()
    pane.export_now()
    pane.stop.click()
    assert engine.stops == 1
    assert not pane.stop.isEnabled()
    pane.take(Stopped())
    assert not pane.exporting
    assert pane.result.statement.kind == "info"


def test_that_what_was_written_is_said_with_all_renamed_words(pane, run):
    pane.set_run(run)
    pane.export_now()
    pane.take(Exported(report=REPORT))
    assert not pane.exporting
    assert pane.result.statement.text == "Exported 8,000 points × 16 dimensions, 3 words renamed."
    assert "vecs.tsv for the vectors and meta.tsv for the metadata" in pane.result.how.text()
    assert not pane.result.table.isVisible()
    pane.result.renamed.button.click()
    assert pane.result.table.isVisible()
    assert pane.result.table.model().rowCount() == 3


def test_that_the_result_is_scrolled_into_sight(pane, run, qtbot):
    pane.resize(760, 300)
    pane.set_run(run)
    pane.export_now()
    pane.take(Exported(report=REPORT))
    qtbot.waitUntil(lambda: pane.result.visibleRegion().boundingRect().height() == pane.result.height(), timeout=2000)


def test_that_the_folder_that_was_written_to_is_opened(pane, run, monkeypatch):
    opened = []
    monkeypatch.setattr("rnnstudio.studio.embeddings.result.QDesktopServices.openUrl",
                        lambda url: opened.append(Path(url.toLocalFile())))
    pane.set_run(run)
    pane.export_now()
    pane.target.path.setText("/elsewhere")
    pane.take(Exported(report=REPORT))
    pane.result.open.click()
    assert opened == [run / "projector"]


def test_that_a_failure_is_said_and_it_can_be_tried_again(pane, engine, run):
    pane.set_run(run)
    pane.export_now()
    pane.take(Failed(message="The model has no Embedding layer."))
    assert pane.result.statement.kind == "error"
    assert pane.result.statement.text == "The model has no Embedding layer."
    assert not pane.result.open.isVisible()
    pane.export_now()
    assert len(engine.asked) == 2
    assert not pane.result.isVisible()


def test_that_a_lost_engine_ends_the_export_under_way_and_no_other(pane, run):
    pane.lost("The engine ended.")
    assert not pane.result.isVisible()
    pane.set_run(run)
    pane.export_now()
    pane.lost("The engine ended.")
    assert pane.result.statement.text == "The engine ended."
    assert pane.button.isEnabled()


def test_that_the_chosen_exporter_and_its_parameters_are_used(pane, engine, run):
    pane.set_run(run)
    pane.chooser.form.edited.emit("details", True)
    pane.export_now()
    pane.take(Stopped())
    index = pane.chooser.combo.findData("fake.binary")
    pane.chooser.combo.activated.emit(index)
    pane.export_now()
    assert engine.asked == [
        (run, ComponentRef(type="fake.projector", params={"details": True}), run / "projector"),
        (run, ComponentRef(type="fake.binary"), run / "binary")]


def test_that_a_folder_of_ones_own_stays_when_the_next_run_comes(pane, engine, run, tmp_path):
    pane.set_run(run)
    pane.target.path.setText(str(tmp_path / "mine"))
    other = run.parent / "other"
    other.mkdir()
    write_info(other, RunInfo(name="Other", facts=FACTS))
    pane.set_run(other)
    pane.export_now()
    assert engine.asked[0][2] == tmp_path / "mine"


def test_that_a_relative_folder_is_beside_the_proposed_one_and_none_is_no_folder(pane, run):
    pane.set_run(run)
    pane.target.path.setText("mine")
    assert pane.target.target == run / "mine"
    pane.target.path.setText("  ")
    assert pane.target.target is None
    assert not pane.button.isEnabled()


def test_that_the_system_asks_for_a_folder_beginning_at_one_that_exists(pane, run, monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr("rnnstudio.studio.embeddings.target.QFileDialog.getExistingDirectory",
                        lambda *args: asked.append(args[2]) or str(tmp_path))
    pane.set_run(run)
    pane.target.choose.click()
    assert asked == [str(run)]
    assert pane.target.target == tmp_path


def test_that_being_told_the_same_run_again_keeps_the_result(pane, run):
    pane.set_run(run)
    pane.export_now()
    pane.take(Exported(report=REPORT))
    pane.set_run(run)
    assert pane.result.isVisible()


def test_that_a_run_on_numbers_has_no_words(pane, run):
    write_info(run, RunInfo(name="Numbers", facts=DataFacts(input="values", task="binary", outputs=1)))
    pane.set_run(run)
    assert pane.empty.isVisible()
    assert "numbers, not on words" in pane.empty.text


def test_that_a_folder_that_is_no_run_is_said(pane, tmp_path):
    pane.set_run(tmp_path)
    assert "is not a run" in pane.empty.text


def test_that_without_any_exporter_it_says_so(qtbot, qapp, engine, run):
    pane = WordsPane(Document(Registry([])), engine.export)
    qtbot.addWidget(pane)
    pane.show()
    pane.set_run(run)
    assert not pane.button.isEnabled()
    assert pane.result.statement.text == "No installed plugin can export word vectors."
    assert pane.result.isVisible()


def test_that_the_table_of_renamed_words_is_a_sound_model(qtmodeltester, qapp):
    model = RenamedModel(REPORT.renamed)
    qtmodeltester.check(model)
    texts = [model.index(1, column).data() for column in range(3)]
    assert texts == ["17", "“a⇥b”", "“a b”"]


@pytest.mark.parametrize(("count", "words"), [(0, "no word renamed"), (1, "1 word renamed"),
                                              (1200, "1,200 words renamed")])
def test_that_renamed_words_are_counted(count, words):
    report = ExportReport(points=2, dimensions=2, renamed=(Renamed(0, "a", "b"),) * count)
    assert result_words(report) == f"Exported 2 points × 2 dimensions, {words}."


def test_that_only_tables_are_said_to_load_in_the_projector():
    assert projector_words(("/x/model.bin",)) == ""
    assert "vectors.tsv for the vectors and metadata.tsv" in projector_words(("/x/metadata.tsv", "/x/vectors.tsv"))


def test_that_tabs_and_line_ends_can_be_seen():
    assert seen("a\tb\r\n") == "“a⇥b↵↵”"
