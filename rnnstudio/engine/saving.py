"""Layers of third parties that can't be saved, which is to cost nobody a trained model.

A model's file holds each layer's configuration and its weights. Where a layer's own code for either fails, Keras'
own stands in: the file then has the layer's name and all its weights. The program builds a model anew from its
project, so it can use such a file like any other; other programs can't make the layer again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import MethodType
from typing import Any

from rnnstudio.api import tr
from rnnstudio.engine.faults import brief
from rnnstudio.engine.stack import Step
from rnnstudio.registry import Registry


def mend(steps: list[Step], registry: Registry) -> list[str]:
    """Have every layer saved in some way; return a sentence on each whose own way failed.

    Args:
        steps: The stack of a model that is built.
        registry: Knows whose the layers are.
    """
    said = []
    for step, layer in _of_others(steps, registry):
        fault = config_fault(layer)
        if fault is not None:
            _configure(layer)
        unkept = _weights_fault(layer)
        if unkept is not None:
            _keep_plainly(layer)
        fault = fault or unkept
        if fault is not None:
            said.append(sentence(step, registry, fault))
    return said


def sentence(step: Step, registry: Registry, fault: Exception) -> str:
    """Say that a layer can't be saved, what becomes of the model, and what to do."""
    return tr("{layer}, of the plugin {plugin}, can't be saved: {error}; RNN Studio keeps its weights and can use "
              "the model while the plugin is installed, but other programs can't load it, so tell the plugin's "
              "author",
              layer=step.name, plugin=registry.origin.get(step.node.type, "?"), error=brief(fault))


def unsaved(step: Step, registry: Registry) -> str:
    """Return the sentence on the first layer of a step whose configuration can't be saved, or ""."""
    for one, layer in _of_others([step], registry):
        fault = config_fault(layer)
        if fault is not None:
            return sentence(one, registry, fault)
    return ""


def config_fault(layer: Any) -> Exception | None:
    """Return what is raised when a layer's configuration is saved, if something is."""
    import keras

    try:
        json.dumps(keras.saving.serialize_keras_object(layer))
    except Exception as error:  # noqa: BLE001 - a plugin may raise anything
        return error
    return None


def _of_others(steps: list[Step], registry: Registry) -> Iterator[tuple[Step, Any]]:
    """Yield the Keras layers whose code may be a third party's, inner before outer, with the step that each is of."""
    for top in steps:
        theirs = [step for step in top.within() if not registry.is_ours(step.node.type)]
        if not theirs or top.layer is None:
            continue
        for layer in reversed(list(top.layer._flatten_layers())):
            if type(layer).__module__.partition(".")[0] != "keras":
                yield next((step for step in theirs if step.layer is layer), theirs[0]), layer


def _configure(layer: Any) -> None:
    """Give a layer the configuration that any has."""
    config = {"name": layer.name, "trainable": layer.trainable}
    layer.get_config = lambda: dict(config)
    if config_fault(layer) is not None:
        layer.get_build_config = lambda: None


def _weights_fault(layer: Any) -> Exception | None:
    """Return what is raised when a layer's weights are saved, if it has its own way of saving them."""
    import keras

    if type(layer).save_own_variables is keras.Layer.save_own_variables:
        return None
    store: dict[str, Any] = {}
    try:
        layer.save_own_variables(store)
        for value in store.values():
            keras.ops.convert_to_numpy(value)
    except Exception as error:  # noqa: BLE001 - a plugin may raise anything
        return error
    return None


def _keep_plainly(layer: Any) -> None:
    """Have a layer's weights saved, and read again, in Keras' own way."""
    import keras

    layer.save_own_variables = MethodType(keras.Layer.save_own_variables, layer)
    layer.load_own_variables = MethodType(keras.Layer.load_own_variables, layer)
