"""The Try it pane: what it asks of the engine, and what it shows of the answers."""

from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QPoint, Qt, Signal

from rnnstudio.api import DataFacts
from rnnstudio.engine_process.messages import Failed, Progressed, Stopped
from rnnstudio.engine_process.trial_messages import (
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
    WritingEnded,
    Written,
)
from rnnstudio.project.preview import Piece, PreviewRow
from rnnstudio.project.trial import (
    FileReport,
    Influence,
    ModelAbout,
    Prediction,
    Score,
    SeriesForecast,
    WrittenToken,
)
from rnnstudio.registry import Registry
from rnnstudio.runs.folder import RunInfo, write_info
from rnnstudio.runs.newest import last_run
from rnnstudio.studio.document import Document
from rnnstudio.studio.training.state import TrainingState
from rnnstudio.studio.tryit.pane import TryItPane

REVIEWS = DataFacts(input="text", task="binary", outputs=1, classes=("negative", "positive"))
POEMS = DataFacts(input="text", task="next_token", outputs=100)
SERIES = DataFacts(input="values", task="forecasting", outputs=1, features=1)
DIGITS = DataFacts(input="values", task="multiclass", outputs=10, features=2)
TOLD = Prediction(label="positive", labels=("positive",), text="good zork bad",
                  scores=(Score("negative", 0.3), Score("positive", 0.7)),
                  pieces=(Piece("good", 5), Piece("zork", 1), Piece("bad", 6)), first=0, behind=3)
COUNTS = Influence(spans=((0, 1), (1, 2), (2, 3)), outputs=(1, 0), without=((0.4, 0.6), (0.7, 0.3), (0.9, 0.1)))


class FakeQuestion(QObject):
    told = Signal(object)
    changed = Signal()

    def __init__(self, latest):
        super().__init__()
        self.latest = latest
        self.asked, self.stops = [], 0

    def ask(self, request):
        self.asked.append(request)
        return True

    def stop(self):
        self.stops += 1


@pytest.fixture
def lines():
    return []


@pytest.fixture
def pane(qtbot, qapp, lines, tmp_path, monkeypatch):
    monkeypatch.setenv("RNNSTUDIO_HOME", str(tmp_path / "home"))

    def question(latest=False):
        lines.append(FakeQuestion(latest))
        return lines[-1]

    made = TryItPane(Document(Registry([])), question)
    qtbot.addWidget(made)
    made.resize(760, 700)
    made.show()
    return made


@pytest.fixture
def make_run(tmp_path):
    def make(facts, name="reviews"):
        folder = tmp_path / "runs" / name
        folder.mkdir(parents=True)
        write_info(folder, RunInfo(name=name, state="completed", epochs=3, best_epoch=2, facts=facts))
        return folder

    return make


def about(run, **more):
    return ModelAbout(**{"run": str(run), "name": "Reviews", "which": "best", "epoch": 2, "written": 0.0,
                         "training": False, "task": "binary", **more})


@pytest.fixture
def answered(pane, lines, make_run, qtbot):
    """The pane with a text and its answer."""
    run = make_run(REVIEWS)
    pane.set_run(run)
    pane.text_page.editor.setPlainText(TOLD.text)
    qtbot.waitUntil(lambda: lines[0].asked != [])
    lines[0].told.emit(Predicted(about=about(run), prediction=TOLD))
    lines[0].told.emit(Influenced(influence=COUNTS))
    return pane


def test_that_without_a_model_it_says_what_to_do(pane, qtbot):
    assert pane.currentWidget() is pane.empty
    assert "Train a model, then type a text here" in pane.empty.text
    with qtbot.waitSignal(pane.train_requested, timeout=500):
        pane.train.click()


def test_that_typing_asks_once_it_pauses_and_of_the_model_that_is_chosen(pane, lines, make_run, qtbot):
    run = make_run(REVIEWS)
    pane.set_run(run)
    assert lines[1].asked == [FindExamples(run=str(run), count=4)]
    qtbot.keyClicks(pane.text_page.editor, "good")
    assert lines[0].asked == []
    qtbot.waitUntil(lambda: len(lines[0].asked) == 1, timeout=2000)
    assert lines[0].asked == [Predict(run=str(run), which="best", text="good")]
    pane.bar.combo.setCurrentIndex(1)
    pane.bar.combo.activated.emit(1)
    assert lines[0].asked[1:] == [Predict(run=str(run), which="last", text="good")]
    assert lines[0].latest


def test_that_it_shows_probabilities_and_what_each_token_counts(answered):
    page = answered.text_page
    assert page.heading.text() == "positive · 0.700"
    assert [score.name for score in page.bars.shown] == ["positive", "negative"]
    assert answered.bar.about.text() == "Reviews · best model · epoch 2"
    assert page.note.text() == "3 tokens · 1 unknown to the model"
    assert page.tokens.effects == pytest.approx([1.0, 0.0, -0.2 / 0.3])
    words = page.tokens.words_at(QPoint(6, 8))
    assert words.startswith("positive: 0.700 with it, 0.400 without it; it adds 0.300")
    page.target.setCurrentIndex(1)
    page.target.activated.emit(1)
    assert page.tokens.effects == pytest.approx([-1.0, 0.0, 0.2 / 0.3])


def test_that_a_text_of_unknown_tokens_is_warned_of_and_an_empty_one_shows_nothing(answered, lines, qtbot):
    page = answered.text_page
    unknown = Prediction(label="positive", labels=("positive",), scores=TOLD.scores, text="zork",
                         pieces=(Piece("zork", 1),), behind=1)
    lines[0].told.emit(Predicted(about=about("x"), prediction=unknown))
    assert page.statement.isVisible()
    assert "knows none of these tokens" in page.statement.text
    page.editor.setPlainText(" ")
    qtbot.waitUntil(lambda: not page.heading.isVisible(), timeout=2000)
    assert len(lines[0].asked) == 1


def test_that_an_example_is_tried_and_its_truth_told(answered, lines):
    row = PreviewRow(number=7, text="a fine film", label="positive")
    lines[1].told.emit(ExamplesFound(examples=(row,)))
    page = answered.text_page
    page.examples.chips[0].click()
    assert page.editor.toPlainText() == "a fine film"
    assert lines[0].asked[-1].text == "a fine film"
    lines[0].told.emit(Predicted(about=about("x"), prediction=TOLD))
    assert page.truth.text() == "The data says: positive"
    page.examples.others.click()
    assert lines[1].asked[-1].seed == 1


def test_that_an_example_of_numbers_is_asked_for_by_its_number(pane, lines, make_run):
    run = make_run(DIGITS, "digits")
    pane.set_run(run)
    page = pane.text_page
    assert not page.editor.isVisible()
    lines[1].told.emit(ExamplesFound(examples=(PreviewRow(number=9, label="3", values=((0.1, 0.2), (0.3, 0.4))),)))
    asked = Predict(run=str(run), which="best", example=9)
    assert lines[0].asked == [asked]  # the first one, for there is nothing to type
    page.examples.chips[0].click()
    assert lines[0].asked == [asked, asked]
    lines[0].told.emit(Predicted(about=about(run), prediction=Prediction(
        label="3", labels=("3",), scores=tuple(Score(str(index), 0.1) for index in range(10)))))
    lines[0].told.emit(Influenced())
    assert page.truth.text() == "The data says: 3"
    assert page.strip.isVisible()
    assert not page.tokens.isVisible()


def test_that_a_text_grows_token_by_token_and_goes_on_behind_what_is_written(pane, lines, make_run, qtbot):
    run = make_run(POEMS, "poems")
    pane.set_run(run)
    page = pane.write_page
    assert pane.pages.currentWidget() is page
    page.prompt.setPlainText("春")
    page.form.edited.emit("seed", 5)
    qtbot.mouseClick(page.write, Qt.MouseButton.LeftButton)
    asked = lines[0].asked[-1]
    assert (asked.prompt, asked.after, asked.settings.seed) == ("春", (), 5)
    assert page.stop.isEnabled()
    assert not page.write.isEnabled()
    lines[0].told.emit(Written(about=about(run), unknown=0))
    tokens = (WrittenToken(7, "风", 0.25, (Score("风", 0.25), Score("雨", 0.2))), WrittenToken(8, "。", 0.5))
    lines[0].told.emit(Written(about=about(run), tokens=tokens[:1]))
    lines[0].told.emit(Written(about=about(run), tokens=tokens[1:]))
    assert page.view.toPlainText() == page.view.text == "春风。"
    page.stop.click()
    assert lines[0].stops == 1 + 1  # once because another run was chosen
    lines[0].told.emit(WritingEnded(stopped=True))
    assert page.go_on.isEnabled()
    page.go_on.click()
    assert lines[0].asked[-1] == Generate(run=str(run), prompt="春", after=(7, 8), settings=page.settings)
    lines[0].told.emit(Failed(message="no beginning"))
    assert page.statement.text == "no beginning"
    assert page.write.isEnabled()


def test_that_pointing_at_a_token_tells_what_else_it_could_have_been(pane, lines, make_run):
    pane.set_run(make_run(POEMS, "poems"))
    view = pane.write_page.view
    view.begin("春")
    view.add((WrittenToken(7, "风", 0.25), WrittenToken(8, "雨", 0.5)))
    cursor = view.textCursor()
    cursor.setPosition(2)
    rect = view.cursorRect(cursor)
    assert view.token_at(rect.center() + QPoint(4, 0)).text == "雨"
    assert view.token_at(rect.center() - QPoint(4, 0)).text == "风"
    cursor.setPosition(0)
    assert view.token_at(view.cursorRect(cursor).center() + QPoint(4, 0)) is None


def test_that_a_series_is_forecast_when_it_is_looked_at_and_drawn(pane, lines, make_run, qtbot):
    run = make_run(SERIES, "sunspots")
    pane.set_run(run)
    page = pane.forecast_page
    assert lines[0].asked == [Forecast(run=str(run), which="best")]
    lines[0].told.emit(Progressed(text="Reading the data"))
    assert page.waiting.text() == "Reading the data"
    lines[0].told.emit(Forecasted(about=about(run), forecast=SeriesForecast(
        name="spots", features=("spots",), series=0, count=1, total=4, steps=(0, 1, 2, 3),
        truth=(1.0, 2.0, 3.0, 4.0), judged_from=2, ahead=1, told_steps=(2, 3), told=(2.5, 3.5), beyond_steps=(4,),
        beyond=(5.0,), error=0.5, naive_error=1.0)))
    assert page.words.text() == ("One step ahead, it is wrong by 0.5 on average; “it stays as it is” would be wrong "
                                 "by 1.")
    qtbot.waitUntil(lambda: page.plot is not None and page.plot.isVisible(), timeout=10_000)
    assert not page.series.isVisible()
    page.form.edited.emit("ahead", 12)
    assert lines[0].asked[-1].ahead == 12


def test_that_a_file_is_predicted_and_what_came_of_it_said(answered, lines, tmp_path):
    files = answered.text_page.files
    files.set_open(True)
    assert not files.predict.isEnabled()
    files.file.setText(str(tmp_path / "in.csv"))
    assert files.target.text() == str(tmp_path / "in_predictions.csv")
    files.column.setText("review")
    files.predict.click()
    assert lines[2].asked == [PredictFile(run=lines[0].asked[0].run, file=str(tmp_path / "in.csv"), column="review",
                                          target=str(tmp_path / "in_predictions.csv"))]
    lines[2].told.emit(Progressed(text="1,024 texts predicted"))
    assert files.doing.text() == "1,024 texts predicted"
    files.stop.click()
    assert lines[2].stops == 1
    lines[2].told.emit(Stopped())
    assert "nothing was written" in files.result.text
    report = FileReport(target="x", texts=5, bad=1, faults=("in.csv, line 3: empty",))
    lines[2].told.emit(FilePredicted(report=report))
    assert files.result.text == "5 texts predicted and written. 1 rows can't be used, such as: in.csv, line 3: empty"


def test_that_the_training_under_way_is_offered_and_asked_when_nothing_else_is_there(pane, lines, make_run):
    training = TrainingState()
    run = make_run(REVIEWS)
    training.phase, training.run = "training", run
    pane.follow(training)
    assert pane.bar.choice == (run, "last")
    assert pane.bar.combo.currentText() == "Training under way"
    pane.text_page.editor.setPlainText("good")
    pane.text_page.ask()
    lines[0].told.emit(Failed(message="reviews has no model yet"))
    assert pane.text_page.statement.kind == "info"
    training.epoch = 2
    pane.follow(training)
    assert len(lines[0].asked) == 2  # the newer model is asked by itself
    training.phase, training.finished_run = "ended", run
    pane.follow(training)
    assert pane.bar.choice == (run, "last")
    assert len(lines[0].asked) == 3
    assert [pane.bar.combo.itemText(index) for index in range(2)] == ["Best epoch", "Last epoch"]


def test_that_the_newest_run_with_a_model_is_found_at_the_start(tmp_path):
    assert last_run(tmp_path / "none") is None
    for name, model in (("2026-01-01", True), ("2026-01-02", True), ("2026-01-03", False)):
        (tmp_path / name).mkdir()
        if model:
            (tmp_path / name / "last.keras").touch()
    assert last_run(tmp_path) == tmp_path / "2026-01-02"
    assert isinstance(last_run(tmp_path), Path)
