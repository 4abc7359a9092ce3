"""What is offered for a run."""

import pytest

from rnnstudio.runs.listing import read_entry
from rnnstudio.studio.runs.rows import row_of
from rnnstudio.studio.runs.verbs import makes_sense
from tests.runs.made_runs import make_run


@pytest.fixture
def offered(tmp_path, registry):
    """Return what is offered for a run with such facts."""
    def make(**facts):
        return set(makes_sense(row_of(read_entry(make_run(tmp_path, **facts)), registry)))

    return make


def test_that_a_run_stopped_before_its_last_epoch_goes_on_as_planned(offered):
    found = offered(state="stopped", epochs=2, planned=3)
    assert "go_on" in found
    assert "more" not in found


def test_that_a_run_that_is_complete_is_trained_for_more_epochs(offered):
    found = offered(epochs=3, planned=3)
    assert "more" in found
    assert "go_on" not in found


def test_that_a_run_ended_by_early_stopping_is_trained_for_more_epochs(offered):
    assert "more" in offered(state="early", epochs=2, planned=9)


def test_that_curves_are_laid_over_only_where_there_are_some(offered):
    assert "overlay" not in offered(epochs=0)


def test_that_a_run_with_curves_can_be_laid_over(offered):
    assert "overlay" in offered(epochs=2)
