"""Analogies and axes to begin with, of which those are offered whose words the vocabulary has. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rnnstudio.vectors.space import WordSpace

ANALOGIES: tuple[tuple[str, str, str], ...] = (
    ("king", "man", "woman"), ("actor", "man", "woman"), ("best", "good", "bad"), ("better", "good", "bad"),
    ("worse", "bad", "good"), ("paris", "france", "italy"), ("was", "is", "are"), ("films", "film", "movie"),
    ("walking", "walk", "run"), ("国王", "男人", "女人"), ("爸爸", "男", "女"))
"""The first minus the second plus the third."""

AXES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("bad", "awful", "worst"), ("good", "great", "best")), (("bad",), ("good",)), (("worst",), ("best",)),
    (("he", "his", "man"), ("she", "her", "woman")), (("old",), ("new",)), (("small",), ("big",)),
    (("坏",), ("好",)), (("男",), ("女",)))
"""From the first words to the second."""


def analogies_of(space: WordSpace) -> Iterator[tuple[str, str, str]]:
    """Yield the analogies all of whose words a space has."""
    return (words for words in ANALOGIES if all(space.row(word) is not None for word in words))


def axes_of(space: WordSpace) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield the axes all of whose words a space has."""
    return (ends for ends in AXES if all(space.row(word) is not None for end in ends for word in end))
