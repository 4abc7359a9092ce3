"""What a person adds to a run: a name, a star, notes. In a file of its own, so that what the training wrote stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from rnnstudio.api import UserError, tr, whole_file

OWN = "own.json"


class Own(msgspec.Struct, frozen=True, kw_only=True):
    """What ``own.json`` holds.

    Attributes:
        name: What the person calls the run; "" for the project's name.
        starred: Whether it is marked.
        notes: Free text.
    """

    name: str = ""
    starred: bool = False
    notes: str = ""


def read_own(folder: Path) -> Own:
    """Read a run's ``own.json``; without one there is nothing.

    Raises:
        UserError: If it can't be read.
    """
    try:
        return msgspec.json.decode((folder / OWN).read_bytes(), type=Own)
    except FileNotFoundError:
        return Own()
    except (OSError, ValueError, RecursionError, msgspec.MsgspecError) as error:
        raise UserError(tr("{path} can't be read: {reason}", path=folder / OWN, reason=error)) from error


def change_own(folder: Path, *, name: str | None = None, starred: bool | None = None,
               notes: str | None = None) -> Own:
    """Change some of it and write the file, whole; what isn't named stays, also what a newer version put there.

    A file that can't be read is kept beside the new one, as ``own.json.damaged``.

    Raises:
        UserError: If the run is gone, or can't be written to.
    """
    raw = _raw(folder)
    asked = {"name": name, "starred": starred, "notes": notes}
    raw |= {key: _clean(value) for key, value in asked.items() if value is not None}
    made = msgspec.convert(raw, Own)
    if not folder.is_dir():
        raise UserError(tr("{path} is no longer there, so nothing can be noted about it", path=folder))
    with whole_file(folder / OWN) as file:
        file.write_bytes(msgspec.json.format(msgspec.json.encode(raw), indent=2) + b"\n")
    return made


def _raw(folder: Path) -> dict[str, Any]:
    """Return what the file holds, known or not; nothing if it can't be read, which is then kept aside."""
    path = folder / OWN
    try:
        raw = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
        msgspec.convert(raw, Own)
    except FileNotFoundError:
        return {}
    except (ValueError, RecursionError, msgspec.MsgspecError):
        _keep_aside(path)
        return {}
    except OSError as error:
        raise UserError(tr("{path} can't be read: {reason}", path=path, reason=error)) from error
    return raw


def _keep_aside(path: Path) -> None:
    number = 1
    while (kept := path.with_name(f"{OWN}.damaged" if number == 1 else f"{OWN}.damaged-{number}")).exists():
        number += 1
    try:
        path.rename(kept)
    except OSError as error:
        raise UserError(tr("{path} is damaged and can't be moved aside: {reason}", path=path,
                           reason=error.strerror or str(error))) from error


def _clean(value: str | bool) -> str | bool:
    """Replace what is no text in any encoding, such as half of a surrogate pair."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
