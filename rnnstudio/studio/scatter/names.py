"""How a label is written so that it can always be seen."""

from __future__ import annotations

import unicodedata

from rnnstudio.api import tr

SPACE = "␣"
_MOST = 200
"""Characters of a label that are looked at; what is longer is cut off in sight anyhow."""


def shown(label: str) -> str:
    """Return a label for the screen: one line, and never invisible.

    An empty label is told in words, one of spaces alone shows them, control characters have their pictures, and one
    of invisible characters alone is told by their code points.
    """
    text = label if len(label) <= _MOST else label[:_MOST - 1] + "…"
    if not text:
        return tr("(blank)")
    if text.isascii() and text.isprintable() and not text.isspace():
        return text
    text = "".join(_visible(letter) for letter in text)
    if text.isspace():
        return "".join(SPACE for _ in text)
    if all(unicodedata.category(letter)[0] in "CZM" for letter in text):
        return " ".join(f"U+{ord(letter):04X}" for letter in text[:4])
    return text


def _visible(letter: str) -> str:
    code = ord(letter)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if letter in "\u2028\u2029\u0085":
        return "\u2424"
    if 0xD800 <= code <= 0xDFFF or code & 0xFFFE == 0xFFFE or 0x80 <= code < 0xA0:
        return "\ufffd"
    return letter
