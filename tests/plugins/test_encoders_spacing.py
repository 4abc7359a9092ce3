"""Where spaces belong in a text, and which texts have none between words."""

from __future__ import annotations

import pytest
from rnnstudio_data.bpe import BPE
from rnnstudio_data.characters import Characters
from rnnstudio_data.raw_bytes import Bytes
from rnnstudio_data.scripts import unspaced_share
from rnnstudio_data.spacing import join_words
from rnnstudio_data.wordpiece import WordPiece
from rnnstudio_data.words import Words

ENGLISH = ["The film is long, but never dull.", "I liked it.", "Une belle histoire d'amour."]
CHINESE = ["床前明月光，疑是地上霜。", "我喜欢 RNN，因为它简单。"]
JAPANESE = ["すべての人間は、生れながらにして自由であり、"]
THAI = ["มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกัน"]
KOREAN = ["모든 인간은 태어날 때부터 자유로우며"]
NAMES = ["Müller", "García", "O'Neill", "Smith-Jones"]


@pytest.mark.parametrize("text", [
    "Well, this is it: good!", "a (b) [c] d", "he said \"no\" and left", "the 'best' one", "3.5 and 1.2.3",
    "the end. The start", "in 1999. 20 people", "well-known", "我爱你，真的。", "用 RNN 写诗", "他说：“好”",
    "[UNK] and [UNK]", "50% of $3", "¿qué? ¡sí!", "모든 인간은 자유", "a...", "and/or", ""])
def test_that_words_and_marks_become_the_text_that_a_reader_expects(text):
    import re

    words = re.findall(r"\[UNK\]|[a-zA-Zéí0-9\uac00-\ud7a3]+|[^\s]", text)
    expected = text.replace("1999. 20", "1999.20")  # a number and a full stop: it can't be told from 3.5
    assert join_words(words) == expected


@pytest.mark.parametrize(("texts", "low", "high"), [
    (ENGLISH, 0, 0), (KOREAN, 0, 0), (CHINESE, 0.75, 1), (JAPANESE, 1, 1), (THAI, 0.9, 1), (NAMES, 1, 1),
    ([], 0, 0), (["", " ", "123 456"], 0, 0), ([*ENGLISH, *CHINESE], 0.1, 0.5)])
def test_that_the_share_of_letters_without_spaces_is_found(texts, low, high):
    assert low <= unspaced_share(texts) <= high


@pytest.mark.parametrize(("texts", "best"), [
    (ENGLISH, Words), (KOREAN, Words), (CHINESE, Characters), (JAPANESE, Characters), (THAI, Characters),
    (NAMES, Characters), ([], Words)])
def test_that_the_encoder_proposed_is_the_one_that_a_text_asks_for(texts, best):
    encoders = [Words, BPE, WordPiece, Characters, Bytes]
    assert max(encoders, key=lambda encoder: encoder.suits(texts)) is best
    assert all(0 <= encoder.suits(texts) <= 1 for encoder in encoders)


def test_that_an_encoder_that_says_nothing_is_neutral():
    from rnnstudio.api import Encoder

    assert Encoder.suits(CHINESE) == 0.5
