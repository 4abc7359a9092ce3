"""A command line without TensorFlow: a registry of one plugin, and an engine that only pretends."""

import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest

import rnnstudio.engine
from rnnstudio.api import DataFacts, Exporter, ExporterInfo, ExportReport, Renamed, Template, hookimpl
from rnnstudio.cli import main
from rnnstudio.project.file import save
from rnnstudio.project.model import LayerNode, Project, TrainingSettings
from rnnstudio.project.report import LayerReport, Problem, StackReport
from rnnstudio.registry import Plugin, Registry
from rnnstudio.runs.events import BatchPoint, EpochEnded, Progress, RunFinished, RunStarted, Stage

FACTS = DataFacts(input="text", task="binary", outputs=1, vocabulary_size=1000)


class Projector(Exporter, frozen=True, kw_only=True):
    """Pretends to export."""

    info = ExporterInfo(id="rnnstudio.projector", title="Embedding Projector")
    details: bool = False
    digits: int | None = None
    form: Literal["flat", "deep"] = "flat"


class ProjectorToo(Exporter, frozen=True, kw_only=True):
    """Pretends to export too."""

    info = ExporterInfo(id="acme.vectors", title="Vectors")


class FakeEngine:
    """What was asked of the engine, and what it answers."""

    def __init__(self) -> None:
        self.report = StackReport(
            layers=(LayerReport(node="a", type="rnnstudio.embedding", name="Embedding",
                                output_shape=(None, None, 16), parameters=16_000),
                    LayerReport(node="b", type="rnnstudio.bidirectional", name="Bidirectional",
                                output_shape=(None, 64), parameters=12_544),
                    LayerReport(node="c", type="rnnstudio.lstm", name="LSTM", parameters=6_272, depth=1)),
            parameters=28_544)
        self.asked: list[Any] = []
        self.during_training: Callable[[Any], None] = lambda control: None
        self.left_out: tuple[str, ...] = ()

    def check(self, project: Project, registry: Registry, *, folder: Path | None) -> Any:
        self.asked.append(("check", project, folder))
        return FACTS, self.report

    def train(self, project: Project, registry: Registry, runs: Path, *, folder: Path | None,
              on_event: Callable[[Any], None], control: Any, weights: Path | None = None) -> RunFinished:
        self.asked.append(("train", project, runs, folder))
        if weights is not None:
            self.asked.append(("weights", weights))
        run, epochs = str(runs / "run"), project.training.epochs
        on_event(Stage(text="Reading the data"))
        on_event(RunStarted(run=run, epochs=epochs, batches=2, metrics=("loss",), device="CPU", facts=FACTS,
                            left_out=self.left_out))
        self.during_training(control)
        done = 1 if control.stopped else epochs
        for epoch in range(1, done + 1):
            on_event(Progress(points=(BatchPoint(2 * epoch, (0.5,)),), epoch=epoch, batch=2, seconds_left=61.0))
            on_event(EpochEnded(epoch=epoch, step=2 * epoch, metrics={"loss": 0.5, "val_loss": 0.6}, seconds=0.1))
        finished = RunFinished(run=run, reason="stopped" if control.stopped else "completed", epochs=done,
                               best_epoch=1, metrics={"loss": 0.5, "val_loss": 0.6}, seconds=1.23456)
        on_event(finished)
        return finished

    def go_on(self, run: Path, registry: Registry, *, more_epochs: int, on_event: Callable[[Any], None],
              control: Any) -> RunFinished:
        self.asked.append(("go on", run, more_epochs))
        on_event(RunStarted(run=str(run), epochs=4, batches=2, metrics=("loss",), device="CPU", facts=FACTS,
                            first_step=3, first_epoch=1))
        return RunFinished(run=str(run), reason="completed", epochs=4, best_epoch=1, metrics={"loss": 0.5},
                           seconds=1.0)

    def export(self, run: Path, registry: Registry, exporter: Any, target: Path, context: Any, *,
               layer: str | None, which: str, folder: Path | None) -> ExportReport:
        self.asked.append(("export", run, exporter, target))
        self.chosen = layer, which
        context.progress(0.5)
        return ExportReport(points=1000, dimensions=16, renamed=(Renamed(3, "a\tb", "a b"),),
                            files=(str(target / "vecs.tsv"),), notes=("Left out: 2.",))


class Control:
    """Like the engine's."""

    stopped = False

    def stop(self) -> None:
        self.stopped = True


@pytest.fixture(autouse=True)
def engine(monkeypatch) -> FakeEngine:
    """Put a pretending engine where the commands look for it."""
    fake = FakeEngine()
    for name, contents in (("describe", {"check": fake.check}),
                           ("training", {"train": fake.train, "go_on": fake.go_on}),
                           ("export", {"export": fake.export}), ("control", {"Control": Control})):
        module = types.SimpleNamespace(**contents)
        monkeypatch.setitem(sys.modules, f"rnnstudio.engine.{name}", module)
        monkeypatch.setattr(rnnstudio.engine, name, module, raising=False)
    return fake


@pytest.fixture(autouse=True)
def movie_reviews(tmp_path, monkeypatch) -> Path:
    """Make a registry with one template and one exporter the installed one; return the template's file."""
    path = tmp_path / "bundled" / "movie_reviews.rnnstudio"
    path.parent.mkdir()
    save(Project(name="Movie reviews", training=TrainingSettings(epochs=2)), path)
    module = types.ModuleType("fake")
    template = Template(id="rnnstudio.movie_reviews", title="Movie reviews", teaches="All of it.", path=path)
    module.rnnstudio_templates = hookimpl(lambda: [template])  # type: ignore[attr-defined]
    module.rnnstudio_exporters = hookimpl(lambda: [Projector, ProjectorToo])  # type: ignore[attr-defined]
    monkeypatch.setattr(Registry, "discover", lambda: Registry([Plugin(name="fake", load=lambda: module)]))
    monkeypatch.setenv("RNNSTUDIO_HOME", str(tmp_path / "home"))
    return path


@pytest.fixture
def project(tmp_path) -> Path:
    """A project file of one's own."""
    path = tmp_path / "mine.rnnstudio"
    save(Project(name="Mine", stack=(LayerNode(id="a", type="other.gone"),)), path)
    return path


class Ran(msgspec.Struct, frozen=True, kw_only=True):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The last line of the output, as JSON."""
        return msgspec.json.decode(self.out.splitlines()[-1])


@pytest.fixture
def rnnstudio_command(capsys) -> Callable[..., Ran]:
    """Run a command line in this process."""
    def run(*words: Any) -> Ran:
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        return Ran(code=code, out=out, err=err)

    return run


def problem(severity: Any) -> Problem:
    """Return something wrong with a layer."""
    return Problem(node="b", layer="Bidirectional", message="it needs a layer inside", severity=severity)
