"""Models are written seldom, whole, and never lose the best weights; with a model that only counts."""

import errno

import pytest

from rnnstudio.api import UserError
from rnnstudio.engine import checkpoints
from rnnstudio.engine.checkpoints import Checkpoints


class Counting:
    """Its weights are one number, and so is what it writes."""

    def __init__(self):
        self.weights = 0
        self.optimizer = object()
        self.saves = []
        self.full = False

    def get_weights(self):
        return self.weights

    def set_weights(self, weights):
        self.weights = weights

    def save(self, path):
        assert path.suffix == ".keras"
        assert (self.optimizer is None) == ("best" in path.name)
        self.saves.append(self.weights)
        path.write_text(str(self.weights), encoding="utf-8")
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def model():
    return Counting()


@pytest.fixture
def kept(model, tmp_path):
    return Checkpoints(model, tmp_path)


@pytest.fixture
def always_due(monkeypatch):
    monkeypatch.setattr(checkpoints, "_PAUSE", -1.0)
    monkeypatch.setattr(checkpoints, "_SHARE", float("inf"))


def train(model, kept, *, best=None):
    model.weights += 1
    kept.trained()
    if best is not None:
        kept.epoch_ended(best)


def files(folder):
    return {path.name: int(path.read_text(encoding="utf-8")) for path in folder.iterdir()}


def test_that_short_epochs_write_nothing_until_the_end(model, kept, tmp_path):
    for best in (True, True, False, False):
        train(model, kept, best=best)
    assert files(tmp_path) == {}
    kept.finish()
    assert files(tmp_path) == {"best.keras": 2, "last.keras": 4}
    assert model.weights == 4


def test_that_the_best_being_the_last_each_is_written_once(model, kept, tmp_path):
    train(model, kept, best=True)
    kept.finish()
    assert files(tmp_path) == {"best.keras": 1, "last.keras": 1}
    assert model.saves == [1, 1]


def test_that_without_a_finished_epoch_the_last_is_the_best(model, kept, tmp_path):
    train(model, kept)
    kept.finish()
    assert files(tmp_path) == {"best.keras": 1, "last.keras": 1}


def test_that_training_on_after_the_best_epoch_does_not_change_the_best(model, kept, tmp_path):
    train(model, kept, best=True)
    train(model, kept)
    kept.finish()
    assert files(tmp_path) == {"best.keras": 1, "last.keras": 2}


def test_that_a_long_epoch_is_written_in_its_midst(always_due, model, tmp_path):
    kept = Checkpoints(model, tmp_path, interval=-1.0)
    train(model, kept)
    assert files(tmp_path) == {"last.keras": 1}
    train(model, kept, best=True)
    assert files(tmp_path) == {"best.keras": 2, "last.keras": 2}
    train(model, kept, best=False)
    assert files(tmp_path) == {"best.keras": 2, "last.keras": 3}
    kept.finish()
    assert files(tmp_path) == {"best.keras": 2, "last.keras": 3}


def test_that_a_best_kept_in_memory_is_written_when_the_time_comes(model, kept, tmp_path):
    train(model, kept, best=True)
    assert files(tmp_path) == {}
    kept.paused(-1e6)  # so much time went by
    train(model, kept)
    assert files(tmp_path) == {"best.keras": 1, "last.keras": 2}
    assert model.weights == 2


def test_that_after_a_failure_the_best_is_rescued(model, kept, tmp_path):
    kept.rescue()
    train(model, kept, best=True)
    train(model, kept)
    kept.rescue()
    assert files(tmp_path) == {"best.keras": 1}


def test_that_a_full_disk_leaves_the_old_model_and_nothing_half_written(model, kept, tmp_path):
    train(model, kept, best=True)
    kept.finish()
    model.full = True
    train(model, kept, best=True)
    with pytest.raises(UserError, match="No space left on device"):
        kept.finish()
    assert files(tmp_path) == {"best.keras": 1, "last.keras": 1}


class Kept:
    """Takes down what the state is told of the best weights; refuses weights that are no numbers."""

    def __init__(self, model):
        self.model, self.told = model, []

    def __call__(self, best, weights):
        if self.model.weights < 0:
            return False
        self.told.append((self.model.weights, best, weights))
        return True


def test_that_the_state_says_where_the_best_weights_are(always_due, model, tmp_path):
    keep = Kept(model)
    kept = Checkpoints(model, tmp_path, keep=keep, interval=-1.0)
    train(model, kept)
    train(model, kept, best=True)
    train(model, kept, best=False)
    assert [best for _, best, _ in keep.told] == ["none", "none", "current", "file", "file"]


def test_that_best_weights_in_memory_lie_beside_the_state(model, tmp_path):
    keep = Kept(model)
    kept = Checkpoints(model, tmp_path, keep=keep)
    train(model, kept, best=True)
    train(model, kept)
    kept.pause()
    assert keep.told == [(2, "beside", 1)]
    assert files(tmp_path) == {"best.keras": 1, "last.keras": 2}


def test_that_best_weights_of_the_state_gone_on_from_are_written_in_the_end(model, tmp_path):
    model.weights = 5
    Checkpoints(model, tmp_path, best="beside", weights=3).finish()
    assert files(tmp_path) == {"best.keras": 3, "last.keras": 5}


def test_that_a_best_model_in_its_file_is_left_alone(model, tmp_path):
    (tmp_path / "best.keras").write_text("3")
    model.weights = 5
    Checkpoints(model, tmp_path, best="file").finish()
    assert files(tmp_path) == {"best.keras": 3, "last.keras": 5}


def test_that_weights_that_are_no_numbers_replace_nothing(always_due, model, tmp_path):
    kept = Checkpoints(model, tmp_path, keep=Kept(model), interval=-1.0)
    train(model, kept, best=True)
    model.weights = -7
    kept.trained()
    kept.finish()
    assert files(tmp_path) == {"best.keras": 1, "last.keras": 1}


def test_that_writing_takes_a_small_share_of_the_time(model, tmp_path, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(checkpoints.time, "perf_counter", lambda: now[0])

    def keep(best, weights):
        now[0] += 0.4
        return True

    kept = Checkpoints(model, tmp_path, keep=keep, interval=1.0)
    for _ in range(20_000):
        now[0] += 0.05
        kept.trained()
    assert 0.005 < kept.spent / now[0] < 0.02
    spent = kept.spent
    kept.pause()
    assert kept.spent == spent
