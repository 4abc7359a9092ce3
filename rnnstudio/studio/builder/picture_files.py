"""A picture of a stack as SVG or PNG, for a file or the clipboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator

from rnnstudio.api import UserError, tr, whole_file
from rnnstudio.studio.builder.picture import Picture

FINENESS = 2
"""Pixels of an image for each pixel of the picture, in both directions."""
DOTS_PER_INCH = 96
LARGEST_SIDE = 32_000
"""Longest side of an image, in pixels; Qt can't paint on larger ones."""


def svg(picture: Picture) -> bytes:
    """Return the picture as an SVG whose text is text."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(DOTS_PER_INCH)
    generator.setSize(picture.size)
    generator.setViewBox(QRect(0, 0, picture.size.width(), picture.size.height()))
    generator.setTitle(picture.title)
    generator.setDescription(picture.description)
    painter = QPainter(generator)
    picture.paint(painter)
    painter.end()
    buffer.close()
    return bytes(data.data())


def image(picture: Picture, fineness: int = FINENESS) -> QImage:
    """Return the picture as an image, less fine if it would be too large.

    Raises:
        UserError: If there is no memory for it.
    """
    longest = max(picture.size.width(), picture.size.height())
    scale = min(float(fineness), LARGEST_SIDE / longest)
    made = QImage(picture.size * scale, QImage.Format.Format_ARGB32_Premultiplied)
    if made.isNull():
        raise UserError(tr("There is not enough memory for a picture of this size; save it as SVG instead."))
    made.setDevicePixelRatio(scale)
    made.fill(Qt.GlobalColor.transparent)
    made.setText("Title", picture.title)
    made.setText("Description", picture.description)
    painter = QPainter(made)
    picture.paint(painter)
    painter.end()
    return made


def png(picture: Picture) -> bytes:
    """Return the picture as a PNG."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image(picture))
    buffer.close()
    return bytes(data.data())


def save(picture: Picture, path: Path) -> None:
    """Write the picture to a file, as PNG if it is called so, else as SVG.

    Raises:
        UserError: If it can't be written; what was there before is unchanged.
    """
    data = png(picture) if path.suffix.lower() == ".png" else svg(picture)
    with whole_file(path) as temporary:
        temporary.write_bytes(data)
