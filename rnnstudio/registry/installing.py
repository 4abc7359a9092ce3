"""Installs and uninstalls plugins with pip, without a network, and looks at what is to be installed first.

What is no plugin is refused before pip sees it: a wheel of numpy, say, would replace the program's own.
"""

from __future__ import annotations

import re
import sys
import tomllib
import zipfile
from collections.abc import Sequence
from configparser import ConfigParser
from configparser import Error as ConfigError
from email.parser import Parser
from pathlib import Path
from typing import NamedTuple

from rnnstudio.api import UserError, hooks, tr
from rnnstudio.registry.installed import OURS, others_installed
from rnnstudio.registry.plugin import Plugin
from rnnstudio.registry.requirements import unmet

_PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input")


class Package(NamedTuple):
    """What a wheel or a folder says of itself: the distribution, its version, the names of its plugins."""

    distribution: str
    version: str
    plugins: tuple[str, ...]


def install_command(path: Path) -> tuple[str, ...]:
    """Return the command that installs a wheel or a folder: nothing but it, and nothing from a network.

    Raises:
        UserError: If it is no plugin, or one that needs another RNN Studio.
    """
    look_at(path)
    return (*_PIP, "install", "--no-index", "--no-deps", "--no-build-isolation", "--force-reinstall",
            str(path.absolute()))


def uninstall_command(distribution: str) -> tuple[str, ...]:
    """Return the command that uninstalls a distribution.

    Raises:
        UserError: If it is ours, or has no plugin that is installed.
    """
    if _plain(distribution) == OURS:
        raise UserError(tr("RNN Studio's own plugins can't be uninstalled"))
    if _plain(distribution) not in {_plain(plugin.distribution) for plugin in others_installed()}:
        raise UserError(tr("{name} is not installed, so it can't be uninstalled", name=distribution))
    return (*_PIP, "uninstall", "--yes", distribution)


def look_at(path: Path) -> Package:
    """Return what a wheel or a folder holds.

    Raises:
        UserError: If it is no plugin, or one that needs another RNN Studio.
    """
    if path.is_dir():
        name, version, plugins, requires = _of_folder(path)
    elif path.suffix == ".whl" and path.is_file():
        name, version, plugins, requires = _of_wheel(path)
    else:
        raise UserError(tr("{path} is neither a wheel (.whl) nor a folder with a pyproject.toml", path=path))
    if not plugins or _plain(name) == OURS:
        raise UserError(tr("{path} is not a plugin for RNN Studio: it has no entry points in the group {group}",
                           path=path, group=hooks.PROJECT_NAME))
    problem = unmet(Plugin(name=name, load=object, requires=tuple(requires)))
    if problem:
        raise UserError(f"{path}: {problem}")
    return Package(name, version, tuple(plugins))


def _of_wheel(path: Path) -> tuple[str, str, Sequence[str], Sequence[str]]:
    try:
        with zipfile.ZipFile(path) as wheel:
            about = next(name for name in wheel.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
            told = Parser().parsestr(wheel.read(about).decode("utf-8"))
            points = ConfigParser(delimiters=("=",))
            beside = about.replace("METADATA", "entry_points.txt")
            if beside in wheel.namelist():
                points.read_string(wheel.read(beside).decode("utf-8"))
    except (OSError, zipfile.BadZipFile, StopIteration, UnicodeDecodeError, ConfigError) as error:
        raise UserError(tr("{path} is not a wheel that can be read: {error}", path=path,
                           error=str(error) or type(error).__name__)) from error
    plugins = points.options(hooks.PROJECT_NAME) if points.has_section(hooks.PROJECT_NAME) else []
    return str(told["Name"]), str(told["Version"]), plugins, told.get_all("Requires-Dist", [])


def _of_folder(path: Path) -> tuple[str, str, Sequence[str], Sequence[str]]:
    file = path / "pyproject.toml"
    try:
        project = tomllib.loads(file.read_text(encoding="utf-8"))["project"]
        return (str(project["name"]), str(project.get("version", "")),
                tuple(project.get("entry-points", {}).get(hooks.PROJECT_NAME, {})),
                tuple(project.get("dependencies", ())))
    except OSError as error:
        raise UserError(tr("{path} can't be read: {reason}", path=file, reason=error.strerror or error)) from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise UserError(tr("{path} can't be understood: {reason}", path=file, reason=repr(error))) from error


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
