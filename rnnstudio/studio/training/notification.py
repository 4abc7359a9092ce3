"""Tells on the desktop that a training has ended, to a person who is looking at something else by then."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QProcess, QTimer, Slot
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from rnnstudio.api import tr
from rnnstudio.studio.settings import Settings
from rnnstudio.studio.theme import icon
from rnnstudio.studio.training.state import TrainingState

SETTING = "training/notify"
SHOWN = 10_000
"""Milliseconds that a notification may stay."""


class TrainingNotifier(QObject):
    """Watches a ``TrainingState`` and tells of its end while the window isn't in front.

    Args:
        state: The training.
        settings: Whether it is wished.
        window: Whose entry in the task bar asks for attention.
        tell: Shows title and text on the desktop.
    """

    def __init__(self, state: TrainingState, settings: Settings, window: QWidget,
                 tell: Callable[[str, str], None] | None = None) -> None:
        super().__init__(window)
        self._state = state
        self._settings = settings
        self._window = window
        self._tell = tell or self._on_desktop
        self._tray: QSystemTrayIcon | None = None
        self._was_active = state.active
        state.changed.connect(self._state_changed)

    @Slot()
    def _state_changed(self) -> None:
        ended = self._was_active and self._state.phase == "ended"
        self._was_active = self._state.active
        if ended and not self._window.isActiveWindow() and self._settings.flag(SETTING, True):
            QApplication.alert(self._window)
            self._tell(tr("RNN Studio: {what}", what=self._state.headline()), self._state.summary())

    def _on_desktop(self, title: str, text: str) -> None:
        """Show it by what the system has for it; where it has nothing, the task bar's entry alone asks."""
        sender = shutil.which("notify-send") if sys.platform.startswith("linux") else None
        if sender is not None:
            QProcess.startDetached(sender, ["--app-name=RNN Studio", f"--expire-time={SHOWN}", "--", title, text])
        elif QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
            self._tray = self._tray or QSystemTrayIcon(icon("app"), self)
            self._tray.show()  # a message needs an icon in the tray to come from
            self._tray.showMessage(title, text, icon("app"), SHOWN)
            QTimer.singleShot(SHOWN, self._tray.hide)
