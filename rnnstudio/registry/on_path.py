"""Plugins that are loaded without being installed: a folder with a pyproject.toml, a package's folder, a .py file.

Nothing is built and nothing is written. Of a pyproject.toml, name, version, authors, licence, dependencies and the
entry points in the group ``rnnstudio`` are read; the code is where setuptools and its like expect it, beside the file
or in ``src``.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from rnnstudio.api import UserError, hooks, tr
from rnnstudio.registry.plugin import Plugin


def plugins_at(place: str) -> list[Plugin]:
    """List the plugins at a path without importing them; what is no plugin becomes one that can't be loaded."""
    path = Path(place)
    try:
        if path.is_file() and path.suffix == ".py":
            return [_bare(path, path.stem)]
        if (path / "pyproject.toml").is_file():
            return _from_project(path)
        if (path / "__init__.py").is_file():
            return [_bare(path, path.name)]
    except UserError as error:
        return [_unfit(path, error)]
    found = tr("there is nothing at {path}", path=path) if not path.exists() else tr(
        "{path} is neither a folder with a pyproject.toml, nor a package's folder, nor a .py file", path=path)
    return [_unfit(path, UserError(found))]


def _bare(path: Path, name: str) -> Plugin:
    return Plugin(name=name, path=str(path), load=partial(_load, name, "", path.parent, path.parent))


def _unfit(path: Path, error: UserError) -> Plugin:
    def load() -> object:
        raise error

    return Plugin(name=path.name or str(path), path=str(path), load=load)


def _from_project(folder: Path) -> list[Plugin]:
    file = folder / "pyproject.toml"
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
        project = raw["project"]
        points = project.get("entry-points", {}).get(hooks.PROJECT_NAME, {})
        if not points:
            raise UserError(tr("{path} has no entry points in the group {group}", path=file,
                               group=hooks.PROJECT_NAME))
        return [Plugin(
            name=name, path=str(folder), distribution=str(project["name"]), version=str(project.get("version", "")),
            author=", ".join(str(one.get("name") or one.get("email", "")) for one in project.get("authors", ())),
            licence=_licence(project.get("license", "")), requires=tuple(project.get("dependencies", ())),
            load=_loader(str(value), folder, raw)) for name, value in sorted(points.items())]
    except OSError as error:
        raise UserError(tr("{path} can't be read: {reason}", path=file, reason=error.strerror or error)) from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise UserError(tr("{path} can't be understood: {reason}", path=file, reason=repr(error))) from error


def _licence(given: Any) -> str:
    return given if isinstance(given, str) else str(given.get("text") or given.get("file", ""))


def _loader(point: str, folder: Path, raw: dict[str, Any]) -> Callable[[], object]:
    module, _, attribute = (part.strip() for part in point.partition(":"))
    return partial(_load, module, attribute, _root(module, folder, raw), folder)


def _root(module: str, folder: Path, raw: dict[str, Any]) -> Path:
    """Return the folder that holds a module's top-level package."""
    top = module.partition(".")[0]
    places = raw.get("tool", {}).get("setuptools", {}).get("package-dir", {})
    if top in places:
        return (folder / str(places[top])).parent
    candidates = [folder / places.get("", "."), folder, folder / "src"]
    return next((root for root in candidates if _source(root, top) is not None), folder)


def _source(root: Path, top: str) -> Path | None:
    return next((path for path in (root / top / "__init__.py", root / f"{top}.py") if path.is_file()), None)


def _load(module: str, attribute: str, root: Path, place: Path) -> object:
    """Import a module from a folder, whatever else goes by its name elsewhere.

    The folder is put at the end of the search path, for what else the plugin brings, so that a file of the plugin's
    never stands before a library's.
    """
    top = module.partition(".")[0]
    source = _source(root, top)
    if source is None:
        raise UserError(tr("there is no module {module} in {path}", module=top, path=root))
    known = sys.modules.get(top)
    if known is None:
        _import_from(top, source)
    elif getattr(known, "__file__", None) != str(source):
        raise UserError(tr("another module goes by its name, {module}: {path}; give it another name", module=top,
                           path=getattr(known, "__file__", None) or tr("one of Python's own")))
    if str(root) not in sys.path:
        sys.path.append(str(root))
    found: object = importlib.import_module(module)
    for name in attribute.split(".") if attribute else ():
        found = getattr(found, name)
    return found


def _import_from(name: str, source: Path) -> ModuleType:
    inside = [str(source.parent)] if source.name == "__init__.py" else None
    spec = importlib.util.spec_from_file_location(name, source, submodule_search_locations=inside)
    if spec is None or spec.loader is None:
        raise UserError(tr("there is no module {module} in {path}", module=name, path=source.parent))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop(name, None)
        raise
    return module
