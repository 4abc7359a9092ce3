"""What is said of a plugin. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence

from rnnstudio.api import tr
from rnnstudio.project.words import number
from rnnstudio.registry import PluginReport


def heading_words(reports: Sequence[PluginReport]) -> str:
    """Return how many plugins there are and how long loading them took."""
    loaded = [report for report in reports if not report.off]
    time = milliseconds(sum(report.seconds for report in loaded))
    if len(loaded) == 1:
        return tr("1 plugin, loaded in {time}", time=time)
    return tr("{count} plugins, loaded in {time}", count=number(len(loaded)), time=time)


def about_words(report: PluginReport) -> str:
    """Return where a plugin comes from: distribution and version, author, licence."""
    origin = f"{report.distribution} {report.version}".strip()
    return " · ".join(part for part in (origin, report.author, report.licence) if part)


def adds_words(report: PluginReport) -> str:
    """Return what a plugin adds."""
    return tr("Adds {titles}", titles=", ".join(tr(title) for title in report.adds)) if report.adds else ""


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


def milliseconds(seconds: float) -> str:
    """Return a short time: "12 ms"."""
    return tr("{count} ms", count=number(max(1, round(seconds * 1000))))
