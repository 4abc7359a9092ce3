"""A field's annotation is all there is: form, check and sentences derive from it."""

import math
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnstudio.api import (
    Component,
    Doc,
    FilePath,
    Folded,
    FromData,
    ParameterError,
    Range,
    Title,
    defaults,
    parameters,
    read_parameters,
)


class Sample(Component, frozen=True, kw_only=True):
    units: Annotated[int, Range(1, 8192, 8), Doc("Size of the hidden state.")] = 64
    rate: Annotated[float, Range(minimum=0)] = 0.5
    low: Annotated[float | None, Range(maximum=-1), Folded(), Title("Lowest value")] = None
    mode: Literal["sum", "mean"] = "sum"
    factor: Literal[1, 2, 4] = 2
    bias: bool = True
    file: Annotated[str, FilePath(("*.csv",))] = ""
    outputs: Annotated[int | None, Range(1, None), FromData("outputs")] = None


KNOWN = {parameter.name: parameter for parameter in parameters(Sample)}
JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
                    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


def test_that_parameters_stand_in_the_order_of_the_fields():
    assert list(KNOWN) == ["units", "rate", "low", "mode", "factor", "bias", "file", "outputs"]


def test_that_everything_is_read_from_the_annotation():
    units, low, file, outputs = (KNOWN[name] for name in ("units", "low", "file", "outputs"))
    assert (units.kind, units.minimum, units.maximum, units.step) == ("int", 1, 8192, 8)
    assert (units.doc, units.default, units.title) == ("Size of the hidden state.", 64, "Units")
    assert (low.kind, low.nullable, low.folded, low.title) == ("float", True, True, "Lowest value")
    assert file.path == FilePath(("*.csv",))
    assert (outputs.from_data, outputs.nullable) == ("outputs", True)
    assert KNOWN["mode"].choices == ("sum", "mean")


def test_that_defaults_are_raw_and_accepted():
    raw = defaults(Sample)
    assert raw["units"] == 64
    assert read_parameters(Sample, raw) == Sample()


def test_that_what_is_missing_takes_its_default():
    assert read_parameters(Sample, {"units": 3}) == Sample(units=3)


def test_that_a_whole_number_will_do_for_a_float_and_becomes_one():
    rate = read_parameters(Sample, {"rate": 3}).rate
    assert (rate, type(rate)) == (3.0, float)


@pytest.mark.parametrize(("name", "value", "sentence"), [
    ("units", 0, "$.units: expected a whole number from 1 to 8,192, found 0"),
    ("units", 64.0, "$.units: expected a whole number from 1 to 8,192, found 64.0"),
    ("units", "64", '$.units: expected a whole number from 1 to 8,192, found "64"'),
    ("units", True, "$.units: expected a whole number from 1 to 8,192, found true"),
    ("units", None, "$.units: expected a whole number from 1 to 8,192, found null"),
    ("rate", -0.5, "$.rate: expected a number of at least 0, found -0.5"),
    ("low", 0, "$.low: expected a number of at most -1, or null, found 0"),
    ("mode", "max", '$.mode: expected one of sum, mean, found "max"'),
    ("factor", 3, "$.factor: expected one of 1, 2, 4, found 3"),
    ("factor", 1.0, "$.factor: expected one of 1, 2, 4, found 1.0"),
    ("factor", True, "$.factor: expected one of 1, 2, 4, found true"),
    ("bias", 1, "$.bias: expected true or false, found 1"),
    ("file", 7, "$.file: expected a text, found 7"),
    ("outputs", 0, "$.outputs: expected a whole number of at least 1, or null to take it from the data, found 0"),
])
def test_that_a_wrong_value_is_named_with_its_place_and_what_would_do(name: str, value: Any, sentence: str):
    with pytest.raises(ParameterError) as caught:
        read_parameters(Sample, {name: value})
    assert str(caught.value) == sentence


def test_that_the_place_begins_where_the_caller_says():
    with pytest.raises(ParameterError) as caught:
        read_parameters(Sample, {"units": 0}, "$.stack[2].params")
    assert caught.value.path == "$.stack[2].params.units"
    assert caught.value.reason.startswith("expected a whole number")


def test_that_a_misspelled_name_gets_a_hint():
    with pytest.raises(ParameterError, match=r"\$\.unit: there is no such parameter \(did you mean units\?\)"):
        read_parameters(Sample, {"unit": 3})


def test_that_a_name_like_no_other_gets_none():
    with pytest.raises(ParameterError, match=r"there is no such parameter$"):
        read_parameters(Sample, {"zzz": 3})


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 10**400])
def test_that_a_number_must_be_finite(value: float):
    with pytest.raises(ParameterError):
        read_parameters(Sample, {"rate": value})


def test_that_a_long_value_is_shortened_in_the_sentence():
    with pytest.raises(ParameterError) as caught:
        read_parameters(Sample, {"units": "x" * 10_000})
    assert len(str(caught.value)) < 150


@given(st.dictionaries(st.sampled_from(list(KNOWN)) | st.text(), JSON, max_size=3))
def test_that_any_json_is_taken_or_refused_in_words(raw: dict[str, Any]):
    wrong = [name for name, value in raw.items() if name not in KNOWN or not KNOWN[name].accepts(value)]
    if wrong:
        with pytest.raises(ParameterError) as caught:
            read_parameters(Sample, raw)
        assert caught.value.path == f"$.{wrong[0]}"
        assert caught.value.reason
    else:
        component = read_parameters(Sample, raw)
        assert all(getattr(component, name) == value for name, value in raw.items())


def test_that_a_field_without_a_default_is_a_mistake_of_the_plugins():
    class NoDefault(Component, frozen=True, kw_only=True):
        units: int

    with pytest.raises(TypeError, match=r"NoDefault\.units needs a default value"):
        parameters(NoDefault)


@pytest.mark.parametrize("hint", [list[int], int | str, dict, bytes, complex])
def test_that_a_type_without_a_form_field_is_a_mistake_of_the_plugins(hint: Any):
    made = type("Odd", (Component,), {"__annotations__": {"value": hint}, "value": None, "__module__": __name__},
                frozen=True, kw_only=True)
    with pytest.raises(TypeError, match=r"Odd\.value"):
        parameters(made)
