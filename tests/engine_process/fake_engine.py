"""A child process with the real server loop and an engine without TensorFlow; the project's name says what it does.

Run by the tests: ``python tests/engine_process/fake_engine.py``. Knows nothing of pytest.
"""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import msgspec

from rnnstudio.api import Cancelled, DataFacts, ExportReport, Look, UserError, tr
from rnnstudio.engine_process.messages import GoOn, PluginsUsed, Ready, Summarize, Summarized
from rnnstudio.engine_process.server import serve
from rnnstudio.project.preview import DataPreview, DataProfile, PreviewRow
from rnnstudio.project.report import Building, LayerReport, Problem, Repair, StackReport
from rnnstudio.registry import PluginReport
from rnnstudio.runs.events import BatchPoint, Continued, EpochEnded, Paused, Progress, RunFinished, RunStarted

FACTS = DataFacts(input="text", task="binary", outputs=1, vocabulary_size=100, training_examples=8)
LOAD_SECONDS = float(os.environ.get("FAKE_LOAD_SECONDS", "0"))


class FakeControl:
    def __init__(self):
        self.event = threading.Event()
        self.paused = False

    def stop(self):
        self.event.set()

    def pause(self):
        self.paused = True

    def resume(self):
        self.paused = False

    @property
    def stopped(self):
        return self.event.is_set()


class FakeEngine:
    def __init__(self):
        self.loads = self.described = self.slow = 0
        if "FAKE_START" in os.environ:
            raise ImportError(os.environ["FAKE_START"])

    def control(self):
        return FakeControl()

    def watched(self, tell):
        self.tell = tell

    def use_plugins(self, request):
        self.plugins = [*getattr(self, "plugins", ()), *request.keys]
        return PluginsUsed(reports=tuple(PluginReport(name=key, problems=("late",) * (key == "bad"))
                                         for key in request.keys))

    def load(self):
        self.loads += 1
        time.sleep(LOAD_SECONDS)
        return Ready(tensorflow="0", keras="0", device=f"fake, loaded {self.loads}", seconds=LOAD_SECONDS)

    def describe_data(self, request, control):
        source = request.project.data.source.type
        if source == "missing":
            raise UserError("the file is missing")
        if source == "slow" or (source == "slow at first" and not self.slow):
            self.slow += 1
            while not control.event.wait(0.01):
                pass
            raise Cancelled
        if source == "deaf":
            time.sleep(3600)
        return FACTS

    def explain_data(self, request, error):
        return StackReport(problems=(Problem(message=str(error), path="$.data.source"),))

    def describe_stack(self, request, facts):
        if request.project.name == "die when described":
            os._exit(3)
        self.build(request, "describe")
        if request.project.name == "mendable":
            return StackReport(problems=(Problem(message="wrong", repairs=(Repair(title="Mend", changes=()),)),))
        time.sleep(float(request.project.notes or 0))
        self.described += 1
        layers = (LayerReport(node=request.project.name, type="t", name="n", parameters=self.described),)
        return StackReport(layers=layers, parameters=os.nice(0))

    def build(self, request, when):
        """Build each layer as its type says, unless it is refused."""
        self.refused = len(request.refused)
        for node in request.project.stack:
            if any(refused.is_meant(node) for refused in request.refused):
                continue
            self.tell(Building(node=node.id, type=node.type, version=node.version, params=node.params,
                               layer=node.id.title(), plugin="acme"))
            match node.type:
                case "abort":
                    os.abort()
                case "abort in training" if when == "train":
                    os.abort()
                case "hang":
                    while True:
                        pass
                case "eat":
                    eaten = []
                    while True:
                        eaten.append(bytearray(os.urandom(1 << 20)) * 4)
            self.tell(None)

    def try_repairs(self, request, facts, report, control):
        control.event.wait(float(request.project.notes or 0))
        mended = [msgspec.structs.replace(repair, errors=0) for repair in report.problems[0].repairs]
        return StackReport(problems=(msgspec.structs.replace(report.problems[0], repairs=tuple(mended)),))

    def cover(self, request, facts, report, told, control):
        if request.project.name == "with vectors":
            told(msgspec.structs.replace(report, parameters=7))
            return msgspec.structs.replace(report, parameters=8)
        return report

    def first_look(self, request, control):
        return Look(offers={"label_column": ("text", "label")}, found={"delimiter": "comma"})

    def first_rows(self, request, control):
        if request.project.name == "missing":
            raise UserError("the file is missing")
        return DataPreview(input="text", rows=(PreviewRow(number=1, text=request.project.name),), complete=False)

    def profile(self, request, preview, progress, control):
        if request.project.name == "slow":
            while not control.event.wait(0.01):
                progress("reading", None)
            raise Cancelled
        progress("reading", 0.5)
        return preview, DataProfile(task="binary", examples=len(request.project.name))

    def download(self, request, progress, control):
        while request.project.name == "slow" and not control.event.wait(0.01):
            progress("fetching", 0.1)
        if control.stopped:
            raise Cancelled

    def answer(self, request, say, control):
        match request:
            case Summarize():
                return Summarized(text=f"a summary of {request.project.name}")

    def train(self, request, on_event, control):
        if isinstance(request, GoOn):
            return finished(f"{request.run} and {request.more_epochs} more", "completed")
        self.build(request, "train")
        name, _, argument = request.project.name.partition(" ")
        run = f"{request.runs}/fake"
        others = tuple(f"{node.id.title()}, of the plugin acme" for node in request.project.stack
                       if node.type == "of another")
        on_event(RunStarted(run=run, epochs=1, batches=1, metrics=("loss",), device="fake", facts=FACTS,
                            others=others))
        return getattr(self, f"train_{name}")(argument, run, on_event, control)

    def train_batches(self, argument, run, on_event, control):
        """Tell ``argument`` batches, seven in an event, as fast as the pipe takes them."""
        count = int(argument)
        for first in range(1, count + 1, 7):
            steps = range(first, min(first + 7, count + 1))
            on_event(Progress(points=tuple(BatchPoint(s, (1.0 / s,)) for s in steps), epoch=1, batch=steps[-1]))
        on_event(EpochEnded(epoch=1, step=count, metrics={"loss": 0.5}, seconds=0.1, best=True))
        return finished(run, "completed")

    def train_until_stopped(self, argument, run, on_event, control):
        step = 0
        while not control.event.wait(0.02):
            step += 1
            if control.paused:
                on_event(Paused(kept=False))
                on_event(Paused())
                while control.paused and not control.stopped:
                    time.sleep(0.01)
                on_event(Continued())
            on_event(Progress(points=(BatchPoint(step, (1.0,)),), epoch=1, batch=step))
        return finished(run, "stopped")

    def train_build(self, argument, run, on_event, control):
        return finished(f"built but for {self.refused}", "completed")

    def train_abort(self, argument, run, on_event, control):
        os.abort()

    def train_deaf(self, argument, run, on_event, control):
        time.sleep(3600)

    def train_busy(self, argument, run, on_event, control):
        """Never let go of the interpreter for long, as tracing does."""
        while True:
            sum(range(1000))

    def train_raise(self, argument, run, on_event, control):
        kinds = {"user": UserError("the file is gone"), "memory": MemoryError(), "fault": ValueError("a\nb"),
                 "exit": SystemExit(4), "cancelled": Cancelled(), "surrogate": UserError("no file \udcff")}
        raise kinds[argument]

    def train_unsendable(self, argument, run, on_event, control):
        return finished(object(), "completed")

    def train_crash(self, argument, run, on_event, control):
        os.abort()

    def train_noise(self, argument, run, on_event, control):
        """Write to standard output in every way a library may, and read from standard input."""
        print("printed")
        sys.stdout.flush()
        os.write(1, b"written to 1\n")
        sys.__stdout__.write("old stdout\n")
        sys.__stdout__.flush()
        subprocess.run(["/bin/sh", "-c", "echo from a shell; cat"], check=True, timeout=5)
        assert sys.stdin.read() == ""
        return finished(run, "completed")

    def train_grandchild(self, argument, run, on_event, control):
        """Fork a process that keeps our end of the pipe open, tell who it is, and die."""
        pid = os.fork()
        if pid == 0:
            time.sleep(120)
            os._exit(0)
        Path(argument).write_text(str(pid))
        os.kill(os.getpid(), 9)

    def train_say(self, argument, run, on_event, control):
        return finished(tr(argument), "completed")

    def export(self, request, progress, control):
        progress(0.5)
        if request.target == "until stopped":
            control.event.wait(10)
            raise Cancelled
        return ExportReport(points=2, dimensions=2, files=(request.target,))


def finished(run, reason):
    return RunFinished(run=run, reason=reason, epochs=1, best_epoch=1, metrics={"loss": 0.5}, seconds=0.1)


if __name__ == "__main__":
    serve(FakeEngine)
