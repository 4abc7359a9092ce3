"""The Training pane: it shows the state, whatever the state went through before, and asks for the next step."""

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import Qt

from rnnstudio.engine_process.messages import Failed, Stopped
from rnnstudio.runs.events import Stage
from rnnstudio.studio.training.kinds import ChartKind, first_kinds
from rnnstudio.studio.training.pane import TrainingPane
from tests.studio.training.made_up import play, run_events, value

pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture
def pane(qtbot, document, state):
    made = TrainingPane(document, state)
    made._card.start = lambda after: made.outcome.show_state()
    qtbot.addWidget(made)
    made.resize(760, 800)
    made.show()
    qtbot.waitUntil(lambda: len(made.board.grid.charts) == 2, timeout=5000)
    return made


def drawn(pane, role="batch", chart=0):
    """Return what is drawn of a kind of curve; nothing as long as there is no such chart."""
    charts = pane.board.charts
    piece = charts[chart].drawn(f":{role}") if chart < len(charts) else None
    return piece if piece is not None else (np.empty(0), np.empty(0))


def test_that_before_the_first_run_it_says_what_will_be_here_and_offers_to_train(pane, qtbot):
    assert pane.empty.isVisible()
    assert "Nothing trained yet" in pane.empty.text
    assert pane.settings.is_open
    with qtbot.waitSignal(pane.train_requested, timeout=500):
        qtbot.mouseClick(pane.train, Qt.MouseButton.LeftButton)


def test_that_the_settings_fold_away_when_a_run_begins_and_stay_as_a_person_puts_them(pane, state):
    play(state, run_events(finish=False)[:3])
    assert not pane.settings.is_open
    pane.settings.button.click()
    state.take(run_events()[3])
    assert pane.settings.is_open


def test_that_while_preparing_it_says_what_is_being_done(pane, state):
    state.begin()
    state.take(Stage(text="Reading the data"))
    assert pane.empty.isVisible()
    assert "Reading the data" in pane.empty.text
    assert not pane.train.isVisible()


def test_that_every_batch_told_is_drawn(pane, state, qtbot):
    play(state, run_events(epochs=3, batches=20, finish=False))
    qtbot.waitUntil(lambda: len(drawn(pane, chart=1)[0]) == 60, timeout=2000)
    np.testing.assert_array_equal(drawn(pane)[1], np.float32([value("loss", s) for s in range(1, 61)]))
    assert not pane.empty.isVisible()


def test_that_many_events_at_once_are_drawn_together(pane, state, qtbot, monkeypatch):
    calls = []
    chart = pane.board.grid.charts["metric:loss"]
    draw = chart.show_lines
    monkeypatch.setattr(chart, "show_lines", lambda *args: (calls.append(1), draw(*args)))
    play(state, run_events(epochs=20, batches=50, finish=False))
    qtbot.waitUntil(lambda: len(drawn(pane)[0]) == 1000, timeout=2000)
    assert len(calls) < 10


def test_that_the_line_below_says_speed_and_device(pane, state):
    play(state, run_events(finish=False))
    assert pane.line.text() == "1,340 examples/s · 0.9 s an epoch · CPU, 2 cores"


def test_that_the_figures_are_those_of_the_last_epoch(pane, state):
    play(state, run_events(epochs=2, finish=False))
    shown = {name.text(): number.text() for name, number in pane.figures._pairs if name.isVisibleTo(pane)}
    assert shown == {"Epochs": "2 of 2", "Loss": "0.368", "Val. loss": "0.405", "Accuracy": "0.632",
                     "Val. accuracy": "0.695", "Best epoch": "2"}


def test_that_by_epoch_and_by_batch_switch_the_curves_and_the_legend(pane, state, qtbot):
    play(state, run_events(finish=False))
    qtbot.waitUntil(lambda: len(drawn(pane, chart=1)[0]) == 60, timeout=2000)
    pane.board.ways.buttons["epoch"].click()
    qtbot.waitUntil(lambda: len(drawn(pane, chart=1)[0]) == 0, timeout=2000)
    assert list(drawn(pane, "training")[0]) == [1, 2, 3]
    assert [name for _, name in pane.board.legend.entries] == ["training", "validation", "best epoch"]
    pane.board.ways.buttons["step"].click()
    qtbot.waitUntil(lambda: len(drawn(pane, chart=1)[0]) == 60, timeout=2000)


def test_that_the_end_is_summed_up_with_the_two_next_steps(pane, state, qtbot):
    assert not pane.outcome.isVisible()
    play(state, run_events())
    assert pane.outcome.isVisible()
    assert pane.outcome.statement.kind == "success"
    assert pane.outcome.statement.text == (
        "Finished: 3 epochs in 0:12. Best at epoch 3: validation accuracy 0.855.")
    with qtbot.waitSignal(pane.words_requested, timeout=500):
        pane.outcome.words.click()
    with qtbot.waitSignal(pane.export_requested, timeout=500):
        pane.outcome.export.click()


def test_that_a_run_on_numbers_offers_no_words(pane, state):
    started, *rest = run_events()
    facts = msgspec.structs.replace(started.facts, input="values")
    play(state, [msgspec.structs.replace(started, facts=facts), *rest])
    assert pane.outcome.isVisible()
    assert not pane.outcome.words.isVisible()
    assert not pane.outcome.export.isVisible()


def test_that_the_summary_comes_by_itself_after_a_moment(qtbot, document, state):
    made = TrainingPane(document, state)
    qtbot.addWidget(made)
    made.show()
    play(state, run_events())
    qtbot.waitUntil(made.outcome.isVisible, timeout=2000)


def test_that_a_failure_says_why_and_where_the_log_is_and_keeps_the_curves(pane, state, qtbot):
    play(state, run_events(finish=False)[:5])
    state.take(Failed(message="Memory ran out; use a smaller batch size.", run="/runs/a"))
    assert pane.outcome.statement.kind == "error"
    assert pane.outcome.statement.text == (
        "Memory ran out; use a smaller batch size. What led to it is in log.txt in the run's folder.")
    assert pane.outcome.folder.isVisible()
    assert not pane.outcome.words.isVisible()
    qtbot.waitUntil(lambda: len(drawn(pane)[0]) == 8, timeout=2000)


def test_that_a_process_that_died_is_said_in_its_own_words_alone(pane, state):
    play(state, run_events(finish=False)[:5])
    state.lost("The engine process was killed from outside. Its log: /logs/engine.log.")
    assert pane.outcome.statement.text == "The engine process was killed from outside. Its log: /logs/engine.log."
    assert pane.outcome.folder.isVisible()
    play(state, [*run_events(finish=False)[:5], Failed(message="No.", run="/runs/a")])
    assert pane.outcome.statement.text == "No. What led to it is in log.txt in the run's folder."


def test_that_a_failure_before_the_first_batch_offers_to_train_again(pane, state):
    state.begin()
    state.take(Failed(message="reviews.csv can't be read."))
    assert pane.outcome.statement.text == "reviews.csv can't be read."
    assert pane.train.isVisible()
    assert not pane.outcome.folder.isVisible()


def test_that_a_stop_before_the_first_batch_is_no_success(pane, state):
    state.begin()
    state.stop_requested()
    state.take(Stopped())
    assert pane.outcome.statement.kind == "info"
    assert not pane.outcome.export.isVisible()


def test_that_a_second_run_begins_with_an_empty_plot(pane, state, qtbot):
    play(state, run_events())
    qtbot.waitUntil(lambda: len(drawn(pane)[0]) == 60, timeout=2000)
    play(state, run_events(finish=False)[:2])
    assert not pane.outcome.isVisible()
    qtbot.waitUntil(lambda: len(drawn(pane)[0]) == 2, timeout=2000)


def test_that_a_model_with_the_loss_alone_has_one_plot(pane, state, qtbot):
    play(state, run_events(metrics=("loss",), finish=False))
    qtbot.waitUntil(lambda: len(drawn(pane)[0]) == 60, timeout=2000)
    assert [chart.key for chart in pane.board.charts] == ["metric:loss"]
    assert not pane.board.grid.charts["metric:accuracy"].isVisible()


@pytest.mark.parametrize(("metrics", "shown"), [
    (("loss", "accuracy"), ("loss", "accuracy")), (("loss", "mae", "accuracy"), ("loss", "accuracy")),
    (("loss", "mae", "mse"), ("loss", "mae")), (("loss",), ("loss",))])
def test_that_accuracy_or_else_the_first_metric_stands_beside_the_loss(metrics, shown):
    assert tuple(kind.name for kind in first_kinds([ChartKind(name) for name in metrics])) == shown


def test_that_a_pane_built_in_the_middle_of_a_run_shows_all_of_it(qtbot, document, state):
    play(state, run_events(finish=False))
    late = TrainingPane(document, state)
    qtbot.addWidget(late)
    late.resize(760, 800)
    late.show()
    qtbot.waitUntil(lambda: len(late.board.charts) == 2 and len(drawn(late, chart=1)[0]) == 60, timeout=5000)
    assert not late.settings.is_open


def test_that_a_pane_that_is_gone_is_no_longer_told(qtbot, document, state):
    gone = TrainingPane(document, state)
    gone.show()
    gone.deleteLater()
    qtbot.wait(20)
    play(state, run_events())
    qtbot.wait(60)


def test_that_a_hidden_pane_draws_nothing_and_all_when_shown_again(pane, state, qtbot):
    pane.hide()
    play(state, run_events(finish=False))
    qtbot.wait(80)
    assert len(drawn(pane)[0]) == 0
    pane.show()
    qtbot.waitUntil(lambda: len(drawn(pane)[0]) == 60, timeout=2000)


def test_that_plots_stand_side_by_side_where_there_is_no_height_for_two(pane, state, qtbot):
    play(state, run_events())
    qtbot.waitUntil(lambda: len(drawn(pane, chart=1)[0]) == 60, timeout=2000)
    first, second = pane.board.charts
    qtbot.waitUntil(lambda: first.y() < second.y(), timeout=2000)
    pane.resize(760, 460)
    qtbot.waitUntil(lambda: first.y() == second.y() and first.x() < second.x(), timeout=2000)
    pane.resize(760, 800)
    qtbot.waitUntil(lambda: first.x() == second.x(), timeout=2000)


def test_that_other_runs_are_shown_without_a_training_and_taken_away_again(pane, qtbot, tmp_path):
    (tmp_path / "batches.csv").write_text("step,loss,accuracy\n" + "".join(f"{n},0.5,0.6\n" for n in range(1, 30)))
    (tmp_path / "epochs.csv").write_text("epoch,step,seconds,loss,accuracy,val_loss,val_accuracy\n"
                                         "1,29,1.5,0.5,0.6,0.5,0.6\n")
    pane.lay_over([("another", tmp_path)])
    assert not pane.empty.isVisible()
    qtbot.waitUntil(lambda: len(pane.board.sources()) == 1, timeout=5000)
    pane.alone.click()
    assert pane.empty.isVisible()
    assert pane.board.sources() == []
