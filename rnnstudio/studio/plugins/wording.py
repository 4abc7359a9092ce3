"""What is said of a plugin. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence

from rnnstudio.api import mark, tr
from rnnstudio.project.words import number
from rnnstudio.registry import PluginReport

SHOWN = 8
"""So many titles of what a plugin adds are shown; the others are counted."""


def heading_words(reports: Sequence[PluginReport]) -> str:
    """Return how many plugins there are, how long loading them took, and how many aren't as they should be."""
    loaded = [report for report in reports if is_loaded(report)]
    time = short_time(sum(report.seconds for report in loaded))
    words = [tr("1 plugin, loaded in {time}", time=time) if len(loaded) == 1 else
             tr("{count} plugins, loaded in {time}", count=number(len(loaded)), time=time)]
    off = sum(report.off for report in reports)
    for text, count in ((mark("{count} not loaded"), len(reports) - len(loaded) - off),
                        (mark("{count} with problems"), sum(bool(report.problems) for report in loaded)),
                        (mark("{count} switched off"), off)):
        if count:
            words.append(tr(text, count=number(count)))
    return " · ".join(words)


def trouble_words(reports: Sequence[PluginReport]) -> str:
    """Return which plugins have problems, for the pane's tab; "" if none has."""
    names = [report.name for report in reports if report.problems and not report.off]
    return tr("Plugins with problems: {names}", names=_first(names)) if names else ""


def is_loaded(report: PluginReport) -> bool:
    """Tell whether a plugin is of use: loaded, be it in parts."""
    return not report.off and (bool(report.adds) or not report.problems)


def about_words(report: PluginReport) -> str:
    """Return where a plugin comes from: distribution and version, author, licence."""
    origin = f"{report.distribution} {report.version}".strip()
    return " · ".join(part for part in (origin, report.author, report.licence) if part)


def adds_words(report: PluginReport, whole: bool = False) -> str:
    """Return what a plugin adds: all of it, or the first few and how many more."""
    titles = list(dict.fromkeys(tr(title) for title in report.adds))
    return tr("Adds {titles}", titles=", ".join(titles) if whole else _first(titles)) if titles else ""


def _first(names: Sequence[str]) -> str:
    """Return names in a row, all of them or the first and how many more."""
    if len(names) <= SHOWN + 1:
        return ", ".join(names)
    return tr("{names} and {count} more", names=", ".join(names[:SHOWN]), count=number(len(names) - SHOWN))


def state_words(report: PluginReport) -> str:
    """Return how loading it went, in two or three words."""
    if report.off:
        return tr("Switched off")
    if not report.problems:
        return tr("Loaded") if report.seconds or report.adds else tr("Being loaded")
    return tr("Loaded with problems") if report.adds else tr("Not loaded")


def whole_words(report: PluginReport) -> str:
    """Return all that a plugin's author needs: which plugin, what is wrong, and the trace."""
    return "\n".join((f"{report.name} ({about_words(report)})", *report.problems, "", report.trace)).rstrip()


def sentence(problem: str) -> str:
    """Return a problem with a capital letter at its start."""
    return problem[:1].upper() + problem[1:]


def short_time(seconds: float) -> str:
    """Return a short time: "12 ms", "1.2 s"."""
    if seconds < 0.9995:
        return tr("{count} ms", count=number(max(1, round(seconds * 1000))))
    return tr("{seconds} s", seconds=f"{seconds:,.1f}")
