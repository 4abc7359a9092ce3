"""Data sources as a person looks for them: in groups, and by a file at hand. No Qt in here."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Literal

from rnnstudio.api import DataSource, FilePath, Parameter, parameters, tr
from rnnstudio.project.model import ComponentRef

Group = Literal["bundled", "files", "generated", "catalogue"]
GROUPS: tuple[Group, ...] = ("bundled", "files", "generated", "catalogue")

_MADE_UP = "Made up"
"""How the origin of examples begins that the program makes."""
_PREFERRED = {
    ".csv": "rnnstudio.table", ".tsv": "rnnstudio.table", ".tab": "rnnstudio.table",
    ".jsonl": "rnnstudio.json_lines", ".ndjson": "rnnstudio.json_lines", ".parquet": "rnnstudio.parquet",
    ".txt": "rnnstudio.plain_text",
}
_PREFERRED_FOLDER = "rnnstudio.folder_of_classes"
_LOOKED_AT = 1000
"""Entries of a folder that are looked at to tell what is in it."""


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


def path_parameter(source: type[DataSource], folder: bool | None = None) -> Parameter | None:
    """Return the first parameter that names a file or folder, or ``None``.

    Args:
        source: The source.
        folder: Whether it is to name a folder; ``None`` for either.
    """
    return next((parameter for parameter in parameters(source) if parameter.path is not None
                 and (folder is None or parameter.path.folder == folder or (folder and parameter.path.or_folder))),
                None)


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


def source_for(path: Path, sources: Mapping[str, type[DataSource]], start: Path | None = None) -> ComponentRef | None:
    """Return the source that reads a file or folder, set to it, or ``None`` if none does.

    Args:
        path: What a person points at.
        sources: The sources there are.
        start: The project's folder, which paths inside it are relative to.
    """
    is_folder = path.is_dir()
    preferred = sources.get(_folder_source(path) if is_folder else _PREFERRED.get(path.suffix.lower(), ""))
    for source in (*((preferred,) if preferred is not None else ()), *sources.values()):
        parameter = path_parameter(source, is_folder)
        if parameter is not None and (source is preferred or _matches(path, parameter.path)):
            info = source.info
            return ComponentRef(type=info.id, version=info.version, params={parameter.name: _shown(path, start)})
    return None


def first_readable(paths: Iterable[Path], sources: Mapping[str, type[DataSource]],
                   start: Path | None = None) -> ComponentRef | None:
    """Return the source for the first of several paths that one reads."""
    found = (source_for(path, sources, start) for path in paths)
    return next((ref for ref in found if ref is not None), None)


def _folder_source(folder: Path) -> str:
    """Return the source of a folder: texts, if they stand in it side by side, else classes."""
    try:
        entries = list(islice(folder.iterdir(), _LOOKED_AT))
    except OSError:
        return _PREFERRED_FOLDER
    plain = any(entry.suffix.lower() == ".txt" for entry in entries) and not any(entry.is_dir() for entry in entries)
    return _PREFERRED[".txt"] if plain else _PREFERRED_FOLDER


def _matches(path: Path, wanted: FilePath | None) -> bool:
    if wanted is None:
        return False
    patterns = [pattern for pattern in wanted.patterns if pattern != "*"]
    return wanted.folder or any(fnmatch.fnmatch(path.name.lower(), pattern.lower()) for pattern in patterns)


def _shown(path: Path, start: Path | None) -> str:
    if start is not None and path.is_relative_to(start):
        return path.relative_to(start).as_posix()
    return str(path)
