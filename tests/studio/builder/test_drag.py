"""Drags over the list: where the line appears, what is refused, what a drop does."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from rnnstudio.project.edits import Place
from rnnstudio.project.model import Project
from rnnstudio.studio.builder.drop_guide import ROOM
from rnnstudio.studio.builder.ghost import chip, ghost
from rnnstudio.studio.builder.palette_rows import entries
from rnnstudio.studio.builder.parcels import NewLayer, pack
from rnnstudio.studio.builder.roles import Role
from rnnstudio.studio.builder.stack_view import StackView
from rnnstudio.studio.document import Document

MOVE, COPY = Qt.DropAction.MoveAction, Qt.DropAction.CopyAction
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def view(qtbot, dressed, mixed_document):
    widget = StackView(mixed_document)
    qtbot.addWidget(widget)
    widget.resize(360, 1000)
    widget.show()
    QApplication.processEvents()
    return widget


def at(view, row, part):
    """Return a point in a row: 0 is its upper edge, 1 its lower."""
    rect = view.visualRect(view.stack.index(row))
    return QPoint(150, rect.top() + round(part * (rect.height() - 1)))


def over(view, mime, point, action=COPY, possible=None):
    event = QDragMoveEvent(point, possible or action, mime, LEFT, NONE)
    view.dragMoveEvent(event)
    return event


def drop(view, mime, point, action=COPY):
    event = QDropEvent(QPointF(point), action, mime, LEFT, NONE)
    view.dropEvent(event)
    return event


ROWS = {"embedding": 0, "bidirectional": 1, "gru inside": 2, "empty wrapper": 3, "slot": 4, "cells": 5, "first": 6,
        "last": 7, "missing": 8}


@pytest.mark.parametrize(("row", "part", "place"), [
    ("embedding", 0.1, Place(None, 0)),
    ("embedding", 0.9, Place(None, 1)),
    ("empty wrapper", 0.1, Place(None, 2)),
    ("empty wrapper", 0.8, Place("bidirectional_2", 0)),
    ("slot", 0.4, Place("bidirectional_2", 0)),
    ("slot", 1.0, Place(None, 3)),
    ("cells", 0.1, Place(None, 3)),
    ("cells", 0.8, Place("cells_1", 0)),
    ("first", 0.2, Place("cells_1", 0)),
    ("first", 0.8, Place("cells_1", 1)),
    ("last", 0.7, Place("cells_1", 2)),
    ("last", 1.0, Place(None, 4)),
    ("missing", 0.2, Place(None, 4)),
])
def test_which_place_a_point_means(view, row, part, place):
    over(view, pack(NewLayer("fake.gru")), at(view, ROWS[row], part))
    assert view.guide.target.place == place


def test_that_below_everything_means_the_end(view):
    over(view, pack(NewLayer("fake.gru")), QPoint(100, 990))
    assert view.guide.target.place == Place(None, 7)


def test_that_the_cards_make_room(view, qtbot):
    over(view, pack(NewLayer("fake.gru")), at(view, 0, 0.9))
    qtbot.waitUntil(lambda: view.guide.room == ROOM)
    assert (view.guide.shift(0), view.guide.shift(1)) == (0, ROOM)
    view.viewport().grab()
    view.dragLeaveEvent(QDragLeaveEvent())
    assert view.guide.target is None
    assert view.guide.shift(1) == 0


def test_that_a_slot_is_highlighted_and_nothing_moves(view):
    over(view, pack(NewLayer("fake.gru")), at(view, ROWS["slot"], 0.4))
    assert view.guide.target.slot == ROWS["slot"]
    assert view.guide.room == 0
    view.viewport().grab()


def test_that_a_drop_does_what_the_line_shows(view, mixed_document):
    event = drop(view, pack(NewLayer("fake.dropout")), at(view, ROWS["last"], 1.0))
    assert event.isAccepted()
    assert [node.id for node in mixed_document.project.stack][3:5] == ["cells_1", "dropout_2"]
    assert mixed_document.selection == ("dropout_2",)


def test_that_a_refused_drop_says_why_and_changes_nothing(view, mixed_document):
    before, mime = mixed_document.project, pack(NewLayer("fake.dense"))
    event = over(view, mime, at(view, ROWS["slot"], 0.4))
    assert not event.isAccepted()
    assert view.refusal.isVisible()
    assert view.refusal.text() == "Bidirectional takes only recurrent layers, and Dense is none"
    assert view.guide.target is None
    over(view, mime, at(view, 0, 0.9))
    assert not view.refusal.isVisible()
    drop(view, mime, at(view, ROWS["slot"], 0.4))
    assert mixed_document.project is before


def test_that_a_refusal_does_not_outlive_the_scrolling_under_a_resting_mouse(view, mixed_document):
    rect = view.visualRect(view.stack.index(ROWS["slot"]))
    view.resize(360, rect.bottom() + 6)
    QApplication.processEvents()
    mime = pack(NewLayer("fake.dense"))
    event = over(view, mime, at(view, ROWS["slot"], 0.4))
    assert event.isAccepted(), "the platform asks again only when the mouse moves"
    assert view.refusal.isVisible()
    view.verticalScrollBar().setValue(40)
    assert view.guide.target is not None
    assert not view.refusal.isVisible()
    drop(view, mime, QPoint(150, view.viewport().height() - 10))
    assert mixed_document.project.node("dense_2").type == "fake.dense"


def test_that_a_card_dragged_over_itself_shows_nothing(view, mixed_document):
    view._dragged = frozenset({"cells_1"})
    mime = view.stack.mimeData([view.stack.index_of("cells_1")])
    event = over(view, mime, at(view, ROWS["first"], 0.5), MOVE)
    assert event.isAccepted()
    assert view.guide.target is None
    assert not view.refusal.isVisible()


def test_that_moving_asks_for_a_move_and_the_palette_for_a_copy(view):
    mime = view.stack.mimeData([view.stack.index_of("dense_1")])
    assert over(view, mime, at(view, 0, 0.1), MOVE).dropAction() == MOVE
    assert over(view, mime, at(view, 0, 0.1), COPY).dropAction() == COPY
    assert over(view, pack(NewLayer("fake.gru")), at(view, 0, 0.1), possible=COPY | MOVE).dropAction() == COPY


def test_that_strange_drags_are_left_to_others(view):
    from PySide6.QtCore import QMimeData

    mime = QMimeData()
    mime.setText("hello")
    event = QDragEnterEvent(QPoint(10, 10), COPY, mime, LEFT, NONE)
    event.ignore()
    view.dragEnterEvent(event)
    assert not event.isAccepted()


def test_that_cards_keep_their_height_under_a_drag(view, mixed_document, report):
    mixed_document.set_report(None)
    mime = pack(NewLayer("fake.gru"))
    enter = QDragEnterEvent(QPoint(10, 10), COPY, mime, LEFT, NONE)
    view.dragEnterEvent(enter)
    before = view.sizeHintForIndex(view.stack.index_of("dense_1"))
    mixed_document.set_report(report)
    assert view.sizeHintForIndex(view.stack.index_of("dense_1")) == before
    view.dragLeaveEvent(QDragLeaveEvent())
    assert view.sizeHintForIndex(view.stack.index_of("dense_1")).height() > before.height()


def test_that_an_empty_stack_takes_a_drop_anywhere(qtbot, registry, dressed):
    document = Document(registry, Project())
    view = StackView(document)
    qtbot.addWidget(view)
    over(view, pack(NewLayer("fake.gru")), QPoint(20, 20))
    assert view.guide.target.place == Place(None, 0)
    view.grab()
    drop(view, pack(NewLayer("fake.gru")), QPoint(20, 20))
    assert len(document.project.stack) == 1


def test_that_dragged_cards_have_a_picture(view, registry):
    cards = [view.stack.index_of(node_id).data(Role.CARD) for node_id in ("cells_1", "dense_1")]
    one, two = ghost(view, cards[:1]), ghost(view, cards)
    assert one.width() > 200
    assert one.toImage() != two.toImage()
    assert chip(view, entries(registry)[0]).width() > 60


def test_that_leaving_the_window_ends_the_guide(view):
    over(view, pack(NewLayer("fake.dense")), at(view, ROWS["slot"], 0.4))
    view.dragLeaveEvent(QDragLeaveEvent())
    assert not view.refusal.isVisible()
