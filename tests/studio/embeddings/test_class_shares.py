"""How words go with classes is asked of the engine, once for each run."""

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal

from rnnstudio.api import DataFacts
from rnnstudio.engine_process.messages import Failed, Progressed
from rnnstudio.engine_process.word_messages import AssociationFound, FindAssociation
from rnnstudio.runs.folder import RunInfo
from rnnstudio.studio.embeddings.association import Association


class FakeQuestion(QObject):
    told = Signal(object)

    def __init__(self):
        super().__init__()
        self.asked = []

    def ask(self, request):
        self.asked.append(request)
        return True


@pytest.fixture
def question(qapp):
    return FakeQuestion()


@pytest.fixture
def state(looked_at):
    made = looked_at()
    made.info = RunInfo(name="Reviews", facts=DataFacts(input="text", task="binary", outputs=1,
                                                        classes=("negative", "positive")))
    return made


def answer(space):
    shares = np.linspace(0, 1, 2 * len(space), dtype=np.float32).reshape(len(space), 2)
    return shares, AssociationFound(classes=("negative", "positive"), shares=shares.tobytes())


def test_that_it_is_asked_once_and_handed_to_the_state(state, question, few, tmp_path):
    asks = Association(state, SimpleNamespace(folder=tmp_path), lambda latest: question)
    assert question.asked == [FindAssociation(run=str(state.run), folder=str(tmp_path))]
    shares, found = answer(few)
    question.told.emit(Progressed(text="Reading the data"))
    question.told.emit(found)
    assert state.classes == ("negative", "positive")
    assert np.array_equal(state.association, shares)
    state.set_association((), None)
    asks.follow()  # such as after another moment of the same run was read
    assert np.array_equal(state.association, shares)
    assert len(question.asked) == 1


def test_that_no_answer_is_no_fault_of_the_map(state, question):
    Association(state, SimpleNamespace(folder=None), lambda latest: question)
    question.told.emit(Failed(message="The data is gone."))
    assert state.association is None
    assert state.phase == "ready"


def test_that_a_run_without_classes_is_not_asked_of(state, question):
    state.info = RunInfo(name="Poems", facts=DataFacts(input="text", task="next_token", outputs=9))
    Association(state, SimpleNamespace(folder=None), lambda latest: question)
    assert question.asked == []


def test_that_another_run_is_asked_of_anew(state, question, tmp_path):
    asks = Association(state, SimpleNamespace(folder=None), lambda latest: question)
    state.run = tmp_path
    asks.follow()
    assert [request.run for request in question.asked][1:] == [str(tmp_path)]
