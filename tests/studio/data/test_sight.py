"""The pane with a preview: what it shows while reading, after, when it fails; and its task, series and drops."""

import msgspec
import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from rnnstudio.api import BadRow, DataFacts, Look
from rnnstudio.engine_process.messages import Failed, Looked, Profiled, Progressed, RowsPreviewed
from rnnstudio.project.changes import SetComponent
from rnnstudio.project.model import ComponentRef
from rnnstudio.project.preview import SeriesPreview, Suggestion
from rnnstudio.project.report import Problem, StackReport
from rnnstudio.project.words import stopped_at
from rnnstudio.studio.data.series_words import series_words, window_start, window_words
from tests.studio.data.made_up import NUMBERS, PROFILE, REVIEWS, SERIES


def tell(engine, *events):
    for event in events:
        engine.preview_event.emit(event)


def choose(chooser, type_id):
    index = chooser.combo.findData(type_id)
    chooser.combo.setCurrentIndex(index)
    chooser.combo.activated.emit(index)


def test_that_rows_come_before_the_figures(viewer, engine):
    sight = viewer.sight
    assert engine.verbs() == ["preview"]
    assert sight.empty.isVisible()
    tell(engine, RowsPreviewed(preview=REVIEWS))
    assert not sight.empty.isVisible()
    assert sight.rows.isVisible()
    sight.pages.show_page(sight.figures)
    assert sight.empty.isVisible()
    tell(engine, Profiled(profile=PROFILE))
    assert sight.figures.isVisible()
    assert not sight.reading.isVisible()


def test_that_reading_shows_how_far_it_is_and_can_be_stopped(viewer, engine):
    line = viewer.sight.reading.line
    assert line.text.text() == "The data is being read."
    tell(engine, Progressed(text="120,000 rows", fraction=0.25))
    assert (line.text.text(), line.bar.value(), line.bar.maximum()) == ("120,000 rows", 250, 1000)
    tell(engine, Progressed(text="More"))
    assert line.bar.maximum() == 0
    line.stop.click()
    assert engine.verbs()[-1] == "stop_reading"
    assert not line.isVisible()
    assert viewer.sight.reading.statement.text == "Stopped before anything was read."
    viewer.sight.reading.again.click()
    assert engine.verbs()[-1] == "preview"


def test_that_a_failure_is_said_once(viewer, engine, made_up):
    tell(engine, Failed(message="a.csv can't be found; choose another file"))
    made_up.set_report(StackReport(problems=(
        Problem(message="a.csv can't be found; choose another file", path="$.data.source"),
        Problem(message="Few examples.", severity="warning"))))
    reading = viewer.sight.reading
    assert (reading.statement.kind, reading.statement.text) == ("error", "a.csv can't be found; choose another file.")
    assert viewer.facts.texts() == ["Few examples."]
    assert reading.again.isVisible()
    assert not reading.fetch.isVisible()
    assert not reading.skip.isVisible()
    assert "couldn't be read" in viewer.sight.empty.text


def test_that_an_unusable_row_can_be_skipped_at_once(viewer, engine, made_up):
    tell(engine, Failed(message=stopped_at(BadRow(reason="it is empty", where="a.csv", line=12))))
    assert viewer.sight.reading.skip.isVisible()
    viewer.sight.reading.skip.click()
    assert made_up.project.data.bad_rows == "skip"
    assert made_up.undo_label == "Skip rows that can't be used"
    assert viewer.settings.bad_rows.skip.isChecked()
    assert not viewer.sight.reading.skip.isVisible()
    viewer.settings.bad_rows.stop.click()
    assert made_up.project.data.bad_rows == "stop"


def test_that_what_a_source_lacks_is_downloaded_when_asked(qtbot, viewer, engine):
    choose(viewer.source, "fake.tfds")
    qtbot.waitUntil(lambda: engine.verbs().count("preview") == 2)
    tell(engine, Failed(message="It isn't on this machine."))
    reading = viewer.sight.reading
    assert reading.fetch.isVisible()
    reading.fetch.click()
    assert engine.verbs()[-1] == "download"
    engine.download_event.emit(Progressed(text="12 MB of 80 MB", fraction=0.15))
    assert reading.line.text.text() == "12 MB of 80 MB"
    assert not reading.statement.isVisible()
    reading.line.stop.click()
    assert engine.verbs()[-1] == "stop_download"
    engine.download_event.emit(Failed(message="The network is gone."))
    assert reading.statement.text == "The network is gone."


def test_that_advice_stands_above_the_rows(viewer, engine, made_up):
    advice = Suggestion(kind="encoder", message="Letters suit this better.", title="Use letters", changes=(
        SetComponent(part="encoder", ref=ComponentRef(type="fake.letters")),))
    weights = Suggestion(kind="class_weights", message="Few are negative.")
    tell(engine, RowsPreviewed(preview=REVIEWS),
         Profiled(profile=msgspec.structs.replace(PROFILE, suggestions=(weights, advice))))
    assert [box.text.text() for box in viewer.sight.advice.boxes] == ["Letters suit this better."]
    viewer.sight.advice.buttons[0].click()
    assert made_up.project.data.encoder.type == "fake.letters"
    assert made_up.undo_label == "Use letters"
    assert not viewer.sight.advice.isVisible()


def test_that_the_task_is_what_the_data_suggests_until_one_is_chosen(viewer, engine, made_up):
    chooser = viewer.task.chooser
    assert chooser.combo.currentText() == "Suggested by the data"
    assert not chooser.missing.isVisible()
    tell(engine, Profiled(profile=PROFILE))
    assert chooser.combo.currentText() == "Suggested: Two classes"
    assert not viewer.task.truncated.isVisible()
    choose(chooser, "fake.forecast")
    assert made_up.project.data.task == ComponentRef(type="fake.forecast")
    assert made_up.undo_label == "Use What follows"
    assert viewer.task.truncated.isVisibleTo(viewer.task)
    chooser.form.edited.emit("steps", 20)
    assert made_up.project.data.task.params == {"steps": 20}
    chooser.form.reset.emit("steps")
    assert made_up.project.data.task.params == {}
    choose(chooser, "")
    assert made_up.project.data.task is None
    assert made_up.undo_label == "Use the suggested task"


def test_that_headings_in_the_list_of_sources_cannot_be_chosen(viewer):
    combo = viewer.source.combo
    headings = [index for index in range(combo.count()) if combo.itemData(index) is None]
    assert [combo.itemText(index) for index in headings][1] == "Your own files"
    model = combo.model()
    assert all(not model.flags(model.index(index, 0)) & Qt.ItemFlag.ItemIsEnabled for index in headings)


def test_that_a_series_is_plotted_with_its_window(qtbot, viewer, engine):
    sight = viewer.sight
    tell(engine, RowsPreviewed(preview=NUMBERS))
    assert sight.pages.page is sight.series
    qtbot.waitUntil(lambda: sight.series.plot is not None, timeout=20_000)
    assert sight.series.window_words.text() == "Window: 12 steps are seen, then 3 predicted."
    drawn = sight.series.plot.grab().toImage()
    wider = msgspec.structs.replace(SERIES, window=40, first=40)
    tell(engine, RowsPreviewed(preview=msgspec.structs.replace(NUMBERS, series=wider)))
    assert sight.series.plot.grab().toImage() != drawn
    tell(engine, RowsPreviewed(preview=REVIEWS))
    assert sight.pages.page is sight.rows
    assert not sight.pages.button(sight.series).isVisible()


def test_that_numbers_that_are_not_cut_into_windows_are_rows_first(viewer, engine):
    whole = msgspec.structs.replace(NUMBERS, series=msgspec.structs.replace(SERIES, window=0))
    tell(engine, RowsPreviewed(preview=whole))
    assert viewer.sight.pages.page is viewer.sight.rows


def test_that_a_narrow_pane_has_the_settings_on_a_page(viewer, engine):
    tell(engine, RowsPreviewed(preview=REVIEWS))
    assert viewer.is_wide
    assert viewer.source.isVisible()
    viewer.resize(420, 600)
    assert not viewer.is_wide
    assert viewer.sight.rows.isVisible()
    assert not viewer.source.isVisible()
    viewer.sight.pages.show_page(viewer.sight._settings_place)
    assert viewer.source.isVisible()
    viewer.resize(900, 600)
    assert viewer.sight.rows.isVisible()
    assert viewer.source.isVisible()


def test_that_the_series_is_told_in_words():
    assert window_start(SERIES) == 27
    assert series_words(SERIES) == ("100 steps; training: steps 1 to 70; validation: steps 71 to 85; test: steps 86 "
                                    "to 100; Window: 12 steps are seen, then 3 predicted.")
    each = SeriesPreview(names=(), steps=(), values=(), total=10, window=5, first=1, ahead=5)
    assert window_words(each) == "Window: 5 steps are seen, and at each of them the next one is predicted."
    assert window_words(msgspec.structs.replace(each, window=0)) == ""


@pytest.fixture
def drop(viewer, made_up):
    def make(*paths):
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        enter = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
                                Qt.KeyboardModifier.NoModifier)
        viewer.dragEnterEvent(enter)
        said = viewer._drops.veil.sentence if viewer._drops.veil.isVisible() else ""
        if enter.isAccepted():
            viewer.dropEvent(QDropEvent(QPoint(50, 50), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
                                        Qt.KeyboardModifier.NoModifier))
        return said
    return make


def test_that_a_dropped_file_is_read_by_the_source_for_it(drop, viewer, made_up, tmp_path):
    path = tmp_path / "reviews.csv"
    path.write_text("text,label\n", encoding="utf-8")
    assert drop(path) == "Drop to read “reviews.csv” as: Table"
    assert made_up.project.data.source.params == {"path": str(path)}
    assert made_up.undo_label == "Use Table"
    assert not viewer._drops.veil.isVisible()


def test_that_a_project_or_an_unknown_file_is_left_to_the_window(drop, made_up, tmp_path):
    for name in ("mine.rnnstudio", "paper.pdf"):
        assert drop(tmp_path / name) == ""
    assert made_up.undo_label == ""


def test_that_the_pane_looks_other_in_the_dark(viewer, engine, made_up, dressed):
    from rnnstudio.studio.theme import theme

    made_up.set_facts(DataFacts(input="text", task="binary", outputs=1, classes=("a <b>", "c")))
    tell(engine, RowsPreviewed(preview=REVIEWS), Profiled(profile=PROFILE))
    light = viewer.grab().toImage()
    theme().choose("dark")
    assert viewer.grab().toImage() != light
    assert "a &lt;b&gt;" in viewer.facts.line.text().replace("&nbsp;", " ").replace("&#8288;", "")


def test_that_what_was_wrong_with_other_settings_is_no_longer_said(viewer, made_up):
    made_up.set_report(StackReport(problems=(Problem(message="a.csv can't be found", path="$.data.source"),)))
    assert viewer.facts.texts() == ["a.csv can't be found."]
    viewer.settings.edits.use("source", ComponentRef(type="rnnstudio.table", params={"path": "b.csv"}))
    assert viewer.facts.texts() == []
    made_up.undo()
    assert viewer.facts.texts() == ["a.csv can't be found."]


def with_table(viewer, path="a.csv"):
    viewer.settings.edits.use("source", ComponentRef(type="rnnstudio.table", version=3, params={"path": path}))


def test_that_the_columns_of_a_file_are_offered_and_what_was_found_is_said(qtbot, viewer, engine, made_up):
    with_table(viewer)
    qtbot.waitUntil(lambda: engine.verbs().count("preview") == 2)
    tell(engine, Looked(look=Look(offers={"label_column": ("id", "review", "mood")},
                                  found={"label_column": "mood", "delimiter": "tab"})))
    form = viewer.source.form
    label = form.row("label_column").field
    assert [label.combo.itemText(index) for index in range(label.combo.count())] == ["id", "review", "mood"]
    assert (label.edit.text(), label.edit.placeholderText()) == ("", "mood")
    delimiter = form.row("delimiter").field  # made only now, as it is folded
    assert delimiter.combo.itemText(0) == "auto: tab"
    label.combo.setCurrentIndex(0)
    label.combo.activated.emit(0)
    assert made_up.project.data.source.params["label_column"] == "id"
    assert made_up.undo_label == "Set label column"
    made_up.undo()
    assert label.edit.text() == ""
    tell(engine, Looked(look=Look()))
    assert label.combo.count() == 0
    assert delimiter.combo.itemText(0) == "auto"


def test_that_a_file_not_chosen_yet_is_no_error_but_a_button(qtbot, viewer, engine, monkeypatch):
    opened = []
    monkeypatch.setattr("rnnstudio.studio.forms.fields.PathField.choose", lambda field, folder=False: opened.append(
        field.parameter.name))
    with_table(viewer, "")
    qtbot.waitUntil(lambda: engine.verbs().count("preview") == 2)
    tell(engine, Failed(message="no table file is chosen yet; choose a CSV or TSV file"))
    sight = viewer.sight
    assert sight.unchosen.isVisible()
    assert not sight.reading.isVisible()
    sight.choose.click()
    assert opened == ["path"]
    with_table(viewer, "a.csv")
    assert not sight.unchosen.isVisible()
    qtbot.waitUntil(lambda: engine.verbs().count("preview") == 3)
    tell(engine, Failed(message="a.csv can't be found"))
    assert sight.reading.statement.text == "a.csv can't be found."


def test_that_no_ids_are_promised_where_the_reading_failed(viewer, engine):
    text = msgspec.structs.replace(REVIEWS, rows=tuple(msgspec.structs.replace(row, ids=(), pieces=(), length=0)
                                                       for row in REVIEWS.rows), complete=False)
    tell(engine, RowsPreviewed(preview=text))
    note = viewer.sight.rows.note
    assert note.text() == "ids follow once the vocabulary is made"
    tell(engine, Failed(message="a.csv, line 4: the text is empty"))
    assert note.text() == "no ids: the data wasn't read to its end"


def test_that_an_empty_stack_is_no_matter_of_the_data(viewer, made_up):
    made_up.set_report(StackReport(problems=(Problem(kind="empty", message="the stack is empty; add a layer"),)))
    assert viewer.facts.texts() == []


def test_that_facts_of_other_files_are_not_shown(viewer, made_up):
    with_table(viewer)
    made_up.set_facts(DataFacts(input="text", task="binary", outputs=1, training_examples=80))
    assert viewer.facts.texts()[0] == "Training examples: 80"
    viewer.settings.edits.set_parameter("source", "label_column", "mood")
    assert viewer.facts.texts()[0] == "Training examples: 80"
    viewer.settings.edits.set_parameter("source", "path", "b.csv")
    assert viewer.facts.texts() == []
    made_up.set_facts(DataFacts(input="text", task="binary", outputs=1, training_examples=7))
    assert viewer.facts.texts()[0] == "Training examples: 7"
