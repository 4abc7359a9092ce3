"""How words are written so that another program reads each of them, once, beside its own vector.

The Projector knows no quoting. It skips lines of white space (every later label is then off by one), cuts at tabs,
turns into numbers what JavaScript can read as one, and gives two points one label where a word repeats. word2vec's
format knows none either: a word ends at the first space, a vector at the end of its line, and of words that repeat,
readers keep the first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_CONTROLS = r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]"
"""What breaks a line, can't be seen, is eaten as a byte order mark, or can't be written as UTF-8."""
_UNSAFE = re.compile(rf"\A\s+|\s+\Z|{_CONTROLS}+")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_BETWEEN = re.compile(r"(?<=\S) (?=\S)")
_SPACES = re.compile(rf"(?:\s|{_CONTROLS})+")
_NUMBER = re.compile(
    r"[+-]?(?:Infinity|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+")
_BEFORE_NUMBERS = frozenset("0123456789+-.I")
_NAMES = {" ": "space", "\t": "tab", "\n": "newline", "\r": "return", "\u00a0": "no-break space",
          "\u3000": "wide space"}


def spell(words: Sequence[str]) -> list[str]:
    """Return how each word is to be written for the Projector: as it is wherever possible, never twice the same.

    White space at the ends and control characters are named, as ⟨space⟩; numbers go into quotation marks, as “007”;
    what is then still taken gets a number, as bank (2). A word that can stay as it is keeps its spelling even if an
    earlier one would have become the same.
    """
    return _unlike(words, [word if word.isidentifier() and word[0] != "I" else _for_projector(word)
                           for word in words], "{} ({})")


def spell_for_word2vec(words: Sequence[str]) -> list[str]:
    """Return how each word is to be written in word2vec's format: without any white space, never twice the same.

    A space between letters becomes "_", as word2vec's own tools write phrases; other white space and control
    characters are named, as ⟨newline⟩; what is then still taken gets a number, as bank(2).
    """
    return _unlike(words, [word if word.isidentifier() else _for_word2vec(word) for word in words], "{}({})")


def spell_as_unicode(words: Sequence[str]) -> list[str]:
    """Return words as they are, halves of surrogate pairs named, which no UTF-8 can hold."""
    return [word if word.isascii() else _SURROGATES.sub(lambda found: _named(found[0]), word) for word in words]


def spell_columns(names: Sequence[str]) -> list[str]:
    """Return names of columns as Unicode, never twice the same."""
    return _unlike(names, spell_as_unicode(names), "{} ({})")


def _unlike(words: Sequence[str], wished: list[str], numbered: str) -> list[str]:
    """Return wishes with a number where one is taken; whoever stays as it is comes first."""
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
            text = numbered.format(wish, tried[wish])
        taken.add(text)
        wished[row] = text
    return wished


def _for_projector(word: str) -> str:
    if not word:
        return "⟨empty⟩"
    text = _UNSAFE.sub(_all_named, word) if _UNSAFE.search(word) else word
    return f"“{text}”" if text[0] in _BEFORE_NUMBERS and _NUMBER.fullmatch(text) else text


def _for_word2vec(word: str) -> str:
    if not word:
        return "⟨empty⟩"
    return _SPACES.sub(lambda found: _all_named(found).replace(" ", "-"), _BETWEEN.sub("_", word))


def _all_named(found: re.Match[str]) -> str:
    return "".join(map(_named, found[0]))


def _named(character: str) -> str:
    return f"⟨{_NAMES.get(character) or f'U+{ord(character):04X}'}⟩"
