"""Every optimizer gets what it has, with Keras' defaults, and nothing of another's."""

import inspect

import pytest

from rnnstudio.engine.optimizers import make_optimizer
from rnnstudio.project.training_settings import OPTIMIZERS, TrainingSettings

pytestmark = pytest.mark.tf

NOT_OFFERED = {"self", "clipnorm", "clipvalue", "global_clipnorm", "use_ema", "ema_momentum",
               "ema_overwrite_frequency", "loss_scale_factor", "gradient_accumulation_steps", "name", "kwargs"}
OTHERS = {"beta_1": 0.5, "beta_2": 0.6, "rho": 0.7, "momentum": 0.8, "nesterov": True, "epsilon": 1e-3,
          "initial_accumulator_value": 0.2, "weight_decay": 0.01, "amsgrad": True, "centered": True,
          "learning_rate": 0.25}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_that_defaults_are_those_of_keras(name):
    made = make_optimizer(TrainingSettings(optimizer=name))
    signature = inspect.signature(type(made).__init__).parameters.values()
    assert OPTIMIZERS[name] == {one.name: one.default for one in signature if one.name not in NOT_OFFERED}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_that_every_setting_arrives(name):
    config = make_optimizer(TrainingSettings(optimizer=name, **OTHERS)).get_config()
    for setting in OPTIMIZERS[name]:
        assert config[setting] == pytest.approx(OTHERS[setting]), setting


@pytest.mark.parametrize(("clip_by", "argument"), [
    ("global_norm", "global_clipnorm"), ("norm", "clipnorm"), ("value", "clipvalue")])
def test_that_gradients_are_clipped_one_way(clip_by, argument):
    config = make_optimizer(TrainingSettings(gradient_clip=2.0, clip_by=clip_by)).get_config()
    assert {name: config[name] for name in ("global_clipnorm", "clipnorm", "clipvalue")} == {
        "global_clipnorm": None, "clipnorm": None, "clipvalue": None} | {argument: 2.0}
