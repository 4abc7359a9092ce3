"""Both palettes can be read, icons take their colours, and the application follows the choice."""

import os
import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QToolTip, QVBoxLayout, QWidget

from rnnstudio.studio.theme import Switch, icon, paint_icon, restyle, theme
from rnnstudio.studio.theme.icons import draw, svg
from rnnstudio.studio.theme.sheet import _SHEET, GLYPHS, style_sheet
from rnnstudio.studio.theme.tokens import DARK, LIGHT, contrast

PALETTES = [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")]
GROUNDS = ("surface", "raised", "sunken", "hover", "accent_soft")
ICONS = Path(__file__).resolve().parents[2] / "resources" / "icons"


@pytest.fixture(autouse=True)
def _back_to_the_system(qapp):
    yield
    theme().choose("system")


def colour_of(pixmap: QPixmap) -> str:
    image = pixmap.toImage()
    solid = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return max(solid, key=lambda c: c.alpha()).name()


def test_that_contrast_is_what_wcag_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#777777") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", ["text", "secondary", "accent", "warning", "error", "success"])
def test_that_text_has_enough_contrast_on_every_ground(palette, ground, text):
    assert contrast(getattr(palette, text), getattr(palette, ground)) >= 4.5


@pytest.mark.parametrize("palette", PALETTES)
def test_that_text_has_enough_contrast_on_coloured_grounds(palette):
    accents = (palette.accent, palette.accent_hover, palette.accent_pressed)
    pairs = [(palette.accent_text, ground) for ground in accents]
    for kind in ("warning", "error", "success"):
        soft = getattr(palette, f"{kind}_soft")
        pairs += [(palette.text, soft), (getattr(palette, kind), soft)]
    pairs += [(palette.text, palette.pressed), (palette.secondary, palette.border)]
    assert [(pair, contrast(*pair)) for pair in pairs if contrast(*pair) < 4.5] == []


@pytest.mark.parametrize("palette", PALETTES)
def test_that_edges_bars_and_focus_can_be_seen(palette):
    for ground in (palette.surface, palette.raised):
        for colour in (palette.outline, palette.focus, *palette.categories.values()):
            assert contrast(colour, ground) >= 3


@pytest.mark.parametrize("palette", PALETTES)
def test_that_series_differ_in_colour_and_in_line_style(palette):
    assert len({series.colour for series in palette.series}) == len(palette.series)
    assert len({series.dashes for series in palette.series}) == len(palette.series)
    assert all(contrast(one.colour, palette.raised) >= 2 for one in palette.series)


@pytest.mark.parametrize("palette", PALETTES)
def test_that_categories_have_colours_of_their_own_and_an_unknown_one_has_that_of_other(palette):
    assert all(one != other for one, other in combinations(palette.categories.values(), 2))
    assert palette.category("Quantum") == palette.category("Other")


@pytest.mark.parametrize("palette", PALETTES)
def test_that_the_style_sheet_fills_every_name_and_has_no_colour_of_its_own(palette):
    filled = style_sheet(palette, "/a folder")
    assert "$" not in filled
    assert not re.search(r"#[0-9a-fA-F]{3}", _SHEET)
    assert set(re.findall(r"/a folder/(\w+)\.svg", filled)) <= set(GLYPHS)


def test_that_qt_can_parse_the_style_sheet(dressed, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.setStyleSheet(style_sheet(DARK, "/tmp"))  # what can't be parsed is a Qt warning, and so a failure
    window.show()


def test_that_a_choice_changes_colours_once_and_tells(qapp, qtbot):
    theme().choose("light")
    with qtbot.waitSignal(theme().changed):
        theme().choose("dark")
    assert theme().colours is DARK
    assert theme().current() is DARK
    with qtbot.assertNotEmitted(theme().changed):
        theme().choose("dark")


def test_that_an_unknown_choice_means_the_system(qapp):
    theme().choose("pink")
    assert theme().mode == "system"


def test_that_the_system_is_followed_until_the_user_chooses(qapp):
    hints = QGuiApplication.styleHints()
    theme().choose("system")
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    followed = theme().colours
    theme().choose("light")
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert (followed, theme().colours) == (DARK, LIGHT)


def test_that_the_application_is_dressed_anew_when_the_theme_changes(dressed, qapp):
    theme().choose("dark")
    assert DARK.surface in qapp.styleSheet()
    assert qapp.palette().window().color() == QColor(DARK.surface)
    theme().choose("light")
    assert LIGHT.surface in qapp.styleSheet()


def test_that_text_is_13_pixels_with_tabular_numbers(dressed, qapp):
    assert qapp.font().pixelSize() == 13
    narrow, wide = (qapp.font(), qapp.font())
    assert [tag.toString().data() for tag in narrow.featureTags()] == [b"tnum"]
    assert wide.featureValue(wide.featureTags()[0]) == 1


def test_that_an_icon_has_the_colour_of_its_role(qapp):
    theme().choose("light")
    assert colour_of(icon("square", "error").pixmap(24, 24)) == LIGHT.error
    assert colour_of(icon("square", "Recurrent").pixmap(24, 24)) == LIGHT.categories["Recurrent"]
    assert colour_of(icon("square", "#123456").pixmap(24, 24)) == "#123456"
    theme().choose("dark")
    assert colour_of(icon("square", "error").pixmap(24, 24)) == DARK.error


def test_that_a_disabled_icon_is_pale(qapp):
    theme().choose("light")
    assert colour_of(icon("square").pixmap(QSize(24, 24), QIcon.Mode.Disabled)) == LIGHT.disabled


def test_that_icons_are_cached_and_unknown_ones_are_a_box(qapp):
    assert icon("play").cacheKey() == icon("play").cacheKey()
    assert icon("no such icon").pixmap(16, 16).toImage() == icon("box").pixmap(16, 16).toImage()


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_that_a_painted_icon_looks_like_the_icon_of_a_button_and_follows_the_palette(qapp, ratio):
    def painted() -> QPixmap:
        ground = QPixmap(round(24 * ratio), round(24 * ratio))
        ground.setDevicePixelRatio(ratio)
        ground.fill(Qt.GlobalColor.transparent)
        with QPainter(ground) as painter:
            paint_icon(painter, QRect(4, 2, 20, 20), "play", "error")
        return ground.copy(round(4 * ratio), round(2 * ratio), round(20 * ratio), round(20 * ratio))

    theme().choose("light")
    assert painted().toImage() == draw("play", LIGHT.error, 20, ratio).toImage()
    theme().choose("dark")
    assert colour_of(painted()) == DARK.error


def test_that_an_icon_is_drawn_for_the_screen_it_is_on(qapp):
    pixmap = draw("play", "#000000", 16, 2.0)
    assert (pixmap.width(), pixmap.devicePixelRatio(), pixmap.deviceIndependentSize().width()) == (32, 2.0, 16)


def test_that_a_plugin_may_bring_an_svg_file_and_a_broken_one_is_a_box(qapp, tmp_path):
    good = tmp_path / "mine.svg"
    good.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>')
    coloured = tmp_path / "coloured.svg"
    coloured.write_text(good.read_text().replace("<rect", '<rect fill="#00ff00"'))
    broken = tmp_path / "broken.svg"
    broken.write_text("<svg")
    assert colour_of(draw(str(good), "#ff0000", 16, 1.0)) == "#ff0000"
    assert colour_of(draw(str(coloured), "#ff0000", 16, 1.0)) == "#00ff00"
    assert svg(str(tmp_path / "gone.svg")) == svg("box")
    assert draw(str(broken), "#ff0000", 16, 1.0).toImage() == draw("box", "#ff0000", 16, 1.0).toImage()


def test_that_every_icon_that_lies_there_can_be_drawn_and_its_licence_lies_beside(qapp):
    for file in ICONS.glob("*.svg"):
        assert svg(file.stem) == file.read_bytes()
    assert "ISC License" in (ICONS / "LICENSE").read_text(encoding="utf-8")


def test_that_curves_have_different_pens(qapp):
    pens = [theme().series_pen(i) for i in range(3)]
    assert len({pen.color().name() for pen in pens}) == 3
    assert [tuple(pen.dashPattern()) for pen in pens] == [(), (4, 2), (1, 2)]


def test_that_a_switch_is_a_check_box_with_a_large_enough_target(dressed, qtbot):
    switch = Switch("on")
    qtbot.addWidget(switch)
    switch.show()
    assert switch.sizeHint().height() >= 28
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton, pos=switch.rect().center())
    assert switch.isChecked()
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert not switch.isChecked()


def test_that_buttons_and_fields_are_high_enough_and_do_not_jump_when_focused(dressed, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    widgets = [QPushButton("Train"), QLineEdit()]
    for widget in widgets:
        column.addWidget(widget)
    window.show()
    QTest.qWaitForWindowExposed(window)
    before = [widget.sizeHint() for widget in widgets]
    for widget in widgets:
        widget.setFocus()
    assert [widget.sizeHint() for widget in widgets] == before
    assert all(size.height() >= 28 for size in before)


def test_that_restyle_applies_a_property_that_changed(dressed, qtbot):
    field = QLineEdit()
    qtbot.addWidget(field)
    field.resize(100, 28)
    plain = field.grab().toImage()
    field.setProperty("invalid", "true")
    restyle(field)
    assert field.grab().toImage() != plain


@pytest.fixture
def dressed_alone(dressed, qapp, qtbot):
    """A window that has the style sheet, in an application that hasn't."""
    qapp.setStyleSheet("")
    theme().install(qapp, sheet=False)
    window = QWidget()
    qtbot.addWidget(window)
    theme().dress(window)
    return window


def test_that_a_window_is_dressed_anew_when_the_theme_changes_and_the_application_is_not(dressed_alone, qapp):
    theme().choose("dark")
    assert DARK.surface in dressed_alone.styleSheet()
    theme().choose("light")
    assert LIGHT.surface in dressed_alone.styleSheet()
    assert qapp.styleSheet() == ""


def test_that_a_second_window_takes_no_picture_from_the_first(dressed_alone, qtbot):
    second = QWidget()
    qtbot.addWidget(second)
    theme().dress(second)
    assert second.styleSheet() == dressed_alone.styleSheet()
    pictures = set(re.findall(r'url\("([^"]+)"\)', dressed_alone.styleSheet()))
    assert pictures
    assert all(Path(picture).is_file() for picture in pictures)


def test_that_a_window_that_is_gone_is_no_longer_dressed(dressed_alone, qtbot):
    gone = QWidget()
    theme().dress(gone)
    shiboken6.delete(gone)
    theme().choose("dark")
    assert DARK.surface in dressed_alone.styleSheet()


def test_that_what_comes_into_a_window_later_is_dressed_too_and_its_tooltips(dressed_alone, qtbot):
    button = QPushButton("Train")
    button.setProperty("kind", "primary")
    button.setToolTip("Trains the model")
    QVBoxLayout(dressed_alone).addWidget(button)
    dressed_alone.show()
    assert button.grab().toImage().pixelColor(8, button.height() // 2).name() == LIGHT.accent
    QToolTip.showText(button.mapToGlobal(button.rect().center()), button.toolTip(), button)
    tip = next(widget for widget in QApplication.topLevelWidgets()
               if widget.metaObject().className() == "QTipLabel" and widget.isVisible())
    assert tip.grab().toImage().pixelColor(3, 3).name() == LIGHT.raised
    QToolTip.hideText()


def test_that_a_window_of_a_dressed_application_needs_no_sheet_of_its_own(dressed, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    theme().dress(window)
    assert window.styleSheet() == ""


def test_that_a_program_that_ends_leaves_no_pictures_behind(tmp_path):
    code = ("import sys; from PySide6.QtWidgets import QApplication; from rnnstudio.studio.theme import theme; "
            "from pathlib import Path; app = QApplication([]); theme().install(app); "
            "print(len(list(Path(sys.argv[1]).rglob('*.svg'))))")
    env = {**os.environ, "TMPDIR": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path)], env=env, capture_output=True, text=True,
                           check=True)
    assert int(ended.stdout) > 0
    assert not list(tmp_path.iterdir())
