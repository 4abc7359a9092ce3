"""A tiny plugin of layers, as a third party would write it."""

from __future__ import annotations

from typing import Annotated, Literal

from rnnstudio.api import (
    Doc,
    FilePath,
    FromData,
    Layer,
    LayerInfo,
    Range,
    Slot,
    StartVectors,
    UserError,
    hookimpl,
)


class Vectors(Layer):
    info = LayerInfo(id="test.vectors", title="Embedding", keras_name="Embedding")
    size: Annotated[int, Range(1, 1000), Doc("Numbers.")] = 4
    tokens: Annotated[int | None, Range(1), FromData("vocabulary_size"), Doc("Rows.")] = None

    def build(self, context):
        import keras

        return keras.layers.Embedding(self.tokens, self.size, mask_zero=True, name=context.name)


class Started(Layer):
    """An embedding that may start from a file."""

    info = LayerInfo(id="test.started", title="Embedding", keras_name="Embedding")
    size: Annotated[int, Range(1, 1000), Doc("Numbers.")] = 4
    tokens: Annotated[int | None, Range(1), FromData("vocabulary_size"), Doc("Rows.")] = None
    file: Annotated[str, FilePath(), Doc("A file.")] = ""
    fold: Annotated[bool, Doc("Ignore case.")] = False
    learns: Annotated[bool, Doc("Trainable.")] = True

    def build(self, context):
        import keras

        start = keras.initializers.RandomUniform(seed=context.seed)
        return keras.layers.Embedding(self.tokens, self.size, mask_zero=True, name=context.name,
                                      embeddings_initializer=start, trainable=self.learns)

    def starts_from(self):
        return StartVectors(path=self.file, dimensions=self.size, ignore_case=self.fold, path_parameter="file",
                            dimensions_parameter="size", case_parameter="fold")


class Gates(Layer):
    info = LayerInfo(id="test.gru", title="GRU", traits=("recurrent",), keras_name="GRU")
    units: Annotated[int, Range(1, 8192), Doc("Size.")] = 4
    return_sequences: Annotated[bool, Doc("All steps.")] = False

    def build(self, context):
        import keras

        return keras.layers.GRU(self.units, return_sequences=self.return_sequences, seed=context.seed,
                                name=context.name)


class Units(Layer):
    info = LayerInfo(id="test.dense", title="Dense", keras_name="Dense")
    units: Annotated[int | None, Range(1, 8192), FromData("outputs"), Doc("Numbers.")] = None
    activation: Annotated[Literal["linear", "relu", "tanh", "sigmoid", "softmax"], Doc("Function.")] = "linear"
    trainable: Annotated[bool, Doc("May change.")] = True

    def build(self, context):
        import keras

        return keras.layers.Dense(self.units, activation=self.activation, trainable=self.trainable, name=context.name,
                                  kernel_initializer=keras.initializers.GlorotUniform(context.seed))


class Average(Layer):
    info = LayerInfo(id="test.average", title="Average", keras_name="GlobalAveragePooling1D")

    def build(self, context):
        import keras

        return keras.layers.GlobalAveragePooling1D(name=context.name)


class Flat(Layer):
    info = LayerInfo(id="test.flat", title="Flatten", keras_name="Flatten")

    def build(self, context):
        import keras

        return keras.layers.Flatten(name=context.name)


class Drop(Layer):
    info = LayerInfo(id="test.dropout", title="Dropout", keras_name="Dropout")
    rate: Annotated[float, Range(0, 0.9), Doc("Share.")] = 0.5

    def build(self, context):
        import keras

        return keras.layers.Dropout(self.rate, seed=context.seed, name=context.name)


class Window(Layer):
    info = LayerInfo(id="test.conv", title="Convolution", keras_name="Conv1D")
    width: Annotated[int, Range(1, 100), Doc("Steps.")] = 3

    def build(self, context):
        import keras

        return keras.layers.Conv1D(4, self.width, name=context.name)


class Repeat(Layer):
    info = LayerInfo(id="test.repeat", title="Repeat", keras_name="RepeatVector")

    def build(self, context):
        import keras

        return keras.layers.RepeatVector(3, name=context.name)


class Both(Layer):
    info = LayerInfo(id="test.both", title="Both ways", keras_name="Bidirectional",
                     slot=Slot(accepts=("recurrent",), hint="Drop a recurrent layer here"))

    def build(self, context):
        import keras

        return keras.layers.Bidirectional(context.children[0], name=context.name)


class Each(Layer):
    info = LayerInfo(id="test.each", title="Each step", keras_name="TimeDistributed", slot=Slot())

    def build(self, context):
        import keras

        return keras.layers.TimeDistributed(context.children[0], name=context.name)


class Faulty(Layer):
    """Goes wrong where it is told to."""

    info = LayerInfo(id="test.faulty", title="Faulty")
    when: Annotated[Literal["build", "sentence", "call", "training", "nothing", "nan", "gradient"],
                    Doc("Where.")] = "build"

    def build(self, context):
        import keras

        when = self.when
        if when == "build":
            raise RuntimeError("cannot build\nsecond line")
        if when == "sentence":
            raise UserError("turn the knob")
        if when == "nothing":
            return None

        @keras.ops.custom_gradient
        def no_gradient(value):
            return value, lambda upstream: upstream * float("nan")

        class Fault(keras.layers.Layer):
            def call(self, inputs, training=None):
                if when == "call" or (when == "training" and training):
                    raise ZeroDivisionError("cannot call")
                if when == "gradient":
                    return no_gradient(inputs)
                return inputs * float("nan") if when == "nan" else inputs

        Fault.__module__ = "acme"
        return Fault(name=context.name)


class Unsaved(Layer):
    """Its Keras layer can't be saved where it is told so."""

    info = LayerInfo(id="test.unsaved", title="Unsaved")
    what: Annotated[Literal["config", "weights"], Doc("What can't.")] = "config"

    def build(self, context):
        import keras

        what = self.what

        class Scale(keras.layers.Layer):
            def __init__(self, function, **keywords):
                super().__init__(**keywords)
                self.function = function
                if what == "weights":
                    self.get_config = lambda: {"name": self.name, "trainable": True}

            def build(self, shape):
                self.scale = self.add_weight(shape=(shape[-1],), initializer="ones", name="scale")

            def call(self, inputs):
                return self.function(inputs) * self.scale

            def get_build_config(self):
                if what == "config":
                    raise RuntimeError("no build")
                return super().get_build_config()

            def save_own_variables(self, store):
                if what == "weights":
                    raise RuntimeError("no weights")
                super().save_own_variables(store)

        Scale.__module__ = "acme"
        return Scale(keras.ops.tanh, name=context.name)


class Curve(Layer):
    """Ends with a function of its own."""

    info = LayerInfo(id="test.curve", title="Curve")

    def build(self, context):
        import keras

        def wave(x):
            return keras.ops.sin(x)

        return keras.layers.Dense(1, activation=wave, name=context.name)


@hookimpl
def rnnstudio_layers():
    return [Vectors, Started, Gates, Units, Average, Flat, Drop, Window, Repeat, Both, Each, Faulty, Unsaved, Curve]
