"""Runs made by hand, as a training leaves them."""

from pathlib import Path

from rnnstudio.api import DataFacts
from rnnstudio.project.file import save
from rnnstudio.project.model import LayerNode, Project, TrainingSettings
from rnnstudio.runs.about import DataOrigin, LayerFact
from rnnstudio.runs.folder import RunInfo, write_info

FACTS = DataFacts(input="text", task="binary", outputs=1, vocabulary_size=1000, classes=("bad", "好"),
                  training_examples=800, validation_examples=200, skipped=3)
LAYERS = (LayerFact(type="rnnstudio.embedding", shape=(None, None, 16), parameters=16_000),
          LayerFact(name="My <b>", type="rnnstudio.lstm", shape=(None, 64), parameters=20_736))


def stack(*types: str) -> tuple[LayerNode, ...]:
    return tuple(LayerNode(id=f"{kind}_{place}", type=f"rnnstudio.{kind}") for place, kind in enumerate(types))


PROJECT = Project(name="Reviews", stack=stack("embedding", "lstm", "dense"), training=TrainingSettings(epochs=3))


def make_run(runs: Path, name: str = "run", *, project: Project = PROJECT, epochs: int = 3, best: int = 2,
             model: bool = True, **info) -> Path:
    """Make a run whose validation accuracy is 0.7 at the best epoch and 0.6 at others."""
    folder = runs / name
    folder.mkdir(parents=True)
    lines = ["epoch,step,seconds,loss,accuracy,val_loss,val_accuracy"]
    for epoch in range(1, epochs + 1):
        lines.append(f"{epoch},{epoch * 10},1.5,{1 / epoch:.6f},0.8,{0.4 if epoch == best else 0.5},"
                     f"{0.7 if epoch == best else 0.6}")
    (folder / "epochs.csv").write_text("\n".join(lines) + "\n")
    values = {"loss": 1 / max(epochs, 1), "accuracy": 0.8, "val_loss": 0.4 if best == epochs else 0.5,
              "val_accuracy": 0.7 if best == epochs else 0.6} if epochs else {}
    known = {"name": project.name, "state": "completed", "started": 1.7e9, "seconds": 12.0, "facts": FACTS,
             "device": "CPU, 2 cores", "versions": {"rnnstudio": "0.1.0", "keras": "3.15.0"}, "layers": LAYERS,
             "data": DataOrigin(source="Movie reviews", origin="Pang and Lee", licence="MIT", fingerprint="abc123")}
    write_info(folder, RunInfo(**{**known, "epochs": epochs, "best_epoch": best if epochs else 0,
                                  "metrics": values, **info}))
    save(project, folder / "project.rnnstudio")
    if model:
        (folder / "best.keras").write_bytes(b"weights")
    return folder
