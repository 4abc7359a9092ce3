"""What a training asks of a layer: gradients, half precision, seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rnnstudio.api.testing.bench import STEPS, Bench, Kind, batch, numbers_of, policy, unwarned
from rnnstudio.api.testing.problems import Problems
from rnnstudio.api.text import tr

if TYPE_CHECKING:
    import keras


def check_training(problems: Problems, model: keras.Model, kind: Kind) -> None:
    """Take a training step in a graph, as a training does, and another of another length with the same graph."""
    import keras
    import numpy as np
    import tensorflow as tf

    with problems.trying(tr("a training step at the default parameters"),
                         tr("Use keras.ops, and no Python `if` on tensors: a training runs in a graph.")), unwarned():
        @tf.function(input_signature=[tf.TensorSpec((None, *kind.shape), kind.dtype)])  # type: ignore[untyped-decorator]
        def gradients(x: Any) -> Any:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(tf.square(tf.cast(model(x, training=True), "float32") - 1.0))
                loss = tf.add_n([loss, *(tf.cast(one, "float32") for one in model.losses)])
            return tape.gradient(loss, [weight.value for weight in model.trainable_variables])

        found = gradients(batch(kind, examples=4))
        if None not in found:
            keras.optimizers.SGD(0.01).apply(found, model.trainable_variables)
        if kind.any_length:
            gradients(batch(kind, examples=3, steps=STEPS + 3))
        for weight, gradient in zip(model.trainable_variables, found, strict=True):
            if gradient is None:
                problems.add(tr('the weight "{weight}" gets no gradient: nothing in call() that leads to the output '
                                "depends on it, or not smoothly. Use it, or make it with trainable=False.",
                                weight=weight.path))
                continue
            numbers = np.asarray(tf.convert_to_tensor(gradient))
            problems.require(bool(np.isfinite(numbers).all()),
                             tr('the gradient of the weight "{weight}" is not finite at the default parameters. '
                                "Guard against division by zero, log(0) and sqrt(0).", weight=weight.path))


def check_half_precision(problems: Problems, bench: Bench, raw: dict[str, Any], kind: Kind) -> None:
    """Reckon in float16, as a training on a GPU may: weights stay float32, results stay finite."""
    import numpy as np

    advice = tr("Cast with ops.cast(x, self.compute_dtype), and make weights with self.add_weight.")
    doing = tr("mixed precision at the default parameters")
    with problems.trying(doing, advice), unwarned(), policy("mixed_float16"):
        model = bench.model(bench.make(raw, kind), kind)
        y = model(batch(kind), training=True)
        problems.require(bool(np.isfinite(numbers_of(y)).all()),
                         tr("in half precision its output is not finite: float16 ends at 65,504. Use small "
                            "constants (-1e4, not -1e9, to leave something out), or reckon that part in float32."))
        for weight in model.trainable_variables:
            problems.require(weight.dtype == "float32",
                             tr('in half precision the weight "{weight}" is {dtype}. {advice}', weight=weight.path,
                                dtype=weight.dtype, advice=advice))


def check_seed(problems: Problems, bench: Bench, raw: dict[str, Any], kind: Kind) -> None:
    """Build it twice from one seed, each time from the same state of Keras' random numbers, as a training does."""
    import numpy as np

    with problems.trying(tr("a second time with the same seed")), unwarned():
        first, second, other = (_once(bench, raw, kind, seed) for seed in (7, 7, 8))
        same = len(first) == len(second) and all(
            np.allclose(one, two, atol=1e-6, equal_nan=True) for one, two in zip(first, second, strict=True))
        problems.require(same, tr("built twice with the same seed it differs. Seed whatever is random with "
                                  "context.seed: initializers, dropout, and no numbers of Python's or NumPy's own."))
        weights, others = first[1:], other[1:]
        random = [index for index, numbers in enumerate(weights) if numbers.size > 1 and numbers.std() > 0]
        if random and len(weights) == len(others):
            differ = any(not np.allclose(weights[index], others[index]) for index in random)
            problems.require(differ, tr("its weights begin the same with every seed. Pass context.seed to the "
                                        "initializers, or no seed at all."))


def _once(bench: Bench, raw: dict[str, Any], kind: Kind, seed: int) -> list[Any]:
    """Return what it gives in training, then its weights."""
    import keras

    keras.utils.set_random_seed(seed)
    model = bench.model(bench.make(raw, kind, seed=seed), kind)
    weights = [numbers_of(weight) for weight in model.trainable_variables]
    return [numbers_of(model(batch(kind), training=True)), *weights]
