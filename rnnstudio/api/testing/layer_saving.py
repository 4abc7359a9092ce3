"""A layer in a file: ``.keras`` in safe mode, and its configuration."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rnnstudio.api.testing.bench import Kind, batch, numbers_of, unwarned
from rnnstudio.api.testing.problems import Problems, brief
from rnnstudio.api.text import mark, tr

if TYPE_CHECKING:
    import keras

_ADVICE = mark('A Keras class of yours is decorated with @keras.saving.register_keras_serializable(package='
               '"yourname"), '
               "takes **kwargs in __init__, and returns all its other arguments from get_config(); a Lambda layer "
               "can't be saved.")


def check_saving(problems: Problems, model: keras.Model, kind: Kind) -> None:
    """Save a model of the layer, read it back in safe mode, and compare what both give."""
    import keras
    import numpy as np

    with problems.trying(tr("saving and reloading (.keras, safe mode)"), tr(_ADVICE)), unwarned(), \
            tempfile.TemporaryDirectory() as folder:
        for number, weight in enumerate(model.variables):  # so that a weight that isn't saved is seen
            if str(weight.dtype).startswith("float"):
                filler = np.random.default_rng(number).uniform(0.1, 0.4, tuple(weight.shape))
                weight.assign(filler.astype("float32"))
        file = Path(folder) / "model.keras"
        model.save(file)
        again = keras.models.load_model(file)
        x = batch(kind)
        problems.require(bool(np.allclose(numbers_of(model(x)), numbers_of(again(x)), rtol=1e-4, atol=1e-5,
                                          equal_nan=True)),
                         tr("read back from its file it gives other numbers. {advice} Weights are made by "
                            "self.add_weight, or belong to layers that are its attributes.", advice=tr(_ADVICE)))


def check_config(problems: Problems, layer: Any, at: str) -> None:
    """Make it again from its configuration and compare both configurations."""
    try:
        again = type(layer).from_config(layer.get_config())
        same = _plain(again.get_config()) == _plain(layer.get_config())
    except Exception as error:  # noqa: BLE001 - a plugin may raise anything
        problems.add(tr("made again from its configuration {at} failed: {error}. {advice}", at=at, error=brief(error),
                        advice=tr(_ADVICE)))
        return
    problems.require(same, tr("made again from its configuration {at} it has another one. {advice}", at=at,
                              advice=tr(_ADVICE)))


def _plain(config: Any) -> Any:
    import keras

    return keras.saving.serialize_keras_object(config)
