"""What the tests of the link ask, and how they wait."""

import os
import signal

from rnnstudio.engine_process.messages import (
    singly,
)
from rnnstudio.project.model import ComponentRef, DataSettings, Project, TrainingSettings

EXPORTER = ComponentRef(type="e")


class Heard:
    """All that a link told, by signal."""

    def __init__(self, link):
        self.link = link
        for name in ("ready", "facts", "report", "run_event", "training_ended", "export_event", "summary",
                     "engine_lost", "preview_event", "download_event"):
            told = []
            setattr(self, name, told)
            getattr(link, name).connect(lambda event, told=told: told.extend(singly(event)))
        self.order = []
        link.engine_lost.connect(lambda words: self.order.append("lost"))
        link.training_ended.connect(lambda words: self.order.append("ended"))
        self.states = []
        link.state_changed.connect(
            lambda: self.states.append((link.training, link.stopping, link.ready_info is not None)))

    def reports_of(self):
        return [report.layers[0].node if report.layers else report.problems[0].message for report in self.report]


def project(name="p", source="fine", notes="", epochs=10):
    data = DataSettings(source=ComponentRef(type=source))
    return Project(name=name, notes=notes, data=data, training=TrainingSettings(epochs=epochs))


def until(qtbot, true, timeout=20_000):
    qtbot.waitUntil(lambda: bool(true()), timeout=timeout)


def kill(clients):
    os.kill(clients[-1].pid, signal.SIGKILL)
