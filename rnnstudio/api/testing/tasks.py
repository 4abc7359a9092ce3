"""The contract of a task: what it makes of labels, or of the sequences themselves."""

from __future__ import annotations

from typing import Any

from rnnstudio.api.data import Contents
from rnnstudio.api.errors import UserError
from rnnstudio.api.parameters import read_parameters
from rnnstudio.api.tasks import LearningTask, Targets, Window
from rnnstudio.api.testing.describing import check_description
from rnnstudio.api.testing.importing import check_import
from rnnstudio.api.testing.problems import Problems, brief, step
from rnnstudio.api.text import tr

_ON_SEQUENCES = ("forecasting", "next_token")


def check_task(task: type[LearningTask], **raw: Any) -> None:
    """Check a task: it describes itself; on data of every kind it says how well it suits, from 0 to 1.

    Where it suits, it makes targets of the shape and type that its kind needs, or a window; labels that it can't use
    it refuses in a sentence.

    Args:
        task: The class.
        **raw: Parameters to use instead of the defaults.

    Raises:
        AssertionError: With everything that is wrong, and what to do about each.
    """
    problems = Problems(f"check_task({getattr(task, '__name__', task)!s})")
    if check_description(problems, task, LearningTask):
        check_import(problems, task.__module__)
        with problems.trying(tr("making it with the parameters given")):
            made = read_parameters(task, raw)
            for name, contents, labels in _data():
                _check_on(problems, made, name, contents, labels)
    problems.tell()


def _data() -> list[tuple[str, Contents, Any]]:
    import pyarrow as pa

    text, values = Contents(input="text"), Contents(input="values", steps=30, features=2)
    return [
        (tr("two classes"), text, pa.array(["good", "bad"] * 10)),
        (tr("three classes"), text, pa.array(["a", "b", "c"] * 10)),
        (tr("whole numbers as labels"), text, pa.array([0, 1, 2] * 10)),
        (tr("numbers as labels"), text, pa.array([0.1, 0.5, 0.7] * 10)),
        (tr("several labels at once"), text, pa.array([["a"], ["a", "b"], []] * 10)),
        (tr("texts without labels"), text, None),
        (tr("series without labels"), values, None),
    ]


def _check_on(problems: Problems, task: LearningTask, name: str, contents: Contents, labels: Any) -> None:
    step(f"{problems.of}: {name}")
    with problems.trying(tr("proposed() on {name}", name=name), tr("Answer 0 for data that it doesn't suit.")):
        suits = task.proposed(contents, labels)
        if not problems.require(isinstance(suits, (int, float)) and 0 <= suits <= 1,
                                tr("proposed() on {name} returned {found}, not a number from 0 to 1.", name=name,
                                   found=repr(suits))):
            return
    try:
        window = task.window(contents)
        if window is not None:
            _check_window(problems, window, name)
        elif labels is not None:
            import pyarrow as pa

            _check_targets(problems, task, task.targets(pa.chunked_array([labels]), contents), len(labels), name)
    except UserError as refusal:
        problems.require(bool(str(refusal).strip()), tr("on {name} it raises a UserError without words.", name=name))
    except Exception as error:  # noqa: BLE001 - a plugin may raise anything
        problems.add(tr("on {name} it ends in {error}. Raise UserError and say what is wrong with the labels.",
                        name=name, error=brief(error)))


def _check_window(problems: Problems, window: Window, name: str) -> None:
    problems.require(window.steps >= 1 and window.first >= 1 and window.ahead >= 1 and window.stride >= 1,
                     tr("on {name} its window is {window}: all its numbers are at least 1.", name=name,
                        window=window))


def _check_targets(problems: Problems, task: LearningTask, targets: Any, count: int, name: str) -> None:
    if not problems.require(isinstance(targets, Targets), tr("targets() on {name} returned {found}, not Targets.",
                                                             name=name, found=repr(targets))):
        return
    kind, values = task.info.kind, targets.values
    if kind in _ON_SEQUENCES:
        problems.add(tr('its kind is "{kind}", which is predicted from the sequences themselves: return a window().',
                        kind=kind))
        return
    shape, dtype = ((count,), "int32") if kind == "multiclass" else ((count, targets.outputs), "float32")
    problems.require(tuple(values.shape) == shape and values.dtype == dtype,
                     tr('on {name} its targets are {found} of shape {got}, and a task of the kind "{kind}" needs '
                        "{dtype} of shape {shape}.", name=name, found=values.dtype, got=tuple(values.shape),
                        kind=kind, dtype=dtype, shape=shape))
    problems.require(tuple(targets.strata.shape) == (count,) and targets.strata.dtype.kind == "i",
                     tr("on {name} its strata are {found} of shape {got}, not int64 of shape {shape}.", name=name,
                        found=targets.strata.dtype, got=tuple(targets.strata.shape), shape=(count,)))
    problems.require(kind != "multiclass" or len(targets.classes) == targets.outputs,
                     tr("on {name} it names {classes} classes for {outputs} outputs.", name=name,
                        classes=len(targets.classes), outputs=targets.outputs))
