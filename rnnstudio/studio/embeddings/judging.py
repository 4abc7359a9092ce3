"""Words judged by a file, in a thread. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rnnstudio.studio.embeddings.work import Task
    from rnnstudio.vectors.space import WordSpace


class Section(NamedTuple):
    """A section: its name, its questions, those all of whose words are known, and those that were answered right."""

    name: str
    questions: int
    covered: int
    right: int

    @property
    def accuracy(self) -> float | None:
        """Share of the covered questions that were answered right; ``None`` if none is covered."""
        return self.right / self.covered if self.covered else None

    @property
    def coverage(self) -> float:
        """Share of the questions all of whose words are known."""
        return self.covered / self.questions if self.questions else 0.0


@dataclass(frozen=True)
class Verdict:
    """How a space does.

    Attributes:
        source: The file's name.
        questions: Analogies or pairs in the file.
        covered: Those all of whose words are known.
        of_pairs: Whether they are pairs.
        accuracy: Share of the covered analogies that were answered right; ``None`` if none is covered.
        correlation: Spearman's rho over the covered pairs; ``None`` if it isn't defined.
        sections: By section, of analogies.
    """

    source: str
    questions: int
    covered: int
    of_pairs: bool = False
    accuracy: float | None = None
    correlation: float | None = None
    sections: tuple[Section, ...] = ()


def judge(space: WordSpace, file: Path | None, task: Task) -> Verdict:
    """Judge a space by a file of analogies or of judged pairs, the bundled analogies if there is none.

    Raises:
        UserError: If the file can't be read, or is neither.
        Cancelled: Once it isn't wanted any more.
    """
    from rnnstudio.vectors import judge as judges

    questions = judges.read_questions(file if file is not None else judges.bundled())
    task.check()
    if questions.pairs:
        found = judges.similarity(space, questions)
        return Verdict(questions.source, found.pairs, found.covered, of_pairs=True, correlation=found.rho)
    scores = judges.analogies(space, questions, progress=task.tell, cancelled=task.cancelled)
    covered = sum(score.covered for score in scores)
    return Verdict(questions.source, len(questions), covered,
                   accuracy=sum(score.right for score in scores) / covered if covered else None,
                   sections=tuple(Section(*score) for score in scores))
