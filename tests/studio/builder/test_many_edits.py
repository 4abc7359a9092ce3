"""Four thousand edits, undos and redos at random, through everything that listens to them."""

import gc
import random

import pytest
import shiboken6
from PySide6.QtTest import QAbstractItemModelTester

from rnnstudio.project import edits
from rnnstudio.project.changes import SetParameters
from rnnstudio.project.edits import Place
from rnnstudio.project.history import DEPTH
from rnnstudio.project.report import Repair
from rnnstudio.studio.builder import steps
from rnnstudio.studio.builder.accepting import refusal, wrappers_for
from rnnstudio.studio.builder.moves import step_down, step_up
from rnnstudio.studio.builder.parcels import from_text, to_text
from rnnstudio.studio.builder.rows import Row
from rnnstudio.studio.builder.stack_view import StackView

STEPS = 4_000
TESTED = 150
"""Steps that Qt's model tester watches; it asks the whole model anew at each, which is most of the time."""
MOST_LAYERS = 40
TYPES = ("fake.gru", "fake.dense", "fake.dropout", "fake.bidirectional", "acme.cells", "fake.embedding")


class Monkey:
    """Does what a person might, at random."""

    def __init__(self, view, seed):
        self.view, self.document, self.random = view, view.document, random.Random(seed)
        self.done = 0

    def act(self):
        """Do one thing; more often undo when much has been done, and undo only while undo would reach its end."""
        project = self.document.project
        count = sum(1 for _ in project.nodes())
        if self.done >= DEPTH - 1 or self.random.random() < 0.3:
            self.undo()
        elif self.random.random() < 0.15:
            self.redo()
        else:
            before = self.document.project
            verbs = [self.remove] if count > MOST_LAYERS else [
                self.add, self.add, self.remove, self.move, self.duplicate, self.wrap, self.take_out, self.toggle,
                self.rename, self.set, self.paste, self.repair, self.fold, self.select]
            self.random.choice(verbs)(project, [node.id for _, node in project.nodes()])
            self.done += self.document.project is not before

    def undo(self):
        if self.document.undo_label:
            self.done -= 1
        self.document.undo()

    def redo(self):
        if self.document.redo_label:
            self.done += 1
        self.document.redo()

    def some(self, ids):
        return self.random.sample(ids, self.random.randint(1, min(3, len(ids)))) if ids else []

    def place(self, project, types, moving=()):
        parents = [None, *(node.id for _, node in project.nodes())]
        parent = self.random.choice(parents)
        if refusal(project, self.document.registry, parent, types, moving):
            parent = None
        level = project.stack if parent is None else project.node(parent).children
        return Place(parent, self.random.randint(0, len(level)))

    def add(self, project, ids):
        layer = self.random.choice(TYPES)
        steps.add_layer(self.document, layer, self.place(project, [layer]))

    def remove(self, project, ids):
        if ids:
            steps.delete(self.document, self.some(ids))

    def move(self, project, ids):
        moving = self.some(ids)
        if moving:
            where = self.random.choice([step_up, step_down])(project, self.document.registry, moving)
            if where is None:
                return
            steps.move(self.document, moving, where)

    def duplicate(self, project, ids):
        top = [node.id for node in project.stack]
        if top:
            steps.duplicate(self.document, self.some(top))

    def wrap(self, project, ids):
        if ids:
            node = project.node(self.random.choice(ids))
            parent = edits.place_of(project, node.id).parent
            found = wrappers_for(project, self.document.registry, node, parent)
            if found:
                steps.wrap(self.document, [node.id], self.random.choice(found))

    def take_out(self, project, ids):
        inner = [node_id for node_id in ids if edits.place_of(project, node_id).parent is not None]
        if inner:
            steps.take_out(self.document, [self.random.choice(inner)])

    def toggle(self, project, ids):
        if ids:
            steps.toggle(self.document, self.some(ids))

    def rename(self, project, ids):
        if ids:
            steps.rename(self.document, self.random.choice(ids), self.random.choice(["Reader", "词", None]))

    def set(self, project, ids):
        grus = [node.id for _, node in project.nodes() if node.type == "fake.gru"]
        if grus:
            node_id, units = self.random.choice(grus), self.random.randint(1, 9)
            self.document.do("Set units", edits.set_parameter(project, node_id, "units", units), merge=node_id)
            self.document.end_gesture()

    def paste(self, project, ids):
        if ids:
            text = to_text((project.node(self.random.choice(ids)),))
            steps.paste(self.document, from_text(text, self.document.registry))

    def repair(self, project, ids):
        if ids:
            steps.repair(self.document, Repair(title="Mend", changes=(
                SetParameters(node=self.random.choice(ids), params={}),)))

    def fold(self, project, ids):
        self.view.stack.fold(self.some(ids), self.random.random() < 0.5)

    def select(self, project, ids):
        self.document.select(*self.some(ids))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1])
def test_that_four_thousand_edits_undone_give_the_first_project_back(qtbot, dressed, mixed_document, mixed, seed):
    view = StackView(mixed_document)
    qtbot.addWidget(view)
    view.resize(344, 700)
    view.show()
    tester = QAbstractItemModelTester(view.stack, QAbstractItemModelTester.FailureReportingMode.Warning)
    monkey = Monkey(view, seed)
    for number in range(STEPS):
        monkey.act()
        if number == TESTED:
            shiboken6.delete(tester)
        if number % 100 == 0:
            view.viewport().repaint()
            qtbot.wait(0)
    while mixed_document.undo_label:
        mixed_document.undo()
    assert mixed_document.project == mixed
    view.commands.unfold_all.trigger()
    assert [row.node for row in view.stack.rows() if row.kind != "slot"] == [node for _, node in mixed.nodes()]
    view.viewport().repaint()
    rows = view.stack.rowCount()
    assert len(view.stack._cards) <= rows
    assert len(view.cards._layouts) <= 2 * rows + 65
    gc.collect()
    alive = sum(isinstance(thing, Row) for thing in gc.get_objects())
    assert alive <= 3 * rows
