"""From a source to encoded examples, with every mistake of the data said before training."""

import subprocess
import sys
import threading

import msgspec
import numpy as np
import pyarrow as pa
import pytest

from rnnstudio.api import Cancelled, Contents, UserError
from rnnstudio.engine.describe import check
from rnnstudio.engine.prepare import prepare
from rnnstudio.project.model import ComponentRef, DataSettings, Project


def test_that_texts_become_ids_by_a_vocabulary_of_the_training_part(registry, give_texts, make_reviews):
    texts, labels = make_reviews(40)
    texts[3] = "only-once " + texts[3]
    split = ["validation" if index == 3 else "train" for index in range(40)]
    prepared = prepare(give_texts(texts, labels, split=split), registry)
    assert "only-once" not in prepared.encoder.tokens
    assert prepared.validation.inputs[0].tolist()[0] == 1
    assert prepared.facts.vocabulary_size == len(prepared.encoder.tokens)
    assert (prepared.facts.training_examples, prepared.facts.validation_examples) == (39, 1)
    decoded = " ".join(prepared.encoder.tokens[index] for index in prepared.training.inputs[0])
    assert decoded == texts[0]


def test_that_labels_stay_with_their_texts(registry, give_texts, make_reviews):
    prepared = prepare(give_texts(*make_reviews(60)), registry)
    good = prepared.encoder.tokens.index("good")
    for part in (prepared.training, prepared.validation):
        for index in range(len(part)):
            assert (good in part.inputs[index]) == bool(part.labels[index, 0])


def test_that_a_text_without_tokens_gets_one_unknown_token(registry, give_texts, make_reviews):
    texts, labels = make_reviews(20)
    texts[0] = texts[1] = "  "
    prepared = prepare(give_texts(texts, labels), registry)
    assert min(prepared.training.inputs.lengths.min(), prepared.validation.inputs.lengths.min()) == 1


def test_that_ids_of_nothing_but_padding_get_one_unknown_token(registry, give):
    data = give(Contents(input="ids"), pa.record_batch(
        {"ids": [[0, 0, 0], [2, 3, 0], [0], [], [4]] * 4, "label": ["a", "b", "a", "b", "a"] * 4}))
    prepared = prepare(data, registry)
    for part in (prepared.training, prepared.validation):
        for index in range(len(part)):
            assert part.inputs[index].any()
    assert prepared.facts.vocabulary_size == 5


def test_that_values_keep_steps_and_features(registry, give):
    rows = [[[float(i), 1.0], [float(i), 2.0]] for i in range(10)]
    kind = pa.list_(pa.list_(pa.float32(), 2))
    batches = [pa.record_batch({"values": pa.array(rows[at:at + 5], kind), "label": [0.5] * 5}) for at in (0, 5)]
    prepared = prepare(give(Contents(input="values"), *batches), registry)
    assert (prepared.facts.task, prepared.facts.steps, prepared.facts.features) == ("regression", 2, 2)
    assert prepared.training.inputs[0].shape == (2, 2)
    found = [part.inputs[index] for part in (prepared.training, prepared.validation) for index in range(len(part))]
    assert sorted(float(example[0, 0]) for example in found) == list(range(10))
    assert all(example[:, 1].tolist() == [1.0, 2.0] for example in found)


def test_that_values_of_different_length_have_no_fixed_steps(registry, give):
    rows = [[[1.0]] * (1 + i % 3) for i in range(12)]
    data = give(Contents(input="values"), pa.record_batch({"values": rows, "label": [0.5] * 12}))
    prepared = prepare(data, registry)
    assert prepared.facts.steps is None
    assert prepared.facts.features == 1


def text(**columns):
    return Contents(input="text"), pa.record_batch(columns)


def ids(rows, **contents):
    return Contents(input="ids", **contents), pa.record_batch({"ids": rows, "label": ["a", "b"] * (len(rows) // 2)})


def values(rows, **contents):
    return Contents(input="values", **contents), pa.record_batch({"values": rows, "label": [0.5] * len(rows)})


@pytest.mark.parametrize(("table", "words"), [
    ((Contents(input="text"),), "no examples"),
    (text(text=pa.array([], pa.string()), label=pa.array([], pa.string())), "no examples"),
    (text(words=["a"], label=["x"]), 'no column "text"; its columns are: "words", "label"'),
    (text(text=["a"]), "too short for a window"),
    (text(text=["a", "b"], label=["x", None]), 'row 2: it has no value in the column "label"'),
    (text(text=[None, "b"], label=["x", "y"]), 'row 1: it has no value in the column "text"'),
    (text(text=[1, 2], label=["x", "y"]), "should hold text, but holds int64"),
    (text(text=["a", "b", "c"], label=["x", "x", "x"]), "the same label in every row"),
    (text(text=["a", "b"], label=["x", "y"]), "2 examples are too few"),
    (ids([[1, -2], [3]] * 4), "example 1 holds the token id -2; ids begin with 0"),
    (ids([[1], [9]] * 4, vocabulary_size=5), "example 2 holds the token id 9; ids go from 0 to 4"),
    (ids([[1, 2], [1]] * 4, steps=2), "example 2 has 1 time steps, but every example should have 2"),
    (values([[[1.0, 2.0]], [[1.0]]] * 4), "example 2 has a time step of 1 numbers, where 2 are expected"),
    (values([[[1.0, 2.0]]] * 4, features=3), "example 1 has a time step of 2 numbers, where 3 are expected"),
    (values([[[1.0]], []] * 4), "example 2 has no time steps"),
    (values([[[1.0]], [[float("inf")]]] * 4), "example 2 holds something that is not a finite number"),
])
def test_that_data_that_cannot_be_trained_on_is_refused_in_words(registry, give, table, words):
    with pytest.raises(UserError, match=words):
        prepare(give(*table), registry)


def test_that_a_source_that_fails_is_named_with_its_plugin(registry, give):
    data = give(Contents(input="text"), RuntimeError("disk on fire"))
    with pytest.raises(UserError, match="Given, of the plugin acme, failed: RuntimeError: disk on fire"):
        prepare(data, registry)


def test_that_an_encoder_that_fails_is_named_with_its_plugin(registry, give_texts, make_reviews):
    data = msgspec.structs.replace(give_texts(*make_reviews(20)),
                                   encoder=ComponentRef(type="test.spaces", params={"fail": True}))
    with pytest.raises(UserError, match="Spaces, of the plugin acme, failed"):
        prepare(data, registry)


def test_that_the_same_settings_are_read_once(registry, give_texts, make_reviews, readings):
    data = give_texts(*make_reviews(20))
    first = prepare(data, registry)
    spelled_out = msgspec.structs.replace(
        data, source=msgspec.structs.replace(data.source, params={**data.source.params, "file": ""}))
    assert prepare(spelled_out, registry) is first
    assert len(readings) == 1
    assert prepare(msgspec.structs.replace(data, split=msgspec.structs.replace(data.split, seed=5)),
                   registry) is not first


def test_that_a_file_that_changed_is_read_again(registry, give_texts, make_reviews, readings, tmp_path):
    data = give_texts(*make_reviews(20))
    data = msgspec.structs.replace(data, source=ComponentRef(
        type="test.given", params={**data.source.params, "file": "words.csv"}))
    (tmp_path / "words.csv").write_text("one", encoding="utf-8")
    first = prepare(data, registry, folder=tmp_path)
    assert prepare(data, registry, folder=tmp_path) is first
    (tmp_path / "words.csv").write_text("one two", encoding="utf-8")
    assert prepare(data, registry, folder=tmp_path) is not first
    assert len(readings) == 2


def test_that_data_that_failed_is_not_read_again_for_the_same_answer(registry, give, readings):
    data = give(*text(text=["a", "b", "c"], label=["x", "x", "x"]))
    for _ in range(3):
        with pytest.raises(UserError, match="the same label"):
            prepare(data, registry)
    assert len(readings) == 1


def test_that_two_threads_read_once(registry, give_texts, make_reviews, readings):
    data = give_texts(*make_reviews(2000))
    found = []
    threads = [threading.Thread(target=lambda: found.append(prepare(data, registry))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == 4
    assert all(prepared is found[0] for prepared in found)
    assert len(readings) == 1


def test_that_reading_can_be_cancelled(registry, give_texts, make_reviews):
    data = give_texts(*make_reviews(20))
    with pytest.raises(Cancelled):
        prepare(data, registry, cancelled=lambda: True)
    assert prepare(data, registry).facts.training_examples == 16


def test_that_describing_data_loads_neither_tensorflow_nor_keras():
    script = ("import sys; from rnnstudio.engine import describe, export, training; "
              "from rnnstudio.project.model import Project; from rnnstudio.registry import Registry; "
              "from rnnstudio.api import UserError\n"
              "try: describe.describe_data(Project(), Registry([]))\n"
              "except UserError: pass\n"
              "sys.exit(bool({'tensorflow', 'keras'} & sys.modules.keys()))")
    assert subprocess.run([sys.executable, "-c", script], timeout=60, check=False).returncode == 0


def test_that_check_reports_data_that_cannot_be_used_before_the_stack(registry, give, node):
    project = Project(data=give(*text(text=["a", "b", "c"], label=["x", "x", "x"])),
                      stack=(node("dense"), node("unheard")))
    facts, report = check(project, registry)
    assert facts is None
    assert not report.trainable
    assert [problem.node for problem in report.problems] == [None, "unheard_2"]
    assert "same label" in report.problems[0].message
    assert [layer.name for layer in report.layers] == ["Dense", "test.unheard"]


def test_that_check_says_where_a_wrong_parameter_of_the_source_stands(registry):
    project = Project(data=DataSettings(source=ComponentRef(type="test.given", params={"key": 3})))
    _, report = check(project, registry)
    assert report.problems[0].path == "$.data.source.params.key"
    project = Project(data=DataSettings(source=ComponentRef(type="nobody.knows")))
    _, report = check(project, registry)
    assert report.problems[0].path == "$.data.source"
    assert "nobody.knows" in report.problems[0].message


@pytest.mark.tf
def test_that_check_tells_of_rows_left_out_and_of_what_would_suit_the_data_better(registry, give, make_reviews):
    texts, _ = make_reviews(60)
    batch = pa.record_batch({"text": [*texts, None], "label": ["often"] * 50 + ["rare"] * 10 + ["rare"]})
    data = give(Contents(input="text"), batch)
    _, report = check(Project(data=data), registry)
    assert report.problems[0].message == (
        'row 61: it has no value in the column "text"; correct it, or skip rows that can\'t be used')
    _, report = check(Project(data=msgspec.structs.replace(data, bad_rows="skip")), registry)
    assert [(found.severity, found.kind) for found in report.problems[:2]] == [
        ("warning", ""), ("advice", "class_weights")]
    assert report.problems[0].message == 'rows left out: 1, such as row 61: it has no value in the column "text"'
    assert report.problems[1].repairs[0].title == "Balance the classes"


def test_that_encoded_examples_take_no_padding(registry, give_texts, make_reviews):
    texts, labels = make_reviews(100)
    prepared = prepare(give_texts(texts, labels), registry)
    assert prepared.training.inputs.flat.dtype == np.int32
    assert prepared.training.inputs.steps + prepared.validation.inputs.steps == sum(len(t.split()) for t in texts)
