"""A document with made-up sources, encoders and tasks, and a link that only writes down what it is asked."""

from typing import Annotated, Literal

import pytest
from PySide6.QtCore import QObject, Signal

from rnnstudio.api import (
    Contents,
    DataSource,
    Doc,
    Encoder,
    EncoderInfo,
    FilePath,
    Folded,
    LearningTask,
    Offered,
    Range,
    SourceInfo,
)
from rnnstudio.api.tasks import TaskInfo
from rnnstudio.project import edits
from rnnstudio.project.model import ComponentRef, Project
from rnnstudio.registry import Registry
from rnnstudio.studio.data.pane import DataPane
from rnnstudio.studio.data.state import PreviewState
from rnnstudio.studio.document import Document


class FakeReviews(DataSource):
    """Sentences about films."""

    info = SourceInfo(id="fake.reviews", title="Reviews", origin="Somewhere", licence="CC0")

    def contents(self, context):
        return Contents(input="text")


class FakeTable(DataSource):
    """A table."""

    info = SourceInfo(id="rnnstudio.table", title="Table", version=3, origin="Your own file")
    text_column: Annotated[str, Doc("Which.")] = "text"
    label_column: Annotated[str, Offered(), Doc("Which.")] = ""
    delimiter: Annotated[Literal["auto", "comma", "tab"], Folded(), Doc("What divides.")] = "auto"
    path: Annotated[str, FilePath(("*.csv", "*.tsv", "*.txt")), Doc("The file.")] = ""


class FakeFolder(DataSource):
    """Folders."""

    info = SourceInfo(id="fake.folders", title="Folders")
    folder: Annotated[str, FilePath(folder=True), Doc("The folder.")] = ""


class FakeFetched(DataSource):
    """Fetched."""

    info = SourceInfo(id="fake.tfds", title="Fetched")

    def download(self, context, progress):
        raise NotImplementedError


class FakeMadeUp(DataSource):
    """Made up."""

    info = SourceInfo(id="fake.adding", title="Adding", origin="Made up by the program, after somebody")


class FakeWords(Encoder):
    """Words."""

    info = EncoderInfo(id="fake.words", title="Words")
    lower: Annotated[bool, Doc("Small letters.")] = True


class FakeLetters(Encoder):
    """Letters."""

    info = EncoderInfo(id="fake.letters", title="Letters")


class FakeBinary(LearningTask):
    """Two classes."""

    info = TaskInfo(id="fake.binary", title="Two classes", kind="binary")


class FakeForecast(LearningTask):
    """What follows."""

    info = TaskInfo(id="fake.forecast", title="What follows", kind="forecasting")
    steps: Annotated[int, Range(1, 100), Doc("The window.")] = 10
    way: Annotated[Literal["a", "b"], Doc("How.")] = "a"


class FakePreviewLink(QObject):
    """The part of ``EngineLink`` that previews need."""

    preview_event = Signal(object)
    download_event = Signal(object)
    engine_lost = Signal(str)

    def __init__(self):
        super().__init__()
        self.asked = []

    def preview(self, project, folder):
        self.asked.append(("preview", project.data))

    def stop_preview(self):
        self.asked.append(("stop_preview",))

    def stop_reading(self):
        self.asked.append(("stop_reading",))

    def download(self, project, folder):
        self.asked.append(("download", project.data))

    def stop_download(self):
        self.asked.append(("stop_download",))

    def verbs(self):
        return [entry[0] for entry in self.asked]


@pytest.fixture
def made_up(qapp) -> Document:
    registry = Registry([])
    for source in (FakeReviews, FakeTable, FakeFolder, FakeFetched, FakeMadeUp):
        registry.sources[source.info.id] = source
    for encoder in (FakeWords, FakeLetters):
        registry.encoders[encoder.info.id] = encoder
    for task in (FakeBinary, FakeForecast):
        registry.tasks[task.info.id] = task
    project = edits.set_component(Project(), "source", ComponentRef(type="fake.reviews"))
    return Document(registry, edits.set_component(project, "encoder", ComponentRef(type="fake.words")))


@pytest.fixture
def engine(qapp) -> FakePreviewLink:
    return FakePreviewLink()


@pytest.fixture
def state(made_up, engine) -> PreviewState:
    return PreviewState(made_up, engine)


@pytest.fixture
def viewer(qtbot, made_up, state) -> DataPane:
    made = DataPane(made_up, state)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made
