"""What is said of a run's word vectors and of their export. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath

from rnnstudio.api import ExportReport, tr
from rnnstudio.project.words import duration, number
from rnnstudio.runs.folder import RunInfo
from rnnstudio.studio.training.wording import epochs_words, key_metric_words

PROJECTOR_CONFIG = "projector_config.pbtxt"
"""The file by which TensorBoard's Projector finds vectors in a folder."""


def run_words(folder: Path, info: RunInfo) -> str:
    """Return what can be exported, and from which run."""
    about = [tr("run {name}", name=folder.name), epochs_words(info.epochs), duration(info.seconds),
             key_metric_words(info.metrics)]
    return " · ".join(part for part in about if part)


def has_words(info: RunInfo) -> bool:
    """Tell whether a run was trained on token ids, so that it may have learned word vectors."""
    return info.facts is None or info.facts.input != "values"


def result_words(report: ExportReport) -> str:
    """Return what was written: "8,000 points × 16 dimensions, 3 words renamed"."""
    size = tr("{points} points × {dimensions} dimensions", points=number(report.points),
              dimensions=number(report.dimensions))
    return tr("Exported {size}, {renamed}.", size=size, renamed=renamed_words(len(report.renamed)))


def renamed_words(count: int) -> str:
    """Return how many words had to be written otherwise."""
    if count == 0:
        return tr("no word renamed")
    return tr("1 word renamed") if count == 1 else tr("{count} words renamed", count=number(count))


def projector_words(files: Sequence[str]) -> str:
    """Return how to load what was written in the Embedding Projector; "" if it is in another format."""
    tables = [PurePath(file).name for file in files if file.endswith(".tsv")]
    if len(tables) < 2:
        return ""
    metadata = next((name for name in tables if "meta" in name), tables[1])
    vectors = next(name for name in tables if name != metadata)
    return tr("To look at them in the Embedding Projector, press Load there and choose {vectors} for the vectors and "
              "{metadata} for the metadata.", vectors=vectors, metadata=metadata)


def seen(word: str) -> str:
    """Return a word so that spaces, tabs and line ends in it can be seen."""
    shown = word.replace("\t", "⇥").replace("\r", "↵").replace("\n", "↵")
    return f"“{shown}”"
