"""The film of a training: which words, which frames, in what bounds; no TensorFlow but where marked."""

import shutil
from types import SimpleNamespace

import numpy as np
import pytest

from rnnstudio.api import UserError
from rnnstudio.engine import snapshots
from rnnstudio.engine.control import Control
from rnnstudio.engine.training import go_on
from rnnstudio.project import edits
from rnnstudio.runs import film as runs_film
from rnnstudio.runs import folder as runs_folder
from rnnstudio.runs.events import RunFinished
from rnnstudio.runs.film import epochs_filmed, frame_file, lasting, read_film
from rnnstudio.vectors.film import frames


class Table(np.ndarray):
    """Stands for a Keras variable."""

    trainable = True


def table(rows=9, width=3, seed=0):
    return np.random.default_rng(seed).normal(size=(rows, width)).astype(np.float32).view(Table)


def step(values, name="vectors"):
    traits = SimpleNamespace(info=SimpleNamespace(traits=("embedding",)))
    made = SimpleNamespace(component=traits, layer=SimpleNamespace(weights=[values]), keras_name=name, name=name,
                           node=SimpleNamespace(id=name))
    made.within = lambda: [made]
    return made


@pytest.fixture
def numpy_tables(monkeypatch):
    monkeypatch.setattr(snapshots, "gathered", lambda variable, ids: np.asarray(variable)[ids])


@pytest.fixture
def folder(tmp_path):
    """A run with nine tokens, the later ones more frequent."""
    runs_folder.write_tokens(tmp_path, ["", "[UNK]", *"bcdefgh"], [50, 60, 1, 2, 3, 4, 5, 6, 7])
    return tmp_path


def begun(folder, *steps, most=4, epoch=0, anew=True):
    return snapshots.begin(folder, steps, SimpleNamespace(), most, epoch=epoch, anew=anew)


def test_that_the_most_frequent_words_are_filmed_and_neither_padding_nor_unknown(folder, numpy_tables):
    values = table()
    film = begun(folder, step(values))
    film.take(0)
    shown = frames(folder)
    assert shown.words == ("h", "g", "f", "e")
    np.testing.assert_allclose(shown.vectors[0], np.asarray(values)[[8, 7, 6, 5]], rtol=1e-3)
    assert np.load(frame_file(folder, 0, 0)).dtype == np.float16


def test_that_every_epoch_is_one_frame_and_one_taken_twice_is_one(folder, numpy_tables):
    values = table()
    film = begun(folder, step(values))
    for epoch in (0, 1, 2, 2):
        values += 1
        film.take(epoch)
    film.settle()
    shown = frames(folder)
    assert shown.epochs.tolist() == [0, 1, 2]
    np.testing.assert_allclose(shown.vectors[2], np.asarray(values)[[8, 7, 6, 5]], rtol=1e-3)


def test_that_numbers_too_large_for_half_precision_are_kept_whole(folder, numpy_tables):
    values = table() * np.float32(1e6)
    begun(folder, step(values.view(Table))).take(0)
    np.testing.assert_array_equal(frames(folder).vectors[0], np.asarray(values)[[8, 7, 6, 5]])


def test_that_a_full_film_keeps_every_second_frame_the_first_and_the_newest(folder, numpy_tables, monkeypatch):
    monkeypatch.setattr(runs_film, "MOST_FRAMES", 18)
    film = begun(folder, step(table()))
    for epoch in range(36):
        film.take(epoch)
    assert read_film(folder).stride == 4
    assert frames(folder).epochs.tolist() == [0, 4, 8, 12, 16, 20, 24, 28, 32, 35]
    assert len(list((folder / "film" / "1").glob("*.npy"))) == 10
    film.take(36)
    assert frames(folder).epochs.tolist() == [0, 4, 8, 12, 16, 20, 24, 28, 32, 36]


def test_that_a_film_keeps_within_its_bytes(folder, numpy_tables, monkeypatch):
    monkeypatch.setattr(runs_film, "MOST_BYTES", 20 * 4 * 3 * 2)
    film = begun(folder, step(table()))
    for epoch in range(100):
        film.take(epoch)
        assert sum(len(np.load(path).tobytes()) for path in (folder / "film" / "1").glob("*.npy")) <= 20 * 4 * 3 * 2
    assert frames(folder).epochs[-1] == 99


def test_that_fewer_words_are_filmed_where_vectors_are_long(folder, numpy_tables, monkeypatch):
    monkeypatch.setattr(runs_film, "MOST_BYTES", 16 * 2 * 3 * 2)
    begun(folder, step(table())).take(0)
    assert frames(folder).words == ("h", "g")


def test_that_a_film_killed_while_it_was_thinned_is_whole(folder, numpy_tables, monkeypatch):
    monkeypatch.setattr(runs_film, "MOST_FRAMES", 18)
    film = begun(folder, step(table()))
    for epoch in range(18):
        film.take(epoch)
    removed = type(folder).unlink
    monkeypatch.setattr(type(folder), "unlink", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        film.take(18)
    monkeypatch.setattr(type(folder), "unlink", removed)
    assert frames(folder).epochs.tolist() == [*range(0, 19, 2)]
    again = begun(folder, step(table()), epoch=17, anew=False)
    again.take(18)
    assert frames(folder).epochs.tolist() == [*range(0, 19, 2)]
    assert len(list((folder / "film" / "1").glob("*.npy"))) == 10


def test_that_going_on_cuts_what_is_beyond_the_state_and_what_was_half_written(folder, numpy_tables):
    values = table()
    film = begun(folder, step(values))
    for epoch in range(5):
        film.take(epoch)
    (folder / "film" / "1" / ".000005.npy.77.part").write_bytes(b"half")
    again = begun(folder, step(values), epoch=2, anew=False)
    assert epochs_filmed(folder, 0) == [0, 1, 2]
    assert not list((folder / "film" / "1").glob(".*"))
    again.take(3)
    assert frames(folder).epochs.tolist() == [0, 1, 2, 3]
    assert begun(folder, step(values)) is not None
    assert epochs_filmed(folder, 0) == []


def test_that_two_embeddings_have_a_film_each(folder, numpy_tables):
    begun(folder, step(table(), "one"), step(table(7, 2, 5), "two")).take(0)
    assert frames(folder, "two").vectors.shape == (1, 4, 2)
    assert frames(folder, "two").words == ("f", "e", "d", "c")
    assert frames(folder, "one").vectors.shape == (1, 4, 3)


def test_that_there_is_no_film_where_none_is_wanted_or_nothing_moves(folder, numpy_tables):
    frozen = table()
    frozen.trainable = False
    assert begun(folder, step(table()), most=0) is None
    assert begun(folder, step(frozen)) is None
    assert read_film(folder) is None


def test_that_data_without_a_vocabulary_is_filmed_by_its_ids(tmp_path, numpy_tables):
    flat = np.array([3, 3, 3, 5, 5, 1, 0, 99], np.int32)
    encoded = SimpleNamespace(inputs=SimpleNamespace(flat=flat))
    snapshots.begin(tmp_path, [step(table())], encoded, 3, epoch=0, anew=True).take(0)
    assert frames(tmp_path).words == ("id 3", "id 5", "id 2")


def test_that_a_full_disk_is_said(folder, numpy_tables):
    film = begun(folder, step(table()))
    shutil.rmtree(folder / "film" / "1")
    with pytest.raises(UserError, match="can't be written"):
        film.take(0)


def test_that_what_stays_is_the_first_the_last_and_every_nth():
    assert lasting([7, 3, 4, 5, 6, 8, 9], 4) == [3, 4, 8, 9]
    assert lasting([], 4) == []


@pytest.mark.tf
def test_that_a_run_goes_on_with_its_film_after_a_stop_in_mid_epoch(registry, run, small, monkeypatch):
    monkeypatch.setattr("rnnstudio.engine.strides.MOST", 1)
    wanted = edits.set_training(small, "epochs", 3)
    whole = _folder(run(wanted))
    control = StopIn(control_epoch := 2)
    stopped = _folder(run(wanted, control=control))
    assert frames(stopped).epochs.tolist() == list(range(control_epoch))
    go_on(stopped, registry)
    ours, theirs = frames(stopped), frames(whole)
    assert ours.epochs.tolist() == theirs.epochs.tolist() == [0, 1, 2, 3]
    assert ours.words == theirs.words
    assert len(set(ours.words)) == len(ours.words) > 20
    np.testing.assert_array_equal(ours.vectors, theirs.vectors)
    assert (np.abs(np.diff(ours.vectors, axis=0)).max(axis=(1, 2)) > 0).all()
    go_on(stopped, registry, more_epochs=1)
    assert frames(stopped).epochs.tolist() == [0, 1, 2, 3, 4]
    np.testing.assert_array_equal(frames(stopped).vectors[:4], theirs.vectors)
    tokens, _ = runs_folder.read_tokens(whole)
    assert [tokens[number] for number in theirs.ids] == list(theirs.words)


@pytest.mark.tf
def test_that_the_film_begins_before_the_first_epoch_and_none_is_made_if_none_is_wanted(run, small):
    import keras

    made = _folder(run(edits.set_training(small, "film_words", 5)))
    film = frames(made)
    assert film.vectors.shape[:2] == (3, 5)
    last = keras.models.load_model(made / "last.keras", compile=False).get_layer("vectors").get_weights()[0]
    np.testing.assert_allclose(film.vectors[-1], last[film.ids], rtol=1e-3, atol=1e-6)
    assert not (_folder(run(edits.set_training(small, "film_words", 0))) / "film").exists()


def _folder(events):
    from pathlib import Path

    finished = next(event for event in events if isinstance(event, RunFinished))
    return Path(finished.run)


class StopIn(Control):
    """Stops in the midst of an epoch of five batches."""

    def __init__(self, epoch):
        super().__init__()
        self.left = (epoch - 1) * 7 + 4

    @property
    def paused(self):
        self.left -= 1
        if self.left < 0:
            self.stop()
        return False


@pytest.mark.tf
def test_that_a_frame_leaves_the_table_as_quickly_read_as_it_was():
    import keras
    import tensorflow as tf

    layer = keras.layers.Embedding(50, 4)
    layer.build((None, None))
    variable = layer.embeddings

    def read():
        return np.from_dlpack(tf.convert_to_tensor(variable.value))

    before = read()
    rows = snapshots.gathered(variable, np.array([3, 7], np.int32))
    assert np.array_equal(rows, before[[3, 7]])
    assert read().ctypes.data == before.ctypes.data, "TensorFlow copies the whole table for each batch"
