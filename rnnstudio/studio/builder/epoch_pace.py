"""How long an epoch takes: as measured, or for an edited model as far as its size tells. No Qt in here."""

from __future__ import annotations

import msgspec

from rnnstudio.api import tr
from rnnstudio.project.model import Project
from rnnstudio.project.report import LayerReport, StackReport

STEPS = 20
"""Time steps that are reckoned with where the examples are of any length; it cancels out between two such models."""
FLOOR = 50_000
"""Multiply-adds that an example costs besides its layers: reading, shuffling, the optimizer."""


class Measured(msgspec.Struct, frozen=True):
    """What one epoch took."""

    project: Project
    seconds: float
    cost: float


def cost(report: StackReport) -> float:
    """Return roughly how many multiply-adds an example costs: each weight once for each time step it works on.

    Layers that look rows up, such as Embedding, have ids for input and cost nothing.
    """
    return FLOOR + sum(_cost(layer) for layer in report.layers if layer.depth == 0)


def _cost(layer: LayerReport) -> float:
    shape = layer.input_shape
    if shape is None or (len(shape) == 2 and layer.output_shape is not None and len(layer.output_shape) == 3):
        return 0.0
    steps = (shape[1] or STEPS) if len(shape) > 2 else 1
    return float(layer.parameters) * steps


def epoch_words(project: Project, report: StackReport | None, measured: Measured | None) -> str:
    """Say how long an epoch takes: "0.9 s per epoch", "≈ 1.4 s per epoch", or "" before one was measured.

    Args:
        project: The present project.
        report: What the engine says of it.
        measured: The last epoch that was timed.
    """
    if measured is None or report is None or not report.trainable or project.data != measured.project.data:
        return ""
    same = (project.stack, project.training.batch_size) == (measured.project.stack,
                                                            measured.project.training.batch_size)
    seconds = measured.seconds if same else measured.seconds * cost(report) / measured.cost
    words = f"{seconds:.1f}" if seconds < 100 else f"{seconds:,.0f}"
    return tr("{seconds} s per epoch", seconds=words) if same else tr("≈ {seconds} s per epoch", seconds=words)
