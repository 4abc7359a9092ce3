"""Hyperparameters as annotated struct fields, and everything derived from the annotations.

A component (a layer, a data source, an encoder, an exporter) is a frozen ``msgspec.Struct``. Each field is one
parameter; its annotation says what it may be and what it means::

    units: Annotated[int, Range(1, 8192), Doc("Size of the hidden state.")] = 64

From that one line come the inspector's field, the check of a project file, the tooltip and the command line's help.
"""

from __future__ import annotations

import difflib
import math
import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, TypeVar

import msgspec

from rnnstudio.api.errors import ParameterError
from rnnstudio.api.text import tr

Kind = Literal["int", "float", "bool", "choice", "text"]
Fact = Literal["vocabulary_size", "outputs", "steps", "features"]


class Range(msgspec.Struct, frozen=True):
    """Bounds of a number, both included; ``None`` leaves a side open. ``step`` is what one click changes."""

    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None


class Doc(msgspec.Struct, frozen=True):
    """One plain sentence on what the parameter does: tooltip, help and screen reader."""

    text: str


class Title(msgspec.Struct, frozen=True):
    """The parameter's label where its name, read as words, would not do."""

    text: str


class FromData(msgspec.Struct, frozen=True):
    """``None`` means "take it from the data"; ``build()`` then finds the fact's value in the field."""

    fact: Fact


class Folded(msgspec.Struct, frozen=True):
    """An expert's parameter: shown under "More"."""


class FilePath(msgspec.Struct, frozen=True):
    """A text that names a file: the form offers a chooser. ``patterns`` are globs, such as ``*.csv``.

    With ``folder`` it names a folder instead; with ``or_folder``, a folder does as well as a file.
    """

    patterns: tuple[str, ...] = ("*",)
    folder: bool = False
    or_folder: bool = False


class Offered(msgspec.Struct, frozen=True):
    """A text, such as a column's name, for which the form offers what ``DataSource.look`` found."""


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one parameter, derived from its field's annotation."""

    name: str
    title: str
    kind: Kind
    default: Any
    nullable: bool = False
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    choices: tuple[str | int, ...] = ()
    doc: str = ""
    from_data: Fact | None = None
    folded: bool = False
    path: FilePath | None = None
    offered: bool = False

    def expected(self) -> str:
        """Say in words which values are allowed: "a whole number from 1 to 8,192"."""
        words = self._expected_value()
        if self.from_data is not None:
            return tr("{what}, or null to take it from the data", what=words)
        return tr("{what}, or null", what=words) if self.nullable else words

    def _expected_value(self) -> str:
        match self.kind:
            case "bool":
                return tr("true or false")
            case "choice":
                return tr("one of {choices}", choices=", ".join(str(c) for c in self.choices))
            case "text":
                return tr("a text")
        number = tr("a whole number") if self.kind == "int" else tr("a number")
        if self.minimum is not None and self.maximum is not None:
            return tr("{number} from {low} to {high}", number=number, low=_plain(self.minimum),
                      high=_plain(self.maximum))
        if self.minimum is not None:
            return tr("{number} of at least {low}", number=number, low=_plain(self.minimum))
        if self.maximum is not None:
            return tr("{number} of at most {high}", number=number, high=_plain(self.maximum))
        return number

    def accepts(self, value: Any) -> bool:
        """Tell whether ``value`` has the right type and lies within bounds."""
        if value is None:
            return self.nullable
        match self.kind:
            case "bool":
                return isinstance(value, bool)
            case "choice":
                return any(value == choice and type(value) is type(choice) for choice in self.choices)
            case "text":
                return isinstance(value, str)
            case "int":
                fits = isinstance(value, int) and not isinstance(value, bool)
            case "float":
                fits = isinstance(value, (int, float)) and not isinstance(value, bool) and _is_finite(value)
        return (fits and (self.minimum is None or value >= self.minimum)
                and (self.maximum is None or value <= self.maximum))


def _plain(number: float) -> str:
    return f"{number:,.10g}"


def _is_finite(number: float) -> bool:
    try:
        return math.isfinite(number)
    except OverflowError:  # a whole number too large for a float
        return False


def _shown(value: Any) -> str:
    """Return a value as it stands in a file, shortened to fit a sentence."""
    text = msgspec.json.encode(value, enc_hook=repr).decode()
    return text if len(text) <= 60 else text[:50] + "…"


class ComponentInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What a plugin says of a component besides its parameters.

    Attributes:
        id: Permanent and unique, ``plugin.component``; it is what project files store.
        title: The name a person sees, in English, title as in the field's literature.
        version: Raised when parameters change their meaning; see ``Component.migrate``.
        icon: The name of an icon, or the path of an SVG file of the plugin's.
    """

    id: str
    title: str
    version: int = 1
    icon: str = "box"


class Component(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all that a plugin contributes: parameters as fields, ``info`` as a class attribute."""

    info: typing.ClassVar[ComponentInfo]

    @classmethod
    def migrate(cls, params: dict[str, Any], version: int) -> dict[str, Any]:
        """Turn raw parameters of an older ``version`` into today's. The default changes nothing."""
        return params


C = TypeVar("C", bound=msgspec.Struct)


@cache
def parameters(component: type[msgspec.Struct]) -> tuple[Parameter, ...]:
    """Derive the parameters of a component class from its annotations, in the order of its fields.

    Raises:
        TypeError: If a field has no default, or a type that no form field can show.
    """
    found = []
    for field in msgspec.structs.fields(component):
        default = field.default
        if field.default_factory is not msgspec.NODEFAULT:
            default = field.default_factory()
        if default is msgspec.NODEFAULT:
            raise TypeError(f"{component.__name__}.{field.name} needs a default value")
        found.append(_parameter(component, field.name, field.type, default))
    return tuple(found)


def _parameter(component: type, name: str, hint: Any, default: Any) -> Parameter:
    marks: list[Any] = []
    if typing.get_origin(hint) is typing.Annotated:
        hint, *marks = typing.get_args(hint)
    nullable = False
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        members = [m for m in typing.get_args(hint) if m is not type(None)]
        nullable = len(members) < len(typing.get_args(hint))
        if len(members) != 1:
            raise TypeError(f"{component.__name__}.{name}: one type, or one type or None, not {hint}")
        hint = members[0]
    choices: tuple[str | int, ...] = ()
    kind: Kind
    if typing.get_origin(hint) is Literal:
        kind, choices = "choice", typing.get_args(hint)
    else:
        kinds: dict[Any, Kind] = {bool: "bool", int: "int", float: "float", str: "text"}
        if hint not in kinds:
            raise TypeError(f"{component.__name__}.{name}: {hint} is not int, float, bool, str or Literal")
        kind = kinds[hint]
    known: dict[str, Any] = {"title": name.replace("_", " ").capitalize()}
    for item in marks:
        match item:
            case Range():
                known |= {"minimum": item.minimum, "maximum": item.maximum, "step": item.step}
            case Doc():
                known["doc"] = item.text
            case Title():
                known["title"] = item.text
            case FromData():
                known["from_data"] = item.fact
            case Folded():
                known["folded"] = True
            case FilePath():
                known["path"] = item
            case Offered():
                known["offered"] = True
    return Parameter(name=name, kind=kind, default=default, nullable=nullable, choices=choices, **known)


def defaults(component: type[msgspec.Struct]) -> dict[str, Any]:
    """Return the raw parameters of a freshly added component."""
    return {parameter.name: parameter.default for parameter in parameters(component)}


def read_parameters(component: type[C], raw: Mapping[str, Any], where: str = "$") -> C:
    """Check raw parameters and make the component from them; what is missing takes its default.

    Args:
        component: The component's class.
        raw: Names to JSON values.
        where: The place of ``raw``, put before each name in an error.

    Raises:
        ParameterError: At the first name that is unknown or value that is not allowed.
    """
    known = {parameter.name: parameter for parameter in parameters(component)}
    for name, value in raw.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = tr(" (did you mean {name}?)", name=near[0]) if near else ""
            raise ParameterError(f"{where}.{name}", tr("there is no such parameter") + hint)
        if not known[name].accepts(value):
            raise ParameterError(f"{where}.{name}", tr("expected {expected}, found {found}",
                                                       expected=known[name].expected(), found=_shown(value)))
    values = {name: float(value) if known[name].kind == "float" and value is not None else value
              for name, value in raw.items()}
    return component(**values)
