"""Whatever else is asked over the link to the engine, and answered once."""

from pathlib import Path

from rnnstudio.engine_process.messages import (
    Exported,
    ExportProgress,
    Failed,
    Profiled,
    RowsPreviewed,
    Stopped,
    Summarize,
    Summarized,
)
from rnnstudio.project.model import Project
from tests.studio.link.made_up import EXPORTER, kill, project, until


def test_that_a_question_is_answered_and_may_be_put_again(qtbot, warm):
    question = warm.question()
    told = []
    question.told.connect(told.append)
    assert question.ask(Summarize(project=project("first")))
    assert question.running
    assert not question.ask(Summarize(project=project("too soon")))
    until(qtbot, lambda: not question.running)
    assert question.ask(Summarize(project=project("second")))
    until(qtbot, lambda: len(told) == 2)
    assert [event.text for event in told] == ["a summary of first", "a summary of second"]


def test_that_of_questions_of_which_the_latest_counts_the_latest_is_answered(qtbot, warm):
    question = warm.question(latest=True)
    told = []
    question.told.connect(told.append)
    for number in range(20):
        question.ask(Summarize(project=project(f"{number}")))
    until(qtbot, lambda: not question.running)
    assert told[-1].text == "a summary of 19"


def test_that_an_export_is_told(qtbot, warm, tmp_path):
    warm.export(tmp_path, EXPORTER, tmp_path / "out")
    assert warm.exporting
    until(qtbot, lambda: not warm.exporting)
    assert [type(event) for event in warm.heard.export_event] == [ExportProgress, Exported]


def test_that_an_export_stops(qtbot, warm, tmp_path):
    warm.export(tmp_path, EXPORTER, Path("until stopped"))
    until(qtbot, lambda: warm.heard.export_event)
    warm.stop_export()
    until(qtbot, lambda: not warm.exporting)
    assert warm.heard.export_event[-1] == Stopped()


def test_that_an_export_whose_engine_dies_fails(qtbot, warm, clients, tmp_path):
    warm.export(tmp_path, EXPORTER, Path("until stopped"))
    until(qtbot, lambda: warm.heard.export_event)
    kill(clients)
    until(qtbot, lambda: not warm.exporting)
    assert isinstance(warm.heard.export_event[-1], Failed)


def test_that_a_summary_is_told_and_one_is_asked_for_at_a_time(qtbot, warm):
    warm.summarize(project("p"), None)
    warm.summarize(project("q"), None)
    until(qtbot, lambda: warm.heard.summary)
    assert warm.heard.summary == [Summarized(text="a summary of p")]
    until(qtbot, lambda: not warm._summarizing.running)
    warm.summarize(project("q"), None)
    until(qtbot, lambda: len(warm.heard.summary) == 2)


def kinds(events):
    return [type(event).__name__ for event in events]


def test_that_a_preview_is_told_rows_first(qtbot, warm):
    warm.preview(Project(name="some"), None)
    until(qtbot, lambda: any(isinstance(event, Profiled) for event in warm.heard.preview_event))
    told = kinds(warm.heard.preview_event)
    assert told[:2] == ["Looked", "RowsPreviewed"]
    assert told[-2:] == ["RowsPreviewed", "Profiled"]
    assert warm.heard.preview_event[-1].profile.examples == 4


def test_that_a_preview_asked_for_before_the_start_is_told_after_it(qtbot, link):
    link.preview(Project(name="some"), None)
    link.preview(Project(name="early"), None)
    link.warm_up()
    until(qtbot, lambda: any(isinstance(event, Profiled) for event in link.heard.preview_event))
    assert {event.preview.rows[0].text for event in link.heard.preview_event
            if isinstance(event, RowsPreviewed)} == {"early"}


def test_that_only_the_newest_preview_is_told(qtbot, warm):
    warm.preview(Project(name="slow"), None)
    until(qtbot, lambda: "Progressed" in kinds(warm.heard.preview_event))
    del warm.heard.preview_event[:]
    warm.preview(Project(name="newest"), None)
    until(qtbot, lambda: any(isinstance(event, Profiled) for event in warm.heard.preview_event))
    assert "Stopped" not in kinds(warm.heard.preview_event)
    assert {event.preview.rows[0].text for event in warm.heard.preview_event
            if isinstance(event, RowsPreviewed)} == {"newest"}


def test_that_a_preview_stops_and_failures_are_told(qtbot, warm, clients):
    warm.preview(Project(name="slow"), None)
    until(qtbot, lambda: "Progressed" in kinds(warm.heard.preview_event))
    warm.stop_preview()
    until(qtbot, lambda: "Stopped" in kinds(warm.heard.preview_event))
    warm.preview(Project(name="missing"), None)
    until(qtbot, lambda: "Failed" in kinds(warm.heard.preview_event))
    assert warm.heard.preview_event[-1].message == "the file is missing"
    warm.preview(Project(name="slow"), None)
    qtbot.wait(100)
    kill(clients)
    until(qtbot, lambda: kinds(warm.heard.preview_event)[-1] == "Failed" and len(warm.heard.ready) == 2)


def test_that_a_download_is_told_and_stops(qtbot, warm):
    warm.download(Project(name="quick"), None)
    until(qtbot, lambda: kinds(warm.heard.download_event) == ["Downloaded"])
    warm.download(Project(name="slow"), None)
    until(qtbot, lambda: "Progressed" in kinds(warm.heard.download_event))
    warm.stop_download()
    until(qtbot, lambda: kinds(warm.heard.download_event)[-1] == "Stopped")
