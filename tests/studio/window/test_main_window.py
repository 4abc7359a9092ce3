"""The window as a person uses it, on a fake engine."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMessageBox

from rnnstudio.api import DataFacts
from rnnstudio.engine_process.messages import Downloaded, Failed
from rnnstudio.project import edits
from rnnstudio.project.file import load
from rnnstudio.project.report import Problem, StackReport
from rnnstudio.registry import PluginReport
from rnnstudio.runs.about import DataOrigin
from rnnstudio.runs.events import EpochEnded, RunFinished, RunStarted
from rnnstudio.runs.folder import RunInfo, read_info, write_info
from rnnstudio.runs.places import runs_folder
from rnnstudio.studio import main_window
from rnnstudio.studio.main_window import PAINTED, MainWindow
from tests.runs.made_runs import PROJECT, make_run


class Painted(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget):
        super().__init__(widget)
        self.times = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched, event):  # noqa: N802 - the name is Qt's
        self.times += event.type() == QEvent.Type.Paint
        return False


def finish(link, run):
    facts = read_info(run).facts
    link.run_event.emit(RunStarted(run=str(run), epochs=1, batches=2, metrics=("loss",), device="CPU", facts=facts))
    link.run_event.emit(EpochEnded(epoch=1, step=2, metrics={"loss": 0.5, "val_loss": 0.6}, seconds=1.0, best=True))
    link.training = False
    link.run_event.emit(RunFinished(run=str(run), reason="completed", epochs=1, best_epoch=1,
                                    metrics={"loss": 0.5, "val_loss": 0.6}, seconds=2.0))


def test_that_a_start_shows_movie_reviews_and_asks_for_its_shapes(window, bench, link):
    assert bench.document.project.name == "Movie reviews"
    assert window.windowTitle().startswith("Movie reviews")
    assert link.verbs() == ["describe"]


def test_that_it_says_once_that_it_was_shown_and_not_before_it_was_painted(bench, qtbot):
    bench.open_first(None)
    window, told = MainWindow(bench), []
    qtbot.addWidget(window)
    painted = Painted(window)
    window.shown.connect(lambda: told.append(painted.times > 0))
    window.show()
    qtbot.waitUntil(lambda: bool(told), timeout=5000)
    window.update()
    qtbot.wait(2 * PAINTED)
    assert told == [True]


def test_that_a_window_that_is_never_painted_has_the_engine_loaded_all_the_same(bench, qtbot, monkeypatch):
    monkeypatch.setattr(main_window, "UNPAINTED", 30)
    bench.open_first(None)
    window = MainWindow(bench)
    qtbot.addWidget(window)
    painted = Painted(window)
    window.setUpdatesEnabled(False)
    with qtbot.waitSignal(window.shown, timeout=5000):
        window.show()
    assert painted.times == 0


def test_that_each_edit_is_described_anew_and_marks_the_title(window, bench, link):
    project = bench.document.project
    node = edits.new_node(project, "fake.dropout")
    bench.document.do("Add Dropout", edits.add(project, node, edits.Place(None, 1)))
    assert link.asked[-1] == ("describe", bench.document.project)
    assert window.isWindowModified()
    assert window.menus.undo.text() == "Undo: Add Dropout"
    window.menus.undo.trigger()
    assert bench.document.project == project
    assert not window.isWindowModified()
    assert window.menus.redo.text() == "Redo: Add Dropout"


def test_that_train_asks_the_engine_and_shows_the_training(window, bench, link):
    window.tabs.setCurrentWidget(window.tabs.data)
    window.menus.train.trigger()
    assert link.verbs()[-1] == "train"
    assert window.tabs.currentWidget() is window.tabs.training
    assert not window.menus.train.isEnabled()
    assert window.menus.stop.isEnabled()


def test_that_train_explains_a_mistake_and_selects_its_layer(window, bench, link):
    node = bench.document.project.stack[-1].id
    link.report.emit(StackReport(problems=(Problem(node=node, layer="Dense", message="Dense has 10 units."),)))
    window.menus.train.trigger()
    assert "train" not in link.verbs()
    assert "Dense has 10 units." in window.notices.notice.text
    assert bench.document.selection == (node,)
    link.report.emit(StackReport())
    assert window.notices.notice is None


def test_that_a_second_stop_is_called_stop_now(window, link):
    window.menus.train.trigger()
    assert window.menus.stop.iconText() == "Stop"
    window.menus.stop.trigger()
    assert window.menus.stop.iconText() == "Stop now"
    window.menus.stop.trigger()
    assert link.verbs().count("stop") == 2


def test_that_export_is_offered_after_a_run_and_asks_the_engine(window, link, run_folder, qtbot):
    assert not window.menus.export.isEnabled()
    window.menus.train.trigger()
    finish(link, run_folder)
    qtbot.waitUntil(window.menus.export.isEnabled, timeout=2000)
    window.menus.export.trigger()
    assert link.asked[-1][:3] == ("export", run_folder, "rnnstudio.projector")
    assert window.tabs.currentWidget() is window.tabs.words


def test_that_a_lost_engine_is_told_and_train_is_possible_again(window, link):
    window.menus.train.trigger()
    link.training = False
    link.engine_lost.emit("The engine was killed from outside.")
    assert window.workbench.training.summary() == "The engine was killed from outside."
    assert window.menus.train.isEnabled()
    window.menus.train.trigger()
    assert link.verbs().count("train") == 2
    assert window.notices.notice is None


def test_that_a_lost_engine_is_told_where_the_training_pane_is_not_in_sight(window, link):
    window.tabs.setCurrentWidget(window.tabs.data)
    link.engine_lost.emit("The engine was killed from outside.")
    assert "killed" in window.notices.notice.text


def test_that_a_failed_run_says_why(window, link):
    window.menus.train.trigger()
    window.tabs.setCurrentWidget(window.tabs.data)
    link.training = False
    link.run_event.emit(Failed(message="The loss is not a number since epoch 2, batch 5."))
    assert "epoch 2" in window.notices.notice.text
    assert window.menus.train.isEnabled()


def test_that_saving_and_opening_gives_the_same_project(window, bench, tmp_path):
    project = edits.rename_project(bench.document.project, "Mine")
    bench.document.do("Rename", project)
    path = tmp_path / "mine.rnnstudio"
    assert bench.save(path)
    assert not window.isWindowModified()
    assert load(path) == project
    bench.new()
    assert bench.document.project.stack == ()
    assert bench.open(path)
    assert bench.document.project == project
    assert bench.settings.recent == [path]


def test_that_a_broken_file_is_explained_and_the_open_project_stays(window, bench, tmp_path):
    before = bench.document.project
    path = tmp_path / "broken.rnnstudio"
    path.write_bytes(b'{"format": "rnnstudio-project", "schema": 1, "stack": [{"id": "a", "type": "fake.gru", '
                     b'"params": {"units": "many"}}]}')
    assert not bench.open(path)
    assert "$.stack[0].params.units" in window.notices.notice.text
    assert bench.document.project is before


def test_that_closing_with_changes_asks_and_cancel_keeps_the_window(window, bench, monkeypatch):
    asked = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box.text()))
    bench.document.do("Rename", edits.rename_project(bench.document.project, "Mine"))
    assert not window.close()
    assert asked
    assert window.isVisible()


def test_that_a_read_only_target_is_explained(window, bench, tmp_path):
    assert not bench.save(tmp_path / "no such folder" / "a.rnnstudio")
    assert "can't be written" in window.notices.notice.text


def test_that_the_palette_folds_in_a_small_window(window):
    window.resize(1440, 900)
    assert not window.palette_pane.compact
    window.resize(1024, 700)
    assert window.palette_pane.compact
    assert window.palette_pane.width() < 80
    window.resize(1440, 900)
    assert not window.palette_pane.compact


def test_that_every_template_opens_from_the_menu(window, bench):
    for action in window.menus.file.templates.actions():
        action.trigger()
        assert bench.document.project.stack
        assert bench.document.is_saved
        assert bench.document.path is None


def test_that_a_menu_that_is_filled_anew_keeps_nothing_of_before(window, bench, qtbot):
    menu = window.menus.file.templates
    before = [action.text() for action in menu.actions()]
    for _ in range(2):
        bench.document.registry_changed.emit()
        qtbot.wait(1)
    assert [action.text() for action in menu.actions()] == before
    assert len(menu.findChildren(QAction, options=Qt.FindChildOption.FindDirectChildrenOnly)) == len(before) + 1


def test_that_sizes_and_the_last_pane_are_remembered(window, bench, qtbot):
    from rnnstudio.studio.main_window import MainWindow

    window.tabs.setCurrentWidget(window.tabs.plugins)
    window.remember()
    again = MainWindow(bench)
    qtbot.addWidget(again)
    assert again.tabs.currentWidget() is again.tabs.plugins


def test_that_the_data_is_read_when_its_pane_is_looked_at(window, bench, link):
    assert "preview" not in link.verbs()
    window.tabs.setCurrentWidget(window.tabs.data)
    assert link.asked[-1] == ("preview", bench.document.project)
    window.tabs.setCurrentWidget(window.tabs.training)
    bench.document.do("Set", edits.set_split(bench.document.project, "validation", 0.4))
    assert link.verbs().count("preview") == 1
    window.tabs.setCurrentWidget(window.tabs.data)
    assert link.asked[-1] == ("preview", bench.document.project)


def test_that_what_was_downloaded_is_described_anew(window, link):
    described = link.verbs().count("describe")
    link.download_event.emit(Downloaded())
    assert link.verbs().count("describe") == described + 1


def test_that_a_runs_project_is_put_back_as_a_new_one_told_in_its_name(window, bench, tmp_path):
    run = make_run(tmp_path, data=DataOrigin(folder=str(tmp_path)))
    window.tabs.runs.builder_requested.emit(run)
    assert bench.document.project.stack == PROJECT.stack
    assert bench.document.project.name.startswith("Reviews (run of 2023-")
    assert bench.document.path is None
    assert bench.document.folder == tmp_path


def test_that_a_damaged_run_is_explained_and_the_open_project_stays(window, bench, tmp_path):
    before = bench.document.project
    run = make_run(tmp_path)
    (run / "project.rnnstudio").write_text("{")
    window.tabs.runs.builder_requested.emit(run)
    assert bench.document.project == before
    assert "project.rnnstudio" in window.notices.notice.text


def test_that_a_run_is_looked_at_exported_and_tried_from_its_page(window, link, run_folder):
    window.tabs.runs.words_requested.emit(run_folder)
    assert window.tabs.currentWidget() is window.tabs.words
    assert window.menus.export.isEnabled()
    window.tabs.runs.export_requested.emit(run_folder)
    assert link.asked[-1][:3] == ("export", run_folder, "rnnstudio.projector")
    window.tabs.runs.try_requested.emit(run_folder)
    assert window.tabs.currentWidget() is window.tabs.tryit


def test_that_a_run_is_evaluated_at_once_where_its_pane_asks_for_it(window, link, run_folder):
    window.tabs.runs.evaluate_requested.emit(run_folder)
    assert window.tabs.currentWidget() is window.tabs.evaluation
    assert window.tabs.evaluation.state.choice.run == run_folder
    asked = link.asked[-1][1]
    assert (type(asked).__name__, asked.run) == ("Evaluate", str(run_folder))


def test_that_the_newest_run_is_at_hand_after_a_start(window, bench):
    run = runs_folder() / "2026-01-02_a"
    run.mkdir(parents=True)
    write_info(run, RunInfo(name="a", state="completed", facts=DataFacts(
        input="text", task="binary", outputs=1, vocabulary_size=8000)))
    (run / "best.keras").write_bytes(b"")
    assert not window.menus.export.isEnabled()
    window.tabs.setCurrentWidget(window.tabs.evaluation)
    assert window.tabs.evaluation.state.choice.run == run
    window.tabs.setCurrentWidget(window.tabs.words)
    assert window.tabs.words.has_run
    assert window.menus.export.isEnabled()


def test_that_the_map_of_words_can_have_the_whole_window(window):
    parts = (window.palette_pane, window.builder, window.inspector)
    assert all(part.isVisible() for part in parts)
    window.tabs.enlarge_wanted.emit(True)
    assert not any(part.isVisible() for part in parts)
    window.tabs.setCurrentWidget(window.tabs.words)
    assert all(part.isVisible() for part in parts)  # another pane came, which isn't to have it


def test_that_the_tab_of_the_plugins_shows_that_one_has_problems(window, bench):
    tabs = window.tabs
    place = tabs.indexOf(tabs.plugins)
    assert tabs.tabIcon(place).isNull()
    before = bench.registry.reports
    bench.registry.tell(PluginReport(name="broken", problems=("it could not be loaded: oh",)))
    bench.plugins.changed.emit()
    assert not tabs.tabIcon(place).isNull()
    assert tabs.tabToolTip(place) == "Plugins with problems: broken"
    bench.registry.reports = before
    bench.plugins.changed.emit()
    assert tabs.tabIcon(place).isNull()
