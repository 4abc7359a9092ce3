"""What all text encoders share: their options, and a vocabulary in the file format of the ``tokenizers`` library."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec

from rnnstudio.api import (
    PADDING_ID,
    UNKNOWN_ID,
    Doc,
    Encoder,
    FittedEncoder,
    Folded,
    Title,
    UserError,
    tr,
    whole_file,
)

if TYPE_CHECKING:
    from collections.abc import Callable

PADDING, UNKNOWN, END = "[PAD]", "[UNK]", "[END]"
TOKENIZER, COUNTS = "tokenizer.json", "counts.json"


class TextOptions(Encoder, frozen=True, kw_only=True):
    """Base of the encoders here: how a text is made alike before it is cut into tokens."""

    lowercase: Annotated[bool, Title("Ignore case"), Doc("The and the are the same word.")] = True
    normalization: Annotated[Literal["NFC", "NFKC", "none"], Folded(), Title("Unicode normalization"), Doc(
        "NFC writes each accented letter in one way. NFKC also makes full-width letters plain.")] = "NFC"
    strip_accents: Annotated[bool, Folded(), Doc("Read é as e.")] = False
    end_token: Annotated[bool, Folded(), Title("Token for the end"), Doc(
        "Know a token that stands at the end of each text, so that a model that writes text can stop.")] = False

    @property
    def special(self) -> dict[str, int]:
        """The tokens that no text holds, with their ids."""
        found = {PADDING: PADDING_ID, UNKNOWN: UNKNOWN_ID}
        return found | {END: len(found)} if self.end_token else found

    def load(self, folder: Path) -> FittedTokenizer:
        """Read back what ``FittedTokenizer.save`` wrote.

        Raises:
            UserError: If a file is missing or damaged.
        """
        return FittedTokenizer(*read_files(folder))

    def normalizer(self, *first: Any) -> Any:
        """Return the library's normalizer for these options, after some steps of the encoder's own."""
        from tokenizers import normalizers

        steps: list[Any] = list(first)
        if self.strip_accents:
            steps += [normalizers.NFD(), normalizers.StripAccents()]
        if self.normalization != "none":
            steps.append(normalizers.NFC() if self.normalization == "NFC" else normalizers.NFKC())
        if self.lowercase:
            steps.append(normalizers.Lowercase())
        return normalizers.Sequence(steps)


class FittedTokenizer(FittedEncoder):
    """A fitted vocabulary.

    Args:
        tokenizer: The library's object, without special tokens: no text can spell one.
        counts: How often each token stood in the text it was fitted on, by id; empty if that is for others to count.
        decode: Makes a text of tokens; by default the library's decoder does.
    """

    def __init__(self, tokenizer: Any, counts: list[int],
                 decode: Callable[[Sequence[str]], str] | None = None) -> None:
        self.tokenizer = tokenizer
        self._counts = counts
        self._decode = decode
        ids: dict[str, int] = tokenizer.get_vocab()
        self._tokens = sorted(ids, key=ids.__getitem__)

    @property
    def tokens(self) -> Sequence[str]:
        """Each token's text, by id."""
        return self._tokens

    @property
    def counts(self) -> Sequence[int]:
        """How often each token stood in the text it was fitted on; unknown ones under id 1."""
        return self._counts

    @property
    def end_id(self) -> int | None:
        """The id of the token for the end of a text, if there is one."""
        return 2 if len(self._tokens) > 2 and self._tokens[2] == END else None

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the ids of each text, not padded; none for a text without tokens."""
        try:
            found = self.tokenizer.encode_batch_fast(list(texts))
        except (UnicodeEncodeError, TypeError):  # half of a surrogate pair
            found = self.tokenizer.encode_batch_fast(list(encodable(texts)))
        return [encoding.ids for encoding in found]

    def pieces(self, text: str) -> list[tuple[str, int]]:
        """Return the parts of a text as they stand in it, with their ids.

        Where several tokens stand for one character, as bytes do, the first has it and the others have nothing.
        """
        (text,) = encodable([text])
        encoding = self.tokenizer.encode(text)
        found, reached = [], 0
        for (start, end), token in zip(encoding.offsets, encoding.ids, strict=True):
            found.append((text[max(start, reached):end], token))
            reached = max(reached, end)
        return found

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text of some ids, as well as it can be told; padding and the end are left out."""
        hidden = {PADDING_ID, self.end_id}
        kept = [index for index in ids if index not in hidden]
        if self._decode is not None:
            return self._decode([self._tokens[index] for index in kept])
        text: str = self.tokenizer.decode(kept, skip_special_tokens=False)
        return text

    def save(self, folder: Path) -> None:
        """Write ``tokenizer.json``, which the tokenizers library opens, and ``counts.json``, the counts by id."""
        with whole_file(folder / TOKENIZER) as file:
            file.write_text(self.tokenizer.to_str(pretty=True), encoding="utf-8")
        with whole_file(folder / COUNTS) as file:
            file.write_bytes(msgspec.json.encode(self._counts) + b"\n")


def read_files(folder: Path) -> tuple[Any, list[int]]:
    """Return the tokenizer and the counts that were saved to a folder.

    Raises:
        UserError: If a file is missing or damaged.
    """
    from tokenizers import Tokenizer

    path = folder / TOKENIZER
    try:
        tokenizer = Tokenizer.from_str(path.read_text(encoding="utf-8"))
        path = folder / COUNTS
        counts = msgspec.json.decode(path.read_bytes(), type=list[int])
    except Exception as error:  # tokenizers raises bare Exception
        raise UserError(tr("the vocabulary {path} can't be read: {reason}", path=path, reason=error)) from error
    if counts and len(counts) != tokenizer.get_vocab_size():
        raise UserError(tr("the vocabulary {path} can't be read: {reason}", path=path, reason=tr(
            "it holds {found} counts for {expected} tokens", found=len(counts),
            expected=tokenizer.get_vocab_size())))
    return tokenizer, counts


def encodable(texts: Iterable[str]) -> Iterable[str]:
    """Yield texts without what can't be written as UTF-8: halves of a surrogate pair, as damaged JSON holds."""
    for text in texts:
        yield text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
