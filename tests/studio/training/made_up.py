"""A run's events, made up."""

import math

from rnnstudio.api import DataFacts
from rnnstudio.runs.events import BatchPoint, EpochEnded, Progress, RunFinished, RunStarted

FACTS = DataFacts(input="text", task="binary", outputs=1)


def value(metric, step):
    return math.exp(-step / 40) if metric == "loss" else 1 - math.exp(-step / 40)


def run_started(epochs, batches, metrics=("loss", "accuracy")):
    return RunStarted(run="/runs/a", epochs=epochs, batches=batches, metrics=metrics, device="CPU, 2 cores",
                      facts=FACTS)


def run_events(epochs=3, batches=20, metrics=("loss", "accuracy"), finish=True):
    """Return all events of a run, two batches at a time."""
    events = [run_started(epochs, batches, metrics)]
    told = {}
    for epoch in range(1, epochs + 1):
        for batch in range(2, batches + 1, 2):
            step = (epoch - 1) * batches + batch
            points = tuple(BatchPoint(s, tuple(value(name, s) for name in metrics)) for s in (step - 1, step))
            events.append(Progress(points=points, epoch=epoch, batch=batch, examples_per_second=1340,
                                   seconds_left=float(epochs * batches - step)))
        told = {name: value(name, epoch * batches) for name in metrics}
        told |= {f"val_{name}": number * 1.1 for name, number in told.items()}
        events.append(EpochEnded(epoch=epoch, step=epoch * batches, seconds=0.9, best=True, metrics=told))
    if finish:
        events.append(RunFinished(run="/runs/a", reason="completed", epochs=epochs, best_epoch=epochs, metrics=told,
                                  seconds=12.4))
    return events


def play(state, events):
    state.begin()
    for event in events:
        state.take(event)
