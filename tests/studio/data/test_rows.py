"""The list of rows: what is said and drawn of each, and of the selected one."""

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtTest import QAbstractItemModelTester

from rnnstudio.project.preview import DataPreview, Piece, PreviewRow
from rnnstudio.studio.data.row_delegate import HEIGHT
from rnnstudio.studio.data.rows_model import RowsModel
from rnnstudio.studio.data.rows_page import RowsPage
from rnnstudio.studio.data.value_strip import as_lines, cell_at, span
from rnnstudio.studio.data.value_table import ValueModel
from tests.studio.data.made_up import NUMBERS, REVIEWS


@pytest.fixture
def page(qtbot):
    made = RowsPage()
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    return made


def test_that_the_models_keep_qts_rules(qtbot):
    model, numbers = RowsModel(), ValueModel()
    testers = [QAbstractItemModelTester(one, QAbstractItemModelTester.FailureReportingMode.Fatal)
               for one in (model, numbers)]
    for preview in (REVIEWS, NUMBERS, None):
        model.show(preview)
        numbers.show(preview.rows[0].values if preview is not None else ())
    assert len(testers) == 2
    assert model.rowCount() == 0


def test_that_a_row_is_said_to_who_cannot_see_it():
    model = RowsModel()
    model.show(REVIEWS)
    said = [model.data(model.index(row), Qt.ItemDataRole.AccessibleTextRole) for row in range(3)]
    assert said[0] == "row 1, line 2, label positive, training, 3 tokens, A fine film"
    assert said[1].startswith("row 2, line 3, label negative, training, 5 tokens, 1 unknown, Dull")


def test_that_a_token_under_the_mouse_is_explained(page):
    page.show_preview(REVIEWS)
    rect = QRectF(0, 0, 700, HEIGHT)
    row = REVIEWS.rows[1]
    room = page._delegate._room(rect)
    places = page._delegate.lines(row, room.width()).placed
    middle = [QPoint(round(room.x() + place.x + place.width / 2), round(room.y() + place.y + 8)) for place in places]
    said = [page._delegate.words_at(rect, row, point) for point in middle]
    assert said[0] == "“Dull” – id 2"
    assert said[3] == "“gorgeous” – unknown: id 1"
    assert page._delegate.words_at(rect, row, QPoint(20, 40)) == "negative"


def test_that_the_selected_row_is_shown_as_the_network_gets_it(qtbot, page):
    page.show_preview(REVIEWS)
    assert page.heading.text() == "Row 1, line 2: what the network gets"
    assert page.note.text() == "3 tokens · padded to 6, padding (0) is masked"
    assert [token.id for token in page.sent.sent.tokens] == [2, 3, 4, 0, 0, 0]
    qtbot.keyClick(page.view, Qt.Key.Key_Down)
    assert page.heading.text() == "Row 2, line 3: what the network gets"
    assert page.sent.accessibleName() == "2 3 4 1 6, 1 step of padding"
    place = page.sent.place_at(QPoint(8, 10))
    assert place is not None
    assert place.token.text == "Dull"


def test_that_the_selection_outlasts_the_tokens_coming(page):
    bare = [PreviewRow(number=row.number, line=row.line, text=row.text, label=row.label) for row in REVIEWS.rows]
    page.show_preview(DataPreview(input="text", rows=tuple(bare), complete=False))
    assert page.note.text() == "ids follow once the vocabulary is made"
    page.view.setCurrentIndex(page.model.index(2))
    page.show_preview(REVIEWS)
    assert page.view.currentIndex().row() == 2
    assert page.sent.sent.tokens[0].text == "Bad"


def test_that_texts_laid_end_to_end_are_not_padded(page):
    page.show_preview(REVIEWS, joined=True)
    assert page.note.text() == "3 tokens · texts are laid end to end and cut into windows"
    assert [token.id for token in page.sent.sent.tokens] == [2, 3, 4]


def test_that_what_is_cut_off_is_counted(page):
    row = REVIEWS.rows[1]
    cut = PreviewRow(number=1, text=row.text, length=row.length, pieces=row.pieces, ids=row.ids[:2])
    page.show_preview(DataPreview(input="text", rows=(cut,), padded_to=2))
    assert page.note.text() == "5 tokens · 3 cut off"
    assert page.heading.text() == "Row 1: what the network gets"


def test_that_numbers_stand_in_a_table(page):
    page.show_preview(NUMBERS)
    model = page.table.values
    assert page.table.isVisible()
    assert (model.rowCount(), model.columnCount()) == (2, 12)
    assert model.headerData(0, Qt.Orientation.Vertical) == "warmth"
    assert model.data(model.index(0, 3)) == "3"
    page.show_preview(REVIEWS)
    assert page.sent.isVisible()


def test_that_rows_of_every_kind_are_drawn(page):
    ids = DataPreview(input="ids", padded_to=4, rows=(PreviewRow(number=1, length=3, ids=(5, 1, 7)),))
    bare = DataPreview(input="text", rows=(PreviewRow(number=1, text="Not yet\nencoded", label="x" * 80),))
    pictures = []
    for preview in (REVIEWS, NUMBERS, ids, bare):
        page.show_preview(preview)
        pictures.append(page.grab().toImage())
    assert all(one != other for index, one in enumerate(pictures) for other in pictures[index + 1:])


def test_that_a_number_is_found_under_the_mouse():
    values = ((0.0, 1.0), (2.0, float("nan")))
    room = QRectF(10, 10, 100, 40)
    assert cell_at(values, room, False, 11, 11) == (0, 0)
    assert cell_at(values, room, False, 45, 45) == (1, 1)
    assert cell_at(values, room, False, 95, 11) is None
    assert span([values]) == (0.0, 2.0)
    assert span([]) == (0.0, 1.0)


def test_that_sequences_of_one_list_are_all_drawn_alike():
    short, long, wide = ((1.0,),) * 5, ((1.0,),) * 20, (tuple([1.0] * 8),) * 20
    assert as_lines([short, long, long])
    assert not as_lines([short, short, long])
    assert not as_lines([wide, wide])
    assert not as_lines([])


def test_that_a_long_text_is_not_said_to_be_cut_where_only_the_preview_ends(page):
    ids = tuple(range(2, 202))
    long = PreviewRow(number=1, text="a", length=369, kept=369, ids=ids, pieces=tuple(Piece("a", one) for one in ids))
    page.show_preview(DataPreview(input="text", rows=(long,), padded_to=400))
    assert page.note.text() == "369 tokens · padded to 400, padding (0) is masked"
    assert (page.sent.sent.more_tokens, page.sent.sent.more_padding) == (169, 31)
