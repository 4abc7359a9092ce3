"""What a repair leads to, in words. No Qt in here."""

from __future__ import annotations

from rnnstudio.api import DataFacts, tr
from rnnstudio.project.report import Repair
from rnnstudio.project.words import number, shape_words


def leads_to(repair: Repair, facts: DataFacts | None = None) -> str:
    """Return the shapes before and after, "batch × 64 → batch × steps × 64"; "" while they aren't known, or alike."""
    before, after = shape_words(repair.before, facts), shape_words(repair.after, facts)
    if not after or before == after:
        return ""
    return f"{before} → {after}" if before else f"→ {after}"


def tip(repair: Repair, facts: DataFacts | None = None) -> str:
    """Return a repair's title, the shapes, and how many errors are left then."""
    left = ""
    if repair.errors is not None:
        left = tr("Then no error is left.") if repair.errors == 0 else tr("Then 1 error is left.") if (
            repair.errors == 1) else tr("Then {count} errors are left.", count=number(repair.errors))
    return "\n".join(line for line in (repair.title, leads_to(repair, facts), left) if line)
