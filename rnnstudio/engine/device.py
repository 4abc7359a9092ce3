"""Loads TensorFlow, quietly and once, and names what it trains on."""

from __future__ import annotations

import gc
import logging
import os
import re
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from rnnstudio.api import UserError, tr
from rnnstudio.engine import memory

_CHATTER = re.compile(rb"^([IWE]\d{4} [\d:.]+ .*|WARNING: All log messages before absl.*)$")
_HALF_PRECISION = (7, 0)
_lock = threading.Lock()
_loaded: LoadedEngine | None = None


class LoadedEngine(msgspec.Struct, frozen=True, kw_only=True):
    """What was loaded.

    Attributes:
        tensorflow: TensorFlow's version.
        keras: Keras' version.
        device: What it trains on, in words: "CPU, 2 cores".
        seconds: How long loading took.
    """

    tensorflow: str
    keras: str
    device: str
    seconds: float


def load() -> LoadedEngine:
    """Import TensorFlow and Keras and set them up; every later call returns the same at once.

    Raises:
        UserError: If TensorFlow is not installed or can't be loaded on this machine.
    """
    global _loaded
    with _lock:
        if _loaded is None:
            _loaded = _load()
        return _loaded


def _load() -> LoadedEngine:
    started = time.perf_counter()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ["KERAS_BACKEND"] = "tensorflow"
    try:
        with _quiet_stderr(), _without("sklearn"):
            import keras
            import tensorflow as tf

            gpus = tf.config.list_physical_devices("GPU")
    except Exception as error:
        raise UserError(tr("TensorFlow can't be loaded: {reason}; install it again with: pip install tensorflow",
                           reason=str(error).strip().split("\n")[0])) from error
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", message="Layer .* was passed an input with a mask attached to it")
    for gpu in gpus:
        try:
            tf.config.experimental.set_memory_growth(gpu, True)
        except RuntimeError:  # already in use, by a notebook for instance: it keeps its own setting
            break
    memory.keep_what_is_freed()
    gc.freeze()  # the million objects of TensorFlow stay; looking through them takes a quarter of a second each time
    return LoadedEngine(tensorflow=tf.__version__, keras=keras.__version__, device=_device(tf, gpus),
                        seconds=time.perf_counter() - started)


class _Missing:
    """Finds a package missing, in one thread alone: a plugin may be importing it in another."""

    def __init__(self, package: str) -> None:
        self._package = package
        self._thread = threading.get_ident()

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """See ``importlib.abc.MetaPathFinder``."""
        if name == self._package and threading.get_ident() == self._thread:
            raise ModuleNotFoundError(name, name=name)


@contextmanager
def _without(package: str) -> Iterator[None]:
    """Have a package seem missing, unless it is loaded already.

    Keras takes scikit-learn in where it is installed, 600 modules more, for wrappers that nothing
    here uses. Who imports it afterwards gets it as ever.
    """
    finder = _Missing(package)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


def _device(tf: Any, gpus: list[Any]) -> str:
    """Return the device's name: "NVIDIA H200" or "CPU, 2 cores"."""
    if gpus:
        name = str(tf.config.experimental.get_device_details(gpus[0]).get("device_name", "GPU"))
        return name if len(gpus) == 1 else tr("{name}, the first of {count} GPUs", name=name, count=len(gpus))
    cores = cores_to_use()
    return tr("CPU, 1 core") if cores == 1 else tr("CPU, {count} cores", count=cores)


def half_precision_helps() -> bool:
    """Tell whether there is a GPU that reckons faster in half precision: one of compute capability 7.0 or more."""
    import tensorflow as tf

    details = map(tf.config.experimental.get_device_details, tf.config.list_physical_devices("GPU"))
    return any(found.get("compute_capability", (0, 0)) >= _HALF_PRECISION for found in details)


def cores_to_use() -> int:
    """Return how many processor cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _quiet_stderr() -> Iterator[None]:
    """Hold back what TensorFlow's C++ part prints before its log level counts; let everything else through after."""
    try:
        stream = sys.__stderr__.fileno() if sys.__stderr__ is not None else -1
        saved = os.dup(stream)
    except (OSError, ValueError):  # no console, as under pythonw
        yield
        return
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), stream)
        try:
            yield
        finally:
            os.dup2(saved, stream)
            os.close(saved)
            held.seek(0)
            rest = b"".join(line for line in held if not _CHATTER.match(line.rstrip()))
            if rest:
                os.write(stream, rest)
