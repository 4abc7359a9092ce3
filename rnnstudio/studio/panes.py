"""The panes of the work, side by side as tabs, and what leads from one to another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QTabWidget, QWidget

from rnnstudio.api import tr
from rnnstudio.runs.newest import last_run
from rnnstudio.runs.places import runs_folder
from rnnstudio.studio.file_actions import FileActions
from rnnstudio.studio.notice import Notice
from rnnstudio.studio.place import Place
from rnnstudio.studio.plugins.wording import trouble_words
from rnnstudio.studio.theme import icon, theme
from rnnstudio.studio.workbench import Workbench

if TYPE_CHECKING:
    from rnnstudio.studio.data.pane import DataPane
    from rnnstudio.studio.embeddings.pane import WordsPane
    from rnnstudio.studio.evaluation.pane import EvaluationPane
    from rnnstudio.studio.plugins.pane import PluginsPane
    from rnnstudio.studio.runs.pane import RunsPane
    from rnnstudio.studio.training.pane import TrainingPane
    from rnnstudio.studio.tryit.pane import TryItPane

ROOM = QSize(632, 410)
"""Pixels that the pane which needs most can't do without. Kept free for it while it isn't made, so that no other part
of the window has to make room when it comes."""
WORDS_AFTER = 400
"""Milliseconds from the begin of a run until the Words pane is made for it: the run's first plots go before."""


class Panes(QTabWidget):
    """Makes the panes on a workbench, each when it is first needed, and joins their signals.

    Who asks for a pane by its name has it made.

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
        self._bench = workbench
        self._files = files
        self._data = Place(self._make_data)
        self._training = Place(self._make_training)
        self._evaluation = Place(self._make_evaluation)
        self._words = Place(self._make_words)
        self._tryit = Place(self._make_tryit)
        self._runs = Place(self._make_runs)
        self._plugins = Place(self._make_plugins)
        self._words_due = QTimer(self)
        self._words_due.setSingleShot(True)
        self._words_due.timeout.connect(self._follow_with_words)
        for place, title in ((self._data, tr("Data")), (self._training, tr("Training")),
                             (self._evaluation, tr("Evaluation")), (self._words, tr("Words")),
                             (self._tryit, tr("Try it")), (self._runs, tr("Runs")), (self._plugins, tr("Plugins"))):
            self.addTab(place, title)
        workbench.document.registry_changed.connect(self._registry_changed)
        workbench.noticed.connect(self._notice)
        workbench.training_started.connect(lambda: self.bring(self._training))
        workbench.training.changed.connect(self._training_changed)
        workbench.plugins.changed.connect(self._plugins_changed)
        theme().changed.connect(self._mark_plugins)
        self._training_changed()
        self._plugins_changed()
        self.currentChanged.connect(self._take_last_run)
        self.currentChanged.connect(lambda: self.enlarge_wanted.emit(self.is_enlarged))

    def _make_data(self) -> DataPane:
        from rnnstudio.studio.data.pane import DataPane

        return DataPane(self._bench.document, self._bench.preview)

    def _make_training(self) -> TrainingPane:
        from rnnstudio.studio.training.pane import TrainingPane

        bench = self._bench
        pane = TrainingPane(bench.document, bench.training, bench.settings)
        pane.train_requested.connect(bench.train)
        pane.go_on_requested.connect(bench.go_on)
        pane.noticed.connect(self._notice)
        pane.words_requested.connect(self.show_words)
        pane.export_requested.connect(self.export_vectors)
        return pane

    def _make_evaluation(self) -> EvaluationPane:
        from rnnstudio.studio.evaluation.pane import EvaluationPane

        pane = EvaluationPane(self._bench.document, self._bench.evaluation)
        pane.train_requested.connect(self._bench.train)
        return pane

    def _make_words(self) -> WordsPane:
        from rnnstudio.studio.embeddings.pane import WordsPane

        bench = self._bench
        pane = WordsPane(bench.document, bench.export, bench.link.stop_export, bench.link.question)
        pane.train_requested.connect(bench.train)
        pane.noticed.connect(self._notice)
        pane.enlarge_wanted.connect(lambda: self.enlarge_wanted.emit(self.is_enlarged))
        pane.state.changed.connect(self.words_changed)
        bench.export_event.connect(pane.take)
        bench.link.engine_lost.connect(pane.lost)
        return pane

    def _make_tryit(self) -> TryItPane:
        from rnnstudio.studio.tryit.pane import TryItPane

        bench = self._bench
        pane = TryItPane(bench.document, bench.link.question)
        pane.train_requested.connect(bench.train)
        if bench.training.finished_run is not None:
            pane.set_run(bench.training.finished_run)
        pane.follow(bench.training)
        return pane

    def _make_runs(self) -> RunsPane:
        from rnnstudio.studio.runs.pane import RunsPane

        pane = RunsPane(self._bench.registry, runs_folder)
        pane.train_requested.connect(self._bench.train)
        pane.noticed.connect(self._notice)
        pane.words_requested.connect(self.show_words_of)
        pane.export_requested.connect(self.export_vectors_of)
        pane.builder_requested.connect(self._files.open_run)
        pane.try_requested.connect(self.try_run)
        pane.evaluate_requested.connect(self.evaluate)
        pane.weights_requested.connect(self.continue_from)
        pane.go_on_requested.connect(self._bench.go_on)
        pane.overlay_requested.connect(self.lay_over)
        return pane

    def _make_plugins(self) -> PluginsPane:
        from rnnstudio.studio.plugins.pane import PluginsPane

        return PluginsPane(self._bench.plugins)

    @property
    def data(self) -> DataPane:
        """What is trained on."""
        return self._data.pane

    @property
    def training(self) -> TrainingPane:
        """How it is trained, and its curves."""
        return self._training.pane

    @property
    def evaluation(self) -> EvaluationPane:
        """How well a model does."""
        return self._evaluation.pane

    @property
    def words(self) -> WordsPane:
        """What was learned of each word."""
        if self._words_due.isActive():
            self._follow_with_words()
        return self._words.pane

    @property
    def tryit(self) -> TryItPane:
        """A model to be tried."""
        return self._tryit.pane

    @property
    def runs(self) -> RunsPane:
        """All trainings that were kept."""
        return self._runs.pane

    @property
    def plugins(self) -> PluginsPane:
        """Where layers, sources and exporters come from."""
        return self._plugins.pane

    @property
    def has_words(self) -> bool:
        """Whether there is a run whose words can be looked at and exported."""
        return self._words.made is not None and self._words.made.has_run

    @property
    def made(self) -> list[QWidget]:
        """The panes that were needed so far."""
        places = (self.widget(index) for index in range(self.count()))
        return [place.made for place in places if isinstance(place, Place) and place.made is not None]

    def currentWidget(self) -> QWidget:
        place = super().currentWidget()
        return place.pane if isinstance(place, Place) else place

    def indexOf(self, widget: QWidget) -> int:
        places = [self.widget(index) for index in range(self.count())]
        return next((index for index, place in enumerate(places)
                     if place is widget or (isinstance(place, Place) and place.made is widget)), -1)

    def setCurrentWidget(self, widget: QWidget) -> None:
        self.setCurrentIndex(self.indexOf(widget))

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().expandedTo(ROOM)

    @Slot()
    def _registry_changed(self) -> None:
        from rnnstudio.studio.chooser import ComponentChooser

        for chooser in self.findChildren(ComponentChooser):
            chooser.refresh()

    @Slot()
    def _plugins_changed(self) -> None:
        """Show at the tab that a plugin has problems: nobody looks into the pane otherwise."""
        words = trouble_words(self._bench.registry.reports)
        if words != self.tabToolTip(self.indexOf(self._plugins)):
            self.setTabToolTip(self.indexOf(self._plugins), words)
            self._mark_plugins()

    @Slot()
    def _mark_plugins(self) -> None:
        place = self.indexOf(self._plugins)
        self.setTabIcon(place, icon("triangle-alert", "warning") if self.tabToolTip(place) else QIcon())

    def bring(self, pane: QWidget) -> None:
        """Ask for a pane to come to the front."""
        self.wanted.emit(self.indexOf(pane))

    def _is_in_front(self, place: QWidget) -> bool:
        return super().currentWidget() is place

    @property
    def is_enlarged(self) -> bool:
        """Whether the pane in front is to have the whole window."""
        words = self._words.made
        return words is not None and words.is_enlarged and self._is_in_front(self._words)

    def shrink(self) -> None:
        """Let the window's other parts be seen again."""
        if self._words.made is not None:
            self._words.made.shrink()

    def close_threads(self) -> None:
        """Keep what was typed and end what works beside the window, before it is thrown away."""
        if self._runs.made is not None:
            self._runs.made.close_reader()
        if self._words.made is not None:
            self._words.made.close_work()
        if self._plugins.made is not None:
            self._plugins.made.close_processes()

    @Slot(object)
    def _notice(self, notice: Notice) -> None:
        """Pass a notice on, unless the Training pane in sight says the same with more room."""
        if notice.topic != "run" or not self._training.isVisible():
            self.noticed.emit(notice)

    @Slot()
    def _training_changed(self) -> None:
        training = self._bench.training
        if self._tryit.made is not None:
            self._tryit.made.follow(training)
        if self._words.made is not None:
            self._words.made.follow(training)
        elif not self._words_due.isActive() and (training.run or training.finished_run) is not None:
            self._words_due.start(WORDS_AFTER)
        if training.finished_run is not None:
            self._bench.evaluation.offer(training.finished_run)

    @Slot()
    def _follow_with_words(self) -> None:
        self._words_due.stop()
        self._words.make().follow(self._bench.training)

    @Slot()
    def _take_last_run(self) -> None:
        """Have words and evaluation of the newest run at hand where none was trained or chosen since the start."""
        if self._is_in_front(self._words) and not self.words.has_run and (run := last_run(runs_folder())) is not None:
            self.words.set_run(run)
        judged = self._bench.evaluation
        needs_run = self._is_in_front(self._evaluation) and judged.choice.run is None
        if needs_run and (run := last_run(runs_folder())) is not None:
            judged.offer(run)

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
        self._bench.evaluation.choose(run=run)
        self._bench.evaluation.begin(self._bench.document.folder)
        self.bring(self._evaluation)

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
