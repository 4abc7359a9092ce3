"""Spaces made by hand, and runs that hold them."""

import io
import json
import zipfile

import h5py
import numpy as np

from rnnstudio.project import file
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.runs import folder as runs_folder
from rnnstudio.vectors.space import WordSpace


def space(words, vectors, **more):
    return WordSpace("words", list(words), np.array(vectors, np.float32), **more)


def random_space(count, dimensions, seed=0, **more):
    vectors = np.random.default_rng(seed).normal(size=(count, dimensions))
    return space([f"w{row}" for row in range(count)], vectors, **more)


def write_model(path, layers):
    """Write what is promised of a ``.keras`` file, and no more."""
    weights = io.BytesIO()
    with h5py.File(weights, "w") as out:
        for place, (name, values) in enumerate(layers.items()):
            group = out.create_group(f"layers/layer_{place}/vars")
            group.attrs["name"] = name
            group["0"] = values
    config = {"class_name": "Functional", "config": {"layers": [
        {"class_name": "Embedding", "config": {"name": name, "input_dim": values.shape[0],
                                               "output_dim": values.shape[1]}}
        for name, values in layers.items()]}}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", json.dumps(config))
        archive.writestr("model.weights.h5", weights.getvalue())


def make_run(folder, layers, tokens=(), counts=None, **info):
    """Write a run with a model at its best and at its end, whose weights are larger by 1."""
    folder.mkdir(parents=True)
    runs_folder.write_info(folder, runs_folder.RunInfo(**{"name": "Run", "epochs": 3, "best_epoch": 2, **info}))
    file.save(Project(stack=tuple(LayerNode(id=name, type="test.vectors") for name in layers)),
              folder / runs_folder.PROJECT)
    if tokens:
        runs_folder.write_tokens(folder, list(tokens), list(counts or range(len(tokens))))
    write_model(folder / runs_folder.BEST, layers)
    write_model(folder / runs_folder.LAST, {name: values + 1 for name, values in layers.items()})
    return folder
