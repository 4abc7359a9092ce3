"""Which text encoding a file is in, told from its first bytes, and the names that a person chooses from.

Only what can be told is told: a byte order mark; the NUL bytes of UTF-16 that has none; valid UTF-8; Chinese by how
often its most frequent characters stand in the text as GB18030 and as Big5; Western European by its few letters
beyond ASCII. Otherwise the person is asked.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Literal, NamedTuple

from rnnstudio.api import UserError, tr

EncodingChoice = Literal["auto", "UTF-8", "UTF-16", "GB18030", "Big5", "Windows-1252", "ISO-8859-1", "Windows-1251",
                         "Shift_JIS", "EUC-KR"]
# Windows' supersets stand for the three that files seldom keep to.
_CODECS = {"UTF-8": "utf-8", "UTF-16": "utf-16-le", "GB18030": "gb18030", "Big5": "cp950", "Windows-1252": "cp1252",
           "ISO-8859-1": "latin-1", "Windows-1251": "cp1251", "Shift_JIS": "cp932", "EUC-KR": "cp949"}
_MARKS = (("UTF-8", "utf-8", codecs.BOM_UTF8), ("UTF-16", "utf-16-le", codecs.BOM_UTF16_LE),
          ("UTF-16", "utf-16-be", codecs.BOM_UTF16_BE))
# The most frequent characters of running Chinese text, in simplified and in traditional writing.
_FREQUENT = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种"
    "事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日者意无力它与长把机十民第"
    "這個們來為國說時會對於著過發後裡種經麼學現當沒動還進樣開從實無與長機點業將兩間問應頭體見書花風月山水不春夜"
    "，。！？：；、“”「」")
_SHARE_OF_FREQUENT = 0.12
_MOST_LETTERS_BEYOND_ASCII = 0.35
_LINES_BEFORE_IT_IS_THE_FILE = 20


class Encoding(NamedTuple):
    """A text encoding: its name for people, Python's codec, and how many bytes its mark takes at the start."""

    name: str
    codec: str
    mark: int = 0

    @property
    def newline(self) -> bytes:
        """A line end's bytes."""
        return "\n".encode(self.codec)


def find_encoding(path: Path, head: bytes, complete: bool, asked: EncodingChoice) -> Encoding:
    """Return the encoding asked for, or the one that the start of a file is in.

    Args:
        path: The file, for errors.
        head: The first bytes.
        complete: Whether they are the whole file.
        asked: The person's choice.

    Raises:
        UserError: If it can't be told, or what is asked for doesn't fit.
    """
    marked = next((Encoding(name, codec, len(mark)) for name, codec, mark in _MARKS if head.startswith(mark)), None)
    if asked == "auto":
        found = marked or _unmarked(head, complete) or _told(head, complete)
        if found is None:
            raise UserError(tr("{path}: can't tell in which encoding its text is; choose one, or save the file as "
                               "UTF-8", path=path))
        if found.name != "UTF-16" and head.count(0) * 5 > len(head):
            raise UserError(tr("{path} is not a text file: it holds NUL bytes; choose another file, or its text "
                               "encoding if it is text after all", path=path))
        return found
    if marked is not None and marked.name == asked:
        encoding = marked
    else:
        encoding = (asked == "UTF-16" and _unmarked(head, complete)) or Encoding(asked, _CODECS[asked])
    if not _fits(head, complete, encoding):
        raise UserError(tr("{path} is not {encoding} text; choose another text encoding", path=path, encoding=asked))
    return encoding


def decoded(head: bytes, complete: bool, codec: str) -> str:
    """Return the text of first bytes, U+FFFD for what is no text; a character cut off at their end is left out."""
    return codecs.getincrementaldecoder(codec)("replace").decode(head, complete)


def _unmarked(head: bytes, complete: bool) -> Encoding | None:
    """Tell UTF-16 without a mark: every other byte of the letters, digits and spaces in it is NUL."""
    if head.count(0) * 5 <= len(head):
        return None
    codec = "utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le"
    text = decoded(head, complete, codec)
    odd = any((character < " " and character not in "\t\r\n") or character == "\ufffd" for character in text)
    return None if odd else Encoding("UTF-16", codec)


def _told(head: bytes, complete: bool) -> Encoding | None:
    if _is_utf8(head, complete):
        return Encoding("UTF-8", "utf-8")
    chinese = max((_chinese(decoded(head, complete, _CODECS[name]), standard), name)
                  for name, standard in (("Big5", "big5"), ("GB18030", "gb2312")))
    if chinese[0] >= _SHARE_OF_FREQUENT:
        return Encoding(chinese[1], _CODECS[chinese[1]])
    letters = len(re.findall(rb"[A-Za-z]", head))
    beyond = len(re.findall(rb"[\x80-\xff]", head))
    if beyond <= _MOST_LETTERS_BEYOND_ASCII * (letters + beyond):
        return Encoding("Windows-1252", "cp1252")
    return None


def _is_utf8(head: bytes, complete: bool) -> bool:
    """Tell UTF-8, also where a few bytes are damaged: by chance, other encodings hardly ever make valid sequences."""
    text = decoded(head, complete, "utf-8")
    wrong = text.count("\ufffd") - head.count(b"\xef\xbf\xbd")
    return wrong == 0 or sum(character > "\x7f" for character in text) - wrong >= 4 * wrong


def _chinese(text: str, standard: str) -> float:
    """Return the share of the most frequent characters among those beyond ASCII, less that of bytes that are no text.

    Args:
        text: The bytes in the encoding in question.
        standard: The codec of the older standard, which has all frequent characters and few others.
    """
    frequent = {character for character in _FREQUENT if character.encode(standard, "ignore")}
    beyond = [character for character in text if character > "\x7f"]
    counted = sum(character in frequent for character in beyond) - text.count("\ufffd")
    return counted / len(beyond) if beyond else 0.0


def _fits(head: bytes, complete: bool, encoding: Encoding) -> bool:
    text = decoded(head[encoding.mark:], complete, encoding.codec)
    if encoding.name == "UTF-16":
        return "\n" in text or b"\n" not in head
    wrong = [line for line in text.split("\n") if "\ufffd" in line]
    beyond = sum(character > "\x7f" for character in text)
    return len(wrong) < _LINES_BEFORE_IT_IS_THE_FILE or text.count("\ufffd") * 2 < beyond
