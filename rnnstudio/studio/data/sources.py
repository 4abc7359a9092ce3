"""Data sources as a person looks for them: in groups, and by a file at hand. No Qt in here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from rnnstudio.api import DataSource, Parameter, parameters, tr
from rnnstudio.project.file_sources import path_parameter, source_for
from rnnstudio.project.model import ComponentRef

Group = Literal["bundled", "files", "generated", "catalogue"]
GROUPS: tuple[Group, ...] = ("bundled", "files", "generated", "catalogue")

_MADE_UP = "Made up"
"""How the origin of examples begins that the program makes."""


def group_title(group: Group) -> str:
    """Return a group's heading."""
    match group:
        case "bundled":
            return tr("Sets that come with the program")
        case "files":
            return tr("Your own files")
        case "generated":
            return tr("Made up by the program")
        case "catalogue":
            return tr("TensorFlow Datasets")


def group_of(source: type[DataSource]) -> Group:
    """Return the group that a source stands in."""
    if "tfds" in source.info.id or "tensorflow_datasets" in source.info.id:
        return "catalogue"
    if source.info.origin.startswith(_MADE_UP):
        return "generated"
    return "files" if path_parameter(source) is not None else "bundled"


def grouped(sources: Mapping[str, type[DataSource]]) -> list[tuple[str, list[type[DataSource]]]]:
    """Return headings and sources in the order to show them; groups without a source are left out."""
    found: dict[Group, list[type[DataSource]]] = {group: [] for group in GROUPS}
    for source in sources.values():
        found[group_of(source)].append(source)
    return [(group_title(group), members) for group, members in found.items() if members]


def files_of(source: type[DataSource] | None, ref: ComponentRef) -> tuple[object, ...]:
    """Return what tells two data sets apart: the source and the files that it names."""
    found = parameters(source) if source is not None else ()
    return (ref.type, *(ref.params.get(one.name, one.default) for one in found if one.path is not None))


def lacking_path(source: type[DataSource] | None, params: Mapping[str, object]) -> Parameter | None:
    """Return the parameter that names a source's own file or folder, if nothing is chosen there yet."""
    if source is None or group_of(source) != "files":
        return None
    parameter = path_parameter(source)
    empty = parameter is not None and not str(params.get(parameter.name, parameter.default) or "").strip()
    return parameter if empty else None


def can_download(source: type[DataSource] | None) -> bool:
    """Tell whether a source may fetch something from the network."""
    return source is not None and source.download is not DataSource.download


def first_readable(paths: Iterable[Path], sources: Mapping[str, type[DataSource]],
                   start: Path | None = None) -> ComponentRef | None:
    """Return the source for the first of several paths that one reads."""
    found = (source_for(path, sources, start) for path in paths)
    return next((ref for ref in found if ref is not None), None)
