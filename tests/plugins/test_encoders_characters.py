"""Characters and bytes: ids, and texts that come back exactly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rnnstudio_data.characters import Characters
from rnnstudio_data.raw_bytes import Bytes

from rnnstudio.api import UNKNOWN_ID, UserError


def test_that_every_character_is_a_token_spaces_and_line_ends_too():
    fitted = Characters().fit(["床前 \nAa"])
    assert fitted.pieces("A \n床") == [(character, fitted.tokens.index(character)) for character in "A \n床"]


def test_that_characters_keep_case_unless_asked():
    assert {"A", "a"} <= set(Characters().fit(["Aa"]).tokens)
    assert "A" not in Characters(lowercase=True).fit(["Aa"]).tokens


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_that_characters_give_back_any_text_exactly(text):
    fitted = Characters(normalisation="none").fit([text])
    assert fitted.decode(fitted.encode([text])[0]) == text


@given(st.text(st.characters(codec="utf-8")))
def test_that_bytes_give_back_any_text_exactly(text):
    fitted = Bytes().fit([])
    assert fitted.decode(fitted.encode([text])[0]) == text
    assert fitted.encode([text]) == [[byte + 2 for byte in text.encode()]]


@pytest.mark.parametrize("params", [
    {}, {"lowercase": True}, {"normalisation": "NFKC", "strip_accents": True, "lowercase": True},
    {"normalisation": "none"}, {"normalisation": "none", "strip_accents": True}])
@given(text=st.text(st.sampled_from("aAéÉ\u0301ﬁＡİΣς床각ᄀ\n ")))
def test_that_ids_looked_up_here_are_the_librarys_for_every_spelling(params, text):
    fitted = Characters(**params).fit(["aéfiA床각"])
    assert fitted.encode([text])[0] == fitted.tokenizer.encode(text).ids


def test_that_a_letter_and_its_accent_are_one_character_after_normalisation():
    fitted = Characters().fit(["é"])
    assert fitted.pieces("e\u0301e") == [("e\u0301", 2), ("e", UNKNOWN_ID)]
    assert [part for part, _ in Characters(normalisation="none").fit(["é"]).pieces("e\u0301")] == ["e", "\u0301"]


def test_that_one_character_that_becomes_two_is_shown_once():
    fitted = Characters(normalisation="NFKC").fit(["fin"])
    assert fitted.pieces("ﬁn") == [("ﬁ", 2), ("", 3), ("n", 4)]


def test_that_rare_characters_are_unknown_if_asked_and_counted():
    fitted = Characters(minimum_count=2).fit(["aab"])
    assert (fitted.tokens, fitted.counts) == (["[PAD]", "[UNK]", "a"], [0, 1, 2])
    with pytest.raises(UserError, match="no character stands 2 times"):
        Characters(minimum_count=2).fit(["ab"])


def test_that_bytes_are_named_as_they_are_or_by_value():
    tokens = Bytes().fit([]).tokens
    assert len(tokens) == 258
    assert (tokens[2 + ord("a")], tokens[2 + 0x20], tokens[2 + 0xE4]) == ("a", "<0x20>", "<0xE4>")


def test_that_a_character_of_several_bytes_is_shown_once():
    assert Bytes().fit([]).pieces("é!") == [("é", 0xC3 + 2), ("", 0xA9 + 2), ("!", 0x21 + 2)]


def test_that_bytes_that_make_no_character_are_replaced():
    fitted = Bytes(end_token=True).fit([])
    assert fitted.decode([0xE4 + 3, ord("a") + 3, 0xFF + 3, 2]) == "\ufffda\ufffd[END]"


@given(st.lists(st.integers(0, 257)))
def test_that_any_ids_of_bytes_give_a_text(ids):
    Bytes().fit([]).decode(ids).encode()
