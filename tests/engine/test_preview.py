"""What the Data pane is told: the first rows, as they stand and as the network gets them, and figures over all."""

import msgspec
import numpy as np
import pyarrow as pa
import pytest

from rnnstudio.api import BadRow, Contents, Look, UserError
from rnnstudio.engine.describe import download_data, profile_data
from rnnstudio.engine.preview import MOST_POINTS, first_look, first_rows, series_of
from rnnstudio.project import changes
from rnnstudio.project.model import ComponentRef, Project, TrainingSettings
from rnnstudio.project.preview import MOST_PIECES, kept_share


def shown(data, registry, rows=5, **training):
    project = Project(data=data, training=TrainingSettings(**training))
    preview, profile = profile_data(project, registry, first_rows(data, registry, rows))
    return project, preview, profile


def test_that_first_rows_stand_as_they_are_and_no_more_is_read(registry, give, readings):
    batches = [pa.record_batch({"text": [f"text {at}", "b"], "label": ["x", "y"], "line": [at, at + 1]})
               for at in (1, 3, 5)]
    data = give(Contents(input="text"), *batches, RuntimeError("read too far"))
    preview = first_rows(data, registry, 4)
    assert [(row.number, row.line, row.text, row.label) for row in preview.rows] == [
        (1, 1, "text 1", "x"), (2, 2, "b", "y"), (3, 3, "text 3", "x"), (4, 4, "b", "y")]
    assert not preview.complete


def test_that_rows_come_again_with_tokens_parts_and_ids(registry, give_texts, make_reviews):
    texts, labels = make_reviews(40)
    texts[0] = "good " + " ".join(f"w{i}" for i in range(20))
    data = give_texts(texts, labels, split=["validation", *["train"] * 30, *["validation"] * 9])
    data = msgspec.structs.replace(data, encoder=ComponentRef(
        type="test.spaces", params={"maximum_length": 4, "keep": "end"}))
    _, preview, _ = shown(data, registry)
    row = preview.rows[0]
    assert row.split == "validation"
    assert row.length == 21
    assert row.pieces[0].text == "good"
    assert [piece.id for piece in row.pieces][-4:] == list(row.ids)
    assert preview.padded_to == 4
    assert preview.complete


def test_that_rows_of_several_files_keep_their_own_parts(registry, give_texts):
    texts = [f"{word} {at}" for word in ("good", "bad") for at in range(20)]
    data = give_texts(texts, ["for", "against"] * 20, line=[*range(2, 22), *range(2, 22)],
                      split=["train"] * 20 + ["validation"] * 20)
    _, preview, _ = shown(data, registry, rows=25)
    assert [row.split for row in preview.rows] == ["train"] * 20 + ["validation"] * 5


def test_that_a_text_longer_than_the_preview_carries_is_counted_whole(registry, give_texts, make_reviews):
    texts, labels = make_reviews(40)
    texts[1] = "good " * 300
    _, preview, _ = shown(give_texts(texts, labels), registry)
    row = preview.rows[1]
    assert (row.length, row.kept, len(row.ids), preview.padded_to) == (300, 300, MOST_PIECES, 300)


def test_that_a_glance_at_what_cannot_be_read_shows_nothing(registry, give):
    data = give(Contents(input="text"))
    missing = msgspec.structs.replace(data, source=ComponentRef(type="gone.away"))
    assert first_look(missing, registry) == Look()


def test_that_a_bad_row_does_not_end_the_preview(registry, give):
    data = give(Contents(input="text"), pa.record_batch({"text": ["a", None, "c"], "label": ["x", "y", None]}))
    assert [row.text for row in first_rows(data, registry, 5).rows] == ["a"]


def test_that_ids_and_numbers_are_shown(registry, give):
    ids = give(Contents(input="ids"), pa.record_batch({"ids": [[2, 3], [4]] * 10, "label": [["a", "b"], ["b"]] * 10}))
    _, preview, profile = shown(ids, registry)
    assert [(row.ids, row.label) for row in preview.rows[:2]] == [((2, 3), "a, b"), ((4,), "b")]
    assert [(found.name, found.training + found.validation) for found in profile.classes] == [("b", 20), ("a", 10)]
    kind = pa.list_(pa.list_(pa.float32(), 2))
    numbers = give(Contents(input="values", names=("x", "y")), pa.record_batch(
        {"values": pa.array([[[1.0, 2.0], [3.0, 4.0]]] * 10, kind), "label": [0.5, 1.5] * 5}))
    _, preview, profile = shown(numbers, registry)
    assert preview.rows[0].values == ((1.0, 2.0), (3.0, 4.0))
    assert profile.task == "regression"
    assert profile.classes == ()


def test_that_a_series_is_thinned_out_and_keeps_its_peaks(registry, give):
    steps = np.zeros((10_000, 1))
    steps[777] = 5
    steps[778] = -5
    series = series_of(steps, ("a",))
    assert series.total == 10_000
    assert len(series.steps) <= MOST_POINTS + 2
    assert {-5.0, 5.0} <= {value for (value,) in series.values}
    kind = pa.list_(pa.list_(pa.float32(), 1))
    data = give(Contents(input="values", task="forecasting", names=("a",)), pa.record_batch(
        {"values": pa.array([steps[:1000].tolist()], kind)}))
    data = msgspec.structs.replace(data, task=ComponentRef(
        type="rnnstudio.forecasting", params={"window_length": 20, "horizon": 3}))
    _, preview, profile = shown(data, registry)
    assert (preview.series.window, preview.series.first, preview.series.ahead) == (20, 20, 3)
    assert preview.series.parts == (("train", 0, 800), ("validation", 800, 1000))
    assert profile.task == "forecasting"
    assert profile.training > 700


def test_that_figures_are_over_all_of_the_data(registry, give_texts):
    texts = [f"word{i % 3} " * (1 + i % 4) for i in range(60)] + ["word0"] * 4 + ["never seen"]
    labels = ["a", "b"] * 30 + ["a"] * 4 + ["b"]
    split = ["train"] * 50 + ["validation"] * 15
    _, _, profile = shown(give_texts(texts, labels, split=split), registry)
    assert (profile.examples, profile.training, profile.validation) == (65, 50, 15)
    assert dict(profile.lengths) == {1: 19, 2: 16, 3: 15, 4: 15}
    assert {found.name: found.training for found in profile.classes} == {"a": 25, "b": 25}
    assert profile.duplicates == 65 - 14
    assert profile.leaked == 10
    assert profile.leaks[0].startswith("word")
    assert profile.unknown_training == 0
    assert 0 < profile.unknown_validation < 0.1
    assert kept_share(profile.lengths, 2) == (19 + 2 * 46) / (19 + 32 + 45 + 60)
    assert kept_share((), 5) == 1.0


def test_that_rows_left_out_are_counted_with_their_reason(registry, give):
    batch = pa.record_batch({"text": ["a b", None, "c d", "e", None] * 8, "label": ["x", "y", "y", None, "x"] * 8})
    data = msgspec.structs.replace(give(Contents(input="text"), batch), bad_rows="skip")
    _, _, profile = shown(data, registry)
    assert profile.examples == 16
    assert [(bad.count, bad.first[0]) for bad in profile.bad] == [
        (16, BadRow(reason='it has no value in the column "text"', line=2)),
        (8, BadRow(reason='it has no value in the column "label"', line=4))]


def test_that_unbalanced_classes_are_offered_weights(registry, give_texts, make_reviews):
    texts, _ = make_reviews(100)
    data = give_texts(texts, ["rare" if i % 10 == 0 else "often" for i in range(100)])
    project, _, profile = shown(data, registry)
    (found,) = [suggestion for suggestion in profile.suggestions if suggestion.kind == "class_weights"]
    assert "9 times" in found.message
    changed, _ = changes.apply(project, found.changes)
    assert changed.training.class_weights == "balanced"
    _, _, balanced = shown(data, registry, class_weights="balanced")
    assert not [found for found in balanced.suggestions if found.kind == "class_weights"]


def test_that_a_class_with_one_example_is_told(registry, give_texts, make_reviews):
    texts, _ = make_reviews(60)
    _, _, profile = shown(give_texts(texts, ["once", *["a", "b"] * 29, "a"]), registry)
    assert any(s.kind == "rare_class" and "once" in s.message for s in profile.suggestions)


def test_that_a_class_is_told_with_its_line_if_hardly_anything_is_learned_of_it(registry, give_texts, make_reviews):
    texts, labels = make_reviews(60)
    labels[7], labels[58:] = "once", ["late", "late"]
    split = ["train"] * 40 + ["validation"] * 10 + ["test"] * 10
    _, _, profile = shown(give_texts(texts, labels, split=split, line=list(range(2, 62))), registry)
    found = {suggestion.kind: suggestion.message for suggestion in profile.suggestions}
    assert found["rare_class"].endswith(": once (line 9)")
    assert found["unlearned_class"].endswith("so that no example of them is learned from: late (line 60)")


def test_that_many_unknown_words_are_offered_subwords():
    from rnnstudio.registry import Registry, installed_plugins

    registry = Registry([plugin for plugin in installed_plugins() if plugin.name == "rnnstudio_data"])
    project = Project()
    project = msgspec.structs.replace(project, data=msgspec.structs.replace(project.data, encoder=ComponentRef(
        type="rnnstudio.words", params={"vocabulary_size": 50})))
    _, profile = profile_data(project, registry, first_rows(project.data, registry, 5))
    (found,) = [suggestion for suggestion in profile.suggestions if suggestion.kind == "unknown"]
    changed, _ = changes.apply(project, found.changes)
    assert changed.data.encoder.type == "rnnstudio.bpe"


@pytest.mark.parametrize(("source", "encoder"), [
    ("rnnstudio.chinese_classics", "rnnstudio.characters"), ("rnnstudio.surnames", "rnnstudio.characters"),
    ("rnnstudio.english_reviews", None)])
def test_that_chinese_and_names_are_offered_characters(source, encoder):
    from rnnstudio.registry import Registry, installed_plugins

    registry = Registry([plugin for plugin in installed_plugins() if plugin.name == "rnnstudio_data"])
    project = Project()
    data = msgspec.structs.replace(project.data, source=ComponentRef(type=source))
    project = msgspec.structs.replace(project, data=data)
    _, profile = profile_data(project, registry, first_rows(data, registry, 20))
    found = [change.ref.type for suggestion in profile.suggestions if suggestion.kind == "encoder"
             for change in suggestion.changes]
    assert found == ([encoder] if encoder else [])


def test_that_nothing_is_downloaded_that_is_there(registry, give_texts, make_reviews):
    download_data(Project(data=give_texts(*make_reviews(20))), registry)


def test_that_data_that_cannot_be_read_says_so(registry, give):
    data = give(Contents(input="text"), UserError("the disk is away"))
    with pytest.raises(UserError, match="the disk is away"):
        first_rows(data, registry, 5)
