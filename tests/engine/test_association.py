"""P(class | word): counted in the training part, as one would by hand; where it can't be had, it is said why."""

import collections
import math
import types

import numpy as np
import pyarrow as pa
import pytest

from rnnstudio.api import Cancelled, Contents
from rnnstudio.engine import association as module
from rnnstudio.engine import encoding
from rnnstudio.engine.about_run import fingerprint
from rnnstudio.engine.association import association
from rnnstudio.engine.encoded import token_counts
from rnnstudio.engine.prepare import prepare
from rnnstudio.project import file
from rnnstudio.project.model import Project
from rnnstudio.runs import folder as runs_folder
from rnnstudio.runs.about import DataOrigin

TEXTS = ["good film good", "bad film", "good day", "bad bad day film", "so so", "good bad"] * 4
LABELS = ["for", "against", "for", "against", "against", "for"] * 4
SPLIT = (["train"] * 5 + ["validation"]) * 4


@pytest.fixture
def make_run(tmp_path, registry):
    """Write the folder of a run as training on these data settings would; return it with what was prepared."""

    def make(data):
        prepared = prepare(data, registry)
        folder = tmp_path / "run"
        folder.mkdir(exist_ok=True)
        file.save(Project(data=data), folder / runs_folder.PROJECT)
        runs_folder.write_info(folder, runs_folder.RunInfo(
            name="Run", facts=prepared.facts, data=DataOrigin(fingerprint=fingerprint(prepared.encoded))))
        if prepared.encoder is not None:
            runs_folder.write_tokens(folder, list(prepared.encoder.tokens), token_counts(prepared.encoded))
        return types.SimpleNamespace(folder=folder, prepared=prepared)

    return make


def by_hand(texts, labels):
    """Return each word's places by label, and in all."""
    found = collections.defaultdict(collections.Counter)
    for text, own in zip(texts, labels, strict=True):
        for word in text.split():
            found[word].update(own if isinstance(own, list) else [own])
            found[word][""] += 1
    return found


def assert_counted(found, tokens, classes, expected):
    assert (found.missing, found.classes) == ("", classes)
    assert found.shares.shape == (len(tokens), len(classes))
    assert found.shares.dtype == np.float32
    for row, token in enumerate(tokens):
        for place, name in enumerate(classes):
            share = found.shares[row, place]
            if expected[token][""]:
                assert share == pytest.approx(expected[token][name] / expected[token][""])
            else:
                assert math.isnan(share)


def test_that_places_in_the_training_part_are_counted_by_class(registry, give_texts, make_run):
    run = make_run(give_texts(TEXTS, LABELS, split=SPLIT))
    learned = [(text, label) for text, label, part in zip(TEXTS, LABELS, SPLIT, strict=True) if part == "train"]
    found = association(run.folder, registry)
    tokens = list(run.prepared.encoder.tokens)
    assert_counted(found, tokens, ("against", "for"), by_hand(*zip(*learned, strict=True)))
    assert found.shares[tokens.index("good")].tolist() == [0, 1]  # "good bad" is judged by, not learned from
    assert np.isnan(found.shares[0]).all()


def test_that_chunk_by_chunk_it_comes_to_the_same(registry, give_texts, make_run, monkeypatch):
    monkeypatch.setattr(encoding, "_SLICE", 3)
    monkeypatch.setattr(encoding, "_NUMBERS_IN_A_BATCH", 7)
    run = make_run(give_texts(TEXTS, LABELS))
    assert len(run.prepared.encoded.chunks.sizes) > 1
    parts = run.prepared.split
    learned = [(text, label) for text, label, part in zip(TEXTS, LABELS, parts, strict=True) if part == 0]
    assert_counted(association(run.folder, registry), run.prepared.encoder.tokens, ("against", "for"),
                   by_hand(*zip(*learned, strict=True)))


def test_that_with_several_classes_shares_add_up_to_one_and_with_several_labels_need_not(registry, give, make_run):
    classes = ["a", "b", "c"] * 8
    run = make_run(give(Contents(input="text"), pa.record_batch({
        "text": TEXTS, "label": classes, "split": ["train"] * 23 + ["validation"]})))
    found = association(run.folder, registry)
    assert_counted(found, run.prepared.encoder.tokens, ("a", "b", "c"), by_hand(TEXTS[:23], classes[:23]))
    assert np.allclose(found.shares[2:].sum(axis=1), 1)
    labels = [["x"], ["x", "y"], ["y"], ["x", "y"]] * 6
    run = make_run(give(Contents(input="text"), pa.record_batch({
        "text": TEXTS, "label": labels, "split": ["train"] * 23 + ["validation"]})))
    found = association(run.folder, registry)
    assert_counted(found, run.prepared.encoder.tokens, ("x", "y"), by_hand(TEXTS[:23], labels[:23]))
    assert found.shares[2:].sum(axis=1).max() > 1


def test_that_ids_without_a_vocabulary_have_classes_too(registry, give, make_run):
    run = make_run(give(Contents(input="ids", vocabulary_size=6), pa.record_batch(
        {"ids": [[2, 3], [2], [4, 4], [2, 4]] * 5, "label": ["a", "a", "b", "b"] * 5,
         "split": ["train"] * 16 + ["validation"] * 4})))
    found = association(run.folder, registry)
    assert np.allclose(found.shares, [[np.nan] * 2, [np.nan] * 2, [2 / 3, 1 / 3], [1, 0], [0, 1], [np.nan] * 2],
                       equal_nan=True)


def test_that_a_task_without_classes_has_none_and_says_so(registry, give, make_run):
    run = make_run(give(Contents(input="text"), pa.record_batch({
        "text": TEXTS, "label": [float(row) + 0.5 for row in range(24)]})))
    assert association(run.folder, registry).missing == "The run has no classes, so no word goes with any."


def test_that_data_that_has_changed_or_is_gone_is_said(registry, give_texts, make_run, tables):
    run = make_run(give_texts(TEXTS, LABELS))
    key = next(iter(tables))
    before = tables[key]
    tables[key] = (before[0], (pa.record_batch({"text": [*TEXTS[1:], "other"], "label": LABELS}),))
    module.prepare.__globals__["kept"].clear()
    found = association(run.folder, registry)
    assert found.shares is None
    assert "the data has changed since the run was trained on it" in found.missing
    del tables[key]
    module.prepare.__globals__["kept"].clear()
    found = association(run.folder, registry)
    assert "the run's data can't be read" in found.missing


def test_that_too_many_words_and_classes_are_not_counted(registry, give_texts, make_run, monkeypatch):
    run = make_run(give_texts(TEXTS, LABELS))
    monkeypatch.setattr(module, "_MOST_CELLS", 10)
    assert "times 2 classes are too many" in association(run.folder, registry).missing


def test_that_it_can_be_stopped(registry, give_texts, make_run):
    run = make_run(give_texts(TEXTS, LABELS))
    with pytest.raises(Cancelled):
        association(run.folder, registry, cancelled=lambda: True)
