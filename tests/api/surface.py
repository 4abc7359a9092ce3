"""Lists what is public in ``rnnstudio.api``: names, signatures, fields with their defaults, hooks.

``python tests/api/surface.py`` writes ``surface.txt`` anew, and says the line that CHANGELOG.md has to hold.
"""

from __future__ import annotations

import enum
import hashlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

HERE = Path(__file__).resolve().parent
FILE = HERE / "surface.txt"
FIRST = HERE / "surface_1_0.txt"
"""What the first version of the api had; it is never written again."""
MODULES = ("rnnstudio.api", "rnnstudio.api.testing")


def surface() -> list[str]:
    """Return a line for each thing that a plugin may rely on, sorted."""
    import importlib

    from rnnstudio.api import hooks

    found = [f"hook {name}{inspect.signature(value)}" for name, value in vars(hooks).items()
             if name.startswith("rnnstudio_") and inspect.isfunction(value)]
    for name in MODULES:
        module = importlib.import_module(name)
        for public in module.__all__:
            found += lines(f"{name}.{public}", getattr(module, public))
    return sorted(found)


def lines(name: str, value: Any) -> Iterator[str]:
    """Yield what can be relied on of one public thing."""
    if inspect.isclass(value):
        bases = ", ".join(base.__name__ for base in value.__bases__ if base is not object)
        yield f"class {name}({bases})"
        if issubclass(value, msgspec.Struct):
            for field, default in _fields(value):
                yield f"field {name}.{field}: {_annotation(value, field)} = {default}"
        for own, member in vars(value).items():
            yield from _member(f"{name}.{own}", own, member)
    elif callable(value) and not hasattr(value, "__origin__"):
        yield f"function {name}{_signature(value)}"
    else:
        yield f"value {name}: {value!r}"


def _member(path: str, own: str, member: Any) -> Iterator[str]:
    if own.startswith("_") and own != "__init__":
        return
    if isinstance(member, classmethod):
        yield f"method {path}{_signature(member.__func__)}"
    elif inspect.isfunction(member):
        yield f"method {path}{_signature(member)}"
    elif isinstance(member, property):
        yield f"property {path}"


def _signature(value: Any) -> str:
    ours = str(getattr(value, "__module__", "")).startswith("rnnstudio.")
    return str(inspect.signature(value)) if ours else "(...)"


def _annotation(struct: type, name: str) -> str:
    for base in struct.__mro__:
        if name in (own := inspect.get_annotations(base)):
            return str(own[name])
    return "?"


def _fields(struct: type[msgspec.Struct]) -> Iterator[tuple[str, str]]:
    """Yield each field with its default; not by ``msgspec.structs.fields``, which would have to import keras."""
    names, defaults = struct.__struct_fields__, struct.__struct_defaults__
    known = dict(zip(names[len(names) - len(defaults):], defaults, strict=True))
    for name in names:
        default = known.get(name, msgspec.NODEFAULT)
        if default is not msgspec.NODEFAULT and type(default).__name__ == "Factory":
            default = default.factory()
        yield name, "required" if default is msgspec.NODEFAULT else _plain(default)


def _plain(value: Any) -> str:
    if isinstance(value, enum.Enum) or not callable(value):
        return repr(value)
    return f"<{getattr(value, '__qualname__', 'callable').rpartition('.')[2]}>"


def digest(found: list[str]) -> str:
    """Return what tells this surface from any other, in eight letters."""
    return hashlib.sha256("\n".join(found).encode()).hexdigest()[:8]


def main() -> None:
    """Write the list."""
    from rnnstudio.api import API_VERSION

    found = surface()
    FILE.write_text("\n".join(found) + "\n", encoding="utf-8")
    print(f"CHANGELOG.md has to say what changed in a line that holds: api {API_VERSION} ({digest(found)})")


if __name__ == "__main__":
    main()
