"""An evaluation as a file: JSON with all of it, CSV with the figures by class and the confusions. Knows no Qt."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import msgspec

from rnnstudio.api import UserError, tr, whole_file
from rnnstudio.runs.evaluation import Evaluation


def as_json(found: Evaluation) -> str:
    """Return all that is known of an evaluation."""
    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode() + "\n"


def as_csv(found: Evaluation) -> str:
    """Return tables below one another, an empty line between: metrics, classes, confusions, mistakes."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["metric", "value"])
    writer.writerow(["examples", found.examples])
    writer.writerows(found.metrics.items())
    if found.per_class:
        writer.writerows([[], ["class", "precision", "recall", "f1", "examples", "predicted"]])
        writer.writerows([one.name, one.precision, one.recall, one.f1, one.support, one.predicted]
                         for one in found.per_class)
    if found.matrices:
        writer.writerows([[], ["true", "predicted", "count"]])
        writer.writerows([found.classes[cell.true], found.classes[cell.predicted], cell.count]
                         for cell in found.matrices[0].cells)
    if found.outputs:
        writer.writerows([[], ["output", "mae", "rmse", "r2"]])
        writer.writerows([one.name, one.mae, one.rmse, one.r2] for one in found.outputs)
    if found.mistakes:
        error = "error" if found.outputs else "probability"
        writer.writerows([[], ["row", "true", "predicted", error, "text"]])
        writer.writerows([one.number or "", one.true, one.predicted, one.probability, one.text]
                         for one in found.mistakes)
    return out.getvalue()


def save(found: Evaluation, path: Path) -> None:
    """Write an evaluation; the name's ending says how.

    Raises:
        UserError: If it can't be written there.
    """
    text = as_csv(found) if path.suffix.lower() == ".csv" else as_json(found)
    try:
        with whole_file(path) as file:
            file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UserError(tr("{path} can't be written: {reason}", path=path,
                           reason=error.strerror or str(error))) from error
