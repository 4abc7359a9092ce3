"""Kills a training at random moments, goes on with it, and compares with one that was never interrupted.

The window is played by a script that starts the engine as the window does; what is killed (``kill -9``) is the
engine, the window, or both, by turns, at a random moment between the start of the process and the end of the
training. Each run is killed several times, in what goes on too, and then left to end. It must be equal to the whole
run bit for bit: both models, the optimizer's state, dropout's random state, the tables of batches and epochs, and the
film of its words.
After each kill every folder must be readable. Two fifths of the time go into writing here, so that kills hit it.

    python tests/benchmarks/bench_kills.py [KILLS, 50 unless said]
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

import h5py
import numpy as np
from ratio import tell

from rnnstudio import __version__
from rnnstudio.engine_process.client import Conversation, EngineClient, EngineDied
from rnnstudio.engine_process.messages import GoOn, Train, singly
from rnnstudio.project import file
from rnnstudio.project.model import ComponentRef, DataSettings, LayerNode, Project, TrainingSettings
from rnnstudio.runs import folder as runs_folder
from rnnstudio.runs.events import RunFinished, RunStarted
from rnnstudio.runs.film import epochs_filmed, read_film
from rnnstudio.runs.resuming import state_file
from rnnstudio.runs.standing import is_held, standing
from rnnstudio.vectors.film import frames

KILLS = 50
IN_A_RUN = 5
KINDS = ("engine", "window", "both")
LIMIT = 300.0

PROJECT = Project(
    name="Killed", data=DataSettings(encoder=ComponentRef(type="rnnstudio.words", params={"maximum_length": 12})),
    stack=(LayerNode(id="embedding_1", type="rnnstudio.embedding", params={"output_dim": 8}),
           LayerNode(id="lstm_1", type="rnnstudio.lstm", params={"units": 8}),
           LayerNode(id="dropout_1", type="rnnstudio.dropout"),
           LayerNode(id="dense_1", type="rnnstudio.dense", params={"activation": "sigmoid"})),
    training=TrainingSettings(epochs=4, batch_size=512, learning_rate=0.01, early_stopping=3,
                              checkpoint_minutes=0.001))


def engine() -> None:
    """Be the engine, one that writes its state all the time."""
    from rnnstudio.engine import checkpoints
    from rnnstudio.engine_process import server

    checkpoints._SHARE, checkpoints._PAUSE, checkpoints._LEAST_SECONDS = 0.4, 0.0, 0.0
    server.NICENESS = 0
    server.serve(server.TensorFlowEngine)


def window(runs: Path, run: Path | None) -> int:
    """Be the window: ask for a training, or to go on with one, and tell in lines how it goes."""
    client = EngineClient(command=(sys.executable, str(Path(__file__).resolve()), "--engine"))
    client.start()
    print(f"engine {client.pid}", flush=True)
    asked = client.ask(GoOn(run=str(run)) if run is not None else Train(project=PROJECT, runs=str(runs)))
    try:
        _follow(asked)
    except EngineDied:
        with suppress(OSError):  # whoever killed it doesn't listen any more
            os.write(1, b"died\n")
    finally:
        client.close()
    return 0


def _follow(asked: Conversation) -> None:
    while not asked.finished:
        event = asked.next_event(0.05)
        for told in singly(event) if event is not None else ():
            if isinstance(told, RunStarted):
                print(f"run {told.run}", flush=True)
            elif asked.finished:
                print("finished" if isinstance(told, RunFinished) else f"failed {told}", flush=True)


class Window:
    """A window's process, and what it said."""

    def __init__(self, runs: Path, run: Path | None = None) -> None:
        self.began = time.monotonic()
        command = [sys.executable, str(Path(__file__).resolve()), "--window", str(runs), *([str(run)] if run else [])]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self._out: IO[str] = self._process.stdout  # type: ignore[assignment]
        self.engine = int(self._line("engine"))

    def _line(self, word: str) -> str:
        line = self._out.readline()
        found, _, rest = line.strip().partition(" ")
        if found != word:
            raise RuntimeError(f"expected {word}, found {line!r}")
        return rest

    def run(self) -> Path:
        """Wait until training begins."""
        return Path(self._line("run"))

    def end(self) -> None:
        """Wait until it has ended well."""
        while (line := self._out.readline()).startswith("run "):
            pass
        if line.strip() != "finished":
            raise RuntimeError(line)
        self.wait()

    def kill(self, kind: str) -> None:
        """Kill it."""
        pids = {"engine": [self.engine], "window": [self._process.pid], "both": [self._process.pid, self.engine]}
        for pid in pids[kind]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.wait()

    def wait(self) -> None:
        """Return when both processes are gone: an engine whose window died ends by itself."""
        self._out.close()
        self._process.wait(LIMIT)
        deadline = time.monotonic() + LIMIT
        while _runs(self.engine) and time.monotonic() < deadline:
            time.sleep(0.01)


def _runs(pid: int) -> bool:
    """Tell whether a process runs; one that is dead and not buried yet doesn't."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def arrays(path: Path) -> dict[str, bytes]:
    """Return every array in a ``.keras`` file or a state, as bytes."""
    found: dict[str, bytes] = {}
    if path.suffix == ".npz":
        with np.load(path, allow_pickle=False) as archive:
            return {name: archive[name].tobytes() for name in archive.files
                    if name.partition("/")[0] in ("trainable", "frozen", "optimizer", "chance")}
    with tempfile.TemporaryDirectory() as place:
        subprocess.run([sys.executable, "-m", "zipfile", "-e", str(path), place], check=True)
        with h5py.File(Path(place) / "model.weights.h5") as weights:
            weights.visititems(lambda name, item: found.update({name: item[()].tobytes()})
                               if isinstance(item, h5py.Dataset) else None)
    return found


def contents(run: Path) -> dict[str, object]:
    """Return all of a run that must not depend on whether it was interrupted."""
    def table(name: str, without: int | None) -> list[list[str]]:
        rows = [line.split(",") for line in (run / name).read_text().splitlines()]
        return [[cell for place, cell in enumerate(row) if place != without] for row in rows]

    return {**{name: arrays(run / name) for name in (runs_folder.BEST, runs_folder.LAST)},
            "state": arrays(state_file(run)), "batches": table(runs_folder.BATCHES, None),
            "epochs": table(runs_folder.EPOCHS, 2), "film": film(run)}


def film(run: Path) -> tuple[object, ...]:
    """Return all frames of a run's film."""
    seen = frames(run)
    return seen.words, seen.epochs.tolist(), seen.vectors.tobytes()


def settle(runs: Path) -> None:
    """Wait until the system has let go of what a killed process held: it takes its memory away first."""
    deadline = time.monotonic() + LIMIT
    while any(is_held(folder) for folder in runs.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.02)


def unreadable(runs: Path) -> list[str]:
    """Return what can't be read of the runs and their projects."""
    faults = []
    for folder in runs.iterdir():
        if (folder / runs_folder.INFO).exists():
            try:
                runs_folder.read_info(folder)
                file.load(folder / runs_folder.PROJECT)
                if read_film(folder) is not None and epochs_filmed(folder, 0):
                    film(folder)
                if not standing(folder).can_go_on:
                    faults.append(f"{folder}: can't be gone on with")
            except Exception as error:  # noqa: BLE001 - whatever it is, it is counted
                faults.append(f"{folder}: {error}")
    return faults


def killed_runs(runs: Path, kinds: list[str], chance: random.Random, loading: float, training: float) -> set[Path]:
    """Kill one run several times and let it end; return its folder, and those of runs that ended before the kill."""
    run: Path | None = None
    ended = set()
    for kind in kinds:
        if run is not None and standing(run).state != "interrupted":
            ended.add(run)
            run = None
        window = Window(runs, run)
        at = chance.uniform(-0.15, 1.0)
        if at < 0 and run is not None:  # while TensorFlow loads, or the folder is being cut back
            time.sleep(chance.uniform(0, loading))
        else:
            run = window.run()
            time.sleep(max(at, 0) * training)
        window.kill(kind)
        settle(runs)
        for fault in unreadable(runs):
            print(f"unreadable: {fault}", flush=True)
            raise SystemExit(1)
    assert run is not None
    if standing(run).state == "interrupted":
        Window(runs, run).end()
    return {*ended, run}


def main(kills: int = KILLS, seed: int = 0) -> int:
    """Kill, go on, compare; print how many of the kills left no trace."""
    chance = random.Random(seed)
    versions = f"rnnstudio {__version__}, Python {sys.version.split()[0]}, {os.cpu_count()} cores"
    print(f"{versions}; seed {seed}", flush=True)
    equal = done = 0
    with tempfile.TemporaryDirectory() as place:
        began = time.monotonic()
        window = Window(Path(place) / "whole")
        whole = window.run()
        loading = time.monotonic() - began
        window.end()
        training = time.monotonic() - began - loading
        wanted = contents(whole)
        print(f"whole run: {loading:.1f} s to the first batch, {training:.1f} s of training", flush=True)
        while done < kills:
            kinds = [KINDS[(done + number) % 3] for number in range(min(IN_A_RUN, kills - done))]
            wrong = []
            for run in killed_runs(Path(place) / f"runs_{done}", kinds, chance, loading, training):
                found = contents(run)
                wrong += [name for name in wanted if found[name] != wanted[name]]
                wrong += ["still held"] if is_held(run) else []
            equal += 0 if wrong else len(kinds)
            done += len(kinds)
            print(f"{done} kills, {equal} left no trace; {wrong or 'nothing'} differs", flush=True)
    print(f"{equal} of {done} kills: gone on with, the run ended bit-equal; no run and no project unreadable")
    return int(not tell(f"of {done} kills of engine, window or both, gone on with to the same bits", equal, done,
                        at_least=True))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--engine"]:
            engine()
        case ["--window", place]:
            sys.exit(window(Path(place), None))
        case ["--window", place, run]:
            sys.exit(window(Path(place), Path(run)))
        case rest:
            sys.exit(main(*map(int, rest)))
