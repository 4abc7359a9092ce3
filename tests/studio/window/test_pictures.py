"""Pictures of a stack: valid files that hold what the cards say."""

import xml.etree.ElementTree as ElementTree

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from rnnstudio.api import DataFacts, UserError
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.project.report import LayerReport, Problem, StackReport
from rnnstudio.studio.builder import picture_files
from rnnstudio.studio.builder.picture import Picture
from rnnstudio.studio.builder.picture_small import paint_small
from rnnstudio.studio.theme import theme

FACTS = DataFacts(input="text", task="binary", outputs=1, vocabulary_size=8000)
REPORT = StackReport(
    layers=(LayerReport(node="embedding_1", type="fake.embedding", name="e", output_shape=(None, None, 16),
                        parameters=128_000),
            LayerReport(node="dense_1", type="fake.dense", name="d", output_shape=(None, 1), parameters=257)),
    problems=(Problem(node="dense_1", layer="Dense", message="This must not be in the picture."),),
    parameters=128_257)


def texts(svg):
    root = ElementTree.fromstring(svg.decode())
    return [element.text for element in root.iter() if element.tag.endswith("text")]


@pytest.fixture
def picture(qapp, registry, project):
    return Picture(project, registry, FACTS, REPORT)


def test_that_the_svg_holds_names_shapes_and_counts_as_text(picture):
    words = texts(picture_files.svg(picture))
    for wanted in ("Test", "Embedding", "Bidirectional", "GRU", "Dense", "128,000", "32 units"):
        assert wanted in words
    assert any("16" in text and "steps" in text for text in words)
    assert not any("must not" in text for text in words)


def test_that_the_svg_has_a_title_and_a_description_and_can_be_drawn(picture):
    svg = picture_files.svg(picture)
    root = ElementTree.fromstring(svg.decode())
    said = {element.tag.rpartition("}")[2]: element.text for element in root if element.text}
    assert said["title"] == "Test"
    assert "GRU" in said["desc"]
    assert "Bidirectional" in said["desc"]
    renderer = QSvgRenderer(svg)
    assert renderer.isValid()
    assert renderer.viewBox().size() == picture.size


def test_that_a_name_with_markup_stays_text(qapp, registry):
    name = "<b>&\"quoted\"</b>"
    project = Project(name=name, stack=(LayerNode(id="dense_1", type="fake.dense", name="a < b"),))
    words = texts(picture_files.svg(Picture(project, registry)))
    assert name in words
    assert "a < b" in words


def test_that_the_png_is_twice_as_fine_and_says_what_it_shows(picture, tmp_path):
    path = tmp_path / "model.PNG"
    picture_files.save(picture, path)
    image = QImage(str(path))
    assert image.size() == picture.size * 2
    assert image.text("Title") == "Test"


def test_that_wrappers_stand_around_what_they_hold(picture):
    box = picture._boxes[0].frame
    inner = next(placed for placed in picture._placed if placed.card.node == "gru_1")
    assert box.contains(inner.layout.frame.translated(0, inner.top))
    below = next(placed for placed in picture._placed if placed.card.node == "dense_1")
    assert not box.intersects(below.layout.frame.translated(0, below.top))


def test_that_an_empty_stack_and_a_missing_plugin_have_pictures(qapp, registry):
    for stack in ((), (LayerNode(id="gone_1", type="gone.layer"),)):
        svg = picture_files.svg(Picture(Project(name="P", stack=stack), registry))
        assert QSvgRenderer(svg).isValid()


def test_that_a_very_long_stack_is_drawn_less_fine_instead_of_not_at_all(qapp, registry):
    stack = tuple(LayerNode(id=f"d{n}", type="fake.dense", params={"units": 8}) for n in range(600))
    picture = Picture(Project(name="Long", stack=stack), registry)
    image = picture_files.image(picture)
    assert max(image.width(), image.height()) <= picture_files.LARGEST_SIDE
    assert not image.isNull()


def test_that_a_file_that_cannot_be_written_is_explained_and_leaves_nothing(picture, tmp_path):
    with pytest.raises(UserError, match="nowhere"):
        picture_files.save(picture, tmp_path / "nowhere" / "model.svg")
    assert list(tmp_path.iterdir()) == []


def small(project, registry, height=140):
    image = QImage(200, height, QImage.Format.Format_ARGB32)
    image.fill(QColor(theme().colours.sunken))
    painter = QPainter(image)
    paint_small(painter, QRectF(10, 4, 180, height - 8), project, registry)
    painter.end()
    return image


def colours_in(image):
    return {image.pixelColor(11, y).name() for y in range(image.height())}


def test_that_the_small_picture_has_a_bar_of_each_category(qapp, registry, project):
    found = colours_in(small(project, registry))
    for category in ("Input", "Wrapper", "Dense"):
        assert QColor(theme().colours.category(category)).name() in found


def test_that_the_small_picture_counts_what_it_leaves_out_and_stays_in_its_area(qapp, registry):
    stack = tuple(LayerNode(id=f"d{n}", type="fake.dense") for n in range(40))
    image = small(Project(stack=stack), registry)
    ground = QColor(theme().colours.sunken)
    assert all(image.pixelColor(x, y) == ground for y in (0, 1, 138, 139) for x in range(200))


def test_that_the_menu_copies_the_picture(window, bench):
    QGuiApplication.clipboard().clear()
    copy = next(action for action in window.menus.model.actions() if action.text() == "Copy picture")
    copy.trigger()
    assert QGuiApplication.clipboard().image().width() > 300
    assert window.notices.notice.kind == "success"


def test_that_the_menu_saves_the_picture_where_asked(window, bench, tmp_path, monkeypatch):
    from PySide6.QtWidgets import QFileDialog

    path = tmp_path / "mine"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(path), "Vector picture (*.svg)"))
    window.output.save_picture()
    assert "Embedding" in texts((tmp_path / "mine.svg").read_bytes())
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "no" / "a.png"), ""))
    window.output.save_picture()
    assert window.notices.notice.kind == "error"
    assert not (tmp_path / "no").exists()


def test_that_pictures_are_offered_only_of_a_stack(window, bench):
    assert all(action.isEnabled() for action in window.menus.model._output)
    bench.new()
    assert not any(action.isEnabled() for action in window.menus.model._output)
