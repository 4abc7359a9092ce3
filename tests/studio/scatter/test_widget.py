"""The scatter as a person meets it."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage

from rnnstudio.studio.scatter import Classes, Numbers, Scatter
from rnnstudio.studio.theme import theme

SHIFT, CONTROL, ALT = (Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier,
                       Qt.KeyboardModifier.AltModifier)


def picture(scatter):
    return scatter.grab().toImage()


def colour_at(scatter, x, y, image=None):
    image = image or picture(scatter)
    return image.pixelColor(QPoint(int(x), int(y))).name()


def told(signal):
    found = []
    signal.connect(found.append)
    return found


def test_that_a_point_is_drawn_where_it_is_said_to_be(new_scatter, square):
    scatter = new_scatter(square)
    image = picture(scatter)
    for row in range(5):
        assert colour_at(scatter, *scatter.place_of(row), image) == theme().colours.accent
    x, y = scatter.place_of(0)
    assert colour_at(scatter, x, y - 12, image) == theme().colours.surface
    assert scatter.place_of(0)[0] == scatter.place_of(2)[0] < scatter.place_of(1)[0]
    assert scatter.place_of(0)[1] < scatter.place_of(2)[1]


def test_that_it_follows_the_theme(new_scatter, square):
    scatter = new_scatter(square)
    theme().choose("dark")
    image = picture(scatter)
    assert colour_at(scatter, 5, 200, image) == theme().colours.surface
    assert colour_at(scatter, *scatter.place_of(4), image) == theme().colours.accent
    assert theme().colours.dark


@pytest.mark.parametrize("dimensions", [2, 3])
def test_that_labels_are_shown_and_do_not_overlap(new_scatter, dimensions):
    places = np.random.default_rng(3).normal(size=(3000, dimensions))
    scatter = new_scatter(places, priority=np.arange(3000))
    shown = scatter.label_rectangles()
    assert len(shown) > 15
    assert 2999 in shown
    rectangles = list(shown.values())
    assert not any(one.intersects(other) for at, one in enumerate(rectangles) for other in rectangles[at + 1:])
    assert all(scatter.rect().toRectF().contains(each) for each in rectangles)


def test_that_the_words_of_a_label_are_in_the_picture(new_scatter, square):
    scatter = new_scatter(square, ["国王", "", "🙂", "ملك", "a" * 300])
    image = picture(scatter)
    shown = scatter.label_rectangles()
    assert set(shown) == set(range(5))
    for row, rectangle in shown.items():
        inside = image.copy(rectangle.toAlignedRect())
        inked = [inside.pixelColor(x, y).lightness() < 110 for x in range(inside.width())
                 for y in range(inside.height())]
        assert sum(inked) > 8, row
    assert shown[4].width() < 180


def test_that_a_drag_moves_all_points_with_the_mouse(new_scatter, square, mouse):
    scatter = new_scatter(square)
    x, y = scatter.place_of(4)
    mouse.drag(scatter, (100, 100), (120, 110), (160, 90))
    assert scatter.place_of(4) == pytest.approx((x + 60, y - 10), abs=0.01)


def test_that_the_wheel_zooms_at_the_mouse(new_scatter, square, mouse):
    scatter = new_scatter(square)
    x, y = scatter.place_of(1)
    width = x - scatter.place_of(0)[0]
    mouse.wheel(scatter, x, y, 2)
    assert scatter.place_of(1) == pytest.approx((x, y), abs=0.01)
    assert scatter.place_of(1)[0] - scatter.place_of(0)[0] > 1.5 * width
    mouse.wheel(scatter, x, y, -2)
    assert scatter.place_of(1)[0] - scatter.place_of(0)[0] == pytest.approx(width, abs=0.01)


def test_that_a_double_click_on_an_empty_place_shows_everything(new_scatter, square, mouse):
    scatter = new_scatter(square)
    before = [scatter.place_of(row) for row in range(5)]
    scatter.zoom(4, 10, 10)
    x, y = scatter.place_of(0)
    mouse.double_click(scatter, x, y)
    assert scatter.place_of(0) == (x, y), "a double click on a point isn't one on an empty place"
    mouse.double_click(scatter, 300, 330)
    assert [scatter.place_of(row) for row in range(5)] == before


def test_that_keys_move_zoom_and_show_everything(new_scatter, square, qtbot):
    scatter = new_scatter(square)
    x, y = scatter.place_of(4)
    qtbot.keyClick(scatter, Qt.Key.Key_Right)
    assert scatter.place_of(4)[0] < x
    qtbot.keyClick(scatter, Qt.Key.Key_Up)
    assert scatter.place_of(4)[1] > y
    qtbot.keyClick(scatter, Qt.Key.Key_0)
    assert scatter.place_of(4) == (x, y)
    width = scatter.place_of(1)[0] - scatter.place_of(0)[0]
    qtbot.keyClick(scatter, Qt.Key.Key_Plus)
    assert scatter.place_of(1)[0] - scatter.place_of(0)[0] > width
    qtbot.keyClick(scatter, Qt.Key.Key_Minus)
    assert scatter.place_of(1)[0] - scatter.place_of(0)[0] == pytest.approx(width)


def test_that_the_point_under_the_mouse_is_told_and_read_out(new_scatter, square, mouse):
    scatter = new_scatter(square)
    hovered = told(scatter.hovered)
    x, y = scatter.place_of(3)
    mouse.move(scatter, x - 5, y - 3)
    assert hovered == [3]
    assert scatter.accessibleDescription() == "word3"
    mouse.move(scatter, x - 5, y - 2)
    mouse.move(scatter, 300, 320)
    assert hovered == [3, -1]
    assert scatter.accessibleDescription().startswith("5 points.")


def test_that_a_click_tells_the_point_and_a_drag_does_not(new_scatter, square, mouse):
    scatter = new_scatter(square)
    clicked = told(scatter.clicked)
    mouse.click(scatter, *scatter.place_of(2))
    mouse.click(scatter, 300, 320)
    mouse.drag(scatter, scatter.place_of(1), (300, 300))
    assert clicked == [2, -1]


def test_that_points_are_reached_by_keyboard(new_scatter, square, qtbot):
    scatter = new_scatter(square)
    clicked = told(scatter.clicked)
    scatter.pan(3, 0)
    qtbot.keyClick(scatter, Qt.Key.Key_Right, CONTROL)
    assert scatter.hovered_row == 4
    scatter.pan(-200, 0)
    qtbot.keyClick(scatter, Qt.Key.Key_Return)
    assert clicked == [4]


def test_that_a_lasso_selects_what_it_holds(new_scatter, square, mouse):
    scatter = new_scatter(square)
    selected = told(scatter.selected)
    scatter.set_tool("lasso")
    (left, top), (right, bottom) = scatter.place_of(0), scatter.place_of(4)
    around = [(left - 20, top - 20), (right + 20, top - 20), (right + 20, bottom + 20), (left - 20, bottom + 20)]
    mouse.drag(scatter, *around)
    assert [each.tolist() for each in selected] == [[0, 4]]
    assert selected[0].dtype == np.int64
    assert scatter.selection.tolist() == [0, 4]


def test_that_a_rectangle_adds_and_takes_away(new_scatter, square, mouse):
    scatter = new_scatter(square)
    selected = told(scatter.selected)

    def around(row):
        x, y = scatter.place_of(row)
        return (x - 15, y - 15), (x + 15, y + 15)

    mouse.drag(scatter, *around(1), keys=SHIFT)
    mouse.drag(scatter, *around(3), keys=SHIFT | CONTROL)
    mouse.drag(scatter, *around(1), keys=SHIFT | ALT)
    mouse.click(scatter, *scatter.place_of(0), keys=CONTROL)
    scatter.set_tool("rectangle")
    mouse.drag(scatter, (10, 300), (20, 310))
    assert [each.tolist() for each in selected] == [[1], [1, 3], [3], [0, 3], []]


def test_that_what_is_not_selected_stands_back(new_scatter, square):
    scatter = new_scatter(square)
    scatter.set_selection([2])
    image = picture(scatter)
    assert colour_at(scatter, *scatter.place_of(2), image) == theme().colours.accent
    other = QColor(colour_at(scatter, *scatter.place_of(1), image))
    assert other.lightness() > QColor(theme().colours.accent).lightness() + 40
    assert set(scatter.label_rectangles()) == {2}


def test_that_marked_points_have_a_ring_and_a_label(new_scatter, crowd):
    scatter = new_scatter(crowd, priority=-np.arange(2000))
    assert not {1999, 1234} & set(scatter.label_rectangles())
    plain = picture(scatter)
    scatter.set_marked({1999: "chosen", 1234: "near"})
    assert {1999, 1234} <= set(scatter.label_rectangles())
    image = picture(scatter)
    x, y = scatter.place_of(1999)
    ring = {colour_at(scatter, x + right, y + down, image) for right in range(-9, 10) for down in range(-9, 10)}
    assert theme().colours.accent in ring
    assert image != plain
    scatter.set_marked([])
    assert 1999 not in scatter.label_rectangles()


def test_that_an_escape_ends_a_lasso_without_selecting(new_scatter, square, mouse, qtbot):
    scatter = new_scatter(square)
    selected = told(scatter.selected)
    scatter.set_tool("lasso")
    mouse.press(scatter, 10, 10)
    for place in ((500, 10), (500, 390), (10, 390)):
        mouse.move(scatter, *place, Qt.MouseButton.LeftButton)
    qtbot.keyClick(scatter, Qt.Key.Key_Escape)
    mouse.release(scatter, 10, 390)
    assert selected == []


def test_that_new_points_in_the_middle_of_a_drag_do_no_harm(new_scatter, square, mouse):
    scatter = new_scatter(square)
    for tool in ("move", "lasso", "rectangle"):
        scatter.set_points(square, list("abcde"))
        scatter.set_tool(tool)
        mouse.press(scatter, 100, 100)
        mouse.move(scatter, 130, 130, Qt.MouseButton.LeftButton)
        scatter.set_points(square[:2], ["a", "b"])
        mouse.move(scatter, 160, 180, Qt.MouseButton.LeftButton)
        scatter.set_points([], [])
        mouse.move(scatter, 190, 120, Qt.MouseButton.LeftButton)
        mouse.release(scatter, 190, 120)
        picture(scatter)
        assert scatter.selection.tolist() == []


def test_that_moved_points_keep_the_view(new_scatter, square):
    scatter = new_scatter(square)
    scatter.zoom(2)
    scatter.set_marked({1: "chosen"})
    before = scatter.place_of(0)
    moved = square.copy()
    moved[4] = [0.25, 0.25]
    scatter.move_points(moved)
    assert scatter.place_of(0) == before
    assert 1 in scatter.label_rectangles() or not scatter.rect().contains(QPoint(*map(int, scatter.place_of(1))))
    scatter.rest()
    assert colour_at(scatter, *scatter.place_of(4)) == theme().colours.accent
    with pytest.raises(ValueError, match="can't move"):
        scatter.move_points(square[:3])


def test_that_a_point_can_be_brought_to_the_middle(new_scatter, square):
    scatter = new_scatter(square)
    scatter.centre_on(1)
    assert scatter.place_of(1) == (300, 200)
    scatter.centre_on(77)
    assert scatter.place_of(1) == (300, 200)


def test_that_a_drag_turns_space_and_shift_moves_it(new_scatter, mouse):
    corners = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], float)
    scatter = new_scatter(corners)
    before = [scatter.place_of(row) for row in range(8)]
    mouse.drag(scatter, (100, 100), (140, 120), keys=SHIFT)
    moved = [scatter.place_of(row) for row in range(8)]
    assert np.array(moved) - np.array(before) == pytest.approx(
        np.array([(moved[row][0] - before[row][0], moved[row][1] - before[row][1]) for row in range(8)]))
    assert all(after[0] > then[0] for after, then in zip(moved, before, strict=True))
    mouse.drag(scatter, (100, 100), (150, 100))
    turned = [scatter.place_of(row) for row in range(8)]
    assert turned[1][0] > moved[1][0]
    assert turned[0][0] < moved[0][0]
    scatter.show_all()
    mouse.drag(scatter, (100, 100), (130, 100), button=Qt.MouseButton.RightButton)
    assert scatter.place_of(7)[0] > before[7][0]


def test_that_a_plane_does_not_turn(new_scatter, square):
    scatter = new_scatter(square)
    before = scatter.place_of(0)
    scatter.rotate(50, 50)
    assert scatter.place_of(0) == before


def test_that_classes_and_numbers_have_a_legend(new_scatter, square):
    scatter = new_scatter(square)
    corner = scatter.width() - 20, 20
    assert colour_at(scatter, *corner) == theme().colours.surface
    scatter.set_colours(Classes([0, 1, 2, 0, 1], ["bad", "good", "nothing in particular"]))
    assert colour_at(scatter, *corner) != theme().colours.surface
    image = picture(scatter)
    assert colour_at(scatter, *scatter.place_of(0), image) == theme().colours.series[0].colour
    assert colour_at(scatter, *scatter.place_of(4), image) == theme().colours.series[1].colour
    scatter.set_colours(Numbers([1, 2, 3, 4, np.nan], "count"))
    assert colour_at(scatter, *scatter.place_of(4)) == theme().colours.disabled
    scatter.set_legend_shown(False)
    assert colour_at(scatter, *corner) == theme().colours.surface
    scatter.set_colours(None)
    assert colour_at(scatter, *scatter.place_of(4)) == theme().colours.accent


def test_that_nothing_to_show_is_said(new_scatter):
    scatter = new_scatter()
    scatter.set_message("No words yet", "Train a model first.")
    image = picture(scatter)
    dark = sum(image.pixelColor(x, y).lightness() < 120 for x in range(150, 450) for y in range(170, 230))
    assert dark > 100
    assert scatter.accessibleDescription() == "No words yet. Train a model first."
    scatter.set_points(np.full((3, 2), np.nan), list("abc"))
    assert scatter.accessibleDescription() == "No words yet. Train a model first."
    assert scatter.row_at(300, 200) == -1


def test_that_one_point_and_equal_points_are_seen(new_scatter):
    scatter = new_scatter([[5.0, 5.0]], ["only"])
    assert colour_at(scatter, *scatter.place_of(0)) == theme().colours.accent
    scatter.set_points([[1, 2, 3], [1, 2, 3], [np.nan, 1, 2]], ["a", "b", "c"])
    scatter.rest()
    assert set(scatter.label_rectangles()) == {0, 1}
    assert scatter.row_at(300, 200) == 1


@pytest.mark.parametrize("size", [(1, 1), (3, 300), (40, 30), (161, 121)])
@pytest.mark.parametrize("dimensions", [2, 3])
def test_that_it_can_be_tiny(new_scatter, dimensions, size):
    places = np.random.default_rng(0).normal(size=(50, dimensions))
    scatter = new_scatter(places, size=size)
    scatter.set_colours(Classes(np.arange(50) % 9, [f"class {each}" for each in range(9)]))
    scatter.set_marked([0, 1])
    scatter.zoom(1.5)
    assert picture(scatter).size().toTuple() == size
    scatter.resize(500, 400)
    scatter.show_all()
    assert not picture(scatter).isNull()


def test_that_a_fine_screen_has_more_pixels_of_the_same(new_scatter, square, monkeypatch):
    monkeypatch.setattr(Scatter, "devicePixelRatioF", lambda _: 2.0)
    scatter = new_scatter(square)
    x, y = scatter.place_of(1)
    assert scatter.row_at(x + 5, y) == 1
    image = QImage(1200, 800, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(2.0)
    scatter.render(image)
    assert image.pixelColor(int(2 * x), int(2 * y)).name() == theme().colours.accent
    assert set(scatter.label_rectangles()) == set(range(5))


def test_that_it_comes_to_rest_a_moment_after_the_last_move(new_scatter, crowd, qtbot):
    scatter = new_scatter(crowd)
    fine = picture(scatter)
    scatter.pan(5, 0)
    scatter.pan(-5, 0)
    picture(scatter)
    qtbot.waitUntil(lambda: picture(scatter) == fine, timeout=2000)


def test_that_a_million_points_can_still_be_used(new_scatter, mouse):
    places = np.random.default_rng(0).normal(size=(1_000_000, 2)).astype(np.float32)
    scatter = new_scatter(places, Labels(), priority=np.arange(1_000_000))
    assert len(scatter.label_rectangles()) > 10
    mouse.drag(scatter, (100, 100), (140, 120))
    picture(scatter)
    x, y = scatter.place_of(999_999)
    assert scatter.row_at(x, y) >= 0
    scatter.set_tool("rectangle")
    mouse.drag(scatter, (100, 100), (300, 300))
    assert len(scatter.selection) > 10_000


class Labels:
    def __len__(self):
        return 1_000_000

    def __getitem__(self, row):
        return f"word{row}"


def test_that_the_hint_says_what_the_mouse_does_now(new_scatter, square):
    scatter = new_scatter(square)
    descriptions = []
    for tool in ("move", "lasso", "rectangle"):
        scatter.set_tool(tool)
        descriptions.append(scatter.accessibleDescription())
    scatter.set_tool("move")
    scatter.set_points(np.zeros((2, 3)), ["a", "b"])
    descriptions.append(scatter.accessibleDescription())
    assert all(one != other for one, other in pairwise(descriptions))
    with pytest.raises(ValueError, match="no tool"):
        scatter.set_tool("hammer")
