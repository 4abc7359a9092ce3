"""What plugins bring besides components: words in other languages, help pages, icons; each checked, one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rnnstudio.api import HelpPage, Icon, Translations, UserError, tr
from rnnstudio.api.extras import help_page_problem, icon_problem, read_catalogue
from rnnstudio.registry.plugin import Plugin

HOOKS: Mapping[str, type] = {
    "rnnstudio_translations": Translations,
    "rnnstudio_help_pages": HelpPage,
    "rnnstudio_icons": Icon,
}
"""The hooks, and what each returns some of."""


class Extras:
    """What was taken in.

    Attributes:
        words: By language, from the English text to its translation; what came first stays.
        help_pages: The beginning of the pages' paths, by the component's id.
        icons: SVG files by name.
    """

    def __init__(self) -> None:
        self.words: dict[str, dict[str, str]] = {}
        self.help_pages: dict[str, Path] = {}
        self.icons: dict[str, Path] = {}
        self._ours: list[Translations | HelpPage | Icon] = []

    def take(self, hook: str, item: Any, plugin: Plugin, origin: Mapping[str, str]) -> Iterator[str]:
        """Take in what a hook returned; yield what is wrong with it.

        Args:
            hook: One of ``HOOKS``.
            item: One thing that it returned.
            plugin: Whose it is.
            origin: The plugin's name, by the id of each component so far.
        """
        problem = ""
        if not isinstance(item, HOOKS[hook]):
            problem = tr("{item} is not a {base}", item=repr(item), base=HOOKS[hook].__name__)
        elif isinstance(item, HelpPage) and origin.get(item.about) != plugin.name:
            problem = tr('it has a help page on "{id}", which it does not add', id=item.about)
        if problem:
            yield problem
            return
        if plugin.ours:
            self._ours.append(item)
        yield from self._keep(item)

    def forget_others(self) -> None:
        """Forget what came from other plugins than ours."""
        for kept in (self.words, self.help_pages, self.icons):
            kept.clear()
        for item in self._ours:
            for _ in self._keep(item):
                pass

    def _keep(self, item: Translations | HelpPage | Icon) -> Iterator[str]:
        match item:
            case Translations():
                yield from self._translations(item)
            case HelpPage():
                if problem := help_page_problem(item):
                    yield problem
                else:
                    self.help_pages[item.about] = Path(item.path)
            case Icon():
                yield from self._icon(item)

    def _translations(self, item: Translations) -> Iterator[str]:
        try:
            found, wrong = read_catalogue(item)
        except UserError as error:
            yield str(error)
            return
        self.words[item.language] = found | self.words.get(item.language, {})
        yield from wrong

    def _icon(self, item: Icon) -> Iterator[str]:
        if problem := icon_problem(item):
            yield problem
        elif item.name in self.icons:
            yield tr('the icon "{name}" is already there from another plugin', name=item.name)
        else:
            self.icons[item.name] = Path(item.path)
