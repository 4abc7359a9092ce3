"""The window's menus and the actions in them; what an action does lives in the pane or workbench it calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QAction, QActionGroup, QCursor, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QMenu, QMessageBox

import rnnstudio
from rnnstudio.api import tr
from rnnstudio.api.text import LANGUAGES, language, use_language
from rnnstudio.runs.places import log_folder, runs_folder
from rnnstudio.studio.theme import theme

if TYPE_CHECKING:
    from rnnstudio.studio.main_window import MainWindow

_STANDARD = QKeySequence.StandardKey


class Menus(QObject):
    """Makes the menus of a window and keeps their actions up to date."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)  # the window may be built anew: what is connected must end with it
        self._window = window
        self._bench = window.workbench
        self._file_menu()
        self._edit_menu()
        self._model_menu()
        self._train_menu()
        self._view_menu()
        self._help_menu()
        self._bench.document.project_changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Enable and name the actions by what is possible now."""
        document, training = self._bench.document, self._bench.training
        undo, redo = document.undo_label, document.redo_label
        self.undo.setText(tr("Undo: {step}", step=undo) if undo else tr("Undo"))
        self.undo.setEnabled(bool(undo))
        self.redo.setText(tr("Redo: {step}", step=redo) if redo else tr("Redo"))
        self.redo.setEnabled(bool(redo))
        self.train.setEnabled(not training.active)
        self.stop.setEnabled(training.active)
        stopping = training.phase == "stopping"
        self.stop.setIconText(tr("Stop now") if stopping else tr("Stop"))
        self.stop.setToolTip(tr("End the engine at once; what was saved stays") if stopping
                             else tr("End the training and keep the model"))
        self.export.setEnabled(self._window.words_pane.has_run)

    def pop_up_templates(self) -> None:
        """Show the templates where the mouse is."""
        self._templates.popup(QCursor.pos())

    def _menu(self, title: str) -> QMenu:
        menu = self._window.menuBar().addMenu(title)
        menu.setToolTipsVisible(True)
        return menu

    def _action(self, menu: QMenu, text: str, do: Callable[[], object],
                key: QKeySequence.StandardKey | str | None = None) -> QAction:
        action = QAction(text, self._window)
        if key is not None:
            action.setShortcut(QKeySequence(key))
        action.triggered.connect(lambda _=False: do())
        menu.addAction(action)
        return action

    def _file_menu(self) -> None:
        files = self._window.files
        menu = self._menu(tr("&File"))
        self._action(menu, tr("New"), files.new, _STANDARD.New)
        self._templates = menu.addMenu(tr("New from template"))
        self._templates.setToolTipsVisible(True)
        for template in self._bench.registry.templates.values():
            entry = self._action(self._templates, tr(template.title),
                                 lambda template=template: files.open_template(template))  # type: ignore[misc]
            entry.setToolTip(tr(template.teaches))
        self._action(menu, tr("Open…"), files.ask_open, _STANDARD.Open)
        self._recent = menu.addMenu(tr("Open recent"))
        self._recent.aboutToShow.connect(self._fill_recent)
        menu.addSeparator()
        self._action(menu, tr("Save"), files.save, _STANDARD.Save)
        self._action(menu, tr("Save as…"), files.save_as, "Ctrl+Shift+S")
        menu.addSeparator()
        self.export = self._action(menu, tr("Export vectors"), self._window.export_vectors,
                                   "Ctrl+Shift+E")  # Ctrl+E is a text field's own
        self.export.setToolTip(tr("Write the words' vectors for the Embedding Projector"))
        menu.addSeparator()
        self._action(menu, tr("Quit"), self._window.close, _STANDARD.Quit)

    def _fill_recent(self) -> None:
        self._recent.clear()
        for path in self._bench.settings.recent:
            entry = self._action(self._recent, path.stem,
                                 lambda path=path: self._window.files.open(path))  # type: ignore[misc]
            entry.setToolTip(str(path))
        if self._recent.isEmpty():
            self._recent.addAction(tr("No project was saved yet")).setEnabled(False)

    def _edit_menu(self) -> None:
        menu = self._menu(tr("&Edit"))
        document, actions = self._bench.document, self._window.builder.actions
        self.undo = self._action(menu, tr("Undo"), document.undo, _STANDARD.Undo)
        self.redo = self._action(menu, tr("Redo"), document.redo, "Ctrl+Shift+Z")
        menu.addSeparator()
        for action in (actions.cut, actions.copy, actions.paste, actions.duplicate, actions.delete):
            menu.addAction(action)

    def _model_menu(self) -> None:
        menu = self._menu(tr("&Model"))
        actions = self._window.builder.actions
        for action in (actions.move_up, actions.move_down):
            menu.addAction(action)
        menu.addSeparator()
        menu.addMenu(actions.wrap)
        for action in (actions.take_out, actions.toggle):
            menu.addAction(action)

    def _train_menu(self) -> None:
        menu = self._menu(tr("&Train"))
        self.train = self._action(menu, tr("Train"), self._bench.train, "F5")
        self.train.setToolTip(tr("Train this model on this data"))
        self.stop = self._action(menu, tr("Stop"), self._bench.stop, "Shift+F5")
        menu.addSeparator()
        self._action(menu, tr("Open the runs folder"), lambda: _open_folder(runs_folder()))

    def _view_menu(self) -> None:
        menu = self._menu(tr("&View"))
        tabs = self._window.tabs
        for index in range(tabs.count()):
            self._action(menu, tabs.tabText(index), lambda index=index: tabs.setCurrentIndex(index),  # type: ignore[misc]
                         f"Ctrl+{index + 1}")
        menu.addSeparator()
        looks = menu.addMenu(tr("Looks"))
        self._choices(looks, {"system": tr("Like the system"), "light": tr("Light"), "dark": tr("Dark")},
                      self._bench.settings.text("look", "system"), self._choose_look)
        languages = menu.addMenu(tr("Language"))
        self._choices(languages, dict(LANGUAGES), language(), self._choose_language)

    def _choices(self, menu: QMenu, titles: dict[str, str], present: str, choose: Callable[[str], None]) -> None:
        group = QActionGroup(menu)
        for key, title in titles.items():
            action = self._action(menu, title, lambda key=key: choose(key))  # type: ignore[misc]
            action.setCheckable(True)
            action.setChecked(key == present)
            group.addAction(action)

    def _choose_look(self, look: str) -> None:
        self._bench.settings.put("look", look)
        theme().choose(look)

    def _choose_language(self, code: str) -> None:
        if code != language():
            self._bench.settings.put("language", code)
            use_language(code)
            self._window.rebuild_wanted.emit()

    def _help_menu(self) -> None:
        menu = self._menu(tr("&Help"))
        self._action(menu, tr("Open the log folder"), lambda: _open_folder(log_folder()))
        self._action(menu, tr("About RNN Studio"), self._about)

    def _about(self) -> None:
        ready = self._bench.link.ready_info
        engine = tr("TensorFlow {tensorflow}, Keras {keras}, {device}", tensorflow=ready.tensorflow,
                    keras=ready.keras, device=ready.device) if ready is not None else tr("The engine is loading.")
        QMessageBox.about(self._window, tr("About RNN Studio"), "\n".join((
            f"RNN Studio {rnnstudio.__version__}",
            tr("Build a recurrent network by hand, watch it learn, see what it learned."), "", engine,
            tr("Apache License 2.0. Icons: Lucide, ISC."))))


def _open_folder(folder: object) -> None:
    from pathlib import Path

    path = Path(str(folder))
    path.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
