"""The last finished epoch in figures."""

from __future__ import annotations

from rnnstudio.api import tr
from rnnstudio.project.words import number
from rnnstudio.studio.training.state import TrainingState
from rnnstudio.studio.training.wording import in_sentence, metric_name, value_words


def figures(state: TrainingState) -> list[tuple[str, str, str]]:
    """Return names and values, in reading order: epochs, each metric on both parts, the best epoch."""
    done = state.curves.finished_epochs if state.curves is not None else 0
    shown = [(tr("Epochs"), tr("{done} of {planned}", done=number(done), planned=number(state.epochs)), "")]
    names = list(state.curves.metrics[:2]) if state.curves is not None else []
    for metric in names:
        for name in (metric, f"val_{metric}"):
            value = state.metrics.get(name)
            if value is None and name != metric and state.metrics:
                continue
            bare = metric_name(metric)
            title = bare if name == metric else tr("Val. {metric}", metric=in_sentence(bare))
            shown.append((title, "–" if value is None else value_words(value), ""))
    shown.append((tr("Best epoch"), number(state.best_epoch) if state.best_epoch else "–", ""))
    return shown
