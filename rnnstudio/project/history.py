"""Undo: the projects that were, each with the name of the step that left it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

import msgspec

from rnnstudio.project.model import Project

DEPTH = 1000
"""How many steps can be undone."""


class Step(msgspec.Struct, frozen=True):
    """One edit: its name for the menu, the project before and after, and the nodes to select then.

    ``merge`` joins the steps of one gesture, such as typing in a field: a step with the same key as the one before
    continues it.
    """

    label: str
    before: Project
    after: Project
    select: tuple[str, ...] = ()
    merge: str = ""


class History:
    """The present project, what was before it, and what was undone."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._done: deque[Step] = deque(maxlen=DEPTH)
        self._undone: list[Step] = []
        self._saved: Project | None = project

    @classmethod
    def rebuilt(cls, project: Project, done: Iterable[Step], undone: Iterable[Step],
                saved: Project | None) -> History:
        """Return the history that had these steps, as ``done``, ``undone`` and ``saved`` gave them."""
        history = cls(project)
        history._done.extend(done)
        history._undone.extend(undone)
        history._saved = saved
        return history

    @property
    def done(self) -> tuple[Step, ...]:
        """The steps that can be undone, the oldest first."""
        return tuple(self._done)

    @property
    def undone(self) -> tuple[Step, ...]:
        """The steps that can be redone, the one to redo first last."""
        return tuple(self._undone)

    @property
    def saved(self) -> Project | None:
        """The project last saved; ``None`` if no file holds any."""
        return self._saved

    @property
    def undo_label(self) -> str:
        """The name of the step that undo takes back, or ""."""
        return self._done[-1].label if self._done else ""

    @property
    def redo_label(self) -> str:
        """The name of the step that redo does again, or ""."""
        return self._undone[-1].label if self._undone else ""

    @property
    def is_saved(self) -> bool:
        """True if the present project is the one last saved, also after undoing back to it."""
        return self._saved is not None and (self.project is self._saved or self.project == self._saved)

    def mark_saved(self) -> None:
        """Remember the present project as saved."""
        self._saved = self.project

    def mark_unsaved(self) -> None:
        """Remember that the present project stands in no file, for one that was recovered."""
        self._saved = None

    def do(self, label: str, project: Project, select: tuple[str, ...] = (), merge: str = "") -> bool:
        """Make ``project`` the present one; return False, with no step made, if it is the same as before."""
        if project == self.project:
            return False
        before = self.project
        if merge and self._done and self._done[-1].merge == merge and not self._undone:
            before = self._done.pop().before
        self._undone.clear()
        self.project = project
        if project != before:
            self._done.append(Step(label, before, project, select, merge))
        return True

    def end_gesture(self) -> bool:
        """Close the step under way, so that the next edit is a step of its own; return False if there was none."""
        if not self._done or not self._done[-1].merge:
            return False
        self._done[-1] = msgspec.structs.replace(self._done[-1], merge="")
        return True

    def undo(self) -> Step | None:
        """Take the last step back and return it, or ``None`` if there is none."""
        if not self._done:
            return None
        step = self._done.pop()
        self._undone.append(step)
        self.project = step.before
        return step

    def redo(self) -> Step | None:
        """Do the step undone last again and return it, or ``None`` if there is none."""
        if not self._undone:
            return None
        step = self._undone.pop()
        self._done.append(step)
        self.project = step.after
        return step
