"""Keras' optimizer for the settings."""

from __future__ import annotations

from typing import Any

from rnnstudio.project.training_settings import OPTIMIZERS, TrainingSettings

_CLIPPING = {"global_norm": "global_clipnorm", "norm": "clipnorm", "value": "clipvalue"}


def make_optimizer(settings: TrainingSettings) -> Any:
    """Return the optimizer, a plain Keras one, with the settings that it has and their defaults in Keras.

    Its learning rate is the schedule's full rate; ``Gauges`` sees to the schedule.
    """
    import keras

    config = settings.chosen(OPTIMIZERS, settings.optimizer)
    if settings.gradient_clip is not None:
        config[_CLIPPING[settings.clip_by]] = settings.gradient_clip
    return keras.optimizers.get({"class_name": settings.optimizer, "config": config})
