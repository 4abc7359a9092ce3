"""Text files as people have them: packed or not, in any of the usual encodings, with lines of any length."""

from __future__ import annotations

import codecs
import gzip
import io
import os
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, cast

from rnnstudio.api import ReadContext, UserError, tr

ENCODINGS = ("auto", "utf-8", "gb18030", "big5", "utf-16", "cp1252", "shift_jis", "euc-kr")
SAMPLE = 2**16
LONGEST_LINE = 2**24
"""Bytes; a longer line is passed over without being held in memory."""
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_GZIP = b"\x1f\x8b"
_HAN = {"gb18030": re.compile(rb"[\xb0-\xd7][\xa1-\xfe]"), "big5": re.compile(rb"[\xa4-\xc6][\x40-\x7e\xa1-\xfe]"),
        "shift_jis": re.compile(rb"\x82[\x9f-\xf1]|\x83[\x40-\x96]")}
"""The most frequent characters of each encoding: first-level Han, or kana."""
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


class Line(NamedTuple):
    """A line: its number from 1, its text with its end, and why it can't be read, or ""."""

    number: int
    text: str
    fault: str = ""


def locate(name: str, context: ReadContext, hint: str) -> Path:
    """Return where a file or folder is that a parameter names.

    Args:
        name: The parameter's value.
        context: Says where relative paths start.
        hint: What to say if nothing is chosen yet.

    Raises:
        UserError: If nothing is chosen.
    """
    if not name.strip():
        raise UserError(hint)
    return (context.folder or Path()).joinpath(Path(name.strip()).expanduser()).absolute()


class TextFile(AbstractContextManager["TextFile"]):
    """A text file open for reading. A context manager.

    Attributes:
        path: The file.
        encoding: As told, or as found in the first 64 KB.
        sample: The first 64 KB, unpacked.

    Raises:
        UserError: If it can't be opened.
    """

    def __init__(self, path: Path, encoding: str = "auto") -> None:
        self.path = path
        with explained(path):
            self._raw: IO[bytes] = path.open("rb")
            try:
                self._before = os.fstat(self._raw.fileno())
                packed = self._raw.read(2) == _GZIP
                self._raw.seek(0)
                self._file = cast("IO[bytes]", gzip.GzipFile(fileobj=self._raw)) if packed else self._raw
                self.sample = self._file.read(SAMPLE)
                self._file.seek(0)
            except BaseException:
                self._raw.close()
                raise
        self.encoding = encoding if encoding != "auto" else detect(self.sample)
        if self.encoding == "utf-8" and self.sample.startswith(codecs.BOM_UTF8):
            self.encoding = "utf-8-sig"
        if b"\r" in self.sample and b"\n" not in self.sample:
            self._raw.close()
            raise UserError(tr("{path}: its lines end in a way that is no longer in use; save the file again",
                               path=path))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._file.close()
        self._raw.close()

    def lines(self) -> Iterator[Line]:
        """Yield all lines.

        Raises:
            UserError: If the file can't be read to the end, or changed meanwhile.
        """
        with explained(self.path):
            yield from self._wide() if self.encoding.startswith("utf-16") else self._narrow()
        self._check_unchanged()

    def _narrow(self) -> Iterator[Line]:
        """Yield lines of an encoding in which a line's end is one byte."""
        number, codec = 0, "utf-8" if self.encoding == "utf-8-sig" else self.encoding
        if self.encoding == "utf-8-sig":
            self._file.seek(len(codecs.BOM_UTF8))
        readline = self._file.readline
        while raw := readline(LONGEST_LINE):
            number += 1
            if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
                self._pass_over(readline)
                yield Line(number, "", _too_long())
                continue
            try:
                text = raw.decode(codec)
            except UnicodeDecodeError as error:
                yield Line(number, raw.decode(codec, "replace"), tr(
                    "it is not {encoding} text: byte {place} of the line; save the file as UTF-8, or choose its "
                    "encoding", encoding=codec.upper(), place=error.start + 1))
                continue
            yield Line(number, text, _NUL() if "\0" in text else "")

    def _wide(self) -> Iterator[Line]:
        reader = io.TextIOWrapper(self._file, self.encoding, newline="\n")
        number = 0
        try:
            while text := reader.readline(LONGEST_LINE):
                number += 1
                if len(text) == LONGEST_LINE and not text.endswith("\n"):
                    self._pass_over(reader.readline)
                    yield Line(number, "", _too_long())
                else:
                    yield Line(number, text, _NUL() if "\0" in text else "")
        except UnicodeError as error:
            raise UserError(tr("{path}, behind line {line}: it is not {encoding} text; save the file as UTF-8, or "
                               "choose its encoding", path=self.path, line=number,
                               encoding=self.encoding.upper())) from error
        finally:
            with suppress(ValueError):  # closed already, by whoever stopped reading
                reader.detach()

    @staticmethod
    def _pass_over(readline: object) -> None:
        """Read the rest of a line, and forget it."""
        end: tuple[object, object] = ("\n", b"\n")
        while part := readline(LONGEST_LINE):  # type: ignore[operator]
            if part[-1:] in end:
                return

    def _check_unchanged(self) -> None:
        try:
            now = self.path.stat()
        except OSError:
            now = None
        if now is None or (now.st_size, now.st_mtime_ns) != (self._before.st_size, self._before.st_mtime_ns):
            raise UserError(tr("{path} changed while it was read; try again when nothing writes to it any more",
                               path=self.path))


def _too_long() -> str:
    return tr("it is longer than {count} characters; is this a text file with an example in each line?",
              count=f"{LONGEST_LINE:,}")


def _NUL() -> str:  # noqa: N802
    return tr("it holds a NUL byte, which no text has; is the file damaged?")


class explained(AbstractContextManager[None]):  # noqa: N801 - reads like a function
    """Turns what the file system raises into a sentence with the file's path."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if isinstance(error, FileNotFoundError):
            raise UserError(tr("{path} does not exist; choose another file", path=self._path)) from None
        if isinstance(error, OSError | EOFError):
            raise UserError(tr("{path} can't be read: {reason}", path=self._path,
                               reason=getattr(error, "strerror", None) or str(error))) from error


def detect(sample: bytes) -> str:
    """Return the encoding that a file's beginning is most likely in.

    UTF-8 if it can be; with a stray byte here and there it still is. Else an East Asian encoding if most of what
    isn't ASCII are its most frequent characters, else Western European.

    Args:
        sample: The beginning; it may end within a character.
    """
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return name
    if sample[1::2].count(0) > len(sample) // 50 and not sample[::2].count(0):
        return "utf-16-le"
    if sample[::2].count(0) > len(sample) // 50 and not sample[1::2].count(0):
        return "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
        return "utf-8"
    except UnicodeDecodeError:
        pass
    above = sum(byte >= 0x80 for byte in sample)
    well_formed = sum(len(found) for found in _MULTIBYTE.findall(sample))
    if well_formed >= 0.9 * above:
        return "utf-8"
    scores = {name: sum(len(found) for found in usual.findall(sample)) / above for name, usual in _HAN.items()
              if _decodes(sample, name)}
    best = max(scores, key=scores.__getitem__, default="")
    return best if best and scores[best] > 0.6 else "cp1252"


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return False
    return True
