"""The Chinese catalogue is complete, has nothing left over, and keeps every field of every sentence."""

import importlib.util
import json
from pathlib import Path

import pytest

from rnnstudio.api import text

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location("catalogue", ROOT / "scripts" / "catalogue.py")
tool = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tool)


@pytest.fixture(scope="module")
def wanted():
    return tool.wanted()


def test_that_every_visible_string_has_a_chinese_translation(wanted):
    missing = {english: place for english, place in wanted.items() if english not in tool.catalogue()}
    assert missing == {}


def test_that_the_catalogue_has_no_string_that_nobody_shows(wanted):
    assert set(tool.catalogue()) - set(wanted) == set()


def test_that_translations_keep_the_fields_of_their_sentence():
    wrong = {en: zh for en, zh in tool.catalogue().items() if tool.fields(en) != tool.fields(zh)}
    assert wrong == {}


def test_that_no_translation_is_empty():
    assert [en for en, zh in tool.catalogue().items() if not zh.strip()] == []


def test_that_the_catalogue_file_is_flat_json_with_unique_keys():
    pairs = json.loads(tool.CATALOGUE.read_text(encoding="utf-8"), object_pairs_hook=list)
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys))


def test_that_tr_speaks_the_chosen_language_and_falls_back_to_english():
    text.use_language("zh_CN")
    try:
        assert text.tr("Train") == tool.catalogue()["Train"]
        assert text.tr("a sentence nobody wrote") == "a sentence nobody wrote"
    finally:
        text.use_language("en")
    assert text.tr("Train") == "Train"


@pytest.mark.parametrize(("variable", "expected"), [("zh_CN.UTF-8", "zh_CN"), ("zh_TW.UTF-8", "zh_CN"),
                                                    ("de_DE.UTF-8", "en"), ("C", "en")])
def test_that_the_system_language_chooses_the_catalogue(monkeypatch, variable, expected):
    for name in ("RNNSTUDIO_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", variable)
    assert text.system_language() == expected
