"""Finds plugins, times their loading, isolates their faults, and resolves a node to its layer.

A ``Registry`` is an object built from a list of plugins, so tests make one from whatever they need; only
``Registry.discover`` looks at what is installed. Plugins are loaded and called one by one: whatever one of them does
(fails to import, raises in a hook or while its generator is read, returns nonsense, takes an id that is taken, drags
TensorFlow in), it becomes a ``PluginReport`` with a problem, and all others work.

Ours are imported where they are used. A third party's are tried in a process of their own first (``trial``, with
``probe`` inside that process), because what hangs or ends its process can be dealt with from outside alone. The
engine and the command line then import those that passed, each under ``guard``; the window imports none of them: it
works on ``described`` classes, made from what the trial told. ``choice`` says which plugins are wanted, ``installed``
and ``on_path`` where they are, ``contributions`` what their hooks give.
"""

from __future__ import annotations

import copy
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Literal

import msgspec

from rnnstudio.api import (
    Component,
    DataSource,
    Encoder,
    Exporter,
    Layer,
    LearningTask,
    Template,
    UserError,
    read_parameters,
    tr,
)
from rnnstudio.api.text import add_words
from rnnstudio.api.version import api_problem
from rnnstudio.registry import extras
from rnnstudio.registry.contributions import answers, implementations, unfit_info, unfit_parameter
from rnnstudio.registry.guard import guarded
from rnnstudio.registry.installed import installed_plugins, our_plugins
from rnnstudio.registry.plugin import Plugin, PluginReport, report_of
from rnnstudio.registry.resolving import MissingComponent, Ref, Refused, Unmigrated, migrated, resolve

__all__ = ["ComponentKind", "MissingComponent", "Plugin", "PluginReport", "Ref", "Refused", "Registry",
           "Unmigrated", "installed_plugins", "resolve"]

ComponentKind = Literal["layer", "source", "encoder", "task", "exporter"]

_HEAVY = ("tensorflow", "keras", "torch", "jax", "transformers")


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
        extras: What they bring besides: words in other languages, help pages, icons.
    """

    def __init__(self, plugins: Iterable[Plugin]) -> None:
        self.layers: dict[str, type[Layer]] = {}
        self.sources: dict[str, type[DataSource]] = {}
        self.encoders: dict[str, type[Encoder]] = {}
        self.tasks: dict[str, type[LearningTask]] = {}
        self.exporters: dict[str, type[Exporter]] = {}
        self.templates: dict[str, Template] = {}
        self.origin: dict[str, str] = {}
        self._distributions: dict[str, str] = {}
        self._ours: set[str] = set()
        self._refused: tuple[Refused, ...] = ()
        self.extras = extras.Extras()
        self._hooks: tuple[tuple[str, Any, dict[str, Any]], ...] = (
            ("rnnstudio_layers", Layer, self.layers),
            ("rnnstudio_data_sources", DataSource, self.sources),
            ("rnnstudio_encoders", Encoder, self.encoders),
            ("rnnstudio_tasks", LearningTask, self.tasks),
            ("rnnstudio_exporters", Exporter, self.exporters),
            ("rnnstudio_templates", Template, self.templates),
        )
        self.reports: tuple[PluginReport, ...] = ()
        for plugin in plugins:
            self.add(plugin)

    @classmethod
    def ours(cls) -> Registry:
        """Load the plugins of our own distribution alone."""
        return cls(our_plugins())

    @classmethod
    def discover(cls) -> Registry:
        """Load every plugin that is chosen (``choice.chosen``): ours, then those of others that pass their trial.

        The words in other languages that they bring are the program's from then on.
        """
        from rnnstudio.registry.loading import add_others

        registry = cls.ours()
        add_others(registry)
        add_words(registry.extras.words)
        return registry

    def add(self, plugin: Plugin, told: PluginReport | None = None,
            record: Callable[[object], object] = lambda loaded: loaded, alone: bool = True) -> PluginReport:
        """Load one more plugin; whatever is wrong with it is in its report.

        Args:
            plugin: The plugin.
            told: What its trial told of it, which the report then tells too.
            record: Given what was loaded, returns what to take in its place.
            alone: Whether nothing else is imported in this process meanwhile: large libraries are the plugin's then.
        """
        started = time.perf_counter()
        heavy_before = {name for name in _HEAVY if name in sys.modules}
        adds: list[str] = []
        problems: list[str] = []
        traces: list[str] = []
        with guarded() as watched:
            loaded = plugin.load()
            watched.put_back()
            unfit = api_problem(getattr(loaded, "rnnstudio_api", None))
            problems += [unfit] if unfit else []
            for title, problem in () if unfit else self._contributions(plugin, record(loaded), traces):
                if problem:
                    problems.append(problem)
                else:
                    adds.append(title)
        seconds = time.perf_counter() - started
        dragged = sorted(name for name in _HEAVY if name in sys.modules and name not in heavy_before)
        if dragged and alone:
            problems.append(tr("it imports {modules} when it is loaded, which costs {seconds} s at every start; "
                               "import it inside build()", modules=", ".join(dragged), seconds=f"{seconds:.1f}"))
        report = report_of(plugin, adds=tuple(adds), seconds=seconds, problems=(*watched.problems, *problems),
                           trace="\n".join([*traces, watched.trace]).strip(), notes=tuple(watched.notes))
        return self.tell(report if told is None else _joined(told, report))

    def tell(self, report: PluginReport) -> PluginReport:
        """Take a plugin's report in, in the place of an earlier one."""
        others = [other for other in self.reports if other.key != report.key]
        self.reports = (*others, report)
        return report

    def forget_others(self) -> None:
        """Forget all plugins but ours, and what they contributed."""
        self.reports = tuple(report for report in self.reports if report.ours)
        for _, _, known in self._hooks:
            for item_id in [item_id for item_id in known if item_id not in self._ours]:
                del known[item_id], self.origin[item_id]
        self.extras.forget_others()

    def is_ours(self, item_id: str) -> bool:
        """Tell whether a component came with RNN Studio itself."""
        return item_id in self._ours

    def refusing(self, refused: Iterable[Refused]) -> Registry:
        """Return a view of this registry that doesn't make some layers."""
        view = copy.copy(self)
        view._refused = tuple(refused)
        return view

    def _contributions(self, plugin: Plugin, loaded: object, traces: list[str]) -> Iterator[tuple[str, str]]:
        """Yield the title of each contribution, with what is wrong with it, if anything."""
        functions = implementations(loaded, *(hook for hook, _, _ in self._hooks), *extras.HOOKS)
        for hook, base, known in self._hooks:
            for implementation in functions[hook]:
                found, failed = answers(implementation, traces)
                for item in found:
                    title, problem = self._examine(item, base, known, plugin)
                    if not problem:
                        item_id = item.id if base is Template else item.info.id
                        known[item_id] = item
                        self.origin[item_id] = plugin.name
                        self._distributions[item_id] = plugin.distribution
                        if plugin.ours:
                            self._ours.add(item_id)
                    yield title, problem
                if failed:
                    yield hook, tr("its hook {hook} failed: {error}", hook=hook, error=failed)
        for hook in extras.HOOKS:
            for implementation in functions[hook]:
                found, failed = answers(implementation, traces)
                for item in found:
                    for problem in self.extras.take(hook, item, plugin, self.origin):
                        yield "", problem
                if failed:
                    yield hook, tr("its hook {hook} failed: {error}", hook=hook, error=failed)

    def _examine(self, item: Any, base: Any, known: Mapping[str, Any], plugin: Plugin) -> tuple[str, str]:
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
            if not plugin.ours and (unfit := unfit_info(info, base)):
                return "", tr("{item} has an info that can't be used: {error}", item=item.__name__, error=unfit)
            info_id, title = info.id, info.title
            # tests examine ours: at each start that would be a tenth of the time to the first paint
            if not plugin.ours and (unfit := unfit_parameter(item)):
                return title, tr("{title} has a parameter that can't be used: {error}", title=title, error=unfit)
        if info_id in known:
            return title, self._taken(info_id, title, plugin)
        return title, ""

    def _taken(self, item_id: str, title: str, plugin: Plugin) -> str:
        other, theirs = self.origin[item_id], self._distributions.get(item_id, "")
        if not theirs or not plugin.distribution:
            return tr('the id "{id}" of {title} is already taken by the plugin {other}', id=item_id, title=title,
                      other=other)
        return tr('the id "{id}" of {title}, from {distribution}, is already taken by the plugin {other}, from '
                  "{theirs}; two plugins can't share an id, so uninstall one, or ask its author for another id",
                  id=item_id, title=title, distribution=plugin.distribution, other=other, theirs=theirs)

    def component_class(self, kind: ComponentKind, type_id: str) -> type[Component] | None:
        """Return the class with an id, or ``None`` if its plugin is missing."""
        tables: dict[str, Mapping[str, type[Component]]] = {
            "layer": self.layers, "source": self.sources, "encoder": self.encoders, "task": self.tasks,
            "exporter": self.exporters}
        return tables[kind].get(type_id)

    def layer(self, ref: Ref, where: str = "$") -> Layer:
        """Make a layer from its node. See ``resolve``.

        Raises:
            UserError: Also if the registry refuses to make it.
        """
        for refused in self._refused:
            if refused.is_meant(ref):
                raise UserError(refused.message)
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
        """Check the parameters of a document's components.

        Those pass, and are kept unchanged, whose plugin is missing or can't bring them up to date.

        Raises:
            ParameterError: At the first wrong value.
        """
        for where, kind, ref in components:
            found = self.component_class(kind, ref.type)
            if found is not None:
                with suppress(Unmigrated):
                    read_parameters(found, migrated(found, ref, where), f"{where}.params")


def _joined(told: PluginReport, found: PluginReport) -> PluginReport:
    """Return what a trial told with what was found since; each thing once."""
    return msgspec.structs.replace(
        found, seconds=told.seconds, problems=tuple(dict.fromkeys((*told.problems, *found.problems))),
        trace="\n".join(dict.fromkeys(text for text in (told.trace, found.trace) if text)),
        notes=tuple(dict.fromkeys((*told.notes, *found.notes))))
