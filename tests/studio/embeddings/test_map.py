"""The map: words laid out beside the window, coloured, marked, drawn around, saved."""

import csv
import threading
import time

import numpy as np
import pytest
from PySide6.QtCore import Qt

from rnnstudio.api import Cancelled
from rnnstudio.studio.embeddings.layout import Wish, lay_out
from rnnstudio.studio.embeddings.map_page import FOLDS_BELOW, MapPage
from rnnstudio.studio.embeddings.slow_bar import SlowBar
from rnnstudio.studio.embeddings.work import Task
from rnnstudio.vectors.space import WordSpace


@pytest.fixture
def page_of(qtbot, looked_at):
    shown = []

    def show(space, width=900):
        page = MapPage(looked_at(space))
        qtbot.addWidget(page)
        page.resize(width, 500)
        page.show()
        shown.append(page)
        qtbot.waitUntil(lambda: page.map.rows is not None or page.map.statement.isVisible(), timeout=5000)
        return page
    yield show
    for page in shown:
        page.close_work()


def shown_words(page):
    return [page._state.space.words[row] for row in page.map.rows.tolist()]


def test_that_words_lie_there_by_pca_with_their_share_of_the_variance(page_of, many):
    page = page_of(many)
    assert len(page.map.rows) == 400
    assert page.map.scatter.dimensions == 2
    assert "of the variance" in page.map.about.text()
    assert page.bar.total.text() == "of 398"


def test_that_fewer_words_are_the_most_frequent_and_the_special_ones(page_of, many, qtbot):
    page = page_of(many)
    page.bar.points.edited.emit(50)
    qtbot.waitUntil(lambda: len(page.map.rows) == 52, timeout=5000)
    assert shown_words(page)[:4] == ["[PAD]", "[UNK]", "w2", "w3"]
    assert page.map.rows.max() == 51


def test_that_three_dimensions_are_there_at_once(page_of, many, qtbot):
    page = page_of(many)
    page.bar.choose_method("pca3")
    page.bar.method_chosen.emit()
    qtbot.waitUntil(lambda: page.map.scatter.dimensions == 3, timeout=5000)
    assert not page.slow.isVisible()


def test_that_a_click_on_a_point_looks_at_its_word_and_an_empty_place_at_none(page_of, few, qtbot):
    page = page_of(few)
    point = page.map.rows.tolist().index(few.row("good"))
    page.map.scatter.clicked.emit(point)
    assert page._state.word == few.row("good")
    qtbot.waitUntil(lambda: page.panel.word.neighbours != [], timeout=3000)
    page.map.scatter.clicked.emit(-1)
    assert page._state.word is None


def test_that_the_word_and_its_neighbours_stand_out(page_of, few, qtbot, monkeypatch):
    page = page_of(few)
    marked = []
    monkeypatch.setattr(page.map.scatter, "set_marked", marked.append)
    page._state.go_to(few.row("good"))
    qtbot.waitUntil(lambda: page.panel.word.neighbours != [], timeout=3000)
    places = {page.map.rows.tolist().index(row): row for row in page.map.rows.tolist()}
    kinds = {few.words[places[point]]: kind for point, kind in marked[-1].items()}
    assert kinds["good"] == "chosen"
    assert kinds["great"] == "near"


def test_that_words_drawn_around_become_the_group(page_of, few):
    page = page_of(few)
    points = np.array([2, 3, 4])
    page.map.scatter.selected.emit(points)
    assert page.panel.pages.page is page.panel.group
    assert sorted(page.panel.group.rows) == page.map.rows[points].tolist()
    assert page.bar.save_selection.isEnabled()
    page.panel.group.clear.click()
    assert page.panel.group.rows == []
    assert not page.bar.save_selection.isEnabled()
    assert len(page.map.scatter.selection) == 0


def test_that_the_group_is_saved_as_a_table(page_of, few, tmp_path):
    page = page_of(few)
    page.map.scatter.selected.emit(np.array([2, 4]))
    told = []
    page.noticed.connect(told.append)
    page.saving.save_words(page.panel.group.rows, tmp_path / "group.tsv")
    with (tmp_path / "group.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, "excel-tab"))
    assert [row[0] for row in rows] == ["word", "good", "bad"]
    assert told[0].kind == "success"
    page.saving.save_words(page.panel.group.rows, tmp_path / "no" / "such" / "group.tsv")
    assert told[1].kind == "error"


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_that_a_picture_is_saved_under_the_name_that_was_asked_for(page_of, few, tmp_path, monkeypatch, kind):
    page = page_of(few)
    monkeypatch.setattr("rnnstudio.studio.embeddings.saving.QFileDialog.getSaveFileName",
                        lambda *args: (str(tmp_path / "map"), args[3]))
    page.bar.picture_wanted.emit(kind)
    data = (tmp_path / f"map.{kind}").read_bytes()
    assert data.startswith(b"\x89PNG") if kind == "png" else b"<svg" in data[:600]


def test_that_a_word_that_is_not_shown_can_be_shown_too(page_of, many, qtbot):
    page = page_of(many)
    page.bar.points.edited.emit(20)
    qtbot.waitUntil(lambda: len(page.map.rows) == 22, timeout=5000)
    page._state.go_to(many.row("w300"))
    assert "“w300” isn't among the 22 words shown" in page.map.statement.text
    page.map.show_missing.click()
    qtbot.waitUntil(lambda: "w300" in shown_words(page), timeout=5000)
    assert not page.map.statement.isVisible()


def test_that_vectors_with_nan_are_left_out_and_told(page_of, many):
    vectors = many.vectors.copy()
    vectors[5] = np.nan
    space = WordSpace("x", many.words, vectors, many.counts, special=many.special)
    page = page_of(space)
    assert 5 not in page.map.rows
    page._state.problem = "1 of 400 words is left out."
    page._state.space_changed.emit()
    assert page.broken.isVisible()
    page._state.go_to(5)
    assert "NaN" in page.map.statement.text
    assert not page.map.show_missing.isVisible()


@pytest.mark.parametrize("count", [1, 2])
def test_that_too_few_words_for_a_map_are_said(page_of, count):
    page = page_of(WordSpace("x", [f"w{number}" for number in range(count)], np.eye(4, dtype=np.float32)[:count]))
    assert "at least 3 words" in page.map.statement.text
    assert page.map.rows is None


def test_that_the_class_colours_the_words_once_it_is_known_unless_another_was_chosen(page_of, few):
    page = page_of(few)
    assert page.bar.chosen_colour == "count"
    association = np.full((len(few), 2), 0.5, np.float32)
    page._state.set_association(("negative", "positive"), association)
    assert page.bar.chosen_colour == "class"
    other = page_of(few)
    other.bar.colour.setCurrentIndex(other.bar._colours.index("part"))
    other.bar.colour.activated.emit(other.bar.colour.currentIndex())
    other._state.set_association(("negative", "positive"), association)
    assert other.bar.chosen_colour == "part"


def test_that_the_tools_fold_away_where_there_is_no_room(page_of, few):
    page = page_of(few, width=FOLDS_BELOW - 40)
    assert not page.panel.isVisible()
    page.bar.panel.click()
    assert page.panel.isVisible()
    assert page_of(few, width=FOLDS_BELOW + 40).panel.isVisible()


def test_that_another_moment_moves_the_same_points_and_keeps_the_view(page_of, many, qtbot):
    page = page_of(many)
    page.map.scatter.zoom(4.0)
    page._state.go_to(7)
    before = page.map.scatter.place_of(7)
    page._state.space = WordSpace("x", many.words, many.vectors * 1.001, many.counts, special=many.special)
    with qtbot.waitSignal(page.map.laid_out, timeout=5000):
        page._state.space_changed.emit()
    after = page.map.scatter.place_of(7)
    assert np.hypot(after[0] - before[0], after[1] - before[1]) < 20


def test_that_a_hundred_thousand_words_leave_the_window_free(qtbot, looked_at):
    random = np.random.default_rng(0)
    space = WordSpace("big", [f"w{number}" for number in range(100_000)],
                      random.normal(size=(100_000, 16)).astype(np.float32))
    page = MapPage(looked_at(WordSpace("none", ["a", "b", "c"], np.eye(3, dtype=np.float32))))
    qtbot.addWidget(page)
    page.show()
    page._state.space = space
    len(space.plain), space.row("")  # the reading of a run has them made ready
    begun = time.thread_time()
    page._state.space_changed.emit()
    assert time.thread_time() - begun < 0.25
    qtbot.waitUntil(lambda: page.map.rows is not None and len(page.map.rows) == 5000, timeout=10_000)
    page.close_work()


def test_that_a_layout_asks_whether_it_is_still_wanted(many):


    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        lay_out(many, Wish(), task)


def test_that_the_lasso_is_a_button_of_the_toolbar(page_of, few, qtbot):
    page = page_of(few)
    qtbot.mouseClick(page.bar.lasso, Qt.MouseButton.LeftButton)
    assert page.map.scatter.tool == "lasso"
    qtbot.mouseClick(page.bar.lasso, Qt.MouseButton.LeftButton)
    assert page.map.scatter.tool == "move"


@pytest.fixture
def slow(monkeypatch):
    """t-SNE in a hundredth of a second a step, which waits for its end to be allowed."""
    from rnnstudio.vectors import slow as real

    class Slow:
        def __init__(self):
            self.may_end, self.parameters = threading.Event(), []

        def lay_out(self, vectors, method, parameters, *, progress, cancelled):
            self.parameters.append((method, dict(parameters)))
            step = 0
            while not self.may_end.wait(0.01):
                if cancelled():
                    raise Cancelled
                step += 1
                progress(min(step / 20, 0.9), vectors[:, :2] * np.float32(step))
            return vectors[:, :2] + np.float32(5)

    found = Slow()
    monkeypatch.setattr(real, "lay_out", found.lay_out)
    yield found
    found.may_end.set()


def choose_tsne(page):
    page.bar.choose_method("tsne")
    page.bar.method_chosen.emit()


def test_that_tsne_moves_the_points_while_it_goes_on_and_then_ends(page_of, many, slow, qtbot):
    page = page_of(many)
    choose_tsne(page)
    assert page.slow.isVisible()
    qtbot.waitUntil(lambda: page.map._layout.method == "tsne", timeout=3000)
    assert page.slow.stop.isVisible()
    assert not page.slow.run.isVisible()
    assert 0 < page.slow.bar.value() <= 900
    slow.may_end.set()
    qtbot.waitUntil(lambda: not page.map.running, timeout=3000)
    assert np.allclose(page.map._layout.positions, many.vectors[page.map.rows][:, :2] + 5)
    assert page.slow.run.isVisible()
    assert "How far groups lie apart" in page.map.about.text()
    assert slow.parameters == [("tsne", {"perplexity": 30.0, "dimensions": 2})]


def test_that_stop_leaves_the_words_as_they_lie(page_of, many, slow, qtbot):
    page = page_of(many)
    choose_tsne(page)
    qtbot.waitUntil(lambda: page.map._layout.method == "tsne", timeout=3000)
    page.slow.stop.click()
    assert not page.map.running
    qtbot.wait(40)
    lying = page.map._layout
    qtbot.wait(40)
    assert page.map._layout is lying
    assert page.slow.run.isVisible()


def test_that_other_parameters_are_used_when_it_is_run_again(page_of, many, slow, qtbot):
    slow.may_end.set()
    page = page_of(many)
    page.bar.choose_method("umap")
    page.bar.method_chosen.emit()
    qtbot.waitUntil(lambda: not page.map.running, timeout=3000)
    page.slow.neighbours.set_value(40)
    page.slow.run.click()
    qtbot.waitUntil(lambda: len(slow.parameters) == 2 and not page.map.running, timeout=3000)
    assert [parameters["neighbours"] for _, parameters in slow.parameters] == [15, 40]
    assert slow.parameters[1][1]["least_distance"] == 0.1


def test_that_too_few_words_for_tsne_are_said_and_the_pca_stays(page_of, qtbot):
    space = WordSpace("x", list("abcdef"), np.random.default_rng(1).normal(size=(6, 4)).astype(np.float32))
    page = page_of(space)
    choose_tsne(page)
    qtbot.waitUntil(page.map.statement.isVisible, timeout=5000)
    assert "t-SNE needs at least" in page.map.statement.text
    assert len(page.map.rows) == 6


def test_that_umap_says_why_it_is_slow_until_points_move(qtbot):
    bar = SlowBar()
    qtbot.addWidget(bar)
    bar.show()
    bar.show_method("umap")
    bar.show_running(True)
    assert bar.text.isVisible()
    bar.show_progress(0.1)
    assert bar.text.isVisible()
    bar.show_progress(0.5)
    assert not bar.text.isVisible()
    bar.show_method("tsne")
    bar.show_running(True)
    assert not bar.text.isVisible()
