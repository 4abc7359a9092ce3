"""Reading a film: what is left out, what is aligned, who was whose neighbour when."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnstudio.api import UserError
from rnnstudio.runs.film import Film, FilmLayer, frame_file, write_film
from rnnstudio.vectors.film import aligned, frames, layers_filmed, most_moved, moved, neighbours, rotation, seen

WORDS = ("the", "a", "good", "bad", "film")


def turned(seed, width):
    """Return an orthogonal matrix."""
    return np.linalg.qr(np.random.default_rng(seed).normal(size=(width, width)))[0].astype(np.float32)


def some(seed=0, epochs=4, words=5, width=3):
    return np.random.default_rng(seed).normal(size=(epochs, words, width)).astype(np.float32)


@pytest.fixture
def filmed(tmp_path):
    """A run with a film of four epochs in half precision, and its numbers."""
    write_film(tmp_path, Film(layers=(FilmLayer(node="node", keras_name="vectors", name="Vectors", dimensions=3),),
                              ids=(2, 3, 4, 5, 6), words=WORDS))
    values = some().astype(np.float16)
    for epoch, frame in enumerate(values):
        np.save(frame_file(tmp_path, 0, epoch), frame)
    return tmp_path, values.astype(np.float32)


def test_that_a_film_is_read_as_it_was_written(filmed):
    run, values = filmed
    film = frames(run)
    assert (film.name, film.words, film.ids.tolist(), film.epochs.tolist()) == (
        "Vectors", WORDS, [2, 3, 4, 5, 6], [0, 1, 2, 3])
    assert film.vectors.dtype == np.float32
    np.testing.assert_array_equal(film.vectors, values)
    assert [layer.keras_name for layer in layers_filmed(run)] == ["vectors"]


def test_that_a_frame_that_is_damaged_is_left_out_and_the_rest_is_seen(filmed):
    run, values = filmed
    frame_file(run, 0, 1).write_bytes(b"\x93NUMPY\x01\x00half")
    np.save(frame_file(run, 0, 2), np.full((5, 3), np.nan, np.float32))
    (run / "film" / "1" / ".000004.npy.77.part").write_bytes(b"half")
    np.save(frame_file(run, 0, 5), values[0][:2])
    film = frames(run)
    assert film.epochs.tolist() == [0, 3]
    np.testing.assert_array_equal(film.vectors, values[[0, 3]])


def test_that_only_new_frames_are_read_when_a_run_goes_on(filmed, monkeypatch):
    run, values = filmed
    first = frames(run)
    np.save(frame_file(run, 0, 4), values[0])
    read = []
    load = np.load
    monkeypatch.setattr(np, "load", lambda path, **more: read.append(path.stem) or load(path, **more))
    second = frames(run, known=first)
    assert read == ["000004"]
    assert second.epochs.tolist() == [0, 1, 2, 3, 4]
    np.testing.assert_array_equal(second.vectors[:4], first.vectors)


@pytest.mark.parametrize("spoil", [
    lambda run: (run / "film" / "film.json").unlink(),
    lambda run: [path.unlink() for path in (run / "film" / "1").iterdir()],
    lambda run: (run / "film" / "film.json").write_text("{"),
    lambda run: (run / "film" / "film.json").write_text('{"layers": [], "ids": [1], "words": []}'),
])
def test_that_a_run_without_a_film_is_said_to_have_none(filmed, spoil):
    run, _ = filmed
    spoil(run)
    with pytest.raises(UserError, match=r"film"):
        frames(run)


def test_that_another_layer_is_asked_for_by_its_name(filmed):
    run, _ = filmed
    assert frames(run, "vectors").name == frames(run, "node").name == "Vectors"
    with pytest.raises(UserError, match="no film of"):
        frames(run, "other")


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(1, 6), st.integers(2, 8))
def test_that_a_rotation_is_found_again(seed, width, words):
    fixed = some(seed, 1, words, width)[0]
    turn = turned(seed, width)
    found = rotation(fixed @ turn, fixed)
    np.testing.assert_allclose(found @ found.T, np.eye(width), atol=1e-4)
    np.testing.assert_allclose(fixed @ turn @ found, fixed, atol=1e-3)


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_that_no_other_rotation_brings_two_frames_closer(seed):
    fixed, moving = some(seed, 2, 6, 3)
    best = np.linalg.norm(moving @ rotation(moving, fixed) - fixed)
    for other in range(5):
        assert best <= np.linalg.norm(moving @ turned(seed + other, 3) - fixed) + 1e-4


def test_that_words_that_only_turn_and_drift_together_stand_still():
    frame = some(3, 1, 8, 4)[0]
    turning = np.stack([frame @ turned(number, 4) + number for number in range(4)])
    still = aligned(turning)
    np.testing.assert_allclose(still, np.broadcast_to(still[0], still.shape), atol=1e-4)
    assert moved(still).max() < 1e-3


def test_that_a_film_that_grows_keeps_what_was_shown():
    vectors = some(1, 5, 8, 4)
    whole = aligned(vectors)
    np.testing.assert_array_equal(aligned(vectors, aligned(vectors[:3])), whole)
    look = seen(aligned(vectors[:4]))
    later = seen(whole, like=look.axes)
    assert np.trace(later.axes.T @ look.axes) > 0
    np.testing.assert_allclose(later.axes.T @ later.axes, np.eye(2), atol=1e-5)


def test_that_the_words_that_moved_most_come_first():
    vectors = np.repeat(some(2, 1, 30, 4), 3, axis=0)
    vectors[1:, 7] += 9
    vectors[1:, 4] -= 6
    assert most_moved(aligned(vectors), 2).tolist() == [7, 4]


def test_that_the_plane_is_the_one_in_which_words_vary_most():
    vectors = some(5, 3, 40, 6) * np.array([1, 9, 1, 5, 1, 1], np.float32)
    look = seen(aligned(vectors))
    assert look.positions.shape == (3, 40, 2)
    first, second = look.share
    assert first > second > 0.1
    assert first + second < 1
    flat = seen(aligned(some(1, 2, 9, 2)), 3)
    assert flat.positions.shape == (2, 9, 3)
    assert not flat.positions[:, :, 2].any()


def test_that_neighbours_are_told_epoch_by_epoch(filmed):
    run, values = filmed
    film = frames(run)
    rows, cosines = neighbours(film, 2, 3)
    for epoch, frame in enumerate(values):
        unit = frame / np.linalg.norm(frame, axis=1, keepdims=True)
        expected = sorted((-float(unit[row] @ unit[2]), row) for row in range(5) if row != 2)[:3]
        assert rows[epoch].tolist() == [row for _, row in expected]
        np.testing.assert_allclose(cosines[epoch], [-value for value, _ in expected], atol=1e-5)


def test_that_a_vector_of_zeros_is_nobodys_neighbour_and_no_fault():
    from rnnstudio.vectors.film import Frames

    vectors = some()
    vectors[:, 1] = 0
    film = Frames("Vectors", WORDS, np.arange(5), np.arange(4), vectors)
    _, cosines = neighbours(film, 1, 4)
    assert not cosines.any()
    assert neighbours(film, 0, 99)[0].shape == (4, 4)
