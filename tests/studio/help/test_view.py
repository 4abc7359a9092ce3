"""A page is set for the panel's width, colours and size, and stays where it was read."""

from PySide6.QtCore import QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QApplication

from rnnstudio.studio.help.pictures import closed, tinted
from rnnstudio.studio.help.style import Look, style_sheet, tints
from rnnstudio.studio.theme import theme
from rnnstudio.studio.theme.tokens import DARK, LIGHT


def picture(panel):
    return panel.view.loadResource(2, QUrl("picture:0"))


def left_and_right(panel) -> tuple[str, str]:
    image = picture(panel)
    across, middle = image.width(), image.height() // 2
    return tuple(QColor(image.pixel(x, middle)).name() for x in (across // 4, 3 * across // 4))


def test_that_a_picture_takes_the_themes_colours_and_another_themes_when_switched(panel):
    panel.document.select("adder_1")
    assert left_and_right(panel) == (LIGHT.accent, LIGHT.text)
    before = panel.view.toHtml()
    theme().choose("dark")
    assert left_and_right(panel) == (DARK.accent, DARK.text)
    assert panel.view.toHtml() != before
    assert DARK.text in panel.view.toHtml()


def test_that_a_picture_has_the_screens_pixels_and_fits_the_panel(qtbot, panel):
    panel.document.select("adder_1")
    image = picture(panel)
    assert image.width() == round(100 * 1.25 * panel.view.devicePixelRatioF())
    panel.view.zoom_by(10)
    wide = picture(panel).width()
    assert wide == 200
    panel.resize(270, 600)
    qtbot.waitUntil(lambda: picture(panel).width() <= panel.view.viewport().width(), timeout=5000)


def test_that_nothing_but_the_pages_pictures_is_given_out(panel, pages_folder):
    panel.document.select("adder_1")
    for address in (str(pages_folder / "adder.svg"), f"file://{pages_folder}/adder.svg", "https://example.org/x.png",
                    "adder.svg", "picture:7"):
        assert panel.view.loadResource(2, QUrl(address)) is None


def test_that_names_of_colours_and_fonts_are_replaced():
    svg = '<g fill="var(--soft)" stroke="var(--unknown)"/><text font-family="var(--math)" fill="currentColor"/>'
    assert tinted(svg, tints(LIGHT), "Times") == (
        f'<g fill="{LIGHT.accent_soft}" stroke="{LIGHT.text}"/><text font-family="Times" fill="{LIGHT.text}"/>')


def test_that_a_picture_takes_nothing_from_other_files():
    svg = '<a xlink:href="file:///x"><image href="y.png"><title>t</title></image><image x="1"/></a>'
    assert closed(svg) == "<a ></a>"
    assert closed('<use href="#a"/>') == '<use href="#a"/>'


def test_that_a_picture_that_cannot_be_drawn_gives_way_to_its_words(panel, pages_folder):
    (pages_folder / "adder.svg").write_text("no picture")
    panel.document.select("adder_1")
    assert "Two halves" in panel.view.toPlainText()


def test_that_each_page_is_found_again_where_it_was_left(panel):
    panel.document.select("adder_1")
    bar = panel.view.verticalScrollBar()
    assert bar.value() == 0
    bar.setValue(500)
    panel.document.select("gru_1")
    assert bar.value() == 0
    panel.document.select("adder_1")
    assert bar.value() == 500


def test_that_another_size_or_theme_keeps_place_and_selection(qtbot, panel):
    panel.document.select("adder_1")
    assert panel.view.find("Sentence 40")
    panel.view.verticalScrollBar().setValue(900)
    top = panel.view.cursorForPosition(QPoint(16, 8)).block().text()
    assert top.startswith("Sentence")
    for change in (lambda: theme().choose("dark"), lambda: panel.view.zoom_by(2)):
        change()
        assert panel.view.textCursor().selectedText() == "Sentence 40"
        assert panel.view.cursorForPosition(QPoint(16, 8)).block().text() == top


def test_that_new_facts_do_not_move_the_page(panel, report):
    panel.document.select("adder_1")
    panel.view.verticalScrollBar().setValue(300)
    panel.document.set_report(report)
    assert panel.view.verticalScrollBar().value() == 300


def turn_wheel(view, up: int, modifiers) -> None:
    event = QWheelEvent(QPointF(50, 50), QPointF(50, 50), QPoint(), QPoint(0, 120 * up), Qt.MouseButton.NoButton,
                        modifiers, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(view.viewport(), event)


def test_that_the_wheel_and_keys_change_the_texts_size(qtbot, panel):
    panel.document.select("adder_1")
    view = panel.view
    plain = view.document().size().height()
    turn_wheel(view, 1, Qt.KeyboardModifier.ControlModifier)
    assert view.zoom > 1
    assert view.document().size().height() > plain
    turn_wheel(view, -1, Qt.KeyboardModifier.ControlModifier)
    assert view.zoom == 1
    turn_wheel(view, -1, Qt.KeyboardModifier.NoModifier)
    assert view.zoom == 1
    control = Qt.KeyboardModifier.ControlModifier
    view.setFocus()
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
        qtbot.keyClick(view, key, control)
    assert view.zoom == 1.25
    qtbot.keyClick(view, Qt.Key.Key_Minus, control)
    assert view.zoom == 1.1
    qtbot.keyClick(view, Qt.Key.Key_0, control)
    assert view.zoom == 1


def test_that_text_can_be_selected_and_copied(qtbot, panel):
    panel.document.select("adder_1")
    panel.view.moveCursor(QTextCursor.MoveOperation.Start)
    assert panel.view.find("Adds up what it is given")
    panel.view.copy()
    assert QApplication.clipboard().text() == "Adds up what it is given"


def test_that_every_colour_and_measure_of_the_sheet_is_known():
    for colours in (LIGHT, DARK):
        sheet = style_sheet(colours, Look(zoom=1.5))
        assert "$" not in sheet
        assert colours.text in sheet
    assert "font-size: 20px" in style_sheet(LIGHT, Look(zoom=1.5))
