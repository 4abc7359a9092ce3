"""Kill -9 of engine and window, for real, a few times; the benchmark does it fifty times."""

import importlib.util
import random
from pathlib import Path

import pytest

pytestmark = [pytest.mark.tf, pytest.mark.slow]

_PLACE = Path(__file__).parents[1] / "benchmarks" / "bench_kills.py"


@pytest.fixture(scope="module")
def kills():
    spec = importlib.util.spec_from_file_location("bench_kills", _PLACE)
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(_PLACE.parent)  # where it finds what all benchmarks say their figures with
        spec.loader.exec_module(module)
    return module


def test_that_a_run_killed_at_random_moments_ends_as_one_that_never_was(kills, tmp_path, monkeypatch):
    monkeypatch.setenv("RNNSTUDIO_HOME", str(tmp_path / "home"))
    window = kills.Window(tmp_path / "whole")
    whole = window.run()
    window.end()
    wanted = kills.contents(whole)
    kinds = ["engine", "window"]
    runs = kills.killed_runs(tmp_path / "runs", kinds, random.Random(0), loading=3.0, training=1.0)
    for run in runs:
        found = kills.contents(run)
        assert [name for name in wanted if found[name] != wanted[name]] == []
    assert kills.unreadable(tmp_path / "runs") == []
