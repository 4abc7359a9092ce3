"""The Try it pane: joins the model that is chosen, the page for its task, and the engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from rnnstudio.api import DataFacts, UserError, tr
from rnnstudio.engine_process.messages import Failed, Progressed, Stopped
from rnnstudio.engine_process.trial_messages import (
    Attended,
    ExamplesFound,
    FilePredicted,
    FindExamples,
    Forecast,
    Forecasted,
    Generate,
    Influenced,
    Predict,
    Predicted,
    PredictFile,
    TrialQuestion,
    WritingEnded,
    Written,
)
from rnnstudio.project.trial import ForecastSettings, ModelAbout, Which, WritingSettings
from rnnstudio.runs.folder import read_info
from rnnstudio.runs.newest import last_run
from rnnstudio.runs.places import runs_folder
from rnnstudio.studio.document import Document
from rnnstudio.studio.notice import Kind
from rnnstudio.studio.question import Question
from rnnstudio.studio.statement import EmptyPane
from rnnstudio.studio.training.state import TrainingState
from rnnstudio.studio.tryit.examples_row import ExamplesRow
from rnnstudio.studio.tryit.forecast_page import ForecastPage
from rnnstudio.studio.tryit.model_bar import ModelBar
from rnnstudio.studio.tryit.text_page import TextPage
from rnnstudio.studio.tryit.wording import about_words
from rnnstudio.studio.tryit.write_page import WritePage

_EXAMPLES = 4
_SLOW_MS = 400
"""An answer that takes longer comes from a model that is loaded first, which is said."""


class TryItPane(QStackedWidget):
    """Tries the model of one run: the last one that finished, the one under way, or any that it is given.

    Args:
        document: For the folder where relative paths of its runs start.
        question: Makes a line to the engine; its argument says whether a request replaces the one before.

    Signals:
        train_requested: "Train" was pressed, for want of a model.
    """

    train_requested = Signal()

    def __init__(self, document: Document, question: Callable[[bool], Question],
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._run: Path | None = None
        self._live: Path | None = None
        self._epoch = 0
        self._facts: DataFacts | None = None
        self._shown: Path | None = None
        self._seed = 0
        self._said = self._named = ""
        self._fresh = False
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(_SLOW_MS)
        self._waiting.timeout.connect(self._say_loading)
        self._answers, self._examples, self._files = question(True), question(True), question(False)
        self.train = QPushButton(tr("Train"))
        self.train.setProperty("kind", "primary")
        self.train.clicked.connect(lambda: self.train_requested.emit())
        self.empty = EmptyPane("message-square-text", tr("Nothing to try yet"),
                               tr("Train a model, then type a text here and see what the model makes of it."),
                               self.train)
        self.bar = ModelBar()
        self.text_page = TextPage()
        self.write_page = WritePage()
        self.forecast_page = ForecastPage()
        self.pages = QStackedWidget()
        for page in (self.text_page, self.write_page, self.forecast_page):
            self.pages.addWidget(page)
        work = QWidget()
        column = QVBoxLayout(work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.pages, 1)
        self.addWidget(self.empty)
        self.addWidget(work)
        self._connect()

    def _connect(self) -> None:
        self._answers.told.connect(self._take)
        self._examples.told.connect(self._take_examples)
        self._files.told.connect(self._take_file)
        self.bar.chosen.connect(self._model_chosen)
        self.text_page.asked.connect(self._predict)
        self.text_page.files.wanted.connect(self._predict_file)
        self.text_page.files.stop_wanted.connect(self._files.stop)
        self.write_page.asked.connect(self._generate)
        self.write_page.stop_wanted.connect(self._answers.stop)
        self.forecast_page.asked.connect(self._forecast)
        for row in (self.text_page.examples, self.write_page.examples):
            row.others_wanted.connect(self._find_others)

    def set_run(self, run: Path) -> None:
        """Try this run's model from now on; being told the same run again changes nothing."""
        if run != self._run:
            self._run = run
            self._offer()

    def follow(self, training: TrainingState) -> None:
        """Know of the training under way, and of the last one that finished."""
        live = training.run if training.active else None
        if live != self._live:
            ended = self._live
            self._live = live
            if ended is not None and training.finished_run == ended:
                self._run = ended
            before = self._choice()
            self._offer()
            if ended is not None and before == self._choice() == (ended, "last"):
                self._ask_again()  # of its last weights, and no longer under way
        if training.finished_run is not None and self._run is None:
            self.set_run(training.finished_run)
        if live is not None and training.epoch != self._epoch and self._choice() == (live, "last"):
            self._ask_again()
        self._epoch = training.epoch

    def _choice(self) -> tuple[Path, Which] | None:
        return self.bar.choice

    def _offer(self) -> None:
        self.bar.offer(self._run, self._live)
        self.setCurrentIndex(0 if self._choice() is None else 1)

    @Slot()
    def _model_chosen(self) -> None:
        choice = self._choice()
        if choice is None:
            return
        if choice[0] == self._shown:
            self._ask_again()
            return
        self._shown = choice[0]
        try:
            info = read_info(choice[0])
            self._facts = info.facts
            self._named = f"{info.name} · {choice[0].name}"
            self._say(self._named)
        except UserError as error:
            self._facts = None
            self._say(choice[0].name)
            self.text_page.set_model("binary", True)
            self.pages.setCurrentWidget(self.text_page)
            self.text_page.say("error", str(error))
            return
        self._answers.stop()
        self._fresh = True
        self._show_page()
        if self.isVisible():
            self._begin()

    def _show_page(self) -> None:
        facts = self._facts
        task = facts.task if facts is not None else "binary"
        if task == "next_token":
            self.pages.setCurrentWidget(self.write_page)
            self.write_page.clear()
        elif task == "forecasting":
            self.pages.setCurrentWidget(self.forecast_page)
            self.forecast_page.clear()
        else:
            self.pages.setCurrentWidget(self.text_page)
            self.text_page.set_model(task, facts is None or facts.input == "text")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._choice() is None and (run := last_run(runs_folder())) is not None:
            self.set_run(run)
        self._begin()

    def _begin(self) -> None:
        """Ask for what a page shows by itself, once for each run, when it is looked at."""
        if not self._fresh or self._choice() is None:
            return
        self._fresh = False
        if self.pages.currentWidget() is self.forecast_page:
            self.forecast_page.ask()
        else:
            self._find_examples()
            self._ask_again()

    def _ask_again(self) -> None:
        """Ask the same of another model."""
        page = self.pages.currentWidget()
        if not self.isVisible():
            self._fresh = True
        elif page is self.text_page:
            self.text_page.ask()
        elif page is self.forecast_page:
            self.forecast_page.ask()
        else:
            self._say(self._named)

    def _folder(self) -> str | None:
        return str(self._document.folder) if self._document.folder is not None else None

    def _ask(self, request: TrialQuestion) -> bool:
        self._waiting.start()
        return self._answers.ask(request)

    @Slot()
    def _say_loading(self) -> None:
        self.bar.say(tr("The model is being loaded."))

    @Slot(str, int)
    def _predict(self, text: str, example: int) -> None:
        if (choice := self._choice()) is not None:
            self._ask(Predict(run=str(choice[0]), which=choice[1], text=text, example=example,
                              folder=self._folder()))

    @Slot(str, object, object)
    def _generate(self, prompt: str, after: tuple[int, ...], settings: WritingSettings) -> None:
        if (choice := self._choice()) is not None and not self._ask(Generate(
                run=str(choice[0]), which=choice[1], prompt=prompt, after=after, settings=settings)):
            self.write_page.ended(by_itself=False, stopped=True)

    @Slot(object, object, str)
    def _forecast(self, settings: ForecastSettings, series: int | None, feature: str) -> None:
        if (choice := self._choice()) is not None:
            self._ask(Forecast(run=str(choice[0]), which=choice[1], ahead=settings.ahead, beyond=settings.beyond,
                               series=series, feature=feature, folder=self._folder()))

    @Slot(str, str, str)
    def _predict_file(self, file: str, target: str, column: str) -> None:
        if (choice := self._choice()) is not None and self._files.ask(PredictFile(
                run=str(choice[0]), which=choice[1], file=str(Path(file).expanduser()),
                target=str(Path(target).expanduser()), column=column)):
            self.text_page.files.set_running(True)

    def _find_examples(self) -> None:
        if (choice := self._choice()) is not None:
            self._row().say(tr("Looking for examples"))
            self._examples.ask(FindExamples(run=str(choice[0]), folder=self._folder(), count=_EXAMPLES,
                                            seed=self._seed))

    @Slot()
    def _find_others(self) -> None:
        self._seed += 1
        self._find_examples()

    def _row(self) -> ExamplesRow:
        on_text = self.pages.currentWidget() is self.text_page
        return self.text_page.examples if on_text else self.write_page.examples

    def _say(self, text: str) -> None:
        """Say which model it is."""
        self._said = text
        self.bar.say(text)

    def _say_about(self, about: ModelAbout) -> None:
        self._say(about_words(about))
        self.bar.about.setToolTip(about.run)

    @Slot(object)
    def _take(self, event: object) -> None:
        self._waiting.stop()
        match event:
            case Predicted():
                self._say_about(event.about)
                self.text_page.show_prediction(event.prediction)
            case Attended():
                self.text_page.show_attentions(event.attentions)
            case Influenced():
                self.text_page.show_influence(event.influence)
            case Written():
                self._say_about(event.about)
                self.write_page.add(event.tokens, event.unknown)
            case WritingEnded():
                self.write_page.ended(event.ended, event.stopped)
            case Progressed():
                self.forecast_page.say_doing(event.text)
            case Forecasted():
                self._say_about(event.about)
                self.forecast_page.show_forecast(event.forecast)
            case Failed():
                self.bar.say(self._said)
                self._fail(event.message)
            case Stopped() if self.write_page.running:
                self.write_page.ended(by_itself=False, stopped=True)

    def _fail(self, message: str) -> None:
        page = self.pages.currentWidget()
        choice = self._choice()
        kind: Kind = "info" if choice is not None and choice[0] == self._live else "error"
        if page is self.write_page:
            self.write_page.say(kind, message)
        elif page is self.forecast_page:
            self.forecast_page.say(kind, message)
        else:
            self.text_page.say(kind, message)

    @Slot(object)
    def _take_examples(self, event: object) -> None:
        match event:
            case Progressed():
                self._row().label.setText(event.text)
            case ExamplesFound():
                self._row().show_examples(event.examples)
                if self.pages.currentWidget() is self.text_page:
                    self.text_page.begin(event.examples)
            case Failed():
                self._row().say(tr("No examples: {reason}", reason=event.message))

    @Slot(object)
    def _take_file(self, event: object) -> None:
        files = self.text_page.files
        match event:
            case Progressed():
                files.set_running(True, event.text)
            case FilePredicted():
                files.show_report(event.report)
            case Stopped():
                files.say("info", tr("Stopped; nothing was written."))
            case Failed():
                files.say("error", event.message)
