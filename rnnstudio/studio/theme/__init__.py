"""How the window looks: colours, the style sheet, icons.

    from rnnstudio.studio.theme import icon, theme

    theme().install(app, sheet=False)         # once, before the window is made
    theme().dress(window)                     # before it is shown; all that is in it is dressed too
    theme().choose("dark")                    # or "light", "system"
    theme().colours.accent                    # "#2b5fd0"; every colour is a field of Palette
    theme().colours.category("Recurrent")     # the colour of a card's bar
    theme().series_pen(0)                     # the pen of a plot's first curve
    theme().changed.connect(self._restyle)    # colours and icons are to be taken anew
    button.setIcon(icon("play", "accent"))    # one of resources/icons, or the path of an SVG file
    paint_icon(painter, rect, "play")         # the same where a widget or a delegate paints itself

What the style sheet knows, set with ``setProperty`` before the widget is shown (``restyle(widget)`` after):

* ``kind``: on QPushButton ``primary``, ``flat`` or ``danger``.
* ``role``: on QLabel ``heading``, ``secondary``, ``error``, ``warning``, ``success``; on QFrame and QWidget
  ``raised``, ``sunken`` (panels), ``card`` (panel with a border), ``notice`` (with ``kind`` ``info``, ``success``,
  ``warning``, ``error``), ``line`` (a hairline).
* ``invalid``: "true" on a field whose text can't be used.

``Switch`` is an on/off switch with the interface of a QCheckBox.
"""

from rnnstudio.studio.theme.switch import Switch
from rnnstudio.studio.theme.theme import MODES, Mode, Theme, icon, paint_icon, restyle, theme
from rnnstudio.studio.theme.tokens import (
    HEADING_SIZE,
    RADIUS,
    SECONDARY_SIZE,
    SPACE_1,
    SPACE_2,
    SPACE_3,
    SPACE_4,
    SPACE_5,
    TARGET_HEIGHT,
    TEXT_SIZE,
    Palette,
    Series,
)

__all__ = [
    "HEADING_SIZE",
    "MODES",
    "RADIUS",
    "SECONDARY_SIZE",
    "SPACE_1",
    "SPACE_2",
    "SPACE_3",
    "SPACE_4",
    "SPACE_5",
    "TARGET_HEIGHT",
    "TEXT_SIZE",
    "Mode",
    "Palette",
    "Series",
    "Switch",
    "Theme",
    "icon",
    "paint_icon",
    "restyle",
    "theme",
]
