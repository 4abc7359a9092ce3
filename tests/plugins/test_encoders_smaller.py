"""Encoders of subwords, characters and bytes: vocabularies, ids, files, and the way back to text."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rnnstudio_data import rnnstudio_encoders
from rnnstudio_data.characters import Bytes, Characters
from rnnstudio_data.english_reviews import EnglishReviews
from rnnstudio_data.scripts import unspaced_share
from rnnstudio_data.subwords import BytePairs, WordPieces
from rnnstudio_data.words import Words
from tokenizers import Tokenizer

from rnnstudio.api import ReadContext, UserError

ENCODERS = list(rnnstudio_encoders())
TEXTS = ["The film was good, the plot wasn't.", "A bad film; a worse plot!", "不錯的電影。", "Ça alors", "a b\n\nc"]
TEXTS *= 3
ANY = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40)


@pytest.fixture(scope="module")
def reviews():
    return [text for batch in EnglishReviews().read(ReadContext()) for text in batch["text"].to_pylist()]


def same_ids(encoder, texts):
    return {tuple(map(tuple, encoder.fit(iter(texts)).encode(texts))) for _ in range(3)}


@pytest.mark.parametrize("encoder", ENCODERS)
def test_that_padding_and_unknown_come_first_and_all_ids_are_known(encoder):
    fitted = encoder().fit(iter(TEXTS))
    assert fitted.tokens[:2] == ["[PAD]", "[UNK]"]
    assert len(set(fitted.tokens)) == len(fitted.tokens)
    ids = [index for row in fitted.encode([*TEXTS, "Zebra 中 🦓 \u0301"]) for index in row]
    assert set(ids) <= set(range(1, len(fitted.tokens)))
    assert not fitted.counts or len(fitted.counts) == len(fitted.tokens)


@pytest.mark.parametrize("encoder", ENCODERS)
def test_that_the_same_texts_give_the_same_vocabulary(encoder):
    assert len(same_ids(encoder(), TEXTS)) == 1
    script = (f"from {encoder.__module__} import {encoder.__name__} as E; import sys; "
              f"print(ascii(list(E(**{{}}).fit({TEXTS!r}).tokens)))")
    printed = {subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True,
                              timeout=60).stdout for _ in range(3)}
    assert len(printed) == 1


@pytest.mark.parametrize("encoder", ENCODERS)
@pytest.mark.parametrize("text", ["[PAD]", "[UNK]", "[END]", "a [PAD] b"])
def test_that_no_text_spells_a_special_token(encoder, text):
    fitted = encoder(end_token=True).fit([*TEXTS, text])
    ids = fitted.encode([text])[0]
    assert 0 not in ids
    assert fitted.end_id == 2
    assert fitted.tokens[2] == "[END]"
    assert fitted.end_id not in ids


@pytest.mark.parametrize("encoder", ENCODERS)
def test_that_without_asking_there_is_no_token_for_the_end(encoder):
    assert encoder().fit(TEXTS).end_id is None


@pytest.mark.parametrize("encoder", ENCODERS)
@given(text=ANY)
def test_that_pieces_stand_in_the_text_in_order(encoder, text):
    fitted = encoder().fit(TEXTS)
    pieces = fitted.pieces(text)
    assert [index for _, index in pieces] == fitted.encode([text])[0]
    reached = 0
    for piece, _ in pieces:
        reached = text.index(piece, reached) + len(piece) if piece else reached


@given(st.lists(ANY, min_size=1, max_size=5).filter(lambda texts: any(texts)))
def test_that_characters_and_bytes_lead_back_to_the_text(texts):
    for encoder in (Characters(normalization="none"), Bytes(normalization="none")):
        fitted = encoder.fit(texts)
        assert [fitted.decode(row) for row in fitted.encode(texts)] == texts


@given(ANY)
def test_that_no_byte_is_ever_unknown(text):
    assert 1 not in Bytes().fit([]).encode([text])[0]


@pytest.mark.parametrize(("encoder", "text"), [
    (Words(), "the film was good, the plot wasn't."), (Words(lowercase=False), "不錯的電影。"),
    (BytePairs(), "the film was good, the plot wasn't."), (WordPieces(), "a bad film; a worse plot!"),
    (Characters(), "Ça alors"), (Bytes(), "Ça alors 🦓"),
])
def test_that_ids_read_as_text(encoder, text):
    fitted = encoder.fit([*TEXTS, text] * 4)
    decoded = fitted.decode([*fitted.encode([text])[0], 0, 0])
    assert decoded.replace(" ", "").replace("wasn't", "wasn't") == text.replace(" ", "") or decoded == text
    assert isinstance(encoder, WordPieces) or decoded == text


@pytest.mark.parametrize("encoder", ENCODERS)
def test_that_what_was_saved_loads_and_the_library_opens_it(encoder, tmp_path, reviews):
    fitted = encoder().fit(reviews[:500])
    fitted.save(tmp_path)
    loaded = encoder().load(tmp_path)
    assert list(loaded.tokens) == list(fitted.tokens)
    assert list(loaded.counts) == list(fitted.counts)
    sample = [*reviews[:50], "Zebra 中"]
    assert loaded.encode(sample) == fitted.encode(sample)
    assert loaded.decode(loaded.encode(sample)[3]) == fitted.decode(fitted.encode(sample)[3])
    library = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    assert [library.encode(text).ids for text in sample] == fitted.encode(sample)


@pytest.mark.parametrize("encoder", [BytePairs, WordPieces])
def test_that_subwords_have_the_size_asked_for_and_know_nearly_all(encoder, reviews):
    fitted = encoder(vocabulary_size=1000).fit(reviews)
    assert len(fitted.tokens) == 1000
    ids = [index for row in fitted.encode(reviews[:200]) for index in row]
    assert ids.count(1) / len(ids) < 0.001
    assert max(map(len, fitted.tokens)) > 4


@pytest.mark.parametrize("encoder", [BytePairs, WordPieces])
def test_that_chinese_leaves_room_for_parts_of_words(encoder):
    texts = ["".join(chr(0x4e00 + (i * 37 + j) % 3000) for j in range(20)) for i in range(300)]
    assert len(encoder(vocabulary_size=500).fit(texts).tokens) <= 500


@pytest.mark.parametrize("encoder", [Words, BytePairs, WordPieces, Characters])
@pytest.mark.parametrize("texts", [[], [""], ["", ""]])
def test_that_texts_that_hold_nothing_are_refused(encoder, texts):
    with pytest.raises(UserError, match="training part"):
        encoder().fit(texts)


@pytest.mark.parametrize("encoder", ENCODERS)
@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800 half", "שלום עולם", "e\u0301", "🏳️‍🌈", "x" * 5000])
def test_that_strange_texts_are_encoded(encoder, text):
    fitted = encoder().fit([*TEXTS, text])
    assert fitted.encode([text, "film"])[1]
    fitted.pieces(text)
    assert isinstance(fitted.decode(fitted.encode([text])[0]), str)


def test_that_case_and_accents_are_heeded_or_not():
    assert Characters(lowercase=True, strip_accents=True).fit(["é"]).encode(["E", "É"]) == [[2], [2]]
    assert Characters().fit(["é"]).encode(["É", "e\u0301"]) == [[1], [2]]
    assert Words(normalization="NFKC").fit(["film"]).encode(["ｆｉｌｍ"]) == [[2]]


def best(texts):
    return max(ENCODERS, key=lambda encoder: encoder.suits(texts))


def test_that_each_way_of_writing_suits_an_encoder(reviews):
    assert best(reviews[:50]) is Words
    assert best(["孤竹人藏处，无因认本峰。", "遗佚而不怨，阨穷而不悯。"] * 3) is Characters
    assert best(["これは日本語の文章です。とても長い文章を書きます。"] * 3) is Characters
    assert best(["Abbott", "Acevedo", "Zimmermann"]) is Characters


def test_that_scripts_without_spaces_are_known():
    assert unspaced_share(["中文", "english"]) == pytest.approx(2 / 9)
    assert unspaced_share(["한국어 문장"]) == 0.0
    assert unspaced_share(["ภาษาไทย"]) > 0.6
    assert unspaced_share(["123 !"]) == 0.0
