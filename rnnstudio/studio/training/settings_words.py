"""What folded training settings come to, in a few words beside their heading. Knows no Qt."""

from __future__ import annotations

from rnnstudio.api import Task, defaults, tr
from rnnstudio.project.training_settings import TrainingSettings
from rnnstudio.project.words import number
from rnnstudio.studio.training.wording import in_sentence, metric_name


def limits(settings: TrainingSettings) -> str:
    """Return when training ends early, and where gradients are clipped."""
    parts = []
    if settings.early_stopping is not None:
        parts.append(tr("stops after {epochs} epochs without a gain", epochs=number(settings.early_stopping))
                     if settings.early_stopping > 1 else tr("stops after an epoch without a gain"))
    if settings.gradient_clip is not None:
        parts.append(tr("gradients clipped at {limit}", limit=f"{settings.gradient_clip:.4g}"))
    return " · ".join(parts) if parts else tr("none")


def measured(settings: TrainingSettings, task: Task | None) -> str:
    """Return what is measured beside the loss; "" while the task isn't known."""
    if task is None:
        return ""
    names = [in_sentence(metric_name(name)) for name in settings.metrics(task)]
    return ", ".join(names) if names else tr("the loss alone")


def others(settings: TrainingSettings) -> str:
    """Return the seed, and what else isn't as usual."""
    parts = [tr("seed {seed}", seed=settings.seed)]
    if settings.class_weights == "balanced":
        parts.append(tr("classes balanced"))
    if settings.deterministic:
        parts.append(tr("repeats to the bit"))
    if settings.mixed_precision:
        parts.append(tr("half precision"))
    if settings.film_words != defaults(TrainingSettings)["film_words"]:
        parts.append(tr("{count} words filmed", count=number(settings.film_words)) if settings.film_words
                     else tr("no film of the words"))
    return " · ".join(parts)
