"""Starts the window: application, language, theme, plugins, window; the engine only after the window is on screen."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QObject, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from rnnstudio.api.text import LANGUAGES, language, system_language, use_language
from rnnstudio.engine_process.client import EngineClient
from rnnstudio.registry import Registry
from rnnstudio.runs.places import log_folder
from rnnstudio.studio.ahead import Ahead
from rnnstudio.studio.engine_link import EngineLink
from rnnstudio.studio.main_window import MainWindow
from rnnstudio.studio.settings import Settings
from rnnstudio.studio.start import stands
from rnnstudio.studio.theme import icon, theme
from rnnstudio.studio.workbench import Workbench


class Application(QObject):
    """Holds the workbench and its window, and builds the window anew when the language is switched."""

    def __init__(self, app: QApplication, settings: Settings, registry: Registry | None = None) -> None:
        super().__init__(app)
        self.settings = settings
        self.link = EngineLink(self._client, self)
        self.workbench = Workbench(Registry.ours() if registry is None else registry, self.link, settings, self)
        self.window: MainWindow | None = None
        self._ahead = Ahead(self.workbench.registry, self)
        self._qt_texts = QTranslator(self)
        app.aboutToQuit.connect(self.workbench.close)
        app.aboutToQuit.connect(self.link.shutdown)

    @staticmethod
    def _client() -> EngineClient:
        return EngineClient(log=log_folder() / "engine.log")

    def start(self, path: Path | None) -> MainWindow:
        """Show the window with its first project."""
        first = self.settings.is_first_start
        window = self._build()
        self.workbench.open_first(path)
        if path is None:
            window.greet(first)
        window.shown.connect(stands)
        window.shown.connect(self.link.warm_up)
        window.shown.connect(self.workbench.plugins.load)
        window.shown.connect(self.workbench.recovery.look)
        window.shown.connect(self.workbench.unfinished.look)
        window.shown.connect(self._ahead.begin)
        self._show(window)
        return window

    @staticmethod
    def _show(window: MainWindow) -> None:
        window.get_ready()
        theme().dress(window)
        window.show()

    def _build(self) -> MainWindow:
        self._translate_qt()
        self.window = MainWindow(self.workbench)
        self.window.rebuild_wanted.connect(self._rebuild, Qt.ConnectionType.QueuedConnection)
        return self.window

    def _translate_qt(self) -> None:
        """Have Qt's own buttons and dialogs speak the language too."""
        QApplication.removeTranslator(self._qt_texts)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if language() != "en" and self._qt_texts.load(f"qtbase_{language()}", folder):
            QApplication.installTranslator(self._qt_texts)

    def _rebuild(self) -> None:
        old = self.window
        if old is None:
            return
        old.remember()
        self._show(self._build())
        self.workbench.describe()
        self.workbench.recovery.offer()
        old.hide()
        old.deleteLater()
        gc.unfreeze()  # some of what was kept is garbage now


def main(path: Path | None = None, registry: Registry | None = None) -> int:
    """Open the window and run until it is closed.

    Args:
        path: The project to open; ``None`` opens "Movie reviews".
        registry: Our plugins, if they are loaded already.

    Returns:
        The process's exit code.
    """
    app = QApplication(sys.argv[:1])
    app.setApplicationName("RNN Studio")
    app.setDesktopFileName("rnnstudio")
    settings = Settings()
    chosen = settings.text("language")
    use_language(chosen if chosen in LANGUAGES else system_language())
    theme().install(app, sheet=False)
    theme().choose(settings.text("look", "system"))
    app.setWindowIcon(icon("app"))
    application = Application(app, settings, registry)
    application.start(path)
    return app.exec()
