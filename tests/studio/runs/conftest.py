"""A Runs pane on a folder of made-up runs."""

from pathlib import Path

import msgspec
import pytest

from rnnstudio.project.model import TrainingSettings
from rnnstudio.runs.listing import read_entry
from rnnstudio.studio.runs.pane import RunsPane
from rnnstudio.studio.runs.rows import row_of
from tests.runs.made_runs import PROJECT, make_run, stack


@pytest.fixture
def runs(tmp_path) -> Path:
    """Three runs: an LSTM, then a GRU with another learning rate, then one that failed."""
    folder = tmp_path / "runs"
    make_run(folder, "a", started=1.6e9)
    gru = msgspec.structs.replace(PROJECT, name="Reviews, GRU", stack=stack("embedding", "gru", "dense"),
                                  training=TrainingSettings(epochs=3, learning_rate=0.01))
    make_run(folder, "b", project=gru, epochs=4, started=1.65e9, seconds=30.0, best=4)
    make_run(folder, "c", started=1.7e9, state="failed", message="The loss is not a number.", epochs=1, best=0)
    return folder


@pytest.fixture
def rows(runs, registry):
    """The same runs as rows, by name of their folder."""
    return {path.name: row_of(read_entry(path), registry) for path in runs.iterdir()}


@pytest.fixture
def make_pane(qtbot, registry):
    """Show a pane and wait until it has read."""
    made = []

    def make(folder: Path, size=(900, 700), connect=()) -> RunsPane:
        pane = RunsPane(registry, lambda: folder)
        qtbot.addWidget(pane)
        for name in connect:
            getattr(pane, f"{name}_requested").connect(lambda *_: None)
        made.append(pane)
        pane.resize(*size)
        pane.show()
        qtbot.waitUntil(lambda: pane.reader.has_read, timeout=20_000)
        return pane

    yield make
    for pane in made:
        pane.close_reader()


@pytest.fixture
def pane(make_pane, runs) -> RunsPane:
    return make_pane(runs, connect=("words", "export", "builder", "weights", "go_on", "try", "evaluate"))
