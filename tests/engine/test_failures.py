"""What TensorFlow raises in mid-training, as a sentence that names the layer."""

import pytest

from rnnstudio.api import UserError
from rnnstudio.engine.failures import explained
from rnnstudio.engine.stack import read_stack
from rnnstudio.project.model import Project


@pytest.fixture
def steps(registry, node):
    stack = (node("vectors", id="words_1", name="Words"), node("conv", id="conv_1"))
    return read_stack(Project(stack=stack), registry, None)


@pytest.mark.parametrize(("error", "words"), [
    (ValueError("{{node model_1/words_1/GatherV2}} indices[0,0] = 129 is not in [0, 50)"),
     "Words has vectors for 50 tokens, but the data holds the id 129"),
    (MemoryError(), "the memory is not enough"),
    (RuntimeError("OOM when allocating tensor with shape[8000,8192] and type float on /cpu:0"),
     "the memory is not enough: 8,000 × 8,192 numbers were asked for, 262 MB; choose smaller layers"),
    (RuntimeError("{{node model_1/words_1/Mul}} OOM when allocating tensor with shape[64,500] and type half"),
     "Words asked for 64 × 500 numbers, 64 kB; choose a smaller Words"),
    (ValueError("Computed output size would be negative: -2 [{{node model_1/conv_1/convolution}}]"),
     "Convolution: an example is shorter than the window"),
])
def test_that_a_known_error_is_a_sentence(error, words, steps, registry):
    assert words in str(explained(error, steps, registry))


@pytest.mark.parametrize("stack", [("each", "faulty"), ("faulty",)])
def test_that_the_innermost_layer_of_a_plugin_at_whose_node_it_fails_is_named(registry, node, stack):
    made = node(stack[-1], id="odd_1", name="Beast")
    if len(stack) == 2:
        made = node(stack[0], made, id="each_1")
    steps = read_stack(Project(stack=(made,)), registry, None)
    path = "/".join(f"{kind.keras_name}_1" for kind in steps[0].within())
    error = RuntimeError(f"Graph execution error:\n\nDetected at node x\n\nlate\n\nValueError: a bad day\n\n\n"
                         f"\t [[{{{{node model_1/{path}/EagerPyFunc}}}}]] [Op:__inference_multi_step_on_iterator_7]")
    assert str(explained(error, steps, registry)) == "Beast, of the plugin acme, failed: ValueError: a bad day"


@pytest.mark.parametrize("error", [UserError("as it is"), LookupError("never heard of")])
def test_that_what_needs_no_words_or_is_unknown_stays_itself(error, steps, registry):
    assert explained(error, steps, registry) is None
