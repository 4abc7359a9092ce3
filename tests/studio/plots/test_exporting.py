"""What is saved of a chart can be read again, is whole or not there, and is said."""

import csv
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from rnnstudio.studio.plots import picture
from rnnstudio.studio.plots.exporting import ChartExport, sheets_of
from rnnstudio.studio.plots.table import write_table
from rnnstudio.studio.theme import theme
from rnnstudio.studio.theme.tokens import LIGHT

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def chart(new_chart, new_line):
    made = new_chart()
    made.set_title("Loss")
    made.sight.follow(1, 100)
    made.show_lines([new_line(marker="o"), new_line("b", np.linspace(1, 5000, 100), colour=1, dash=1)])
    return made


@pytest.fixture
def export(qtbot, chart):
    window = QWidget()
    qtbot.addWidget(window)
    made = ChartExport(lambda: [chart], window)
    made.told = []
    made.noticed.connect(made.told.append)
    return made


def test_that_an_image_has_twice_the_pixels_and_a_light_ground_in_any_theme(export, chart, tmp_path, dressed):
    theme().choose("dark")
    export.save_picture([chart], tmp_path / "loss.png")
    image = QImage(str(tmp_path / "loss.png"))
    assert (image.width(), image.height()) == (2 * picture.WIDTH, 2 * picture.HEIGHT)
    colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
    assert image.pixelColor(2, 2).name() == "#ffffff"
    assert {LIGHT.series[0].colour, LIGHT.series[1].colour} <= colours
    assert export.told[0].text == f"Saved as {tmp_path / 'loss.png'}"
    assert export.told[0].kind == "success"


def test_that_a_vector_picture_has_its_words_as_text_and_its_lines_as_paths(export, chart, tmp_path):
    export.save_picture([chart], tmp_path / "loss.svg")
    root = ET.parse(tmp_path / "loss.svg").getroot()
    assert root.get("viewBox") == f"0 0 {picture.WIDTH} {picture.HEIGHT}"
    words = {"".join(text.itertext()).strip() for text in root.iter(f"{SVG}text")}
    assert {"Loss", "A", "B", "step", "10,000"} <= words
    longest = max(len(each.get("points", each.get("d", "")).split()) for tag in ("polyline", "path")
                  for each in root.iter(f"{SVG}{tag}"))
    assert longest >= 100


def test_that_all_charts_come_below_one_another(export, chart, tmp_path):
    export.save_picture([chart, chart, chart], tmp_path / "all.png")
    assert QImage(str(tmp_path / "all.png")).height() == 3 * 2 * picture.HEIGHT


def test_that_the_picture_shows_what_is_in_sight(chart):
    chart.sight.hold(20, 30)
    (sheet,) = sheets_of([chart])
    assert (sheet.frame.left, sheet.frame.right) == (20, 30)


def test_that_a_table_has_every_number_at_its_step_and_nothing_elsewhere(tmp_path, new_line):
    batches = new_line(y=[0.5, np.nan, 0.25, 1e-9])
    epochs = new_line("b", y=[0.1, 0.2], x=[2, 4])
    write_table(tmp_path / "a.csv", [("each batch", batches), ("training, all", epochs)], "step")
    rows = list(csv.reader((tmp_path / "a.csv").open()))
    assert rows == [["step", "each batch", "training, all"], ["1", "0.5", ""], ["2", "nan", "0.1"], ["3", "0.25", ""],
                    ["4", "1e-09", "0.2"]]


def test_that_a_table_is_written_beside_the_window_and_said(export, chart, tmp_path, qtbot):
    export.save_table([chart], tmp_path / "loss.csv")
    qtbot.waitUntil(lambda: bool(export.told), timeout=5000)
    assert export.told[0].kind == "success"
    rows = list(csv.DictReader((tmp_path / "loss.csv").open()))
    assert [float(row["A"]) for row in rows] == [float(n) ** 2 for n in range(1, 101)]
    np.testing.assert_allclose([float(row["B"]) for row in rows], np.linspace(1, 5000, 100), rtol=1e-6)


def test_that_tables_of_several_charts_name_the_chart(export, chart, tmp_path, qtbot):
    export.save_table([chart, chart], tmp_path / "all.csv")
    qtbot.waitUntil(lambda: bool(export.told), timeout=5000)
    assert (tmp_path / "all.csv").read_text().splitlines()[0] == "step,Loss: A,Loss: B,Loss: A,Loss: B"


@pytest.mark.parametrize("name", ["a.png", "a.svg", "a.csv"])
def test_that_a_place_that_cannot_be_written_is_said_and_left_as_it_was(export, chart, tmp_path, name, qtbot):
    target = tmp_path / "folder" / name
    if name.endswith("csv"):
        export.save_table([chart], target)
    else:
        export.save_picture([chart], target)
    qtbot.waitUntil(lambda: bool(export.told), timeout=5000)
    assert export.told[0].kind == "error"
    assert name in export.told[0].text
    assert not target.parent.exists()


def test_that_a_copy_is_on_the_clipboard(export, chart):
    export.copy([chart])
    assert QGuiApplication.clipboard().image().width() == 2 * picture.WIDTH
    assert export.told[0].kind == "success"


@pytest.mark.parametrize(("typed", "chosen", "written"), [
    ("a", "Vector picture (*.svg)", "a.svg"), ("a.svg", "Image (*.png)", "a.svg"), ("a", "Image (*.png)", "a.png")])
def test_that_a_name_without_an_ending_gets_that_of_the_kind_chosen(
        export, chart, tmp_path, monkeypatch, typed, chosen, written):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / typed), chosen))
    export.ask_picture([chart])
    assert [path.name for path in tmp_path.iterdir()] == [written]


def test_that_a_dialog_that_is_left_saves_nothing(export, chart, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    export.ask_picture([chart])
    export.ask_table([chart])
    assert export.told == []


def test_that_the_menu_offers_everything_only_where_something_is_hidden(export, chart):
    actions = {action.text(): action for action in export.menu(chart).actions()}
    assert not actions["Show everything"].isEnabled()
    chart.sight.hold(20, 30)
    actions = {action.text(): action for action in export.menu(chart).actions()}
    actions["Show everything"].trigger()
    assert not chart.held
    actions["Logarithmic scale"].trigger()
    assert chart.log
