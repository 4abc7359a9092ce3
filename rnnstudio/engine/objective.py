"""What is minimised and what is measured, by the task and by what the last layer's numbers mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rnnstudio.api import Task
from rnnstudio.engine.metrics import make_metrics, metric_names
from rnnstudio.engine.optimizers import make_optimizer
from rnnstudio.project.model import TrainingSettings

if TYPE_CHECKING:
    import keras

PROBABILITIES: dict[Task, tuple[str, ...]] = {
    "binary": ("sigmoid", "hard_sigmoid"),
    "multiclass": ("softmax", "sigmoid", "hard_sigmoid"),
    "multilabel": ("sigmoid", "hard_sigmoid"),
    "regression": (),
    "forecasting": (),
    "next_token": ("softmax", "sigmoid", "hard_sigmoid"),
}
"""Activations that make a probability of a class, by task."""

SCORES: dict[Task, tuple[str, ...]] = {
    "binary": ("linear",),
    "multiclass": ("linear", "log_softmax"),
    "multilabel": ("linear",),
    "regression": ("linear",),
    "forecasting": ("linear",),
    "next_token": ("linear", "log_softmax"),
}
"""Activations after which the loss makes the probability itself, from a score of any size."""

NUMBERS: tuple[Task, ...] = ("regression", "forecasting")
"""Tasks that predict numbers, not classes."""

_TRANSPARENT = ("Dropout", "SpatialDropout1D", "GaussianNoise", "GaussianDropout", "AlphaDropout", "Flatten",
                "Reshape", "Permute", "RepeatVector", "Identity", "Masking", "Cropping1D", "ActivityRegularization",
                "GlobalAveragePooling1D", "GlobalMaxPooling1D", "AveragePooling1D", "MaxPooling1D")
"""Keras layers after which a probability still is one."""


def activation_of(layer: Any) -> str | None:
    """Return the name of the function that a Keras layer's output passed through last.

    ``None`` for a layer that hands on what it gets, such as Flatten or Dropout; "linear" for one that makes numbers
    of any size. A function of a plugin's own goes by its name.
    """
    import keras

    match layer:
        case keras.layers.Softmax():
            return "softmax"
        case keras.layers.ReLU() | keras.layers.LeakyReLU() | keras.layers.PReLU() | keras.layers.ELU():
            return "relu"
        case keras.layers.TimeDistributed():
            return activation_of(layer.layer)
        case keras.layers.Bidirectional():
            return activation_of(layer.forward_layer)
        case keras.layers.StackedRNNCells():
            return activation_of(layer.cells[-1])
    found = getattr(layer, "activation", None)
    if found is not None:
        return str(getattr(found, "__name__", type(found).__name__))
    if isinstance(layer, keras.layers.RNN):
        return activation_of(layer.cell)
    return None if type(layer).__name__ in _TRANSPARENT else "linear"


def last_activation(layers: list[Any]) -> str:
    """Return the name of the function that a model's output passed through.

    Args:
        layers: The model's Keras layers in order.
    """
    return next((name for layer in reversed(layers) if (name := activation_of(layer)) is not None), "linear")


def compile_model(model: keras.Model, layers: list[Any], task: Task, settings: TrainingSettings) -> None:
    """Give a model its optimizer, loss and metrics.

    Tasks on classes and tokens minimise cross-entropy, those on numbers the mean squared error. XLA stays off: it
    would compile anew for each length of batch. A saved model names Keras' own metrics alone.
    """
    import keras

    scores = last_activation(layers) not in PROBABILITIES[task]
    outputs = int(model.output_shape[-1])
    metrics, plain = make_metrics(metric_names(task, outputs, settings), task, outputs, scores)
    model.compile(optimizer=make_optimizer(settings), loss=_loss(task, scores), metrics=metrics, jit_compile=False)
    whole = model.get_compile_config
    model.get_compile_config = lambda: whole() | {"metrics": keras.saving.serialize_keras_object(plain)}


def _loss(task: Task, scores: bool) -> Any:
    import keras

    match task:
        case "binary" | "multilabel":
            return keras.losses.BinaryCrossentropy(from_logits=scores)
        case "multiclass" | "next_token":
            return keras.losses.SparseCategoricalCrossentropy(from_logits=scores)
        case "regression" | "forecasting":
            return keras.losses.MeanSquaredError()
