"""The descriptions that follow each edit: the newest project's counts, and no answer is lost with a process."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QObject, Signal, Slot

from rnnstudio.engine_process.client import EngineClient
from rnnstudio.engine_process.messages import (
    FINAL,
    DataDescribed,
    Describe,
    Event,
    Failed,
    StackDescribed,
    StackSketched,
)
from rnnstudio.project.report import Problem, StackReport
from rnnstudio.registry import Refused
from rnnstudio.studio.describe_thread import DescribeThread


class Describing(QObject):
    """Has the newest project described by whichever engine process runs.

    Signals:
        facts: ``DataFacts``, or ``None`` where the data can't be read.
        report: ``StackReport``, where there are repairs twice.
    """

    facts = Signal(object)
    report = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.thread_now = DescribeThread()
        self.thread_now.event.connect(self._on_event)
        self._client: EngineClient | None = None
        self._ticket = 0
        self._newest: Describe | None = None
        self._unanswered: Describe | None = None
        self._has_facts = False
        self._given_up = False
        self._asked_again = 0
        self._refused: list[Refused] = []

    @property
    def answered(self) -> bool:
        """Whether the newest wish has its whole answer."""
        return self._unanswered is None

    def want(self, request: Describe) -> None:
        """Have a project described; until a process runs it waits."""
        self._ticket += 1
        self._given_up = False
        self._unanswered = self._newest = request
        if self._client is not None:
            self._ask()

    @property
    def refused(self) -> tuple[Refused, ...]:
        """The layers that are not to be built as they are."""
        return tuple(self._refused)

    def refuse(self, refused: Refused) -> None:
        """Have a layer built no more as it is, until ``refuse_nothing``; the newest wish is answered anew."""
        self._refused.append(refused)
        self._asked_again = 0
        self._unanswered = self._newest

    def refuse_nothing(self) -> None:
        """Let all layers be built again."""
        self._refused.clear()

    def turn_to(self, client: EngineClient, after_a_death: bool = False) -> None:
        """Ask this process from now on, first for what is unanswered.

        If it was the question that killed the process before, it isn't put a third time.
        """
        self._client = client
        if not self.thread_now.isRunning():
            self.thread_now.start()
        if self._unanswered is not None and self._asked_again != self._ticket:
            self._ask()
        if after_a_death:
            self._asked_again = self._ticket

    def turn_away(self) -> None:
        """There is no process any more."""
        self._client = None

    def give_up_reading(self) -> None:
        """Stop a description that still reads the data, until ``take_up_reading``."""
        if self._unanswered is not None and not self._has_facts:
            self._ticket += 1
            self._given_up = True
            self.thread_now.give_up()

    def take_up_reading(self) -> None:
        """Ask again what was given up."""
        if self._given_up:
            self._given_up = False
            self._ask()

    def _ask(self) -> None:
        if self._client is not None and self._unanswered is not None:
            self._has_facts = False
            request = msgspec.structs.replace(self._unanswered, refused=self.refused)
            self.thread_now.ask(self._client, self._ticket, request)

    @Slot(int, object)
    def _on_event(self, ticket: int, event: Event) -> None:
        if ticket != self._ticket:
            return
        if isinstance(event, FINAL):
            self._unanswered = None
        match event:
            case DataDescribed():
                self._has_facts = True
                self.facts.emit(event.facts)
            case StackDescribed() | StackSketched():
                if not self._has_facts:
                    self.facts.emit(None)
                self.report.emit(event.report)
            case Failed():
                self.report.emit(StackReport(problems=(Problem(message=event.message),)))
