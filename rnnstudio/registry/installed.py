"""Lists the plugins that are installed, by their entry points, without importing one."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import metadata
from typing import Any

from rnnstudio.api import hooks
from rnnstudio.registry.plugin import Plugin

OURS = "rnnstudio"
"""The distribution whose plugins are ours."""


def our_plugins() -> list[Plugin]:
    """List the plugins of our own distribution; nothing else that is installed is looked at."""
    try:
        distribution = metadata.distribution(OURS)
    except metadata.PackageNotFoundError:
        return []
    return _sorted(distribution.entry_points.select(group=hooks.PROJECT_NAME), distribution)


def installed_plugins() -> list[Plugin]:
    """List all entry points in the group ``rnnstudio`` without importing them, our own distribution's first."""
    return [*our_plugins(), *others_installed()]


def others_installed() -> list[Plugin]:
    """List the installed plugins that are not ours."""
    return [plugin for plugin in _sorted(metadata.entry_points(group=hooks.PROJECT_NAME)) if not plugin.ours]


def _sorted(points: Iterable[metadata.EntryPoint], distribution: metadata.Distribution | None = None) -> list[Plugin]:
    unique = {plugin.key: plugin for plugin in (_plugin(point, distribution or point.dist) for point in points)}
    return sorted(unique.values(), key=lambda plugin: (plugin.distribution, plugin.name))


def _plugin(point: metadata.EntryPoint, distribution: metadata.Distribution | None) -> Plugin:
    about = distribution.metadata if distribution is not None else None
    name = str(about["Name"]) if about is not None else ""
    return Plugin(
        name=point.name, load=point.load, distribution=name, ours=name == OURS,
        version=distribution.version if distribution is not None else "",
        author=_author(about), licence=_first(about, "License-Expression", "License"),
        requires=tuple(distribution.requires or ()) if distribution is not None else ())


def _author(about: Any) -> str:
    """Return who wrote it; an address in angle brackets is left out where there is a name before it."""
    author = _first(about, "Author", "Author-email", "Maintainer", "Maintainer-email")
    return author.partition("<")[0].strip(' "') or author


def _first(about: Any, *fields: str) -> str:
    return next((str(about[field]) for field in fields if about is not None and field in about), "")
