"""A run's facts in words, for its page in the window and for its card."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from pathlib import Path

import msgspec

from rnnstudio.api import UserError, tr
from rnnstudio.project import file
from rnnstudio.project.describing import Setting, settings
from rnnstudio.project.metric_words import epochs_words, key_metric, metric_name, part_name, value_words
from rnnstudio.project.model import Project
from rnnstudio.project.words import duration, number, shape_words
from rnnstudio.registry import Registry
from rnnstudio.runs.about import LayerFact
from rnnstudio.runs.folder import PROJECT
from rnnstudio.runs.listing import Entry

Rows = list[tuple[str, str]]

MOST_CLASSES = 12


class MetricRow(msgspec.Struct, frozen=True, kw_only=True):
    """One metric of a run; ``nan`` where there is none.

    Attributes:
        name: As in the run's files, without "val_".
        best: On the validation part, or else on the training part, at the best epoch.
        training: On the training part, at the best epoch.
        last: On the validation part, or else on the training part, at the last epoch.
    """

    name: str
    best: float
    training: float
    last: float


def project_of(run: Path, registry: Registry | None = None) -> Project:
    """Read the project as it was when a run began.

    Args:
        run: The run's folder.
        registry: Checks its parameters; without one they are taken as they stand.

    Raises:
        UserError: If it can't be read.
    """
    return file.load(run / PROJECT, registry.check if registry is not None else None)


def standing_words(entry: Entry) -> str:
    """Return how a run ended, in a few words."""
    match entry.standing:
        case "completed":
            return tr("Finished")
        case "early":
            return tr("Stopped early")
        case "stopped":
            return tr("Stopped by you")
        case "running":
            return tr("Running")
        case "interrupted":
            return tr("Interrupted")
        case "failed":
            return tr("Failed")
    return tr("Unreadable")


def ending_words(entry: Entry) -> str:
    """Return how a run ended, with why if it failed."""
    reason = entry.info.message if entry.info is not None and entry.standing == "failed" else ""
    return tr("Failed: {reason}", reason=reason) if reason else standing_words(entry)


def headline(entry: Entry) -> str:
    """Return the metric that says most, of the best epoch: "Validation accuracy 0.790"; "" if there is none."""
    name = key_metric(entry.best)
    if not name:
        return ""
    words = part_name(name)
    return f"{words[:1].upper()}{words[1:]} {value_words(entry.best[name])}"


def metric_rows(entry: Entry) -> list[MetricRow]:
    """Return a run's metrics, the loss first."""
    last = entry.info.metrics if entry.info is not None else {}
    nan = float("nan")
    names = [name for name in last if not name.startswith("val_")]
    return [MetricRow(name=name, best=entry.best.get(f"val_{name}", entry.best.get(name, nan)),
                      training=entry.best.get(name, nan), last=last.get(f"val_{name}", last.get(name, nan)))
            for name in names]


def course(entry: Entry, project: Project | None) -> Rows:
    """Return how the training went."""
    info = entry.info
    if info is None:
        return []
    planned = project.training.epochs if project is not None else info.epochs
    rows = [(tr("How it ended"), ending_words(entry)),
            (tr("Began"), date_words(info.started)),
            (tr("Epochs"), tr("{done} of {planned}", done=number(info.epochs), planned=number(planned)))]
    if info.best_epoch:
        rows.append((tr("Best epoch"), number(info.best_epoch)))
    rows.append((tr("Duration"), duration(info.seconds)))
    if info.device:
        rows.append((tr("Trained on"), info.device))
    return rows


def data_facts(entry: Entry) -> Rows:
    """Return what is known of a run's data."""
    if entry.info is None:
        return []
    rows: Rows = []
    data, facts = entry.info.data, entry.info.facts
    if data is not None:
        rows += [(tr("Source"), tr(data.source)), (tr("Origin"), tr(data.origin) if data.origin else tr("not given")),
                 (tr("Licence"), tr(data.licence) if data.licence else tr("not given"))]
    if facts is not None:
        rows.append((tr("Examples"), tr(
            "{training} to train on, {validation} to judge by", training=number(facts.training_examples),
            validation=number(facts.validation_examples))))
        if facts.test_examples:
            rows.append((tr("Test examples"), number(facts.test_examples)))
        if facts.skipped:
            rows.append((tr("Rows left out"), number(facts.skipped)))
        if facts.classes:
            rows.append((tr("Classes"), _listed(facts.classes)))
        if facts.vocabulary_size:
            rows.append((tr("Vocabulary"), number(facts.vocabulary_size)))
        if facts.names:
            rows.append((tr("Features"), _listed(facts.names)))
        if facts.generated:
            rows.append((tr("Note"), tr("The examples are made up.")))
    if data is not None and data.fingerprint:
        rows.append((tr("Fingerprint"), data.fingerprint))
    return rows


def _listed(names: Iterable[str]) -> str:
    shown = list(names)
    more = len(shown) - MOST_CLASSES
    text = ", ".join(shown[:MOST_CLASSES])
    return tr("{names} and {count} more", names=text, count=number(more)) if more > 0 else text


def setting_rows(registry: Registry, project: Project) -> Rows:
    """Return the settings of training and data."""
    return [(setting.title, setting.words) for setting in settings_of(registry, project).values()]


def settings_of(registry: Registry, project: Project) -> dict[str, Setting]:
    """Return the settings by key; see ``project.describing``."""
    return settings(registry.component_class, project)


def layer_rows(registry: Registry, entry: Entry) -> list[tuple[str, str, str, str]]:
    """Return each layer's name, indented inside wrappers, kind, output shape and parameters."""
    layers = entry.info.layers if entry.info is not None else ()
    facts = entry.info.facts if entry.info is not None else None
    titles = [_layer_title(registry, layer) for layer in layers]
    return [("  " * layer.depth + (layer.name or title), title, shape_words(layer.shape, facts),
             number(layer.parameters)) for layer, title in zip(layers, titles, strict=True)]


def parameters_in_all(entry: Entry) -> int:
    """Return the parameters of the whole model; those inside wrappers are counted with them."""
    return sum(layer.parameters for layer in (entry.info.layers if entry.info is not None else ()) if not layer.depth)


def _layer_title(registry: Registry, layer: LayerFact) -> str:
    known = registry.layers.get(layer.type)
    return tr(known.info.title) if known is not None else layer.type


def version_rows(entry: Entry) -> Rows:
    """Return the versions of what it was trained with."""
    names = {"rnnstudio": "RNN Studio", "python": "Python", "tensorflow": "TensorFlow", "keras": "Keras",
             "numpy": "NumPy"}
    versions = entry.info.versions if entry.info is not None else {}
    return [(names.get(name, name), version) for name, version in versions.items()]


def date_words(seconds: float) -> str:
    """Return a local date and time, the same in every language: "2026-11-27 14:05"."""
    try:
        return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))
    except (OverflowError, ValueError, OSError):
        return "–"


def summary(entry: Entry) -> str:
    """Return a run in a line: "Finished · 10 epochs · 0:42 · Validation accuracy 0.790"."""
    if entry.info is None:
        return entry.problem
    parts = [standing_words(entry), epochs_words(entry.info.epochs), duration(entry.info.seconds), headline(entry)]
    return " · ".join(part for part in parts if part)


def metric_title(name: str) -> str:
    """Return a metric's name for a table."""
    return metric_name(name)


def readable_project(run: Path) -> Project | None:
    """Return a run's project, or ``None`` if it can't be read."""
    try:
        return project_of(run)
    except UserError:
        return None


def both_words(row: MetricRow) -> str:
    """Return a metric's values at the best epoch: "0.790 validation, 0.851 training"; one if there is no other."""
    if math.isnan(row.training) or row.best == row.training:
        return value_words(row.best)
    return tr("{validation} validation, {training} training", validation=value_words(row.best),
              training=value_words(row.training))


def layer_pairs(registry: Registry, entry: Entry) -> Rows:
    """Return each layer's name, with its output shape and parameters in one."""
    return [(name.replace("  ", "\u2003"), tr("{shape}, {count} parameters", shape=shape or "–", count=count))
            for name, _, shape, count in layer_rows(registry, entry)]
