"""What becomes of padding: a mask is made, kept, consumed or dropped; padding changes nothing where it says so."""

from __future__ import annotations

from typing import Any

from rnnstudio.api.testing.bench import STEPS, Bench, Kind, batch, numbers_of, unwarned
from rnnstudio.api.testing.problems import Problems
from rnnstudio.api.text import tr

_REAL = 4
"""Steps of the first example that are no padding."""


def check_mask(problems: Problems, bench: Bench, raw: dict[str, Any], kind: Kind, wanted: str | None) -> None:
    """Find out what it does with a mask, and compare that with what it says."""
    if len(kind.shape) < 2 and kind.dtype != "int32":
        problems.require(wanted is None, tr('it takes {kind}, which have no mask; leave out mask="{wanted}".',
                                            kind=kind.words, wanted=wanted))
        return
    with problems.trying(tr("a batch with padding at the default parameters"),
                         tr("Take mask=None in call(), and use it.")), unwarned():
        layer = bench.placed(bench.make(raw, kind))
        found = _of_ids(problems, layer, kind) if kind.dtype == "int32" else _of_steps(problems, layer, kind)
        problems.require(wanted in (None, found), tr("the mask is {found}, and the check asks for {wanted}. Mend "
                                                     "supports_masking, compute_mask() and call(), or the check.",
                                                     found=found, wanted=wanted))


def _of_ids(problems: Problems, layer: Any, kind: Kind) -> str:
    """Return what it does with padding among token ids: id 0."""
    x = batch(kind)
    x[0, _REAL:] = 0
    layer(x)
    mask = layer.compute_mask(x, None)
    if mask is None:
        return "dropped"
    marked = numbers_of(mask)
    problems.require(marked.shape == x.shape and bool((marked == (x != 0)).all()),
                     tr("the mask that it makes of token ids is not ids != 0, of shape (batch, steps). Mend "
                        "compute_mask(): 0 is the padding."))
    return "made"


def _of_steps(problems: Problems, layer: Any, kind: Kind) -> str:
    """Return what it does with a mask that comes along, having told where it doesn't do as it says."""
    import numpy as np

    x = batch(kind)
    if _called(layer, x, None)[1] is not None:
        return "made"
    mask = np.ones((2, STEPS), bool)
    mask[0, _REAL:] = False
    other = np.where(mask[..., None], x, 5.0).astype("float32")
    (one, kept), (two, _) = _called(layer, x, mask), _called(layer, other, mask)
    says_so = bool(getattr(layer, "supports_masking", False))
    if kept is not None:
        _check_kept(problems, one, two, kept)
    elif one.ndim == 2 and says_so:
        problems.require(bool(np.allclose(one, two, rtol=1e-3, atol=1e-4)),
                         tr("it says that it supports masks, and what stands in padding changes its output. Use the "
                            "mask in call(), or leave supports_masking out."))
    if kept is not None:
        return "kept"
    return "consumed" if one.ndim == 2 and bool(np.allclose(one, two, rtol=1e-3, atol=1e-4)) else "dropped"


def _check_kept(problems: Problems, one: Any, two: Any, kept: Any) -> None:
    import numpy as np

    if not problems.require(kept.shape == one.shape[:2], tr("the mask that it hands on has the shape {mask}, and "
                                                            "its output {shape}. Mend compute_mask(): one value for "
                                                            "each step of the output.", mask=kept.shape,
                                                            shape=one.shape)):
        return
    problems.require(bool(np.allclose(one[kept], two[kept], rtol=1e-3, atol=1e-4)),
                     tr("it hands the mask on, and what stands in padding changes the steps that are none. Use the "
                        "mask in call(), or return None from compute_mask()."))


def _called(layer: Any, x: Any, mask: Any) -> tuple[Any, Any]:
    """Call a layer on steps with a mask; return the numbers and the mask that comes out, if one does."""
    import keras

    tensor = keras.ops.convert_to_tensor(x)
    if mask is not None:
        tensor._keras_mask = keras.ops.convert_to_tensor(mask)
    result = layer(tensor)
    kept = getattr(result, "_keras_mask", None)
    return numbers_of(result), None if kept is None else numbers_of(kept).astype(bool)


def check_attention(problems: Problems, bench: Bench, raw: dict[str, Any], kind: Kind) -> None:
    """Compare the weights that a layer with the trait "attention" tells with what they have to be."""
    import keras
    import numpy as np

    with problems.trying(tr("attention() at the default parameters"),
                         tr("A layer with the trait has a method attention(inputs, mask=None) that returns the "
                            "steps' weights.")), unwarned():
        layer = bench.make(raw, kind)
        x, mask = batch(kind), np.ones((2, STEPS), bool)
        mask[0, _REAL:] = False
        layer(x)
        weights = numbers_of(layer.attention(keras.ops.convert_to_tensor(x), keras.ops.convert_to_tensor(mask)))
        one_vector = weights.ndim == 3 and weights.shape[-1] == 1
        if not problems.require(one_vector or (weights.ndim in (3, 4) and weights.shape[-2:] == (STEPS, STEPS)),
                                tr("attention() returned the shape {shape}. It is (batch, steps, 1), (batch, steps, "
                                   "steps) or (batch, heads, steps, steps).", shape=weights.shape)):
            return
        sums = weights.sum(axis=1 if one_vector else -1)
        problems.require(bool(np.allclose(sums, 1, atol=1e-3)), tr("what attention() returns does not add up to 1 "
                                                                   "over the steps."))
        padded = weights[0, _REAL:] if one_vector else weights[0, ..., _REAL:]
        problems.require(not padded.any(), tr("attention() gives padding a weight. Leave out what the mask leaves "
                                              "out."))
