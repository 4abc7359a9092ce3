"""What a layer plugin writes: a ``Layer`` with its ``LayerInfo``, and what ``build()`` is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

import msgspec

from rnnstudio.api.parameters import Component, ComponentInfo
from rnnstudio.api.text import mark

if TYPE_CHECKING:
    import keras

Task = Literal["binary", "multiclass", "multilabel", "regression", "forecasting", "next_token"]
Input = Literal["text", "ids", "values"]


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """What may be dropped inside a wrapper.

    Attributes:
        accepts: Traits, of which an inner layer needs at least one; empty accepts any layer.
        least: How many inner layers the wrapper needs to be built.
        most: How many it can hold; ``None`` is no limit.
        hint: What the empty slot says, such as "Drop a recurrent layer here".
    """

    accepts: tuple[str, ...] = ()
    least: int = 1
    most: int | None = 1
    hint: str = mark("Drop a layer here")


class LayerInfo(ComponentInfo, frozen=True, kw_only=True):
    """What the palette and the cards show of a layer.

    Attributes:
        category: The palette's group and the colour of the card's bar: "Input", "Recurrent", "Cells", "Wrapper",
            "Attention", "Convolution", "Pooling", "Dense", "Regularisation", or a name of the plugin's own.
        traits: What wrappers and repairs go by, as many as fit. The program knows these: "recurrent", a layer with a
            state over time steps; "cell", one step of such a layer, for use inside ``RNN``; "embedding", takes token
            ids of shape (batch, steps) and gives learned vectors; "one-hot", takes ids and gives fixed vectors;
            "pooling", makes one vector (batch, features) of a sequence; "attention", weighs the steps, and its Keras
            layer has a method ``attention(inputs, mask=None)`` that returns by how much: (batch, steps, 1) for one
            vector of all steps, (batch, steps, steps) or (batch, heads, steps, steps) for a step's share in each
            other, rows adding up to 1 over what isn't masked. "Try it" and ``rnnstudio predict --attention`` show
            these weights. A plugin may add traits of its own.
        slot: Set on wrappers only.
        keras_name: The Keras class it builds, for those who know Keras.
        summary: Parameters that the card shows even at their default, such as ``("units",)``.
        help: The beginning of the paths of its help pages: for ``.../help/lstm`` the program shows
            ``.../help/lstm.zh_CN.html`` to Chinese readers if there is one, else ``.../help/lstm.en.html``. A page is
            an HTML fragment; pictures lie beside it. Empty: the docstring and the parameters' descriptions.
    """

    category: str = mark("Other")
    traits: tuple[str, ...] = ()
    slot: Slot | None = None
    keras_name: str = ""
    summary: tuple[str, ...] = ()
    help: str = ""


class DataFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the data decides of a model.

    Attributes:
        input: ``text`` and ``ids`` give batches of shape (batch, steps) of token ids, ``values`` batches of shape
            (batch, steps, features) of numbers.
        task: What is predicted.
        outputs: Size of the model's output vector: 1 for binary, the number of classes for multi-class and
            multi-label, of predicted numbers for regression and forecasting, of tokens for next-token prediction.
        per_step: True if the model has to give that vector for every time step, as in next-token prediction.
        steps: Time steps if every example has the same, else ``None``.
        features: Numbers in a time step, for ``values``.
        vocabulary_size: Number of token ids, padding (0) and unknown (1) included.
        classes: Names of the classes, in the order of their index.
        training_examples: Examples in the training part.
        validation_examples: Examples in the validation part.
        test_examples: Examples in the test part, which training never sees.
        skipped: Rows of the data that were left out because they can't be used.
        generated: True if the examples are made up, so that the numbers mean nothing.
        names: For ``values``: what the features are called.
        scale: For standardized features: (mean, standard deviation) of each in the training part; empty if the
            network gets the numbers as they are.
    """

    input: Input
    task: Task
    outputs: int
    per_step: bool = False
    steps: int | None = None
    features: int | None = None
    vocabulary_size: int | None = None
    classes: tuple[str, ...] = ()
    training_examples: int = 0
    validation_examples: int = 0
    test_examples: int = 0
    skipped: int = 0
    generated: bool = False
    names: tuple[str, ...] = ()
    scale: tuple[tuple[float, float], ...] = ()


class BuildContext(msgspec.Struct, frozen=True, kw_only=True):
    """What ``Layer.build`` is given besides its own parameters.

    Attributes:
        name: The Keras name to use, unique in the model.
        facts: What the data decides.
        children: The built inner layers, for a wrapper.
        seed: Seed for random parts such as dropout and initial weights.
        is_last: True for the model's output layer.
    """

    name: str
    facts: DataFacts
    children: tuple[keras.Layer, ...] = ()
    seed: int | None = None
    is_last: bool = False


class StartVectors(msgspec.Struct, frozen=True, kw_only=True):
    """Word vectors that an embedding starts from; see ``Layer.starts_from``.

    The names of parameters are for repairs, such as "Use 100 dimensions"; "" offers none.

    Attributes:
        path: A file of word2vec (text or binary), GloVe or fastText, ``vecs.tsv`` with ``meta.tsv`` beside it, or
            ``vectors.npy`` with ``vocabulary.json``; relative paths start at the project's folder. "" for none.
        dimensions: Numbers in each of the layer's vectors, which the file's have to match.
        ignore_case: Look words up without regard to case where they aren't found as they are written.
        path_parameter: The layer's parameter that names the file.
        dimensions_parameter: The one that holds the dimensions.
        case_parameter: The one that ignores case.
    """

    path: str
    dimensions: int
    ignore_case: bool = False
    path_parameter: str = ""
    dimensions_parameter: str = ""
    case_parameter: str = ""


class Layer(Component, frozen=True, kw_only=True):
    """Base of every layer. Subclass it, annotate the parameters, build the Keras layer.

    ``build`` is the only place that may import keras, so that listing a plugin's layers stays quick. Fields
    marked ``FromData`` hold the fact's value by the time ``build`` runs. Shapes and parameter counts are
    inferred by Keras from what ``build`` returns.
    """

    info: ClassVar[LayerInfo]

    def build(self, context: BuildContext) -> keras.Layer:
        """Return the Keras layer, with no weight allocated yet."""
        raise NotImplementedError

    def starts_from(self) -> StartVectors | None:
        """Name the file of word vectors that the layer's weights start from; the default is none.

        The program reads it, finds the data's words in it, says for how many there is a vector, and, when a training
        begins, writes those into the first of the built layer's weights of shape (tokens, dimensions); the other
        rows keep what ``build`` gave them. A saved model holds the result and knows nothing of the file. For layers
        with the trait "embedding".
        """
        return None
