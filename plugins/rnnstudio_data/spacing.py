"""Words set side by side as a reader expects them: where a space belongs and where none does."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rnnstudio_data.scripts import IDEOGRAPHS_AND_KANA

_NO_SPACE_BEFORE = frozenset(".,!?;:%)]}»…’”-–/ʼ、。，！？；：）】》」』〉…—·")
_NO_SPACE_AFTER = frozenset("([{«¿¡‘“#$£€-–/@（【《「『〈、。，！？；：…—·")
_QUOTES = frozenset("\"'")
_DENSE = re.compile(f"[{IDEOGRAPHS_AND_KANA}、。，！？；：（）【】《》「」『』〈〉—]")


def join_words(words: Iterable[str]) -> str:
    """Return words and marks as running text.

    No space stands before a comma or after an opening bracket, none between Chinese or Japanese characters; straight
    quotation marks open and close in turn.
    """
    parts: list[str] = []
    open_quotes: set[str] = set()
    before, glued, in_number = "", True, False
    for word in words:
        opens = word in _QUOTES and word not in open_quotes
        closes = word in open_quotes
        if not (glued or closes or word in _NO_SPACE_BEFORE or (in_number and word[:1].isdigit())
                or (_is_dense(before[-1:]) and _is_dense(word[:1]))):
            parts.append(" ")
        parts.append(word)
        glued = opens or word in _NO_SPACE_AFTER
        in_number = word == "." and before[-1:].isdigit()
        open_quotes ^= {word} & _QUOTES
        before = word
    return "".join(parts)


def _is_dense(character: str) -> bool:
    return _DENSE.match(character) is not None
