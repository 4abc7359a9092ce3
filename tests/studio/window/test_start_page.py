"""The start page as a person uses it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from rnnstudio.project import edits
from rnnstudio.studio.home import AT_START
from rnnstudio.studio.home.files import Line


@pytest.fixture
def page(window, qtbot):
    window.menus.file.home.trigger()
    qtbot.waitUntil(window.home.page.isVisible)
    return window.home.page


def tile_of(page, template):
    return next(tile for tile in page.gallery.tiles if tile.template.id == template)


def test_that_the_page_is_not_made_before_it_is_asked_for(window):
    assert window.home._page is None
    assert not window.home.is_shown


def test_that_it_shows_every_template_in_its_group(page, bench):
    assert {tile.template.id for tile in page.gallery.tiles} == set(bench.registry.templates)
    order = [tile.template.group for tile in page.gallery.tiles]
    assert order == sorted(order, key=order.index)


def test_that_picking_a_template_opens_it_and_shows_the_work(page, window, bench, qtbot):
    qtbot.mouseClick(tile_of(page, "rnnstudio.course_lstm"), Qt.MouseButton.LeftButton)
    assert bench.document.project.name == "Course 1: LSTM"
    assert not window.home.is_shown
    assert window.area.isVisible()


def test_that_opening_asks_about_unsaved_work_and_cancel_stays_on_the_page(page, window, bench, monkeypatch):
    asked = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box.text()))
    bench.document.do("Rename", edits.rename_project(bench.document.project, "Mine"))
    window.home.enter()
    for pick in (tile_of(page, "rnnstudio.course_lstm"), page.new):
        pick.click()
    assert len(asked) == 2
    assert bench.document.project.name == "Mine"
    assert window.home.is_shown


def test_that_arrows_walk_over_the_tiles_and_enter_opens_one(page, bench, qtbot, window):
    page.gallery.focus_first()
    first, second = page.gallery.tiles[:2]
    assert window.focusWidget() is first
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert window.focusWidget() is second
    qtbot.keyClick(second, Qt.Key.Key_Left)
    qtbot.keyClick(first, Qt.Key.Key_Down)
    below = window.focusWidget()
    assert below.geometry().top() > first.geometry().bottom()
    qtbot.keyClick(below, Qt.Key.Key_Return)
    assert bench.document.project.name == below.text()


def test_that_up_from_the_first_row_goes_to_the_search(page, qtbot, window):
    page.gallery.focus_first()
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Up)
    assert window.focusWidget() is page.search


def test_that_typing_leaves_the_templates_that_match(page):
    page.search.setText("bidirectional lstm")
    assert page.gallery.tiles
    assert all("idirectional" in tile.template.title for tile in page.gallery.tiles)
    page.search.setText("no such thing")
    assert page.gallery.tiles == []
    assert not page.gallery.nothing.isHidden()


def test_that_escape_clears_the_search_and_then_goes_back(page, qtbot, window):
    page.search.setText("gru")
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    assert page.search.text() == ""
    assert window.home.is_shown
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    assert not window.home.is_shown


def test_that_nothing_is_undone_out_of_sight(page, window, bench):
    window.home.leave()
    bench.document.do("Rename", edits.rename_project(bench.document.project, "Mine"))
    assert window.menus.undo.isEnabled()
    window.home.enter()
    assert not window.menus.undo.isEnabled()
    window.home.leave()
    assert window.menus.undo.isEnabled()


def test_that_train_shows_the_work(page, window):
    window.menus.train.trigger()
    assert not window.home.is_shown


def test_that_recent_projects_open_and_missing_ones_can_be_taken_off_the_list(window, bench, tmp_path):
    kept, gone = tmp_path / "kept.rnnstudio", tmp_path / "gone.rnnstudio"
    for path in (kept, gone):
        bench.save(path)
    gone.unlink()
    bench.new()
    window.home.enter()
    page = window.home.page
    lines = {line.path.stem: line for line in page.recent}
    assert not lines["gone"].line.isEnabled()
    assert str(tmp_path) in lines["gone"].line.below
    lines["gone"].remove.click()
    assert [line.path for line in page.recent] == [kept]
    lines = {line.path.stem: line for line in page.recent}
    lines["kept"].line.click()
    assert bench.document.path == kept
    assert not window.home.is_shown


def test_that_unsaved_work_is_listed_and_comes_back(window, bench, monkeypatch):
    class Entry:
        name, steps, time = "Lost", 3, 0.0

    restored = []
    monkeypatch.setattr(bench.recovery, "kept", lambda: [Entry()])
    monkeypatch.setattr(bench.recovery, "restore", restored.append)
    window.home.enter()
    line = next(line for line in window.home.page.findChildren(Line) if line.text() == "Lost")
    assert line.below == "3 steps"
    line.click()
    assert restored[0].name == "Lost"


def test_that_the_page_comes_first_only_where_it_is_wished(window, bench):
    window.greet(first=True)
    assert not window.home.is_shown
    assert "Movie reviews" in window.notices.notice.text
    window.home.enter()
    window.home.page.at_start.setChecked(True)
    window.home.leave()
    assert bench.settings.flag(AT_START)
    window.greet(first=False)
    assert window.home.is_shown


@pytest.mark.parametrize("width", [900, 1024, 1440, 2200])
def test_that_tiles_fill_the_width_without_lying_on_one_another(page, window, qtbot, width):
    window.resize(width, 700)
    qtbot.waitUntil(lambda: abs(page.width() - width) < 3)
    gallery = page.gallery
    boxes = [tile.geometry() for tile in gallery.tiles]
    assert all(box.right() < gallery.width() for box in boxes)
    assert not any(one.intersects(other) for n, one in enumerate(boxes) for other in boxes[n + 1:])


def test_that_a_template_that_cannot_be_read_has_a_tile_all_the_same(page, bench, tmp_path):
    from rnnstudio.api import Template
    from rnnstudio.studio.home.tile import Tile

    tile = Tile(Template(id="x.y", title="Torn", teaches="Nothing.", path=tmp_path / "torn.rnnstudio"),
                bench.registry, page)
    tile.resize(tile.sizeHint())
    assert not tile.grab().isNull()
