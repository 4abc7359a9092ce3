"""A run card is one valid HTML file that needs nothing else, whatever the run and its names are like."""

from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnstudio.api import UserError
from rnnstudio.api.text import use_language
from rnnstudio.cards.page import card, write_card
from rnnstudio.registry import Registry, installed_plugins
from rnnstudio.runs.listing import read_entry
from rnnstudio.runs.own import Own, change_own
from tests.runs.made_runs import PROJECT, make_run

VOID = {"meta", "circle", "path", "br"}


class Page(HTMLParser):
    """Reads a page: its texts, the tags used, addresses in it; counts tags that are not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.disorder = 0
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.disorder += len(self._open)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.addresses += [value for name, value in attrs if name in ("src", "href", "data", "action", "xlink:href")]
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.add(tag)

    def handle_endtag(self, tag):
        if not self._open or self._open.pop() != tag:
            self.disorder += 1

    def handle_data(self, data):
        if not self._open or self._open[-1] != "style":
            self.texts.append(data)

    @property
    def words(self) -> str:
        return "\n".join(self.texts)


@pytest.fixture(scope="module")
def registry():
    return Registry([plugin for plugin in installed_plugins() if plugin.distribution == "rnnstudio"])


def test_that_a_card_says_what_there_is_to_say(tmp_path, registry):
    run = make_run(tmp_path)
    change_own(run, name="The one", notes="First line\nsecond <line>")
    page = Page(card(read_entry(run), registry))
    for words in ("The one", "Embedding 64 · LSTM 64 · Dense", "Validation accuracy 0.700",
                  "First line\nsecond <line>", "My <b>",
                  "batch × steps × 16", "16,000", "36,736", "Pang and Lee", "MIT", "abc123", "bad, 好",
                  "800 to train on, 200 to judge by", "Learning rate", "0.001", "CPU, 2 cores", "3.15.0", "Finished",
                  "3 of 3", "Rows left out"):
        assert words in page.words, words
    assert page.disorder == 0


def test_that_a_card_needs_no_script_no_network_and_no_other_file(tmp_path, registry):
    text = card(read_entry(make_run(tmp_path)), registry)
    page = Page(text)
    assert page.addresses == []
    assert page.tags.isdisjoint({"script", "link", "img", "iframe", "object", "base"})
    assert "url(" not in text
    assert "http:" not in text.replace("http-equiv", "")
    assert "default-src 'none'" in text


def test_that_the_curves_are_drawn_with_the_best_epoch_ringed(tmp_path, registry):
    text = card(read_entry(make_run(tmp_path, epochs=4, best=2)), registry)
    assert text.count("<svg") == text.count('<circle class="best"') == 2
    assert text.count('<path class="training"') == text.count('<path class="validation"') == 2


@given(name=st.text(), notes=st.text(), message=st.text())
def test_that_any_text_stands_in_the_page_as_text(tmp_path_factory, registry, name, notes, message):
    message = message.encode("utf-8", "replace").decode()
    entry = read_entry(make_run(tmp_path_factory.mktemp("runs"), state="failed", message=message))
    entry = msgspec.structs.replace(entry, own=Own(name=name, notes=notes))
    text = card(entry, registry)
    text.encode("utf-8")
    page = Page(text)
    assert page.disorder == 0
    assert page.tags.isdisjoint({"script", "img"})


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</title><script>",
                                  "</style><b>", "&lt;script&gt;", "a' onload='x"])
def test_that_names_with_markup_are_shown_as_they_are(tmp_path, registry, evil):
    run = make_run(tmp_path)
    change_own(run, name=evil, notes=evil)
    page = Page(card(read_entry(run), registry))
    assert page.texts.count(evil) == 3
    assert page.tags.isdisjoint({"script", "img", "b"})


def test_that_a_card_speaks_chinese(tmp_path, registry):
    use_language("zh_CN")
    text = card(read_entry(make_run(tmp_path)), registry)
    assert '<html lang="zh-CN">' in text
    assert "指纹" in text
    assert "验证准确率 0.700" in text
    assert "批次 × 步数 × 16" in text


@pytest.mark.parametrize("lost", ["epochs.csv", "project.rnnstudio", "best.keras"])
def test_that_a_card_is_written_without_a_file_that_is_lost(tmp_path, registry, lost):
    run = make_run(tmp_path)
    (run / lost).unlink()
    assert Page(card(read_entry(run), registry)).disorder == 0


@pytest.mark.parametrize("about", [{"epochs": 0}, {"epochs": 1, "best": 1}, {"layers": ()}, {"data": None},
                                   {"facts": None}, {"versions": {}}, {"device": ""}])
def test_that_a_card_is_written_of_a_run_that_lacks_something(tmp_path, registry, about):
    page = Page(card(read_entry(make_run(tmp_path, **about)), registry))
    assert page.disorder == 0
    assert ("No epoch was finished." in page.words) == (about == {"epochs": 0})


def test_that_a_missing_plugin_is_named_by_its_ids(tmp_path):
    text = card(read_entry(make_run(tmp_path)), Registry([]))
    assert "rnnstudio.embedding · rnnstudio.lstm" in text


def test_that_many_epochs_make_no_large_file(tmp_path, registry):
    assert len(card(read_entry(make_run(tmp_path, epochs=20_000, best=9)), registry)) < 200_000


def test_that_a_card_is_written_whole_or_not_at_all(tmp_path, registry, monkeypatch):
    run, target = make_run(tmp_path), tmp_path / "card.html"
    target.write_text("before")

    def full(self, *_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(UserError, match="No space left on device"):
        write_card(run, target, registry)
    monkeypatch.undo()
    assert target.read_text() == "before"
    write_card(run, target, registry)
    assert PROJECT.name in target.read_text(encoding="utf-8")


def test_that_a_folder_that_is_no_run_is_named(tmp_path, registry):
    with pytest.raises(UserError, match="is not a run"):
        write_card(tmp_path, tmp_path / "card.html", registry)
    assert list(tmp_path.iterdir()) == []
