"""How numbers are written, read and stepped in a field. Knows no Qt."""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal

import msgspec

from rnnstudio.api import Parameter, tr

_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(,\d{3})+(\.\d*)?")
_UNFINISHED = re.compile(r"[-+]?|.*[eE][-+]?|[-+]?\.")


def show(value: float | None) -> str:
    """Write a number as a field shows it: "8,000", "0.001", "1e-8"; ``None`` is "".

    A whole number keeps its thousands separators, a float is the shortest text that reads back the same.
    """
    if value is None:
        return ""
    if isinstance(value, int):
        return f"{value:,}"
    return re.sub(r"e([-+])0+(\d)", r"e\1\2", repr(value)).replace("e+", "e")


def read(text: str, parameter: Parameter) -> int | float | None:
    """Read what was typed, full-width digits and separators too; ``None`` if it isn't a number of the right kind."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("_", "").replace("−", "-").replace(" ", "")
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    try:
        if parameter.kind == "int":
            return int(plain)
        number = float(plain.replace(",", ".", 1))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def may_grow(text: str, parameter: Parameter) -> bool:
    """Tell whether more typing could still make it right, as "0.0" on the way to "0.001"."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if _UNFINISHED.fullmatch(plain):
        return True
    number = read(plain, parameter)
    return number is not None and number >= 0 and parameter.minimum is not None and number < parameter.minimum


def explain(parameter: Parameter) -> str:
    """Say what the field takes, for text that it can't take."""
    words = msgspec.structs.replace(parameter, nullable=False, from_data=None).expected()
    if parameter.from_data is not None:
        return tr("This needs {expected}. Leave it empty to take it from the data.", expected=words)
    if parameter.nullable:
        return tr("This needs {expected}. Leave it empty for none.", expected=words)
    return tr("This needs {expected}.", expected=words)


def stepped(parameter: Parameter, value: float, steps: int) -> float:
    """Return the value some clicks up or down, within bounds and without a float's crumbs.

    A parameter without a step of its own changes in its second digit: 64 by 1, 640 by 10, 0.001 by 0.0001. One that
    must be above 0 changes in its first digit below its step, as a learning rate does: 0.002, 0.001, 0.0009.
    """
    up = 1 if steps > 0 else -1
    present = Decimal(repr(value))
    for _ in range(abs(steps)):
        size = _step(parameter, present, up)
        present = _bounded(parameter, present + up * size)
    return int(present) if parameter.kind == "int" else float(present)


def _step(parameter: Parameter, present: Decimal, up: int) -> Decimal:
    digit = 1
    if parameter.step:
        size = Decimal(repr(parameter.step))
        is_below = present < size or (up < 0 and present == size)
        if not (parameter.minimum and parameter.minimum > 0 and is_below):
            return size.to_integral_value() if parameter.kind == "int" else size
        digit = 0
    if present == 0:
        return Decimal(1) if parameter.kind == "int" else Decimal("0.01")
    exponent = abs(present).adjusted()
    if up * present < 0 and abs(present) == Decimal(10) ** exponent:
        exponent -= 1  # going down from 100 the step is that of 99, so that up and down meet
    size = Decimal(10) ** (exponent - digit)
    return max(size, Decimal(1)) if parameter.kind == "int" else size


def _bounded(parameter: Parameter, value: Decimal) -> Decimal:
    if parameter.minimum is not None:
        value = max(value, Decimal(repr(parameter.minimum)))
    if parameter.maximum is not None:
        value = min(value, Decimal(repr(parameter.maximum)))
    return value
