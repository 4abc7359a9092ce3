"""The panes of the work, side by side as tabs, and what leads from one to another."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QTabWidget, QWidget

from rnnstudio.api import tr
from rnnstudio.runs.newest import last_run
from rnnstudio.runs.places import runs_folder
from rnnstudio.studio.chooser import ComponentChooser
from rnnstudio.studio.data.pane import DataPane
from rnnstudio.studio.embeddings.pane import WordsPane
from rnnstudio.studio.evaluation.pane import EvaluationPane
from rnnstudio.studio.file_actions import FileActions
from rnnstudio.studio.notice import Notice
from rnnstudio.studio.plugins.pane import PluginsPane
from rnnstudio.studio.plugins.wording import trouble_words
from rnnstudio.studio.runs.pane import RunsPane
from rnnstudio.studio.theme import icon, theme
from rnnstudio.studio.training.pane import TrainingPane
from rnnstudio.studio.tryit.pane import TryItPane
from rnnstudio.studio.workbench import Workbench


class Panes(QTabWidget):
    """Makes the panes on a workbench and joins their signals.

    Signals:
        wanted: A pane is to come to the front, from wherever the window is. Carries its place.
        noticed: A ``Notice`` to show.
        words_changed: Another run's words are in the Words pane.
        enlarge_wanted: The pane in front is to have the whole window, or no more.
    """

    wanted = Signal(int)
    noticed = Signal(object)
    words_changed = Signal()
    enlarge_wanted = Signal(bool)

    def __init__(self, workbench: Workbench, files: FileActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        document = workbench.document
        self._bench = workbench
        self._files = files
        self.data = DataPane(document, workbench.preview)
        self.training = TrainingPane(document, workbench.training, workbench.settings)
        self.evaluation = EvaluationPane(document, workbench.evaluation)
        self.words = WordsPane(document, workbench.export, workbench.link.stop_export, workbench.link.question)
        self.tryit = TryItPane(document, workbench.link.question)
        self.runs = RunsPane(workbench.registry, runs_folder)
        self.plugins = PluginsPane(workbench.plugins)
        for pane, title in ((self.data, tr("Data")), (self.training, tr("Training")),
                            (self.evaluation, tr("Evaluation")), (self.words, tr("Words")),
                            (self.tryit, tr("Try it")), (self.runs, tr("Runs")), (self.plugins, tr("Plugins"))):
            self.addTab(pane, title)
        self._connect()
        self._connect_runs()
        self._training_changed()
        self._plugins_changed()
        self.currentChanged.connect(self._take_last_run)
        self.currentChanged.connect(lambda: self.enlarge_wanted.emit(self.is_enlarged))

    @Slot()
    def _registry_changed(self) -> None:
        for chooser in self.findChildren(ComponentChooser):
            chooser.refresh()

    @Slot()
    def _plugins_changed(self) -> None:
        """Show at the tab that a plugin has problems: nobody looks into the pane otherwise."""
        words = trouble_words(self._bench.registry.reports)
        if words != self.tabToolTip(self.indexOf(self.plugins)):
            self.setTabToolTip(self.indexOf(self.plugins), words)
            self._mark_plugins()

    @Slot()
    def _mark_plugins(self) -> None:
        place = self.indexOf(self.plugins)
        self.setTabIcon(place, icon("triangle-alert", "warning") if self.tabToolTip(place) else QIcon())

    def _connect(self) -> None:
        bench = self._bench
        bench.document.registry_changed.connect(self._registry_changed)
        for pane in (self.training, self.words, self.tryit, self.evaluation, self.runs):
            pane.train_requested.connect(bench.train)
        self.training.noticed.connect(self._notice)
        self.training.words_requested.connect(self.show_words)
        self.training.export_requested.connect(self.export_vectors)
        self.training.go_on_requested.connect(bench.go_on)
        bench.noticed.connect(self._notice)
        self.words.noticed.connect(self._notice)
        self.words.enlarge_wanted.connect(lambda: self.enlarge_wanted.emit(self.is_enlarged))
        self.words.state.changed.connect(self.words_changed)
        bench.export_event.connect(self.words.take)
        bench.link.engine_lost.connect(self.words.lost)
        bench.training_started.connect(lambda: self.bring(self.training))
        bench.training.changed.connect(self._training_changed)
        bench.plugins.changed.connect(self._plugins_changed)
        theme().changed.connect(self._mark_plugins)

    def _connect_runs(self) -> None:
        runs = self.runs
        runs.noticed.connect(self._notice)
        runs.words_requested.connect(self.show_words_of)
        runs.export_requested.connect(self.export_vectors_of)
        runs.builder_requested.connect(self._files.open_run)
        runs.try_requested.connect(self.try_run)
        runs.evaluate_requested.connect(self.evaluate)
        runs.weights_requested.connect(self.continue_from)
        runs.go_on_requested.connect(self._bench.go_on)
        runs.overlay_requested.connect(self.lay_over)

    def bring(self, pane: QWidget) -> None:
        """Ask for a pane to come to the front."""
        self.wanted.emit(self.indexOf(pane))

    @property
    def is_enlarged(self) -> bool:
        """Whether the pane in front is to have the whole window."""
        return self.currentWidget() is self.words and self.words.is_enlarged

    def shrink(self) -> None:
        """Let the window's other parts be seen again."""
        self.words.shrink()

    def close_threads(self) -> None:
        """Keep what was typed and end what works beside the window, before it is thrown away."""
        self.runs.close_reader()
        self.words.close_work()
        self.plugins.close_processes()

    @Slot(object)
    def _notice(self, notice: Notice) -> None:
        """Pass a notice on, unless the Training pane in sight says the same with more room."""
        if notice.topic != "run" or not self.training.isVisible():
            self.noticed.emit(notice)

    @Slot()
    def _training_changed(self) -> None:
        training = self._bench.training
        self.tryit.follow(training)
        self.words.follow(training)
        if training.finished_run is not None:
            self.evaluation.set_run(training.finished_run)

    @Slot()
    def _take_last_run(self) -> None:
        """Have words and evaluation of the newest run at hand where none was trained or chosen since the start."""
        for pane in (self.words, self.evaluation):
            if self.currentWidget() is pane and not pane.has_run and (run := last_run(runs_folder())) is not None:
                pane.set_run(run)

    @Slot()
    def show_words(self) -> None:
        """Bring the map of the words to the front."""
        self.words.show_map()
        self.bring(self.words)

    @Slot()
    def export_vectors(self) -> None:
        """Go to the words and write them."""
        self.bring(self.words)
        self.words.export_now()

    @Slot(object)
    def show_words_of(self, run: Path) -> None:
        """Bring the map of a run's words to the front."""
        self.words.choose_run(run)
        self.show_words()

    @Slot(object)
    def export_vectors_of(self, run: Path) -> None:
        """Go to the words of a run and write them."""
        self.words.choose_run(run)
        self.export_vectors()

    @Slot(object)
    def try_run(self, run: Path) -> None:
        """Bring a run's model to the front, to be tried."""
        self.tryit.set_run(run)
        self.bring(self.tryit)

    @Slot(object)
    def evaluate(self, run: Path) -> None:
        """Go to the evaluation of a run and begin it."""
        self.bring(self.evaluation)
        self.evaluation.choose_run(run)
        self.evaluation.evaluate()

    @Slot(object)
    def lay_over(self, runs: list[tuple[str, Path]]) -> None:
        """Show the curves of runs in the Training pane."""
        self.training.lay_over(runs)
        self.bring(self.training)

    @Slot(object)
    def continue_from(self, run: Path) -> None:
        """Begin a new training with a run's weights, of its own project unless what is open has the same stack."""
        if not self._bench.link.training and self._files.open_stack_of(run):
            self._bench.train(run)
