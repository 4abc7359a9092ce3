"""Single bytes as tokens: 256 of them hold every text of every language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rnnstudio.api import PADDING_ID, Encoder, EncoderInfo
from rnnstudio_data.spelling import UNKNOWN, EndToken, special_tokens
from rnnstudio_data.vocabulary import Vocabulary, in_parts, saved_vocabulary, valid_text

_NAMES = [chr(byte) if 0x21 <= byte <= 0x7E else f"<0x{byte:02X}>" for byte in range(256)]
"""Bytes by value: plain marks and letters as they are, the others by the names that the library knows bytes by."""


class Bytes(Encoder, frozen=True, kw_only=True):
    """Each byte of the text's UTF-8 is a token: 1 for an English letter, 3 for a Chinese character; none unknown."""

    info = EncoderInfo(id="rnnstudio.bytes", title="Bytes", icon="binary")

    end_token: EndToken = False

    @classmethod
    def suits(cls, texts: Sequence[str]) -> float:
        """It takes any text, none of them best."""
        return 0.3

    def fit(self, texts: Iterable[str]) -> FittedBytes:
        """Count the bytes of the texts, read once, some at a time; the vocabulary is the same for all texts."""
        import numpy as np

        special = special_tokens(self.end_token)
        counts = np.zeros(256, np.int64)
        for part in in_parts(texts):
            counts += np.bincount(np.frombuffer("".join(part).encode(), np.uint8), minlength=256)
        return FittedBytes(_tokenizer(special), [*[0] * len(special), *map(int, counts)])

    def load(self, folder: Path) -> FittedBytes:
        """Read back what was saved.

        Raises:
            UserError: If a file is missing or damaged.
        """
        return FittedBytes(*saved_vocabulary(folder))


def _tokenizer(special: dict[str, int]) -> Any:
    from tokenizers import Tokenizer, decoders, models

    # No character is in the vocabulary but the plain ones, and the library takes the others apart into bytes.
    vocabulary = special | {name: byte for byte, name in enumerate(_NAMES, len(special))}
    tokenizer = Tokenizer(models.BPE(vocabulary, [], unk_token=UNKNOWN, byte_fallback=True))
    tokenizer.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Fuse()])
    return tokenizer


class FittedBytes(Vocabulary):
    """The 256 bytes after the special tokens, in the order of their values."""

    def __init__(self, tokenizer: Any, counts: list[int]) -> None:
        super().__init__(tokenizer, counts)
        self._first = len(self.tokens) - len(_NAMES)
        self._ids = tuple(range(self._first, len(self.tokens)))

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the ids of each text, not padded."""
        look_up = self._ids.__getitem__
        return [list(map(look_up, valid_text(text).encode())) for text in texts]

    def pieces(self, text: str) -> list[tuple[str, int]]:
        """Return each character with the id of its first byte, then nothing with the ids of its other bytes."""
        found = []
        for character in valid_text(text):
            first, *rest = character.encode()
            found.append((character, self._ids[first]))
            found += [("", self._ids[byte]) for byte in rest]
        return found

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text; bytes that make no character become U+FFFD, padding is left out."""
        raw = bytearray()
        for index in ids:
            if index >= self._first:
                raw.append(index - self._first)
            elif index != PADDING_ID:
                raw += self.tokens[index].encode()
        return raw.decode("utf-8", "replace")
