"""Where a layer's page is looked for, and what stands in for it."""

from pathlib import Path

import pytest

from rnnstudio.api import Layer, LayerInfo
from rnnstudio.api.text import use_language
from rnnstudio.studio.help.pages import LARGEST_PAGE, load_page


def layer_with(help_stem: str | Path) -> type[Layer]:
    class Scale(Layer):
        """Multiplies every number by a < b.

        A second paragraph
        over two lines.
        """

        info = LayerInfo(id="acme.scale", title="Scale", help=str(help_stem))

    return Scale


@pytest.fixture
def stem(tmp_path) -> Path:
    (tmp_path / "help").mkdir()
    return tmp_path / "help" / "scale"


def write(stem: Path, code: str, text: str) -> None:
    stem.with_name(f"{stem.name}.{code}.html").write_text(text, encoding="utf-8")


def test_that_the_page_of_the_language_is_taken(stem):
    write(stem, "en", "<p>English</p>")
    write(stem, "zh_CN", "<p>中文</p>")
    assert load_page(layer_with(stem), "zh_CN").html == "<p>中文</p>"
    assert load_page(layer_with(stem), "zh_CN").language == "zh_CN"
    assert load_page(layer_with(stem), "en").html == "<p>English</p>"


def test_that_english_stands_in_for_a_language_without_a_page(stem):
    write(stem, "en", "<p>English</p>")
    page = load_page(layer_with(stem), "zh_CN")
    assert (page.html, page.language) == ("<p>English</p>", "en")


@pytest.mark.parametrize("help_stem", ["", "nowhere/scale", "/", ".", "\0"])
def test_that_the_docstring_stands_in_for_a_missing_page(help_stem):
    page = load_page(layer_with(help_stem), "en")
    assert page.html == "<p>Multiplies every number by a &lt; b.</p>\n<p>A second paragraph over two lines.</p>"
    assert (page.language, page.pictures) == ("", {})


def test_that_the_docstring_is_in_the_language_where_it_is_known(registry):
    lstm = registry.layers["fake.gru"]
    use_language("zh_CN")
    assert "Only the first line is shown." in load_page(lstm, "zh_CN").html


def test_that_a_layer_without_words_has_an_empty_page():
    class Silent(Layer):
        info = LayerInfo(id="acme.silent", title="Silent")

    assert load_page(Silent, "en").html == ""


def test_that_a_page_that_cannot_be_read_gives_way_to_the_next(stem):
    write(stem, "en", "<p>English</p>")
    stem.with_name("scale.zh_CN.html").write_bytes(b"\xff\xfe\xff")
    assert load_page(layer_with(stem), "zh_CN").language == "en"
    write(stem, "zh_CN", "x" * (LARGEST_PAGE + 1))
    assert load_page(layer_with(stem), "zh_CN").language == "en"
    stem.with_name("scale.zh_CN.html").unlink()
    stem.with_name("scale.zh_CN.html").mkdir()
    assert load_page(layer_with(stem), "zh_CN").language == "en"


def test_that_a_byte_order_mark_is_no_text(stem):
    stem.with_name("scale.en.html").write_bytes(b"\xef\xbb\xbf<p>a</p>")
    assert load_page(layer_with(stem), "en").html == "<p>a</p>"


def test_that_pictures_are_found_beside_the_page(stem):
    picture = stem.with_name("cell.svg")
    picture.write_text("<svg/>")
    write(stem, "en", '<img src="cell.svg" alt="">')
    page = load_page(layer_with(stem), "en")
    assert page.pictures == {"cell.svg": picture.resolve()}
    assert "picture:cell.svg" in page.html


@pytest.mark.parametrize("source", [
    "../secret.svg", "./../secret.svg", "{parent}/secret.svg", "file://{parent}/secret.svg", "link.svg",
    "https://example.org/a.svg", "data:image/png;base64,AAAA", "notes.txt", "gone.svg", "", "..\\secret.svg"])
def test_that_nothing_outside_the_folder_is_shown(stem, source):
    secret = stem.parent.parent / "secret.svg"
    secret.write_text("<svg/>")
    stem.with_name("link.svg").symlink_to(secret)
    stem.with_name("notes.txt").write_text("x")
    write(stem, "en", f'<img src="{source.format(parent=stem.parent.parent)}" alt="words">')
    page = load_page(layer_with(stem), "en")
    assert page.pictures == {}
    assert page.html == "<i>words</i>"


def test_that_a_page_linked_from_elsewhere_is_not_read(stem):
    outside = stem.parent.parent / "outside.html"
    outside.write_text("<p>secret</p>")
    stem.with_name("scale.en.html").symlink_to(outside)
    assert "secret" not in load_page(layer_with(stem), "en").html
