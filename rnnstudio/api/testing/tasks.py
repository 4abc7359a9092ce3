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
        with problems.trying("making it with the parameters given"):
            made = read_parameters(task, raw)
            for name, contents, labels in _data():
                _check_on(problems, made, name, contents, labels)
    problems.tell()


def _data() -> list[tuple[str, Contents, Any]]:
    import pyarrow as pa

    text, values = Contents(input="text"), Contents(input="values", steps=30, features=2)
    return [
        ("two classes", text, pa.array(["good", "bad"] * 10)),
        ("three classes", text, pa.array(["a", "b", "c"] * 10)),
        ("whole numbers as labels", text, pa.array([0, 1, 2] * 10)),
        ("numbers as labels", text, pa.array([0.1, 0.5, 0.7] * 10)),
        ("several labels at once", text, pa.array([["a"], ["a", "b"], []] * 10)),
        ("texts without labels", text, None),
        ("series without labels", values, None),
    ]


def _check_on(problems: Problems, task: LearningTask, name: str, contents: Contents, labels: Any) -> None:
    step(f"{problems.of}: {name}")
    with problems.trying(f"proposed() on {name}", "Answer 0 for data that it doesn't suit."):
        suits = task.proposed(contents, labels)
        if not problems.require(isinstance(suits, (int, float)) and 0 <= suits <= 1,
                                f"proposed() on {name} returned {suits!r}, not a number from 0 to 1."):
            return
    try:
        window = task.window(contents)
        if window is not None:
            _check_window(problems, window, name)
        elif labels is not None:
            import pyarrow as pa

            _check_targets(problems, task, task.targets(pa.chunked_array([labels]), contents), len(labels), name)
    except UserError as refusal:
        problems.require(bool(str(refusal).strip()), f"on {name} it raises a UserError without words.")
    except Exception as error:  # noqa: BLE001 - a plugin may raise anything
        problems.add(f"on {name} it ends in {brief(error)}. Raise UserError and say what is wrong with the labels.")


def _check_window(problems: Problems, window: Window, name: str) -> None:
    problems.require(window.steps >= 1 and window.first >= 1 and window.ahead >= 1 and window.stride >= 1,
                     f"on {name} its window is {window}: all its numbers are at least 1.")


def _check_targets(problems: Problems, task: LearningTask, targets: Any, count: int, name: str) -> None:
    if not problems.require(isinstance(targets, Targets), f"targets() on {name} returned {targets!r}, not Targets."):
        return
    kind, values = task.info.kind, targets.values
    if kind in _ON_SEQUENCES:
        problems.add(f'its kind is "{kind}", which is predicted from the sequences themselves: return a window().')
        return
    shape, dtype = ((count,), "int32") if kind == "multiclass" else ((count, targets.outputs), "float32")
    problems.require(tuple(values.shape) == shape and values.dtype == dtype,
                     f"on {name} its targets are {values.dtype} of shape {tuple(values.shape)}, and a task of the "
                     f'kind "{kind}" needs {dtype} of shape {shape}.')
    problems.require(tuple(targets.strata.shape) == (count,) and targets.strata.dtype.kind == "i",
                     f"on {name} its strata are {targets.strata.dtype} of shape {tuple(targets.strata.shape)}, not "
                     f"int64 of shape {(count,)}.")
    problems.require(kind != "multiclass" or len(targets.classes) == targets.outputs,
                     f"on {name} it names {len(targets.classes)} classes for {targets.outputs} outputs.")
