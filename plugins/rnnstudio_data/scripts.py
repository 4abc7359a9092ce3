"""Which texts put spaces between words: the others are better read character by character."""

from __future__ import annotations

import re
from collections.abc import Sequence

IDEOGRAPHS_AND_KANA = ("\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
                       "\uf900-\ufaff\uff66-\uff9f\U00020000-\U000323af")
"""Chinese characters, Hiragana and Katakana, as ranges for a regular expression's class."""
_THAI_LAO_TIBETAN_BURMESE_KHMER = "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff"

_LETTER = re.compile(r"[^\W\d_]")
_UNSPACED = re.compile(f"[{IDEOGRAPHS_AND_KANA}{_THAI_LAO_TIBETAN_BURMESE_KHMER}]")
_SEVERAL_WORDS = re.compile(r"\w[^\w\s]*\s\W*\w")


def unspaced_share(texts: Sequence[str]) -> float:
    """Return the share of letters that no spaces group into words, from 0 to 1; 0 if there are no letters.

    Those are the letters of Chinese, Japanese, Thai, Lao, Tibetan, Burmese and Khmer, and all letters of a text that
    is one single word, such as a name.
    """
    letters = unspaced = 0
    for text in texts:
        here = len(_LETTER.findall(text))
        letters += here
        unspaced += min(here, len(_UNSPACED.findall(text))) if _SEVERAL_WORDS.search(text) else here
    return unspaced / letters if letters else 0.0


def between(spaced: float, unspaced: float, texts: Sequence[str]) -> float:
    """Return how well something suits texts that is worth ``spaced`` with spaces and ``unspaced`` without."""
    return spaced + (unspaced - spaced) * unspaced_share(texts)
