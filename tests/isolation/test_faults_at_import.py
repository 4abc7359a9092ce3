"""Every way of going wrong while it is loaded: the plugin has a line that says so, and all others work."""

import sys
import time

import pytest

from rnnstudio.registry import Registry, trial
from rnnstudio.registry.choice import Choice
from rnnstudio.registry.described import module_of
from rnnstudio.registry.plugin import Plugin
from tests.isolation.distributions import Site

FAULTS = {
    "syntax": "LAYERS = [",
    "raises": "raise RuntimeError('on purpose')",
    "lacks": "import a_module_that_nobody_has",
    "new_api": "from rnnstudio.api import LayerOfTheFuture",
    "hook_raises": """
        @hookimpl
        def rnnstudio_encoders():
            raise ValueError("no encoders today")
        LAYERS = [made('Left')]
        """,
    "half_way": """
        @hookimpl
        def rnnstudio_layers():
            yield made("First")
            raise ValueError("half way")
        """,
    "wrong_type": "LAYERS = 7",
    "wrong_things": "LAYERS = [made('Right'), 'GRU', object]",
    "twin_a": "LAYERS = [made('Twin', info=LayerInfo(id='acme.twin', title='Twin'))]",
    "twin_b": "LAYERS = [made('Other', info=LayerInfo(id='acme.twin', title='Other'))]",
    "like_ours": "LAYERS = [made('Mine', info=LayerInfo(id='rnnstudio.lstm', title='My LSTM')), made('Own')]",
    "no_default": "LAYERS = [made('Bare', __annotations__={'units': Annotated[int, Range(1, 9)]}), made('Fine')]",
    "out_of_bounds": """
        LAYERS = [made('Out', __annotations__={'units': Annotated[int, Range(1, 9)]}, units=10), made('Fine')]
        """,
    "bad_info": "LAYERS = [made('Numbered', info=LayerInfo(id='bad.info', title=7)), made('Fine')]",
    "exits": "import sys; sys.exit(3)",
    "ends_process": "import os; os._exit(7)",
    "aborts": "import os; os.abort()",
    "prints": "import os; print('hello from Python'); os.system('echo hello from a child'); LAYERS = [made('Loud')]",
    "warns": "import warnings; warnings.warn('mind the gap'); LAYERS = [made('Careful')]",
    "patches": "import builtins, json\nbuiltins.len = lambda x: 42\njson.dumps = None\nLAYERS = [made('Sly')]",
    "too_new": "raise AssertionError('it is not even imported')",
    "later": "rnnstudio_api = '99.0'\nLAYERS = [made('Later')]",
    "good": """
        LAYERS = [made('Good', __annotations__={
            'units': Annotated[int, Range(1, 9), Doc('How many.')], 'rate': Annotated[float, Range(0, 1), Folded()],
            'kind': Annotated[Literal['a', 'b'], Title('Of the kind')],
            'size': Annotated[int | None, FromData('outputs')]},
            units=4, rate=0.5, kind='a', size=None)]
        """,
}


class Outcome:
    """What a trial told, and what the window made of it."""

    def __init__(self, site: Site) -> None:
        self.registry = Registry.ours()
        self.before = {name: getattr(sys.modules["builtins"], name) for name in ("len", "print")}
        started = time.monotonic()
        self.tried = {}
        for told in trial.trial(Choice()):
            if isinstance(told, trial.Tried):
                self.tried[told.described.report.name] = told
                report = told.described.report
                self.registry.add(Plugin(name=report.name, distribution=report.distribution, version=report.version,
                                         load=lambda told=told: module_of(told.described, lambda *args: {})), report)
            else:
                self.listed = told.reports
        self.seconds = time.monotonic() - started

    def report(self, name):
        return next(report for report in self.registry.reports if report.name == name)

    def problem(self, name):
        (problem,) = self.report(name).problems
        return problem


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return Site(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def outcome(site):
    """Try all of them at once."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in site.environment.items():
            patch.setenv(name, value)
        for name, source in FAULTS.items():
            head = "from typing import Literal\n"
            site.add(name, (head if name == "good" else "") + __import__("textwrap").dedent(source),
                     requires=("rnnstudio>=99.1",) if name == "too_new" else ("rnnstudio>=0.1",))
        yield Outcome(site)


def test_that_each_is_listed_with_its_distribution_before_it_is_loaded(outcome):
    assert [report.name for report in outcome.listed] == sorted(FAULTS)
    assert {report.distribution for report in outcome.listed} == {f"{name}-plugin" for name in FAULTS}
    assert {(report.author, report.licence, report.version) for report in outcome.listed} == {("Ada", "MIT", "1.0")}


def test_that_each_one_has_its_outcome_and_the_good_one_works(outcome):
    assert set(outcome.tried) == set(FAULTS)
    assert outcome.report("good").problems == ()
    assert "good.good" in outcome.registry.layers


def test_that_ours_are_untouched(outcome):
    ours = Registry.ours()
    assert {key: outcome.registry.layers[key] for key in ours.layers} == ours.layers


@pytest.mark.parametrize(("name", "words"), [
    ("syntax", "SyntaxError: '[' was never closed in line"),
    ("raises", "it could not be loaded: RuntimeError: on purpose"),
    ("lacks", "it needs a_module_that_nobody_has, which isn't installed"),
    ("new_api", "cannot import name 'LayerOfTheFuture' from 'rnnstudio.api'"),
    ("hook_raises", "its hook rnnstudio_encoders failed: ValueError: no encoders today"),
    ("half_way", "its hook rnnstudio_layers failed: ValueError: half way"),
    ("wrong_type", "its hook rnnstudio_layers failed: TypeError: 'int' object is not iterable"),
    ("no_default", "Bare.units needs a default value"),
    ("out_of_bounds", "the default of units, 10, is not a whole number from 1 to 9"),
    ("bad_info", "Numbered has an info that can't be used: Expected `str`, got `int`"),
    ("exits", "SystemExit: 3: it tried to end the program"),
    ("ends_process", "it ends the process that loads it (exit code 7)"),
    ("aborts", "it ends the process that loads it (signal 6)"),
    ("later", "it needs version 99.0 of the plugin api, and this is"),
    ("too_new", "it needs RNN Studio >=99.1, and this is"),
])
def test_that_a_fault_is_told_in_a_sentence(outcome, name, words):
    assert words in outcome.problem(name)


@pytest.mark.parametrize("name", ["new_api", "too_new", "later"])
def test_that_one_for_a_later_program_says_what_to_do(outcome, name):
    assert "update RNN Studio" in outcome.problem(name)


@pytest.mark.parametrize("name", ["syntax", "raises", "lacks", "hook_raises", "half_way", "aborts"])
def test_that_the_trace_is_there_for_its_author(outcome, name):
    assert f"{name}.py" in outcome.report(name).trace


@pytest.mark.parametrize(("name", "layer"), [
    ("hook_raises", "hook_raises.left"), ("half_way", "half_way.first"), ("wrong_things", "wrong_things.right"),
    ("like_ours", "like_ours.own"), ("no_default", "no_default.fine"), ("out_of_bounds", "out_of_bounds.fine"),
    ("bad_info", "bad_info.fine"), ("patches", "patches.sly"), ("prints", "prints.loud"), ("warns", "warns.careful")])
def test_that_what_is_right_of_a_faulty_plugin_can_be_used(outcome, name, layer):
    assert outcome.registry.origin[layer] == name


def test_that_each_wrong_thing_is_named(outcome):
    assert outcome.report("wrong_things").problems == (
        "'GRU' is not a subclass of Layer", "<class 'object'> is not a subclass of Layer")


def test_that_of_two_with_one_id_both_distributions_are_named(outcome):
    assert outcome.registry.origin["acme.twin"] == "twin_a"
    assert outcome.report("twin_a").problems == ()
    assert outcome.problem("twin_b").startswith(
        'the id "acme.twin" of Other, from twin_b-plugin, is already taken by the plugin twin_a, from twin_a-plugin')


def test_that_ours_wins_where_an_id_is_like_ours(outcome):
    assert outcome.registry.origin["rnnstudio.lstm"] == "rnnstudio_layers"
    assert 'the id "rnnstudio.lstm" of My LSTM, from like_ours-plugin' in outcome.problem("like_ours")


def test_that_what_it_prints_is_in_its_report_and_nowhere_else(outcome, capfd):
    notes = " ".join(outcome.report("prints").notes)
    assert "hello from Python" in notes
    assert "hello from a child" in notes
    assert not any("hello" in note for name in FAULTS if name != "prints" for note in outcome.report(name).notes)


def test_that_a_warning_is_a_note_and_no_problem(outcome):
    assert outcome.report("warns").problems == ()
    assert outcome.report("warns").notes == ("it warned while it was loaded: UserWarning: mind the gap",)


def test_that_what_it_replaces_is_named_and_put_back_before_the_next(outcome):
    assert [problem.split()[2] for problem in outcome.report("patches").problems] == ["builtins.len", "json.dumps"]
    assert outcome.report("prints").problems == ()  # loaded after it in the same process


def test_that_a_described_class_says_all_that_the_plugins_own_says(outcome):
    from rnnstudio.api import parameters

    layer = outcome.registry.layers["good.good"]
    units, rate, kind, size = parameters(layer)
    assert (units.default, units.minimum, units.maximum, units.doc) == (4, 1, 9, "How many.")
    assert (rate.kind, rate.default, rate.folded) == ("float", 0.5, True)
    assert (kind.choices, kind.title) == (("a", "b"), "Of the kind")
    assert (size.nullable, size.from_data, size.default) == (True, "outputs", None)
    assert layer.__doc__ == "Good does it."
    assert layer.info.title == "Good"
    assert layer(units=7).units == 7
