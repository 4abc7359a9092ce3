"""What stands above the map: how the words are laid out, how many, in which colours, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from rnnstudio.api import Parameter, mark, tr
from rnnstudio.project.words import number
from rnnstudio.studio.embeddings.colouring import TITLES, Colour
from rnnstudio.studio.forms import NumberSpin
from rnnstudio.studio.forms.manners import ComboBox
from rnnstudio.studio.theme import SPACE_1, SPACE_2, TARGET_HEIGHT, icon, theme

Method = Literal["pca2", "pca3", "tsne", "umap"]
METHODS: dict[Method, str] = {"pca2": mark("PCA, 2-D"), "pca3": mark("PCA, 3-D"), "tsne": mark("t-SNE"),
                              "umap": mark("UMAP")}
METHOD_TIPS: dict[Method, str] = {
    "pca2": mark("The plane in which the words lie furthest apart: what is far apart stays so. It is there at once."),
    "pca3": mark("The three directions in which the words lie furthest apart; drag to turn them. It is there at "
                 "once."),
    "tsne": mark("Keeps near words near; how far groups are from one another says little. It takes a while."),
    "umap": mark("Keeps near words near, and a little of how groups lie to one another. It takes a while.")}
DEFAULT_POINTS = 5000
LEAST_POINTS = 3
_ICONS = {"lasso": "lasso", "whole": "scan-eye", "save": "download", "enlarge": "maximize", "panel": "panel-right"}


class MapBar(QWidget):
    """The toolbar.

    Signals:
        method_chosen: Another way to lay the words out.
        points_chosen: Another number of words.
        colour_chosen: Another meaning of colours.
        lasso_toggled: Whether the mouse draws around words.
        whole_wanted: All words are to be seen.
        picture_wanted: A picture is to be saved: "png" or "svg".
        selection_wanted: The words that were drawn around are to be saved.
        enlarge_toggled: Whether the map has the whole window.
        panel_toggled: Whether the tools beside the map are to be seen.
    """

    method_chosen = Signal()
    points_chosen = Signal()
    colour_chosen = Signal()
    lasso_toggled = Signal(bool)
    whole_wanted = Signal()
    picture_wanted = Signal(str)
    selection_wanted = Signal()
    enlarge_toggled = Signal(bool)
    panel_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours: list[Colour] = []
        self._wanted = self._total = DEFAULT_POINTS
        self.method = _combo(tr("How the words are laid out"), 8)
        for method, title in METHODS.items():
            self.method.addItem(tr(title), method)
            self.method.setItemData(self.method.count() - 1, tr(METHOD_TIPS[method]), Qt.ItemDataRole.ToolTipRole)
        self.points = NumberSpin(Parameter(name="points", title=tr("Words shown"), kind="int", default=DEFAULT_POINTS,
                                           minimum=LEAST_POINTS, maximum=10_000_000, step=500))
        self.points.setAccessibleName(tr("Words shown, the most frequent"))
        self.points.setToolTip(tr("How many words are shown, the most frequent"))
        self.points.setFixedWidth(84)
        self.points.set_value(DEFAULT_POINTS)
        self.total = QLabel()
        self.total.setProperty("role", "secondary")
        self.colour = _combo(tr("What the colours mean"), 10)
        self.colour.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.colour.setMaximumWidth(208)
        self.colour.setToolTip(tr("What the colours mean"))
        self.lasso = _button(tr("Lasso: draw around words to select them"), checkable=True)
        self.whole = _button(tr("Show all words"))
        self.save = _button(tr("Save a picture or the selected words"))
        self.enlarge = _button(tr("Give the map the whole window"), checkable=True)
        self.panel = _button(tr("Tools beside the map"), checkable=True)
        self.panel.setChecked(True)
        self._fill_menu()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self.method)
        row.addWidget(self.points)
        row.addWidget(self.total)
        row.addWidget(self.colour, 100)
        row.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_1)
        for button in (self.lasso, self.whole, self.save, self.enlarge, self.panel):
            buttons.addWidget(button)
        row.addLayout(buttons)
        self._connect()
        self.offer_colours(("none",), "none")

    def _fill_menu(self) -> None:
        menu = QMenu(self)
        menu.addAction(icon("image"), tr("Picture as PNG…"), lambda: self.picture_wanted.emit("png"))
        menu.addAction(icon("image"), tr("Picture as SVG…"), lambda: self.picture_wanted.emit("svg"))
        menu.addSeparator()
        self.save_selection = menu.addAction(icon("table"), tr("Selected words as TSV…"), self.selection_wanted.emit)
        self.save_selection.setEnabled(False)
        self.save.setMenu(menu)
        self.save.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def _connect(self) -> None:
        self.method.activated.connect(self._method_activated)
        self.points.edited.connect(self._points_edited)
        self.colour.activated.connect(lambda place: self.colour_chosen.emit())
        self.lasso.toggled.connect(self.lasso_toggled)
        self.whole.clicked.connect(self.whole_wanted)
        self.enlarge.toggled.connect(self.enlarge_toggled)
        self.panel.toggled.connect(self.panel_toggled)
        theme().changed.connect(self._restyle)
        self._restyle()
        self._show_tip()

    @property
    def chosen_method(self) -> Method:
        """How the words are laid out."""
        found: Method = self.method.currentData()
        return found

    @property
    def chosen_colour(self) -> Colour:
        """What the colours mean."""
        place = self.colour.currentIndex()
        return self._colours[place] if 0 <= place < len(self._colours) else "none"

    def choose_method(self, method: Method) -> None:
        """Show another way; nothing is told."""
        self.method.setCurrentIndex(self.method.findData(method))
        self._show_tip()

    def offer_colours(self, colours: Sequence[Colour], chosen: Colour) -> None:
        """Offer what the words can be coloured by; nothing is told."""
        if list(colours) != self._colours:
            self._colours = list(colours)
            self.colour.clear()
            self.colour.addItems([tr(TITLES[colour]) for colour in colours])
        place = self._colours.index(chosen) if chosen in self._colours else len(self._colours) - 1
        self.colour.setCurrentIndex(place)

    def show_total(self, total: int) -> None:
        """Say how many words there are."""
        self._total = max(total, LEAST_POINTS)
        self.total.setText(tr("of {count}", count=number(total)))
        self.points.set_value(self.shown)

    @property
    def shown(self) -> int:
        """How many words are to be shown: what a person wants, but no more than there are."""
        return min(self._wanted, self._total)

    @Slot(object)
    def _points_edited(self, points: int) -> None:
        self._wanted = points
        self.points_chosen.emit()

    @Slot(int)
    def _method_activated(self, place: int) -> None:
        self._show_tip()
        self.method_chosen.emit()

    def _show_tip(self) -> None:
        self.method.setToolTip(tr(METHOD_TIPS[self.chosen_method]))

    @Slot()
    def _restyle(self) -> None:
        for name, icon_name in _ICONS.items():
            getattr(self, name).setIcon(icon(icon_name, "text"))


def _combo(name: str, letters: int) -> ComboBox:
    combo = ComboBox()
    combo.setAccessibleName(name)
    combo.setMinimumHeight(TARGET_HEIGHT)
    combo.setMinimumContentsLength(letters)
    return combo


def _button(words: str, *, checkable: bool = False) -> QToolButton:
    button = QToolButton()
    button.setIconSize(QSize(18, 18))
    button.setAutoRaise(True)
    button.setCheckable(checkable)
    button.setMinimumSize(TARGET_HEIGHT, TARGET_HEIGHT)
    button.setToolTip(words)
    button.setAccessibleName(words)
    return button
