"""Which data source reads a file that a person points at."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from itertools import islice
from pathlib import Path

from rnnstudio.api import DataSource, FilePath, Parameter, parameters
from rnnstudio.project.model import ComponentRef

_PREFERRED = {
    ".csv": "rnnstudio.table", ".tsv": "rnnstudio.table", ".tab": "rnnstudio.table",
    ".jsonl": "rnnstudio.json_lines", ".ndjson": "rnnstudio.json_lines", ".parquet": "rnnstudio.parquet",
    ".txt": "rnnstudio.plain_text",
}
_PREFERRED_FOLDER = "rnnstudio.folder_of_classes"
_LOOKED_AT = 1000
"""Entries of a folder that are looked at to tell what is in it."""


def path_parameter(source: type[DataSource], folder: bool | None = None) -> Parameter | None:
    """Return the first parameter that names a file or folder, or ``None``.

    Args:
        source: The source.
        folder: Whether it is to name a folder; ``None`` for either.
    """
    return next((parameter for parameter in parameters(source) if parameter.path is not None
                 and (folder is None or parameter.path.folder == folder or (folder and parameter.path.or_folder))),
                None)


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
