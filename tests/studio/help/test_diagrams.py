"""The bundled diagrams: drawn in the theme's colours alone, in a size that fits the panel, without words."""

import re
from pathlib import Path

import pytest
import rnnstudio_layers
from PySide6.QtCore import QByteArray
from PySide6.QtSvg import QSvgRenderer

from rnnstudio.studio.help.pictures import Picture, tinted
from rnnstudio.studio.help.style import tints
from rnnstudio.studio.theme.tokens import DARK, LIGHT

HELP = Path(rnnstudio_layers.__file__).with_name("help")
DIAGRAMS = sorted(HELP.glob("*.svg"))
SIGNS = {"tanh", "relu", "max"}
"""The only words in a diagram: functions, which every language calls so."""

each = pytest.mark.parametrize("file", DIAGRAMS, ids=lambda file: file.stem)


def test_that_there_are_diagrams():
    assert {"lstm", "gru", "simple_rnn", "bidirectional", "embedding"} <= {file.stem for file in DIAGRAMS}


@each
def test_that_a_diagram_can_be_drawn_in_both_themes(qapp, file):
    picture = Picture(file)
    assert picture.size.width() == 360
    images = [picture.draw((380, 300), 2.0, tints(colours)) for colours in (LIGHT, DARK)]
    assert images[0] != images[1]
    for image in images:
        assert (image.width(), image.devicePixelRatio()) == (760, 2.0)
        assert any(image.pixelColor(x, y).alpha() for y in range(0, image.height(), 9)
                   for x in range(0, image.width(), 3))


@each
def test_that_a_diagram_has_no_colours_and_fonts_of_its_own(file):
    svg = file.read_text(encoding="utf-8")
    assert set(re.findall(r"var\(--([\w-]+)\)", svg)) <= {*tints(LIGHT), "math"}
    plain = {"none", "currentColor"}
    used = re.findall(r'(?:fill|stroke)="([^"]*)"', svg)
    assert {colour for colour in used if not colour.startswith("var(--")} <= plain
    assert set(re.findall(r'font-family="([^"]*)"', svg)) <= {"var(--math)"}
    assert QSvgRenderer(QByteArray(tinted(svg, tints(LIGHT), "serif").encode())).isValid()


@each
def test_that_a_diagram_speaks_no_language(file):
    words = re.findall(r"[A-Za-z]{3,}", " ".join(re.findall(r"<text[^>]*>([^<]*)", file.read_text(encoding="utf-8"))))
    assert set(words) <= SIGNS


@each
def test_that_a_diagram_is_on_a_page(file):
    pages = [page for page in HELP.glob("*.en.html") if f'src="{file.name}"' in page.read_text(encoding="utf-8")]
    assert pages
