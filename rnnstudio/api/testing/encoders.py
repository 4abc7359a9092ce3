"""The contract of a text encoder: a vocabulary that is fitted, encodes, and comes back from its folder."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rnnstudio.api.data import PADDING_ID, UNKNOWN_ID, Encoder, FittedEncoder
from rnnstudio.api.errors import UserError
from rnnstudio.api.parameters import read_parameters
from rnnstudio.api.testing.describing import check_description
from rnnstudio.api.testing.draws import draws as drawn
from rnnstudio.api.testing.importing import check_import
from rnnstudio.api.testing.problems import Problems, at_values, brief, step
from rnnstudio.api.text import tr

TEXTS = (
    "The quick brown fox jumps over the lazy dog.",
    "the dog sleeps, and the fox doesn't",
    "An odd one: tab\there, two  spaces, a line\nbreak, 007 and 1e5",
    "Straße, café, naïve, Ωmega",
    "人工智能正在改变世界",
    "🙂 and a zero\u200bwidth space",
    "the fox the dog the fox the dog",
    "word",
)
"""Texts of several scripts, with what encoders stumble over."""
_ODD = ("", " ", "zzzqqq ψψψ 囧", "the " * 300)


def check_encoder(encoder: type[Encoder], *, texts: Sequence[str] = TEXTS, draws: int = 2, seed: int = 0,
                  **raw: Any) -> None:
    """Check a text encoder.

    At its default parameters and at random valid ones: it describes itself; importing it is cheap; it is fitted on
    texts; ids lie within the vocabulary; id 0 is padding and never given, id 1 the unknown token; nothing is cut off;
    it gives the same ids each time and after it was saved and loaded; empty texts and unknown words go through.

    Args:
        encoder: The class.
        texts: Texts to fit it on and to encode.
        draws: How many sets of random parameters.
        seed: Draws other ones.
        **raw: Parameters to use instead of the defaults.

    Raises:
        AssertionError: With everything that is wrong, and what to do about each.
    """
    problems = Problems(f"check_encoder({getattr(encoder, '__name__', encoder)!s})")
    if check_description(problems, encoder, Encoder):
        check_import(problems, encoder.__module__)
        with problems.trying("suits()"):
            for sample in (texts, (), ("",)):
                suits = encoder.suits(sample)
                problems.require(0 <= suits <= 1, tr("suits() returned {found}, not a number from 0 to 1.",
                                                     found=repr(suits)))
        _check_once(problems, encoder, raw, texts, tr("at the default parameters"))
        for values in drawn(encoder, draws, seed):
            chosen = values | raw
            at = at_values(chosen)
            _check_once(problems, encoder, chosen, texts, at)
    problems.tell()


def _check_once(problems: Problems, encoder: type[Encoder], raw: dict[str, Any], texts: Sequence[str],
                at: str) -> None:
    step(f"{problems.of}: {at}")
    made = read_parameters(encoder, raw)
    try:
        fitted = made.fit(iter(texts))
    except UserError:
        return  # it refuses these texts or parameters, in a sentence
    except Exception as error:  # noqa: BLE001 - a plugin may raise anything
        problems.add(tr("fit() {at} failed: {error}. It gets an iterable of texts that can be gone through once.",
                        at=at, error=brief(error)))
        return
    if not problems.require(isinstance(fitted, FittedEncoder), tr("fit() returned {found}, not a FittedEncoder.",
                                                                  found=repr(fitted))):
        return
    with problems.trying(tr("encoding {at}", at=at)):
        _check_vocabulary(problems, fitted)
        ids = fitted.encode([*texts, *_ODD])
        _check_ids(problems, fitted, ids, [*texts, *_ODD])
        problems.require(fitted.encode([*texts, *_ODD]) == ids, tr("encode() gives other ids the second time."))
        problems.require([fitted.encode([text])[0] for text in texts] == ids[:len(texts)],
                         tr("encode() gives other ids for a text alone than among others. Encode each by itself."))
        _check_words(problems, fitted, ids, texts)
        _check_folder(problems, made, fitted, ids, [*texts, *_ODD])


def _check_vocabulary(problems: Problems, fitted: FittedEncoder) -> None:
    tokens, counts = fitted.tokens, fitted.counts
    problems.require(len(tokens) >= 2,
                     tr("its tokens have no place for padding (id 0) and the unknown token (id 1)."))
    problems.require(all(isinstance(token, str) for token in tokens), tr("its tokens are not all texts."))
    problems.require(len(counts) in (0, len(tokens)), tr("it has {tokens} tokens and {counts} counts. Give one for "
                                                         "each id, or none.", tokens=len(tokens), counts=len(counts)))
    problems.require(len(set(tokens)) == len(tokens), tr("two of its tokens have the same text."))
    end = fitted.end_id
    problems.require(end is None or UNKNOWN_ID < end < len(tokens), tr("end_id is {end}, and ids go from 2 to "
                                                                       "{last}.", end=end, last=len(tokens) - 1))


def _check_ids(problems: Problems, fitted: FittedEncoder, ids: list[list[int]], texts: Sequence[str]) -> None:
    if not problems.require(len(ids) == len(texts), tr("encode() returned {ids} rows for {texts} texts.",
                                                       ids=len(ids), texts=len(texts))):
        return
    flat = [index for row in ids for index in row]
    size = len(fitted.tokens)
    problems.require(all(0 <= index < size for index in flat), tr("an id is outside the vocabulary of {size} tokens.",
                                                                  size=size))
    problems.require(PADDING_ID not in flat, tr("encode() gives id 0, which is padding. The unknown token is 1."))
    longest = max(len(row) for row in ids)
    problems.require(longest > 200 or size <= 2, tr("a text of 300 words gives {longest} ids. Cut nothing off: the "
                                                    "program cuts to the maximum length.", longest=longest))


def _check_words(problems: Problems, fitted: FittedEncoder, ids: list[list[int]], texts: Sequence[str]) -> None:
    for text, row in zip(texts, ids, strict=False):
        pieces = fitted.pieces(text)
        problems.require([index for _, index in pieces] == list(row),
                         tr("pieces() of {text} has other ids than encode().", text=repr(text)))
        decoded = fitted.decode(row)
        problems.require(isinstance(decoded, str), tr("decode() returned {decoded}, not a text.",
                                                      decoded=repr(decoded)))
    problems.require(isinstance(fitted.decode([]), str), tr("decode() of no ids is not a text."))


def _check_folder(problems: Problems, made: Encoder, fitted: FittedEncoder, ids: list[list[int]],
                  texts: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as outer:
        folder = Path(outer) / "vocabulary"
        folder.mkdir()
        fitted.save(folder)
        problems.require([path.name for path in Path(outer).iterdir()] == ["vocabulary"],
                         tr("save() writes outside the folder that it is given."))
        again = made.load(folder)
        problems.require(again.encode(texts) == ids and list(again.tokens) == list(fitted.tokens),
                         tr("loaded from its folder it encodes otherwise. Save all that encode() needs."))
        problems.require(list(again.counts) == list(fitted.counts) or not again.counts,
                         tr("loaded from its folder it has other counts. Save them, or return none."))
