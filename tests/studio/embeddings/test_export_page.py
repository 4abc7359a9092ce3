"""The page that exports: from the run it was given, with what was chosen, and says what came of it."""

from pathlib import Path
from typing import Annotated

import pytest
from PySide6.QtCore import Qt

from rnnstudio.api import DataFacts, Doc, Exporter, ExporterInfo, ExportReport, Renamed
from rnnstudio.engine_process.messages import Exported, ExportProgress, Failed, Stopped
from rnnstudio.project.model import ComponentRef
from rnnstudio.registry import Registry
from rnnstudio.runs import film
from rnnstudio.runs.folder import RunInfo, read_info, write_info
from rnnstudio.studio.document import Document
from rnnstudio.studio.embeddings.export_page import ExportPage
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

    def export(self, run, exporter, target, *, layer="", which="best"):
        self.asked.append((run, exporter, target))
        self.chosen = layer, which

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
def page(qtbot, qapp, engine):
    registry = Registry([])
    registry.exporters.update({"fake.projector": Tables, "fake.binary": Binary})
    made = ExportPage(Document(registry), engine.export, engine.stop)
    qtbot.addWidget(made)
    made.resize(760, 800)
    made.show()
    return made


def test_that_a_run_is_exported_to_its_own_folder(page, engine, run, qtbot):
    page.set_run(run, read_info(run))
    assert page.about.text() == "run 2026-01-01_reviews · 10 epochs · 0:09 · val. accuracy 0.790"
    qtbot.mouseClick(page.button, Qt.MouseButton.LeftButton)
    assert engine.asked == [(run, ComponentRef(type="fake.projector"), run / "projector")]
    assert page.exporting
    assert not page.button.isEnabled()


def test_that_an_export_under_way_shows_progress_and_is_not_begun_twice(page, engine, run):
    page.set_run(run, read_info(run))
    page.export_now()
    assert page.progress.maximum() == 0
    page.take(ExportProgress(fraction=0.4))
    assert (page.progress.value(), page.progress.maximum()) == (400, 1000)
    page.export_now()
    assert len(engine.asked) == 1


def test_that_it_can_be_stopped(page, engine, run):
    page.set_run(run, read_info(run))
    assert not page.stop.isVisible()
    page.export_now()
    page.stop.click()
    assert engine.stops == 1
    assert not page.stop.isEnabled()
    page.take(Stopped())
    assert not page.exporting
    assert page.result.statement.kind == "info"


def test_that_what_was_written_is_said_with_all_renamed_words(page, run):
    page.set_run(run, read_info(run))
    page.export_now()
    page.take(Exported(report=REPORT))
    assert not page.exporting
    assert page.result.statement.text == "Exported 8,000 points × 16 dimensions, 3 words renamed."
    assert "vecs.tsv for the vectors and meta.tsv for the metadata" in page.result.how.text()
    assert not page.result.table.isVisible()
    page.result.renamed.button.click()
    assert page.result.table.isVisible()
    assert page.result.table.model().rowCount() == 3


def test_that_the_result_is_scrolled_into_sight(page, run, qtbot):
    page.resize(760, 300)
    page.set_run(run, read_info(run))
    page.export_now()
    page.take(Exported(report=REPORT))
    qtbot.waitUntil(lambda: page.result.visibleRegion().boundingRect().height() == page.result.height(), timeout=2000)


def test_that_the_folder_that_was_written_to_is_opened(page, run, monkeypatch):
    opened = []
    monkeypatch.setattr("rnnstudio.studio.embeddings.result.QDesktopServices.openUrl",
                        lambda url: opened.append(Path(url.toLocalFile())))
    page.set_run(run, read_info(run))
    page.export_now()
    page.target.path.setText("/elsewhere")
    page.take(Exported(report=REPORT))
    page.result.open.click()
    assert opened == [run / "projector"]


def test_that_a_failure_is_said_and_it_can_be_tried_again(page, engine, run):
    page.set_run(run, read_info(run))
    page.export_now()
    page.take(Failed(message="The model has no Embedding layer."))
    assert page.result.statement.kind == "error"
    assert page.result.statement.text == "The model has no Embedding layer."
    assert not page.result.open.isVisible()
    page.export_now()
    assert len(engine.asked) == 2
    assert not page.result.isVisible()


def test_that_a_lost_engine_ends_the_export_under_way_and_no_other(page, run):
    page.lost("The engine ended.")
    assert not page.result.isVisible()
    page.set_run(run, read_info(run))
    page.export_now()
    page.lost("The engine ended.")
    assert page.result.statement.text == "The engine ended."
    assert page.button.isEnabled()


def test_that_the_chosen_exporter_and_its_parameters_are_used(page, engine, run):
    page.set_run(run, read_info(run))
    page.chooser.form.edited.emit("details", True)
    page.export_now()
    page.take(Stopped())
    index = page.chooser.combo.findData("fake.binary")
    page.chooser.combo.activated.emit(index)
    page.export_now()
    assert engine.asked == [
        (run, ComponentRef(type="fake.projector", params={"details": True}), run / "projector"),
        (run, ComponentRef(type="fake.binary"), run / "binary")]


def test_that_a_folder_of_ones_own_stays_when_the_next_run_comes(page, engine, run, tmp_path):
    page.set_run(run, read_info(run))
    page.target.path.setText(str(tmp_path / "mine"))
    other = run.parent / "other"
    other.mkdir()
    write_info(other, RunInfo(name="Other", facts=FACTS))
    page.set_run(other, read_info(other))
    page.export_now()
    assert engine.asked[0][2] == tmp_path / "mine"


def test_that_a_relative_folder_is_beside_the_proposed_one_and_none_is_no_folder(page, run):
    page.set_run(run, read_info(run))
    page.target.path.setText("mine")
    assert page.target.target == run / "mine"
    page.target.path.setText("  ")
    assert page.target.target is None
    assert not page.button.isEnabled()


def test_that_the_system_asks_for_a_folder_beginning_at_one_that_exists(page, run, monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr("rnnstudio.studio.embeddings.target.QFileDialog.getExistingDirectory",
                        lambda *args: asked.append(args[2]) or str(tmp_path))
    page.set_run(run, read_info(run))
    page.target.choose.click()
    assert asked == [str(run)]
    assert page.target.target == tmp_path


def test_that_without_any_exporter_it_says_so(qtbot, qapp, engine, run):
    page = ExportPage(Document(Registry([])), engine.export)
    qtbot.addWidget(page)
    page.show()
    page.set_run(run, read_info(run))
    assert not page.button.isEnabled()
    assert page.result.statement.text == "No installed plugin can export word vectors."
    assert page.result.isVisible()


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


def test_that_one_of_several_embeddings_and_moments_is_exported(page, engine, run):
    page.set_run(run, read_info(run))
    assert not page.layer.isVisible()
    page.export_now()
    assert engine.chosen == ("", "best")
    page.take(Stopped())
    page.offer([("a", "Source words"), ("b", "Target words")], [("best", "Best model"), ("3", "Epoch 3")])
    assert page.layer.isVisible()
    page.layer.setCurrentIndex(1)
    page.choose(which="3")
    page.export_now()
    assert engine.chosen == ("b", "3")


def test_that_what_was_chosen_stays_chosen_where_it_is_still_there(page, run):
    page.set_run(run, read_info(run))
    page.offer([("a", "A")], [("best", "Best"), ("last", "Last")])
    page.choose(which="last")
    page.offer([("a", "A")], [("best", "Best"), ("last", "Last"), ("1", "Epoch 1")])
    assert page.which.currentData() == "last"
    page.offer([("a", "A")], [("best", "Best")])
    assert page.which.currentData() == "best"
    assert not page.which.isVisible()


def test_that_epochs_whose_vectors_were_kept_are_offered_besides(page, engine, run):
    layer = film.FilmLayer(node="words", keras_name="words", name="Words", dimensions=2)
    film.write_film(run, film.Film(layers=(layer,), ids=(2, 3), words=("a", "b")))
    for epoch in (0, 1, 12):
        film.frame_file(run, 0, epoch).write_bytes(b"")
    page.set_run(run, read_info(run))
    page.offer([("words", "Words")], [("best", "Best")])
    assert [page.which.itemText(place) for place in range(page.which.count())] == [
        "Best", "Epoch 12, the 2 most frequent words", "Epoch 1, the 2 most frequent words",
        "Epoch 0, the 2 most frequent words"]
    page.choose(which="12")
    page.export_now()
    assert engine.chosen == ("words", "12")
    page.offer([("other", "Other")], [("best", "Best")])
    assert page.which.count() == 1
