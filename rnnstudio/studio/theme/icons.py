"""SVG icons, tinted. Ours are Lucide's (ISC) in ``rnnstudio_resources/icons``.

A plugin may name a file of its own, or the name that it gave to one by the hook ``rnnstudio_icons``. An SVG drawn in
black or ``currentColor`` takes the colour asked for; one with colours of its own keeps them.
Icons are drawn ahead into pixmaps: an icon engine written in Python crashes PySide 6.11.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from rnnstudio.api.extras import svg_problem

SIZES = (16, 20)
"""The sizes buttons and menus show icons at, in logical pixels. What is larger is drawn in its one size."""

LARGE_SIZES = (24, 32, 48, 64, 128, 256)
"""Drawn besides for an icon with colours of its own, which may be a window's."""

FALLBACK = "box"
"""The icon of what has none, or one that can't be read."""

_COLOURLESS = {"none", "currentcolor", "inherit", "black", "#000", "#000000", "transparent"}

_brought: Mapping[str, Path] = {}


def use(named: Mapping[str, Path]) -> None:
    """Know icons that plugins bring, by their names, as their files are now; those known before are forgotten."""
    global _brought
    if not named and not _brought:
        return
    _brought = dict(named)
    for kept in (_read, is_coloured, _shape):
        kept.cache_clear()


def svg(name: str) -> bytes:
    """Return the SVG of an icon, by its name or the path of a file; a box where there is none to show."""
    return _read(name)[0]


@cache
def _read(name: str) -> tuple[bytes, QSvgRenderer]:
    """Return an icon's SVG and what draws it, so that it is read and understood once."""
    file = _brought.get(name, Path(name) if name.lower().endswith(".svg") else None)
    try:
        if file is not None:
            data = b"" if svg_problem(file) else file.read_bytes()
        else:
            data = (_ours() / f"{name}.svg").read_bytes()
    except (OSError, ValueError):
        data = b""
    renderer = QSvgRenderer(QByteArray(data))
    return (data, renderer) if renderer.isValid() or name == FALLBACK else _read(FALLBACK)


@cache
def _ours() -> Traversable:
    return resources.files("rnnstudio_resources") / "icons"


def tinted_svg(name: str, colour: str) -> bytes:
    """Return one of our SVGs with its lines in a colour, for the style sheet."""
    return svg(name).replace(b"currentColor", colour.encode())


@cache
def is_coloured(name: str) -> bool:
    """Tell whether an icon has colours of its own."""
    found = re.findall(r"(?:fill|stroke|stop-color)\s*[=:]\s*[\"']?\s*([#\w]+)", svg(name).decode("utf-8", "replace"))
    return any(colour.lower() not in _COLOURLESS for colour in found)


def draw(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    """Draw an icon in one colour, ``size`` logical pixels high and wide, for a device pixel ratio."""
    pixmap = QPixmap(_shape(name, max(1, round(size * ratio))))
    if not is_coloured(name):
        painter = QPainter(pixmap)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(pixmap.rect(), QColor(colour))
        painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def make_icon(name: str, colour: str, disabled: str) -> QIcon:
    """Make an icon with its disabled look, for every screen there is."""
    made = QIcon()
    coloured = is_coloured(name)
    for ratio in _ratios():
        for size in SIZES + (LARGE_SIZES if coloured else ()):
            made.addPixmap(draw(name, colour, size, ratio))
            if not coloured:
                made.addPixmap(draw(name, disabled, size, ratio), QIcon.Mode.Disabled)
    return made


@cache
def _shape(name: str, pixels: int) -> QPixmap:
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer = _read(name)[1]
    renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    return pixmap


def _ratios() -> list[float]:
    return sorted({screen.devicePixelRatio() for screen in QGuiApplication.screens()} or {1.0})
