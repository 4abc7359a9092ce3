"""Tokens in lines, and what the network gets of a row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnstudio.project.preview import MOST_PIECES, Piece, PreviewRow
from rnnstudio.studio.data.runs import MOST_PADDING, Token, arrange, sent, tokens_of
from rnnstudio.studio.data.token_row import sent_words


def row(text, pieces, ids=None, length=None, kept=0):
    made = tuple(Piece(*piece) for piece in pieces)
    return PreviewRow(number=1, text=text, pieces=made, length=len(made) if length is None else length, kept=kept,
                      ids=tuple(piece.id for piece in made) if ids is None else ids)


def test_that_tokens_know_whether_space_stands_before_them():
    found = tokens_of(row("unlike it's\nso", [("un", 5), ("like", 6), ("it", 7), ("'s", 8), ("\nso", 9)]))
    assert [(token.text, token.apart) for token in found] == [
        ("un", False), ("like", False), ("it", True), ("'s", False), ("so", True)]


def test_that_white_space_that_is_a_token_is_seen():
    found = tokens_of(row("a b\nc", [("a", 2), (" ", 3), ("b", 4), ("\n", 5), ("c", 6)]))
    assert [token.text for token in found] == ["a", "␣", "b", "↵", "c"]


def test_that_a_token_says_what_it_is():
    known, unknown, padding = Token("film", 1200), Token("gorgeous", 1), Token("", 0)
    assert [token.sort for token in (known, unknown, padding)] == ["token", "unknown", "padding"]
    assert known.words == "“film” – id 1,200"
    assert unknown.words == "“gorgeous” – unknown: id 1"
    assert padding.words == "padding: id 0, masked"


@pytest.mark.parametrize(("ids", "texts"), [
    ((5, 6, 7), ["a", "b", "c"]), ((5, 6), ["a", "b"]), ((6, 7), ["b", "c"]), ((3, 5, 6, 7), ["", "a", "b", "c"]),
    ((5, 6, 7, 4), ["a", "b", "c", ""]), ((9, 9), ["", ""])])
def test_that_ids_are_shown_with_what_they_stand_for(ids, texts):
    what = sent(row("a b c", [("a", 5), ("b", 6), ("c", 7)], ids), padded_to=len(ids))
    assert [(token.text, token.id) for token in what.tokens] == list(zip(texts, ids, strict=True))


def test_that_a_row_is_padded_up_to_its_batch():
    what = sent(row("a b", [("a", 5), ("b", 1)]), padded_to=5)
    assert [token.id for token in what.tokens] == [5, 1, 0, 0, 0]
    assert sent_words(what) == "5 1, 3 steps of padding"


def test_that_much_padding_is_counted():
    what = sent(row("a", [("a", 5)]), padded_to=1000)
    assert len(what.tokens) == 1 + MOST_PADDING
    assert what.more_padding == 999 - MOST_PADDING
    assert sent_words(what) == "5, 999 steps of padding"


def test_that_more_tokens_than_the_preview_carries_are_counted():
    pieces = [("a", 5)] * MOST_PIECES
    what = sent(row("a" * 300, pieces, length=300, kept=250), padded_to=250)
    assert (len(what.tokens), what.more_tokens, what.more_padding) == (MOST_PIECES, 50, 0)
    assert sent_words(what).endswith("5 and 50 more")


@given(widths=st.lists(st.integers(1, 80), max_size=60), width=st.integers(20, 200), most=st.integers(0, 4))
def test_that_tokens_stand_in_order_within_the_lines(widths, width, most):
    tokens = [Token("x" * size, 2, index % 2 == 0) for index, size in enumerate(widths)]
    lines = arrange(tokens, width, lambda token: len(token.text), line=10, most=most)
    assert len(lines.placed) + lines.left_out == len(tokens)
    assert not most or lines.count <= most
    for before, after in zip(lines.placed, lines.placed[1:], strict=False):
        assert after.y > before.y or after.x >= before.x + before.width
    for place in lines.placed:
        assert place.x + place.width <= width
        assert lines.at(place.x, place.y, 8) is place
