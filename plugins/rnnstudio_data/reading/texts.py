"""Reads a text file as a whole, and finds the text files of a folder."""

from __future__ import annotations

from pathlib import Path

from rnnstudio.api import UserError, tr
from rnnstudio_data.reading.blocks import LONGEST_LINE, stray_bytes
from rnnstudio_data.reading.careful import nul_byte
from rnnstudio_data.reading.encodings import EncodingChoice, find_encoding
from rnnstudio_data.reading.opening import SourceFile


class UnusableText(Exception):  # noqa: N818 - it is caught at once
    """Says why a text file can't be used."""


def folder_at(path: Path) -> Path:
    """Return a folder that is there.

    Raises:
        UserError: If it isn't, or is a file.
    """
    try:
        if path.is_dir():
            next(path.iterdir(), None)
            return path
    except OSError as error:
        raise UserError(tr("{path} can't be read: {reason}", path=path,
                           reason=error.strerror or str(error))) from error
    if path.exists():
        raise UserError(tr("{path} is a file; choose a folder", path=path))
    raise UserError(tr("{path} does not exist; choose another folder", path=path))


def read_text(path: Path, encoding: EncodingChoice) -> str:
    """Return a file's text, with LF line ends.

    Raises:
        UnusableText: If it can't be read or decoded, is empty or too long.
    """
    try:
        if not path.stat().st_size:
            raise UnusableText(tr("the text is empty"))
        with SourceFile(path) as file:
            data = file.read(LONGEST_LINE + 1)
            file.read(1)  # notices a change
    except (UserError, OSError) as error:
        raise UnusableText(str(error)) from None
    if len(data) > LONGEST_LINE:
        raise UnusableText(tr("the text is longer than {count} bytes; divide it into several",
                              count=f"{LONGEST_LINE:,}"))
    try:
        found = find_encoding(path, data, True, encoding)
    except UserError:
        if b"\0" in data:
            raise UnusableText(nul_byte()) from None
        raise UnusableText(tr("its text encoding can't be told; choose one, or save the file as UTF-8")) from None
    try:
        text = data[found.mark:].decode(found.codec)
    except UnicodeDecodeError:
        raise UnusableText(stray_bytes(found)) from None
    if "\0" in text:
        raise UnusableText(nul_byte())
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnusableText(tr("the text is empty"))
    return text
