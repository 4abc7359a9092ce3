"""Plugins that take long to load cost nobody else anything, and those that never end are given up."""

import time

import pytest

from rnnstudio.registry import trial
from rnnstudio.registry.choice import Choice
from tests.isolation.distributions import Site


@pytest.fixture
def site(tmp_path, monkeypatch):
    made = Site(tmp_path / "site")
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    return made


def tried(choice=None):
    """Return what was told of each plugin, with when."""
    started = time.monotonic()
    found = {}
    for told in trial.trial(choice or Choice()):
        if isinstance(told, trial.Tried):
            found[told.described.report.name] = (told, time.monotonic() - started)
    return found


def test_that_ten_seconds_of_sleep_hold_up_nobody_and_are_given_up(site, monkeypatch):
    monkeypatch.setattr(trial, "LIMIT", 1.5)
    site.add("a_sleeper", "import time; time.sleep(10); LAYERS = []")
    site.add("b_good", "LAYERS = [made('Good')]")
    site.add("c_good", "LAYERS = [made('Good')]")
    found = tried()
    sleeper, given_up_after = found["a_sleeper"]
    assert not sleeper.passed
    assert sleeper.described.report.problems == (
        "it could not be loaded within 2 s and was given up; try again, or ask its author what takes so long",)
    for name in ("b_good", "c_good"):
        told, after = found[name]
        assert told.passed
        assert after < given_up_after < 8


def test_that_one_that_is_merely_slow_is_loaded_and_its_time_is_told(site):
    site.add("a_slow", "import time; time.sleep(0.8); LAYERS = [made('Slow')]")
    site.add("b_good", "LAYERS = [made('Good')]")
    found = tried()
    assert found["a_slow"][0].passed
    assert found["a_slow"][0].described.report.seconds > 0.8
    assert found["b_good"][1] < found["a_slow"][1] + 1
    assert sorted(found) == ["a_slow", "b_good"]


def test_that_a_large_library_has_more_time_and_its_cost_is_told(site, monkeypatch):
    monkeypatch.setattr(trial, "LIMIT", 0.7)
    (site.folder / "tensorflow.py").write_text("import time; time.sleep(1.2)")
    site.add("heavy", "import tensorflow; LAYERS = [made('Heavy')]")
    told, _ = tried()["heavy"]
    assert told.passed
    (problem,) = told.described.report.problems
    assert problem.startswith("it imports tensorflow when it is loaded, which costs 1.")
    assert [component.name for component in told.described.components] == ["Heavy"]


def test_that_what_is_switched_off_is_listed_and_not_loaded(site):
    key = site.add("off", "raise AssertionError")
    listed, *rest = trial.trial(Choice(off=(key,)))
    assert [(report.name, report.off) for report in listed.reports] == [("off", True)]
    assert rest == []


def test_that_nothing_of_others_is_looked_at_in_safe_mode(site):
    site.add("good", "LAYERS = []")
    (listed,) = trial.trial(Choice(safe=True, paths=(str(site.folder / "good.py"),)))
    assert listed.reports == ()


def test_that_no_process_is_left_where_a_trial_is_given_up(site, monkeypatch):
    site.add("sleeper", "import time; time.sleep(60)")
    begun = []
    real = trial._Process

    def noted(*args):
        begun.append(real(*args))
        return begun[-1]

    monkeypatch.setattr(trial, "_Process", noted)
    ended = time.monotonic() + 1
    list(trial.trial(Choice(), cancelled=lambda: time.monotonic() > ended))
    assert begun
    assert all(process.process.poll() is not None for process in begun)
