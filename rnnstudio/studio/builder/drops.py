"""What a drop on the stack does, and why it can't, in words."""

from __future__ import annotations

import uuid

from PySide6.QtCore import QMimeData, Qt

from rnnstudio.api import tr
from rnnstudio.project.edits import Place, place_of
from rnnstudio.studio.builder import steps
from rnnstudio.studio.builder.accepting import refusal, wrap_refusal
from rnnstudio.studio.builder.parcels import CopiedLayers, MovedNodes, NewLayer, Parcel, Unpacker, Unusable
from rnnstudio.studio.document import Document


class Drops:
    """Drops on a document's stack.

    Attributes:
        window: Tells the layers dragged here from those of another window, which come as copies.
    """

    def __init__(self, document: Document) -> None:
        self.window = uuid.uuid4().hex
        self._document = document
        self._unpacker = Unpacker(document.registry, self.window)

    def parcel(self, mime: QMimeData) -> Parcel | None:
        """Return what a drag carries, or ``None`` if it is none of ours."""
        return self._unpacker.parcel(mime)

    def forget(self) -> None:
        """A drag is over: keep nothing of it."""
        self._unpacker.forget()

    def why_not(self, parcel: Parcel | None, action: Qt.DropAction, place: Place) -> str:
        """Say why what is dragged can't be dropped at a place, or return ""."""
        project, registry = self._document.project, self._document.registry
        match parcel:
            case NewLayer(type=layer_type):
                if layer_type not in registry.layers:
                    return tr("The plugin of {layer} is not installed", layer=layer_type)
                return refusal(project, registry, place.parent, [layer_type])
            case MovedNodes(window=window, nodes=nodes):
                known = {node.id: node for _, node in project.nodes()}
                if window != self.window or not nodes or any(node_id not in known for node_id in nodes):
                    return tr("These layers are gone")
                types = [known[node_id].type for node_id in nodes]
                moving = () if action == Qt.DropAction.CopyAction else nodes
                return refusal(project, registry, place.parent, types, moving)
            case CopiedLayers(layers=layers):
                return refusal(project, registry, place.parent, [layer.type for layer in layers])
            case Unusable(reason=reason):
                return reason
        return tr("This is not a layer")

    def drop(self, parcel: Parcel | None, action: Qt.DropAction, place: Place) -> bool:
        """Do what a drop at a place means, as one step; return False if it is refused."""
        if self.why_not(parcel, action, place):
            return False
        match parcel:
            case NewLayer(type=layer_type):
                steps.add_layer(self._document, layer_type, place)
            case MovedNodes(nodes=nodes) if action == Qt.DropAction.CopyAction:
                steps.copy_layers(self._document, nodes, place)
            case MovedNodes(nodes=nodes):
                steps.move(self._document, nodes, place)
            case CopiedLayers(layers=layers):
                steps.paste(self._document, layers, place)
        return True

    def wraps(self, parcel: Parcel | None) -> bool:
        """Tell whether what is dragged is a new wrapper, which can take in a layer where that stands."""
        if not isinstance(parcel, NewLayer) or parcel.type not in self._document.registry.layers:
            return False
        slot = self._document.registry.layers[parcel.type].info.slot
        return slot is not None and slot.most != 0

    def why_not_wrap(self, parcel: Parcel | None, node_id: str) -> str:
        """Say why what is dragged can't take in a layer where that stands, or return ""."""
        if not isinstance(parcel, NewLayer) or not self.wraps(parcel):
            return tr("This is not a layer")
        project = self._document.project
        parent = place_of(project, node_id).parent
        return wrap_refusal(project, self._document.registry, parcel.type, project.node(node_id), parent)

    def wrap(self, parcel: Parcel | None, node_id: str) -> bool:
        """Put a layer into the new wrapper that is dropped on it, as one step; return False if it is refused."""
        if not isinstance(parcel, NewLayer) or self.why_not_wrap(parcel, node_id):
            return False
        steps.wrap(self._document, [node_id], parcel.type)
        return True
