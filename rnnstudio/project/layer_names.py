"""What the nodes of a stack are called in the Keras model that is built of them, and so in its files."""

from __future__ import annotations

import re

from rnnstudio.project.model import Project

INPUT = "input"
"""The Keras name of the model's input."""


def keras_names(project: Project) -> dict[str, str]:
    """Return the name in the Keras model of each node, by its id: the id itself wherever it is legal and unique."""
    taken = {INPUT}
    return {node.id: _legal_name(node.id, taken) for _, node in project.nodes()}


def _legal_name(node_id: str, taken: set[str]) -> str:
    """Return a name that Keras allows, and TensorFlow as a scope, and that no other layer has."""
    stem = re.sub(r"[^A-Za-z0-9_.]", "_", node_id)
    stem = stem if re.match(r"[A-Za-z0-9.]", stem) else f"layer{stem}"
    name, number = stem, 1
    while name.lower() in taken:
        number += 1
        name = f"{stem}_{number}"
    taken.add(name.lower())
    return name
