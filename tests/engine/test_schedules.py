"""The learning rate is a function of the step alone; a plateau's counters can be kept and brought back."""

import json
import math

import numpy as np
import pytest

from rnnstudio.engine.schedules import Plateau, Rate
from rnnstudio.project.training_settings import TrainingSettings

BATCHES = 10


def expected(settings, step):
    """The same by hand, in plain Python."""
    base, warm_up, epoch = settings.learning_rate, settings.warm_up, step / BATCHES
    match settings.schedule:
        case "stepwise":
            rate = base * settings.rate_factor ** (epoch // settings.rate_epochs)
        case "exponential":
            rate = base * settings.rate_factor ** (epoch / settings.rate_epochs)
        case "cosine":
            span = (settings.rate_epochs or settings.epochs) * BATCHES - warm_up
            done = min(max((step - warm_up) / span, 0), 1)
            rate = settings.lowest_rate + (base - settings.lowest_rate) * (1 + math.cos(math.pi * done)) / 2
        case _:
            rate = base
    return max(rate, settings.lowest_rate) * (min((step + 1) / warm_up, 1) if warm_up > 1 else 1)


@pytest.mark.tf
@pytest.mark.parametrize("warm_up", [0, 1, 7])
@pytest.mark.parametrize("schedule", [
    {"schedule": "constant"},
    {"schedule": "stepwise", "rate_epochs": 2, "rate_factor": 0.5},
    {"schedule": "stepwise", "rate_epochs": 1, "rate_factor": 0.1, "lowest_rate": 0.003},
    {"schedule": "exponential", "rate_epochs": 3, "rate_factor": 0.7},
    {"schedule": "cosine"}, {"schedule": "cosine", "rate_epochs": 3, "lowest_rate": 0.01},
    {"schedule": "plateau"}])
def test_that_the_rate_of_every_step_is_as_described(schedule, warm_up):
    import tensorflow as tf

    settings = TrainingSettings(learning_rate=0.2, epochs=5, warm_up=warm_up, **schedule)
    steps = np.arange(6 * BATCHES)
    found = tf.function(Rate(settings, BATCHES).at)(tf.constant(steps)).numpy()
    np.testing.assert_allclose(found, [expected(settings, int(step)) for step in steps], rtol=2e-6, atol=1e-8)


@pytest.mark.tf
def test_that_a_rate_goes_to_its_floor_and_not_above_its_start():
    import tensorflow as tf

    rate = Rate(TrainingSettings(learning_rate=0.01, schedule="cosine", lowest_rate=5.0), BATCHES)
    assert float(rate.at(tf.constant(0))) == pytest.approx(0.01)


def test_that_a_plateau_lowers_the_rate_after_its_patience():
    rule = Plateau(TrainingSettings(schedule="plateau", rate_epochs=2, rate_factor=0.5))
    losses = [1.0, 0.9, 0.95, 0.92, 0.91, 0.93, 0.5, 0.6]
    assert [rule.epoch_ended(loss) for loss in losses] == [1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.25]


def test_that_another_schedule_never_waits():
    rule = Plateau(TrainingSettings(schedule="cosine"))
    assert {rule.epoch_ended(1.0) for _ in range(20)} == {1.0}


def test_that_a_plateau_goes_on_from_what_was_kept():
    settings = TrainingSettings(schedule="plateau", rate_epochs=3, rate_factor=0.1)
    losses = list(np.random.default_rng(0).uniform(0.5, 1.0, 40))
    whole = Plateau(settings)
    factors = [whole.epoch_ended(loss) for loss in losses]
    for cut in range(len(losses)):
        first, second = Plateau(settings), Plateau(settings)
        for loss in losses[:cut]:
            first.epoch_ended(loss)
        second.restore(json.loads(json.dumps(first.state())))
        assert [second.epoch_ended(loss) for loss in losses[cut:]] == factors[cut:]
