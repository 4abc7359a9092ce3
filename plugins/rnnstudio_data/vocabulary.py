"""A fitted vocabulary on the fast ``tokenizers`` library and in its file format: what all our encoders share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import msgspec

from rnnstudio.api import PADDING_ID, UNKNOWN_ID, FittedEncoder, UserError, tr, whole_file
from rnnstudio_data.spelling import END, END_ID, PADDING, UNKNOWN

_TOKENIZER = "tokenizer.json"
_COUNTS = "counts.json"
_CHARACTERS_AT_ONCE = 2**20


class Vocabulary(FittedEncoder):
    """Tokens, their counts and how text becomes ids. A subclass says how ids become text again.

    Attributes:
        tokenizer: The library's object, for whoever wants more of it. It gives the same ids as ``encode``.
    """

    def __init__(self, tokenizer: Any, counts: list[int]) -> None:
        self.tokenizer = tokenizer
        self._counts = counts
        ids: dict[str, int] = tokenizer.get_vocab()
        self._tokens = sorted(ids, key=ids.__getitem__)

    @property
    def tokens(self) -> Sequence[str]:
        """Each token's text, by id."""
        return self._tokens

    @property
    def counts(self) -> Sequence[int]:
        """How often each token stood in the text it was fitted on, none of it cut off; unknown ones under id 1."""
        return self._counts

    @property
    def end_id(self) -> int | None:
        """The id of the token that ends a text, if the vocabulary has one."""
        return END_ID if self._tokens[END_ID:END_ID + 1] == [END] else None

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the ids of each text, not padded; none for a text without tokens."""
        # The library keeps some hundred bytes for each token until its ids are taken, hence not all at once.
        return [encoding.ids for part in in_parts(texts)
                for encoding in self.tokenizer.encode_batch_fast(part)]

    def pieces(self, text: str) -> list[tuple[str, int]]:
        """Return the parts of the text as it spells them, in order, each with its id.

        A token that stands for the rest of a character, such as the second letter of ﬁ, has an empty text.
        """
        text = valid_text(text)
        encoding = self.tokenizer.encode(text, add_special_tokens=False)
        found: list[tuple[str, int]] = []
        done = 0
        starts = [start for start, _ in [*encoding.offsets, (len(text), len(text))]][1:]
        for index, (start, end), following in zip(encoding.ids, encoding.offsets, starts, strict=True):
            start, end = max(start, done), max(end, done)
            while end < following and not text[end].isspace():  # an accent that was joined with its letter
                end += 1
            found.append((text[start:end], index))
            done = end
        return found

    def save(self, folder: Path) -> None:
        """Write ``tokenizer.json``, which the tokenizers library opens, and ``counts.json``, the counts by id."""
        with whole_file(folder / _TOKENIZER) as file:
            file.write_text(self.tokenizer.to_str(pretty=True), encoding="utf-8")
        with whole_file(folder / _COUNTS) as file:
            file.write_bytes(msgspec.json.encode(self._counts) + b"\n")


def saved_vocabulary(folder: Path) -> tuple[Any, list[int]]:
    """Read back the tokenizer and the counts that ``Vocabulary.save`` wrote.

    Raises:
        UserError: If a file is missing or damaged.
    """
    from tokenizers import Tokenizer

    path = folder / _TOKENIZER
    try:
        tokenizer = Tokenizer.from_str(path.read_text(encoding="utf-8"))
        path = folder / _COUNTS
        counts = msgspec.json.decode(path.read_bytes(), type=list[Annotated[int, msgspec.Meta(ge=0)]])
    except Exception as error:  # tokenizers raises bare Exception
        raise _unreadable(path, error) from error
    ids = tokenizer.get_vocab()
    if (ids.get(PADDING), ids.get(UNKNOWN)) != (PADDING_ID, UNKNOWN_ID) or set(ids.values()) != set(range(len(ids))):
        raise _unreadable(folder / _TOKENIZER, tr("its ids are not numbered from 0 as {padding}, {unknown} and so on",
                                                  padding=PADDING, unknown=UNKNOWN))
    if len(counts) != len(ids):
        raise _unreadable(path, tr("it holds {found} counts for {expected} tokens", found=len(counts),
                                   expected=len(ids)))
    return tokenizer, counts


def _unreadable(path: Path, reason: object) -> UserError:
    return UserError(tr("the vocabulary {path} can't be read: {reason}", path=path, reason=reason))


def valid_text(text: str) -> str:
    """Return the text with lone halves of surrogate pairs, which no file can hold, replaced by U+FFFD."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def in_parts(texts: Iterable[str]) -> Iterator[list[str]]:
    """Yield the texts in order, a million characters at a time, all of them valid."""
    part: list[str] = []
    size = 0
    for text in texts:
        part.append(valid_text(text))
        size += len(text)
        if size >= _CHARACTERS_AT_ONCE:
            yield part
            part, size = [], 0
    if part:
        yield part
