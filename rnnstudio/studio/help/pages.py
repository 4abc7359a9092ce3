"""Finds and reads the help page of a layer. No Qt in here.

How to write a page
===================
``LayerInfo.help`` is the beginning of the paths of a layer's pages::

    help=str(Path(__file__).with_name("help") / "scale")

and the hook ``rnnstudio_help_pages`` says the same of any component, a layer or another.

For readers of Chinese the program reads ``help/scale.zh_CN.html``; if there is none, and for everyone else,
``help/scale.en.html``; if there is none either, the layer's docstring. Nothing outside that folder is ever read.

A page is an HTML fragment in UTF-8, without ``<html>`` and ``<body>``. The program puts the layer's title and its
shapes in the model above it, and a table of the parameters, made from their ``Doc``, below it: a page needn't repeat
them. It may use

* ``<h3>`` and ``<h4>`` for headings, ``<p>``, ``<ul>``, ``<ol>``, ``<table>``, ``<b>``, ``<i>``, ``<code>``,
  ``<sub>``, ``<sup>``, ``<br>``;
* ``<p class="eq">`` for a line of an equation, with ``<i>`` for names, ``<sub>``, ``<sup>`` and Unicode's signs:
  ``<p class="eq"><i>h<sub>t</sub></i> = tanh(<i>W x<sub>t</sub></i> + <i>b</i>)</p>``; lines that follow one another
  stand on one ground;
* ``<div class="note">`` for a paragraph that is set apart;
* ``<img src="scale.svg" alt="What the picture shows">`` for a picture in the same folder (SVG, PNG or JPEG);
* ``<a href="layer:rnnstudio.gru">`` for a link to another layer's page, by the layer's id.

All else is left out: scripts, styles, other addresses, other attributes.

A picture in SVG (SVG Tiny 1.2, which has no CSS classes and no markers) takes the theme's colours where it names
them: ``currentColor`` is the text's; ``var(--accent)``, ``var(--soft)`` and ``var(--second)``, ``var(--second-soft)``
are a line and a ground in one hue each, ``var(--surface)`` is what the page stands on, ``var(--sunken)`` a shade off
it, ``var(--border)`` a hairline, ``var(--secondary)`` what matters less. ``font-family="var(--math)"`` is the font of
the equations. At 360 units across, one unit is about a pixel.
"""

from __future__ import annotations

import inspect
import re
from html import escape
from pathlib import Path

import msgspec

from rnnstudio.api import Component, tr
from rnnstudio.studio.help.fragment import clean

PICTURES = (".svg", ".png", ".jpg", ".jpeg")
"""What a picture's name may end with."""
LARGEST_PAGE = 1_000_000
"""Bytes; a larger file is no page."""

_PLAIN_NAME = re.compile(r"[\w.-]+(?:/[\w.-]+)*")


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A layer's page, fit to be shown.

    Attributes:
        html: The fragment, cleaned; a picture's address is ``picture:`` and its name in ``pictures``.
        language: The code of the language it is written in; "" for a docstring.
        pictures: The files of its pictures, by name.
    """

    html: str
    language: str = ""
    pictures: dict[str, Path] = {}


def load_page(component: type[Component], language: str, brought: Path | None = None) -> Page:
    """Return the page of a component in a language, else in English, else made of its docstring.

    Args:
        component: A layer, a source or another.
        language: The language's code.
        brought: Where the page lies that the component's plugin brought by the hook; a layer's own goes first.
    """
    own = getattr(component.info, "help", "")
    stem = Path(own) if own else brought
    if stem is not None and stem.name:
        for code in dict.fromkeys((language, "en")):
            page = _read(stem, code)
            if page is not None:
                return page
    return Page(html=_from_docstring(component))


def _read(stem: Path, language: str) -> Page | None:
    folder = stem.parent
    file = _inside(folder, f"{stem.name}.{language}.html")
    if file is None:
        return None
    try:
        if file.stat().st_size > LARGEST_PAGE:
            return None
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        return None
    pictures: dict[str, Path] = {}

    def find(source: str) -> bool:
        found = _inside(folder, source) if source.lower().endswith(PICTURES) else None
        if found is not None:
            pictures[source] = found
        return found is not None

    return Page(html=clean(text, find), language=language, pictures=pictures)


def _inside(folder: Path, name: str) -> Path | None:
    """Return the file of a name in a folder; ``None`` if there is none, or it lies elsewhere."""
    if not _PLAIN_NAME.fullmatch(name) or ".." in name.split("/"):
        return None
    try:
        home = folder.resolve(strict=True)
        file = (home / name).resolve(strict=True)
    except (OSError, RuntimeError):
        return None
    return file if file.is_file() and file.is_relative_to(home) else None


def _from_docstring(component: type[Component]) -> str:
    paragraphs = re.split(r"\n\s*\n", inspect.cleandoc(component.__doc__ or ""))
    sentences = [" ".join(paragraph.split()) for paragraph in paragraphs]
    return "\n".join(f"<p>{escape(tr(sentence))}</p>" for sentence in sentences if sentence)
