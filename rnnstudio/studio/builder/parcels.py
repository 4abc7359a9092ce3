"""What is dragged and what lies on the clipboard, as bytes and back."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from PySide6.QtCore import QByteArray, QMimeData

from rnnstudio.api import UserError, tr
from rnnstudio.project.model import LayerNode
from rnnstudio.registry import Registry
from rnnstudio.studio.builder.accepting import with_inner

LAYER_MIME = "application/x-rnnstudio-layer"
"""A new layer from the palette: ``{"type": "rnnstudio.gru"}``."""
NODES_MIME = "application/x-rnnstudio-nodes"
"""Layers of one window on their way within it: ``{"window": "...", "nodes": ["gru_1"]}``."""


class NewLayer(msgspec.Struct, frozen=True):
    """A layer that is dragged out of the palette."""

    type: str


class MovedNodes(msgspec.Struct, frozen=True):
    """Layers that are dragged within the stack; ``window`` keeps another window's ids from being taken for ours."""

    window: str
    nodes: tuple[str, ...]


class CopiedLayers(msgspec.Struct, frozen=True, tag_field="format", tag="rnnstudio-layers", kw_only=True):
    """Layers as text, on the clipboard, dragged from another window, or in a message."""

    layers: tuple[LayerNode, ...]


Parcel = NewLayer | MovedNodes | CopiedLayers
MOST_TEXT = 4_000_000
"""Characters of a text that is looked through for layers."""
_SIGNS = ('"rnnstudio-layers"', '"rnnstudio-project"')


def pack(parcel: NewLayer | MovedNodes, layers: tuple[LayerNode, ...] = ()) -> QMimeData:
    """Return what a drag carries; ``layers`` go along as text, for other windows and programs."""
    mime = QMimeData()
    name = LAYER_MIME if isinstance(parcel, NewLayer) else NODES_MIME
    mime.setData(name, QByteArray(msgspec.json.encode(parcel)))
    if layers:
        mime.setText(to_text(layers))
    return mime


def unpack(mime: QMimeData, window: str | None = None) -> Parcel | None:
    """Return what a drag carries, or ``None`` if it is none of ours or is damaged.

    Args:
        mime: What is dragged.
        window: Where it would be dropped; layers of another window come as copies. ``None`` asks no window.
    """
    try:
        if mime.hasFormat(LAYER_MIME):
            return msgspec.json.decode(mime.data(LAYER_MIME).data(), type=NewLayer)
        if mime.hasFormat(NODES_MIME):
            moved = msgspec.json.decode(mime.data(NODES_MIME).data(), type=MovedNodes)
            if window is None or moved.window == window:
                return moved
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    found = find_layers(mime.text()) if mime.hasText() else None
    return found if isinstance(found, CopiedLayers) else None


def to_text(layers: tuple[LayerNode, ...]) -> str:
    """Return layers as text for the clipboard."""
    return msgspec.json.format(msgspec.json.encode(CopiedLayers(layers=layers)), indent=2).decode()


def find_layers(text: str) -> CopiedLayers | str | None:
    """Return the layers somewhere in a text: alone, between other words, or as the stack of a whole project.

    Returns:
        The layers; or what is wrong with them, in words; or ``None`` if the text holds none.
    """
    if len(text) > MOST_TEXT or not any(sign in text for sign in _SIGNS):
        return None
    start = text.find("{")
    while start >= 0:
        try:
            found, _ = json.JSONDecoder().raw_decode(text, start)
        except (json.JSONDecodeError, RecursionError):
            start = text.find("{", start + 1)
            continue
        return _layers(found)
    return tr("The text holds layers, but a part of it is missing; copy all of it, from the first bracket to the "
              "last")


def _layers(found: dict[str, Any]) -> CopiedLayers | str | None:
    raw = found.get("stack" if found.get("format") == "rnnstudio-project" else "layers")
    try:
        layers = msgspec.convert(raw, tuple[LayerNode, ...])
    except (msgspec.ValidationError, RecursionError) as error:
        return tr("The layers in the text can't be read: {reason}", reason=str(error).replace("`", ""))
    return CopiedLayers(layers=layers) if layers else None


def from_text(text: str, registry: Registry) -> tuple[LayerNode, ...] | str:
    """Return the layers in a text that can be used here: none, or in words why they can't.

    A layer whose plugin isn't installed is kept as it is.
    """
    found = find_layers(text)
    if not isinstance(found, CopiedLayers):
        return found or ()
    try:
        known = (node for layer in found.layers for node in with_inner(layer) if node.type in registry.layers)
        registry.check(("$", "layer", node) for node in known)
    except (UserError, RecursionError) as error:
        return tr("The layers in the text can't be used: {reason}", reason=str(error))
    return found.layers
