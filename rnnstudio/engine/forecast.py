"""Draws a model's forecasts of a series against the truth, and lets it go on behind the end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from rnnstudio.api import Cancelled, UserError, Window, tr
from rnnstudio.engine.asked import Asked
from rnnstudio.engine.division import VALIDATION
from rnnstudio.engine.predict import BATCH
from rnnstudio.engine.prepare import Prepared, prepare
from rnnstudio.engine.probabilities import Floats
from rnnstudio.engine.ragged import Ragged
from rnnstudio.engine.reading import Told
from rnnstudio.project.trial import SeriesForecast
from rnnstudio.registry import Registry

MOST_DRAWN = 5000
"""Steps of a series that are told at most, the latest ones."""


def _silent(text: str, share: float | None) -> None:
    pass


def forecast(asked: Asked, registry: Registry, *, ahead: int | None = None, beyond: int | None = None,
             series: int | None = None, feature: str = "", folder: Path | None = None,
             cancelled: Callable[[], bool] = lambda: False, progress: Told = _silent) -> SeriesForecast:
    """Forecast the part of a series that judges, each step from so many steps before it, and what comes behind.

    A model that predicts fewer steps than asked for is fed what it predicted itself.

    Args:
        asked: The model.
        registry: Resolves the data.
        ahead: Steps between a forecast and what it is of; the model's own number unless given.
        beyond: Steps behind the end; as many as the model sees unless given.
        series: The number of the series, from 0; the first one that judges unless given.
        feature: The feature to tell; the first that is predicted unless given.
        folder: Where the run's relative paths start.
        cancelled: Asked between batches.
        progress: Told what is going on.

    Raises:
        UserError: If the model forecasts nothing, the data can't be read, or there is no such series or feature.
        Cancelled: If ``cancelled`` answers True.
    """
    facts, window = asked.trained.facts, asked.window
    if facts.task != "forecasting" or window is None:
        raise UserError(tr("{name} forecasts no series; its task is another", name=asked.trained.project.name))
    prepared = prepare(asked.trained.project.data, registry, folder=folder, cancelled=cancelled, progress=progress)
    if prepared.encoded.inputs.width != facts.features:
        raise UserError(tr("the data has {found} features now, but the model was trained on {expected}",
                           found=prepared.encoded.inputs.width, expected=facts.features))
    number, judged_from = _series(prepared, series)
    values = np.array(prepared.encoded.inputs[number], np.float64)
    names = _names(asked, window, values.shape[1])
    if feature and feature not in names:
        raise UserError(tr('the model predicts no feature "{name}"; it predicts: {names}', name=feature,
                           names=", ".join(names)))
    chosen = names.index(feature) if feature else 0
    teller = _Teller(asked, window, values, chosen, cancelled)
    ahead = teller.within(ahead or window.ahead)
    steps, told, now = teller.judged(judged_from, ahead)
    truth = values[:, teller.column]
    first = max(0, len(values) - MOST_DRAWN)
    future = teller.beyond(beyond if beyond is not None else window.steps)
    found = np.abs(told - truth[steps])
    return SeriesForecast(
        name=names[chosen], features=names, series=number, count=len(prepared.encoded.inputs), total=len(values),
        steps=tuple(range(first, len(values))), truth=_plain(truth[first:]), judged_from=judged_from, ahead=ahead,
        told_steps=tuple(int(step) for step in steps), told=_plain(told),
        beyond_steps=tuple(range(len(values), len(values) + len(future))), beyond=_plain(future),
        error=float(found.mean()) if len(found) else None,
        naive_error=float(np.abs(now - truth[steps]).mean()) if len(found) else None, most_ahead=teller.most or 0)


def _plain(values: Floats) -> tuple[float, ...]:
    return tuple(float(value) for value in values)


def _series(prepared: Prepared, wanted: int | None) -> tuple[int, int]:
    """Return which series is forecast, and from which step on it judges."""
    split, count = prepared.split, len(prepared.encoded.inputs)
    if wanted is not None and not 0 <= wanted < count:
        raise UserError(tr("there is no series {number}; the data has {count}", number=wanted + 1, count=count))
    if len(split) == count and not (split < 0).all():  # whole series are kept aside
        aside = np.flatnonzero(split == VALIDATION)
        number = wanted if wanted is not None else int(aside[0]) if len(aside) else 0
        return number, 0
    number = wanted or 0
    return number, _judged_from(prepared, number)


def _judged_from(prepared: Prepared, number: int) -> int:
    """Return where the part begins that the model never learned from: behind the last window it learned."""
    inputs, window = prepared.encoded.inputs, prepared.task.window(prepared.contents)
    assert window is not None
    start, stop = inputs.starts[number], inputs.starts[number] + inputs.lengths[number] * inputs.width
    begun = prepared.training.inputs.starts
    own = begun[(begun >= start) & (begun < stop)]
    if not len(own):
        return 0
    return int((own.max() - start) // inputs.width) + window.first + window.ahead


def _names(asked: Asked, window: Window, width: int) -> tuple[str, ...]:
    known = asked.trained.facts.names
    return tuple(known[index] if index < len(known) else tr("feature {index}", index=index + 1)
                 for index in window.features or range(width))


class _Teller:
    """Forecasts one series."""

    def __init__(self, asked: Asked, window: Window, values: Floats, chosen: int,
                 cancelled: Callable[[], bool]) -> None:
        width = values.shape[1]
        self._asked = asked
        self._window = window
        self._cancelled = cancelled
        self._predicted = tuple(window.features or range(width))
        self._chosen = chosen
        self.column = self._predicted[chosen]
        scale = asked.trained.facts.scale or ((0.0, 1.0),) * width
        self._mean, self._deviation = (np.array(part, np.float64) for part in zip(*scale, strict=True))
        self._values = values
        self._scaled = (values - self._mean) / self._deviation
        whole = len(self._predicted) == width and window.first == window.steps
        self.most = None if whole else window.ahead
        """Steps ahead at most: what a model doesn't predict, or not next, it can't be fed with."""

    def within(self, ahead: int) -> int:
        """Return the number of steps ahead, no more than there can be."""
        return min(ahead, self.most) if self.most else ahead

    def judged(self, first: int, ahead: int) -> tuple[np.ndarray, Floats, Floats]:
        """Return which steps are forecast, what is forecast for them, and the values when that was done."""
        window = self._window
        lead = window.first - window.steps + ahead  # from the last step seen to the one that is forecast
        steps = np.arange(max(first, window.steps - 1 + max(lead, 1)), len(self._values))
        told = np.empty(len(steps))
        size = BATCH
        for begin in range(0, len(steps), size):
            if self._cancelled():
                raise Cancelled
            chosen = steps[begin:begin + size]
            last = chosen - lead
            seen = self._scaled[last[:, np.newaxis] - np.arange(window.steps - 1, -1, -1)]
            told[begin:begin + size] = self._run(seen, ahead)[:, ahead - 1]
        return steps, told, self._values[steps - max(lead, 1), self.column]

    def beyond(self, count: int) -> Floats:
        """Return the forecast behind the end of the series."""
        window = self._window
        if len(self._values) < window.steps or count <= 0:
            return np.empty(0)
        lead = window.first - window.steps
        skipped = max(0, -lead)  # steps that are told although they are known
        count = self.within(count + skipped)
        found: Floats = self._run(self._scaled[np.newaxis, -window.steps:], count)[0, skipped:count]
        return found

    def _run(self, seen: Floats, ahead: int) -> Floats:
        """Return the chosen feature of the next steps behind windows, in the data's units: (windows, ahead)."""
        told: list[Floats] = []
        done = 0
        while done < ahead:
            if self._cancelled():
                raise Cancelled
            flat = np.ascontiguousarray(seen, np.float32).ravel()
            lengths = np.full(len(seen), self._window.steps, np.int64)
            found = self._asked.outputs(Ragged.joined(flat, lengths, seen.shape[2]))
            found = found.reshape(len(seen), self._window.ahead, len(self._predicted))
            told.append(found[:, :, self._chosen])
            done += self._window.ahead
            if done < ahead:
                seen = np.concatenate([seen, found], axis=1)[:, -self._window.steps:]
        whole: Floats = np.concatenate(told, axis=1) * self._deviation[self.column] + self._mean[self.column]
        return whole
