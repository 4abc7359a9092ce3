"""The main window: it composes the panes and joins their signals, and does nothing else."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.studio.builder.inspector import Inspector
from rnnstudio.studio.builder.palette import Palette
from rnnstudio.studio.builder.pane import BuilderPane
from rnnstudio.studio.drop_veil import DropVeil
from rnnstudio.studio.epoch_times import EpochTimes
from rnnstudio.studio.file_actions import FileActions
from rnnstudio.studio.home.entrance import Entrance
from rnnstudio.studio.menus import Menus
from rnnstudio.studio.model_output import ModelOutput
from rnnstudio.studio.notice import Notice, NoticeBar
from rnnstudio.studio.panes import Panes
from rnnstudio.studio.train_bar import TrainBar
from rnnstudio.studio.training.notification import TrainingNotifier
from rnnstudio.studio.work_area import WorkArea
from rnnstudio.studio.workbench import Workbench

TITLE_BAR = 40
"""Pixels that a window's title bar takes at most, of a screen whose size isn't the window's alone."""
PAINTED = 20
"""Milliseconds after the first painting that the window has for what came up meanwhile, before more is begun."""
UNPAINTED = 1000
"""Milliseconds after which a window that nobody has seen yet, a minimized one, has the engine loaded all the same."""
RECENT_FIRST = "palette/recent_first"
"""The setting that puts the layers added last on top of the palette."""


class MainWindow(QMainWindow):
    """The window on a workbench.

    Signals:
        shown: Painted for the first time, so that what is begun then doesn't delay the window; once.
        rebuild_wanted: The language was switched; build the window anew.
    """

    shown = Signal()
    rebuild_wanted = Signal()

    def __init__(self, workbench: Workbench) -> None:
        super().__init__()
        self.workbench = workbench
        document = workbench.document
        self.setAcceptDrops(True)
        self.setMinimumSize(900, 600)
        self.notices = NoticeBar()
        self.palette_pane = Palette(document)
        self.builder = BuilderPane(document)
        self.inspector = Inspector(document)
        self.files = FileActions(workbench, self)
        self.tabs = Panes(workbench, self.files)
        self.output = ModelOutput(workbench, self)
        self.epoch_times = EpochTimes(workbench, self)
        self._compose()
        self.menus = Menus(self, workbench, self.files, self.builder.actions, self.tabs, self.output)
        self.train_bar = TrainBar(workbench.training, self.menus, self)
        self.addToolBar(self.train_bar)
        self._notifier = TrainingNotifier(workbench.training, workbench.settings, self)
        self._veil = DropVeil(self)
        self._shortcuts: QWidget | None = None
        self._connect()
        self._connect_menus()
        self._connect_builder()
        self._restore()
        self._first_show, self._told = True, False

    def _compose(self) -> None:
        self.area = WorkArea(self.workbench.document, self.palette_pane, self.builder, self.inspector, self.tabs)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.area)
        self.home = Entrance(self.workbench, self.files, self.pages)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addWidget(self.pages, 1)
        self.setCentralWidget(centre)

    def _connect(self) -> None:
        bench, tabs = self.workbench, self.tabs
        tabs.noticed.connect(self.notices.show_notice)
        tabs.wanted.connect(self.show_pane)
        tabs.words_changed.connect(self._words_changed)
        tabs.enlarge_wanted.connect(self.area.enlarge)
        bench.withdrawn.connect(self.notices.dismiss)
        bench.training_started.connect(self._training_started)
        bench.document.file_changed.connect(self._retitle)
        self._retitle()
        self._words_changed()

    def _connect_menus(self) -> None:
        menus, help_place = self.menus, self.area.help
        menus.file.home_wanted.connect(self.home.toggle)
        menus.file.export_wanted.connect(self.tabs.export_vectors)
        menus.file.quit_wanted.connect(self.close)
        menus.view.layers_wanted.connect(self._go_to_layers)
        menus.view.stack_wanted.connect(self._go_to_stack)
        menus.view.pane_wanted.connect(self.show_pane)
        menus.view.help_toggled.connect(self._toggle_help)
        menus.view.language_chosen.connect(self.rebuild_wanted)
        menus.help.shortcuts_wanted.connect(self.show_shortcuts)
        help_place.toggled.connect(menus.view.help.setChecked)
        self.home.entered.connect(self._gone_home)
        self.home.left.connect(self._back_at_work)

    def _connect_builder(self) -> None:
        builder, help_place = self.builder, self.area.help
        builder.inspect_requested.connect(self.inspector.focus_first)
        builder.actions.said.connect(self._say)
        self.workbench.document.project_changed.connect(self._unsay)
        self.inspector.help_requested.connect(help_place.show_layer)
        self.palette_pane.help_requested.connect(help_place.show_layer)
        self.epoch_times.measured.connect(builder.set_measured)
        self.palette_pane.recent = self.workbench.settings.recent_layers
        self.palette_pane.recent_button.setChecked(self.workbench.settings.flag(RECENT_FIRST))
        self.palette_pane.recent_changed.connect(self._keep_recent)

    @Slot()
    def _keep_recent(self) -> None:
        self.workbench.settings.recent_layers = self.palette_pane.recent
        self.workbench.settings.put(RECENT_FIRST, self.palette_pane.recent_first)

    @Slot()
    def _training_started(self) -> None:
        self._go_to_stack()  # else Train, gone from the bar, hands the focus to some field

    @Slot(str)
    def _say(self, text: str) -> None:
        self.workbench.say(text, "warning", "builder")

    @Slot()
    def _unsay(self) -> None:
        self.notices.dismiss("builder")

    @Slot(int)
    def show_pane(self, index: int) -> None:
        """Bring a pane to the front, from the start page and from below the help too."""
        self.home.leave()
        self.tabs.setCurrentIndex(index)
        self.area.help.make_way()

    @Slot()
    def show_shortcuts(self) -> None:
        """Show all keys in a sheet beside the work."""
        from rnnstudio.studio.shortcuts_sheet import ShortcutsSheet

        if self._shortcuts is None:
            self._shortcuts = ShortcutsSheet(self.menus.shortcuts(), self)
        self._shortcuts.show()
        self._shortcuts.raise_()
        self._shortcuts.activateWindow()

    @Slot(bool)
    def _toggle_help(self, is_open: bool) -> None:
        self.home.leave()
        self.area.help.set_open(is_open)

    @Slot()
    def _go_to_layers(self) -> None:
        self.home.leave()
        self.tabs.shrink()
        where = self.palette_pane.list if self.palette_pane.compact else self.palette_pane.field
        where.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def _go_to_stack(self) -> None:
        self.home.leave()
        self.tabs.shrink()
        self.builder.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _gone_home(self) -> None:
        self.menus.set_at_work(False)
        self.notices.dismiss("welcome")  # the page offers more

    @Slot()
    def _back_at_work(self) -> None:
        self.menus.set_at_work(True)
        self.builder.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _words_changed(self) -> None:
        self.menus.export.setEnabled(self.tabs.has_words)

    def _retitle(self) -> None:
        document = self.workbench.document
        name = document.path.stem if document.path is not None else document.project.name
        self.setWindowTitle(f"{name}[*] – RNN Studio")
        self.setWindowModified(not document.is_saved)

    def _restore(self) -> None:
        settings = self.workbench.settings
        room = self.screen().availableGeometry().size() - QSize(0, TITLE_BAR)
        self.resize(QSize(1440, 900).boundedTo(room))
        geometry = settings.blob("window/geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)
        self.area.restore(settings)

    def remember(self) -> None:
        """Keep sizes and the last pane for the next start."""
        self.workbench.settings.put("window/geometry", self.saveGeometry())
        self.area.remember(self.workbench.settings)

    def greet(self, first: bool) -> None:
        """Say how to begin: with the start page if that is wished, on the very first start in a sentence."""
        if self.home.is_wished_at_start:
            self.home.enter()
        elif first:
            self.welcome()

    def get_ready(self) -> None:
        """Have what is seen first made before the window is dressed and shown, which is quicker than after it."""
        if not self.home.is_shown:
            self.tabs.currentWidget()

    def welcome(self) -> None:
        """Offer the two other ways to begin."""
        self.notices.show_notice(Notice(
            text=tr("“Movie reviews” is ready: press Train to watch it learn, or start from something else."),
            actions=((tr("Templates"), self.home.enter), (tr("Open"), self.files.ask_open)), topic="welcome"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._first_show:
            self._first_show = False
            if not self.home.is_shown:
                self.builder.view.setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(UNPAINTED, self, self._tell)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._told:
            QTimer.singleShot(PAINTED, self, self._tell)

    @Slot()
    def _tell(self) -> None:
        if not self._told:
            self._told = True
            self.shown.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.area.fit(self.width())

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_discard():
            event.ignore()
            return
        self.remember()
        self.tabs.close_threads()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            self._veil.greet(event.mimeData().urls())
            event.acceptProposedAction()  # also what can't be opened: else nothing tells when it has gone

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self._veil.welcome:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._veil.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._veil.hide()
        event.acceptProposedAction()
        self.files.open_dropped(event.mimeData().urls())
