"""Embeddings that start from a file of vectors: what is said beforehand, and what training makes of it."""

import threading
import time
from pathlib import Path
from types import SimpleNamespace

import msgspec
import numpy as np
import pytest

from rnnstudio.api import Cancelled, Layer, StartVectors, UserError
from rnnstudio.engine import pretrained
from rnnstudio.engine.describe import check, cover, describe_data, describe_stack
from rnnstudio.engine.training import go_on, train
from rnnstudio.project import changes, edits, file
from rnnstudio.runs import folder as runs_folder
from rnnstudio.vectors.files import look

WIDTH = 3
START = StartVectors(path="v.txt", dimensions=WIDTH)


def vectors_of(words, width=WIDTH):
    """Return a made-up vector for each word, the same each time."""
    return {word: np.arange(width, dtype=np.float32) + 10 * place for place, word in enumerate(words, 1)}


def written(path, words, width=WIDTH):
    path.write_text("".join(f"{word} {' '.join(str(float(value)) for value in vector)}\n"
                            for word, vector in vectors_of(words, width).items()), encoding="utf-8")
    return path


@pytest.fixture
def reading(monkeypatch):
    """A list that grows with each reading of a file."""
    seen = []
    real = pretrained.matched

    def noted(*given, **more):
        seen.append(given)
        return real(*given, **more)

    monkeypatch.setattr(pretrained, "matched", noted)
    return seen


def found(words, path, start=START, **more):
    pretrained._kept.clear()  # what is in memory isn't what these are about
    return pretrained.found(["", "[UNK]", *words], look(path), start, **more)


def test_that_a_file_is_read_once_for_the_same_words_and_again_for_others(tmp_path, reading):
    path = written(tmp_path / "v.txt", ["good", "bad"])
    first = found(["good", "other"], path)
    second = found(["good", "other"], path)
    assert len(reading) == 1
    assert first.rows.tolist() == second.rows.tolist() == [2]
    np.testing.assert_array_equal(first.vectors, second.vectors)
    assert (second.count, second.missing) == (2, ("other",))
    found(["good", "another"], path)
    found(["good", "other"], path, msgspec.structs.replace(START, ignore_case=True))
    written(path, ["good", "bad", "other"])
    assert found(["good", "other"], path).rows.tolist() == [2, 3]
    assert len(reading) == 4


def test_that_what_was_kept_and_got_damaged_is_read_again(tmp_path, reading, monkeypatch):
    path = written(tmp_path / "v.txt", ["good"])
    found(["good"], path)
    for kept in (Path(pretrained.store.cache_folder())).rglob(pretrained.VECTORS):
        kept.write_bytes(b"half")
    assert found(["good"], path).rows.tolist() == [2]
    assert len(reading) == 2


def test_that_two_who_ask_wait_for_one_reading_and_one_may_leave(tmp_path, monkeypatch):
    path = written(tmp_path / "v.txt", ["good"])
    begun, release, calls = threading.Event(), threading.Event(), []
    real = pretrained.matched

    def slow(*given, tell, cancelled, **more):
        calls.append(given)
        tell(0.5)
        begun.set()
        while not release.wait(0.01):
            if cancelled():
                raise Cancelled
        return real(*given, **more)

    monkeypatch.setattr(pretrained, "matched", slow)
    shares = []
    with pytest.raises(Cancelled):
        found(["good"], path, tell=shares.append, cancelled=lambda: begun.is_set() and bool(shares))
    release.set()
    assert found(["good"], path).rows.tolist() == [2]
    assert len(calls) == 1
    assert shares[-1] == 0.5


def test_that_a_reading_nobody_waits_for_ends(tmp_path, monkeypatch):
    path = written(tmp_path / "v.txt", ["good"])
    ended = threading.Event()

    def endless(*given, tell, cancelled, **more):
        while not cancelled():
            time.sleep(0.01)
        ended.set()
        raise Cancelled

    monkeypatch.setattr(pretrained, "_LINGER", 0.1)
    monkeypatch.setattr(pretrained, "matched", endless)
    with pytest.raises(Cancelled):
        found(["good"], path, cancelled=lambda: True)
    assert ended.wait(5)


def test_that_a_layer_of_before_names_no_vectors():
    class Old(Layer):
        starts_from: bool = True  # a plugin's own parameter, older than the method

    assert pretrained.start_of(SimpleNamespace(component=Old())) is None
    assert pretrained.start_of(SimpleNamespace(component=None)) is None
    assert Layer().starts_from() is None


@pytest.fixture
def project(small, node, tmp_path):
    """The small project with an embedding of three dimensions that starts from a file beside it."""
    written(tmp_path / "v.txt", ["good", "w3", "elsewhere"])
    return msgspec.structs.replace(small, stack=(
        node("started", id="vectors", file="v.txt", size=WIDTH), node("average", id="average"),
        node("dense", id="dense")))


@pytest.fixture
def report(registry, tmp_path):
    return lambda project: check(project, registry, folder=tmp_path)[1]


def only(report):
    (found,) = [problem for problem in report.problems if problem.kind.startswith("vectors")]
    return found


@pytest.mark.tf
def test_that_a_check_says_for_how_many_words_there_are_vectors(project, report):
    told = only(report(project))
    assert told.message == ("vectors for 2 of 25 words from v.txt; 23 not found, such as bad, w0, w1")
    assert (told.node, told.severity, told.path) == ("vectors", "warning", "$.stack[0].params.file")
    assert report(project).trainable


@pytest.mark.tf
def test_that_most_words_are_a_note_and_none_an_error(project, report, tmp_path):
    written(tmp_path / "v.txt", ["good", *(f"w{n}" for n in range(20))])
    told = only(report(project))
    assert told.severity == "note"
    assert told.message.startswith("vectors for 21 of 25 words")
    written(tmp_path / "v.txt", ["GOOD", "BAD"])
    told = only(report(project))
    assert told.severity == "error"
    assert told.message.startswith("v.txt has a vector for none of the 25 words, such as bad, good, w0")
    assert [repair.title for repair in told.repairs] == ["Ignore case", "Start at random"]
    mended, _ = changes.apply(project, told.repairs[0].changes)
    assert only(report(mended)).message.startswith("vectors for 2 of 25 words")


@pytest.mark.tf
def test_that_another_width_is_told_with_the_repair_and_shapes_are_still_shown(project, report, tmp_path):
    written(tmp_path / "v.txt", ["good"], width=5)
    found = report(project)
    told = only(found)
    assert told.message == "the vectors in the file have 5 dimensions, Embedding has 3"
    assert [repair.title for repair in told.repairs] == ["Use 5 dimensions", "Start at random"]
    assert [layer.output_shape for layer in found.layers] == [(None, None, 3), (None, 3), (None, 1)]
    for repair in told.repairs:
        mended, _ = changes.apply(project, repair.changes)
        assert report(mended).trainable


@pytest.mark.tf
def test_that_a_file_that_is_gone_or_broken_is_told_on_the_layer(project, report, tmp_path):
    (tmp_path / "v.txt").write_text("good 1 2 3\nbad 1 2 3\nw3 1 2\nw4 1 2 3\n" * 30, encoding="utf-8")
    head = (tmp_path / "v.txt").read_text(encoding="utf-8").replace("w3 1 2\n", "w3 1 2 3\n", 20)
    (tmp_path / "v.txt").write_text(head, encoding="utf-8")
    told = only(report(project))
    assert (told.severity, "broken at line 83" in told.message) == ("error", True), told.message
    (tmp_path / "v.txt").unlink()
    told = only(report(project))
    assert "there is no file" in told.message
    mended, _ = changes.apply(project, told.repairs[0].changes)
    assert not [problem for problem in report(mended).problems if problem.kind.startswith("vectors")]


@pytest.mark.tf
def test_that_numbers_have_no_words_to_be_matched(project, registry, tmp_path):
    facts = describe_data(project, registry)
    found = describe_stack(project, registry, msgspec.structs.replace(facts, input="ids"), folder=tmp_path)
    assert "the data has no words" in only(found).message


@pytest.mark.tf
def test_that_how_far_reading_is_stands_in_the_report_meanwhile(project, registry, tmp_path, monkeypatch):
    from rnnstudio.engine import problems_vectors

    real = pretrained.matched
    monkeypatch.setattr(problems_vectors, "_PAUSE", 0.0)

    def slow(*given, tell, cancelled, **more):
        tell(0.25)
        time.sleep(0.2)
        return real(*given, tell=tell, cancelled=cancelled, **more)

    monkeypatch.setattr(pretrained, "matched", slow)
    facts = describe_data(project, registry)
    told = []
    cover(project, registry, facts, describe_stack(project, registry, facts, folder=tmp_path), folder=tmp_path,
          told=told.append)
    assert only(told[-1]).message == "Reading v.txt: 25 %"


@pytest.mark.tf
def test_that_frozen_vectors_are_what_the_file_says_after_training_and_others_as_they_began(
        project, registry, tmp_path):
    import keras

    frozen = edits.set_parameter(project, "vectors", "learns", False)
    run = Path(train(frozen, registry, tmp_path / "runs", folder=tmp_path).run)
    tokens, _ = runs_folder.read_tokens(run)
    after = keras.models.load_model(run / "last.keras", compile=False, safe_mode=True).get_layer("vectors")
    table = after.get_weights()[0]
    for word, vector in vectors_of(["good", "w3"]).items():
        np.testing.assert_array_equal(table[tokens.index(word)], vector)
    assert np.abs(table[tokens.index("w4")]).max() < 0.06
    assert np.abs(table[tokens.index("w4")]).max() > 0
    assert "v.txt" not in (run / "run.json").read_text(encoding="utf-8")
    assert "v.txt" not in str(after.get_config())
    assert "Embedding: vectors for 2 of 25 words" in (run / "log.txt").read_text(encoding="utf-8")
    assert not (run / "film").exists()


@pytest.mark.tf
def test_that_vectors_that_learn_begin_at_the_files_and_the_run_needs_the_file_no_more(project, registry, tmp_path):
    from rnnstudio.vectors.film import frames

    run = Path(train(project, registry, tmp_path / "runs", folder=tmp_path).run)
    film = frames(run)
    began = vectors_of(["good", "w3"])
    np.testing.assert_array_equal(film.vectors[0][film.words.index("good")], began["good"])
    assert (film.vectors[-1][film.words.index("good")] != began["good"]).any()
    (tmp_path / "v.txt").unlink()
    assert go_on(run, registry, more_epochs=1).epochs == 3
    again = train(project, registry, tmp_path / "runs", folder=tmp_path, weights=run)
    assert again.epochs == 2
    with pytest.raises(UserError, match="there is no file"):
        train(project, registry, tmp_path / "runs", folder=tmp_path)
    assert file.load(run / runs_folder.PROJECT).node("vectors").params["file"] == "v.txt"


@pytest.mark.tf
def test_that_training_refuses_a_file_that_has_none_of_the_words(project, registry, tmp_path):
    written(tmp_path / "v.txt", ["elsewhere"])
    with pytest.raises(UserError, match="none of the 25 words"):
        train(project, registry, tmp_path / "runs", folder=tmp_path)
    assert not (tmp_path / "runs").exists()
