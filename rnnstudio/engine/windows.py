"""Sequences cut into windows: each an example, with the steps behind it as what is to be predicted."""

from __future__ import annotations

import dataclasses

import numpy as np

from rnnstudio.api import UserError, Window, tr
from rnnstudio.engine.division import TEST, TRAINING, VALIDATION, Parts
from rnnstudio.engine.ragged import Array, Ints, Ragged
from rnnstudio.project.model import SplitSettings

Scale = tuple[tuple[float, float], ...]
"""Mean and standard deviation of each feature."""


def windows_of_tokens(inputs: Ragged, parts: Parts, window: Window) -> dict[int, Ragged]:
    """Lay the texts of each part end to end and cut windows.

    The last window of a part is moved back where the rest is too short for one, so that each token is predicted.

    Args:
        inputs: Token ids of all texts.
        parts: The part of each text.
        window: How to cut.

    Returns:
        The windows by part; parts that have none are left out.

    Raises:
        UserError: If the training or the validation part is shorter than a window.
    """
    found = {}
    for part in (TRAINING, VALIDATION, TEST):
        chosen = inputs.only(parts == part)
        flat = np.concatenate([chosen[index] for index in range(len(chosen))] or [np.zeros(0, np.int32)])
        if len(flat) < window.span:
            if part != TEST:
                raise UserError(_too_short(part, len(flat), window))
            continue
        found[part] = _cut(flat, window)
    return found


def _cut(flat: Array, window: Window) -> Ragged:
    starts = np.arange(0, len(flat) - window.span + 1, window.stride, dtype=np.int64)
    if starts[-1] + window.span < len(flat):
        starts = np.append(starts, len(flat) - window.span)
    return Ragged(flat, starts, np.full(len(starts), window.steps, np.int64))


def all_windows(inputs: Ragged, window: Window, scale: Scale) -> Ragged:
    """Cut windows out of sequences that are all of one part: texts laid end to end, or each series by itself.

    Args:
        inputs: Token ids or numbers.
        window: How to cut.
        scale: Numbers are standardized by it; empty if they are not.

    Raises:
        UserError: If there is no room for a window.
    """
    if inputs.flat.dtype == np.int32:
        flat = np.concatenate([inputs[index] for index in range(len(inputs))])
        if len(flat) < window.span:
            raise UserError(_too_short(None, len(flat), window))
        return _cut(flat, window)
    starts, owners = _all_windows(inputs.lengths, window)
    if not len(starts):
        raise UserError(_too_short(None, int(inputs.lengths.max(initial=0)), window))
    laid = np.concatenate([inputs[index] for index in range(len(inputs))])
    if scale:
        means, deviations = np.array(scale).T
        laid = ((laid - means) / deviations).astype(np.float32)
    begins = np.cumsum(inputs.lengths) - inputs.lengths
    return Ragged(laid.ravel(), (begins[owners] + starts) * inputs.width,
                  np.full(len(starts), window.steps, np.int64), inputs.width)


@dataclasses.dataclass(frozen=True)
class Series:
    """Windows over series of numbers.

    Attributes:
        parts: The windows by part.
        scale: What the numbers were standardized by; empty if they were not.
    """

    parts: dict[int, Ragged]
    scale: Scale


def windows_of_series(inputs: Ragged, parts: Parts | None, window: Window, settings: SplitSettings) -> Series:
    """Cut windows out of series, none across two of them.

    Args:
        inputs: All series.
        parts: The part of each, or ``None`` to divide each by time: its beginning is learned from.
        window: How to cut. A window belongs to the part that all its predicted steps are in; what the model sees may
            reach back into the part before.
        settings: The parts' shares, where they are divided by time.

    Raises:
        UserError: If the training or the validation part has no window.
    """
    starts, owners = _all_windows(inputs.lengths, window)
    if not len(starts):
        raise UserError(_too_short(None, int(inputs.lengths.max(initial=0)), window))
    bounds = _bounds(inputs.lengths, settings)
    if parts is None:
        first, last = starts + window.first, starts + window.first + window.ahead
        own = bounds[owners]
        belongs = np.full(len(starts), -1, np.int64)
        for part in (TRAINING, VALIDATION, TEST):
            belongs[(first >= own[:, part]) & (last <= own[:, part + 1])] = part
    else:
        belongs = parts[owners].astype(np.int64)
    learned = _learned_steps(inputs, parts, bounds)
    flat, scale = _standardized(inputs, learned) if window.standardized else (np.asarray(inputs.flat), ())
    places = inputs.starts[owners] + starts * inputs.width
    found = {}
    for part in (TRAINING, VALIDATION, TEST):
        chosen = places[belongs == part]
        if len(chosen):
            found[part] = Ragged(flat, chosen, np.full(len(chosen), window.steps, np.int64), inputs.width)
        elif part != TEST:
            raise UserError(_too_short(part, int(inputs.lengths.max()), window))
    return Series(found, scale)


def _all_windows(lengths: Ints, window: Window) -> tuple[Ints, Ints]:
    """Return where each window begins within its series, and in which series."""
    counts = np.maximum((lengths - window.span) // window.stride + 1, 0)
    owners = np.repeat(np.arange(len(lengths)), counts)
    firsts = np.repeat(np.cumsum(counts) - counts, counts)
    return (np.arange(len(owners)) - firsts) * window.stride, owners


def _bounds(lengths: Ints, settings: SplitSettings) -> Ints:
    """Return for each series where its parts begin, and where the last one ends; shape (series, 4)."""
    test = min(settings.test, 0.9)
    validation = min(settings.validation, 0.95 - test)
    shares = np.array([0.0, 1 - validation - test, 1 - test, 1.0])
    return np.asarray(np.rint(lengths[:, np.newaxis] * shares), np.int64)


def _learned_steps(inputs: Ragged, parts: Parts | None, bounds: Ints) -> Ragged:
    """Return what is learned from: whole series of the training part, or their beginnings."""
    if parts is not None:
        return inputs.only(parts == TRAINING)
    return Ragged(inputs.flat, inputs.starts, bounds[:, 1], inputs.width)


def _standardized(inputs: Ragged, learned: Ragged) -> tuple[Array, Scale]:
    """Bring each feature to mean 0 and deviation 1 over the steps that are learned from."""
    seen = np.concatenate([learned[index] for index in range(len(learned))])
    means, deviations = seen.mean(axis=0, dtype=np.float64), seen.std(axis=0, dtype=np.float64)
    deviations[deviations == 0] = 1.0
    flat = np.array(inputs.flat, np.float32)
    for index in range(len(inputs)):
        start, stop = inputs.starts[index], inputs.starts[index] + inputs.lengths[index] * inputs.width
        own = flat[start:stop].reshape(-1, inputs.width)
        own[:] = (own - means) / deviations
    return flat, tuple((float(mean), float(deviation)) for mean, deviation in zip(means, deviations, strict=True))


def _too_short(part: int | None, steps: int, window: Window) -> str:
    if part is None:
        return tr("the longest sequence has {steps} steps, but a window needs {span}; make the window shorter",
                  steps=f"{steps:,}", span=f"{window.span:,}")
    if part == TRAINING:
        return tr("the training part is too short for a window of {span} steps; make the window shorter",
                  span=f"{window.span:,}")
    return tr("the validation part is too short for a window of {span} steps; make the window shorter, or the "
              "validation part larger", span=f"{window.span:,}")
