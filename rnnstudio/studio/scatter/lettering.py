"""Labels as small images with a halo, made once: drawing text anew for each frame would cost the frame."""

from __future__ import annotations

import math
from collections import OrderedDict

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from rnnstudio.studio.scatter.names import shown
from rnnstudio.studio.theme import SECONDARY_SIZE, Palette

WIDEST = 168
"""Pixels of a label at most; a longer one is cut in its middle."""
_HALO = 2
_MOST = 4000
_AROUND = tuple((x, y) for x in (-1.5, -1.0, 0.0, 1.0, 1.5) for y in (-1.5, -1.0, 0.0, 1.0, 1.5)
                if 0 < x * x + y * y <= 3.3)


class Lettering:
    """Measures and pictures labels in a font and a palette.

    Args:
        base: The widget's font.
        palette: The colours.
        ratio: Device pixels of a pixel.
        ground: What labels lie on, as ``#rrggbb``; by default the palette's surface.
    """

    def __init__(self, base: QFont, palette: Palette, ratio: float = 1.0, ground: str = "") -> None:
        self.font, self.bold = QFont(base), QFont(base)
        self.font.setPixelSize(SECONDARY_SIZE)
        self.bold.setPixelSize(SECONDARY_SIZE + 1)
        self.bold.setWeight(QFont.Weight.DemiBold)
        self.palette, self.ratio, self.ground = palette, ratio, ground or palette.surface
        self._metrics = {False: QFontMetricsF(self.font), True: QFontMetricsF(self.bold)}
        self._texts: dict[tuple[str, bool], tuple[str, float]] = {}
        self._images: OrderedDict[tuple[str, bool], QImage] = OrderedDict()

    def text(self, label: str, bold: bool = False) -> str:
        """Return a label as it is written: visible, and cut in its middle if it is long."""
        return self._measured(label, bold)[0]

    def size(self, label: str, bold: bool = False) -> tuple[float, float]:
        """Return the width and height of a label, in pixels."""
        return self._measured(label, bold)[1], math.ceil(self._metrics[bold].height())

    def baseline(self, bold: bool = False) -> float:
        """Return how far the text's line is below its top."""
        return self._metrics[bold].ascent()

    def draw(self, painter: QPainter, left: float, top: float, label: str, bold: bool = False) -> None:
        """Draw a label with its top left at a place, on whole pixels so that it stays sharp."""
        image = self._image(label, bold)
        ratio = self.ratio
        painter.drawImage(QPointF(round((left - _HALO) * ratio) / ratio, round((top - _HALO) * ratio) / ratio), image)

    def _measured(self, label: str, bold: bool) -> tuple[str, float]:
        found = self._texts.get((label, bold))
        if found is None:
            metrics, text = self._metrics[bold], shown(label)
            width = metrics.horizontalAdvance(text)
            if width > WIDEST:
                text = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, WIDEST)
                width = metrics.horizontalAdvance(text)
            if len(self._texts) > 50 * _MOST:
                self._texts.clear()
            found = self._texts[label, bold] = (text, math.ceil(width))
        return found

    def _image(self, label: str, bold: bool) -> QImage:
        key = (label, bold)
        image = self._images.get(key)
        if image is None:
            image = self._images[key] = self._pictured(label, bold)
            if len(self._images) > _MOST:
                self._images.popitem(last=False)
        else:
            self._images.move_to_end(key)
        return image

    def _pictured(self, label: str, bold: bool) -> QImage:
        text, width = self._measured(label, bold)
        wide, high = width + 2 * _HALO + 1, self.size(label, bold)[1] + 2 * _HALO
        ink = self._blank(wide, high)
        painter = QPainter(ink)
        painter.setFont(self.bold if bold else self.font)
        painter.setPen(QColor(self.palette.text))
        painter.drawText(QRectF(_HALO, _HALO, width + 1, high), int(Qt.AlignmentFlag.AlignLeft
                         | Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignAbsolute
                         | Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip), text)
        painter.end()
        halo = QImage(ink)
        painter = QPainter(halo)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(QRectF(0, 0, wide, high), QColor(self.ground))
        painter.end()
        made = self._blank(wide, high)
        painter = QPainter(made)
        for x, y in _AROUND:
            painter.drawImage(QPointF(x, y), halo)
        painter.drawImage(QPointF(0, 0), ink)
        painter.end()
        return made

    def _blank(self, width: float, height: float) -> QImage:
        image = QImage(math.ceil(width * self.ratio), math.ceil(height * self.ratio),
                       QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(self.ratio)
        image.fill(Qt.GlobalColor.transparent)
        return image
