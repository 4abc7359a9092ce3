"""Parts of words as tokens: frequent words whole, rare ones in pieces, so that next to nothing is unknown."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from rnnstudio.api import Doc, EncoderInfo, Range, UserError, tr
from rnnstudio_data.scripts import unspaced_share
from rnnstudio_data.vocabulary import UNKNOWN, FittedTokenizer, TextOptions, encodable
from rnnstudio_data.words import most_frequent

_INSIDE = "##"
_SIZE = Doc("Tokens to know: letters first, then ever longer parts of words.")
_COUNT = Doc("Two parts are joined if they stand side by side at least so often in the training part.")


class BytePairs(TextOptions, frozen=True, kw_only=True):
    """Words in parts that often stand side by side: byte-pair encoding (Sennrich, Haddow and Birch 2016)."""

    info = EncoderInfo(id="rnnstudio.bpe", title="Subwords (BPE)", icon="puzzle")

    vocabulary_size: Annotated[int, Range(10, 1_000_000, 500), _SIZE] = 4000
    minimum_count: Annotated[int, Range(1, 1_000_000), _COUNT] = 2

    @classmethod
    def suits(cls, texts: Sequence[str]) -> float:
        """Suit texts with spaces between words, others a little."""
        return 0.7 - 0.3 * unspaced_share(texts)

    def fit(self, texts: Iterable[str]) -> FittedTokenizer:
        """Learn which letters to join, the most frequent pair first.

        Args:
            texts: Read once, some at a time.

        Raises:
            UserError: If the texts hold nothing.
        """
        from tokenizers import Tokenizer, models, trainers

        learning = self._dressed(Tokenizer(models.BPE(unk_token=UNKNOWN)))
        learning.train_from_iterator(encodable(texts), trainers.BpeTrainer(
            vocab_size=self.vocabulary_size, min_frequency=self.minimum_count, special_tokens=list(self.special),
            limit_alphabet=_letters(self.vocabulary_size, self.special), show_progress=False))
        model = _model_of(learning, self.special)
        merges = [tuple(pair) for pair in model["merges"]]
        return FittedTokenizer(self._dressed(Tokenizer(models.BPE(
            vocab=model["vocab"], merges=merges, unk_token=UNKNOWN))), [])

    def _dressed(self, tokenizer: Any) -> Any:
        from tokenizers import Regex, decoders, normalizers, pre_tokenizers

        tokenizer.normalizer = self.normalizer(normalizers.Replace(Regex(r"\s+"), " "))
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Metaspace(), pre_tokenizers.Punctuation()])
        tokenizer.decoder = decoders.Metaspace()
        return tokenizer


class WordPieces(TextOptions, frozen=True, kw_only=True):
    """Words in a known beginning and known continuations, marked ##, as BERT reads them (Wu et al. 2016)."""

    info = EncoderInfo(id="rnnstudio.wordpiece", title="Subwords (WordPiece)", icon="puzzle")

    vocabulary_size: Annotated[int, Range(10, 1_000_000, 500), _SIZE] = 4000
    minimum_count: Annotated[int, Range(1, 1_000_000), _COUNT] = 2

    @classmethod
    def suits(cls, texts: Sequence[str]) -> float:
        """Suit texts with spaces between words, others a little."""
        return 0.65 - 0.3 * unspaced_share(texts)

    def fit(self, texts: Iterable[str]) -> FittedTokenizer:
        """Learn which parts of words to know: what byte-pair encoding finds, at the beginning or inside.

        The library's own trainer gives another vocabulary each time.

        Args:
            texts: Read once, some at a time.

        Raises:
            UserError: If the texts hold nothing.
        """
        from tokenizers import Tokenizer, models, trainers

        learning = self._dressed(Tokenizer(models.BPE(unk_token=UNKNOWN)))
        trainer = trainers.BpeTrainer(
            vocab_size=self.vocabulary_size, min_frequency=self.minimum_count, special_tokens=list(self.special),
            limit_alphabet=_letters(self.vocabulary_size, self.special), show_progress=False)
        learning.train_from_iterator(encodable(texts), trainer)
        known = _model_of(learning, self.special)["vocab"]
        letters = sorted(token for token in known if len(token) == 1)
        found = _parts(learning.model, json.loads(trainer.__getstate__())["BpeTrainer"]["words"])
        tokens = [*letters, *(_INSIDE + letter for letter in letters)]
        single = set(tokens)
        tokens += [token for token, _ in most_frequent(found, 1, len(found)) if token not in single]
        size = self.vocabulary_size - len(self.special)
        vocabulary = self.special | {token: number for number, token in enumerate(tokens[:size], len(self.special))}
        return FittedTokenizer(self._dressed(Tokenizer(models.WordPiece(vocab=vocabulary, unk_token=UNKNOWN))), [])

    def _dressed(self, tokenizer: Any) -> Any:
        from tokenizers import decoders, pre_tokenizers

        tokenizer.normalizer = self.normalizer()
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        tokenizer.decoder = decoders.WordPiece(cleanup=True)
        return tokenizer


def _parts(model: Any, words: dict[str, int]) -> Counter[str]:
    """Return how often each part stands at the beginning of words, or inside, where it is marked."""
    found: Counter[str] = Counter()
    for word, count in words.items():
        for token in model.tokenize(word):
            if token.value != UNKNOWN:
                found[token.value if token.offsets[0] == 0 else _INSIDE + token.value] += count
    return found


def _letters(size: int, special: dict[str, int]) -> int:
    """Return how many letters to know at most: in Chinese there are thousands, and parts of words need room too."""
    return max((size - len(special)) // 3, 1)


def _model_of(tokenizer: Any, special: dict[str, int]) -> dict[str, Any]:
    """Return the model alone: as tokens of a tokenizer, the special ones would be found in texts that spell them."""
    model: dict[str, Any] = json.loads(tokenizer.to_str())["model"]
    if len(model["vocab"]) <= len(special):
        raise UserError(tr("the texts of the training part hold no words"))
    return model
