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


class Unusable(msgspec.Struct, frozen=True):
    """A text that was meant to hold layers, and in words why they can't be used."""

    reason: str


Parcel = NewLayer | MovedNodes | CopiedLayers | Unusable
MOST_TEXT = 4_000_000
"""Characters of a text that is looked through for layers."""
_FORMATS = ("rnnstudio-layers", "rnnstudio-project")
_SIGNS = tuple(f'"{name}"' for name in _FORMATS)


def pack(parcel: NewLayer | MovedNodes, layers: tuple[LayerNode, ...] = ()) -> QMimeData:
    """Return what a drag carries; ``layers`` go along as text, for other windows and programs."""
    mime = QMimeData()
    name = LAYER_MIME if isinstance(parcel, NewLayer) else NODES_MIME
    mime.setData(name, QByteArray(msgspec.json.encode(parcel)))
    if layers:
        mime.setText(to_text(layers))
    return mime


def unpack(mime: QMimeData) -> NewLayer | MovedNodes | None:
    """Return what a drag of this program carries, or ``None`` if it is none of ours or is damaged."""
    try:
        if mime.hasFormat(LAYER_MIME):
            return msgspec.json.decode(mime.data(LAYER_MIME).data(), type=NewLayer)
        if mime.hasFormat(NODES_MIME):
            return msgspec.json.decode(mime.data(NODES_MIME).data(), type=MovedNodes)
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass
    return None


class Unpacker:
    """Tells what a drag carries, as often as the mouse moves: a text is read only once.

    Args:
        registry: Knows which layers there are.
        window: Where things are dropped; layers of another window come as copies.
    """

    def __init__(self, registry: Registry, window: str) -> None:
        self._registry = registry
        self._window = window
        self._text = ""
        self._found: Parcel | None = None

    def parcel(self, mime: QMimeData) -> Parcel | None:
        """Return what a drag carries, or ``None`` if it is none of ours or is damaged."""
        found = unpack(mime)
        if isinstance(found, NewLayer) or (found is not None and found.window == self._window):
            return found
        return self._in_text(mime.text()) if mime.hasText() else None

    def forget(self) -> None:
        """Let go of the text that was read last."""
        self._text, self._found = "", None

    def _in_text(self, text: str) -> Parcel | None:
        if text != self._text:
            layers = from_text(text, self._registry)
            self._text = text
            self._found = Unusable(layers) if isinstance(layers, str) else (
                CopiedLayers(layers=layers) if layers else None)
        return self._found


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
    decoder, start = json.JSONDecoder(), text.find("{")
    while start >= 0:
        try:
            found, end = decoder.raw_decode(text, start)
        except (json.JSONDecodeError, RecursionError):
            start = text.find("{", start + 1)
            continue
        if found.get("format") in _FORMATS:
            return _layers(found)
        holds = any(sign in text[start:end] for sign in _SIGNS)
        start = text.find("{", start + 1 if holds else end)
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
