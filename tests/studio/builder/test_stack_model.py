"""The model keeps Qt's promises under any sequence of edits and undos, with as few signals as can be."""

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from rnnstudio.project import edits
from rnnstudio.project.edits import Place
from rnnstudio.project.model import Project
from rnnstudio.studio.builder.roles import Role
from rnnstudio.studio.builder.rows import flatten
from rnnstudio.studio.builder.stack_model import StackModel
from rnnstudio.studio.document import Document


def titles(model):
    return [model.index(row).data() for row in range(model.rowCount())]


def heard(model):
    """Collect the names of the signals that announce changes."""
    log = []
    for name in ("rowsInserted", "rowsRemoved", "rowsMoved", "modelReset", "dataChanged"):
        getattr(model, name).connect(lambda *args, name=name: log.append(name))
    return log


def test_that_the_model_keeps_qts_promises(qtmodeltester, mixed_document):
    qtmodeltester.check(StackModel(mixed_document))


def test_that_every_role_has_an_answer(mixed_document, facts, report):
    mixed_document.set_facts(facts)
    mixed_document.set_report(report)
    model = StackModel(mixed_document)
    index = model.index_of("gru_1")
    assert index.data() == "GRU"
    assert index.data(Role.NODE) == "gru_1"
    assert index.data(Role.KIND) == "layer"
    assert index.data(Role.DEPTH) == 1
    assert index.data(Role.CATEGORY) == "Recurrent"
    assert index.data(Role.ICON) == "box"
    assert index.data(Role.SHAPE) == ""
    assert index.data(Role.PARAMETERS) == 2500
    assert index.data(Role.SHARE) == 0.25
    assert index.data(Role.SUMMARY) == "32 units"
    assert [problem.message for problem in index.data(Role.PROBLEMS)] == ["It is slow."]
    assert index.data(Role.ENABLED) is True
    assert (index.data(Role.OPENS), index.data(Role.CLOSES)) == (False, 1)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).startswith("GRU, 32 units. inside Bidirectional.")
    assert "25 % of the model's" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert index.data(Role.CARD).ancestors[0].category == "Wrapper"
    assert index.data(Qt.ItemDataRole.DecorationRole) is None


def test_that_an_index_carries_no_pointer(mixed_document):
    model = StackModel(mixed_document)
    assert all(model.index(row).internalId() == 0 for row in range(model.rowCount()))


def test_that_moving_a_layer_is_one_move(mixed_document):
    model = StackModel(mixed_document)
    log = heard(model)
    mixed_document.do("move", edits.move(mixed_document.project, ["embedding_1"], Place(None, 7)))
    assert [name for name in log if name != "dataChanged"] == ["rowsMoved"]


def test_that_moving_a_wrapper_takes_its_inner_rows_along_in_one_move(mixed_document):
    model = StackModel(mixed_document)
    kept = QPersistentModelIndex(model.index_of("gru_3"))
    log = heard(model)
    mixed_document.do("move", edits.move(mixed_document.project, ["cells_1"], Place(None, 0)))
    assert [name for name in log if name != "dataChanged"] == ["rowsMoved"]
    assert kept.data(Role.NODE) == "gru_3"
    assert kept.row() == 2


def test_that_a_parameter_changes_only_its_row(mixed_document):
    model = StackModel(mixed_document)
    changed = []
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    log = heard(model)
    mixed_document.do("edit", edits.set_parameter(mixed_document.project, "dense_1", "units", 3))
    assert (log, changed) == (["dataChanged"], [(10, 10)])


def test_that_a_report_changes_the_rows_that_it_tells_of(mixed_document, report):
    model = StackModel(mixed_document)
    changed = []
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    mixed_document.set_report(report)
    assert changed == [(0, 2), (10, 10)]
    mixed_document.set_report(report)
    assert len(changed) == 2


def test_that_filling_the_slot_replaces_its_row(mixed_document):
    model = StackModel(mixed_document)
    mixed_document.do("move", edits.move(mixed_document.project, ["gru_3"], Place("bidirectional_2", 0)))
    assert titles(model)[3:6] == ["Bidirectional", "GRU", "Cells"]


def test_that_another_project_is_shown_whole(mixed_document, project):
    model = StackModel(mixed_document)
    mixed_document.replace(project)
    assert titles(model) == ["Embedding", "Bidirectional", "GRU", "Dense"]
    mixed_document.replace(Project())
    assert model.rowCount() == 0


def test_that_rows_are_never_removed_by_qt(mixed_document):
    model = StackModel(mixed_document)
    assert not model.removeRows(0, 1, QModelIndex())
    assert model.rowCount() == 11


@st.composite
def gestures(draw):
    return draw(st.lists(st.tuples(st.sampled_from(("add", "remove", "move", "copy", "wrap", "out", "off", "edit",
                                                    "undo", "undo", "redo")),
                                   st.integers(0, 30), st.integers(0, 30), st.integers(0, 5)), max_size=25))


def perform(document, kind, one, other, index):
    """Make an edit on nodes picked by number; what can't be meant does nothing."""
    project = document.project
    ids = [node.id for _, node in project.nodes()]
    types = list(document.registry.layers)
    node = ids[one % len(ids)] if ids else None
    parent = ([None, *ids])[other % (len(ids) + 1)]
    if kind in ("undo", "redo"):
        getattr(document, kind)()
        return
    if kind == "add":
        made = edits.new_node(project, types[one % len(types)])
        document.do(kind, edits.add(project, made, Place(parent, index)), (made.id,))
        return
    if node is None:
        return
    try:
        match kind:
            case "remove":
                project = edits.remove(project, {node, ids[other % len(ids)]})
            case "move":
                project = edits.move(project, [node, ids[index % len(ids)]], Place(parent, index))
            case "copy":
                project, _ = edits.duplicate(project, [node])
            case "wrap":
                project = edits.put_into(project, node, edits.new_node(project, "acme.cells"))
            case "out":
                project = edits.take_out(project, node)
            case "off":
                project = edits.set_enabled(project, [node], not project.node(node).enabled)
            case "edit":
                project = edits.set_parameter(project, node, "units", other)
    except ValueError:
        return
    document.do(kind, project)


@settings(max_examples=60)
@given(steps=gestures())
def test_that_any_edits_and_undos_keep_model_and_stack_in_step(qapp, registry, mixed, steps):
    document = Document(registry, mixed)
    model = StackModel(document)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    resets = heard(model)
    for step in steps:
        perform(document, *step)
        rows = flatten(document.project, registry)
        assert model.rows() == rows
        assert titles(model) == [model.card(row).title for row in rows]
        for row in rows:
            if row.kind != "slot":
                assert model.index_of(row.node.id).data(Role.NODE) == row.node.id
    assert "modelReset" not in resets
    tester.deleteLater()
    model.deleteLater()
