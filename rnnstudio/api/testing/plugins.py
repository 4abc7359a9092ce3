"""The contract of a whole plugin: its hooks, each thing they return, and what it brings besides."""

from __future__ import annotations

import difflib
import importlib
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pluggy

from rnnstudio.api import hooks
from rnnstudio.api.data import DataSource, Encoder
from rnnstudio.api.errors import UserError
from rnnstudio.api.exports import Exporter, Template
from rnnstudio.api.extras import HelpPage, Icon, Translations, help_page_problem, icon_problem, read_catalogue
from rnnstudio.api.layers import Layer
from rnnstudio.api.parameters import Component, parameters
from rnnstudio.api.tasks import LearningTask
from rnnstudio.api.testing.encoders import check_encoder
from rnnstudio.api.testing.exporters import check_exporter
from rnnstudio.api.testing.importing import check_import
from rnnstudio.api.testing.layers import check_layer
from rnnstudio.api.testing.problems import Problems, told
from rnnstudio.api.testing.sources import check_source
from rnnstudio.api.testing.tasks import check_task
from rnnstudio.api.testing.templates import check_template
from rnnstudio.api.text import program_words, tr
from rnnstudio.api.version import api_problem

_KINDS: Mapping[str, tuple[type, Callable[..., None]]] = {
    "rnnstudio_layers": (Layer, check_layer),
    "rnnstudio_data_sources": (DataSource, check_source),
    "rnnstudio_encoders": (Encoder, check_encoder),
    "rnnstudio_tasks": (LearningTask, check_task),
    "rnnstudio_exporters": (Exporter, check_exporter),
    "rnnstudio_templates": (Template, check_template),
}
_EXTRAS: Mapping[str, type] = {
    "rnnstudio_translations": Translations, "rnnstudio_help_pages": HelpPage, "rnnstudio_icons": Icon}
HOOKS = (*_KINDS, *_EXTRAS)


def check_plugin(plugin: ModuleType | object | str, *, given: Mapping[str, Mapping[str, Any]] | None = None) -> None:
    """Check everything that a plugin adds, and what it brings besides.

    Args:
        plugin: The module or object with the hooks, or the module's name.
        given: By id, the arguments for the check of a component, such as ``{"acme.log": {"path": "sample.log"}}``.

    Raises:
        AssertionError: With everything that is wrong, and what to do about each.
    """
    wrong: list[str] = []
    for _, faults in parts(plugin, given or {}):
        wrong += faults
    told(f"check_plugin({_name(plugin)})", wrong)


def parts(plugin: ModuleType | object | str,
          given: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Check a plugin part by part; yield the title of each, with what is wrong with it."""
    problems = Problems(_name(plugin))
    loaded = _loaded(problems, plugin)
    returned = dict[str, list[Any]]() if loaded is None else _returned(problems, loaded)
    if loaded is not None:
        _check_ids(problems, returned)
        _check_extras(problems, returned)
    yield _name(plugin), tuple(problems.found)
    for hook, (_, check) in _KINDS.items():
        for item in returned.get(hook, ()):
            yield _title(item), tuple(_faults(check, item, given))


def _name(plugin: Any) -> str:
    return plugin if isinstance(plugin, str) else getattr(plugin, "__name__", type(plugin).__name__)


def _loaded(problems: Problems, plugin: Any) -> Any:
    """Return the module or object with the hooks, imported if it is named; ``None`` if that fails."""
    name = plugin if isinstance(plugin, str) else plugin.__name__ if isinstance(plugin, ModuleType) else ""
    if name:
        check_import(problems, name)
    if not isinstance(plugin, str):
        return plugin
    with problems.trying(tr("import of {name}", name=name)):
        return importlib.import_module(name)
    return None


def _returned(problems: Problems, loaded: Any) -> dict[str, list[Any]]:
    """Call the hooks; return what is fit for a check, by hook."""
    needed = api_problem(getattr(loaded, "rnnstudio_api", None))
    problems.require(not needed, f"{needed}.")
    _check_marks(problems, loaded)
    manager = pluggy.PluginManager(hooks.PROJECT_NAME)
    manager.add_hookspecs(hooks)
    with problems.trying(tr("reading its hooks"), tr("A hook takes no arguments.")):
        manager.register(loaded)
    found: dict[str, list[Any]] = {}
    for hook in HOOKS:
        for implementation in getattr(manager.hook, hook).get_hookimpls():
            with problems.trying(tr("the hook {hook}", hook=hook)):
                answer = implementation.function()
                if problems.require(isinstance(answer, Iterable) and not isinstance(answer, (str, dict)),
                                    tr("the hook {hook} returned {found}. Return a list.", hook=hook,
                                       found=repr(answer))):
                    found.setdefault(hook, []).extend(answer)
    problems.require(any(found.values()), tr("it adds nothing. Write a function for a hook, such as @hookimpl def "
                                             "rnnstudio_layers(): return [MyLayer]."))
    return found


def _check_marks(problems: Problems, loaded: Any) -> None:
    """Note functions that look like hooks and aren't, and hooks that don't exist."""
    for name, value in inspect.getmembers(loaded, callable):
        marked = getattr(value, f"{hooks.PROJECT_NAME}_impl", None) is not None
        if name in HOOKS:
            problems.require(marked, tr("the function {name} is not marked. Write @hookimpl above it.", name=name))
        elif marked:
            near = difflib.get_close_matches(name, HOOKS, n=1)
            problems.add(tr("there is no hook {name}; did you mean {near}?", name=name, near=near[0]) if near else
                         tr("there is no hook {name}. Hooks are: {hooks}.", name=name, hooks=", ".join(HOOKS)))


def _check_ids(problems: Problems, returned: Mapping[str, list[Any]]) -> None:
    for hook in _KINDS:  # a template may be called like the source that it begins with
        seen: set[str] = set()
        for item in returned.get(hook, ()):
            item_id = _id(item)
            problems.require(not item_id or item_id not in seen,
                             tr('{hook} returns two with the id "{item_id}". Give each its own.', hook=hook,
                                item_id=item_id))
            seen.add(item_id)


def _id(item: Any) -> str:
    return str(getattr(getattr(item, "info", item), "id", ""))


def _title(item: Any) -> str:
    return str(getattr(getattr(item, "info", item), "title", "") or getattr(item, "__name__", repr(item)))


def _faults(check: Callable[..., None], item: Any, given: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    try:
        check(item, **given.get(_id(item), {}))
    except AssertionError as wrong:
        _, *lines = str(wrong).splitlines()
        yield from (f"{_title(item)}: {line.partition('. ')[2]}" for line in lines)


def _check_extras(problems: Problems, returned: Mapping[str, list[Any]]) -> None:
    ids = {_id(item) for hook in _KINDS for item in returned.get(hook, ())}
    for hook, kind in _EXTRAS.items():
        for item in returned.get(hook, ()):
            if not problems.require(isinstance(item, kind), tr("the hook {hook} returned {found}, not a {kind}.",
                                                               hook=hook, found=repr(item), kind=kind.__name__)):
                continue
            match item:
                case Translations():
                    _check_translations(problems, item, returned)
                case HelpPage():
                    wrong = help_page_problem(item)
                    problems.require(not wrong, tr("{wrong}. HelpPage.path is the path without .en.html; put the "
                                                   "folder into the package's data.", wrong=wrong))
                    problems.require(item.about in ids,
                                     tr('it has a help page on "{about}", which it does not add.', about=item.about))
                case Icon():
                    wrong = icon_problem(item)
                    problems.require(not wrong, f"{wrong}.")


def _check_translations(problems: Problems, item: Translations, returned: Mapping[str, list[Any]]) -> None:
    try:
        found, wrong = read_catalogue(item)
    except UserError as refusal:
        problems.add(f"{refusal}.")
        return
    for sentence in wrong:
        problems.add(f"{sentence}.")
    known = found.keys() | program_words(item.language).keys()
    texts = [text for hook in _KINDS for thing in returned.get(hook, ()) for text in _texts(thing)]
    missing = sorted({text for text in texts if text and text not in known})
    problems.require(not missing, tr(
        "{file} lacks the translation of {texts}.", file=Path(item.path).name, texts=_first(missing)))


def _first(texts: Sequence[str]) -> str:
    """Return the first few texts, and how many more there are."""
    shown = ", ".join(map(repr, texts[:6]))
    return shown if len(texts) <= 6 else tr("{names} and {count} more", names=shown, count=len(texts) - 6)


def _texts(thing: Any) -> Iterator[str]:
    """Yield what a person reads of a component or template."""
    if isinstance(thing, Template):
        yield from (thing.title, thing.teaches, thing.group)
    elif isinstance(thing, type) and issubclass(thing, Component):
        info = thing.info
        yield info.title
        yield from (getattr(info, name, "") for name in ("category", "origin", "licence"))
        yield (thing.__doc__ or "").strip().partition("\n")[0]
        slot = getattr(info, "slot", None)
        if slot is not None:
            yield slot.hint
        for known in parameters(thing):
            yield from (known.title, known.doc)
