"""The contract kit finds what is wrong with a layer, and says what to do about it."""

from typing import Annotated

import pytest

from rnnstudio.api import BuildContext, Doc, FromData, Layer, LayerInfo, Range, Slot, UserError
from rnnstudio.api.testing import check_layer

pytestmark = pytest.mark.tf


@pytest.fixture(scope="module")
def keras():
    return pytest.importorskip("keras")


def info(**more):
    return LayerInfo(**{"id": "test.layer", "title": "Layer", "keras_name": "Layer"} | more)


def wrong(layer, **arguments):
    """Return what the kit says of a layer, or "" if all is well."""
    try:
        check_layer(layer, **{"draws": 0} | arguments)
    except AssertionError as told:
        return str(told)
    return ""


def layer_of(build, **body):
    """Return a layer class with a build() and whatever else is to be in it."""
    names = {"__doc__": "Does something.", "info": info(), "build": build, "__annotations__": {}}
    return type(Layer)("Made", (Layer,), names | body, frozen=True, kw_only=True)


class Scale(Layer):
    """Multiplies every number by a constant."""

    info = info(id="test.scale", title="Scale", summary=("factor",))
    factor: Annotated[float, Range(-100, 100), Doc("What to multiply by.")] = 2.0

    def build(self, context: BuildContext):
        import keras

        return keras.layers.Rescaling(self.factor, name=context.name)


# All is well


def test_that_a_good_layer_passes_at_its_defaults_and_at_random_parameters():
    check_layer(Scale, draws=3, mask="kept")


def test_that_a_wrapper_and_a_layer_of_ids_pass(keras):
    def build(self, context):
        return keras.layers.Embedding(self.size, 4, mask_zero=True, name=context.name)

    table = layer_of(build, info=info(traits=("embedding",)), size=None, __annotations__={
        "size": Annotated[int | None, FromData("vocabulary_size"), Doc("How many.")]})
    check_layer(table, mask="made")
    check_layer(layer_of(lambda self, context: keras.layers.TimeDistributed(context.children[0], name=context.name),
                         info=info(slot=Slot())))


def test_that_the_inner_layer_of_an_unknown_trait_is_asked_for(keras):
    wrapper = layer_of(lambda self, context: keras.layers.TimeDistributed(context.children[0], name=context.name),
                       info=info(slot=Slot(accepts=("acme-thing",))))
    assert "inner=lambda name" in wrong(wrapper)
    assert wrong(wrapper, inner=lambda name: keras.layers.Dense(2, name=name)) == ""


# What is said of it, without Keras


def test_that_everything_wrong_with_what_it_says_is_told_at_once():
    class Bad(Layer):
        info = LayerInfo(id="Bad", title=" ", icon="no icon", summary=("unit",), traits=("recurent",),
                         help="/nowhere/help/bad")
        units: Annotated[int, Range(1, 10)] = 50
        rate: Annotated[float, Doc("the rate")] = 0.5

        def build(self, context):
            raise NotImplementedError

    told = wrong(Bad)
    for words in ('the id "Bad" is not of the form', "title is empty", "no docstring", 'the icon "no icon"',
                  "did you mean units?", 'did you mean "recurrent"?', "help page is missing",
                  '"units" has no description', 'is no sentence: "the rate"', "50, which its own annotation refuses"):
        assert words in told, words
    assert "check_layer(Bad): 10 problems" in told


def test_that_what_is_no_layer_has_no_info_or_no_default_is_told():
    assert "is not a subclass of rnnstudio.api.Layer" in wrong(dict)
    assert "it has no info" in wrong(type(Layer)("Bare", (Layer,), {"__doc__": "Bare."}))
    assert "needs a default value" in wrong(layer_of(None, __annotations__={"units": Annotated[int, Doc("Units.")]}))
    assert "is not int, float, bool, str or Literal" in wrong(
        layer_of(None, sizes=(), __annotations__={"sizes": Annotated[tuple[int, ...], Doc("Sizes.")]}))


def test_that_an_id_of_ours_is_refused():
    assert "which is RNN Studio's own" in wrong(layer_of(Scale.build, info=info(id="rnnstudio.mine"), factor=1.0,
                                                         __annotations__={"factor": Annotated[float, Doc("F.")]}))


def test_that_a_migration_that_fails_is_told(keras):
    def migrate(cls, params, version):
        raise KeyError("units")

    old = layer_of(lambda self, context: keras.layers.Dropout(0.1, name=context.name), info=info(version=2),
                   migrate=classmethod(migrate))
    assert "migrate() from version 1 failed: KeyError: 'units'" in wrong(old)


# What it builds


def test_that_a_build_that_fails_or_returns_something_else_is_told():
    def broken(self, context):
        raise RuntimeError("no such thing")

    assert "build() at the default parameters failed: RuntimeError: no such thing" in wrong(layer_of(broken))
    assert "not a keras.Layer" in wrong(layer_of(lambda self, context: None))


def test_that_a_name_that_is_not_passed_on_is_told(keras):
    assert "Pass name=context.name" in wrong(layer_of(lambda self, context: keras.layers.Dropout(0.1)))


def test_that_parameters_that_are_allowed_and_fail_are_told_and_those_refused_in_words_are_not(keras):
    def build(self, context, error):
        if self.units > 3:
            raise error("units")
        return keras.layers.Dense(self.units, name=context.name)

    def of(error):
        return layer_of(lambda self, context: build(self, context, error), units=2, __annotations__={
            "units": Annotated[int, Range(1, 9), Doc("Units.")]})

    assert "failed: ValueError: units. Narrow the Range or Literal" in wrong(of(ValueError), draws=6)
    assert wrong(of(UserError), draws=6) == ""


def keras_layer(keras, **members):
    """Return a layer class that builds a Keras layer with these methods."""
    made = type("Custom", (keras.layers.Layer,), members)
    made = keras.saving.register_keras_serializable(package="test")(made)
    return layer_of(lambda self, context: made(name=context.name))


def test_that_a_shape_that_is_not_the_one_inferred_is_told(keras):
    told = wrong(keras_layer(keras, call=lambda self, inputs: inputs[:, :2],
                             compute_output_shape=lambda self, shape: (shape[0], 5, shape[2])))
    assert "Mend compute_output_shape()" in told


def test_that_examples_that_mix_are_told(keras):
    told = wrong(keras_layer(keras, call=lambda self, inputs: inputs - keras.ops.mean(inputs, axis=0, keepdims=True)))
    assert "an example's result depends on the others in the batch" in told


def test_that_numbers_that_are_not_finite_are_told(keras):
    told = wrong(keras_layer(keras, call=lambda self, inputs: keras.ops.log(inputs - inputs)))
    assert "its output is not finite" in told


def test_that_a_gradient_that_is_not_finite_and_a_weight_without_one_are_told(keras):
    def build(self, shape):
        self.used = self.add_weight(shape=(shape[-1],), initializer="zeros", name="used")
        self.idle = self.add_weight(shape=(2,), name="idle")

    told = wrong(keras_layer(keras, build=build, call=lambda self, inputs: inputs * keras.ops.sqrt(self.used)))
    assert "idle" in told
    assert "gets no gradient" in told
    assert "used\" is not finite" in told


def test_that_python_on_tensors_which_fails_in_a_graph_is_told(keras):
    def always(self, inputs):
        return inputs * float(keras.ops.convert_to_numpy(inputs).mean())

    def in_training(self, inputs, training=False):
        return always(self, inputs) if training else inputs

    assert "calling it fails on every input that the program has" in wrong(keras_layer(keras, call=always))
    told = wrong(keras_layer(keras, call=in_training))
    assert "a training step at the default parameters failed" in told
    assert "no Python `if` on tensors" in told


def test_that_a_mask_that_is_promised_and_not_used_is_told(keras):
    def init(self, **more):
        super(type(self), self).__init__(**more)
        self.supports_masking = True

    forgetful = keras_layer(keras, __init__=init, call=lambda self, inputs: inputs + keras.ops.mean(
        inputs, axis=1, keepdims=True))
    assert "what stands in padding changes the steps that are none" in wrong(forgetful)
    assert "the mask is kept, and the check asks for dropped" in wrong(Scale, mask="dropped")
    assert "the mask is dropped, and the check asks for kept" in wrong(
        layer_of(lambda self, context: keras.layers.Conv1D(2, 2, name=context.name)), mask="kept")


def test_that_a_layer_that_can_not_be_saved_is_told(keras):
    class Unregistered(keras.layers.Layer):
        def __init__(self, factor, **more):
            super().__init__(**more)
            self.factor = factor

        def call(self, inputs):
            return inputs * self.factor

    told = wrong(layer_of(lambda self, context: Unregistered(2.0, name=context.name)))
    assert "saving and reloading (.keras, safe mode) failed" in told
    assert "register_keras_serializable" in told
    lazy = layer_of(lambda self, context: keras.layers.Lambda(lambda x: x * 2, name=context.name))
    assert "a Lambda layer can't be saved" in wrong(lazy)


def test_that_an_argument_that_is_left_out_of_the_configuration_is_told(keras):
    @keras.saving.register_keras_serializable(package="test")
    class Forgetful(keras.layers.Layer):
        def __init__(self, factor=1.0, **more):
            super().__init__(**more)
            self.factor = factor

        def call(self, inputs):
            return inputs * self.factor

        def get_config(self):
            return {"name": self.name}

    told = wrong(layer_of(lambda self, context: Forgetful(2.0, name=context.name)))
    assert "read back from its file it gives other numbers" in told
    assert "returns all its other arguments from get_config()" in told


def test_that_half_precision_that_overflows_is_told(keras):
    assert "in half precision its output is not finite" in wrong(
        keras_layer(keras, call=lambda self, inputs: inputs * 1e5 / 1e5 * 70000.0))


def test_that_a_layer_that_ignores_its_seed_or_draws_from_elsewhere_is_told(keras):
    import random

    fixed = layer_of(lambda self, context: keras.layers.Dense(
        3, kernel_initializer=keras.initializers.RandomNormal(seed=1), name=context.name))
    assert "its weights begin the same with every seed" in wrong(fixed)
    chance = random.SystemRandom()
    wild = layer_of(lambda self, context: keras.layers.Rescaling(chance.random() + 1, name=context.name))
    assert "built twice with the same seed it differs" in wrong(wild)


# What its module costs


def test_that_a_module_that_imports_much_prints_or_patches_is_told(tmp_path, monkeypatch):
    (tmp_path / "torch.py").write_text("", encoding="utf-8")
    (tmp_path / "costly_plugin.py").write_text(
        "import torch\nprint('hello')\n_len = len\nimport builtins\nbuiltins.sorted = lambda *a, **k: []\n",
        encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))

    class Costly(Scale):
        """Costs."""

    Costly.__module__ = "costly_plugin"
    told = wrong(Costly)
    assert "importing costly_plugin imports torch" in told
    assert "prints: 'hello'" in told
    assert "replaces what is Python's own: sorted" in told
