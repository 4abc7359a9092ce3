"""A parameter's value in words. No Qt in here."""

from __future__ import annotations

from typing import Any

from rnnstudio.api import Parameter, tr
from rnnstudio.project.words import number


def value_words(parameter: Parameter, value: Any, resolved: Any = None) -> str:
    """Return a value as the settings show it: "on", "0.5", "8,000, from the data".

    Args:
        parameter: Whose value it is.
        value: The value.
        resolved: What ``None`` comes to, if it means "from the data" and the data is known.
    """
    match value:
        case None if parameter.from_data is None:
            return tr("none")
        case None:
            return tr("from the data") if resolved is None else tr("{value}, from the data", value=_plain(resolved))
        case True:
            return tr("on")
        case False:
            return tr("off")
        case "":
            return tr("empty")
    return _plain(value)


def _plain(value: Any) -> str:
    return number(value) if isinstance(value, int | float) else str(value)
