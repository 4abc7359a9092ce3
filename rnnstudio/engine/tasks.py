"""Which task is carried out on the data: the one chosen, else the one that suits the data best."""

from __future__ import annotations

import dataclasses

import pyarrow as pa

from rnnstudio.api import Contents, LearningTask, UserError, Window, tr
from rnnstudio.engine.faults import blamed_on
from rnnstudio.project.model import ComponentRef
from rnnstudio.registry import Registry

_SAMPLE = 4096


@dataclasses.dataclass(frozen=True)
class Choice:
    """A task, with how it cuts sequences.

    Attributes:
        task: The task.
        window: How it cuts sequences; ``None`` for a task on labels.
        proposed: The id of the task that the data suggests; "" if none suits.
    """

    task: LearningTask
    window: Window | None
    proposed: str


def choose(ref: ComponentRef | None, contents: Contents, labels: pa.ChunkedArray | None,
           registry: Registry) -> Choice:
    """Return the task that is asked for, or with ``None`` the one that suits the data best.

    Raises:
        UserError: If none is asked for and none suits, or the data's sequences can't be cut as the task wants.
        MissingComponent: If no plugin has the task.
        ParameterError: If one of its parameters has a wrong value.
    """
    proposed = _proposed(contents, labels, registry)
    if ref is None and not proposed:
        raise UserError(tr('the data has no column "label", and nothing else to predict; choose a task')
                        if labels is None else tr("no task suits the labels of this data; choose one"))
    task = registry.task(ref if ref is not None else ComponentRef(
        type=proposed, version=registry.tasks[proposed].info.version))
    with blamed_on(task, registry):
        window = task.window(contents)
    return Choice(task, window, proposed)


def _proposed(contents: Contents, labels: pa.ChunkedArray | None, registry: Registry) -> str:
    sample = None
    if labels is not None:
        head = labels.slice(0, _SAMPLE).combine_chunks()
        sample = head.chunk(0) if isinstance(head, pa.ChunkedArray) else head
    best, found = 0.0, ""
    for type_id, task in registry.tasks.items():
        with blamed_on(task, registry):
            suits = float(task().proposed(contents, sample))
        if suits > best:
            best, found = suits, type_id
    return found
