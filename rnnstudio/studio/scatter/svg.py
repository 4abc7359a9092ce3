"""What is in sight as a vector picture, on a white ground: shapes, lines and real text."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from rnnstudio.api import whole_file
from rnnstudio.studio.scatter import layers
from rnnstudio.studio.scatter.colouring import MISSING
from rnnstudio.studio.scatter.legend import BAR, CORNERS, ROW, SWATCH
from rnnstudio.studio.scatter.lettering import Lettering
from rnnstudio.studio.scatter.picture import PAPER, Shot, as_png, points_image
from rnnstudio.studio.scatter.placing import Placed
from rnnstudio.studio.scatter.points import groups_in_sight
from rnnstudio.studio.scatter.stamps import RIM, RIMMED
from rnnstudio.studio.theme import RADIUS, SPACE_1, SPACE_2

MOST_SHAPES = 20_000
"""So many points at most are shapes of their own; more are one embedded image at twice the screen's pixels."""
_ANCHORS = {1.0: "start", -1.0: "end", 0.0: "middle"}


def save_svg(shot: Shot, path: Path) -> None:
    """Write a vector picture; see ``as_svg``.

    Args:
        shot: What is pictured.
        path: The file; it is written whole or not at all.

    Raises:
        UserError: If it can't be written.
    """
    text = as_svg(shot)
    with whole_file(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def as_svg(shot: Shot) -> str:
    """Return a vector picture of what is in sight.

    Up to ``MOST_SHAPES`` points each is a ``use`` of its shape, grouped by colour. If there are more, the points are
    one embedded image, so that the file stays of a size that other programs open. Labels and legend are text and
    shapes in either case.
    """
    width, height = shot.size
    family = ", ".join(quoted if " " not in quoted else f"'{quoted}'" for quoted in
                       [*shot.font.families(), "sans-serif"])
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}" '
        f'height="{height}" viewBox="0 0 {width} {height}" font-family={quoteattr(family)}>',
        f'<rect width="{width}" height="{height}" fill="{PAPER.surface}"/>',
        *_points(shot), *_marks(shot), *_labels(shot), *_legend(shot), "</svg>", ""])


def _points(shot: Shot) -> Iterator[str]:
    groups = list(groups_in_sight(shot.scene, PAPER, shot.labels.shown))
    width, height = shot.size
    if sum(len(group.x) for group in groups) > MOST_SHAPES:
        data = base64.b64encode(as_png(points_image(shot, 2.0))).decode()
        yield f'<image width="{width}" height="{height}" xlink:href="data:image/png;base64,{data}"/>'
        return
    yield "<defs>"
    for shape, size in sorted({(group.shape, group.size) for group in groups}):
        rim = RIM / 2 if size >= RIMMED and shape != "ring" else 0.0  # half of its line lies inside the outline
        yield _shape(shape, size / 2 + rim, f'id="{_name(shape, size)}"')
    yield "</defs>"
    for group in groups:
        for ink in np.unique(group.inks).tolist():
            these = group.inks == ink
            yield f"<g {_ink(group.shape, group.size, f'#{ink:06x}')}>"
            yield "".join(f'<use xlink:href="#{_name(group.shape, group.size)}" x="{x:.2f}" y="{y:.2f}"/>'
                          for x, y in zip(group.x[these].tolist(), group.y[these].tolist(), strict=True))
            yield "</g>"


def _name(shape: str, size: float) -> str:
    return f"{shape}{size:g}".replace(".", "_")


def _ink(shape: str, size: float, colour: str) -> str:
    if shape == "ring":
        return f'fill="none" stroke="{colour}" stroke-width="{size * 0.25:g}"'
    return f'fill="{colour}"' + (f' stroke="{PAPER.surface}" stroke-width="{RIM}"' if size >= RIMMED else "")


def _shape(shape: str, radius: float, attributes: str) -> str:
    corners = CORNERS.get(shape)
    if corners is None:
        return f'<circle r="{radius * (0.82 if shape == "ring" else 1):g}" {attributes}/>'
    points = " ".join(f"{x * radius:.2f},{y * radius:.2f}" for x, y in corners)
    return f'<polygon points="{points}" {attributes}/>'


def _marks(shot: Shot) -> Iterator[str]:
    scene = shot.scene
    table, radius = scene.colouring.table(PAPER), max(scene.diameter / 2, 2.5)
    for placed in shot.labels.firm.values():
        if placed.away > 0:
            start, end = layers.place_of(scene, placed.row), layers.nearest_edge(placed, scene)
            yield (f'<line x1="{start.x():.2f}" y1="{start.y():.2f}" x2="{end.x():.2f}" y2="{end.y():.2f}" '
                   f'stroke="{PAPER.secondary}"/>')
    for row in (row for row in scene.marked if scene.is_in_sight(row)):
        place, chosen = layers.place_of(scene, row), scene.marked[row] == layers.CHOSEN
        at = f'cx="{place.x():.2f}" cy="{place.y():.2f}"'
        yield (f'<circle {at} r="{radius + 2.5:g}" fill="{PAPER.surface}" '
               f'stroke="{PAPER.accent if chosen else PAPER.text}" stroke-width="{2.5 if chosen else 1.5}"/>')
        yield f'<circle {at} r="{radius:g}" fill="#{int(table[scene.colouring.colour[row]]):06x}"/>'


def _labels(shot: Shot) -> Iterator[str]:
    """Yield labels, each first as a halo: not every program knows how to draw a text's outline below it."""
    letters, names = Lettering(shot.font, PAPER), shot.scene.cloud.labels
    for bold, labels in ((False, shot.labels.shown), (True, shot.labels.firm)):
        font = letters.bold if bold else letters.font
        texts = [_text(placed, letters.text(names[row], bold), letters.baseline(bold))
                 for row, placed in labels.items()]
        if not texts:
            continue
        weight = f'font-size="{font.pixelSize()}" font-weight="{600 if bold else 400}"'
        yield (f'<g {weight} fill="none" stroke="{PAPER.surface}" stroke-width="3" stroke-linejoin="round" '
               'aria-hidden="true">')
        yield from texts
        yield "</g>"
        yield f'<g {weight} fill="{PAPER.text}">'
        yield from texts
        yield "</g>"


def _text(placed: Placed, text: str, baseline: float) -> str:
    """Return a label, held at the side of its point so that another font's widths don't part them."""
    across = {0: 1.0, 1: -1.0, 2: 0.0, 3: 0.0}.get(placed.side, 1.0 if placed.side < 6 else -1.0)
    x = placed.left + placed.width * (1 - across) / 2
    return (f'<text x="{x:.2f}" y="{placed.top + baseline:.2f}" text-anchor="{_ANCHORS[across]}">'
            f"{escape(text)}</text>")


def _legend(shot: Shot) -> Iterator[str]:
    box = shot.legend
    rect = box.rect(*shot.size) if box is not None else None
    if box is None or rect is None or rect.isEmpty():
        return
    yield (f'<rect x="{rect.left() + 0.5:g}" y="{rect.top() + 0.5:g}" width="{rect.width() - 1:g}" '
           f'height="{rect.height() - 1:g}" rx="{RADIUS}" fill="{PAPER.raised}" stroke="{PAPER.border}"/>')
    left, middle = rect.left() + SPACE_2, rect.top() + SPACE_1 + ROW / 2
    size = box.font.pixelSize()

    def words(x: float, y: float, text: str, colour: str, more: str = "") -> str:
        return (f'<text x="{x:.2f}" y="{y + size * 0.36:.2f}" font-size="{size}" fill="{colour}"{more}>'
                f"{escape(text)}</text>")

    if box.title:
        yield words(left, middle, box.title, PAPER.text, ' font-weight="600"')
        middle += ROW
    table = box.colouring.table(PAPER)
    entries = list(zip(box.legend.entries, box.names, strict=True))
    if box.legend.ramp:
        wide = rect.width() - 2 * SPACE_2
        stops = "".join(f'<stop offset="{each / 16:g}" stop-color="#{int(table[round(each * 254 / 16)]):06x}"/>'
                        for each in range(17))
        yield f'<defs><linearGradient id="ramp">{stops}</linearGradient></defs>'
        yield (f'<rect x="{left:g}" y="{middle - ROW / 2 + SPACE_1:g}" width="{wide:g}" height="{BAR}" '
               'fill="url(#ramp)"/>')
        for share, name in box.ticks(wide):
            yield words(left + share, middle + BAR + SPACE_1, name, PAPER.secondary)
        middle += BAR + SPACE_1 + ROW
        entries = [(entry, name) for entry, name in entries if entry.colour == MISSING]
    for entry, name in entries:
        yield (f'<g transform="translate({left + SWATCH / 2:g} {middle:g})">'
               + _shape(entry.shape, SWATCH / 2, _ink(entry.shape, 4.0, f"#{int(table[entry.colour]):06x}")) + "</g>")
        yield words(left + SWATCH + SPACE_2, middle, name, PAPER.text)
        middle += ROW
