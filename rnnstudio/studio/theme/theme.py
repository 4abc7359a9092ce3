"""The theme in use: follows the system's light or dark, or what the user chose, and dresses the application."""

from __future__ import annotations

import atexit
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, get_args

import shiboken6
from PySide6.QtCore import QObject, QRect, Qt, QTemporaryDir, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontInfo, QGuiApplication, QIcon, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from rnnstudio.studio.theme import icons
from rnnstudio.studio.theme.sheet import GLYPHS, style_sheet
from rnnstudio.studio.theme.tokens import DARK, LIGHT, TEXT_SIZE, Palette

Mode = Literal["system", "light", "dark"]
CHINESE_FONTS = ("Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Micro Hei")
"""Asked, in this order, for what the system's font lacks: else a system set to another language takes a font whose
Chinese characters and punctuation have the shapes of another region."""
MODES: tuple[Mode, ...] = get_args(Mode)

_theme: Theme | None = None


class Theme(QObject):
    """Which palette is in use, and what is made from it.

    Signals:
        changed: Another palette is in use: take colours and icons anew.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mode: Mode = "system"
        self._palette = LIGHT
        self._app: QApplication | None = None
        self._app_wide = True
        self._dressed: list[QWidget] = []
        self._sheet = ""
        self._icons: dict[tuple[str, str], QIcon] = {}
        self._painted: dict[tuple[str, str, int, float], QPixmap] = {}
        self._glyphs: QTemporaryDir | None = None
        hints = QGuiApplication.styleHints()
        self._scheme = hints.colorScheme()
        hints.colorSchemeChanged.connect(self._system_changed)
        self._palette = self._wanted()

    @property
    def colours(self) -> Palette:
        """The palette in use."""
        return self._palette

    def current(self) -> Palette:
        """Return the palette in use."""
        return self._palette

    @property
    def mode(self) -> Mode:
        """What the user chose: "light", "dark", or to follow the "system"."""
        return self._mode

    def choose(self, mode: str) -> None:
        """Use light, dark, or what the system says; anything else means the system."""
        self._mode = mode if mode in MODES else "system"
        hints = QGuiApplication.styleHints()
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        hints.setColorScheme(schemes.get(self._mode, Qt.ColorScheme.Unknown))
        self._scheme = hints.colorScheme()
        self._follow()

    def install(self, app: QApplication, sheet: bool = True) -> None:
        """Dress an application, now and at each change. Call it once, before the window is made.

        Args:
            app: The application.
            sheet: Whether all of it has the style sheet. A widget made under an application's style sheet is polished
                anew, with all that is in it, by each layout it is put in: building a pane takes three times as long.
                Who says False has each window ``dress`` itself instead.
        """
        self._app_wide = sheet
        app.setStyle("Fusion")
        font = QFont(app.font())
        font.setPixelSize(TEXT_SIZE)
        font.setFamilies([QFontInfo(font).family(), *CHINESE_FONTS])
        font.setFeature(QFont.Tag("tnum"), 1)
        app.setFont(font)
        self._app = app
        self._dress()

    def dress(self, window: QWidget) -> None:
        """Give the style sheet to a window and all that is or will be in it, now and at each change.

        Call it when the window is made and not yet shown. Nothing to do where the application has the sheet.
        """
        if self._app is not None and not self._app_wide:
            self._dressed = [*self._living(), window]
            self._sheet = self._sheet or style_sheet(self._palette, self._write_glyphs())
            window.setStyleSheet(self._sheet)

    def undress(self) -> None:
        """Leave the application's clothes as they are from now on, for tests."""
        self._app, self._app_wide, self._dressed = None, True, []

    def icon(self, name: str, role: str = "text") -> QIcon:
        """Return an icon in the colour of a role: a ``Palette`` field such as "text", "accent" or "error".

        Args:
            name: The name of one of our icons or of a plugin's, or the path of an SVG file.
            role: The colour's name, or a colour as ``#rrggbb``.
        """
        key = (name, role)
        if key not in self._icons:
            self._icons[key] = icons.make_icon(name, self._colour(role), self._palette.disabled)
        return self._icons[key]

    def use_icons(self, named: Mapping[str, Path]) -> None:
        """Know icons that plugins bring, by their names, besides ours."""
        icons.use(named)
        self._icons.clear()
        self._painted.clear()

    def pixmap(self, name: str, size: int = 16, role: str = "text", ratio: float = 1.0) -> QPixmap:
        """Return an icon as a picture, for a label; ``ratio`` is the widget's ``devicePixelRatioF()``."""
        return icons.draw(name, self._colour(role), size, ratio)

    def paint_icon(self, painter: QPainter, rect: QRect, name: str, role: str = "text") -> None:
        """Paint an icon into a square; only the one size that is needed is drawn, once."""
        key = (name, role, rect.width(), painter.device().devicePixelRatioF())
        if key not in self._painted:
            self._painted[key] = icons.draw(name, self._colour(role), key[2], key[3])
        painter.drawPixmap(rect.topLeft(), self._painted[key])

    def series_pen(self, index: int, width: float = 2.0) -> QPen:
        """Return the pen of a plot's curve; neighbours differ in colour and in line style."""
        series = self._palette.series[index % len(self._palette.series)]
        pen = QPen(QColor(series.colour), width)
        pen.setCosmetic(True)
        if series.dashes:
            pen.setDashPattern(list(series.dashes))
        return pen

    def _colour(self, role: str) -> str:
        if role.startswith("#"):
            return role
        value = getattr(self._palette, role, None)
        return value if isinstance(value, str) else self._palette.category(role)

    def _wanted(self) -> Palette:
        if self._mode != "system":
            return DARK if self._mode == "dark" else LIGHT
        return DARK if self._scheme == Qt.ColorScheme.Dark else LIGHT

    @Slot(Qt.ColorScheme)
    def _system_changed(self, scheme: Qt.ColorScheme) -> None:
        self._scheme = scheme
        self._follow()

    def _follow(self) -> None:
        wanted = self._wanted()
        if wanted is self._palette:
            return
        self._palette = wanted
        self._icons.clear()
        self._painted.clear()
        self._dress()
        self.changed.emit()

    def _dress(self) -> None:
        if self._app is None:
            return
        self._app.setPalette(qt_palette(self._palette))
        self._sheet = style_sheet(self._palette, self._write_glyphs()) if self._app_wide or self._dressed else ""
        if self._app_wide:
            self._app.setStyleSheet(self._sheet)
        for window in self._living():
            window.setStyleSheet(self._sheet)

    def _living(self) -> list[QWidget]:
        return [window for window in self._dressed if shiboken6.isValid(window)]

    def _write_glyphs(self) -> str:
        """Write the small pictures that a style sheet can only take from files; return their folder."""
        folder = QTemporaryDir()
        for file, (name, role) in GLYPHS.items():
            with open(folder.filePath(f"{file}.svg"), "wb") as out:  # noqa: PTH123 - the path is Qt's
                out.write(icons.tinted_svg(name, self._colour(role)))
        if self._glyphs is None:
            atexit.register(self._remove_glyphs)  # Python ends without destroying what modules hold
        self._glyphs = folder
        return folder.path()

    def _remove_glyphs(self) -> None:
        if self._glyphs is not None:
            self._glyphs.remove()


def qt_palette(colours: Palette) -> QPalette:
    """Return Qt's palette, for what the style sheet doesn't reach."""
    roles = {
        QPalette.ColorRole.Window: colours.surface,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Base: colours.raised,
        QPalette.ColorRole.AlternateBase: colours.surface,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.secondary,
        QPalette.ColorRole.Button: colours.raised,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.ToolTipBase: colours.raised,
        QPalette.ColorRole.ToolTipText: colours.text,
        QPalette.ColorRole.Highlight: colours.accent,
        QPalette.ColorRole.HighlightedText: colours.accent_text,
        QPalette.ColorRole.Link: colours.accent,
        QPalette.ColorRole.LinkVisited: colours.accent,
        QPalette.ColorRole.BrightText: colours.error,
        QPalette.ColorRole.Accent: colours.accent,
    }
    made = QPalette()
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.disabled))
    return made


def theme() -> Theme:
    """Return the application's theme, made at the first call."""
    global _theme
    if _theme is None or not shiboken6.isValid(_theme):
        _theme = Theme(QApplication.instance())
    return _theme


def icon(name: str, role: str = "text") -> QIcon:
    """Return an icon of the application's theme. See ``Theme.icon``."""
    return theme().icon(name, role)


def paint_icon(painter: QPainter, rect: QRect, name: str, role: str = "text") -> None:
    """Paint an icon of the application's theme. See ``Theme.paint_icon``."""
    theme().paint_icon(painter, rect, name, role)


def restyle(widget: QWidget) -> None:
    """Apply the style sheet anew after a property that it asks for has changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
