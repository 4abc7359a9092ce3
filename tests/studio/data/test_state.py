"""When the data is read, and what stays of what was told."""

from PySide6.QtCore import QObject

from rnnstudio.api.text import use_language
from rnnstudio.engine_process.messages import Downloaded, Failed, Profiled, Progressed, RowsPreviewed, Stopped
from rnnstudio.project import edits
from rnnstudio.project.model import ComponentRef
from tests.studio.data.made_up import PROFILE, REVIEWS


def tell_all(engine):
    engine.preview_event.emit(RowsPreviewed(preview=REVIEWS))
    engine.preview_event.emit(Profiled(profile=PROFILE))


def use(document, part, type_id):
    document.do("Use", edits.set_component(document.project, part, ComponentRef(type=type_id)))


def test_that_what_nobody_looks_at_is_not_read(qtbot, made_up, engine, state):
    use(made_up, "encoder", "fake.letters")
    qtbot.wait(350)
    assert engine.asked == []
    viewer = QObject()
    state.set_in_sight(viewer, True)
    assert engine.asked == [("preview", made_up.project.data)]
    state.set_in_sight(viewer, False)
    state.set_in_sight(viewer, True)
    assert engine.verbs() == ["preview"]


def test_that_several_changes_are_read_once_when_they_are_over(qtbot, made_up, engine, state):
    state.set_in_sight(state, True)
    tell_all(engine)
    for part in (0.3, 0.4, 0.5):
        made_up.do("Set", edits.set_split(made_up.project, "validation", part))
    assert engine.verbs() == ["preview"]
    qtbot.waitUntil(lambda: engine.verbs() == ["preview", "preview"])
    assert engine.asked[-1][1].split.validation == 0.5
    assert state.preview is REVIEWS  # as long as there is nothing newer


def test_that_a_change_of_the_network_reads_nothing(qtbot, made_up, engine, state):
    state.set_in_sight(state, True)
    made_up.do("Set", edits.set_training(made_up.project, "epochs", 3))
    qtbot.wait(350)
    assert engine.verbs() == ["preview"]


def test_that_a_change_taken_back_in_time_reads_nothing(qtbot, made_up, engine, state):
    state.set_in_sight(state, True)
    use(made_up, "encoder", "fake.letters")
    made_up.undo()
    qtbot.wait(350)
    assert engine.verbs() == ["preview"]


def test_that_other_data_makes_the_old_go_at_once(made_up, engine, state):
    state.set_in_sight(state, True)
    tell_all(engine)
    assert (state.phase, state.profile) == ("ready", PROFILE)
    use(made_up, "source", "fake.adding")
    assert (state.phase, state.preview, state.profile) == ("idle", None, None)
    tell_all(engine)  # what was under way
    assert state.preview is None


def test_that_two_viewers_are_told_apart(qtbot, made_up, engine, state):
    old, new = QObject(), QObject()
    state.set_in_sight(old, True)
    state.set_in_sight(new, True)
    state.set_in_sight(old, False)
    use(made_up, "encoder", "fake.letters")
    qtbot.waitUntil(lambda: engine.verbs() == ["preview", "preview"])


def test_that_sentences_are_asked_for_in_the_language_in_use(engine, state):
    state.set_in_sight(state, True)
    use_language("zh_CN")
    state.set_in_sight(QObject(), True)
    assert engine.verbs() == ["preview", "preview"]


def test_that_stop_keeps_what_is_there_and_hears_no_more(engine, state):
    state.set_in_sight(state, True)
    engine.preview_event.emit(RowsPreviewed(preview=REVIEWS))
    engine.preview_event.emit(Progressed(text="Counting", fraction=0.5))
    assert state.progress.fraction == 0.5
    state.stop()
    assert engine.verbs() == ["preview", "stop_reading"]
    engine.preview_event.emit(Profiled(profile=PROFILE))
    engine.preview_event.emit(Stopped())
    assert (state.phase, state.preview, state.profile) == ("stopped", REVIEWS, None)
    state.ask()
    assert state.phase == "reading"


def test_that_a_lost_engine_ends_the_reading(engine, state):
    state.set_in_sight(state, True)
    engine.engine_lost.emit("The engine is gone.")
    assert (state.phase, state.message) == ("failed", "The engine is gone.")


def test_that_what_was_downloaded_is_read(qtbot, engine, state):
    state.set_in_sight(state, True)
    engine.preview_event.emit(Failed(message="It is not here."))
    state.download()
    state.download()
    assert engine.verbs() == ["preview", "download"]
    engine.download_event.emit(Progressed(text="80 MB", fraction=0.1))
    assert state.downloading
    assert state.download_progress.text == "80 MB"
    with qtbot.waitSignal(state.downloaded):
        engine.download_event.emit(Downloaded())
    assert engine.verbs() == ["preview", "download", "preview"]
    assert (state.downloading, state.phase) == (False, "reading")


def test_that_a_download_that_fails_says_why(engine, state):
    state.download()
    engine.download_event.emit(Failed(message="No network."))
    assert (state.downloading, state.download_message) == (False, "No network.")
    state.download()
    state.stop_download()
    engine.download_event.emit(Stopped())
    assert (state.downloading, engine.verbs()) == (False, ["download", "download", "stop_download"])
