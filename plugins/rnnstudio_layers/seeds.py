"""A seed of its own for every random part of a model, all from the project's one seed."""

from __future__ import annotations

import hashlib
from typing import Any


def derive(seed: int | None, *parts: str) -> int | None:
    """Return a seed for one part of a model, such as a layer's kernel; ``None`` stays ``None``.

    It depends on the arguments alone, so it is the same in every process and on every machine.

    Args:
        seed: What the context gives.
        *parts: Names that tell this part from all others, such as the layer's and the weight's.
    """
    if seed is None:
        return None
    digest = hashlib.sha256("\0".join([str(seed), *parts]).encode()).digest()
    return int.from_bytes(digest[:4], "big") >> 1


def reseeded(config: Any, *parts: str) -> Any:
    """Return a Keras configuration in which every seed, however deep, is derived anew with ``parts``."""
    if isinstance(config, dict):
        return {key: derive(value, *parts) if key == "seed" and isinstance(value, int) else reseeded(value, *parts)
                for key, value in config.items()}
    if isinstance(config, list):
        return [reseeded(item, *parts) for item in config]
    return config
