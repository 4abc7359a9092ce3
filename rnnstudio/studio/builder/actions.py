"""What can be done to the selected layers, as actions for menus and keys; each knows whether it is possible now."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from rnnstudio.api import tr
from rnnstudio.project.edits import Place
from rnnstudio.project.model import LayerNode
from rnnstudio.project.report import Repair
from rnnstudio.studio.builder import steps
from rnnstudio.studio.builder.accepting import type_title
from rnnstudio.studio.builder.card_list import CardList
from rnnstudio.studio.builder.parcels import from_text, to_text
from rnnstudio.studio.builder.possible import possible
from rnnstudio.studio.builder.rows import can_fold, roots
from rnnstudio.studio.document import Document
from rnnstudio.studio.theme import icon, theme

Key = QKeySequence.StandardKey | str
_STANDARD = QKeySequence.StandardKey


class BuilderActions(QObject):
    """The actions on a document's selection. Their keys work in ``view``, and in the panes named to ``work_in``.

    Attributes:
        cut, copy, paste, duplicate, delete: As everywhere.
        move_up, move_down: By one place, into wrappers and out of them.
        wrap: A menu of the wrappers that the selected layers can be put into.
        take_out: Out of the wrapper around.
        toggle: Switch layers off and on.
        mend: Do what the first repair button of the current card says.
        rename: Edit the current card's name in place.
        select_all, select_none: Select every layer, or none.
        fold: Hide what is inside the selected wrappers, or show it.
        fold_all, unfold_all: The same for all wrappers.

    Signals:
        said: Why what was asked for can't be done, in words.
    """

    said = Signal(str)

    def __init__(self, document: Document, view: CardList, rename: Callable[[], None]) -> None:
        super().__init__(view)
        self.document = document
        self._view = view
        self._icons: dict[QAction, str] = {}
        self._can = possible(document.project, document.registry, ())
        self._shown_wrappers: tuple[str, ...] = ()
        self._edit_actions()
        self._layer_actions(rename)
        self.wrap = QMenu(tr("Put into"), view)
        self.wrap.setIcon(icon("layers"))
        document.selection_changed.connect(self.refresh)
        document.report_changed.connect(self._refresh_mend)
        view.stack.folding_changed.connect(self._refresh_folding)
        theme().changed.connect(self._take_icons)
        self.refresh()

    def _edit_actions(self) -> None:
        document = self.document
        self.cut = self._action(tr("Cut"), self._cut, _STANDARD.Cut)
        self.copy = self._action(tr("Copy"), self._copy, _STANDARD.Copy, "copy")
        self.paste = self._action(tr("Paste"), self._paste, _STANDARD.Paste)
        self.duplicate = self._action(tr("Duplicate"), lambda: steps.duplicate(document, self._chosen()), "Ctrl+D")
        self.delete = self._action(tr("Delete"), lambda: steps.delete(document, self._chosen()), _STANDARD.Delete,
                                   "trash-2")
        self.select_all = self._action(tr("Select all"), self._select_all, _STANDARD.SelectAll)
        self.select_none = self._action(tr("Select none"), document.select, "Ctrl+Shift+A")

    def _layer_actions(self, rename: Callable[[], None]) -> None:
        document = self.document
        self.rename = self._action(tr("Rename"), rename, "F2", "pencil")
        self.toggle = self._action(tr("Switch off"), lambda: steps.toggle(document, document.selection), "Space")
        self.move_up = self._action(tr("Move up"), lambda: self._move(self._can.up), "Alt+Up", "arrow-up")
        self.move_down = self._action(tr("Move down"), lambda: self._move(self._can.down), "Alt+Down", "arrow-down")
        self.take_out = self._action(tr("Take out of the wrapper"), self._take_out, "Alt+Left")
        self.mend = self._action(tr("Repair"), self._mend, "Ctrl+.")
        self.fold = self._action(tr("Fold"), self._fold)
        self.fold_all = self._action(tr("Fold all"), lambda: self._fold_all(True), "Ctrl+Shift+Left",
                                     "chevrons-down-up")
        self.unfold_all = self._action(tr("Unfold all"), lambda: self._fold_all(False), "Ctrl+Shift+Right",
                                       "chevrons-up-down")

    def work_in(self, *panes: QWidget) -> None:
        """Let the keys work in other panes too, but where a field in them has a use of its own for a key.

        Space is left out: there it presses buttons and ticks boxes.
        """
        for pane in panes:
            for action in self.all():
                if action is not self.toggle and not action.shortcut().isEmpty():
                    key = QShortcut(action.shortcut(), pane)
                    key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                    key.activated.connect(action.trigger)

    @Slot()
    def refresh(self) -> None:
        """Enable and name the actions by what is possible now."""
        document = self.document
        can = self._can = possible(document.project, document.registry, document.selection)
        for action in (self.cut, self.copy, self.delete, self.toggle, self.select_none):
            action.setEnabled(bool(document.selection))
        self.duplicate.setEnabled(can.duplicate)
        self.move_up.setEnabled(can.up is not None)
        self.move_down.setEnabled(can.down is not None)
        self.rename.setEnabled(can.rename)
        self.take_out.setEnabled(can.take_out)
        self.select_all.setEnabled(bool(document.project.stack))
        self.toggle.setText(tr("Switch on") if can.switched_off else tr("Switch off"))
        self._refresh_mend()
        self._refresh_folding()
        self._fill_wrap()

    @Slot()
    def _refresh_mend(self) -> None:
        repair = self.first_repair()
        self.mend.setEnabled(repair is not None)
        self.mend.setText(repair.title if repair is not None else tr("Repair"))

    @Slot()
    def _refresh_folding(self) -> None:
        rows = self._view.stack.rows()
        self.fold_all.setEnabled(any(row.opens for row in rows))
        self.unfold_all.setEnabled(any(row.folded for row in rows))
        self.fold.setEnabled(bool(self._can.foldable))
        self.fold.setText(tr("Unfold") if self._can.foldable and self._all_folded() else tr("Fold"))

    def context_menu(self) -> QMenu:
        """Return a menu of what can be done to the selection."""
        menu = QMenu(self._view)
        if self.mend.isEnabled():
            menu.addAction(self.mend)
            menu.addSeparator()
        for group in ((self.cut, self.copy, self.paste, self.duplicate, self.delete), (self.rename, self.toggle),
                      (self.move_up, self.move_down, self.wrap.menuAction(), self.take_out)):
            menu.addActions(group)
            menu.addSeparator()
        if self.fold.isEnabled():
            menu.addAction(self.fold)
        menu.addActions((self.fold_all, self.unfold_all, self.select_all))
        return menu

    def all(self) -> list[QAction]:
        """Return every action, in the order of a menu."""
        return [self.cut, self.copy, self.paste, self.duplicate, self.delete, self.select_all, self.select_none,
                self.rename, self.toggle, self.move_up, self.move_down, self.take_out, self.mend, self.fold,
                self.fold_all, self.unfold_all]

    @staticmethod
    def keys() -> list[tuple[str, str]]:
        """Return the keys of the stack and the palette that are no actions, with what they do."""
        return [
            (_native("Up", "Down"), tr("Go from layer to layer")),
            (_native("Home", "End"), tr("Go to the first or the last layer")),
            (_native("Shift+Up", "Shift+Down"), tr("Select more layers")),
            (_native("Left"), tr("Fold a wrapper, or go to the one around")),
            (_native("Right"), tr("Unfold a wrapper, or go into it")),
            (_native("Return"), tr("Go to the layer's settings")),
            (_native("Esc"), tr("Select nothing; give up a drag")),
            (_native("Ctrl"), tr("While dragging: copy instead of move")),
            (_native("Return"), tr("In the list of layers: add the layer below the selection")),
        ]

    def first_repair(self) -> Repair | None:
        """Return the repair offered first on the selected layers' cards."""
        return next((repair for node_id in self.document.selection for problem in self.document.problems(node_id)
                     for repair in problem.repairs), None)

    def _action(self, text: str, do: Callable[[], object], key: Key | None = None, picture: str = "") -> QAction:
        action = QAction(text, self)
        if key is not None:
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        if picture:
            self._icons[action] = picture
            action.setIcon(icon(picture))
        action.triggered.connect(lambda _=False: do())
        self._view.addAction(action)
        return action

    def _chosen(self) -> list[str]:
        return roots(self.document.project, self.document.selection)

    def _nodes(self) -> tuple[LayerNode, ...]:
        return tuple(self.document.project.node(node_id) for node_id in self._chosen())

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(to_text(self._nodes()))

    def _cut(self) -> None:
        self._copy()
        steps.cut(self.document, self._chosen())

    def _paste(self) -> None:
        """Paste the layers on the clipboard; it is read only now, for another program may be slow to hand it out."""
        layers = from_text(QGuiApplication.clipboard().text(), self.document.registry)
        if isinstance(layers, str):
            self.said.emit(layers)
        elif layers:
            steps.paste(self.document, layers)
        else:
            self.said.emit(tr("There are no layers on the clipboard; copy some first, here or in another window"))

    def _select_all(self) -> None:
        self.document.select(*(node.id for _, node in self.document.project.nodes()
                               if self._view.stack.index_of(node.id).isValid()))

    def _fold_all(self, on: bool) -> None:
        registry = self.document.registry
        self._view.stack.fold((node.id for _, node in self.document.project.nodes() if can_fold(registry, node)), on)

    def _fold(self) -> None:
        self._view.stack.fold(self._can.foldable, not self._all_folded())

    def _all_folded(self) -> bool:
        return self._view.stack.folded.issuperset(self._can.foldable)

    def _move(self, place: Place | None) -> None:
        if place is not None:
            steps.move(self.document, self._chosen(), place)

    def _take_out(self) -> None:
        steps.take_out(self.document, self._chosen())

    def _mend(self) -> None:
        repair = self.first_repair()
        if repair is not None:
            steps.repair(self.document, repair)

    def _fill_wrap(self) -> None:
        if self._can.wrappers != self._shown_wrappers:
            self._shown_wrappers = self._can.wrappers
            self.wrap.clear()
            registry = self.document.registry
            for type_id in self._can.wrappers:
                action = self.wrap.addAction(icon(registry.layers[type_id].info.icon), type_title(registry, type_id))
                action.setData(type_id)
                action.triggered.connect(self._wrap)
        self.wrap.setEnabled(not self.wrap.isEmpty())

    @Slot()
    def _wrap(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            steps.wrap(self.document, self._chosen(), action.data())

    @Slot()
    def _take_icons(self) -> None:
        for action, picture in self._icons.items():
            action.setIcon(icon(picture))
        self._shown_wrappers = ()
        self._fill_wrap()


def _native(*keys: str) -> str:
    """Return keys as this system writes them."""
    return " ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) or key for key in keys)
