"""The style sheet of help pages, in the part of CSS that Qt's rich text knows. No Qt in here.

It knows no padding but that of a table's cells; a line's height goes by block, so each kind of block says its own;
and a heading's size follows from the document's font, whatever the style sheet says.
"""

from __future__ import annotations

from string import Template

import msgspec

from rnnstudio.studio.theme.tokens import TEXT_SIZE, Palette

_SHEET = """
body { color: $text; font-size: ${size}px; }
p { margin-top: 0; margin-bottom: ${gap}px; line-height: $line%; }
h3 { font-weight: 600; margin-top: ${above}px; margin-bottom: ${under}px; }
h4 { font-weight: 600; margin-top: ${gap}px; margin-bottom: ${small_gap}px; }
h3.first { margin-top: 0; }
ul, ol { margin-top: 0; margin-bottom: ${gap}px; margin-left: ${indent}px; -qt-list-indent: 0; }
li { line-height: $line%; margin-bottom: ${small_gap}px; }
a { color: $accent; text-decoration: none; }
code, kbd, pre { font-family: $code_fonts; font-size: ${code}px; color: $text; }
hr { background-color: $border; }
p.picture { line-height: 100%; margin-top: ${small_gap}px; margin-bottom: ${gap}px; }

table { margin-top: 0; margin-bottom: ${gap}px; border-collapse: collapse; border-style: none; }
td, th { line-height: $line%; vertical-align: top; }
table.eq, table.note, table.data { margin-top: ${under}px; margin-bottom: ${wide_gap}px; }
td.eq { background-color: $sunken; }
td.note { background-color: $accent_soft; }
td.eq, td.note { padding-top: ${gap}px; padding-bottom: ${under}px; }
td.eq, td.note { padding-left: ${inset}px; padding-right: ${inset}px; }
td.eq, p.eq { font-family: $math_fonts; font-size: ${equation}px; }
p.eq { margin: 0; line-height: ${equation_line}px; }
td.note p { margin: 0; }
table.data { border-color: $border; }
table.data td { border-bottom: 1px solid $border; }
table.data th { border-bottom: 1px solid $outline; font-weight: 600; text-align: left; color: $text; }

table.facts { margin-bottom: ${wide_gap}px; }
td.facts, td.top, td.name, td.value, td.bottom { background-color: $sunken; }
td.facts, td.top, td.name { padding-left: ${inset}px; }
td.facts, td.top, td.value { padding-right: ${inset}px; }
td.facts, td.top { padding-top: ${gap}px; padding-bottom: ${small_gap}px; }
td.name, td.value { padding-top: ${least_gap}px; padding-bottom: ${least_gap}px; }
td.name { color: $secondary; font-size: ${small}px; padding-right: ${small_gap}px; }
td.bottom { font-size: 4px; line-height: 100%; }
p.fact { margin: 0; line-height: 135%; }
p.aside, span.aside { margin: 0; color: $secondary; font-size: ${small}px; line-height: 140%; }
p.caption { margin-bottom: ${small_gap}px; color: $secondary; font-size: ${small}px; font-weight: 600; }
p.term { margin: 0; line-height: 140%; }
code.name { color: $secondary; font-family: $code_fonts; font-size: ${code}px; }
td.term { padding-top: ${under}px; padding-bottom: 0; }
td.doc { border-bottom: 1px solid $border; padding-bottom: ${under}px; }
"""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What a page's look depends on besides the palette.

    Attributes:
        zoom: 1 is the program's text size.
        line: Height of a line in parts of a hundred of what its font asks for.
        math_fonts: Families for equations, as CSS lists them.
        code_fonts: Families for names in code.
    """

    zoom: float = 1.0
    line: int = 138
    math_fonts: str = "serif"
    code_fonts: str = "monospace"

    def pixels(self, size: float) -> int:
        """Return a measure at this zoom, in whole pixels."""
        return round(size * self.zoom)


def style_sheet(colours: Palette, look: Look) -> str:
    """Return the style sheet of a page."""
    measures = {"size": TEXT_SIZE, "small": 12, "code": 12, "equation": 16, "equation_line": 26,
                "gap": 10, "wide_gap": 14, "small_gap": 4, "least_gap": 3, "above": 16, "under": 7, "indent": 18,
                "inset": 12}
    names = msgspec.structs.asdict(colours) | {name: look.pixels(size) for name, size in measures.items()}
    return Template(_SHEET).substitute(names, line=look.line, math_fonts=look.math_fonts, code_fonts=look.code_fonts)


def tints(colours: Palette) -> dict[str, str]:
    """Return the colours that a picture may name as ``var(--name)``."""
    return {"text": colours.text, "secondary": colours.secondary, "border": colours.border,
            "outline": colours.outline, "surface": colours.raised, "sunken": colours.sunken,
            "accent": colours.accent, "soft": colours.accent_soft, "second": colours.series[1].colour,
            "second-soft": colours.warning_soft, "warning": colours.warning, "error": colours.error,
            "success": colours.success}
