"""A run's model is judged as its training judged it, by its own data or by other data of the same kind."""

import shutil
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pytest

from rnnstudio.api import Cancelled, Contents, UserError
from rnnstudio.engine import prepare
from rnnstudio.engine.evaluate import evaluate as judge
from rnnstudio.engine.evaluate import examples_of
from rnnstudio.engine.trained import load_trained
from rnnstudio.engine.training import train
from rnnstudio.project.model import ComponentRef
from rnnstudio.runs import folder as runs_folder
from rnnstudio.runs.evaluation import Evaluation
from rnnstudio.runs.places import cache_folder

pytestmark = pytest.mark.tf


def evaluate(*arguments, **keywords):
    """Judge a model; the result can be sent to the window and comes out the same."""
    found = judge(*arguments, **keywords)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=Evaluation) == found
    return found


TRAINED = {}
"""Runs by project and data: each is trained once for all tests."""


@pytest.fixture
def trained(registry, tmp_path_factory, tmp_path):
    """Train a project; return a copy of the run's folder, and its last event."""

    def go(project):
        tables = repr([(key, [batch.to_pydict() for batch in batches])
                       for key, (_, batches) in TABLES_OF[0].items()])
        key = msgspec.json.encode(project), tables
        if key not in TRAINED:
            TRAINED[key] = train(project, registry, tmp_path_factory.mktemp("runs"))
        finished = TRAINED[key]
        folder = tmp_path / "runs" / Path(finished.run).name
        shutil.copytree(finished.run, folder)
        return folder, finished

    return go


@pytest.fixture
def reviews(make_reviews):
    """Reviews of which some are labelled wrongly, so that there are mistakes."""
    texts, labels = make_reviews(100)
    return texts, [("against" if label == "for" else "for") if index % 9 == 0 else label
                   for index, (text, label) in enumerate(zip(texts, labels, strict=True))]


@pytest.fixture
def put():
    """Have the source of a project yield other rows from now on."""
    from rnnstudio.engine.prepare import kept

    def replace(project, *batches, contents=None):
        given = TABLES_OF[0]
        key = project.data.source.params["key"]
        given[key] = (contents or given[key][0], batches)
        kept.clear()

    return replace


TABLES_OF = []


@pytest.fixture(autouse=True)
def _tables(registry):
    """The tables that the fake source reads."""
    source = registry.sources["test.given"]
    TABLES_OF[:] = [source.contents.__globals__["TABLES"]]


def test_that_the_validation_part_gives_what_training_measured(trained, small, give_texts, reviews, registry):
    folder, finished = trained(msgspec.structs.replace(small, data=give_texts(*reviews)))
    found = evaluate(folder, registry, which="last")
    assert found.examples == 20
    assert found.metrics["loss"] == pytest.approx(finished.metrics["val_loss"], rel=1e-6)
    assert found.metrics["accuracy"] == pytest.approx(finished.metrics["val_accuracy"], rel=1e-6)
    assert (found.which, found.part, found.classes) == ("last", "validation", ("against", "for"))
    assert found.notes == found.left_out == ()


def test_that_cells_and_mistakes_show_the_examples_as_they_stand_in_the_data(trained, small, give_texts, reviews,
                                                                            registry):
    folder, _ = trained(msgspec.structs.replace(small, data=give_texts(*reviews)))
    found = evaluate(folder, registry)
    texts, labels = reviews
    wrong = 0
    for cell in found.matrices[0].cells:
        page = examples_of(found.id, true=cell.true, predicted=cell.predicted)
        assert page.total == cell.count == len(page.examples)
        for example in page.examples:
            assert example.text == texts[example.number - 1]
            assert example.true == labels[example.number - 1] == found.classes[cell.true]
            assert example.predicted == found.classes[cell.predicted]
            assert example.probability >= 0.5
        wrong += cell.count * (cell.true != cell.predicted)
    assert sum(cell.count for cell in found.matrices[0].cells) == found.examples
    assert len(found.mistakes) == wrong > 0
    sure = [example.probability for example in found.mistakes]
    assert sure == sorted(sure, reverse=True)
    whole = examples_of(found.id, first=3, count=5)
    assert (whole.first, whole.total, len(whole.examples)) == (3, 20, 5)
    with pytest.raises(UserError, match="evaluate again"):
        examples_of("gone")


def test_that_probabilities_are_the_models_own(trained, small, give_texts, reviews, registry):
    folder, _ = trained(msgspec.structs.replace(small, data=give_texts(*reviews)))
    found = evaluate(folder, registry)
    model = load_trained(folder, registry)
    for example in found.mistakes:
        score = float(model.model(np.array(model.encoder.encode([example.text])))[0, 0])
        second = 1 / (1 + np.exp(-score))
        assert example.probability == pytest.approx(max(second, 1 - second), rel=1e-4)
        assert example.true_probability == pytest.approx(1 - example.probability, abs=1e-5)


def test_that_a_test_part_is_judged_and_the_lack_of_one_is_said(trained, small, give_texts, reviews, registry):
    folder, _ = trained(msgspec.structs.replace(small, data=give_texts(*reviews, split=["train", "test"] * 50)))
    assert evaluate(folder, registry, part="test").examples == 50
    folder, _ = trained(small)
    with pytest.raises(UserError, match="no test part"):
        evaluate(folder, registry, part="test")


def test_that_a_file_is_encoded_with_the_runs_vocabulary(trained, small, put, registry, tmp_path):
    folder, _ = trained(small)
    (tmp_path / "more.csv").touch()
    put(small, pa.record_batch({"text": ["good w1 neverseen", "bad w2", None, "good"],
                                "label": ["for", "against", "for", "against"]}))
    before = set(cache_folder().glob("*"))
    found = evaluate(folder, registry, part="file", data=tmp_path / "more.csv")
    assert found.examples == 3
    assert found.file == str(tmp_path / "more.csv")
    assert [(left.count, left.reason) for left in found.left_out] == [(1, 'it has no value in the column "text"')]
    assert [(one.number, one.text, one.predicted) for one in found.mistakes] == [(3, "good", "for")]
    assert set(cache_folder().glob("*")) == before
    with pytest.raises(UserError, match="isn't there"):
        evaluate(folder, registry, part="file", data=tmp_path / "less.csv")


def test_that_unknown_labels_are_refused_unless_they_are_to_be_left_out(trained, small, put, registry, tmp_path):
    folder, _ = trained(small)
    put(small, pa.record_batch({"text": ["good", "bad", "good"], "label": ["for", "neither", "for"]}))
    with pytest.raises(UserError, match='1 of 3 examples have labels that the run doesn\'t know, such as "neither"'):
        evaluate(folder, registry, part="file", data=tmp_path)
    found = evaluate(folder, registry, part="file", data=tmp_path, skip_unknown=True)
    assert (found.examples, found.left_out[0].count, found.left_out[0].example) == (2, 1, '"neither"')
    put(small, pa.record_batch({"text": ["good"], "label": ["neither"]}))
    with pytest.raises(UserError, match="none of the examples"):
        evaluate(folder, registry, part="file", data=tmp_path, skip_unknown=True)
    put(small, pa.record_batch({"values": pa.array([[[1.0]]])}), contents=Contents(input="values"))
    with pytest.raises(UserError, match="holds numbers, but the run was trained on text"):
        evaluate(folder, registry, part="file", data=tmp_path)


def test_that_data_that_has_changed_is_said_and_encoded_as_it_was(trained, small, put, make_reviews, registry):
    folder, finished = trained(small)
    texts, labels = make_reviews(100)
    put(small, pa.record_batch({"text": [f"aaa {text}" for text in texts], "label": labels}))
    found = evaluate(folder, registry, which="last")
    assert "The data has changed since" in found.notes[0]
    unknown = evaluate(folder, registry, which="last").metrics["loss"]
    assert unknown == found.metrics["loss"] != pytest.approx(finished.metrics["val_loss"])
    put(small, pa.record_batch({"text": texts, "label": ["zzz" if label == "for" else label for label in labels]}))
    renamed = evaluate(folder, registry)
    assert renamed.classes == ("against", "for")
    assert (renamed.examples, renamed.left_out[-1].count) == (10, 10)


def test_that_many_classes_are_judged_and_the_most_confused_shown(trained, small, give_texts, node, registry):
    names = [f"c{number:02}" for number in range(40)]
    labels = [names[index % 40] for index in range(400)]
    texts = [f"{labels[index] if index % 3 else 'w'} x" for index in range(400)]
    stack = (node("vectors", id="v"), node("average", id="a"), node("dense", id="d", activation="softmax"))
    folder, finished = trained(msgspec.structs.replace(small, data=give_texts(texts, labels), stack=stack))
    found = evaluate(folder, registry, which="last")
    assert found.metrics["loss"] == pytest.approx(finished.metrics["val_loss"], rel=1e-6)
    assert [(matrix.order, len(matrix.classes)) for matrix in found.matrices] == [("confused", 30), ("largest", 30)]
    assert sum(one.support for one in found.per_class) == found.examples == 80
    assert len(found.per_class) == 40


def test_that_several_labels_are_judged_one_by_one(trained, small, give_texts, node, registry):
    labels = [[["a"], ["a", "b"], ["c"], []][index % 4] for index in range(80)]
    texts = [" ".join(["w", *own]) for own in labels]
    stack = (node("vectors", id="v"), node("average", id="a"), node("dense", id="d", activation="sigmoid"))
    folder, finished = trained(msgspec.structs.replace(small, data=give_texts(texts, labels), stack=stack))
    found = evaluate(folder, registry, which="last")
    assert found.metrics["loss"] == pytest.approx(finished.metrics["val_loss"], rel=1e-6)
    assert found.metrics["accuracy"] == pytest.approx(finished.metrics["val_accuracy"], rel=1e-6)
    for one in found.per_class:
        missed = examples_of(found.id, label=one.index, true=1, predicted=0)
        hit = examples_of(found.id, label=one.index, true=1, predicted=1)
        assert missed.total + hit.total == one.support
        assert all(one.name in example.true.split(", ") for example in (*missed.examples, *hit.examples))
    exact = sum(example.true == example.predicted for example in examples_of(
        found.id, label=0, count=100).examples)
    assert found.metrics["exact_match"] == exact / found.examples


def test_that_numbers_are_judged_in_the_units_of_the_data(trained, small, give, node, registry):
    random = np.random.default_rng(0)
    values = random.normal(size=(60, 3, 2)).astype(np.float32)
    data = give(Contents(input="values", task="regression"), pa.record_batch({
        "values": pa.array(values.tolist(), pa.list_(pa.list_(pa.float32()))),
        "label": pa.array(values.sum(axis=(1, 2)), pa.float32())}))
    stack = (node("average", id="a"), node("dense", id="d"))
    folder, finished = trained(msgspec.structs.replace(small, data=data, stack=stack))
    found = evaluate(folder, registry, which="last")
    assert found.metrics["loss"] == pytest.approx(finished.metrics["val_loss"], rel=1e-5)
    assert found.metrics["mae"] == pytest.approx(finished.metrics["val_mae"], rel=1e-5)
    true, predicted = np.array(found.points).T
    assert found.metrics["rmse"] == pytest.approx(np.sqrt(((predicted - true)**2).mean()), rel=1e-5)
    assert sum(count for *_, count in found.residuals) == found.examples == 12
    assert abs(found.mistakes[0].probability) == pytest.approx(np.abs(predicted - true).max(), rel=1e-5)
    assert found.mistakes[0].values == tuple(map(tuple, values[found.mistakes[0].number - 1].tolist()))


def test_that_the_next_values_are_judged_by_the_scale_of_the_run(trained, small, give, put, node, registry, tmp_path):
    series = (np.sin(np.arange(200) / 5) * 50 + 300).astype(np.float32)
    rows = pa.record_batch({"values": pa.array([[[float(x)] for x in series]], pa.list_(pa.list_(pa.float32())))})
    data = msgspec.structs.replace(
        give(Contents(input="values", task="forecasting", features=1, names=("height",)), rows),
        task=ComponentRef(type="rnnstudio.forecasting", params={"window_length": 8}))
    project = msgspec.structs.replace(small, data=data, stack=(node("gru", id="g"), node("dense", id="d")))
    folder, finished = trained(project)
    found = evaluate(folder, registry, which="last")
    assert found.metrics["mae"] == pytest.approx(finished.metrics["val_mae"], rel=1e-5)
    deviation = runs_folder.read_info(folder).facts.scale[0][1]
    assert found.outputs[0].name == "height"
    assert found.outputs[0].mae == pytest.approx(found.metrics["mae"] * deviation, rel=1e-5)
    assert all(240 < true < 360 for true, _ in found.points)
    put(project, rows.slice(0, 1))
    whole = evaluate(folder, registry, part="file", data=tmp_path)
    assert whole.examples == 192
    assert whole.outputs[0].mae < 60


def test_that_the_next_token_is_judged_by_its_perplexity(trained, small, give, node, registry):
    data = give(Contents(input="text"), pa.record_batch({"text": ["a b c d e f g h"] * 40}))
    data = msgspec.structs.replace(data, task=ComponentRef(type="rnnstudio.next_token",
                                                           params={"window_length": 10}))
    stack = (node("vectors", id="v"), node("gru", id="g", return_sequences=True), node("dense", id="d"))
    folder, finished = trained(msgspec.structs.replace(small, data=data, stack=stack))
    found = evaluate(folder, registry, which="last")
    assert found.metrics["loss"] == pytest.approx(finished.metrics["val_loss"], rel=1e-5)
    assert found.metrics["accuracy"] == pytest.approx(finished.metrics["val_accuracy"], rel=1e-5)
    assert found.metrics["perplexity"] == pytest.approx(np.exp(found.metrics["loss"]))
    assert found.metrics["bits_per_token"] == pytest.approx(found.metrics["loss"] / np.log(2))
    assert found.metrics["tokens"] == found.examples * 10
    worst = found.mistakes[0]
    following = dict(zip("abcdefgh", "bcdefgha", strict=True))
    assert worst.true == following[worst.text.split()[-1]] != worst.predicted


def test_that_it_can_be_stopped_and_a_folder_without_a_model_is_refused(trained, small, registry, tmp_path):
    folder, _ = trained(small)
    with pytest.raises(Cancelled):
        evaluate(folder, registry, cancelled=lambda: True)
    (folder / "best.keras").unlink()
    assert evaluate(folder, registry).which == "last"
    (folder / "last.keras").unlink()
    with pytest.raises(UserError, match="has no model"):
        evaluate(folder, registry)
    with pytest.raises(UserError, match="is not a run"):
        evaluate(tmp_path / "runs", registry)


def test_that_data_larger_than_memory_is_judged_the_same(trained, small, registry, monkeypatch):
    from rnnstudio.engine import encoded, streaming

    folder, _ = trained(small)
    whole = evaluate(folder, registry)
    prepare.kept.clear()
    monkeypatch.setattr(encoded, "COPIED", 0)
    monkeypatch.setattr(streaming, "MOST_IN_MEMORY", 0)
    monkeypatch.setattr("rnnstudio.engine.forward._NEIGHBOURS", 1)
    streamed = evaluate(folder, registry)
    assert streamed.metrics == pytest.approx(whole.metrics, rel=1e-5)
    assert streamed.matrices == whole.matrices
