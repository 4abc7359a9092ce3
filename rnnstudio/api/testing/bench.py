"""Builds a layer as the program does, and finds out what it takes."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec

from rnnstudio.api.layers import BuildContext, DataFacts, Layer
from rnnstudio.api.parameters import parameters, read_parameters
from rnnstudio.api.text import mark, tr

if TYPE_CHECKING:
    import keras

FEATURES, STEPS, VOCABULARY = 4, 6, 11
NAME = "under_check"
"""The Keras name a layer is given."""

Inner = Callable[[str], "keras.Layer"]


class Kind(msgspec.Struct, frozen=True):
    """A kind of input: its shape without the batch, and the type of its numbers."""

    name: str
    shape: tuple[int | None, ...]
    dtype: str = "float32"

    @property
    def words(self) -> str:
        """What a person is told that it is."""
        return tr(self.name, steps=STEPS)

    @property
    def any_length(self) -> bool:
        """Whether sequences may be of any length."""
        return None in self.shape


IDS = Kind(mark("token ids (batch, steps)"), (None,), "int32")
SEQUENCES = Kind(mark("sequences (batch, steps, features)"), (None, FEATURES))
FIXED_SEQUENCES = Kind(mark("sequences of {steps} steps (batch, {steps}, features)"), (STEPS, FEATURES))
VECTORS = Kind(mark("vectors (batch, features)"), (FEATURES,))
FIXED_IDS = Kind(mark("token ids (batch, {steps})"), (STEPS,), "int32")

_FACTS = DataFacts(input="text", task="multiclass", outputs=3, vocabulary_size=VOCABULARY, classes=("a", "b", "c"))


class Bench:
    """Makes one class of layers, again and again.

    Args:
        layer: The class.
        inner: Makes the inner Keras layer of a wrapper from a name, where the traits that its slot accepts are not
            RNN Studio's own.
    """

    def __init__(self, layer: type[Layer], inner: Inner | None = None) -> None:
        self.layer = layer
        self._inner = inner
        self.is_cell = "cell" in layer.info.traits

    def kinds(self) -> Sequence[Kind]:
        """Return the kinds of input to try, the likeliest first."""
        from_ids = {"embedding", "one-hot"} & set(self.layer.info.traits) or any(
            known.from_data == "vocabulary_size" for known in parameters(self.layer))
        return (IDS, FIXED_IDS) if from_ids else (SEQUENCES, FIXED_SEQUENCES, VECTORS, IDS, FIXED_IDS)

    def make(self, raw: dict[str, Any], kind: Kind, seed: int = 7) -> keras.Layer:
        """Build the Keras layer, what the data decides filled in and the layers of a wrapper built first."""
        facts = self._facts(kind)
        filled = dict(raw)
        for known in parameters(self.layer):
            if known.from_data is not None and filled.get(known.name, known.default) is None:
                filled[known.name] = getattr(facts, known.from_data)
        context = BuildContext(name=NAME, facts=facts, children=self._children(), seed=seed)
        return read_parameters(self.layer, filled).build(context)

    def placed(self, layer: keras.Layer) -> keras.Layer:
        """Return what can be called: a cell inside keras' RNN, any other layer itself."""
        import keras

        return keras.layers.RNN(layer, return_sequences=True, name=f"{NAME}_rnn") if self.is_cell else layer

    def model(self, layer: keras.Layer, kind: Kind) -> keras.Model:
        """Return a model of the layer alone."""
        import keras

        inputs = keras.Input(kind.shape, dtype=kind.dtype)
        with unwarned():
            return keras.Model(inputs, self.placed(layer)(inputs))

    def _facts(self, kind: Kind) -> DataFacts:
        if kind.dtype == "int32":
            return msgspec.structs.replace(_FACTS, steps=None if kind.any_length else STEPS)
        return msgspec.structs.replace(_FACTS, input="values", features=FEATURES, vocabulary_size=None,
                                       steps=None if kind.any_length else STEPS)

    def _children(self) -> tuple[keras.Layer, ...]:
        slot = self.layer.info.slot
        if slot is None:
            return ()
        return tuple(self._child(slot.accepts, f"{NAME}_inner_{number}") for number in range(max(1, slot.least)))

    def _child(self, accepts: tuple[str, ...], name: str) -> keras.Layer:
        import keras

        if self._inner is not None:
            return self._inner(name)
        if not accepts:
            return keras.layers.Dense(3, name=name)
        if "recurrent" in accepts:
            return keras.layers.GRU(3, name=name)
        if "cell" in accepts:
            return keras.layers.GRUCell(3, name=name)
        if "pooling" in accepts:
            return keras.layers.GlobalAveragePooling1D(name=name)
        if "embedding" in accepts:
            return keras.layers.Embedding(VOCABULARY, 3, name=name)
        raise LookupError(tr("no layer is known here that has one of the traits {traits}; call check_layer(..., "
                             "inner=lambda name: your Keras layer)", traits=", ".join(accepts)))


def batch(kind: Kind, examples: int = 2, steps: int = STEPS, seed: int = 0) -> Any:
    """Return examples of a kind, the same for the same seed."""
    import numpy as np

    shape = tuple(steps if size is None else size for size in kind.shape)
    numbers = np.random.default_rng(seed)
    if kind.dtype == "int32":
        return numbers.integers(1, VOCABULARY, (examples, *shape)).astype("int32")
    return numbers.normal(size=(examples, *shape)).astype("float32")


def numbers_of(tensor: Any) -> Any:
    """Return a tensor's numbers as a float32 array, or as they are if they are whole."""
    import keras
    import numpy as np

    found = np.asarray(keras.ops.convert_to_numpy(tensor))
    return found.astype("float32") if found.dtype.kind == "f" or found.dtype.name == "bfloat16" else found


def in_thought(work: Callable[[], Any]) -> Any:
    """Do what calls layers on shapes alone, as the builder does: no weight is allocated, in a thread of its own.

    Keras keeps names and variables that wait for their numbers by thread; those of this work end with it.
    """
    import keras

    result: list[Any] = []
    fault: list[BaseException] = []

    def run() -> None:
        try:
            with keras.StatelessScope(initialize_variables=False), unwarned():
                result.append(work())
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            fault.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if fault:
        raise fault[0]
    return result[0]


@contextmanager
def unwarned() -> Iterator[None]:
    """Leave out warnings, such as Keras' about masks: the check tells of them in its own words."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def policy(name: str) -> Iterator[None]:
    """Let layers that are made meanwhile reckon by a dtype policy of Keras'."""
    import keras

    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(name)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)
