"""The Plugins pane: what was loaded, how long it took, what is wrong with it; and what can be done about each."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from rnnstudio.api import UserError, tr
from rnnstudio.registry import PluginReport
from rnnstudio.registry.installing import install_command, look_at, uninstall_command
from rnnstudio.studio.plugins.entry import PluginEntry
from rnnstudio.studio.plugins.install_box import InstallBox
from rnnstudio.studio.plugins.installer import Installer
from rnnstudio.studio.plugins.state import PluginsState
from rnnstudio.studio.plugins.wording import heading_words
from rnnstudio.studio.statement import Statement
from rnnstudio.studio.theme import SPACE_2, SPACE_3, SPACE_4


class PluginsPane(QScrollArea):
    """One entry for each plugin: those with problems first, then those of others, then ours."""

    def __init__(self, state: PluginsState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._is_stale = True
        self._waiting: QPushButton | None = None
        self.entries: list[PluginEntry] = []
        self.installer = Installer(self)
        self.heading = QLabel()
        self.heading.setProperty("role", "secondary")
        self.install = QPushButton(tr("Install…"))
        self.install.setToolTip(tr("Install a plugin from a wheel or a folder, without a network"))
        self._fill_install_menu()
        self.reload = QPushButton(tr("Reload"))
        self.reload.setToolTip(tr("Load all plugins of others afresh, as they are on disk now"))
        self.reload.clicked.connect(state.reload)
        self._keep_width()
        self.news = Statement("info")
        self.box = InstallBox(self.installer)
        self.box.succeeded.connect(state.reload)
        self.box.spoke.connect(lambda: QTimer.singleShot(0, self, lambda: self.verticalScrollBar().setValue(0)))
        self.installer.changed.connect(self._show_state)
        self.nothing = Statement("info", tr(
            "No plugins by others yet. Install one from a wheel or a folder, or drop it here; or start with "
            "rnnstudio --plugin PATH to try one without installing it."))
        self._compose()
        self.setAcceptDrops(True)
        state.changed.connect(self._changed)
        self._show_state()

    def _compose(self) -> None:
        page = QWidget()
        page.setProperty("role", "page")
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_4)
        self._column.setSpacing(SPACE_3)
        top = QHBoxLayout()
        top.setSpacing(SPACE_2)
        top.addWidget(self.heading, 1)
        top.addWidget(self.install)
        top.addWidget(self.reload)
        self._column.addLayout(top)
        for widget in (self.news, self.box, self.nothing):
            self._column.addWidget(widget)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._column.addLayout(self._list)
        self._column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(page)

    def _fill_install_menu(self) -> None:
        menu = QMenu(self.install)
        menu.addAction(tr("From a wheel…"), self._choose_wheel)
        menu.addAction(tr("From a folder…"), self._choose_folder)
        self.install.setMenu(menu)

    def _keep_width(self) -> None:
        """Have the button stay where it is, whichever of its words it says."""
        widths = []
        for words in (tr("Loading…"), tr("Reload")):
            self.reload.setText(words)
            self.reload.ensurePolished()
            widths.append(self.reload.sizeHint().width())
        self.reload.setMinimumWidth(max(widths))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._show_entries()

    @Slot()
    def _changed(self) -> None:
        self._is_stale = True
        self._show_state()
        if self.isVisible():
            self._show_entries()

    def _show_state(self) -> None:
        state = self._state
        self.heading.setText(heading_words(state.registry.reports))
        self._enable(self.reload, not state.loading)
        self.reload.setText(tr("Loading…") if state.loading else tr("Reload"))
        self._enable(self.install, not self.installer.running)
        self.nothing.setVisible(not state.safe and not state.loading
                                and all(report.ours for report in state.registry.reports))
        words = self._news()
        self.news.setVisible(bool(words))
        self.news.say("info", words)

    def _enable(self, button: QPushButton, enabled: bool) -> None:
        """Enable a button, or not; Qt would hand its focus to whatever is next, an Uninstall perhaps."""
        if not enabled and button.hasFocus():
            self._waiting = button
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        button.setEnabled(enabled)
        if enabled and button is self._waiting:
            self._waiting = None
            if self.hasFocus():
                button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _news(self) -> str:
        state = self._state
        if state.safe:
            return tr("Only RNN Studio's own plugins are loaded, because it was started with --safe.")
        if state.reload_needed:
            return tr("What you switched takes effect when you press Reload.")
        if state.for_next_training:
            return tr("The training under way goes on with the plugins that it began with; what was loaded now takes "
                      "effect for the next one.")
        return ""

    def _show_entries(self) -> None:
        """Show the reports there are; an entry whose report is the same stays, with what is open in it."""
        self._is_stale = False
        known = {entry.report: entry for entry in self.entries}
        shown = []
        for report in sorted(self._state.registry.reports, key=_rank):
            is_on = report.key not in self._state.off
            entry = known.pop(report, None) or self._entry(report, is_on)
            entry.set_on(is_on)
            shown.append(entry)
        for entry in known.values():
            self._list.removeWidget(entry)
            entry.hide()
            entry.deleteLater()
        for number, entry in enumerate(shown):
            if self._list.indexOf(entry) != number:
                self._list.removeWidget(entry)
                self._list.insertWidget(number, entry)
        self.entries = shown

    def _entry(self, report: PluginReport, is_on: bool) -> PluginEntry:
        entry = PluginEntry(report, is_on)
        entry.switched.connect(self._switch)
        entry.uninstall_wanted.connect(self._uninstall)
        return entry

    @Slot(str, bool)
    def _switch(self, key: str, on: bool) -> None:
        try:
            self._state.switch(key, on)
        except UserError as error:
            self.box.refuse(str(error))

    def _choose_wheel(self) -> None:
        file, _ = QFileDialog.getOpenFileName(self, tr("Install a plugin"), "", tr("Wheels") + " (*.whl)")
        if file:
            self.install_from(Path(file))

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Install a plugin"))
        if folder:
            self.install_from(Path(folder))

    def install_from(self, path: Path) -> None:
        """Install a wheel or a folder, and load it."""
        try:
            package = look_at(path)
            command = install_command(path)
        except UserError as error:
            self.box.refuse(str(error))
            return
        name = f"{package.distribution} {package.version}".strip()
        self.box.begin(command, tr("Installing {name} …", name=name), tr("{name} is installed.", name=name))

    @Slot(str)
    def _uninstall(self, distribution: str) -> None:
        try:
            command = uninstall_command(distribution)
        except UserError as error:
            self.box.refuse(str(error))
            return
        self.box.begin(command, tr("Uninstalling {name} …", name=distribution),
                       tr("{name} is uninstalled. Projects that use it keep its layers as they are.",
                          name=distribution))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._dropped(event) is not None:
            event.acceptProposedAction()
        else:
            event.ignore()  # a project, perhaps: the window's to take

    def dropEvent(self, event: QDropEvent) -> None:
        path = self._dropped(event)
        if path is not None:
            event.acceptProposedAction()
            QTimer.singleShot(0, self, lambda: self.install_from(path))

    @staticmethod
    def _dropped(event: QDragEnterEvent | QDropEvent) -> Path | None:
        """Return the one wheel, or folder of a plugin, that is dragged."""
        urls = event.mimeData().urls()
        path = Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
        if path is None or not (path.suffix == ".whl" or (path / "pyproject.toml").is_file()):
            return None
        return path

    def close_processes(self) -> None:
        """End what works beside the window, before it is thrown away."""
        self.installer.close()


def _rank(report: PluginReport) -> tuple[bool, bool]:
    return not report.problems, report.ours
