"""Finds the project that a person means: a file, or a template that a plugin brings."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import msgspec

from rnnstudio.api import Template, UserError, tr
from rnnstudio.project.file import SUFFIX, load
from rnnstudio.project.model import Project
from rnnstudio.registry import Registry


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A project that was read, and the folder that its relative paths start at."""

    project: Project
    folder: Path


def open_project(named: str, registry: Registry) -> Opened:
    """Read a project file, or a template by its id, the end of its id, its title or its file's name.

    Raises:
        UserError: If there is no such project, or it can't be read.
    """
    path = Path(named)
    if not path.is_file():
        template = find_template(named, registry)
        if template is None and not (path.suffix == SUFFIX or len(path.parts) > 1 or path.exists()):
            raise UserError(_no_such(named, registry))
        path = template.path if template else path
    return Opened(project=load(path, registry.check), folder=path.parent)


def find_template(named: str, registry: Registry) -> Template | None:
    """Return the template that a name means, or ``None``."""
    return next((template for template in registry.templates.values()
                 if _plain(named) in {_plain(name) for name in _names(template)}), None)


def _names(template: Template) -> tuple[str, ...]:
    return (short_name(template), template.id, template.title, tr(template.title), template.path.stem)


def short_name(template: Template) -> str:
    """Return the name to type for a template: its id's last part."""
    return template.id.rsplit(".", 1)[-1]


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", name.strip().casefold())


def _no_such(named: str, registry: Registry) -> str:
    names = [short_name(template) for template in registry.templates.values()]
    near = difflib.get_close_matches(_plain(named), names, n=1)
    hint = tr(" (did you mean {name}?)", name=near[0]) if near else ""
    return tr("there is no file and no bundled project {name}", name=named) + hint + (
        "; " + tr("bundled are: {names}", names=", ".join(names)) if names else "")
