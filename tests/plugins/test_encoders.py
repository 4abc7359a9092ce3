"""The words encoder: its vocabulary, its counts, its ids and its file."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rnnstudio_data import counting
from rnnstudio_data.english_reviews import EnglishReviews
from rnnstudio_data.words import Words
from tokenizers import Tokenizer

from rnnstudio.api import PADDING_ID, UNKNOWN_ID, ReadContext, UserError, defaults, read_parameters


@pytest.fixture(scope="module")
def reviews():
    return [text for batch in EnglishReviews().read(ReadContext()) for text in batch["text"].to_pylist()]


def split(text, **params):
    fitted = Words(**params).fit([text])
    return [fitted.tokens[index] for index in fitted.encode([text])[0]]


def counted(fitted):
    return dict(zip(fitted.tokens, fitted.counts, strict=True))


def test_that_padding_and_unknown_come_first_then_words_by_frequency_then_by_letters():
    fitted = Words().fit(["b a c", "c b", "c d"])
    assert fitted.tokens == ["[PAD]", "[UNK]", "c", "b", "a", "d"]
    assert fitted.counts == [0, 0, 3, 2, 1, 1]
    assert (fitted.tokens.index("[PAD]"), fitted.tokens.index("[UNK]")) == (PADDING_ID, UNKNOWN_ID)


def test_that_words_outside_the_vocabulary_are_unknown_and_counted_as_such():
    fitted = Words(vocabulary_size=3).fit(["a a b", "c a"])
    assert counted(fitted) == {"[PAD]": 0, "[UNK]": 2, "a": 3}
    assert fitted.encode(["a b z"]) == [[2, 1, 1]]


def test_that_the_vocabulary_has_exactly_the_size_asked_for(reviews):
    fitted = Words().fit(reviews)
    assert len(fitted.tokens) == len(fitted.counts) == len(set(fitted.tokens)) == 8000


def test_that_rare_words_can_be_left_out():
    assert Words(minimum_count=2).fit(["a a b"]).tokens == ["[PAD]", "[UNK]", "a"]


def test_that_the_default_size_gives_the_first_projects_points():
    assert defaults(Words)["vocabulary_size"] == 8000


@pytest.mark.parametrize(("text", "expected"), [
    ("Don't stop, O’Neil!", ["don't", "stop", ",", "o'neil", "!"]),
    ("''Conan'' isn't 'new'", ["'", "'", "conan", "'", "'", "isn't", "'", "new", "'"]),
    ("well-known 3.5 a_b", ["well", "-", "known", "3", ".", "5", "a_b"]),
    ("床前明月光，abc", [*"床前明月光", "，", "abc"]),
    ("カタカナとkanji漢字", [*"カタカナと", "kanji", *"漢字"]),
    ("Привет, мир", ["привет", ",", "мир"]),
    ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
    ("cafe\u0301 café", ["café", "café"]),
    ("a\tb\nc\u2028d\u00a0e", ["a", "b", "c", "d", "e"]),
    ("[PAD] [UNK]", ["[", "pad", "]", "[", "unk", "]"]),
])
def test_that_text_is_split_into_words_characters_and_marks(text, expected):
    assert split(text) == expected


def test_that_case_is_kept_if_asked():
    assert split("The the", lowercase=False) == ["The", "the"]


@pytest.mark.parametrize("lowercase", [True, False])
def test_that_a_text_that_spells_the_special_tokens_is_neither_padding_nor_unknown(lowercase):
    fitted = Words(lowercase=lowercase).fit(["[PAD] [UNK] x"])
    assert not {PADDING_ID, UNKNOWN_ID} & set(fitted.encode(["[PAD][UNK] [PAD]"])[0])


def test_that_texts_without_words_give_no_ids():
    assert Words().fit(["a"]).encode(["", "  \n", "a"]) == [[], [], [2]]


def test_that_a_long_text_is_encoded_whole_since_the_program_cuts_it():
    fitted = Words(maximum_length=3, keep="end").fit(["a b c d e"])
    assert fitted.encode(["a b c d e"]) == [[2, 3, 4, 5, 6]]


@pytest.mark.parametrize(("texts", "params", "reason"), [
    ([], {}, "hold no words"), (["", " "], {}, "hold no words"), (["a b"], {"minimum_count": 2}, "no word stands 2")])
def test_that_a_text_without_a_vocabulary_is_refused(texts, params, reason):
    with pytest.raises(UserError, match=reason):
        Words(**params).fit(texts)


def test_that_counts_are_those_of_the_encoded_text(reviews):
    fitted = Words(vocabulary_size=500).fit(iter(reviews))
    seen = Counter(index for row in fitted.encode(reviews) for index in row)
    assert list(fitted.counts) == [seen[index] for index in range(500)]


@given(st.lists(st.text(st.sampled_from("aB '’.床\u0301é0\n[PAD]")), min_size=1, max_size=8))
def test_that_counts_are_exact_for_any_text_and_any_division_into_parts(texts):
    tokenizer = Words()._tokenizer({})
    expected = Counter(counting._split_words(tokenizer, texts))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "_TEXTS_AT_ONCE", 2)
        assert counting.count_words(tokenizer, texts) == expected


def test_that_counting_works_with_a_library_that_no_longer_tells_its_counts(monkeypatch):
    monkeypatch.setattr(counting, "_counts_of", lambda trainer: None)
    assert counted(Words().fit(["a b a"])) == {"[PAD]": 0, "[UNK]": 0, "a": 2, "b": 1}


def test_that_fitting_is_the_same_every_time_whatever_the_order_of_texts(reviews):
    assert Words().fit(reviews).tokens == Words().fit(reviews[::-1]).tokens


def test_that_the_tokenizers_library_opens_the_file_by_itself(tmp_path):
    fitted = Words().fit(["It's good", "so good"])
    fitted.save(tmp_path)
    theirs = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    assert theirs.encode("it’s SO fine").ids == fitted.encode(["it’s SO fine"])[0] == [3, 4, 1]
    assert theirs.encode("it’s SO fine").tokens == ["it's", "so", "[UNK]"]


def test_that_the_smallest_vocabulary_holds_one_word():
    with pytest.raises(UserError):
        read_parameters(Words, {"vocabulary_size": 2})
    assert len(read_parameters(Words, {"vocabulary_size": 3}).fit(["a b"]).tokens) == 3


def test_that_accents_and_look_alike_characters_are_unified_if_asked():
    assert split("café Ｃａｆｅ") == ["café", "ｃａｆｅ"]
    assert split("café Ｃａｆｅ", normalisation="NFKC", strip_accents=True) == ["cafe", "cafe"]


def test_that_stripping_accents_leaves_the_vowel_signs_of_hindi():
    assert split("नमस्ते", strip_accents=True) == ["नमस्ते"]


def test_that_without_normalisation_an_accent_may_be_spelt_in_two_ways():
    assert len(Words(normalisation="none").fit(["cafe\u0301 café"]).tokens) == 4


def test_that_running_text_comes_back_with_natural_spaces():
    text = "It's good, isn't it? (Yes!) 我爱你，well-known 3.5 \"quoted\"."
    fitted = Words(lowercase=False).fit([text])
    assert fitted.decode(fitted.encode([text])[0]) == text.replace("，well", "，well")
