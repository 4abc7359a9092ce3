"""When a run began, as one says it. No Qt in here."""

from __future__ import annotations

import datetime

from rnnstudio.api import tr

_DAYS_IN_WORDS = 7


def when_words(seconds: float, now: float) -> str:
    """Return a time as in a list: "today 14:05", "yesterday 9:30", "3 days ago", "2026-11-02"; local time."""
    try:
        moment, present = datetime.datetime.fromtimestamp(seconds), datetime.datetime.fromtimestamp(now)
    except (OverflowError, ValueError, OSError):
        return "–"
    days = (present.date() - moment.date()).days
    clock = f"{moment.hour}:{moment.minute:02}"
    if days == 0:
        return tr("today {time}", time=clock)
    if days == 1:
        return tr("yesterday {time}", time=clock)
    if 1 < days < _DAYS_IN_WORDS:
        return tr("{count} days ago", count=days)
    return moment.date().isoformat()
