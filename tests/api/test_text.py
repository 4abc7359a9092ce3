"""English is the key; a catalogue is looked up, and what it lacks stays English."""

import importlib.resources

import pytest

from rnnstudio.api import mark, text, tr
from rnnstudio.api.text import LANGUAGES, language, system_language, use_language

VARIABLES = ("RNNSTUDIO_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE")


@pytest.fixture
def _chinese(tmp_path, monkeypatch):
    folder = tmp_path / "translations"
    folder.mkdir()
    (folder / "zh_CN.json").write_text('{"{count} points": "{count} 个点", "Stop": "停止"}', encoding="utf-8")
    monkeypatch.setattr(importlib.resources, "files", lambda package: tmp_path)
    use_language("zh_CN")


def test_that_english_needs_no_catalogue():
    use_language("en")
    assert tr("{count} points", count=3) == "3 points"
    assert language() == "en"


@pytest.mark.usefixtures("_chinese")
def test_that_a_sentence_is_translated_and_filled():
    assert tr("{count} points", count=3) == "3 个点"
    assert tr("Stop") == "停止"
    assert language() == "zh_CN"


@pytest.mark.usefixtures("_chinese")
def test_that_an_unknown_sentence_stays_english():
    assert tr("Something {new}", new=1) == "Something 1"


def test_that_braces_in_values_and_in_bare_sentences_are_left_alone():
    assert tr("found {what}", what="{x}") == "found {x}"
    assert tr("{bare}") == "{bare}"


def test_that_marking_changes_nothing():
    assert mark("Stop") == "Stop"


def test_that_an_unknown_language_is_refused_and_the_old_one_kept():
    use_language("en")
    with pytest.raises(KeyError):
        use_language("tlh")
    assert language() == "en"


@pytest.mark.parametrize(("environment", "expected"), [
    ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
    ({"LANG": "zh_TW.UTF-8"}, "zh_CN"),
    ({"LANG": "de_DE.UTF-8"}, "en"),
    ({"LANG": "C.UTF-8"}, "en"),
    ({"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
    ({"LC_MESSAGES": "zh_CN.UTF-8", "LANG": "en_GB.UTF-8"}, "zh_CN"),
    ({"LANGUAGE": "zh:en"}, "zh_CN"),
    ({"RNNSTUDIO_LANGUAGE": "en", "LANG": "zh_CN.UTF-8"}, "en"),
    ({"RNNSTUDIO_LANGUAGE": "zh_CN", "LANG": "en_GB.UTF-8"}, "zh_CN"),
    ({"RNNSTUDIO_LANGUAGE": "tlh", "LANG": "zh_CN.UTF-8"}, "zh_CN"),
])
def test_that_the_language_follows_the_system(monkeypatch, environment, expected):
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    assert system_language() == expected


@pytest.mark.parametrize(("name", "expected"), [("Chinese (Simplified)_China", "zh_CN"), ("zh_CN", "zh_CN"),
                                                ("English_United States", "en"), (None, "en")])
def test_that_without_variables_the_system_is_asked(monkeypatch, name, expected):
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(text.locale, "getlocale", lambda: (name, None))
    assert system_language() == expected


@pytest.mark.parametrize("code", LANGUAGES)
def test_that_every_shipped_language_can_be_chosen(code):
    use_language(code)
    assert language() == code
