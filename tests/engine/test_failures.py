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


@pytest.mark.parametrize("error", [UserError("as it is"), LookupError("never heard of")])
def test_that_what_needs_no_words_or_is_unknown_stays_itself(error, steps, registry):
    assert explained(error, steps, registry) is None
