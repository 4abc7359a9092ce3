"""SVG icons, tinted. Ours are Lucide's (ISC) in ``rnnstudio_resources/icons``; a plugin may name a file of its own.

Icons are drawn ahead into pixmaps: an icon engine written in Python crashes PySide 6.11.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

SIZES = (16, 20, 24, 32)
"""The sizes icons are drawn at, in logical pixels."""

FALLBACK = "box"
"""The icon of what has none, or one that can't be read."""


@cache
def svg(name: str) -> bytes:
    """Return the SVG of an icon, by its name or the path of a file; a box if there is none."""
    try:
        if name.lower().endswith(".svg"):
            data = Path(name).read_bytes()
        else:
            data = (resources.files("rnnstudio_resources") / "icons" / f"{name}.svg").read_bytes()
    except (OSError, ValueError):
        return b"" if name == FALLBACK else svg(FALLBACK)
    return data if QSvgRenderer(QByteArray(data)).isValid() else svg(FALLBACK)


def tinted_svg(name: str, colour: str) -> bytes:
    """Return one of our SVGs with its lines in a colour, for the style sheet."""
    return svg(name).replace(b"currentColor", colour.encode())


def draw(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    """Draw an icon in one colour, ``size`` logical pixels high and wide, for a device pixel ratio."""
    pixels = max(1, round(size * ratio))
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer = QSvgRenderer(QByteArray(svg(name)))
    renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(pixmap.rect(), colour)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def make_icon(name: str, colour: str, disabled: str, on: str) -> QIcon:
    """Make an icon with its disabled look; ``on`` is its colour while checked."""
    made = QIcon()
    for ratio in _ratios():
        for size in SIZES:
            made.addPixmap(draw(name, colour, size, ratio))
            made.addPixmap(draw(name, disabled, size, ratio), QIcon.Mode.Disabled)
            if on != colour:
                made.addPixmap(draw(name, on, size, ratio), QIcon.Mode.Normal, QIcon.State.On)
    return made


def _ratios() -> list[float]:
    return sorted({screen.devicePixelRatio() for screen in QGuiApplication.screens()} or {1.0})
