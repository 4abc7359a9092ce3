"""The Words pane: exports from the run it was given, says what came of it."""

from typing import Annotated

import pytest

from rnnstudio.api import DataFacts, Doc, Exporter, ExporterInfo, ExportReport, Renamed
from rnnstudio.engine_process.messages import Exported
from rnnstudio.registry import Registry
from rnnstudio.runs.folder import RunInfo, write_info
from rnnstudio.studio.document import Document
from rnnstudio.studio.embeddings.pane import WordsPane

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


def test_that_being_told_the_same_run_again_keeps_the_result(pane, run):
    pane.set_run(run)
    pane.export_now()
    pane.take(Exported(report=REPORT))
    pane.set_run(run)
    assert pane.page.result.isVisible()


def test_that_a_run_on_numbers_has_no_words(pane, run):
    write_info(run, RunInfo(name="Numbers", facts=DataFacts(input="values", task="binary", outputs=1)))
    pane.set_run(run)
    assert pane.empty.isVisible()
    assert "numbers, not on words" in pane.empty.text


def test_that_a_folder_that_is_no_run_is_said(pane, tmp_path):
    pane.set_run(tmp_path)
    assert "is not a run" in pane.empty.text
