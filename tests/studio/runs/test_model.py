"""The table's model keeps Qt's rules through every change, and the selection through them."""

import random

import msgspec
import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt

from rnnstudio.studio.runs.arranging import FIXED, Filter
from rnnstudio.studio.runs.model import FEW, NAME, RunsModel
from rnnstudio.studio.runs.table import RunsTable


@pytest.fixture
def renamed():
    return []


@pytest.fixture
def model(qapp, renamed, qtmodeltester):
    made = RunsModel(lambda run, name: renamed.append((run.name, name)))
    return made


def many(rows, count):
    base = list(rows.values())
    return [msgspec.structs.replace(row, entry=msgspec.structs.replace(row.entry, path=row.path.with_name(f"r{at}")))
            for at in range(count) for row in [base[at % len(base)]]]


def text(model, row, key):
    column = next(at for at, found in enumerate(model.columns) if found.key == key)
    return model.index(row, column).data()


def test_that_the_model_keeps_qts_rules(model, rows, qtmodeltester):
    qtmodeltester.check(model, force_py=True)
    model.set_rows(rows.values())
    qtmodeltester.check(model, force_py=True)


def test_that_it_keeps_them_through_any_changes(model, rows, qtmodeltester):
    qtmodeltester.check(model)  # Qt's own tester stays attached and complains of every wrong signal
    chance, made = random.Random(7), many(rows, 30)
    for _ in range(60):
        model.set_rows(chance.sample(made, chance.randrange(len(made))))
        model.sort(chance.randrange(model.columnCount()), chance.choice(list(Qt.SortOrder)))
        model.set_filter(Filter(words=chance.choice(["", "gru", "lstm", "nothing"])))
        assert [row.path for row in model.rows] == list(dict.fromkeys(row.path for row in model.rows))


def test_that_a_place_in_the_table_follows_its_run(model, rows):
    made = many(rows, 12)
    model.set_rows(made)
    at = model.place_of(made[5].path)
    place = QPersistentModelIndex(model.index(at, 0))
    model.sort(NAME)
    model.set_rows(made[3:9])
    assert model.rows[place.row()].path == made[5].path
    model.set_rows(made[:3])
    assert not place.isValid()


def test_that_cells_say_what_is_known(model, rows):
    model.set_rows(rows.values())
    assert [text(model, 1, key) for key in ("name", "best", "state", "seconds", "epochs", "model",
                                            "training.learning_rate")] == [
        "Reviews, GRU", "val. accuracy 0.700", "Finished", "0:30", "4", "Embedding 64 · GRU 64 · Dense", "0.01"]
    assert text(model, 0, "state") == "Failed"
    state = list(FIXED).index("state")
    assert "The loss is not a number." in model.index(0, state).data(Qt.ItemDataRole.ToolTipRole)


def test_that_columns_of_settings_come_and_go_with_the_runs_shown(model, rows):
    model.set_rows(rows.values())
    assert model.columnCount() == len(FIXED) + 1
    model.sort(len(FIXED), Qt.SortOrder.DescendingOrder)
    assert model.rows[0].path.name == "b"
    model.set_filter(Filter(words="lstm"))
    assert model.columnCount() == len(FIXED)
    assert model.sorted_by == (list(FIXED).index("started"), Qt.SortOrder.DescendingOrder)


def test_that_a_name_is_edited_in_its_cell_and_nothing_else_is(model, rows, renamed):
    model.set_rows(rows.values())
    index = model.index(1, NAME)
    assert model.flags(index) & Qt.ItemFlag.ItemIsEditable
    assert model.setData(index, "  New  ")
    assert not model.setData(index, "Reviews, GRU")
    assert not model.setData(model.index(1, 0), "x")
    assert renamed == [("b", "New")]


def test_that_the_selection_stays_through_a_change_of_thousands(qtbot, model, rows):
    made = many(rows, FEW + 100)
    model.set_rows(made)
    table = RunsTable(model)
    qtbot.addWidget(table)
    table.select([made[7].path, made[9].path])
    model.set_rows(made[5:])
    assert {row.path for row in table.selected} == {made[7].path, made[9].path}
    model.set_rows(made[8:])
    assert {row.path for row in table.selected} == {made[9].path}
