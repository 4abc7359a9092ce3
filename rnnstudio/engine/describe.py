"""What the data decides, which shapes the stack has, and what keeps the project from training."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from rnnstudio.api import DataFacts, ParameterError, ReadContext, UserError
from rnnstudio.engine import pretrained, problems_vectors, shapes, summary
from rnnstudio.engine.faults import blamed_on
from rnnstudio.engine.prepare import prepare
from rnnstudio.engine.preview import first_rows, with_tokens
from rnnstudio.engine.problems import Look
from rnnstudio.engine.profile import profile
from rnnstudio.engine.reading import Told
from rnnstudio.project.model import Project
from rnnstudio.project.preview import DataPreview, DataProfile
from rnnstudio.project.report import Problem, Repair, StackReport
from rnnstudio.project.words import left_out
from rnnstudio.registry import MissingComponent, Registry

_SAMPLE = 100
"""Rows by which an encoder is proposed."""


def describe_data(project: Project, registry: Registry, *, folder: Path | None = None,
                  cancelled: Callable[[], bool] = lambda: False) -> DataFacts:
    """Say what the data decides: task, classes, sizes. Neither tensorflow nor keras is loaded for it.

    The data is read and encoded for this; asked again with the same settings on unchanged files, it answers at once.

    Args:
        project: The project; only its data settings count.
        registry: Resolves source and encoder.
        folder: Where relative paths start: the project file's folder.
        cancelled: Asked now and then while reading.

    Raises:
        UserError: If the data can't be read or trained on.
        Cancelled: If ``cancelled`` answers True.
    """
    return prepare(project.data, registry, folder=folder, cancelled=cancelled).facts


def profile_data(project: Project, registry: Registry, preview: DataPreview, *, folder: Path | None = None,
                 cancelled: Callable[[], bool] = lambda: False,
                 progress: Told = lambda text, share: None) -> tuple[DataPreview, DataProfile]:
    """Prepare the data and say what became of its first rows, and figures over all of it. Loads no tensorflow.

    Args:
        project: The project.
        registry: Resolves its components.
        preview: The first rows, from ``preview.first_rows``.
        folder: Where relative paths start.
        cancelled: Asked now and then.
        progress: Told what is going on.

    Raises:
        UserError: If the data can't be read or trained on.
        Cancelled: If ``cancelled`` answers True.
    """
    prepared = prepare(project.data, registry, folder=folder, cancelled=cancelled, progress=progress)
    shown = with_tokens(preview, prepared, project.data, registry)
    return shown, profile(project, registry, prepared, [row.text for row in preview.rows if row.text])


def download_data(project: Project, registry: Registry, *, folder: Path | None = None,
                  cancelled: Callable[[], bool] = lambda: False,
                  progress: Told = lambda text, share: None) -> None:
    """Fetch from the network what the data source lacks, because the user asked for it.

    Raises:
        UserError: If it can't be fetched.
        Cancelled: If ``cancelled`` answers True.
    """
    source = registry.source(project.data.source)
    context = ReadContext(folder=folder, cancelled=cancelled)
    with blamed_on(source, registry):
        if source.lacks(context):
            source.download(context, progress)


def describe_stack(project: Project, registry: Registry, facts: DataFacts, *, folder: Path | None = None,
                   vectors: bool = True) -> StackReport:
    """Say what becomes of the stack: shapes, parameter counts and problems. Loads Keras at the first call.

    No weight is allocated: Keras calls each layer on a symbolic tensor, in a thread of its own, so that it may be
    asked while another thread trains.

    Args:
        project: The project.
        registry: Resolves the layers.
        facts: From ``describe_data``.
        folder: Where relative paths start.
        vectors: Whether the files of word vectors matter that layers start from; not where weights are at hand.
    """
    return shapes.describe(project, registry, facts, _look(folder) if vectors else None)


def _look(folder: Path | None) -> Look:
    return lambda named: pretrained.look(named, folder)


def cover(project: Project, registry: Registry, facts: DataFacts, report: StackReport, *, folder: Path | None = None,
          told: Callable[[StackReport], None] = lambda report: None,
          cancelled: Callable[[], bool] = lambda: False) -> StackReport:
    """Add to a report for how many words of the data there are vectors in the files that layers start from.

    A file is read for this, which may take minutes; asked again with the same words and file, it answers at once.

    Args:
        project: The project.
        registry: Resolves its components.
        facts: From ``describe_data``.
        report: From ``describe_stack``.
        folder: Where relative paths start.
        told: Told the report as far as it is known, while a file is read.
        cancelled: Asked now and then.

    Raises:
        Cancelled: If ``cancelled`` answers True.
    """
    return problems_vectors.covered(project, registry, facts, report, folder=folder, told=told, cancelled=cancelled)


def try_repairs(project: Project, registry: Registry, facts: DataFacts, report: StackReport, *,
                folder: Path | None = None, cancelled: Callable[[], bool] = lambda: False) -> StackReport:
    """Say of each repair in a report what it leads to: a shape, and how many errors are left.

    Args:
        project: The project.
        registry: Resolves the layers.
        facts: From ``describe_data``.
        report: From ``describe_stack``.
        folder: Where relative paths start.
        cancelled: Asked between two repairs; then the rest stays untried.
    """
    return shapes.try_repairs(project, registry, facts, report, cancelled, _look(folder))


def summarize(project: Project, registry: Registry, facts: DataFacts) -> str:
    """Return Keras' summary of the model as text, 80 columns wide.

    Args:
        project: The project.
        registry: Resolves the layers.
        facts: From ``describe_data``.

    Raises:
        UserError: If the stack has an error.
    """
    return summary.summary(project, registry, facts)


def check(
    project: Project, registry: Registry, *, folder: Path | None = None,
) -> tuple[DataFacts | None, StackReport]:
    """Describe data and stack; what is wrong with the data becomes a problem, before those of the stack.

    Rows that were left out are a warning, what would suit the data better is advice.

    Args:
        project: The project.
        registry: Resolves its components.
        folder: Where relative paths start.

    Returns:
        What the data decides, or ``None``, and the report, whose ``trainable`` says whether training can begin.
    """
    try:
        facts = describe_data(project, registry, folder=folder)
    except UserError as error:
        path = error.path if isinstance(error, ParameterError | MissingComponent) else ""
        report = shapes.describe(project, registry, None)
        return None, msgspec.structs.replace(
            report, problems=(Problem(message=str(error), path=path), *report.problems))
    report = describe_stack(project, registry, facts, folder=folder)
    report = cover(project, registry, facts, report, folder=folder)
    return facts, msgspec.structs.replace(
        report, problems=(*_of_the_data(project, registry, folder), *report.problems))


def _of_the_data(project: Project, registry: Registry, folder: Path | None) -> list[Problem]:
    preview = first_rows(project.data, registry, _SAMPLE, folder=folder)
    _, figures = profile_data(project, registry, preview, folder=folder)
    found = [Problem(message=left_out(rows), severity="warning") for rows in figures.bad]
    for suggestion in figures.suggestions:
        repairs = (Repair(title=suggestion.title, changes=suggestion.changes),) if suggestion.changes else ()
        found.append(Problem(message=suggestion.message, severity="advice", kind=suggestion.kind, repairs=repairs))
    return found
