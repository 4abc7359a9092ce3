"""What is dragged and what lies on the clipboard, as bytes and back."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QByteArray, QMimeData

from rnnstudio.api import UserError
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
    """Layers on the clipboard, readable in any text editor."""

    layers: tuple[LayerNode, ...]


Parcel = NewLayer | MovedNodes


def pack(parcel: Parcel) -> QMimeData:
    """Return what a drag carries."""
    mime = QMimeData()
    name = LAYER_MIME if isinstance(parcel, NewLayer) else NODES_MIME
    mime.setData(name, QByteArray(msgspec.json.encode(parcel)))
    return mime


def unpack(mime: QMimeData) -> Parcel | None:
    """Return what a drag carries, or ``None`` if it is none of ours or is damaged."""
    try:
        if mime.hasFormat(LAYER_MIME):
            return msgspec.json.decode(mime.data(LAYER_MIME).data(), type=NewLayer)
        if mime.hasFormat(NODES_MIME):
            return msgspec.json.decode(mime.data(NODES_MIME).data(), type=MovedNodes)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return None


def to_text(layers: tuple[LayerNode, ...]) -> str:
    """Return layers as text for the clipboard."""
    return msgspec.json.format(msgspec.json.encode(CopiedLayers(layers=layers)), indent=2).decode()


def from_text(text: str, registry: Registry) -> tuple[LayerNode, ...]:
    """Return the layers in a text from the clipboard, or none if it holds no layers that can be used here."""
    if '"rnnstudio-layers"' not in text[:200]:
        return ()
    try:
        layers = msgspec.json.decode(text, type=CopiedLayers).layers
        registry.check(("$", "layer", node) for layer in layers for node in with_inner(layer))
    except (msgspec.DecodeError, RecursionError, UserError):
        return ()
    return layers
