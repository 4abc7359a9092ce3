"""``plugins new``: a complete distribution with a layer that works, tests that pass, and everything beside it."""

from __future__ import annotations

import argparse
import datetime
import importlib.util
import json
import keyword
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from pathlib import Path

import msgspec

from rnnstudio.api import API_VERSION, UserError, tr
from rnnstudio.cli.answer import DONE, Answer

LICENCES = {"none": "", "MIT": "MIT", "Apache-2.0": "Apache-2.0", "BSD-3-Clause": "BSD-3-Clause",
            "GPL-3.0": "GPL-3.0-or-later"}
"""What may be chosen, and what pyproject.toml says of it."""

_LEGAL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_RENAMED = {"package": "", "github": ".github", "gitignore": ".gitignore"}


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What ``--json`` prints: the folder, what is in it, and what to type next."""

    folder: str
    distribution: str
    package: str
    files: tuple[str, ...]
    next: tuple[str, ...]


def new(options: argparse.Namespace, answer: Answer) -> int:
    """Write a new distribution into a folder of its own name."""
    made = write(options.name, options.to or Path(), options.licence, options.author)
    answer.say(tr("Made {folder} with {count} files.", folder=made.folder, count=len(made.files)))
    answer.say(tr("What to do next:"))
    for command in made.next:
        answer.say(f"    {command}")
    answer.result(made)
    return DONE


def write(named: str, parent: Path, licence: str = "none", author: str = "") -> Made:
    """Write a new distribution.

    Args:
        named: The distribution's name, such as "my-layer".
        parent: The folder that its folder is made in.
        licence: One of ``LICENCES``.
        author: Who writes it.

    Raises:
        UserError: If the name can't be used, the folder is there already or can't be written.
    """
    distribution, package = names(named)
    folder = parent / distribution
    if folder.exists() or folder.is_symlink():
        raise UserError(tr("{path} is there already, and nothing is overwritten; choose another name, or another "
                           "folder with --to", path=folder))
    words = _words(distribution, package, licence, author)
    template = resources.files("rnnstudio_resources") / "plugin_template"
    try:
        parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{distribution}.", dir=parent))
        try:
            for source, place in _files(template, package):
                _copy(source, partial / place, words)
            _licence_file(partial, licence, words)
            partial.chmod(0o777 & ~_umask())
            partial.rename(folder)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    except OSError as error:
        raise UserError(tr("{path} can't be written: {reason}", path=folder,
                           reason=error.strerror or str(error))) from error
    files = tuple(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()))
    return Made(folder=str(folder), distribution=distribution, package=package, files=files,
                next=(f"cd {folder}", "rnnstudio --plugin .", "python -m pytest", "rnnstudio plugins check ."))


def _umask() -> int:
    found = os.umask(0)
    os.umask(found)
    return found


def names(named: str) -> tuple[str, str]:
    """Return the names of the distribution and of its package, from what a person typed.

    Raises:
        UserError: If they can't be used, or are taken.
    """
    if not _LEGAL.fullmatch(named):
        proposed = re.sub(r"[^a-z0-9]+", "-", named.lower()).strip("-")
        hint = tr("; try {name}", name=proposed) if proposed else ""
        raise UserError(tr("a distribution can't be called {name}: it takes letters, digits, - . and _, a letter or "
                           "digit first and last", name=json.dumps(named, ensure_ascii=False)) + hint)
    distribution = re.sub(r"[-_.]+", "-", named).lower()
    package = distribution.replace("-", "_")
    if not package.isidentifier():
        raise UserError(tr("Python can't import a package called {name}: it begins with a digit; try {other}",
                           name=package, other=f"layer-{distribution}"))
    if keyword.iskeyword(package) or package in sys.stdlib_module_names:
        raise UserError(tr("{name} is one of Python's own names; try {other}", name=package,
                           other=f"{distribution}-layer"))
    _check_free(distribution, package)
    return distribution, package


def _check_free(distribution: str, package: str) -> None:
    try:
        version = metadata.version(distribution)
    except metadata.PackageNotFoundError:
        version = ""
    if version:
        raise UserError(tr("{name} is taken: {name} {version} is installed; choose another name", name=distribution,
                           version=version))
    try:
        taken = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        taken = None
    if taken is not None and not (taken.origin is None and taken.submodule_search_locations
                                  and _is_here(taken.submodule_search_locations)):
        raise UserError(tr("{name} is taken: a package of that name is installed already; choose another name",
                           name=package))


def _is_here(places: object) -> bool:
    """Tell whether what looks like a package is but a folder of that name where the command was typed."""
    return all(Path(str(place)).parent == Path.cwd() for place in list(places))  # type: ignore[call-overload]


def _words(distribution: str, package: str, licence: str, author: str) -> dict[str, str]:
    """Return what each placeholder of the template stands for."""
    title = distribution.replace("-", " ").capitalize()
    holder = author or f"the authors of {distribution}"
    about = ""
    if licence != "none":
        about += f'license = "{LICENCES[licence]}"\nlicense-files = ["LICENSE"]\n'
    if author:
        about += f"authors = [{{ name = {json.dumps(author, ensure_ascii=False)} }}]\n"
    row = "| `LICENSE` | What others may do with it. |\n" if licence != "none" else ""
    choose = "" if licence != "none" else (
        "5. Choose a licence before you pass it on: without one nobody may copy it. Put its text into `LICENSE`, and "
        'write\n   `license = "..."` and `license-files = ["LICENSE"]` into `pyproject.toml`.\n')
    return {"distribution": distribution, "package": package, "title": title, "api": API_VERSION, "about": about,
            "class": "".join(part.capitalize() for part in distribution.split("-")), "holder": holder,
            "year": str(datetime.datetime.now(datetime.UTC).year), "licence_row": row, "licence_words": choose}


def _files(folder: Traversable, package: str, place: str = "") -> Iterator[tuple[Traversable, str]]:
    """Yield the template's files, each with its place in the distribution."""
    for found in sorted(folder.iterdir(), key=lambda one: one.name):
        name = found.name.removesuffix(".txt")
        name = package if not place and name == "package" else _RENAMED.get(name, name)
        name = name.replace("test_plugin", f"test_{package}")
        if found.is_dir():
            if name != "__pycache__":
                yield from _files(found, package, f"{place}{name}/")
        else:
            yield found, place + name


def _copy(source: Traversable, target: Path, words: dict[str, str]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(_filled(source.read_text(encoding="utf-8"), words), encoding="utf-8", newline="\n")


def _filled(text: str, words: dict[str, str]) -> str:
    return re.sub(r"@(\w+)@", lambda found: words.get(found[1], found[0]), text)


def _licence_file(folder: Path, licence: str, words: dict[str, str]) -> None:
    if licence != "none":
        text = (resources.files("rnnstudio_resources") / "licences" / f"{licence}.txt").read_text(encoding="utf-8")
        (folder / "LICENSE").write_text(_filled(text, words), encoding="utf-8", newline="\n")
