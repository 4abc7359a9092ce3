"""Files of what is in sight."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from rnnstudio.api import UserError
from rnnstudio.studio.scatter import Classes, Numbers, svg
from rnnstudio.studio.theme import theme
from rnnstudio.studio.theme.tokens import LIGHT

SVG = "{http://www.w3.org/2000/svg}"


def rendered(path, width, height):
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(path)).render(painter)
    painter.end()
    return image


def test_that_an_image_is_twice_as_fine_and_light_whatever_the_theme(new_scatter, square, tmp_path):
    scatter = new_scatter(square)
    theme().choose("dark")
    scatter.to_png(tmp_path / "map.png")
    image = QImage(str(tmp_path / "map.png"))
    assert image.size().toTuple() == (1200, 800)
    assert image.pixelColor(3, 3).name() == "#ffffff"
    for row in range(5):
        x, y = scatter.place_of(row)
        assert image.pixelColor(int(2 * x), int(2 * y)).name() == LIGHT.accent


@pytest.mark.parametrize("dimensions", [2, 3])
def test_that_a_vector_picture_has_points_as_shapes_and_labels_as_text(new_scatter, tmp_path, dimensions):
    places = np.random.default_rng(1).normal(size=(300, dimensions))
    labels = [f"word{row}" for row in range(300)]
    labels[:4] = ["<&\">", "国王", "", "a\x01b\ufffe"]
    scatter = new_scatter(places, labels, -np.arange(300))
    scatter.set_colours(Classes(np.arange(300) % 3, ["bad & ugly", "good", "other"], "class"))
    scatter.set_marked({0: "chosen", 1: "near", 2: "near", 3: "near"})
    scatter.to_svg(tmp_path / "map.svg")
    root = ElementTree.parse(tmp_path / "map.svg").getroot()
    texts = {each.text for each in root.iter(f"{SVG}text")}
    assert {"<&\">", "国王", "(blank)", "a␁b\ufffd", "bad & ugly", "class"} <= texts
    assert 300 <= len(list(root.iter(f"{SVG}use"))) <= 300 + len(scatter.label_rectangles())
    assert not list(root.iter(f"{SVG}image"))
    image = rendered(tmp_path / "map.svg", 600, 400)
    x, y = scatter.place_of(0)
    assert image.pixelColor(int(x), int(y)).name() == LIGHT.series[0].colour
    assert image.pixelColor(2, 200).name() == "#ffffff"


def test_that_many_points_are_one_image_under_labels_of_text(new_scatter, crowd, tmp_path, monkeypatch):
    monkeypatch.setattr(svg, "MOST_SHAPES", 1999)
    scatter = new_scatter(crowd)
    scatter.set_colours(Numbers(np.arange(2000), "count", log=False))
    scatter.to_svg(tmp_path / "map.svg")
    root = ElementTree.parse(tmp_path / "map.svg").getroot()
    assert len(list(root.iter(f"{SVG}image"))) == 1
    assert not list(root.iter(f"{SVG}use"))
    texts = {each.text for each in root.iter(f"{SVG}text")}
    assert {f"word{row}" for row in scatter.label_rectangles()} <= texts
    assert {"count", "0", "1,000"} <= texts
    x, y = scatter.place_of(next(iter(scatter.label_rectangles())))
    assert rendered(tmp_path / "map.svg", 600, 400).pixelColor(int(x), int(y)).name() != "#ffffff"


def test_that_both_show_the_same(new_scatter, crowd, tmp_path):
    scatter = new_scatter(crowd)
    scatter.set_selection(np.arange(500))
    scatter.to_png(tmp_path / "map.png", scale=1)
    scatter.to_svg(tmp_path / "map.svg")
    one = QImage(str(tmp_path / "map.png")).convertToFormat(QImage.Format.Format_Grayscale8)
    other = rendered(tmp_path / "map.svg", 600, 400).convertToFormat(QImage.Format.Format_Grayscale8)
    first, second = (np.array(each.constBits()).reshape(400, each.bytesPerLine())[:, :600].astype(float)
                     for each in (one, other))
    assert np.abs(first - second).mean() < 4
    assert np.corrcoef(first.ravel(), second.ravel())[0, 1] > 0.8


def test_that_a_file_that_cannot_be_written_is_told_and_left(new_scatter, square, tmp_path):
    scatter = new_scatter(square)
    for save in (scatter.to_png, scatter.to_svg):
        with pytest.raises(UserError, match="can't be written"):
            save(tmp_path / "nowhere" / "map.file")
    assert list(tmp_path.iterdir()) == []


def test_that_an_empty_map_is_an_empty_picture(new_scatter, tmp_path):
    scatter = new_scatter()
    scatter.to_png(tmp_path / "map.png")
    scatter.to_svg(tmp_path / "map.svg")
    assert QImage(str(tmp_path / "map.png")).pixelColor(600, 400).name() == "#ffffff"
    assert not re.search("<use|<text", (tmp_path / "map.svg").read_text())
