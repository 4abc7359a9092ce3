"""All that is painted, in layers, each kept as long as nothing of it has changed."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget

from rnnstudio.studio.scatter import layers
from rnnstudio.studio.scatter.hands import Hands
from rnnstudio.studio.scatter.labels import Labels
from rnnstudio.studio.scatter.legend import LegendBox
from rnnstudio.studio.scatter.lettering import Lettering
from rnnstudio.studio.scatter.picture import Shot, as_image
from rnnstudio.studio.scatter.points import Pencil
from rnnstudio.studio.scatter.raster import Image
from rnnstudio.studio.scatter.scene import Scene
from rnnstudio.studio.theme import Palette, theme


class Canvas:
    """Paints a scene into a widget.

    Attributes:
        labels: What labels are shown.
        moving: Whether the points are on the move, so that time is short.
        legend_shown: Whether what colours mean is told.
        message: What is said where there are no points: a heading and what to do.
    """

    def __init__(self, widget: QWidget, scene: Scene, hands: Hands) -> None:
        self.labels = Labels()
        self.moving = False
        self.legend_shown = True
        self.message = "", ""
        self._widget, self._scene, self._hands = widget, scene, hands
        self._pencil = Pencil()
        self._image: Image | None = None
        self._drawn = self._laid_out = False
        self._lettering: Lettering | None = None
        self._legend: LegendBox | None = None
        self._hint: tuple[object, QRectF] = None, QRectF()
        self._panels = layers.Panel(), layers.Panel()

    def redraw(self) -> None:
        """Draw points and labels anew at the next painting."""
        self._drawn = self._laid_out = False
        self._widget.update()

    def recolour(self) -> None:
        """Take fonts, colours and the legend anew."""
        self._lettering = self._legend = None
        self._hint = None, QRectF()
        self.redraw()

    def paint(self, painter: QPainter, hovered: int) -> None:
        """Paint everything; ``hovered`` is the row under the mouse, or -1."""
        palette, scene = theme().colours, self._scene
        if not scene.count:
            painter.fillRect(self._widget.rect(), QColor(palette.surface))
            layers.draw_message(painter, QRectF(self._widget.rect()), *self.message, self._widget.font(), palette)
            return
        self.lay_out()
        painter.drawImage(0, 0, self._points())
        layers.draw_marks(painter, scene, self.labels, palette)
        layers.draw_labels(painter, scene, self.labels, self._letters(), hovered)
        self._draw_corners(painter, palette)
        if hovered >= 0 and not self._hands.busy and scene.is_in_sight(hovered):
            layers.draw_hovered(painter, scene, hovered, self._letters(), palette)
        layers.draw_outline(painter, self._hands.outline, palette)

    def lay_out(self) -> None:
        """Place labels, if something has moved."""
        if self._laid_out or not self._scene.count:
            return
        letters, names = self._letters(), self._scene.cloud.labels
        reserved = [(each.left(), each.top(), each.right(), each.bottom())
                    for each in (self._legend_rect(), self._hint_rect()) if not each.isEmpty()]
        self.labels.layout(self._scene, lambda row, bold: letters.size(names[row], bold), reserved, quick=self.moving)
        self._laid_out = True

    def shot(self) -> Shot:
        """Return what is in sight, to be pictured."""
        self.lay_out()
        return Shot(self._scene, self.labels, self._legend_box() if self.legend_shown else None, self._widget.font())

    def _points(self) -> QImage:
        ratio = self._widget.devicePixelRatioF()
        width, height = (max(round(side * ratio), 1) for side in (self._widget.width(), self._widget.height()))
        if self._image is None or (self._image.width, self._image.height) != (width, height):
            self._image, self._drawn = Image(width, height, ratio), False
        if not self._drawn:
            self._pencil.draw(self._scene, self._image, theme().colours, ratio, self.labels.shown,
                              quick=self.moving)
            self._drawn = True
        return as_image(self._image, ratio)

    def _draw_corners(self, painter: QPainter, palette: Palette) -> None:
        legend, hint, font = self._legend_box(), self._hands.hint(), self._widget.font()
        ratio = self._widget.devicePixelRatioF()
        self._panels[0].draw(painter, self._legend_rect(), ratio, (legend, palette.name),
                             lambda inner, rect: legend.draw(inner, rect, palette))
        self._panels[1].draw(painter, self._hint_rect(), ratio, (hint, palette.name, self._lettering),
                             lambda inner, rect: layers.draw_hint(inner, rect, hint, font, palette))

    def _letters(self) -> Lettering:
        ratio, palette = self._widget.devicePixelRatioF(), theme().colours
        if self._lettering is None or self._lettering.ratio != ratio or self._lettering.palette is not palette:
            self._lettering = Lettering(self._widget.font(), palette, ratio)
        return self._lettering

    def _legend_box(self) -> LegendBox:
        if self._legend is None or self._legend.colouring is not self._scene.colouring:
            self._legend = LegendBox(self._scene.colouring, self._widget.font())
        return self._legend

    def _legend_rect(self) -> QRectF:
        size = self._widget.size()
        return self._legend_box().rect(size.width(), size.height()) if self.legend_shown else QRectF()

    def _hint_rect(self) -> QRectF:
        hint, size = self._hands.hint(), self._widget.size()
        key = hint, size.width(), size.height()
        if self._hint[0] != key:
            self._hint = key, layers.hint_rect(hint, self._widget.font(), size.width(), size.height())
        return self._hint[1]
