"""Encoded data on disk: a folder for each data set and settings, made once and mapped into memory afterwards.

A folder holds ``data.arrow``, an uncompressed Arrow IPC file with a row for each example, ``vocabulary/``, what the
encoder saved, and ``about.json``. It appears whole or not at all. Everything here can be made again, so what was used
least lately is deleted when the folders take more than their share of the disk.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from rnnstudio.api import DataSource, Encoder, ReadContext, UserError, parameters, tr
from rnnstudio.project.preview import BadRows
from rnnstudio.registry import Registry
from rnnstudio.runs.places import cache_folder

FORMAT = 2
"""Raised when what is stored changes its meaning."""
DATA, ABOUT, VOCABULARY = "data.arrow", "about.json", "vocabulary"
MOST_BYTES = 8 * 2**30
_SAMPLES, _SAMPLE = 32, 4096
_ABANDONED = 86_400.0
UNFINISHED = ".part-"


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What ``about.json`` holds.

    Attributes:
        rows: Examples.
        bad: Rows that were left out.
        language: The language that their reasons are told in.
        seconds: What it took to make.
    """

    rows: int
    bad: tuple[BadRows, ...] = ()
    language: str = "en"
    seconds: float = 0.0


def identity(source: DataSource, encoder: Encoder | None, rest: object, folder: Path | None,
             registry: Registry) -> str:
    """Return a name for what becomes of data and settings; "" if nothing tells when the data changes.

    Files go by size, time of change and samples of what is in them, so that a copy elsewhere is known again.

    Args:
        source: The source.
        encoder: The encoder, if the input is text.
        rest: Whatever else decides, as msgspec can encode it.
        folder: Where relative paths start.
        registry: Knows the versions of their plugins.
    """
    told = source.fingerprint(ReadContext(folder=folder))
    files = [look_at(file) for file in named_files(source, folder)] if told is None else []
    if not files and told is None:
        return ""
    parts = (FORMAT, told, files, *(_settings(part, registry) for part in (source, encoder)), rest)
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]


def named_files(source: DataSource, folder: Path | None) -> list[Path]:
    """Return every file that a source's parameters name, those in named folders among them."""
    found: list[Path] = []
    for parameter in parameters(type(source)):
        value = getattr(source, parameter.name)
        if parameter.path is not None and value:
            path = (folder or Path()) / Path(value).expanduser()
            holds_files = (parameter.path.folder or parameter.path.or_folder) and path.is_dir()
            found += sorted(file for file in path.rglob("*") if file.is_file()) if holds_files else [path]
    return found


def _settings(component: DataSource | Encoder | None, registry: Registry) -> object:
    """Return a component's parameters without the names of files."""
    if component is None:
        return None
    values = {parameter.name: getattr(component, parameter.name) for parameter in parameters(type(component))
              if parameter.path is None}
    report = next((report for report in registry.reports if report.name == registry.origin.get(component.info.id)),
                  None)
    return component.info.id, component.info.version, report.version if report is not None else "", values


def look_at(file: Path) -> tuple[str, int, int, str]:
    """Return a file's name, size, time of change and a digest of samples from all over it."""
    try:
        status = file.stat()
        seen = hashlib.blake2b(digest_size=16)
        with file.open("rb") as data:
            for number in range(_SAMPLES):
                data.seek(max(status.st_size - _SAMPLE, 0) * number // (_SAMPLES - 1))
                seen.update(data.read(_SAMPLE))
        return file.name, status.st_size, status.st_mtime_ns, seen.hexdigest()
    except OSError:
        return file.name, -1, -1, ""


def find(name: str) -> Path | None:
    """Return the folder of that name, if it is there."""
    folder = cache_folder() / name
    if not name or not (folder / ABOUT).is_file():
        return None
    with suppress(OSError):
        os.utime(folder / ABOUT)
    return folder


def read_about(folder: Path) -> About:
    """Read ``about.json``; raises what msgspec and the file system raise."""
    return msgspec.json.decode((folder / ABOUT).read_bytes(), type=About)


def forget(name: str) -> None:
    """Delete a folder that turned out to be damaged."""
    shutil.rmtree(cache_folder() / name, ignore_errors=True)


def make(name: str, write: Callable[[Path], None]) -> Path:
    """Have a folder written; return it when it is in its place.

    Args:
        name: From ``identity``. Without one it is a temporary folder, gone when the program ends.
        write: Writes into an empty folder; if it raises, nothing is left.

    Raises:
        UserError: If the disk is full or can't be written to.
    """
    root = cache_folder()
    try:
        root.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=root))
        try:
            (made / VOCABULARY).mkdir()
            write(made)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise
        if name:
            return _settled(made, root / name)
    except OSError as error:
        raise UserError(tr("the encoded data can't be written to {path}: {reason}; make room there", path=root,
                           reason=error.strerror or str(error))) from error
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def _settled(made: Path, target: Path) -> Path:
    if target.exists() and not (target / ABOUT).is_file():
        shutil.rmtree(target, ignore_errors=True)
    with suppress(OSError):
        made.rename(target)  # fails if another process was quicker; then its folder is as good
    shutil.rmtree(made, ignore_errors=True)
    _tidy(target.parent, target)
    return target


def _tidy(root: Path, newest: Path) -> None:
    """Delete what was left by a crash, and what was used least lately beyond the share of the disk."""
    folders: list[tuple[float, int, Path]] = []
    for folder in root.iterdir():
        with suppress(OSError):
            if folder.name.startswith(UNFINISHED):
                if time.time() - folder.stat().st_mtime > _ABANDONED:
                    shutil.rmtree(folder, ignore_errors=True)
            elif folder != newest:
                folders.append(((folder / ABOUT).stat().st_mtime, _size(folder), folder))
    total = _size(newest)
    for _, size, folder in sorted(folders, reverse=True):
        total += size
        if total > MOST_BYTES:
            shutil.rmtree(folder, ignore_errors=True)


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
