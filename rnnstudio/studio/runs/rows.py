"""What the table says of each run. No Qt in here: rows are read in a thread of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from rnnstudio.api import tr
from rnnstudio.cards import facts
from rnnstudio.project.describing import Setting, model_words
from rnnstudio.project.metric_words import key_metric, key_metric_words
from rnnstudio.project.model import Project
from rnnstudio.registry import Registry
from rnnstudio.runs.folder import BEST, LAST
from rnnstudio.runs.listing import Entry, list_entries, started


class RunRow(msgspec.Struct, frozen=True, kw_only=True):
    """A run as the table shows it.

    Attributes:
        entry: What the listing found.
        project: As it was when the run began; ``None`` if it can't be read.
        model: The stack in short.
        settings: Training and data settings by key.
        state: How far it came, in words.
        metric: Name of the metric that says most; "" if there is none.
        best: Its value at the best epoch; NaN if there is none.
        best_words: Both in words.
        words: What the filter looks for words in, in lower case.
        has_model: Whether there is a trained model to go on from.
        has_words: Whether it may have word vectors.
        missing: Ids in the project that no installed plugin has.
    """

    entry: Entry
    project: Project | None = None
    model: str = ""
    settings: dict[str, Setting] = {}
    state: str = ""
    metric: str = ""
    best: float = float("nan")
    best_words: str = ""
    words: str = ""
    has_model: bool = False
    has_words: bool = False
    missing: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """The run's folder."""
        return self.entry.path

    @property
    def started(self) -> float:
        """When it began, in seconds since 1970."""
        return started(self.entry)


def read_rows(runs: Path, registry: Registry, known: dict[Path, RunRow],
              breathe: Callable[[], object] = lambda: None) -> dict[Path, RunRow]:
    """Read all runs below a folder, the newest first; rows of runs that haven't changed are taken over.

    Args:
        runs: The folder.
        registry: Knows the titles of layers and settings.
        known: Rows by path, of an earlier reading.
        breathe: Called between one run and the next.

    Raises:
        UserError: If the folder can't be looked into.
    """
    entries = list_entries(runs, {path: row.entry for path, row in known.items()}, breathe)
    found, alike = {}, dict[bytes, dict[str, Setting]]()
    for entry in entries:
        row = known.get(entry.path)
        if row is None or row.entry is not entry:
            row = row_of(entry, registry, alike)
            breathe()
        found[entry.path] = row
    return found


def _settings(project: Project, registry: Registry, alike: dict[bytes, dict[str, Setting]]) -> dict[str, Setting]:
    """Return a project's settings; those of projects alike are put into words once."""
    key = msgspec.json.encode((project.training, project.data))
    if key not in alike:
        alike[key] = facts.settings_of(registry, project)
    return alike[key]


def row_of(entry: Entry, registry: Registry, alike: dict[bytes, dict[str, Setting]] | None = None) -> RunRow:
    """Make a run's row, reading its project; nothing of it raises.

    Args:
        entry: What the listing found.
        registry: Knows the titles of layers and settings.
        alike: Settings in words by what they are, to be used again; it grows.
    """
    project = facts.readable_project(entry.path)
    find = registry.component_class
    model = model_words(find, project) if project is not None else ""
    state = facts.standing_words(entry)
    info = entry.info
    metric = key_metric(entry.best)
    has_model = any((entry.path / name).is_file() for name in (BEST, LAST))
    has_words = has_model and info is not None and (info.facts is None or info.facts.input != "values") and (
        project is not None and _embeds(project, registry))
    data = _settings(project, registry, {} if alike is None else alike) if project is not None else {}
    source = data["source"].words if "source" in data else ""
    return RunRow(
        entry=entry, project=project, model=model, settings=data, state=state, metric=metric,
        best=entry.best.get(metric, float("nan")), best_words=key_metric_words(entry.best),
        words="\n".join((entry.name, entry.path.name, info.name if info else "", model, source, state,
                         entry.own.notes)).casefold(),
        has_model=has_model, has_words=has_words,
        missing=_missing(project, registry) if project is not None else ())


def _embeds(project: Project, registry: Registry) -> bool:
    """Tell whether a layer that is switched on learns vectors of tokens; one that no plugin has might."""
    return any(node.enabled and (registry.layers.get(node.type) is None
                                 or "embedding" in registry.layers[node.type].info.traits)
               for _, node in project.nodes())


def _missing(project: Project, registry: Registry) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ref.type for _, kind, ref in project.components()
                               if registry.component_class(kind, ref.type) is None))


def problem_words(row: RunRow) -> str:
    """Return what is wrong with a run, in a sentence or two; "" if nothing is."""
    problems = [row.entry.problem] if row.entry.problem else []
    if row.entry.standing == "failed" and row.entry.info is not None and row.entry.info.message:
        problems.append(row.entry.info.message)
    if row.entry.info is not None and row.project is None:
        problems.append(tr("The project of this run can’t be read."))
    if row.missing:
        problems.append(tr("No installed plugin has {names}; install the plugin it came from to use the model.",
                           names=", ".join(row.missing)))
    return " ".join(problems)
