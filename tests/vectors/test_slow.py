"""t-SNE and UMAP run in a process that tells how far it is, and of which nothing is left when it isn't wanted."""

import sys
import time
import types

import numpy as np
import psutil
import pytest

from rnnstudio.api import Cancelled, UserError
from rnnstudio.vectors import slow, tsne, umap
from rnnstudio.vectors.slow_messages import TsneSettings, UmapSettings

GROUPS = np.repeat(np.arange(3), 20)
VECTORS = (np.eye(3, 8)[GROUPS] * 4 + np.random.default_rng(0).normal(size=(60, 8)) * 0.3).astype(np.float32)
TALKING = """
from rnnstudio.vectors.slow_messages import *
from rnnstudio.vectors.worker import _pipes
import msgspec, os, sys, time
requests, answers = _pipes()
lay = msgspec.msgpack.decode(receive(requests), type=Lay)
"""


@pytest.fixture
def worker(monkeypatch):
    """Makes the process run something else."""
    def run(code):
        monkeypatch.setattr(slow, "COMMAND", (sys.executable, "-c", TALKING + code))
    return run


def apart(positions, groups=GROUPS):
    """Tell whether every point lies nearer to its own group's middle than to another's."""
    middles = np.array([positions[group == groups].mean(axis=0) for group in range(3)])
    return (np.linalg.norm(positions[:, None] - middles, axis=2).argmin(axis=1) == groups).all()


def test_that_tsne_keeps_groups_together_and_tells_where_the_words_are_by_now():
    told = []
    found = slow.lay_out(VECTORS, "tsne", {"perplexity": 10}, progress=lambda *news: told.append(news))
    assert found.shape == (60, 2)
    assert apart(found)
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions)
    assert any(positions is not None and positions.shape == (60, 2) for _, positions in told)


def test_that_the_same_vectors_give_the_same_map(monkeypatch):
    monkeypatch.setattr(tsne, "_EARLY", 20)
    monkeypatch.setattr(tsne, "_LATE", 30)

    def laid(**more):
        return tsne.lay_out(VECTORS, TsneSettings(perplexity=5, **more), lambda *news: None)

    assert (laid() == laid()).all()
    assert laid(dimensions=3).shape == (60, 3)


def test_that_umap_is_given_the_exact_neighbours_and_what_it_draws_is_told(monkeypatch):
    given = {}

    class Fake:
        def __init__(self, **settings):
            given.update(settings)

        def fit_transform(self, vectors):
            for step in (0, 50, 100):
                given["tqdm_kwds"]["file"].write(f"\r{step} 100")
            return np.asarray(vectors[:, :2], np.float64)

    monkeypatch.setitem(sys.modules, "umap", types.SimpleNamespace(UMAP=Fake))
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    told = []
    found = umap.lay_out(VECTORS, UmapSettings(neighbours=5, seed=3), lambda fraction, _: told.append(fraction))
    places, distances, _ = given["precomputed_knn"]
    assert found.dtype == np.float32
    assert (places[:, 0] == np.arange(60)).all()
    assert places.shape == distances.shape == (60, 5)
    assert (GROUPS[places] == GROUPS[:, None]).all()
    assert (np.diff(distances, axis=1) >= 0).all()
    assert given["random_state"] == 3
    assert told[-3:] == pytest.approx([0.3, 0.65, 1.0])


@pytest.mark.slow
def test_that_umap_keeps_groups_together(monkeypatch):
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")  # compiling takes most of a minute; so few points need none
    few, told = VECTORS[::2], []
    found = slow.lay_out(few, "umap", {"neighbours": 5}, progress=lambda *news: told.append(news))
    assert found.shape == (30, 2)
    assert apart(found, GROUPS[::2])
    assert told
    assert (slow.lay_out(few, "umap", {"neighbours": 5}) == found).all()


def test_that_a_missing_package_is_said_with_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "openTSNE", None)
    with pytest.raises(UserError, match="pip install openTSNE"):
        tsne.lay_out(VECTORS, TsneSettings(), lambda *news: None)
    monkeypatch.setitem(sys.modules, "umap", None)
    with pytest.raises(UserError, match="pip install umap-learn"):
        umap.lay_out(VECTORS, UmapSettings(), lambda *news: None)


def test_that_nothing_is_left_of_a_process_that_is_not_wanted(worker):
    worker("send(answers, Told(fraction=0.25))\ntime.sleep(60)")
    began, told = time.monotonic(), list[float]()
    with slow.start(VECTORS, "tsne") as work:
        while work.next(0.1) is None:
            pass
        process = psutil.Process(work.pid)
    assert not process.is_running()
    with pytest.raises(Cancelled):
        slow.lay_out(VECTORS, "tsne", progress=lambda share, _: told.append(share), cancelled=lambda: bool(told))
    assert told == [0.25]
    assert time.monotonic() - began < 30


def test_that_what_the_process_says_last_is_told_where_it_fails(worker):
    worker("send(answers, Failed(message='no such luck'))")
    with pytest.raises(UserError, match="no such luck"):
        slow.lay_out(VECTORS, "tsne")
    worker("print('printed'); sys.exit('the pen broke')")
    with pytest.raises(UserError, match=r"exit code 1\): the pen broke"):
        slow.lay_out(VECTORS, "tsne")
    worker("os.kill(os.getpid(), 9)")
    with pytest.raises(UserError, match="memory ran out"):
        slow.lay_out(VECTORS, "tsne")


def test_that_the_process_is_given_all_vectors_and_settings(worker):
    worker("import numpy as np\n"
           "found = np.frombuffer(lay.vectors, np.float32).reshape(lay.shape)[:, :3] * lay.umap.neighbours\n"
           "send(answers, Laid(positions=found.tobytes()))")
    assert (slow.lay_out(VECTORS, "umap", {"neighbours": 7, "dimensions": 3}) == VECTORS[:, :3] * 7).all()


def test_that_what_cannot_be_laid_out_is_refused_before_a_process_is_started(monkeypatch):
    monkeypatch.setattr(slow, "COMMAND", ("no-such-program",))
    with pytest.raises(UserError, match="at least 10 words, and there are 9"):
        slow.start(VECTORS[:9], "tsne")
    with pytest.raises(UserError, match="take the 5,000 most frequent"):
        slow.start(np.zeros((5001, 2), np.float32), "tsne", {"dimensions": 3})
    with pytest.raises(UserError, match="NaN or infinity"):
        slow.start(VECTORS * np.float32(np.inf), "umap")
    with pytest.raises(UserError, match="unknown field"):
        slow.start(VECTORS, "umap", {"perplexity": 3})
    with pytest.raises(UserError, match="can't be started"):
        slow.start(VECTORS, "umap")
