"""Translation of visible text.

The English sentence is the key. ``tr("{count} points", count=3)`` looks the sentence up in the chosen
language's catalogue and fills it in; an unknown sentence stays English, so nothing ever shows a bare key.
Catalogues are flat JSON objects, English to translation, in ``rnnstudio_resources/translations``.
This module knows no Qt: the command line, the engine and plugins speak through it too.
"""

from __future__ import annotations

import locale
import os
from collections.abc import Mapping
from importlib import resources

import msgspec

_catalogue: dict[str, str] = {}
_added: Mapping[str, Mapping[str, str]] = {}
_language = "en"

LANGUAGES: Mapping[str, str] = {"en": "English", "zh_CN": "简体中文"}
"""The languages shipped, by code, each named in itself."""


def tr(text: str, /, **values: object) -> str:
    """Return ``text`` in the chosen language, its ``{fields}`` filled from ``values``.

    Args:
        text: The English sentence, exactly as it stands in the catalogue.
        **values: What the sentence's fields are replaced by, as for ``str.format``.
    """
    found = _catalogue.get(text, text)
    return found.format(**values) if values else found


def mark(text: str, /) -> str:
    """Mark a constant sentence for the catalogue without translating it yet; pass it to ``tr`` when shown."""
    return text


def language() -> str:
    """Return the code of the language in use, a key of ``LANGUAGES``."""
    return _language


def system_language() -> str:
    """Return the shipped language nearest to the system's: Chinese of any region, else English.

    ``RNNSTUDIO_LANGUAGE`` overrides the system.
    """
    asked = os.environ.get("RNNSTUDIO_LANGUAGE")
    if asked is not None and asked in LANGUAGES:
        return asked
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        if value := os.environ.get(variable):
            return "zh_CN" if value.lower().startswith("zh") else "en"
    name = locale.getlocale()[0] or ""
    return "zh_CN" if name.lower().startswith(("zh", "chinese")) else "en"


def use_language(code: str) -> None:
    """Switch every later ``tr`` to a language.

    Args:
        code: A key of ``LANGUAGES``.

    Raises:
        KeyError: If the language is not shipped.
    """
    global _catalogue, _language
    if code not in LANGUAGES:
        raise KeyError(code)
    _catalogue = {} if code == "en" else {**_added.get(code, {}), **program_words(code)}
    _language = code


def program_words(code: str) -> dict[str, str]:
    """Return the program's own catalogue of a language; empty for English and for languages that are not shipped."""
    if code not in LANGUAGES or code == "en":
        return {}
    file = resources.files("rnnstudio_resources") / "translations" / f"{code}.json"
    return msgspec.json.decode(file.read_bytes(), type=dict[str, str])


def add_words(words: Mapping[str, Mapping[str, str]]) -> None:
    """Take in what plugins bring: by language, from the English text to its translation. The program's own go first.

    It replaces what was taken in before.
    """
    global _added
    if words != _added:
        _added = words
        use_language(_language)
