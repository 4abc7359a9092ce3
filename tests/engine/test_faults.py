"""Whatever a component raises is a sentence that names it and its plugin, but for what isn't its own doing."""

from types import SimpleNamespace

import pytest

from rnnstudio.api import Cancelled, Layer, LayerInfo, UserError
from rnnstudio.engine.faults import blamed_on


class Thing(Layer):
    """Does something."""

    info = LayerInfo(id="acme.thing", title="Thing")


class Mute(Exception):  # noqa: N818 - it has nothing to say
    def __str__(self):
        raise ValueError("no words")


class Escaping(BaseException):
    pass


def raised(error):
    with blamed_on(Thing, SimpleNamespace(origin={"acme.thing": "acme"})):
        raise error


@pytest.mark.parametrize(("error", "words"), [
    (ValueError("one\ntwo"), "ValueError: one"), (RuntimeError(), "RuntimeError"), (SystemExit(3), "SystemExit: 3"),
    (Mute(), "Mute"), (Escaping("away"), "Escaping: away")])
def test_that_it_is_named_with_its_plugin(error, words):
    with pytest.raises(UserError) as told:
        raised(error)
    assert str(told.value) == f"Thing, of the plugin acme, failed: {words}"
    assert told.value.__cause__ is error


@pytest.mark.parametrize("error", [UserError("turn the knob"), Cancelled(), KeyboardInterrupt(), GeneratorExit()])
def test_that_what_is_meant_for_the_user_ctrl_c_and_a_closed_reader_go_through(error):
    with pytest.raises(type(error)) as told:
        raised(error)
    assert told.value is error
