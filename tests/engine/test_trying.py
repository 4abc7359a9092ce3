"""Trained models asked about texts, made to write and to forecast, with real TensorFlow."""

import csv
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pytest
import rnnstudio_data

from rnnstudio.api import Cancelled, Contents, UserError
from rnnstudio.engine import asked as asked_models
from rnnstudio.engine.asked import open_model
from rnnstudio.engine.control import Control
from rnnstudio.engine.examples import example_inputs, find_examples
from rnnstudio.engine.forecast import forecast
from rnnstudio.engine.generate import Writer
from rnnstudio.engine.influence import influence
from rnnstudio.engine.predict import encoded, no_token_known, predict_text, seen_of
from rnnstudio.engine.predict_file import predict_file, predict_texts
from rnnstudio.engine.prepare import prepare
from rnnstudio.engine_process.trial_answers import answer
from rnnstudio.engine_process.trial_messages import FindExamples, Forecast, Generate, Predict
from rnnstudio.project.model import ComponentRef, Project, TrainingSettings
from rnnstudio.project.trial import WritingSettings
from rnnstudio.registry import Plugin, Registry
from rnnstudio.runs.folder import INFO, RunInfo, write_info

pytestmark = pytest.mark.tf


@pytest.fixture(autouse=True)
def no_models():
    yield
    asked_models.kept.clear()


@pytest.fixture
def trained(registry, run):
    """Train a project and return its model, ready to be asked."""
    def go(project, which="last"):
        folder = Path(run(project)[-1].run)
        return open_model(folder, registry, which)

    return go


@pytest.fixture
def by_hand(trained, give_texts, node, make_reviews):
    """A model whose answer is the logistic function of the mean of its tokens' numbers, which a test sets."""
    def make(values, **encoder):
        ref = ComponentRef(type="test.spaces", params=encoder)
        data = msgspec.structs.replace(give_texts(*make_reviews(100)), encoder=ref)
        stack = (node("vectors", size=1), node("average"), node("dense"))
        asked = trained(Project(name="Hand", data=data, stack=stack, training=TrainingSettings(epochs=1)))
        numbers = np.zeros((len(asked.encoder.tokens), 1), np.float32)
        for token, value in values.items():
            numbers[list(asked.encoder.tokens).index(token)] = value
        asked.trained.model.set_weights([numbers, np.ones((1, 1)), np.zeros(1)])
        return asked

    return make


def logistic(value):
    return 1 / (1 + np.exp(-value))


def test_that_influence_is_what_the_model_says_without_each_token(by_hand):
    asked = by_hand({"good": 3.0, "bad": -2.0, "w1": 0.5})
    told = predict_text(asked, "good bad w1")
    assert [score.name for score in told.scores] == ["against", "for"]
    assert told.scores[1].value == pytest.approx(logistic(0.5), abs=1e-6)
    assert told.label == "for"
    values = [score.value for score in told.scores]
    found = influence(asked, seen_of(asked, encoded(asked, ["good bad w1"]))[0], np.array(values))
    assert found.spans == ((0, 1), (1, 2), (2, 3))
    at = found.outputs.index(1)
    assert [row[at] for row in found.without] == pytest.approx(
        [logistic(-0.75), logistic(1.75), logistic(0.5)], abs=1e-6)
    alone = influence(asked, np.array([2], np.int32), np.array([0.4, 0.6]))
    assert alone.without[0][alone.outputs.index(1)] == pytest.approx(0.5)  # only an unknown token, worth 0, is left
    with pytest.raises(Cancelled):
        influence(asked, np.array([2, 3], np.int32), np.array([0.4, 0.6]), cancelled=lambda: True)


def test_that_a_text_is_cut_and_its_unknown_tokens_are_told_as_in_training(by_hand):
    asked = by_hand({"good": 3.0, "bad": -2.0}, maximum_length=2, keep="end")
    told = predict_text(asked, "good bad zork")
    assert [piece.id == 1 for piece in told.pieces] == [False, False, True]
    assert (told.first, told.behind) == (1, 3)
    assert told.scores[1].value == pytest.approx(logistic(-1.0), abs=1e-6)
    assert not no_token_known(told)
    assert no_token_known(predict_text(asked, "zork zork"))
    with pytest.raises(UserError, match="the text is empty"):
        predict_text(asked, "  ")


def test_that_a_model_stays_loaded_until_its_file_is_written_anew(plain, registry):
    folder = Path(plain[-1].run)
    best, last = open_model(folder, registry, "best"), open_model(folder, registry, "last")
    assert open_model(folder, registry, "best") is best
    assert best.about().epoch == 2
    assert best.about().which == "best"
    said = []
    answered = answer(Predict(run=str(folder), text="good zork"), registry, said.append, Control())
    assert [event.prediction for event in said] == [predict_text(best, "good zork")]
    assert answered.influence.spans == ((0, 1), (1, 2))
    found = answer(FindExamples(run=str(folder), count=2), registry, said.append, Control())
    assert len(found.examples) == 2
    last.trained.model.save(folder / "last.keras")
    assert open_model(folder, registry, "last") is not last
    many = [f"{word} w1 w2" + " w3" * count for word in ("good", "bad") for count in (0, 5, 2)]
    together = predict_texts(best, many)
    for text, told in zip(many, together, strict=True):
        alone = predict_text(best, text)
        assert [score.value for score in told.scores] == pytest.approx([score.value for score in alone.scores],
                                                                       abs=1e-5)


def test_that_a_run_without_a_model_says_so(tmp_path, plain, registry):
    folder = Path(plain[-1].run)
    for name in ("best.keras", "last.keras"):
        (folder / name).unlink()
    with pytest.raises(UserError, match="has no model"):
        open_model(folder, registry)
    write_info(folder, RunInfo(name="Under way"))
    with pytest.raises(UserError, match="has no model yet"):
        open_model(folder, registry)
    with pytest.raises(UserError, match=INFO):
        open_model(tmp_path, registry)


def test_that_examples_are_none_that_were_learned_from(small, plain, registry):
    found = find_examples(small, registry, 6, seed=1)
    assert len(found) == 6
    assert {row.label for row in found} <= {"for", "against"}
    assert all(prepare(small.data, registry).split[row.number - 1] == 1 for row in found)
    assert find_examples(small, registry, 6, seed=1) == found
    asked = open_model(Path(plain[-1].run), registry)
    seen = example_inputs(asked, registry, found[0].number)
    assert seen[0].tolist() == encoded(asked, [found[0].text])[0].tolist()
    with pytest.raises(UserError, match="the data has no example 999"):
        example_inputs(asked, registry, 999)


def test_that_a_file_of_texts_becomes_a_table_and_faults_are_told_by_line(plain, registry, tmp_path):
    asked = open_model(Path(plain[-1].run), registry)
    readers = Registry([Plugin(name="data", load=lambda: rnnstudio_data)])
    table = tmp_path / "in.csv"
    table.write_text('id,text\n1,good w1\n2,\n3,"bad, w2"\n4,zork\n', encoding="utf-8")
    report = predict_file(asked, table, tmp_path / "out.csv", readers)
    assert (report.texts, report.unknown, report.bad) == (3, 1, 1)
    assert "line 3" in report.faults[0]
    rows = list(csv.reader((tmp_path / "out.csv").open(encoding="utf-8")))
    assert rows[0] == ["line", "text", "label", "probability of against", "probability of for"]
    assert [row[:2] for row in rows[1:]] == [["2", "good w1"], ["4", "bad, w2"], ["5", "zork"]]
    told = predict_text(asked, "good w1")
    assert [float(cell) for cell in rows[1][3:]] == pytest.approx([score.value for score in told.scores], abs=1e-5)
    lines = tmp_path / "in.txt"
    lines.write_text("good\n\nbad\n", encoding="utf-8")
    assert predict_file(asked, lines, tmp_path / "lines.csv", readers).texts == 2
    with pytest.raises(Cancelled):
        predict_file(asked, lines, tmp_path / "stopped.csv", readers, cancelled=lambda: True)
    assert not (tmp_path / "stopped.csv").exists()
    with pytest.raises(UserError, match="does not exist"):
        predict_file(asked, tmp_path / "gone.csv", tmp_path / "x.csv", readers)
    with pytest.raises(UserError, match="is the file of texts itself"):
        predict_file(asked, lines, lines, readers)


@pytest.fixture
def writing(trained, give, node):
    """A model that learned to count: a b c d a b c d."""
    texts = ["a b c d " * 12] * 30
    data = msgspec.structs.replace(
        give(Contents(input="text"), pa.record_batch({"text": texts})),
        task=ComponentRef(type="rnnstudio.next_token", params={"window_length": 8}))
    stack = (node("vectors", size=8), node("gru", units=16, return_sequences=True), node("dense"))
    return trained(Project(name="Letters", data=data, stack=stack,
                           training=TrainingSettings(epochs=12, batch_size=16, learning_rate=0.02)))


def text_of(asked, prompt, after=(), **settings):
    return list(Writer(asked, prompt, WritingSettings(**settings), after).tokens())


def test_that_a_model_writes_the_same_seed_gives_the_same_text_and_a_beginning_must_be_known(writing, registry):
    greedy = text_of(writing, "a b", length=10, temperature=0)
    assert "".join(token.text for token in greedy) == " c d a b c d a b c d"
    assert all(token.probability == token.others[0].value for token in greedy)
    bold = text_of(writing, "a", length=12, temperature=5, seed=3)
    assert bold == text_of(writing, "a", length=12, temperature=5, seed=3)
    assert bold != text_of(writing, "a", length=12, temperature=5, seed=4)
    assert {token.id for token in bold} <= {2, 3, 4, 5}  # neither padding nor the unknown token
    first = text_of(writing, "a", length=5, temperature=5, seed=3)
    rest = text_of(writing, "a", tuple(token.id for token in first), length=7, temperature=5, seed=3)
    assert first + rest == bold
    narrow = text_of(writing, "a", length=12, temperature=5, top_k=1)
    assert [token.id for token in narrow] == [token.id for token in text_of(writing, "a", length=12, temperature=0)]
    said, control = [], Control()

    def stop_soon(event):
        said.append(event)
        if event.tokens:
            control.stop()

    asked = Generate(run=str(writing.trained.run), which="last", prompt="a", settings=WritingSettings(length=5000))
    assert answer(asked, registry, stop_soon, control).stopped
    assert 0 < sum(len(event.tokens) for event in said) < 5000
    with pytest.raises(UserError, match="type the beginning"):
        text_of(writing, "")
    with pytest.raises(UserError, match="knows none of the tokens"):
        text_of(writing, "zork")
    assert Writer(writing, "a zork", WritingSettings()).unknown == 1
    with pytest.raises(UserError, match="let it write instead"):
        predict_text(writing, "a b")


@pytest.fixture
def persistent(trained, give, node):
    """A model that says: it stays as it is. The series rises by 2 at each step."""
    values = [[[float(2 * step)] for step in range(100)]]
    column = pa.array(values, pa.list_(pa.list_(pa.float32(), 1)))
    data = msgspec.structs.replace(
        give(Contents(input="values", names=("height",)), pa.record_batch({"values": column})),
        task=ComponentRef(type="rnnstudio.forecasting", params={"window_length": 5}))
    asked = trained(Project(name="Rising", data=data, stack=(node("flat"), node("dense")),
                            training=TrainingSettings(epochs=1)))
    asked.trained.model.set_weights([np.array([[0], [0], [0], [0], [1.0]]), np.zeros(1)])
    return asked


def test_that_a_forecast_is_in_the_datas_units_and_fed_back_for_more_steps(persistent, registry):
    for ahead in (1, 4):
        told = forecast(persistent, registry, ahead=ahead, beyond=3)
        assert told.told_steps == tuple(range(80, 100))
        assert told.told == pytest.approx([2 * (step - ahead) for step in range(80, 100)], abs=1e-3)
        assert told.error == pytest.approx(2 * ahead, abs=1e-3)
        assert told.naive_error == pytest.approx(2 * ahead, abs=1e-3)
    assert told.name == "height"
    asked = Forecast(run=str(persistent.trained.run), which="last", ahead=4, beyond=3)
    asked_models.kept.clear()
    assert answer(asked, registry, [].append, Control()).forecast.total == told.total
    assert (told.judged_from, told.total) == (80, 100)
    assert told.beyond_steps == (100, 101, 102)
    assert told.beyond == pytest.approx([198] * 3, abs=1e-3)
    assert told.truth[-1] == pytest.approx(198)
    with pytest.raises(UserError, match='predicts no feature "width"'):
        forecast(persistent, registry, feature="width")
    with pytest.raises(UserError, match="there is no series 2"):
        forecast(persistent, registry, series=1)


def test_that_opening_a_model_leaves_the_random_numbers_of_a_training_alone(plain, registry):
    import keras

    folder = Path(plain[-1].run)
    keras.utils.set_random_seed(5)
    expected = np.random.rand()
    keras.utils.set_random_seed(5)
    open_model(folder, registry, "last")
    assert np.random.rand() == expected
