"""Which way of writing a text is in: with or without spaces between words."""

from __future__ import annotations

import re
from collections.abc import Sequence

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # kana and Han
    "\U00020000-\U0003134f]")
_LETTER = re.compile(r"[^\W\d_]")


def unspaced_share(texts: Sequence[str]) -> float:
    """Return which share of the letters belongs to scripts that put no space between words, 0 to 1."""
    letters = unspaced = 0
    for text in texts:
        letters += len(_LETTER.findall(text))
        unspaced += len(_UNSPACED.findall(text))
    return min(unspaced / letters, 1.0) if letters else 0.0
