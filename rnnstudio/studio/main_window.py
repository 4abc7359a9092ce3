"""The main window: it composes the panes and joins their signals, and does nothing else."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QScrollArea, QSplitter, QTabWidget, QVBoxLayout, QWidget

from rnnstudio.api import tr
from rnnstudio.project.file import SUFFIX
from rnnstudio.studio.builder.inspector import Inspector
from rnnstudio.studio.builder.palette import Palette
from rnnstudio.studio.builder.pane import BuilderPane
from rnnstudio.studio.data.pane import DataPane
from rnnstudio.studio.embeddings.pane import WordsPane
from rnnstudio.studio.file_actions import FileActions
from rnnstudio.studio.menus import Menus
from rnnstudio.studio.notice import Notice, NoticeBar
from rnnstudio.studio.plugins.pane import PluginsPane
from rnnstudio.studio.train_bar import TrainBar
from rnnstudio.studio.training.pane import TrainingPane
from rnnstudio.studio.workbench import Workbench

COMPACT_BELOW = 1200
"""Window width, in pixels, below which the palette folds to icons."""
PALETTE_WIDTH = 208
BUILDER_WIDTH = 344
"""Widths, in pixels, that palette and stack start with."""


class MainWindow(QMainWindow):
    """The window on a workbench.

    Signals:
        shown: Painted for the first time.
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
        self.data_pane = DataPane(document)
        self.training_pane = TrainingPane(document, workbench.training)
        self.words_pane = WordsPane(document, workbench.export, workbench.link.stop_export)
        self.plugins_pane = PluginsPane(workbench.registry)
        self.files = FileActions(workbench, self)
        self._compose()
        self.menus = Menus(self)
        self.train_bar = TrainBar(workbench.training, self.menus.train, self.menus.stop, self.menus.export, self)
        self.addToolBar(self.train_bar)
        self._connect()
        self._restore()
        self._first_paint = True

    def _compose(self) -> None:
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.builder.setMinimumWidth(280)
        for pane, title in ((self.data_pane, tr("Data")), (self.training_pane, tr("Training")),
                            (self.words_pane, tr("Words")), (self.plugins_pane, tr("Plugins"))):
            self.tabs.addTab(pane, title)
        inspector = QScrollArea()
        inspector.setWidgetResizable(True)
        inspector.setFrameShape(QScrollArea.Shape.NoFrame)
        inspector.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inspector.setWidget(self.inspector)
        self.work = QSplitter(Qt.Orientation.Vertical)
        self.work.addWidget(self.tabs)
        self.work.addWidget(inspector)
        self.work.setSizes([520, 300])
        self.work.setStretchFactor(0, 0)
        self.work.setStretchFactor(1, 1)  # a small window takes from the inspector first, which scrolls
        inspector.setMinimumHeight(190)
        self.across = QSplitter(Qt.Orientation.Horizontal)
        for widget in (self.palette_pane, self.builder, self.work):
            self.across.addWidget(widget)
        for splitter in (self.work, self.across):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(1)
        self.across.setSizes([PALETTE_WIDTH, BUILDER_WIDTH, 1440 - PALETTE_WIDTH - BUILDER_WIDTH])
        for index, stretch in enumerate((0, 0, 1)):
            self.across.setStretchFactor(index, stretch)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addWidget(self.across, 1)
        self.setCentralWidget(centre)

    def _connect(self) -> None:
        bench = self.workbench
        bench.noticed.connect(self._notice)
        bench.withdrawn.connect(self.notices.dismiss)
        bench.training_started.connect(self._training_started)
        bench.export_event.connect(self.words_pane.take)
        bench.training.changed.connect(self._training_changed)
        bench.document.file_changed.connect(self._retitle)
        self.training_pane.train_requested.connect(bench.train)
        self.words_pane.train_requested.connect(bench.train)
        bench.link.engine_lost.connect(self.words_pane.lost)
        self.training_pane.words_requested.connect(self.show_words)
        self.training_pane.export_requested.connect(self.export_vectors)
        self.builder.inspect_requested.connect(self.inspector.focus_first)
        self._retitle()
        self._training_changed()

    @Slot()
    def _training_started(self) -> None:
        self.tabs.setCurrentWidget(self.training_pane)
        self.builder.view.setFocus(Qt.FocusReason.OtherFocusReason)  # else Train, disabled, hands it to some field

    @Slot(object)
    def _notice(self, notice: Notice) -> None:
        """Show a notice, unless the Training pane in sight says the same with more room."""
        if notice.topic != "run" or self.tabs.currentWidget() is not self.training_pane:
            self.notices.show_notice(notice)

    @Slot()
    def export_vectors(self) -> None:
        """Go to the words and write them."""
        self.show_words()
        self.words_pane.export_now()

    @Slot()
    def show_words(self) -> None:
        """Bring the Words pane to the front."""
        self.tabs.setCurrentWidget(self.words_pane)

    def _training_changed(self) -> None:
        run = self.workbench.training.finished_run
        if run is not None:
            self.words_pane.set_run(run)
        self.menus.refresh()

    def _retitle(self) -> None:
        document = self.workbench.document
        name = document.path.stem if document.path is not None else document.project.name
        self.setWindowTitle(f"{name}[*] – RNN Studio")
        self.setWindowModified(not document.is_saved)

    def _restore(self) -> None:
        settings = self.workbench.settings
        self.resize(1440, 900)
        geometry = settings.blob("window/geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)
        for key, splitter in (("window/across", self.across), ("window/work", self.work)):
            state = settings.blob(key)
            if state is not None:
                splitter.restoreState(state)
        self.tabs.setCurrentIndex(int(settings.text("window/tab", "1") or 1))

    def remember(self) -> None:
        """Keep sizes and the last pane for the next start."""
        settings = self.workbench.settings
        settings.put("window/geometry", self.saveGeometry())
        settings.put("window/across", self.across.saveState())
        settings.put("window/work", self.work.saveState())
        settings.put("window/tab", str(self.tabs.currentIndex()))

    def welcome(self) -> None:
        """On the very first start, offer the two other ways to begin."""
        self.notices.show_notice(Notice(
            text=tr("“Movie reviews” is ready: press Train to watch it learn, or start from something else."),
            actions=((tr("Templates"), self.menus.pop_up_templates), (tr("Open"), self.files.ask_open)),
            topic="welcome"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._first_paint:
            self._first_paint = False
            self.builder.view.setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, self.shown.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold(self.width() < COMPACT_BELOW)

    def _fold(self, compact: bool) -> None:
        """Fold the palette to icons, or unfold it; the work gets or gives the room."""
        if compact == self.palette_pane.compact:
            return
        _, builder, work = self.across.sizes()
        room = sum(self.across.sizes())
        self.palette_pane.set_compact(compact)
        palette = self.palette_pane.maximumWidth() if compact else PALETTE_WIDTH
        builder = builder if builder + work > palette else BUILDER_WIDTH
        self.across.setSizes([palette, builder, room - palette - builder])

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_discard():
            event.ignore()
            return
        self.remember()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.toLocalFile().endswith(SUFFIX) for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.files.open_dropped(event.mimeData().urls())
        event.acceptProposedAction()
