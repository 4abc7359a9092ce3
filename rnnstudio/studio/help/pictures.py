"""The pictures of a page, drawn for a width in the theme's colours, and the fonts of equations and code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontDatabase, QFontInfo, QImage, QImageReader, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

MATH_FONTS = ("STIX Two Text", "Cambria", "Times New Roman", "Times", "Nimbus Roman", "Liberation Serif",
              "Noto Serif", "DejaVu Serif")
"""Asked in this order for equations: upright and slanted, with Greek letters."""
SIGN_FONTS = ("DejaVu Serif", "DejaVu Sans", "Segoe UI Symbol", "Apple Symbols", "Noto Sans Symbols 2")
"""Asked for signs that an equation's font lacks, before a Chinese font, whose signs are as wide as its characters.
No fonts made for mathematics: their lines are several times as high as their letters."""
LARGEST_GAIN = 1.25
"""How much wider than drawn a picture is shown at most, where there is room; pixels stay as they are."""
LARGEST_FILE = 4_000_000

_NAMED = re.compile(r"var\(--([\w-]+)\)")
_IMAGE = re.compile(r"<image\b[^>]*?(?:/>|>.*?</image\s*>)", re.DOTALL)
_ADDRESS = re.compile(r"""(?:xlink:)?href\s*=\s*(?:"(?!#)[^"]*"|'(?!#)[^']*')""")


@cache
def math_family() -> str:
    """Return the family of equations."""
    known = {family.partition(" [")[0] for family in QFontDatabase.families()}
    return next((family for family in MATH_FONTS if family in known), "serif")


@cache
def code_family() -> str:
    """Return the family of names in code."""
    return QFontInfo(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)).family()


def css_families(*families: str) -> str:
    """Return families as CSS lists them, the application's own behind for the signs that they lack."""
    own = QApplication.font().families()
    return ", ".join(f"'{family}'" for family in dict.fromkeys((*families, *own)) if "'" not in family)


def closed(svg: str) -> str:
    """Return an SVG without what it would take from other files: Qt reads those as soon as it reads the SVG."""
    return _ADDRESS.sub("", _IMAGE.sub("", svg))


def tinted(svg: str, colours: Mapping[str, str], family: str) -> str:
    """Return an SVG with its names of colours and fonts replaced."""
    svg = _NAMED.sub(lambda name: family if name[1] == "math" else colours.get(name[1], colours["text"]), svg)
    return svg.replace("currentColor", colours["text"])


class Picture:
    """A picture's file, read once, drawn as often as width or colours change."""

    def __init__(self, file: Path) -> None:
        self._svg = ""
        self._pixels = QImage()
        if file.stat().st_size > LARGEST_FILE:
            raise OSError(f"{file.name} is too large for a picture")
        if file.suffix.lower() == ".svg":
            self._svg = closed(file.read_text(encoding="utf-8", errors="replace"))
            renderer = QSvgRenderer(QByteArray(self._svg.encode()))
            self.size = QSizeF(renderer.defaultSize())
        else:
            self._pixels = QImageReader(str(file)).read()
            self.size = QSizeF(self._pixels.size())
        if self.size.isEmpty():
            raise OSError(f"{file.name} is no picture")

    def shown_size(self, room: float, zoom: float) -> tuple[int, int]:
        """Return width and height, in logical pixels, where there is ``room`` across."""
        wanted = self.size.width() * (max(zoom, LARGEST_GAIN) if self._svg else 1.0)
        width = max(1.0, min(room, wanted))
        return round(width), max(1, round(width * self.size.height() / self.size.width()))

    def draw(self, size: tuple[int, int], ratio: float, colours: Mapping[str, str]) -> QImage:
        """Draw it for a screen's ratio of pixels."""
        width, height = round(size[0] * ratio), round(size[1] * ratio)
        if not self._svg:
            image = self._pixels.scaled(width, height, Qt.AspectRatioMode.IgnoreAspectRatio,
                                        Qt.TransformationMode.SmoothTransformation)
        else:
            image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
            image.fill(Qt.GlobalColor.transparent)
            painter = QPainter(image)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            source = tinted(self._svg, colours, math_family())
            QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, width, height))
            painter.end()
        image.setDevicePixelRatio(ratio)
        return image

