"""How words are written so that the Projector shows each of them, once, beside its own point.

The Projector knows no quoting. It skips lines of white space (every later label is then off by one), cuts at tabs,
turns into numbers what JavaScript can read as one, and gives two points one label where a word repeats.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_CONTROLS = r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]"
"""What breaks a line, can't be seen, is eaten as a byte order mark, or can't be written as UTF-8."""
_UNSAFE = re.compile(rf"\A\s+|\s+\Z|{_CONTROLS}+")
_NUMBER = re.compile(
    r"[+-]?(?:Infinity|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+")
_NAMES = {" ": "space", "\t": "tab", "\n": "newline", "\r": "return", "\u00a0": "no-break space",
          "\u3000": "wide space"}


def spell(words: Sequence[str]) -> list[str]:
    """Return how each word is to be written: as it is wherever possible, never twice the same.

    White space at the ends and control characters are named, as ⟨space⟩; numbers go into quotation marks, as “007”;
    what is then still taken gets a number, as bank (2). A word that can stay as it is keeps its spelling even if an
    earlier one would have become the same.
    """
    wished = [word if word.isidentifier() and word != "Infinity" else _safe(word) for word in words]
    written = list(wished)
    taken: set[str] = set()
    clashing = []
    for row, (word, wish) in enumerate(zip(words, wished, strict=True)):
        if wish == word and wish not in taken:
            taken.add(wish)
        else:
            clashing.append(row)
    tried: dict[str, int] = {}
    for row in clashing:
        wish = text = wished[row]
        while text in taken:
            tried[wish] = tried.get(wish, 1) + 1
            text = f"{wish} ({tried[wish]})"
        taken.add(text)
        written[row] = text
    return written


def _safe(word: str) -> str:
    if not word:
        return "⟨empty⟩"
    text = _UNSAFE.sub(lambda found: "".join(map(_named, found[0])), word)
    return f"“{text}”" if _NUMBER.fullmatch(text) else text


def _named(character: str) -> str:
    return f"⟨{_NAMES.get(character) or f'U+{ord(character):04X}'}⟩"
