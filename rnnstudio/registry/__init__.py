"""Finds plugins, times their loading, isolates their faults, and resolves a node to its layer.

A ``Registry`` is an object built from a list of plugins, so tests make one from whatever they need; only
``Registry.discover`` looks at what is installed. Plugins are loaded and called one by one: whatever one of them does
(fails to import, raises in a hook or while its generator is read, returns nonsense, takes an id that is taken, drags
TensorFlow in), it becomes a ``PluginReport`` with a problem, and all others work.
"""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import metadata
from typing import Any, Literal, Protocol, TypeVar

import msgspec
import pluggy

from rnnstudio.api import (
    Component,
    DataSource,
    Encoder,
    Exporter,
    Layer,
    LearningTask,
    ParameterError,
    Template,
    UserError,
    hooks,
    parameters,
    read_parameters,
    tr,
)

ComponentKind = Literal["layer", "source", "encoder", "task", "exporter"]
C = TypeVar("C", bound=Component)

_HEAVY = ("tensorflow", "keras")


class Ref(Protocol):
    """A component as a document stores it."""

    @property
    def type(self) -> str:
        """The component's permanent id."""

    @property
    def version(self) -> int:
        """The component's version that wrote the parameters."""

    @property
    def params(self) -> dict[str, Any]:
        """Raw parameters."""


class MissingComponent(UserError):  # noqa: N818 - it is the component that is missing
    """A document names a component that no installed plugin has."""

    def __init__(self, path: str, type_id: str) -> None:
        super().__init__(tr('{path}: no installed plugin has "{type}"; install the plugin it came from, or remove it',
                            path=path, type=type_id))
        self.path = path
        self.type_id = type_id


class Plugin(msgspec.Struct, frozen=True, kw_only=True):
    """A plugin that may be loaded.

    Attributes:
        name: Its entry point's name.
        load: Imports and returns the module or object with the hooks.
        distribution: The name of the distribution it came with, its version, author and licence.
    """

    name: str
    load: Callable[[], object]
    distribution: str = ""
    version: str = ""
    author: str = ""
    licence: str = ""


class PluginReport(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a plugin.

    Attributes:
        adds: Titles of what it contributed.
        seconds: Time to import it and call its hooks.
        problems: What is wrong with it, a sentence each; empty if all is well.
        trace: For whoever mends it.
    """

    name: str
    distribution: str = ""
    version: str = ""
    author: str = ""
    licence: str = ""
    adds: tuple[str, ...] = ()
    seconds: float = 0.0
    problems: tuple[str, ...] = ()
    trace: str = ""


class Registry:
    """What the loaded plugins contribute, by id, in the order of loading.

    Attributes:
        layers: Layer classes by id.
        sources: Data source classes by id.
        encoders: Encoder classes by id.
        tasks: Task classes by id.
        exporters: Exporter classes by id.
        templates: Templates by id.
        reports: One for each plugin, the failed ones included.
        origin: The plugin's name, by the id of what it contributed.
    """

    def __init__(self, plugins: Iterable[Plugin]) -> None:
        self.layers: dict[str, type[Layer]] = {}
        self.sources: dict[str, type[DataSource]] = {}
        self.encoders: dict[str, type[Encoder]] = {}
        self.tasks: dict[str, type[LearningTask]] = {}
        self.exporters: dict[str, type[Exporter]] = {}
        self.templates: dict[str, Template] = {}
        self.origin: dict[str, str] = {}
        self._hooks: tuple[tuple[str, Any, dict[str, Any]], ...] = (
            ("rnnstudio_layers", Layer, self.layers),
            ("rnnstudio_data_sources", DataSource, self.sources),
            ("rnnstudio_encoders", Encoder, self.encoders),
            ("rnnstudio_tasks", LearningTask, self.tasks),
            ("rnnstudio_exporters", Exporter, self.exporters),
            ("rnnstudio_templates", Template, self.templates),
        )
        self.reports: tuple[PluginReport, ...] = tuple(self._load(plugin) for plugin in plugins)

    @classmethod
    def discover(cls) -> Registry:
        """Load every installed plugin: all entry points in the group ``rnnstudio``, ours among them."""
        return cls(installed_plugins())

    def _load(self, plugin: Plugin) -> PluginReport:
        started = time.perf_counter()
        heavy_before = {name for name in _HEAVY if name in sys.modules}
        adds: list[str] = []
        problems: list[str] = []
        trace = ""
        try:
            loaded = plugin.load()
            for title, problem in self._contributions(plugin, loaded):
                if problem:
                    problems.append(problem)
                else:
                    adds.append(title)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may raise anything
            problems.append(tr("it could not be loaded: {error}", error=_brief(error)))
            trace = traceback.format_exc()
        dragged = sorted(name for name in _HEAVY if name in sys.modules and name not in heavy_before)
        if dragged:
            problems.append(tr("it imports {modules} when it is loaded, which slows every start; import it inside "
                               "build()", modules=", ".join(dragged)))
        return PluginReport(name=plugin.name, distribution=plugin.distribution, version=plugin.version,
                            author=plugin.author, licence=plugin.licence, adds=tuple(adds),
                            seconds=time.perf_counter() - started, problems=tuple(problems), trace=trace)

    def _contributions(self, plugin: Plugin, loaded: object) -> Iterator[tuple[str, str]]:
        """Yield the title of each contribution, with what is wrong with it, if anything."""
        for hook, base, known in self._hooks:
            for implementation in _implementations(loaded, hook):
                try:
                    found = list(implementation() or ())
                except Exception as error:  # noqa: BLE001 - a plugin may raise anything
                    yield hook, tr("its hook {hook} failed: {error}", hook=hook, error=_brief(error))
                    continue
                for item in found:
                    title, problem = self._examine(item, base, known)
                    if not problem:
                        item_id = item.id if base is Template else item.info.id
                        known[item_id] = item
                        self.origin[item_id] = plugin.name
                    yield title, problem

    def _examine(self, item: Any, base: Any, known: Mapping[str, Any]) -> tuple[str, str]:
        """Return the title of what a hook returned, and why it can't be used, or ""."""
        if base is Template:
            if not isinstance(item, Template):
                return "", tr("{item} is not a template", item=repr(item))
            info_id, title = item.id, item.title
        else:
            if not (isinstance(item, type) and issubclass(item, base)):
                return "", tr("{item} is not a subclass of {base}", item=repr(item), base=base.__name__)
            info = getattr(item, "info", None)
            if info is None:
                return "", tr("{item} has no info", item=item.__name__)
            info_id, title = info.id, info.title
            try:
                parameters(item)
            except Exception as error:  # noqa: BLE001 - annotations are the plugin's code
                return title, tr("{title} has a parameter that can't be used: {error}", title=title,
                                 error=_brief(error))
        if info_id in known:
            return title, tr('the id "{id}" of {title} is already taken by the plugin {other}', id=info_id,
                             title=title, other=self.origin[info_id])
        return title, ""

    def component_class(self, kind: ComponentKind, type_id: str) -> type[Component] | None:
        """Return the class with an id, or ``None`` if its plugin is missing."""
        tables: dict[str, Mapping[str, type[Component]]] = {
            "layer": self.layers, "source": self.sources, "encoder": self.encoders, "task": self.tasks,
            "exporter": self.exporters}
        return tables[kind].get(type_id)

    def layer(self, ref: Ref, where: str = "$") -> Layer:
        """Make a layer from its node. See ``resolve``."""
        return resolve(self.layers, ref, where)

    def source(self, ref: Ref, where: str = "$.data.source") -> DataSource:
        """Make a data source from its reference. See ``resolve``."""
        return resolve(self.sources, ref, where)

    def encoder(self, ref: Ref, where: str = "$.data.encoder") -> Encoder:
        """Make a text encoder from its reference. See ``resolve``."""
        return resolve(self.encoders, ref, where)

    def task(self, ref: Ref, where: str = "$.data.task") -> LearningTask:
        """Make a task from its reference. See ``resolve``."""
        return resolve(self.tasks, ref, where)

    def exporter(self, ref: Ref, where: str = "$") -> Exporter:
        """Make an exporter from its reference. See ``resolve``."""
        return resolve(self.exporters, ref, where)

    def check(self, components: Iterable[tuple[str, ComponentKind, Ref]]) -> None:
        """Check the parameters of a document's components; missing ones pass, for they are kept unchanged.

        Raises:
            ParameterError: At the first wrong value.
        """
        for where, kind, ref in components:
            found = self.component_class(kind, ref.type)
            if found is not None:
                read_parameters(found, _migrated(found, ref, where), f"{where}.params")


def resolve(table: Mapping[str, type[C]], ref: Ref, where: str) -> C:
    """Make a component from its reference.

    Raises:
        MissingComponent: If no plugin has it.
        ParameterError: If a parameter has a wrong value, or a newer version of the plugin wrote it.
    """
    found = table.get(ref.type)
    if found is None:
        raise MissingComponent(where, ref.type)
    return read_parameters(found, _migrated(found, ref, where), f"{where}.params")


def _migrated(found: type[Component], ref: Ref, where: str) -> dict[str, Any]:
    if ref.version > found.info.version:
        raise ParameterError(f"{where}.version", tr(
            "{title} was saved by version {theirs} of its plugin, and version {ours} is installed; update the plugin",
            title=tr(found.info.title), theirs=ref.version, ours=found.info.version))
    if ref.version < found.info.version:
        return found.migrate(dict(ref.params), ref.version)
    return ref.params


def _implementations(loaded: object, hook: str) -> list[Callable[[], Any]]:
    """Return a plugin's functions for one hook, found and checked by pluggy in a manager of its own."""
    manager = pluggy.PluginManager(hooks.PROJECT_NAME)
    manager.add_hookspecs(hooks)
    manager.register(loaded)
    return [implementation.function for implementation in getattr(manager.hook, hook).get_hookimpls()]


def _brief(error: BaseException) -> str:
    text = str(error).strip().splitlines()
    return f"{type(error).__name__}: {text[0]}" if text else type(error).__name__


def installed_plugins() -> list[Plugin]:
    """List the entry points in the group ``rnnstudio`` without importing them, our own distribution's first."""
    found = []
    for point in metadata.entry_points(group=hooks.PROJECT_NAME):
        about = point.dist.metadata if point.dist is not None else None
        found.append(Plugin(
            name=point.name, load=point.load,
            distribution=about["Name"] if about is not None else "",
            version=point.dist.version if point.dist is not None else "",
            author=_first(about, "Author", "Author-email"),
            licence=_first(about, "License-Expression", "License")))
    unique = {(plugin.distribution, plugin.name): plugin for plugin in found}
    return sorted(unique.values(), key=lambda p: (p.distribution != "rnnstudio", p.distribution, p.name))


def _first(about: Any, *fields: str) -> str:
    return next((str(about[field]) for field in fields if about is not None and field in about), "")
