"""What can be done to the selected layers, as actions for menus and keys; each knows whether it is possible now."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu

from rnnstudio.api import tr
from rnnstudio.project.edits import Place, place_of
from rnnstudio.project.model import LayerNode
from rnnstudio.project.report import Repair
from rnnstudio.studio.builder import steps
from rnnstudio.studio.builder.accepting import refusal, type_title, wrappers_for
from rnnstudio.studio.builder.card_list import CardList
from rnnstudio.studio.builder.moves import step_down, step_up
from rnnstudio.studio.builder.parcels import from_text, to_text
from rnnstudio.studio.builder.rows import can_fold, roots
from rnnstudio.studio.document import Document
from rnnstudio.studio.theme import icon, theme

Key = QKeySequence.StandardKey | str
_STANDARD = QKeySequence.StandardKey


class BuilderActions(QObject):
    """The actions on a document's selection. Their keys work while ``view`` has the focus.

    Attributes:
        cut, copy, paste, duplicate, delete: As everywhere.
        move_up, move_down: By one place, into wrappers and out of them.
        wrap: A menu of the wrappers that the selected layers can be put into.
        take_out: Out of the wrapper around.
        toggle: Switch layers off and on.
        mend: Do what the first repair button of the current card says.
        rename: Edit the current card's name in place.
        select_all: Select every layer.
        fold_all, unfold_all: Hide what is inside wrappers, or show it.

    Signals:
        said: Why what was asked for can't be done, in words.
    """

    said = Signal(str)

    def __init__(self, document: Document, view: CardList, rename: Callable[[], None]) -> None:
        super().__init__(view)
        self.document = document
        self._view = view
        self._icons: dict[QAction, str] = {}
        self.cut = self._action(tr("Cut"), self._cut, _STANDARD.Cut)
        self.copy = self._action(tr("Copy"), self._copy, _STANDARD.Copy, "copy")
        self.paste = self._action(tr("Paste"), self._paste, _STANDARD.Paste)
        self.duplicate = self._action(tr("Duplicate"), lambda: steps.duplicate(document, self._chosen()), "Ctrl+D")
        self.delete = self._action(tr("Delete"), lambda: steps.delete(document, self._chosen()), _STANDARD.Delete,
                                   "trash-2")
        self.move_up = self._action(tr("Move up"), lambda: self._move(self._up), "Alt+Up", "arrow-up")
        self.move_down = self._action(tr("Move down"), lambda: self._move(self._down), "Alt+Down", "arrow-down")
        self.take_out = self._action(tr("Take out of the wrapper"), self._take_out)
        self.toggle = self._action(tr("Switch off"), lambda: steps.toggle(document, document.selection), "Space")
        self.mend = self._action(tr("Repair"), self._mend, "Ctrl+.")
        self.rename = self._action(tr("Rename"), rename, "F2", "pencil")
        self.select_all = self._action(tr("Select all"), self._select_all, _STANDARD.SelectAll)
        self.fold_all = self._action(tr("Fold all"), lambda: self._fold_all(True), "Ctrl+Shift+Left",
                                     "chevrons-down-up")
        self.unfold_all = self._action(tr("Unfold all"), lambda: self._fold_all(False), "Ctrl+Shift+Right",
                                       "chevrons-up-down")
        self.wrap = QMenu(tr("Put into"), view)
        self.wrap.setIcon(icon("layers"))
        self._up: Place | None = None
        self._down: Place | None = None
        document.selection_changed.connect(self.refresh)
        document.report_changed.connect(self.refresh)
        QGuiApplication.clipboard().dataChanged.connect(self._refresh_paste)
        theme().changed.connect(self._take_icons)
        self.refresh()
        self._refresh_paste()

    @Slot()
    def refresh(self) -> None:
        """Enable and name the actions by what is possible now."""
        document, selection = self.document, self.document.selection
        project, registry = document.project, document.registry
        for action in (self.cut, self.copy, self.duplicate, self.delete, self.toggle):
            action.setEnabled(bool(selection))
        self._up = step_up(project, registry, selection)
        self._down = step_down(project, registry, selection)
        self.move_up.setEnabled(self._up is not None)
        self.move_down.setEnabled(self._down is not None)
        self.rename.setEnabled(len(selection) == 1 and project.node(selection[0]).type in registry.layers)
        self.select_all.setEnabled(bool(project.stack))
        self.duplicate.setEnabled(bool(selection) and self._has_room_for_copies())
        self.take_out.setEnabled(self._can_be_taken_out())
        off = any(not project.node(node_id).enabled for node_id in selection)
        self.toggle.setText(tr("Switch on") if off else tr("Switch off"))
        repair = self.first_repair()
        self.mend.setEnabled(repair is not None)
        self.mend.setText(repair.title if repair is not None else tr("Repair"))
        self._fill_wrap()

    def context_menu(self) -> QMenu:
        """Return a menu of what can be done to the selection."""
        menu = QMenu(self._view)
        if self.mend.isEnabled():
            menu.addAction(self.mend)
            menu.addSeparator()
        for group in ((self.cut, self.copy, self.paste, self.duplicate, self.delete),
                      (self.rename, self.toggle), (self.move_up, self.move_down)):
            for action in group:
                menu.addAction(action)
            menu.addSeparator()
        menu.addMenu(self.wrap)
        menu.addAction(self.take_out)
        menu.addSeparator()
        for action in (self.select_all, self.fold_all, self.unfold_all):
            menu.addAction(action)
        return menu

    def all(self) -> list[QAction]:
        """Return every action, in the order of a menu."""
        return [self.cut, self.copy, self.paste, self.duplicate, self.delete, self.select_all, self.rename,
                self.toggle, self.move_up, self.move_down, self.take_out, self.mend, self.fold_all, self.unfold_all]

    @staticmethod
    def keys() -> list[tuple[str, str]]:
        """Return the keys of the stack and the palette that are no actions, with what they do."""
        return [
            (_native("Up", "Down"), tr("Go from layer to layer")),
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
        layers = from_text(QGuiApplication.clipboard().text(), self.document.registry)
        if isinstance(layers, str):
            self.said.emit(layers)
        elif layers:
            steps.paste(self.document, layers)

    def _select_all(self) -> None:
        self.document.select(*(node.id for _, node in self.document.project.nodes()
                               if self._view.stack.index_of(node.id).isValid()))

    def _fold_all(self, on: bool) -> None:
        registry = self.document.registry
        self._view.stack.fold((node.id for _, node in self.document.project.nodes() if can_fold(registry, node)), on)

    def _move(self, place: Place | None) -> None:
        if place is not None:
            steps.move(self.document, self._chosen(), place)

    def _take_out(self) -> None:
        steps.take_out(self.document, self._chosen())

    def _mend(self) -> None:
        repair = self.first_repair()
        if repair is not None:
            steps.repair(self.document, repair)

    def _has_room_for_copies(self) -> bool:
        project, registry = self.document.project, self.document.registry
        by_parent: dict[str | None, list[str]] = {}
        for node in self._nodes():
            by_parent.setdefault(place_of(project, node.id).parent, []).append(node.type)
        return all(not refusal(project, registry, parent, types) for parent, types in by_parent.items())

    def _can_be_taken_out(self) -> bool:
        project, registry = self.document.project, self.document.registry
        chosen = self._nodes()
        for node in chosen:
            parent = place_of(project, node.id).parent
            if parent is None:
                return False
            outer = place_of(project, parent).parent
            stays = len(project.node(parent).children) > 1
            moving = () if stays else (parent,)
            if refusal(project, registry, outer, [node.type], moving):
                return False
        return bool(chosen)

    def _fill_wrap(self) -> None:
        self.wrap.clear()
        project, registry, chosen = self.document.project, self.document.registry, self._nodes()
        fitting = [set(wrappers_for(project, registry, node, place_of(project, node.id).parent)) for node in chosen]
        for type_id in registry.layers:
            if fitting and all(type_id in types for types in fitting):
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
    def _refresh_paste(self) -> None:
        text = QGuiApplication.clipboard().text()
        self.paste.setEnabled(bool(from_text(text, self.document.registry)))

    @Slot()
    def _take_icons(self) -> None:
        for action, picture in self._icons.items():
            action.setIcon(icon(picture))


def _native(*keys: str) -> str:
    """Return keys as this system writes them."""
    return " ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) or key for key in keys)
