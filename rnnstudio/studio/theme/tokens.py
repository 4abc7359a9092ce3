"""The window's colours and measures as data: the one place they are written down. Knows no Qt.

The style sheet, the icons and the plots all take their colours from a ``Palette``. Text colours keep a contrast of at
least 4.5:1 on every surface they stand on, in both palettes; the tests compute it.
"""

from __future__ import annotations

import msgspec

SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_5 = 4, 8, 12, 16, 24
"""Distances between things, in logical pixels."""

RADIUS = 6
"""Corner radius of cards, fields and buttons."""

TEXT_SIZE, SECONDARY_SIZE, HEADING_SIZE = 13, 12, 15
"""Font sizes in logical pixels."""

TARGET_HEIGHT = 28
"""The least height of anything that can be clicked."""


class Series(msgspec.Struct, frozen=True):
    """How one curve of a plot looks. ``dashes`` are in units of the line's width; empty is a solid line."""

    colour: str
    dashes: tuple[float, ...] = ()


class Palette(msgspec.Struct, frozen=True, kw_only=True):
    """All colours of one theme, as ``#rrggbb``.

    Attributes:
        surface: The window's ground.
        raised: Cards, fields, menus, tooltips.
        sunken: Wells: the palette of layers, the ground under the cards.
        border: Hairlines between parts.
        outline: Edges of fields and switches, at least 3:1 on what they stand on.
        text: Text.
        secondary: Text that matters less.
        disabled: Text and icons of what can't be used now.
        accent: The one accent: primary buttons, selection, links.
        accent_text: Text on ``accent``.
        accent_hover: ``accent`` under the mouse.
        accent_pressed: ``accent`` pressed.
        accent_soft: Ground of what is selected.
        hover: Ground of what is under the mouse.
        pressed: Ground of what is pressed.
        focus: The ring around what has the keyboard's focus.
        warning: Text and icon of a warning.
        warning_soft: Ground of a warning.
        error: Text and icon of an error.
        error_soft: Ground of an error.
        success: Text and icon of a success.
        success_soft: Ground of a success.
        categories: Colour of a card's bar by the layer's category.
        series: Curves, in the order they are handed out.
    """

    name: str
    dark: bool
    surface: str
    raised: str
    sunken: str
    border: str
    outline: str
    text: str
    secondary: str
    disabled: str
    accent: str
    accent_text: str
    accent_hover: str
    accent_pressed: str
    accent_soft: str
    hover: str
    pressed: str
    focus: str
    warning: str
    warning_soft: str
    error: str
    error_soft: str
    success: str
    success_soft: str
    categories: dict[str, str]
    series: tuple[Series, ...]

    def category(self, name: str) -> str:
        """Return the colour of a category; a plugin's own has that of "Other"."""
        return self.categories.get(name, self.categories["Other"])


_DASHES: tuple[tuple[float, ...], ...] = ((), (4, 2), (1, 2), (6, 2, 1, 2), (6, 2, 1, 2, 1, 2), (10, 3))


def _series(*colours: str) -> tuple[Series, ...]:
    return tuple(Series(colour, dashes) for colour, dashes in zip(colours, _DASHES, strict=True))


# Okabe and Ito's colours, which people with any kind of colour vision tell apart; each palette leaves out those that
# are hard to see on its ground.
_BLUE, _SKY, _GREEN, _ORANGE, _VERMILLION, _PURPLE, _YELLOW = (
    "#0072b2", "#56b4e9", "#009e73", "#e69f00", "#d55e00", "#cc79a7", "#f0e442")

LIGHT = Palette(
    name="light", dark=False,
    surface="#f7f7f8", raised="#ffffff", sunken="#eeeff1", border="#d9dbdf", outline="#868c95",
    text="#1c1e21", secondary="#565c65", disabled="#9a9fa7",
    accent="#2b5fd0", accent_text="#ffffff", accent_hover="#2453ba", accent_pressed="#1d459d", accent_soft="#e4ebfb",
    hover="#e8eaed", pressed="#dcdfe4", focus="#2b5fd0",
    warning="#855600", warning_soft="#fcf2da", error="#b3261e", error_soft="#fce9e7",
    success="#1a6b3a", success_soft="#e3f3e8",
    categories={"Input": "#0072b2", "Recurrent": "#7a4fb5", "Cells": "#9a5fc0", "Wrapper": "#4b6a88",
                "Attention": "#a8443a", "Convolution": "#5f7a1f", "Pooling": "#00856b", "Dense": "#b85c00",
                "Regularisation": "#b8457a", "Other": "#777c85"},
    series=_series(_BLUE, _VERMILLION, _GREEN, _PURPLE, _ORANGE, _SKY),
)

DARK = Palette(
    name="dark", dark=True,
    surface="#1e1f22", raised="#27292d", sunken="#18191b", border="#3a3d42", outline="#7b818a",
    text="#e6e7e9", secondary="#a9aeb6", disabled="#6b7078",
    accent="#86abf9", accent_text="#0f1728", accent_hover="#9dbbfb", accent_pressed="#b3cbfc", accent_soft="#2a3550",
    hover="#313439", pressed="#3b3f45", focus="#86abf9",
    warning="#e8b04a", warning_soft="#3a2f17", error="#f4928a", error_soft="#43211f",
    success="#73c98d", success_soft="#1c3626",
    categories={"Input": "#56b4e9", "Recurrent": "#b08be6", "Cells": "#c9a3ee", "Wrapper": "#8ba9c7",
                "Attention": "#f0887d", "Convolution": "#a9c65c", "Pooling": "#35c49f", "Dense": "#e8954a",
                "Regularisation": "#e583b3", "Other": "#979da6"},
    series=_series(_SKY, _ORANGE, _GREEN, _PURPLE, _VERMILLION, _YELLOW),
)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21, as WCAG 2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
