"""What the learning rate will do, in words."""

from __future__ import annotations

from rnnstudio.api import tr
from rnnstudio.project.training_settings import SCHEDULES, TrainingSettings
from rnnstudio.project.words import number


def rate_words(settings: TrainingSettings) -> str:
    """Return a line such as "0.001, warm-up over 100 batches, then along a cosine to 0.0001 over 10 epochs"."""
    rate = _plain(settings.learning_rate)
    after = _after(settings)
    if settings.warm_up > 1:
        if not after:
            return tr("up to {rate} over {batches} batches, then constant", rate=rate,
                      batches=number(settings.warm_up))
        return tr("up to {rate} over {batches} batches, then {after}", rate=rate, batches=number(settings.warm_up),
                  after=after)
    if not after:
        return tr("{rate} throughout", rate=rate)
    return tr("{rate}, {after}", rate=rate, after=after)


def _after(settings: TrainingSettings) -> str:
    own = settings.chosen(SCHEDULES, settings.schedule)
    lowest = min(own.get("lowest_rate", 0.0), settings.learning_rate)
    epochs: int = own.get("rate_epochs") or settings.epochs
    match settings.schedule:
        case "constant":
            return ""
        case "cosine":
            return tr("along a cosine to {lowest} over {epochs} epochs", lowest=_plain(lowest),
                      epochs=number(epochs))
        case "stepwise":
            words = tr("times {factor} every {epochs} epochs", factor=_plain(own["rate_factor"]),
                       epochs=number(epochs)) if epochs > 1 else tr(
                "times {factor} every epoch", factor=_plain(own["rate_factor"]))
        case "exponential":
            words = tr("evenly times {factor} in every {epochs} epochs", factor=_plain(own["rate_factor"]),
                       epochs=number(epochs)) if epochs > 1 else tr(
                "evenly times {factor} in every epoch", factor=_plain(own["rate_factor"]))
        case "plateau":
            words = tr("times {factor} after {epochs} epochs without a lower validation loss",
                       factor=_plain(own["rate_factor"]), epochs=number(epochs)) if epochs > 1 else tr(
                "times {factor} after an epoch without a lower validation loss", factor=_plain(own["rate_factor"]))
    return tr("{fall}, not below {lowest}", fall=words, lowest=_plain(lowest)) if lowest else words


def _plain(value: float) -> str:
    return f"{value:.4g}"
