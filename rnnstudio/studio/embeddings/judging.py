"""Words judged by a file, computed in a thread. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rnnstudio.studio.embeddings.section_table import Section

if TYPE_CHECKING:
    pass


@dataclass(frozen=True)
class Verdict:
    """How a space does.

    Attributes:
        source: The file's name.
        questions: Analogies or pairs in the file.
        covered: Those all of whose words are known.
        accuracy: Share of the covered analogies that were answered right; ``None`` for pairs, or if none is covered.
        correlation: Spearman's rho over the covered pairs; ``None`` for analogies.
        sections: By section, of analogies.
    """

    source: str
    questions: int
    covered: int
    accuracy: float | None = None
    correlation: float | None = None
    sections: tuple[Section, ...] = ()


def judge(space: WordSpace, file: Path | None, task: Task) -> Verdict:
    """Judge a space by a file of analogies or of judged pairs, the bundled analogies if there is none.

    Raises:
        UserError: If the file can't be read, or is neither.
        Cancelled: Once it isn't wanted any more.
    """
    raise NotImplementedError
