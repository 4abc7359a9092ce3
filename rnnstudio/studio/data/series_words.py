"""Where in a series the window that is drawn stands, and all that the plot shows in words. No Qt in here."""

from __future__ import annotations

from rnnstudio.api import tr
from rnnstudio.project.preview import SeriesPreview
from rnnstudio.project.words import number
from rnnstudio.studio.data.wording import part_words


def window_start(series: SeriesPreview) -> int:
    """Return the first step of the window that is drawn: in the middle of the training part, where there is room."""
    first, behind = next(((first, behind) for name, first, behind in series.parts if name == "train"),
                         (0, series.total))
    room = behind - first - max(series.window, series.first + series.ahead)
    return first + max(0, room // 2)


def horizon(series: SeriesPreview, start: int) -> tuple[int, int]:
    """Return the first step that a window predicts, and the one behind the last."""
    return start + series.first, start + series.first + series.ahead


def series_words(series: SeriesPreview) -> str:
    """Say what the plot shows."""
    parts = [tr("{count} steps", count=number(series.total))]
    parts += [tr("{part}: steps {first} to {last}", part=part_words(name), first=number(first + 1),
                 last=number(behind)) for name, first, behind in series.parts]
    if window := window_words(series):
        parts.append(window)
    return "; ".join(parts)


def window_words(series: SeriesPreview) -> str:
    """Say what a window shows the model and what is predicted; "" if there are no windows."""
    if not series.window:
        return ""
    if series.first >= series.window:
        return (tr("Window: {steps} steps are seen, then {ahead} predicted.", steps=number(series.window),
                   ahead=number(series.ahead)) if series.ahead != 1 else
                tr("Window: {steps} steps are seen, then the next one is predicted.", steps=number(series.window)))
    return tr("Window: {steps} steps are seen, and at each of them the next one is predicted.",
              steps=number(series.window))
