"""The page that plays a training: what is shown of a film, how it plays, and how it grows with a training."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from rnnstudio.runs.film import Film, FilmLayer, frame_file, write_film
from rnnstudio.studio.embeddings.film_page import FilmPage
from rnnstudio.studio.embeddings.film_player import FilmPlayer
from rnnstudio.studio.embeddings.film_view import FilmView

WORDS = tuple(f"word{n}" for n in range(12))


@pytest.fixture
def run(tmp_path):
    """A run with a film of three frames, in which word 5 goes far."""
    folder = tmp_path / "run"
    folder.mkdir()
    write_film(folder, Film(layers=(FilmLayer(node="e", keras_name="e", name="Words", dimensions=4),),
                            ids=tuple(range(2, 14)), words=WORDS))
    for epoch in range(3):
        film(folder, epoch)
    return folder


def film(folder, epoch):
    values = np.random.default_rng(3).normal(size=(12, 4)).astype(np.float32)
    values[5] += 3 * epoch
    np.save(frame_file(folder, 0, epoch), values.astype(np.float16))


@pytest.fixture
def page(qtbot, run):
    made = FilmPage()
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show_run(run)
    yield made
    made.close_work()


@pytest.fixture
def view(page, qtbot) -> FilmView:
    page.show()
    qtbot.waitUntil(lambda: page.view is not None and page.currentWidget() is page.view)
    return page.view


@pytest.fixture
def player(qtbot):
    made = FilmPlayer()
    qtbot.addWidget(made)
    made.show_epochs((0, 1, 2, 4), 10)
    made.go_to(0)
    return made


def test_that_nothing_is_read_before_the_page_is_in_sight(page):
    assert page.view is None
    assert not page._work.running


def test_that_a_film_begins_where_the_training_is_and_says_which_words_moved_most(view):
    assert view.player.words.text() == "epoch 2 of 2"
    assert view.moved.bars[0].name == "word5"
    assert view.scatter.dimensions == 2
    assert "12 words" in view.about.text()


def test_that_the_slider_moves_the_points(view):
    last = view.scatter.place_of(5)
    view.player.slider.setValue(0)
    assert view.player.words.text() == "before training"
    assert view.scatter.place_of(5) != last
    view.player.go_to(0.5)
    between = view.scatter.place_of(5)
    view.player.slider.setValue(2)
    assert view.scatter.place_of(5) == pytest.approx(last)
    assert between != pytest.approx(last)


def test_that_a_followed_word_has_its_neighbours_by_epoch(view):
    from rnnstudio.vectors.film import frames, neighbours

    view.scatter.clicked.emit(5)
    assert view.heading.text() == "Nearest to “word5”"
    assert view.table.isVisibleTo(view)
    model = view.table.neighbours
    assert (model.rowCount(), model.columnCount()) == (8, 3)
    rows, _ = neighbours(frames(run_of(view)), 5, 8)
    assert model.rows == rows.tolist()
    headings = [model.headerData(place, Qt.Orientation.Horizontal) for place in range(3)]
    assert headings == ["Untrained", "Epoch 1", "Epoch 2"]
    new = [(rank, place) for place in range(3) for rank in range(8) if model.is_new(rank, place)]
    assert new
    assert all(model.data(model.index(*cell), Qt.ItemDataRole.FontRole).bold() for cell in new)
    assert "new in this epoch" in model.data(model.index(*new[0]), Qt.ItemDataRole.ToolTipRole)
    view.table.clicked.emit(model.index(0, 1))
    assert view.word == rows[1][0]
    view.scatter.clicked.emit(-1)
    assert view.word is None
    assert not view.table.isVisibleTo(view)


def run_of(view):
    return view.parent()._run


def test_that_a_heading_of_the_table_goes_to_its_epoch(view):
    view.follow(2)
    view.table.epoch_chosen.emit(0)
    assert view.player.frame == 0
    assert {index.column() for index in view.table.selectedIndexes()} == {0}


def test_that_a_word_is_found_by_its_letters(view):
    view.field.setText("word7")
    view.field.confirm()
    assert view.word == 7
    view.moved.chosen.emit(0)
    assert (view.word, view.field.text()) == (5, "word5")


def test_that_it_can_be_seen_in_space(view):
    view.sides.setCurrentIndex(1)
    view.sides.activated.emit(1)
    assert view.scatter.dimensions == 3


def test_that_new_epochs_appear_while_a_training_goes_on(page, view, run, qtbot):
    view.follow(5)
    film(run, 3)
    page.look()
    qtbot.waitUntil(lambda: view.player.words.text() == "epoch 3 of 3")
    assert view.word == 5
    assert view.table.neighbours.columnCount() == 4
    view.player.step(-2)
    film(run, 4)
    page.look()
    qtbot.waitUntil(lambda: view.table.neighbours.columnCount() == 5)
    assert view.player.words.text() == "epoch 1 of 4"


def test_that_a_run_without_a_film_says_why(page, run, tmp_path, qtbot):
    page.show()
    page.show_run(tmp_path)
    qtbot.waitUntil(lambda: not page._work.running)
    assert page.currentWidget() is page.empty
    assert "Words filmed" in page.empty.text
    page.show_run(None)
    assert "No film yet" in page.empty.text
    page.show_run(run)
    qtbot.waitUntil(lambda: page.currentWidget() is page.view)


def test_that_it_plays_to_the_end_and_from_the_beginning_again(player, qtbot, monkeypatch):
    from rnnstudio.studio.embeddings import film_player

    monkeypatch.setattr(film_player, "_WHOLE", 0.2)
    arrived = []
    player.arrived.connect(arrived.append)
    player.toggle()
    assert player.playing
    qtbot.waitUntil(lambda: not player.playing)
    assert arrived == [1, 2, 3]
    assert player.words.text() == "epoch 4 of 10"
    player.toggle()
    assert player.place < 1
    player.step(1)
    assert not player.playing
    assert player.place == player.frame


def test_that_there_is_no_play_where_the_system_asks_for_less_motion(qtbot, monkeypatch):
    from PySide6.QtWidgets import QProxyStyle

    monkeypatch.setattr(QProxyStyle, "styleHint", lambda *_: 0)
    monkeypatch.setattr(FilmPlayer, "style", lambda self: QProxyStyle())
    still = FilmPlayer()
    qtbot.addWidget(still)
    still.show_epochs((0, 1))
    assert not still.play.isVisibleTo(still)
    still.step(-1)
    assert still.words.text() == "before training"
    assert (still.back.isEnabled(), still.forward.isEnabled()) == (False, True)


def test_that_one_frame_can_not_be_played(qtbot):
    player = FilmPlayer()
    qtbot.addWidget(player)
    player.show_epochs((0,), 5)
    assert not player.play.isEnabled()
    assert not player.slider.isEnabled()
    assert player.words.text() == "before training"
