"""The contract of a layer: everything that the builder, a training and a saved model will ask of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from rnnstudio.api.errors import ParameterError, UserError
from rnnstudio.api.layers import Layer
from rnnstudio.api.parameters import parameters
from rnnstudio.api.testing import layer_masks, layer_numbers, layer_saving
from rnnstudio.api.testing.bench import NAME, STEPS, Bench, Inner, Kind, batch, in_thought, numbers_of, unwarned
from rnnstudio.api.testing.describing import check_description
from rnnstudio.api.testing.draws import draws as drawn
from rnnstudio.api.testing.importing import check_import
from rnnstudio.api.testing.problems import Problems, at_values, brief, step
from rnnstudio.api.text import tr

if TYPE_CHECKING:
    import keras

Mask = Literal["made", "kept", "consumed", "dropped"]


def check_layer(layer: type[Layer], *, draws: int = 2, seed: int = 0, mask: Mask | None = None,
                inner: Inner | None = None, **raw: Any) -> None:
    """Check a layer, a wrapper or a recurrent cell.

    At its default parameters and at random valid ones: it describes itself and its parameters; importing it is cheap;
    it is built under the name it is given; the shape inferred is the shape it gives; lengths vary; examples don't
    mix; it trains, every weight of it; what padding holds changes nothing where it says so; it is saved and read back
    by Keras in safe mode; it works in half precision; a seed repeats it.

    Args:
        layer: The class.
        draws: How many sets of random parameters.
        seed: Draws other ones.
        mask: What becomes of the mask that tells padding from the rest, if that is to be pinned: "made" of token ids,
            "kept" for the layers behind, "consumed" where no steps are left, or "dropped": read like any step.
        inner: For a wrapper whose slot accepts traits that are not RNN Studio's: makes an inner Keras layer from a
            name.
        **raw: Parameters to use instead of the defaults, for a layer that needs some; random ones keep them too.

    Raises:
        AssertionError: With everything that is wrong, and what to do about each.
    """
    problems = Problems(f"check_layer({getattr(layer, '__name__', layer)!s})")
    if check_description(problems, layer, Layer):
        check_import(problems, layer.__module__)
        _check_with_keras(problems, Bench(layer, inner), raw, draws, seed, mask)
    problems.tell()


def _check_with_keras(problems: Problems, bench: Bench, raw: dict[str, Any], draws: int, seed: int,
                      mask: Mask | None) -> None:
    step(tr("{of}: starting Keras", of=problems.of))
    kind = _kind(problems, bench, raw)
    if kind is None:
        return
    model = _check_calls(problems, bench, raw, kind)
    if model is None:
        return
    layer_numbers.check_training(problems, model, kind)
    layer_saving.check_saving(problems, model, kind)
    layer_numbers.check_half_precision(problems, bench, raw, kind)
    layer_numbers.check_seed(problems, bench, raw, kind)
    layer_masks.check_mask(problems, bench, raw, kind, mask)
    if "attention" in bench.layer.info.traits:
        layer_masks.check_attention(problems, bench, raw, kind)
    for number, values in enumerate(drawn(bench.layer, draws, seed)):
        _check_drawn(problems, bench, values | raw, kind, number)


def _kind(problems: Problems, bench: Bench, raw: dict[str, Any]) -> Kind | None:
    """Return the first kind of input that the layer takes at its defaults, seen by shapes alone."""
    step(tr("{of}: build() at the default parameters", of=problems.of))
    refused: dict[str, str] = {}
    for kind in bench.kinds():
        made: list[Any] = []
        try:
            shape, count = in_thought(partial(_shaped, bench, raw, kind, made))
        except Exception as error:  # noqa: BLE001 - a plugin may raise anything
            if not made:
                problems.add(tr("build() at the default parameters failed: {error}. It returns a Keras layer, and "
                                "imports keras inside.", error=brief(error)))
                return None
            refused[kind.words] = brief(error)
            continue
        _check_name(problems, made[0])
        problems.require(isinstance(count, int), tr("Keras can't count its parameters. Make all weights in build(), "
                                                    "none in call()."))
        problems.require(len(shape) >= 2 and shape[0] is None,
                         tr("called on {kind} it gives {shape}: the batch has to stay in front.", kind=kind.words,
                            shape=shape))
        return kind
    if len(set(refused.values())) == 1:
        problems.add(tr("calling it fails on every input that the program has: {error}. Use keras.ops, no NumPy and "
                        "no Python `if` on tensors: shapes are inferred, and trainings run, in a graph.",
                        error=next(iter(refused.values()))))
    else:
        problems.add(tr("it takes none of the inputs that the program has: {refusals}.", refusals="; ".join(
            tr("on {kind}: {error}", kind=kind, error=error) for kind, error in refused.items())))
    return None


def _shaped(bench: Bench, raw: dict[str, Any], kind: Kind, made: list[Any]) -> tuple[Any, Any]:
    import keras

    layer = bench.make(raw, kind)
    if not isinstance(layer, keras.Layer) and not callable(layer):
        raise TypeError(f"build() returned {layer!r}, not a keras.Layer")
    made.append(layer)
    placed = bench.placed(layer)
    result = placed(keras.KerasTensor((None, *kind.shape), dtype=kind.dtype))
    return tuple(result.shape), placed.count_params()


def _check_name(problems: Problems, layer: Any) -> None:
    problems.require(getattr(layer, "name", None) == NAME,
                     tr('build() names its Keras layer "{name}", not context.name. Pass name=context.name, or two '
                        "of them in a model have the same name.", name=getattr(layer, "name", "")))


def _check_calls(problems: Problems, bench: Bench, raw: dict[str, Any], kind: Kind) -> keras.Model | None:
    """Call the layer on real batches: shapes, lengths, examples; return a model of it if that went well."""
    import numpy as np

    before = len(problems.found)
    model: keras.Model | None = None
    with problems.trying(tr("a real batch of {kind} at the default parameters", kind=kind.words),
                         tr("Its shapes alone went through: mind what differs between shapes and "
                            "numbers.")), unwarned():
        model = bench.model(bench.make(raw, kind), kind)
        x = batch(kind)
        y = numbers_of(model(x))
        said = tuple(model.output_shape)
        _check_shape(problems, said, y.shape, tr("on {kind}", kind=kind.words))
        problems.require(bool(np.isfinite(y).all()), tr("at the default parameters its output is not finite. Guard "
                                                        "against division by zero and exp() of large numbers."))
        alone = numbers_of(model(x[:1]))
        problems.require(_alike(alone, y[:1]), tr("an example's result depends on the others in the batch. Reckon "
                                                  "along the last axes alone; the first one is the batch."))
        if kind.any_length:
            for steps in (STEPS - 1, STEPS + 3):
                y = numbers_of(model(batch(kind, steps=steps)))
                _check_shape(problems, said, y.shape, tr("on {count} steps", count=steps))
    return model if len(problems.found) == before else None


def _check_shape(problems: Problems, said: tuple[int | None, ...], got: tuple[int, ...], where: str) -> None:
    fits = len(said) == len(got) and all(one in (None, other) for one, other in zip(said, got, strict=True))
    problems.require(fits, tr("{where} it gives the shape {got}, and by its shapes alone {said}. Mend "
                              "compute_output_shape().", where=where, got=got, said=said))


def _alike(one: Any, other: Any) -> bool:
    import numpy as np

    return one.shape == other.shape and bool(np.allclose(one, other, rtol=1e-4, atol=1e-5, equal_nan=True))


def _check_drawn(problems: Problems, bench: Bench, raw: dict[str, Any], kind: Kind, number: int) -> None:
    """Build and call it at random parameters; a combination may be refused by a ``UserError``, or by its shapes."""
    chosen = {name: value for name, value in raw.items() if value != _default(bench, name)}
    at = at_values(chosen) if chosen else tr("at the default parameters")
    step(tr("{of}: draw {number}, {at}", of=problems.of, number=number + 1, at=at))
    try:
        layer = bench.make(raw, kind)
    except UserError as refusal:
        problems.require(not isinstance(refusal, ParameterError), tr("build() {at} raised {error}.", at=at,
                                                                     error=brief(refusal)))
        return
    except Exception as error:  # noqa: BLE001 - a plugin may raise anything
        problems.add(tr("build() {at} failed: {error}. Narrow the Range or Literal to what it takes, or raise "
                        "UserError with a sentence for a combination that can't be.", at=at, error=brief(error)))
        return
    try:
        model = bench.model(layer, kind)
    except (UserError, ValueError):
        return  # Keras' own way to say that the shapes don't fit; the card tells it
    except Exception as error:  # noqa: BLE001 - a plugin may raise anything
        problems.add(tr("calling it {at} on {kind} failed: {error}. Raise ValueError or UserError with a sentence "
                        "for shapes that don't fit.", at=at, kind=kind.words, error=brief(error)))
        return
    with problems.trying(tr("a real batch {at}", at=at)), unwarned():
        try:
            y = numbers_of(model(batch(kind), training=True))
        except (UserError, ValueError):
            return  # too short for these parameters, which an unknown number of steps did not tell
        _check_shape(problems, tuple(model.output_shape), y.shape, at)
    layer_saving.check_config(problems, layer, at)


def _default(bench: Bench, name: str) -> Any:
    return next((known.default for known in parameters(bench.layer) if known.name == name), None)
