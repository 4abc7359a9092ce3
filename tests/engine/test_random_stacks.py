"""Stacks put together at random: each is described, and the first buttons lead to one that builds."""

from __future__ import annotations

import random
from functools import cache

import pytest

from rnnstudio.api import DataFacts, parameters
from rnnstudio.engine.describe import describe_stack
from rnnstudio.project import changes, edits
from rnnstudio.project.edits import Place
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.registry import Registry, installed_plugins

pytestmark = pytest.mark.tf

FACTS = (
    DataFacts(input="text", task="binary", outputs=1, vocabulary_size=100, classes=("no", "yes")),
    DataFacts(input="text", task="multiclass", outputs=3, vocabulary_size=100, classes=("a", "b", "c")),
    DataFacts(input="ids", task="binary", outputs=1, vocabulary_size=100, steps=6, classes=("no", "yes")),
    DataFacts(input="values", task="regression", outputs=1, features=5),
    DataFacts(input="values", task="multiclass", outputs=3, features=5, steps=6, classes=("a", "b", "c")),
)
STACKS, PRESSES = 20, 25


@pytest.fixture(scope="module")
def registry():
    return Registry([plugin for plugin in installed_plugins() if plugin.distribution == "rnnstudio"])


class Player:
    """Someone who drops and drags layers without a plan."""

    def __init__(self, seed, registry):
        self.dice = random.Random(seed)
        self.registry = registry
        self.facts = self.dice.choice(FACTS)
        self.made = 0

    def node(self, kind):
        self.made += 1
        return LayerNode(id=f"{kind}_{self.made}".replace(".", "_"), type=kind)

    def stack(self):
        project = Project(stack=tuple(self.node(f"rnnstudio.{kind}") for kind in (
            "embedding", "bidirectional", "lstm", "dense", "dense")))
        project = edits.add(project, self.node("rnnstudio.gru"), Place(project.stack[1].id, 0))
        for _ in range(self.dice.randint(1, 6)):
            project = self.dice.choice((self.drop, self.drag, self.remove, self.turn, self.turn))(project)
        return project

    def place(self, project):
        wrappers = [node.id for _, node in project.nodes() if self.registry.layers[node.type].info.slot is not None]
        parent = self.dice.choice([None, *wrappers])
        return Place(parent, self.dice.randint(0, len(project.stack)))

    def any_of(self, project):
        return self.dice.choice([node for _, node in project.nodes()])

    def drop(self, project):
        return edits.add(project, self.node(self.dice.choice(list(self.registry.layers))), self.place(project))

    def drag(self, project):
        place = self.place(project)
        inside = {node.id for _, node in project.nodes() if node.id == place.parent or place.parent in {
            child.id for child in node.children}}
        movable = [node.id for _, node in project.nodes() if node.id not in inside]
        try:
            return edits.move(project, [self.dice.choice(movable)], place)
        except ValueError:  # into itself, two levels up
            return project

    def remove(self, project):
        return edits.remove(project, [self.any_of(project).id]) if len(project.stack) > 2 else project

    def turn(self, project):
        """Turn a setting; to something that it may not be, too."""
        node = self.any_of(project)
        known = parameters(self.registry.layers[node.type])
        if not known:
            return project
        parameter = self.dice.choice(known)
        values = {"bool": (True, False), "choice": parameter.choices, "int": (-1, 1, 3, 50), "float": (-1.0, 0.5),
                  "text": ("", "no_such_file.txt")}
        return edits.set_parameter(project, node.id, parameter.name, self.dice.choice(values[parameter.kind]))


@pytest.fixture(scope="module")
def put_together(registry):
    """Return a function that gives the stack of a seed, its facts and its report; each is described once."""

    @cache
    def put_together(seed):
        player = Player(seed, registry)
        project = player.stack()
        return project, player.facts, describe_stack(project, registry, player.facts)

    return put_together


@pytest.mark.parametrize("part", range(5))
def test_that_the_first_buttons_mend_any_stack(registry, put_together, part):
    for seed in range(part * STACKS, (part + 1) * STACKS):
        project, facts, report = put_together(seed)
        pressed = []
        for _ in range(PRESSES):
            errors = [problem for problem in report.problems if problem.severity == "error"]
            assert all(problem.kind for problem in report.problems)
            problem = next((problem for problem in errors if problem.repairs), None)
            if problem is None:
                break
            pressed.append((problem.kind, problem.repairs[0].title))
            project, _ = changes.apply(project, problem.repairs[0].changes)
            report = describe_stack(project, registry, facts)
        assert not errors or not project.stack, (seed, pressed, errors)


@pytest.mark.parametrize("part", range(5))
def test_that_each_repair_of_the_first_mistake_ends_it(registry, put_together, part):
    for seed in range(part * STACKS, (part + 1) * STACKS):
        project, facts, report = put_together(seed)
        for problem in report.problems[:1]:
            for repair in problem.repairs:
                after, _ = changes.apply(project, repair.changes)
                left = describe_stack(after, registry, facts)
                assert (problem.node, problem.kind) not in {(other.node, other.kind) for other in left.problems}, (
                    seed, problem, repair)


def test_that_every_repair_can_be_done(put_together):
    for seed in range(1000, 1000 + STACKS):
        project, _, report = put_together(seed)
        for problem in report.problems:
            for repair in problem.repairs:
                changes.apply(project, repair.changes)
