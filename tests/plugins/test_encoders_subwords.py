"""BPE and WordPiece: what is learnt, what is unknown, and how text comes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rnnstudio_data import counting
from rnnstudio_data.bpe import BPE
from rnnstudio_data.wordpiece import WordPiece

from rnnstudio.api import UNKNOWN_ID

TEXTS = ["low lower lowest", "new newer newest", "wide wider widest"] * 5


def tokens(fitted, text):
    return [fitted.tokens[index] for index in fitted.encode([text])[0]]


def test_that_bpe_merges_the_most_frequent_pair_first():
    assert tokens(BPE(vocabulary_size=13).fit(["ab ab ab cd cd"]), "ab cd") == ["▁ab", "▁cd"]
    assert tokens(BPE(vocabulary_size=9).fit(["ab ab ab cd cd"]), "ab cd") == ["▁ab", "▁", "c", "d"]


def test_that_wordpiece_marks_inner_parts():
    fitted = WordPiece(vocabulary_size=40).fit(TEXTS)
    assert tokens(fitted, "lowest newer") == ["lowest", "newer"]
    first, *inner = tokens(fitted, "lowdest")
    assert first == "low"
    assert all(token.startswith("##") for token in inner)
    assert "".join(token.removeprefix("##") for token in inner) == "dest"


def test_that_pairs_seen_too_rarely_are_not_merged():
    assert tokens(BPE().fit(["ab cd"]), "ab") == ["▁", "a", "b"]
    assert tokens(BPE(minimum_count=1).fit(["ab cd"]), "ab") == ["▁ab"]


def test_that_words_never_seen_are_put_together_from_parts():
    for encoder in (BPE, WordPiece):
        assert UNKNOWN_ID not in encoder().fit(TEXTS).encode(["newider loweder"])[0]


def test_that_bpe_knows_the_rest_of_a_word_with_an_unknown_character_and_wordpiece_does_not():
    first, second, *rest = tokens(BPE().fit(TEXTS), "lowqest")
    assert (first, second, "".join(rest)) == ("▁low", "[UNK]", "est")
    assert tokens(WordPiece().fit(TEXTS), "lowqest new") == ["[UNK]", "new"]


@pytest.mark.parametrize("encoder", [BPE, WordPiece])
def test_that_the_rarest_characters_are_unknown_where_there_is_no_room_for_all(encoder):
    fitted = encoder(vocabulary_size=4).fit(["一一一一 二二二 三"])
    assert len(fitted.tokens) == 4
    assert "一" in fitted.tokens
    assert "三" not in fitted.tokens


def test_that_bpe_makes_tokens_of_chinese_words():
    assert "中国" in tokens(BPE().fit(["我爱中国", "中国很大", "在中国"]), "我在中国")


def test_that_wordpiece_splits_chinese_into_characters_so_that_one_unknown_spoils_no_sentence():
    assert tokens(WordPiece().fit(["我爱中国"]), "我恨中国") == ["我", "[UNK]", "中", "国"]


def test_that_a_word_of_any_length_is_known_to_wordpiece_by_its_parts():
    fitted = WordPiece().fit(TEXTS)
    assert UNKNOWN_ID not in fitted.encode(["lowest" * 500])[0]


def test_that_a_line_end_is_a_token_of_bpe():
    fitted = BPE().fit(["one\ntwo\n\nthree"])
    ids = fitted.encode(["two\n\none"])[0]
    assert ids.count(fitted.tokens.index("\n")) == 2
    assert fitted.decode(ids) == "two\n\none"


@given(st.lists(st.text(st.sampled_from("abcé,.'()\n床前明"), min_size=1, max_size=6), min_size=1, max_size=6))
def test_that_bpe_gives_back_text_with_single_spaces_exactly(words):
    text = "\n".join(" ".join(line.split()) for line in " ".join(words).split("\n")).strip()
    fitted = BPE(vocabulary_size=60).fit([text, "a"])
    assert fitted.decode(fitted.encode([text])[0]) == text


def test_that_bpe_joins_words_that_tabs_or_several_spaces_part_with_one_space():
    fitted = BPE().fit(["a b"])
    assert fitted.decode(fitted.encode(["a\t b \u00a0 a"])[0]) == "a b a"


def test_that_wordpiece_gives_back_running_text():
    text = "low, lower; (lowest) 'new' wide."
    fitted = WordPiece().fit([text, *TEXTS])
    assert fitted.decode(fitted.encode([text])[0]) == text


def test_that_pieces_of_subwords_keep_the_texts_spelling():
    fitted = BPE().fit(TEXTS)
    assert [part for part, _ in fitted.pieces("LOWER, Newer")] == ["LOWER", ",", " Newer"]


@pytest.mark.parametrize("encoder", [BPE, WordPiece])
def test_that_counting_works_with_a_library_that_no_longer_tells_its_counts(encoder, monkeypatch):
    expected = encoder().fit(TEXTS)
    monkeypatch.setattr(counting, "_counts_of", lambda trainer: None)
    fitted = encoder().fit(iter(TEXTS))
    assert (fitted.tokens, fitted.counts) == (expected.tokens, expected.counts)


@pytest.mark.parametrize("encoder", [BPE, WordPiece])
def test_that_texts_are_read_once(encoder):
    source = iter(TEXTS)
    assert sum(encoder().fit(source).counts) > 0
    assert next(source, None) is None
