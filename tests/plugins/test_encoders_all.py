"""What holds for every text encoder that comes with the program."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from functools import cache

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rnnstudio_data import rnnstudio_encoders
from rnnstudio_data.bpe import BPE
from rnnstudio_data.characters import Characters
from rnnstudio_data.english_reviews import EnglishReviews
from rnnstudio_data.raw_bytes import Bytes
from rnnstudio_data.wordpiece import WordPiece
from rnnstudio_data.words import Words
from tokenizers import Tokenizer

from rnnstudio.api import PADDING_ID, UNKNOWN_ID, Cancelled, ReadContext, UserError, defaults

ENCODERS = [Words, BPE, WordPiece, Characters, Bytes]
LEARNING = [Words, BPE, WordPiece, Characters]
MIXED = ["It's the best, the very best film!", "床前明月光，疑是地上霜。", "Привет мир", "שלום עולם",
         "e\u0301té ﬁn 😀", "カタカナ", "  \n\n", "", "a\x00b", "x" * 3000, "[PAD] [UNK] [END]"]
any_text = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from(
    "aAbé \n\t\u00a0\x00[]PUDNKEF#▁'’.,床明😀\u0301\u200dשﬁİ<>0x\uffff")))


@cache
def reviews():
    return [text for batch in EnglishReviews().read(ReadContext()) for text in batch["text"].to_pylist()][:3000]


@cache
def fitted(encoder):
    return encoder(end_token=True).fit([*reviews()[:500], *MIXED])


every_encoder = pytest.mark.parametrize("encoder", ENCODERS, ids=lambda encoder: encoder.__name__)
every_learning_encoder = pytest.mark.parametrize("encoder", LEARNING, ids=lambda encoder: encoder.__name__)


def test_that_the_plugin_offers_them_all():
    assert rnnstudio_encoders() == ENCODERS
    assert [encoder.info.id for encoder in ENCODERS] == [
        "rnnstudio.words", "rnnstudio.bpe", "rnnstudio.wordpiece", "rnnstudio.characters", "rnnstudio.bytes"]


@every_encoder
def test_that_special_tokens_come_first_and_the_end_token_only_if_asked(encoder):
    assert fitted(encoder).tokens[:3] == ["[PAD]", "[UNK]", "[END]"]
    assert fitted(encoder).end_id == 2
    plain = encoder().fit(["a b"])
    assert plain.end_id is None
    assert "[END]" not in plain.tokens


@every_encoder
def test_that_encoding_appends_no_end_token(encoder):
    assert 2 not in fitted(encoder).encode(["the best"])[0]


@every_encoder
@given(text=any_text)
def test_that_ids_are_those_of_the_saved_tokenizer_and_never_special(encoder, text):
    vocabulary = fitted(encoder)
    [ids] = vocabulary.encode([text])
    assert ids == vocabulary.tokenizer.encode(text).ids
    assert all(0 < index < len(vocabulary.tokens) for index in ids)
    assert vocabulary.end_id not in ids
    if encoder is Bytes:
        assert UNKNOWN_ID not in ids


@every_encoder
@pytest.mark.parametrize("text", ["[PAD]", "[UNK]", "[END]", "[PAD][UNK][END] [PAD]", "a[END]b", "▁[PAD]", "##[END]"])
def test_that_a_text_that_spells_special_tokens_is_plain_text(encoder, text):
    ids = fitted(encoder).encode([text])[0]
    assert not {PADDING_ID, fitted(encoder).end_id} & set(ids)
    if "▁" not in text and "#" not in text:
        assert UNKNOWN_ID not in ids


@every_encoder
@given(text=any_text)
def test_that_pieces_stand_in_the_text_in_order_and_have_the_encoded_ids(encoder, text):
    vocabulary = fitted(encoder)
    pieces = vocabulary.pieces(text)
    assert [index for _, index in pieces] == vocabulary.encode([text])[0]
    place = 0
    for part, _ in pieces:
        place = text.index(part, place) + len(part)
    if encoder in (Characters, Bytes) and pieces:
        assert "".join(part for part, _ in pieces) == text
    if encoder in (Words, WordPiece):
        assert not any(part in " \n\t\u00a0" for part, _ in pieces if part)


@every_encoder
@pytest.mark.parametrize("text", ["", " ", " \n\t "])
def test_that_texts_without_words_are_no_fault(encoder, text):
    vocabulary = fitted(encoder)
    ids = vocabulary.encode([text, "the best"])
    assert ids[1] == vocabulary.encode(["the best"])[0]
    shown = "".join(part for part, _ in vocabulary.pieces(text))
    if encoder in (Words, WordPiece):
        assert (ids[0], shown) == ([], "")
    if encoder in (Characters, Bytes):
        assert shown == text


@every_encoder
def test_that_halves_of_surrogate_pairs_are_replaced_not_a_fault(encoder):
    vocabulary = fitted(encoder)
    assert vocabulary.encode(["a\ud800b"]) == vocabulary.encode(["a\ufffdb"])
    assert vocabulary.encode(["\ud83d\ude00"]) == vocabulary.encode(["😀"])
    assert "".join(part for part, _ in vocabulary.pieces("a\ud800b")) == "a\ufffdb"
    assert encoder().fit(["a\ud800b"]).tokens == encoder().fit(["a\ufffdb"]).tokens


@every_encoder
def test_that_a_word_of_a_million_letters_is_encoded(encoder):
    [ids] = fitted(encoder).encode(["the" * 333_333])
    assert ids


@every_encoder
def test_that_decoding_leaves_padding_out_and_shows_what_else_is_special(encoder):
    vocabulary = fitted(encoder)
    ids = vocabulary.encode(["best"])[0]
    assert vocabulary.decode([*ids, PADDING_ID, PADDING_ID]) == "best"
    assert "[END]" in vocabulary.decode([*ids, 2])
    assert vocabulary.decode([]) == ""


@every_encoder
def test_that_counts_are_those_of_the_encoded_text(encoder):
    vocabulary = encoder().fit(iter(reviews()))
    seen = Counter(index for row in vocabulary.encode(reviews()) for index in row)
    assert list(vocabulary.counts) == [seen[index] for index in range(len(vocabulary.tokens))]


@every_learning_encoder
@given(texts=st.lists(any_text.filter(lambda text: text.strip(" \t\n\x00\uffff") != ""), min_size=1, max_size=6),
       size=st.integers(4, 60))
def test_that_any_text_gives_a_vocabulary_of_the_size_asked_for_with_exact_counts(encoder, texts, size):
    try:
        vocabulary = encoder(vocabulary_size=size, end_token=True).fit(texts)
    except UserError:
        assert not any(encoder().fit(["a", *texts]).encode([text])[0] for text in texts)
        return
    assert len(vocabulary.tokens) == len(set(vocabulary.tokens)) <= size
    seen = Counter(index for row in vocabulary.encode(texts) for index in row)
    assert list(vocabulary.counts) == [seen[index] for index in range(len(vocabulary.tokens))]


@every_learning_encoder
def test_that_tokens_come_by_frequency_then_by_letters(encoder):
    vocabulary = encoder().fit(reviews())
    ranked = list(zip(vocabulary.counts, vocabulary.tokens, strict=True))[2:]
    assert ranked == sorted(ranked, key=lambda pair: (-pair[0], pair[1]))


@every_learning_encoder
def test_that_the_vocabulary_has_exactly_the_size_asked_for_where_there_is_enough_text(encoder):
    assert len(encoder(vocabulary_size=70).fit(reviews()).tokens) == 70


@every_learning_encoder
def test_that_a_vocabulary_without_room_is_refused(encoder):
    with pytest.raises(UserError, match="has room for the special ones alone"):
        encoder(vocabulary_size=3, end_token=True).fit(["a b"])


@every_learning_encoder
@pytest.mark.parametrize("texts", [[], [""]])
def test_that_nothing_to_learn_from_is_said(encoder, texts):
    with pytest.raises(UserError, match="the texts of the training part"):
        encoder().fit(texts)


@every_encoder
def test_that_a_cancelled_reading_ends_the_fitting(encoder):
    def texts():
        yield "a b"
        raise Cancelled

    with pytest.raises(Cancelled):
        encoder().fit(texts())


@every_encoder
def test_that_the_order_of_texts_makes_no_difference(encoder):
    assert encoder().fit(reviews()).tokens == encoder().fit(reviews()[::-1]).tokens


def test_that_every_process_and_any_number_of_threads_learn_the_same():
    code = ("import hashlib, sys; sys.path.insert(0, 'tests/plugins');"
            "from test_encoders_all import ENCODERS, reviews;"
            "print(hashlib.sha256(repr([list(e().fit(reviews()[:1500]).tokens) for e in ENCODERS]).encode())"
            ".hexdigest())")
    answers = {subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                              env=os.environ | {"RAYON_NUM_THREADS": threads, "PYTHONHASHSEED": threads,
                                                "TOKENIZERS_PARALLELISM": parallel}).stdout
               for threads, parallel in (("1", "false"), ("2", "true"), ("3", "true"))}
    assert len(answers) == 1


@every_encoder
def test_that_what_was_saved_loads_and_encodes_alike(encoder, tmp_path):
    vocabulary = fitted(encoder)
    vocabulary.save(tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["counts.json", "tokenizer.json"]
    loaded = encoder().load(tmp_path)
    theirs = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    assert (loaded.tokens, loaded.counts, loaded.end_id) == (vocabulary.tokens, vocabulary.counts, 2)
    for text in [*reviews()[:300], *MIXED]:
        ids = vocabulary.encode([text])[0]
        assert loaded.encode([text])[0] == theirs.encode(text).ids == ids
        assert loaded.pieces(text) == vocabulary.pieces(text)
        assert loaded.decode(ids) == vocabulary.decode(ids)


@every_encoder
@pytest.mark.parametrize(("file", "content"), [
    ("tokenizer.json", None), ("tokenizer.json", b"{"), ("tokenizer.json", b"\xff"), ("counts.json", None),
    ("counts.json", b"[1"), ("counts.json", b"[1, 2]"), ("counts.json", b'["a"]')])
def test_that_a_damaged_vocabulary_is_said_in_one_sentence(encoder, tmp_path, file, content):
    encoder().fit(["a b"]).save(tmp_path)
    if content is None:
        (tmp_path / file).unlink()
    else:
        (tmp_path / file).write_bytes(content)
    with pytest.raises(UserError, match=file.replace(".", r"\.") + " can't be read"):
        encoder().load(tmp_path)


@every_encoder
def test_that_another_programs_tokenizer_with_other_special_tokens_is_refused(encoder, tmp_path):
    encoder().fit(["a b"]).save(tmp_path)
    file = tmp_path / "tokenizer.json"
    saved = msgspec.json.decode(file.read_bytes())
    vocabulary = saved["model"]["vocab"]
    vocabulary["[PAD]"] = len(vocabulary)
    file.write_bytes(msgspec.json.encode(saved))
    with pytest.raises(UserError, match=r"tokenizer\.json can't be read: its ids are not numbered from 0"):
        encoder().load(tmp_path)


def test_that_defaults_are_those_of_earlier_projects():
    assert defaults(Words) == {
        "maximum_length": 500, "keep": "start", "vocabulary_size": 8000, "minimum_count": 1, "lowercase": True,
        "normalisation": "NFC", "strip_accents": False, "end_token": False}
