"""Charts as a picture, on a light ground whatever the window's theme is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import QBuffer, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator

from rnnstudio.api import whole_file
from rnnstudio.studio.plots import drawing
from rnnstudio.studio.plots.drawing import AXIS_HEIGHT, Frame
from rnnstudio.studio.plots.lines import Line
from rnnstudio.studio.plots.strokes import draw_sample
from rnnstudio.studio.theme import HEADING_SIZE, SECONDARY_SIZE, SPACE_1, SPACE_2, SPACE_3, SPACE_5
from rnnstudio.studio.theme.tokens import LIGHT

WIDTH, HEIGHT = 960, 440
"""Of each chart, in logical pixels."""
RATIO = 2
"""Pixels of an image for each logical one."""
_SAMPLE = 26
_GROUND = "#ffffff"


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A chart to be pictured: what is seen of which lines, under which title."""

    title: str
    frame: Frame
    lines: tuple[Line, ...]


def size(sheets: Sequence[Sheet]) -> QSize:
    """Return the size of a picture of charts below one another, in logical pixels."""
    return QSize(WIDTH, HEIGHT * len(sheets))


def image(sheets: Sequence[Sheet]) -> QImage:
    """Return charts as an image."""
    made = QImage(size(sheets) * RATIO, QImage.Format.Format_RGB32)
    made.setDevicePixelRatio(RATIO)
    made.fill(QColor(_GROUND))
    painter = QPainter(made)
    _draw(painter, sheets)
    painter.end()
    return made


def save(sheets: Sequence[Sheet], path: Path) -> None:
    """Write charts to a file, as SVG if it is called so, else as PNG.

    Raises:
        UserError: If it can't be written.
    """
    data = _svg(sheets) if path.suffix.lower() == ".svg" else _png(sheets)
    with whole_file(path) as temporary:
        temporary.write_bytes(data)


def _png(sheets: Sequence[Sheet]) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image(sheets))
    return bytes(buffer.data().data())


def _svg(sheets: Sequence[Sheet]) -> bytes:
    buffer, whole = QBuffer(), QRectF(0, 0, size(sheets).width(), size(sheets).height())
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setSize(size(sheets))
    generator.setViewBox(whole)
    generator.setTitle(", ".join(sheet.title for sheet in sheets))
    painter = QPainter(generator)
    painter.fillRect(whole, QColor(_GROUND))
    _draw(painter, sheets, as_paths=True)
    painter.end()
    return bytes(buffer.data().data())


def _draw(painter: QPainter, sheets: Sequence[Sheet], as_paths: bool = False) -> None:
    for index, sheet in enumerate(sheets):
        _draw_sheet(painter, sheet, QRectF(0, index * HEIGHT, WIDTH, HEIGHT).adjusted(
            SPACE_5, SPACE_3, -SPACE_5, -SPACE_3), as_paths)


def _draw_sheet(painter: QPainter, sheet: Sheet, rect: QRectF, as_paths: bool) -> None:
    heading, small = QFont(painter.font()), QFont(painter.font())
    heading.setPixelSize(HEADING_SIZE)
    heading.setWeight(QFont.Weight.DemiBold)
    small.setPixelSize(SECONDARY_SIZE)
    painter.setFont(heading)
    painter.setPen(QColor(LIGHT.text))
    painter.drawText(QRectF(rect.left(), rect.top(), rect.width(), 24),
                     int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), sheet.title)
    painter.setFont(small)
    top = _draw_legend(painter, sheet, rect.left(), rect.top() + 24, rect.width()) + SPACE_2
    height = rect.bottom() - AXIS_HEIGHT - top
    width = drawing.left_axis_width(sheet.frame, height, small) + SPACE_2
    plot = QRectF(rect.left() + width, top, rect.width() - width, height)
    drawing.draw_left_axis(painter, plot, sheet.frame, LIGHT, plot.left() - SPACE_1)
    drawing.draw_bottom_axis(painter, plot, sheet.frame, LIGHT, plot.bottom() + SPACE_1)
    drawing.draw_grid(painter, plot, sheet.frame, LIGHT)
    painter.save()
    painter.setClipRect(plot.adjusted(0, -SPACE_2, 0, 0))
    for line in sorted(sheet.lines, key=lambda line: line.look.height):
        piece = line.window(sheet.frame.left, sheet.frame.right, int(plot.width()))
        drawing.draw_line(painter, plot, sheet.frame, piece, line.look, LIGHT, ground=_GROUND, as_path=as_paths)
    painter.restore()


def _draw_legend(painter: QPainter, sheet: Sheet, left: float, top: float, width: float) -> float:
    """Write what each line is, in rows; return where they end."""
    metrics = QFontMetricsF(painter.font())
    x, row = left, 20.0
    for line in sheet.lines:
        if not len(line):
            continue
        name = metrics.horizontalAdvance(line.name)
        if x > left and x + _SAMPLE + SPACE_2 + name > left + width:
            x, top = left, top + row
        draw_sample(painter, QRectF(x, top, _SAMPLE, row), line.look, LIGHT)
        painter.setPen(QColor(LIGHT.text))
        painter.drawText(QRectF(x + _SAMPLE + SPACE_2, top, name + 2, row),
                         int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), line.name)
        x += _SAMPLE + SPACE_2 + name + SPACE_5
    return top + row
