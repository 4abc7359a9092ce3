"""Inside a process of its own: loads plugins one by one, or migrates parameters, and tells as data what came of it.

Started by ``trial`` and ``migrating`` as ``python -m rnnstudio.registry.probe`` with a ``Job`` on standard input.
Standard output belongs to what is told, a JSON object a line, so it is moved out of reach first: whatever a plugin,
or C code that it calls, prints goes to standard error, which is whoever started this one's to keep.
"""

from __future__ import annotations

import faulthandler
import importlib
import os
import sys
import threading
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import Any, BinaryIO

import msgspec

from rnnstudio.api import Component
from rnnstudio.api.text import use_language
from rnnstudio.registry import _HEAVY, Plugin, PluginReport, Registry
from rnnstudio.registry.choice import chosen
from rnnstudio.registry.contributions import answers, implementations
from rnnstudio.registry.described import HOOKS, Described, describe
from rnnstudio.registry.guard import WATCHED, brief
from rnnstudio.registry.loading import other_plugins
from rnnstudio.registry.plugin import report_of
from rnnstudio.registry.requirements import unmet

LINE = b"\n"


class Try(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Load all plugins that are chosen but for some, and tell of each."""

    skip: tuple[str, ...] = ()
    language: str = "en"


class Migrate(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Migrate a component's parameters."""

    key: str
    hook: str
    id: str
    params: dict[str, Any]
    version: int
    language: str = "en"


class Listed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The plugins there are, in order, before one is loaded."""

    reports: tuple[PluginReport, ...]


class Began(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A plugin's loading has begun; ``printed`` bytes stood on standard error before."""

    key: str
    printed: int = 0


class Heavy(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The plugin that is being loaded imports a large library."""

    module: str


class Done(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A plugin's loading has ended; ``printed`` bytes stand on standard error now."""

    described: Described
    printed: int = 0


class Migrated(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Parameters of today; with ``error`` there are none."""

    params: dict[str, Any] = {}
    error: str = ""


class Ended(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """All is told."""


Job = Try | Migrate
Told = Listed | Began | Heavy | Done | Migrated | Ended


class _HeavyImports(MetaPathFinder):
    """Notices the import of a large library when it begins; finds nothing."""

    def __init__(self, tell: Callable[[Told], None]) -> None:
        self._tell = tell

    def find_spec(self, name: str, path: Any, target: Any = None) -> ModuleSpec | None:
        if name in _HEAVY:
            self._tell(Heavy(module=name))
        return None


def main() -> None:
    """Do the job that stands on standard input."""
    answer = _take_stdout()
    faulthandler.enable(2)
    lock = threading.Lock()

    def tell(told: Told) -> None:
        with lock:
            answer.write(msgspec.json.encode(told) + LINE)
            answer.flush()

    if sys.platform != "win32":
        os.nice(5)  # the window is being shown meanwhile
    job = msgspec.json.decode(sys.stdin.buffer.readline(), type=Job)
    use_language(job.language)
    for name in WATCHED:  # what a plugin replaces in one that it is the first to load would not be noticed
        importlib.import_module(name)
    sys.meta_path.insert(0, _HeavyImports(tell))
    match job:
        case Try():
            _try(job.skip, tell)
        case Migrate():
            _migrate(job, tell)
    tell(Ended())
    sys.stderr.flush()
    os._exit(0)  # whatever threads and exit handlers a plugin has left behind


def _take_stdout() -> BinaryIO:
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answer


def _try(skip: Sequence[str], tell: Callable[[Told], None]) -> None:
    choice = chosen()
    plugins = other_plugins(choice)
    tell(Listed(reports=tuple(report_of(plugin, off=plugin.key in choice.off) for plugin in plugins)))
    for plugin in plugins:
        if plugin.key in choice.off or plugin.key in skip:
            continue
        tell(Began(key=plugin.key, printed=_printed()))
        described = load_and_describe(plugin)
        tell(Done(described=described, printed=_printed()))


def _printed() -> int:
    sys.stderr.flush()
    return os.fstat(2).st_size


def load_and_describe(plugin: Plugin) -> Described:
    """Load a plugin into a registry of its own and describe what it contributes."""
    lacking = unmet(plugin)
    if lacking:
        return Described(report=report_of(plugin, problems=(lacking,)))
    returned: list[tuple[str, Any]] = []
    registry = Registry([])
    report = registry.add(plugin, record=lambda loaded: _recorded(loaded, returned))

    def good(item: Any) -> bool:
        tables = (registry.layers, registry.sources, registry.encoders, registry.tasks, registry.exporters)
        return any(item is known for table in tables for known in table.values())

    return describe(report, returned, good)


def _recorded(loaded: object, returned: list[tuple[str, Any]]) -> object:
    """Return an object with the hooks of a plugin, which keeps what they return."""
    from types import ModuleType

    from rnnstudio.api import hookimpl

    module = ModuleType("recorded")
    if hasattr(loaded, "rnnstudio_api"):
        module.rnnstudio_api = loaded.rnnstudio_api  # type: ignore[attr-defined]
    for hook, found in implementations(loaded, *HOOKS).items():
        if found:
            setattr(module, hook, hookimpl(lambda hook=hook, found=found: _asked(hook, found, returned)))
    return module


def _asked(hook: str, found: Sequence[Callable[[], Any]], returned: list[tuple[str, Any]]) -> Any:
    for implementation in found:
        for item in implementation() or ():
            returned.append((hook, item))
            yield item


def _migrate(job: Migrate, tell: Callable[[Told], None]) -> None:
    plugin = next((one for one in other_plugins(chosen()) if one.key == job.key), None)
    try:
        if plugin is None:
            raise LookupError(job.key)
        items = [item for implementation in implementations(plugin.load(), job.hook)[job.hook]
                 for item in answers(implementation, [])[0]]
        component = next(item for item in items if isinstance(item, type) and issubclass(item, Component)
                         and item.info.id == job.id)
        migrated = component.migrate(dict(job.params), job.version)
        msgspec.json.encode(migrated)
        if not isinstance(migrated, dict):
            raise TypeError(f"migrate() returned {migrated!r}")
        tell(Migrated(params=migrated))
    except BaseException as error:  # noqa: BLE001 - a plugin may raise anything
        tell(Migrated(error=brief(error)))


if __name__ == "__main__":
    main()
