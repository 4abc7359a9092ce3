"""Third-party plugins in the window: they come once it is shown, as each passes its trial, and anew with Reload.

The window runs none of their code: its registry is given classes made from what the trial told, and the engine is
told which plugins to load.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from rnnstudio.api import tr
from rnnstudio.api.text import add_words
from rnnstudio.engine_process.messages import PluginsUsed
from rnnstudio.registry import Plugin, PluginReport, Registry
from rnnstudio.registry.choice import choose, chosen, read_off, write_off
from rnnstudio.studio.engine_link import EngineLink
from rnnstudio.studio.errand import keep, retire
from rnnstudio.studio.plugins.trial_thread import TrialThread
from rnnstudio.studio.theme import theme

if TYPE_CHECKING:
    from rnnstudio.registry.migrating import Migrations
    from rnnstudio.registry.trial import Tried

_SLICE = 0.012
"""Seconds that the window's registry is filled without a look at what the person does."""
_TOGETHER, _RELOADED = 40, 700
"""Milliseconds that outcomes are waited for before they are shown together: at the start, and at a reload."""


class PluginsState(QObject):
    """Loads, reloads, switches on and off.

    Signals:
        registry_changed: The registry has more or other plugins.
        changed: A report, or what this is about, did.
    """

    registry_changed = Signal()
    changed = Signal()

    def __init__(self, registry: Registry, link: EngineLink, switches: Callable[[], Path],
                 parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.registry = registry
        self.loading = False
        self.for_next_training = False
        self._link = link
        self._switches = switches
        self._thread: TrialThread | None = None
        self._anew = False
        self._listed: list[PluginReport] = []
        self._waiting: list[Tried] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._take_in)
        self._loaded_off = chosen().off
        self._migrations: Migrations | None = None
        self._listening = self._has_changed = False

    @property
    def safe(self) -> bool:
        """Whether only our own plugins are loaded."""
        return chosen().safe

    @property
    def off(self) -> tuple[str, ...]:
        """Keys of plugins that are switched off from the next load on."""
        return chosen().off

    @property
    def reload_needed(self) -> bool:
        """Whether something was switched that takes effect with a reload."""
        return set(self.off) != set(self._loaded_off)

    @Slot()
    def load(self) -> None:
        """Load the chosen plugins beside what is loaded; returns at once."""
        if self.loading or chosen().safe:
            return
        self._listen()
        self.loading = True
        self._loaded_off = chosen().off
        thread = self._thread = TrialThread(chosen())
        thread.told.connect(self._on_told)
        thread.finished.connect(self._on_finished)
        thread.start()
        self.changed.emit()

    @Slot()
    def reload(self) -> None:
        """Load all third-party plugins afresh, as they are on disk now; a training under way keeps what it has."""
        if self.loading:
            return
        choose(msgspec.structs.replace(chosen(), off=read_off(self._switches())))
        self._anew = True
        if chosen().safe:
            self._take_in()
            return
        self.load()

    def _listen(self) -> None:
        if not self._listening:
            self._listening = True
            self._link.plugins_used.connect(self._on_plugins_used)
            self._link.training_ended.connect(self._on_training_ended)

    def switch(self, key: str, on: bool) -> None:
        """Switch a plugin on or off, from the next load on.

        Raises:
            UserError: If that can't be kept.
        """
        off = tuple(other for other in read_off(self._switches()) if other != key)
        off = off if on else (*off, key)
        write_off(self._switches(), off)
        choose(msgspec.structs.replace(chosen(), off=off))
        self.changed.emit()

    def close(self) -> None:
        """End with the program."""
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.cancel()
            if not thread.wait(2000):
                keep(thread)

    @Slot(object)
    def _on_told(self, told: object) -> None:
        from rnnstudio.registry.trial import Listed

        if self._thread is None:
            return
        if isinstance(told, Listed):
            self._listed = list(told.reports)
        else:
            self._waiting.append(told)  # type: ignore[arg-type]
        if not self._timer.isActive():
            self._timer.start(_RELOADED if self._anew else _TOGETHER)

    @Slot()
    def _on_finished(self) -> None:
        thread, self._thread = self._thread, None
        retire(thread)
        self._timer.stop()
        self._take_in()

    @Slot()
    def _take_in(self) -> None:
        """Give the registry what has come, a slice at a time."""
        if self._anew:
            self._begin_anew()
        for report in self._listed:
            self.registry.tell(report)
        self._listed = []
        ended = time.perf_counter() + _SLICE
        keys = []
        while self._waiting and time.perf_counter() < ended:
            tried = self._waiting.pop(0)
            self._add(tried)
            if tried.passed and (tried.described.components or tried.described.things):
                keys.append(tried.described.report.key)
        if keys:
            self._link.use_plugins(keys)
        if self._waiting:
            self._timer.start(0)
            return
        if self._thread is None:
            self.loading = False
        if self._has_changed:
            self._has_changed = False
            self._use_extras()
            self.registry_changed.emit()
        self.changed.emit()

    def _use_extras(self) -> None:
        """Speak the plugins' words and draw their icons."""
        add_words(self.registry.extras.words)
        theme().use_icons(self.registry.extras.icons)

    def _begin_anew(self) -> None:
        self._anew = False
        self._has_changed = True
        self._migrations = None
        self.registry.forget_others()
        self.for_next_training = self._link.training
        self._link.renew()

    def _add(self, tried: Tried) -> None:
        from rnnstudio.registry.described import module_of

        report = tried.described.report
        if not tried.passed:
            self.registry.tell(report)
            return
        self._has_changed = True
        self.registry.add(Plugin(
            name=report.name, distribution=report.distribution, version=report.version, author=report.author,
            licence=report.licence, path=report.path,
            load=partial(module_of, tried.described, self._migrate)), report)

    def _migrate(self, key: str, hook: str, component: str, params: dict[str, object],
                 version: int) -> dict[str, object]:
        from rnnstudio.registry.migrating import Migrations

        if self._migrations is None:
            self._migrations = Migrations()
        return self._migrations.migrate(key, hook, component, params, version)

    @Slot(object)
    def _on_plugins_used(self, event: object) -> None:
        """Add what is wrong with a plugin in the engine alone, where its code really runs."""
        if not isinstance(event, PluginsUsed):
            return
        known = {report.key: report for report in self.registry.reports}
        for told in event.reports:
            ours = known.get(told.key)
            new = tuple(problem for problem in told.problems if ours is not None and problem not in ours.problems)
            if ours is not None and new:
                self.registry.tell(msgspec.structs.replace(
                    ours, problems=(*ours.problems, *(tr("in the engine: {problem}", problem=one) for one in new)),
                    trace="\n".join(text for text in (ours.trace, told.trace) if text)))
                self.changed.emit()

    @Slot(str)
    def _on_training_ended(self, words: str) -> None:
        if self.for_next_training:
            self.for_next_training = False
            self.changed.emit()
