"""Takes from a page's HTML what a page may hold, in the form that Qt's rich text sets well. No Qt in here.

Qt knows a part of CSS only: a block has no padding, so that what stands on a ground of its own (an equation, a note)
becomes a table of one cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser

_BLOCKS = {"h3", "h4", "p", "ul", "ol", "li", "table", "tr", "td", "th", "pre", "blockquote"}
_INLINE = {"b", "strong", "i", "em", "u", "code", "kbd", "sub", "sup", "a"}
_VOID = {"br", "hr"}
_WITHOUT_TEXT = {"script", "style", "head", "title", "template", "iframe", "object", "svg", "math", "noscript"}
_ENDED_BY: dict[str, set[str]] = {
    "p": _BLOCKS, "h3": _BLOCKS, "h4": _BLOCKS, "li": {"li"}, "td": {"td", "th", "tr"}, "th": {"td", "th", "tr"},
    "tr": {"tr"}}
"""What ends an element that was left open."""
_ALIGNMENTS = {"left", "center", "right"}
_LINK = re.compile(r"layer:[\w.-]+")
_SPAN = re.compile(r"[1-9]\d?")


def clean(text: str, find_picture: Callable[[str], bool]) -> str:
    """Return the part of an HTML fragment that a page may hold, well-formed.

    Args:
        text: The fragment.
        find_picture: Tells whether a picture's address is that of a file beside the page; others are left out, and
            their description stands for them.
    """
    parser = _Cleaner(find_picture)
    parser.feed(text)
    parser.close()
    return _typeset(parser.finished())


class _Cleaner(HTMLParser):
    """Copies what is allowed, closes what is left open, drops the rest: of most elements the text stays."""

    def __init__(self, find_picture: Callable[[str], bool]) -> None:
        super().__init__(convert_charrefs=True)
        self._find_picture = find_picture
        self._out: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._silent: list[str] = []

    def finished(self) -> str:
        """Return the text, every element closed."""
        while self._open:
            self._close()
        return "".join(self._out)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Copy an element's beginning if it is allowed."""
        if tag in _WITHOUT_TEXT:
            self._silent.append(tag)
        if self._silent:
            return
        known = {name: value or "" for name, value in attrs}
        if tag == "div":
            inside_note = ("div", True) in self._open
            self._begin("div", ' class="note"', known.get("class") == "note" and not inside_note)
        elif tag == "img":
            self._picture(known)
        elif tag in _VOID:
            self._out.append(f"<{tag}>")
        elif tag in _BLOCKS or tag in _INLINE:
            self._begin(tag, _attributes(tag, known))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Copy an element without content if it is allowed."""
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """End an element, and what is still open inside it; an end without a beginning is dropped."""
        if self._silent:
            if tag in self._silent:
                del self._silent[self._silent.index(tag):]
            return
        if any(tag == opened for opened, _ in self._open):
            while self._close() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Copy text."""
        if not self._silent:
            self._out.append(escape(data, quote=False))

    def _begin(self, tag: str, attributes: str, shown: bool = True) -> None:
        while self._open and tag in _ENDED_BY.get(self._open[-1][0], ()):
            self._close()
        self._open.append((tag, shown))
        if shown:
            self._out.append(f"<{tag}{attributes}>")

    def _close(self) -> str:
        tag, shown = self._open.pop()
        if shown:
            self._out.append(f"</{tag}>")
        return tag

    def _picture(self, known: dict[str, str]) -> None:
        source, words = known.get("src", ""), escape(known.get("alt", ""))
        if self._find_picture(source):
            self._out.append(f'<img src="picture:{escape(source)}" alt="{words}">')
        elif words:
            self._out.append(f"<i>{words}</i>")


def _attributes(tag: str, known: dict[str, str]) -> str:
    found = ""
    if tag == "a" and _LINK.fullmatch(known.get("href", "")):
        found += f' href="{known["href"]}"'
    if tag == "p" and known.get("class") == "eq":
        found += ' class="eq"'
    if tag in ("td", "th"):
        found += "".join(f' {name}="{known[name]}"' for name in ("colspan", "rowspan")
                         if _SPAN.fullmatch(known.get(name, "")))
        if known.get("align") in _ALIGNMENTS:
            found += f' align="{known["align"]}"'
    return found


def _typeset(text: str) -> str:
    """Give what Qt can't style a form that it can."""
    text = re.sub(r"<p>\s*(<img [^>]*>)\s*</p>", r'<p class="picture" align="center">\1</p>', text)
    text = text.replace("<table>", '<table class="data" width="100%" cellspacing="0" cellpadding="5">')
    text = re.sub(r'<div class="note">(.*?)</div>', lambda found: boxed("note", _in_paragraph(found[1])), text,
                  flags=re.DOTALL)
    return re.sub(r'(?:<p class="eq">(?:(?!</p>).)*</p>\s*)+', lambda found: boxed("eq", found[0].strip()), text,
                  flags=re.DOTALL)


def _in_paragraph(text: str) -> str:
    begins_a_block = re.match(r"<(?:p|ul|ol|h3|h4|table)\b", text.strip())
    return text.strip() if begins_a_block else f"<p>{text.strip()}</p>"


def boxed(kind: str, inside: str) -> str:
    """Return HTML on a ground of its own; ``kind`` is the class of the table and its cell."""
    return (f'<table class="{kind}" width="100%" cellspacing="0" cellpadding="0"><tr><td class="{kind}">{inside}'
            "</td></tr></table>")
