"""What is in sight as an image, on a white ground whatever the window's theme is."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QFont, QImage, QImageWriter, QPainter

from rnnstudio.api import whole_file
from rnnstudio.studio.scatter import layers
from rnnstudio.studio.scatter.labels import Labels
from rnnstudio.studio.scatter.legend import LegendBox
from rnnstudio.studio.scatter.lettering import Lettering
from rnnstudio.studio.scatter.points import Pencil
from rnnstudio.studio.scatter.raster import Image
from rnnstudio.studio.scatter.scene import Scene
from rnnstudio.studio.theme.tokens import LIGHT

PAPER = msgspec.structs.replace(LIGHT, surface="#ffffff")
"""The colours of pictures."""
MOST_PIXELS = 16_000
"""Along a side of an image; one that would be larger is made at a lesser scale."""


class Shot(msgspec.Struct, frozen=True):
    """What is pictured: a scene, the labels placed in it, its legend if that is shown, and the font."""

    scene: Scene
    labels: Labels
    legend: LegendBox | None
    font: QFont

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, in pixels."""
        camera = self.scene.camera
        return max(round(camera.width), 1), max(round(camera.height), 1)


def save_png(shot: Shot, path: Path, scale: float = 2.0) -> None:
    """Write an image.

    Args:
        shot: What is pictured.
        path: The file; it is written whole or not at all.
        scale: Pixels of the image for each of the screen.

    Raises:
        UserError: If it can't be written.
    """
    data = as_png(image(shot, scale))
    with whole_file(path) as temporary:
        temporary.write_bytes(data)


def image(shot: Shot, scale: float) -> QImage:
    """Return what is pictured as an image."""
    scale = min(max(scale, 0.1), MOST_PIXELS / max(shot.size))
    made = points_image(shot, scale)
    painter = QPainter(made)
    layers.draw_marks(painter, shot.scene, shot.labels, PAPER)
    layers.draw_labels(painter, shot.scene, shot.labels, Lettering(shot.font, PAPER, scale))
    if shot.legend is not None:
        shot.legend.draw(painter, shot.legend.rect(*shot.size), PAPER)
    painter.end()
    return made


def points_image(shot: Shot, scale: float) -> QImage:
    """Return the points alone."""
    camera = shot.scene.camera
    drawn = Image(max(round(camera.width * scale), 1), max(round(camera.height * scale), 1), scale)
    Pencil().draw(shot.scene, drawn, PAPER, scale, shot.labels.shown)
    return as_image(drawn, scale).copy()


def as_png(made: QImage) -> bytes:
    """Return an image as the bytes of a PNG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(made)
    return bytes(buffer.data().data())


def as_image(drawn: Image, ratio: float = 1.0) -> QImage:
    """Return an image of points as Qt has it, without copying it: it is good as long as ``drawn`` is."""
    stride = drawn.stride * 4
    found = memoryview(drawn.whole.reshape(-1).view(np.uint8))[drawn.edge * stride + drawn.edge * 4:]  # type: ignore[arg-type]
    made = QImage(found, drawn.width, drawn.height, stride, QImage.Format.Format_RGB32)
    made.setDevicePixelRatio(ratio)
    return made
