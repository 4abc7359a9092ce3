"""What a plugin brings besides its components: words in other languages, help pages, icons."""

from __future__ import annotations

import re
import string
from pathlib import Path

import msgspec

from rnnstudio.api.errors import UserError
from rnnstudio.api.text import tr

LARGEST_ICON = 200_000
"""Bytes of an icon's file."""
LARGEST_CATALOGUE = 4_000_000
"""Bytes of a catalogue's file."""

_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)+(?<!\.svg)")
_UNFIT = re.compile(rb"<\s*(script|image|foreignObject|iframe)\b|<!ENTITY|\bon\w+\s*=|(?:href|url)\s*[=(]\s*[\"']?\s*"
                    rb"(?!#)[a-zA-Z/.]", re.IGNORECASE)


class Translations(msgspec.Struct, frozen=True, kw_only=True):
    """A plugin's words in another language: titles, descriptions, and the sentences of its ``tr()`` and ``mark()``.

    Attributes:
        language: The language's code, such as "zh_CN"; one that the program doesn't speak is kept for later.
        path: A JSON file in UTF-8: one object, from the English text to its translation. What stands in ``{}`` in a
            sentence stands in its translation too. A text that the program itself has keeps the program's words.
    """

    language: str
    path: Path


class HelpPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the Help on one of the plugin's components: a layer, a source, an encoder, a task or an exporter.

    Attributes:
        about: The component's id.
        path: The beginning of the pages' paths: for ``help/scale`` the program shows ``help/scale.zh_CN.html`` to
            Chinese readers if there is one, else ``help/scale.en.html``. A page is an HTML fragment; pictures lie
            beside it. ``LayerInfo.help`` says the same of a layer.
    """

    about: str
    path: Path


class Icon(msgspec.Struct, frozen=True, kw_only=True):
    """An icon that the plugin's components name by ``info.icon``.

    Attributes:
        name: Begins with the plugin's own word, such as "acme.scale", so that it is nobody else's.
        path: An SVG file, 24 by 24, whose lines in ``currentColor`` take the theme's colour.
    """

    name: str
    path: Path


def read_catalogue(translations: Translations) -> tuple[dict[str, str], tuple[str, ...]]:
    """Read a plugin's translations.

    Returns:
        From the English text to its translation, as far as it is fit for use; and what is wrong with the rest.

    Raises:
        UserError: If the file can't be read, or is none of the kind.
    """
    path = Path(translations.path)
    try:
        if path.stat().st_size > LARGEST_CATALOGUE:
            raise UserError(tr("{path} is too large for translations", path=path))
        found = msgspec.json.decode(path.read_bytes(), type=dict[str, str])
    except OSError as error:
        raise UserError(tr("the translations in {path} can't be read: {error}", path=path,
                           error=error.strerror or str(error))) from error
    except msgspec.MsgspecError as error:
        raise UserError(tr("the translations in {path} are no JSON object from English texts to translations: "
                           "{error}", path=path, error=str(error))) from error
    wrong = tuple(tr("{path}: the translation of {text} has other fields in braces than the English text", path=path,
                     text=msgspec.json.encode(english).decode())
                  for english, other in found.items() if not _same_fields(english, other))
    return {english: other for english, other in found.items() if _same_fields(english, other)}, wrong


def _same_fields(english: str, other: str) -> bool:
    """Tell whether a translation can be filled in with what its sentence is."""
    if "{" not in english and "{" not in other:
        return True
    try:
        return _fields(other) <= _fields(english)
    except ValueError:
        return False


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def help_page_problem(page: HelpPage) -> str:
    """Say what is wrong with a help page's place, or ""."""
    stem = Path(page.path)
    english = stem.with_name(f"{stem.name}.en.html") if stem.name else stem
    return "" if english.is_file() else tr("the help page on {id} is missing: there is no file {path}",
                                           id=page.about, path=english)


def icon_problem(icon: Icon) -> str:
    """Say why an icon can't be used, or ""."""
    if not _NAME.fullmatch(icon.name):
        return tr('the icon\'s name "{name}" does not begin with a word of the plugin\'s own and a dot, such as '
                  '"acme.scale"', name=icon.name)
    return svg_problem(Path(icon.path))


def svg_problem(path: Path) -> str:
    """Say why a file can't be shown as an icon, or ""."""
    if path.suffix.lower() != ".svg":
        return tr("the icon {path} is not an SVG file", path=path)
    try:
        if path.stat().st_size > LARGEST_ICON:
            return tr("the icon {path} is larger than {size} bytes", path=path, size=LARGEST_ICON)
        data = path.read_bytes()
    except OSError as error:
        return tr("the icon {path} can't be read: {error}", path=path, error=error.strerror or str(error))
    if b"<svg" not in data:
        return tr("the icon {path} is not an SVG file", path=path)
    unfit = _UNFIT.search(data)
    if unfit:
        return tr("the icon {path} holds more than shapes: {found}", path=path,
                  found=unfit[0].decode("utf-8", "replace"))
    return ""
