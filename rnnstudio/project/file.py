"""The ``.rnnstudio`` file: the project as indented JSON.

Reading checks everything before anything is believed, and says what is wrong in one sentence with the file and the
place in it. Writing goes to a temporary file first, so a full disk or a power cut leaves the old file as it was.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from rnnstudio.api import ParameterError, UserError, read_parameters, tr, whole_file
from rnnstudio.project.model import SCHEMA_VERSION, Project, SplitSettings, TrainingSettings

SUFFIX = ".rnnstudio"


class ProjectFileError(UserError):
    """A project file can't be read or written. ``path`` is the file, ``place`` where in it, or ""."""

    def __init__(self, path: Path, reason: str, place: str = "") -> None:
        super().__init__(f"{path}: {place}: {reason}" if place else f"{path}: {reason}")
        self.path = path
        self.place = place


def load(path: Path, check: Callable[[Any], None] | None = None) -> Project:
    """Read a project.

    Args:
        path: The file.
        check: Called with the project's components, ``Registry.check``; it raises ``ParameterError``.

    Raises:
        ProjectFileError: If the file is missing, cut short, no JSON, of a newer version, or has a wrong value.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ProjectFileError(path, tr("it can't be read: {reason}", reason=error.strerror or str(error))) from error
    try:
        project = loads(data)
        if check is not None:
            check(project.components())
    except ParameterError as error:
        raise ProjectFileError(path, error.reason, error.path) from error
    except UserError as error:
        raise ProjectFileError(path, str(error)) from error
    return project


def loads(data: bytes) -> Project:
    """Read a project from the bytes of a file.

    Raises:
        ParameterError: With the place, if a value is wrong.
        UserError: If it is no project at all.
    """
    data = data.removeprefix(codecs.BOM_UTF8)  # Windows' editor puts it there
    if not data.strip():
        raise UserError(tr("the file is empty"))
    try:
        raw = msgspec.json.decode(data)
    except UnicodeDecodeError as error:
        raise UserError(tr("it is not a project: not UTF-8 text at byte {place}", place=error.start)) from error
    except msgspec.DecodeError as error:
        if "truncated" in str(error) or str(error).endswith(f"(byte {len(data)})"):
            raise UserError(tr("the file is cut short; its last part is missing")) from error
        raise UserError(tr("it is not JSON: {reason}", reason=_json_place(data, str(error)))) from error
    except RecursionError as error:
        raise UserError(tr("it is not a project: it is nested too deeply")) from error
    if not isinstance(raw, dict) or raw.get("format") != "rnnstudio-project":
        raise UserError(tr('it is not an RNN Studio project: "format" is not "rnnstudio-project"'))
    schema = raw.get("schema")
    if not isinstance(schema, int) or isinstance(schema, bool) or schema < 1:
        raise ParameterError("$.schema", tr("expected a whole number of at least 1"))
    if schema > SCHEMA_VERSION:
        raise ParameterError("$.schema", tr(
            "the file was written by a newer RNN Studio (format {theirs}; this one reads up to {ours}); "
            "update the program to open it", theirs=schema, ours=SCHEMA_VERSION))
    _check_settings(raw)
    try:
        project = msgspec.convert(raw, Project)
    except (msgspec.ValidationError, RecursionError) as error:
        raise _as_parameter_error(error) from error
    _check_ids(project)
    return project


def _check_settings(raw: dict[str, Any]) -> None:
    """Check bounds that msgspec doesn't know, on the raw values, for the better sentence."""
    data = raw.get("data")
    split = data.get("split") if isinstance(data, dict) else None
    if isinstance(split, dict):
        read_parameters(SplitSettings, split, "$.data.split")
    if isinstance(raw.get("training"), dict):
        read_parameters(TrainingSettings, raw["training"], "$.training")


def _check_ids(project: Project) -> None:
    seen: dict[str, str] = {}
    for place, node in project.nodes():
        if not node.id:
            raise ParameterError(f"{place}.id", tr("expected an id that is not empty"))
        if node.id in seen:
            raise ParameterError(f"{place}.id", tr('the id "{id}" is already used at {other}', id=node.id,
                                                   other=seen[node.id]))
        seen[node.id] = place


def _as_parameter_error(error: Exception) -> ParameterError:
    """Turn msgspec's "Expected `int`, got `str` - at `$.a.b`" into our form."""
    text = str(error)
    reason, _, place = text.partition(" - at ")
    path = place.strip("`") or "$"
    words = reason.replace("`", "").replace("Expected", "expected", 1).replace(", got", ", found")
    return ParameterError(path, words)


def _json_place(data: bytes, reason: str) -> str:
    """Add line and column to msgspec's "... (byte 123)"."""
    head, _, tail = reason.partition("(byte ")
    if not tail:
        return reason
    before = data[:int(tail.rstrip(")"))]
    line = before.count(b"\n") + 1
    column = len(before) - (before.rfind(b"\n") + 1) + 1
    return tr("{reason} (line {line}, column {column})", reason=head.removeprefix("JSON is malformed: ").strip(),
              line=line, column=column)


def dumps(project: Project) -> bytes:
    """Return a project as the bytes of a file: indented JSON, UTF-8, a newline at the end."""
    return msgspec.json.format(msgspec.json.encode(project), indent=2) + b"\n"


def save(project: Project, path: Path) -> None:
    """Write a project; on any failure the old file stays as it was.

    Raises:
        UserError: If the place can't be written to or is full.
    """
    with whole_file(path) as file:
        file.write_bytes(dumps(project))
