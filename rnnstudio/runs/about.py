"""What a run's card says beyond its figures: the layers it had, and where its data came from. In ``run.json``."""

from __future__ import annotations

import msgspec


class LayerFact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A layer as it was trained.

    Attributes:
        name: What the person called it; "" for its title.
        type: Its id in its plugin.
        shape: Of its output, batch first; ``None`` if it isn't known.
        parameters: Its weights; those inside a wrapper count for the wrapper too.
        depth: 0 in the stack, 1 inside a wrapper, and so on.
    """

    name: str = ""
    type: str = ""
    shape: tuple[int | None, ...] | None = None
    parameters: int = 0
    depth: int = 0


class DataOrigin(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where the data came from.

    Attributes:
        source: The data source's title, in English.
        origin: Who made the data, in English; "" if the source doesn't say.
        licence: Under which terms, in English; "" if the source doesn't say.
        fingerprint: Equal if and only if inputs and labels were the same, in the same order; on whatever machine,
            from whatever file. Of very large data it is of samples all over it.
        folder: Where relative paths in the project started; "" if nowhere.
    """

    source: str = ""
    origin: str = ""
    licence: str = ""
    fingerprint: str = ""
    folder: str = ""
