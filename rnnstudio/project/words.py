"""Numbers, shapes, durations and sizes as window and terminal say them."""

from __future__ import annotations

from collections.abc import Sequence

from rnnstudio.api import BadRow, DataFacts, tr
from rnnstudio.project.preview import BadRows
from rnnstudio.project.report import Shape


def number(value: float) -> str:
    """Return a number with thousands separators: "128,000", "0.79"."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"


def stopped_at(row: BadRow | str) -> str:
    """Return what is said where reading stops at a row that can't be used: where, why, and the two ways on."""
    return tr("{row}; correct it, or skip rows that can't be used", row=row)


def left_out(rows: BadRows) -> str:
    """Say how many rows were left out for one reason, and name the first of them."""
    return tr("rows left out: {count}, such as {example}", count=number(rows.count), example=rows.first[0])


def shape_words(shape: Shape | None, facts: DataFacts | None = None) -> str:
    """Return a shape in words: "batch × steps × 64"; "" if it isn't known.

    Args:
        shape: A shape as Keras tells it, batch first.
        facts: What the data decides; with a fixed number of steps, that axis says so:
            "batch × 80 steps × 64".
    """
    if shape is None:
        return ""
    return " × ".join(_axis(shape, index, facts) for index in range(len(shape)))


def _axis(shape: Shape, index: int, facts: DataFacts | None) -> str:
    size = shape[index]
    if index == 0 and size is None:
        return tr("batch")
    if size is None:
        return tr("steps") if index == 1 else tr("any")
    is_steps = index == 1 and len(shape) > 2 and facts is not None and size == facts.steps
    return tr("{count} steps", count=number(size)) if is_steps else number(size)


def sentence(text: str) -> str:
    """Return a message as a sentence of its own: a capital first, a full stop at its end.

    What begins with something else than a plain word, such as a file's name, keeps its beginning. A place in the
    project file, such as ``$.data.source``, is left out: on the screen the message stands beside what it is about.
    """
    if text.startswith("$"):
        text = text.split(": ", 1)[-1]
    first = text.split(" ", 1)[0]
    if first.isascii() and first.replace("'", "").isalpha() and first.islower():
        text = text[0].upper() + text[1:]
    if text and (text[-1].isalnum() or text[-1] in ")]\"”’'"):
        text += "." if text.isascii() or not any("\u3400" <= letter <= "\u9fff" for letter in text) else "。"
    return text


def suspected(layers: Sequence[str]) -> str:
    """Say which layers are the first to suspect where a training hangs or ends its process; "" if there are none."""
    return tr("The first to suspect is what plugins by others put into the model: {layers}.",
              layers="; ".join(layers)) if layers else ""


def duration(seconds: float) -> str:
    """Return a time as "0:12", "12:05" or "1:02:03"."""
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def size(count: float) -> str:
    """Return a number of bytes: "512 bytes", "48 kB", "0.6 MB", "1.2 GB"."""
    if count < 1000:
        return tr("{count} bytes", count=number(round(count)))
    if count < 100_000:
        return f"{count / 1000:.0f} kB"
    if count < 999_500_000:
        return f"{count / 1e6:.1f} MB" if count < 9_950_000 else f"{count / 1e6:.0f} MB"
    return f"{count / 1e9:,.1f} GB"
