"""Makes a component of what a document stores of it: its class, its parameters brought up to date and checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

import msgspec

from rnnstudio.api import Component, ParameterError, UserError, read_parameters, tr
from rnnstudio.registry.guard import brief

C = TypeVar("C", bound=Component)


class Ref(Protocol):
    """A component as a document stores it."""

    @property
    def type(self) -> str:
        """The component's permanent id."""

    @property
    def version(self) -> int:
        """The component's version that wrote the parameters."""

    @property
    def params(self) -> dict[str, Any]:
        """Raw parameters."""


class MissingComponent(UserError):  # noqa: N818 - it is the component that is missing
    """A document names a component that no installed plugin has."""

    def __init__(self, path: str, type_id: str) -> None:
        super().__init__(tr('{path}: no installed plugin has "{type}"; install the plugin it came from, or remove it',
                            path=path, type=type_id))
        self.path = path
        self.type_id = type_id


class Unmigrated(ParameterError):  # noqa: N818 - it is what became of the parameters
    """A component's plugin can't make today's parameters of those that an older version of it wrote."""


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """A layer that is not to be made as it is, such as one whose build ended the engine.

    Attributes:
        type: Its id.
        version: The version that wrote the parameters.
        params: Raw parameters.
        message: Why not.
    """

    type: str
    version: int
    params: dict[str, Any]
    message: str

    def is_meant(self, ref: Ref) -> bool:
        """Tell whether a layer is this one: the same with the same parameters."""
        return (ref.type, ref.version, ref.params) == (self.type, self.version, self.params)


def resolve(table: Mapping[str, type[C]], ref: Ref, where: str) -> C:
    """Make a component from its reference.

    Raises:
        MissingComponent: If no plugin has it.
        ParameterError: If a parameter has a wrong value, or a newer version of the plugin wrote it.
    """
    found = table.get(ref.type)
    if found is None:
        raise MissingComponent(where, ref.type)
    return read_parameters(found, migrated(found, ref, where), f"{where}.params")


def migrated(found: type[Component], ref: Ref, where: str) -> dict[str, Any]:
    """Return a component's parameters as today's version of its plugin writes them.

    Raises:
        Unmigrated: If the plugin's ``migrate`` fails.
        ParameterError: If a newer version wrote them.
    """
    if ref.version > found.info.version:
        raise ParameterError(f"{where}.version", tr(
            "{title} was saved by version {theirs} of its plugin, and version {ours} is installed; update the plugin",
            title=tr(found.info.title), theirs=ref.version, ours=found.info.version))
    if ref.version < found.info.version:
        try:
            now = found.migrate(dict(ref.params), ref.version)
        except ParameterError as error:
            raise Unmigrated(where, _unmigrated(found, ref, error.reason)) from error
        except (Exception, SystemExit) as error:
            raise Unmigrated(where, _unmigrated(found, ref, brief(error))) from error
        if not isinstance(now, dict):
            raise Unmigrated(where, _unmigrated(found, ref, tr("migrate() returned {value}",
                                                                     value=repr(now)[:60])))
        return now
    return ref.params


def _unmigrated(found: type[Component], ref: Ref, error: str) -> str:
    return tr("{title} was saved by version {theirs} of its plugin, which can't turn that into version {ours}: "
              "{error}; tell the plugin's author, or add it anew", title=tr(found.info.title), theirs=ref.version,
              ours=found.info.version, error=error)
