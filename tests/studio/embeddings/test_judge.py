"""The page that judges words by a file: figures, sections with bars, what is wrong with a file."""

import threading

import pytest

from rnnstudio.api import Cancelled
from rnnstudio.studio.embeddings import judge_page
from rnnstudio.studio.embeddings.judge_page import JudgePage

QUESTIONS = """: capitals
king queen man woman
paris france rome italy
: opposites
good bad great awful
good great bad awful
"""
PAIRS = "good\tgreat\t9.1\nbad\tawful\t8.8\ngood\tbad\t1.0\nking\twoman\t4\nfoo\tbar\t3\n"


@pytest.fixture
def page(qtbot, looked_at):
    made = JudgePage(looked_at())
    qtbot.addWidget(made)
    made.resize(800, 500)
    made.show()
    yield made
    made.close_work()


def judged(page, path, qtbot):
    page.choose_file(path)
    page.button.click()
    qtbot.waitUntil(lambda: not page._work.running, timeout=5000)


def figures(page):
    return [(name.text(), value.text()) for name, value in page.figures._pairs if not name.isHidden()]


def test_that_it_says_beforehand_what_counts_as_right(page):
    assert "king − man + woman" in page.empty.text
    assert page.button.isEnabled()
    page.what.setCurrentIndex(1)
    assert not page.button.isEnabled()


def test_that_analogies_are_judged_by_section_with_their_coverage(page, tmp_path, qtbot):
    path = tmp_path / "questions.txt"
    path.write_text(QUESTIONS, encoding="utf-8")
    judged(page, path, qtbot)
    sections = {one.name: one for one in page.table.sections.sections}
    assert set(sections) == {"capitals", "opposites"}
    assert (sections["capitals"].questions, sections["capitals"].covered) == (2, 1)
    assert (sections["opposites"].questions, sections["opposites"].covered) == (2, 2)
    assert page.verdict.covered == 3
    assert ("Coverage", "75.0 %") in figures(page)
    assert page.caption.text() == "By questions.txt"
    assert page.table.isVisible()


def test_that_pairs_are_judged_by_their_order(page, tmp_path, qtbot):
    path = tmp_path / "pairs.tsv"
    path.write_text(PAIRS, encoding="utf-8")
    judged(page, path, qtbot)
    assert page.verdict.correlation == pytest.approx(1.0, abs=0.45)
    assert figures(page)[0][0] == "Spearman’s ρ"
    assert ("Pairs asked", "4 of 5") in figures(page)
    assert not page.table.isVisible()


def test_that_the_bundled_analogies_are_there(page, qtbot):
    page.button.click()
    qtbot.waitUntil(lambda: not page._work.running, timeout=30_000)
    assert page.verdict.questions > 19_000
    assert page.verdict.covered == 2  # king queen man woman, both ways round
    assert len(page.table.sections.sections) == 14


def test_that_a_file_that_is_neither_is_said(page, tmp_path, qtbot):
    path = tmp_path / "poem.txt"
    path.write_text("Two roads diverged in a yellow wood\n", encoding="utf-8")
    judged(page, path, qtbot)
    assert page.statement.kind == "error"
    assert page.statement.isVisible()
    assert page.verdict is None
    judged(page, tmp_path / "nowhere.txt", qtbot)
    assert "nowhere.txt" in page.statement.text


def test_that_a_file_without_a_known_word_is_said(page, tmp_path, qtbot):
    path = tmp_path / "foreign.txt"
    path.write_text(": hauptstädte\nBerlin Deutschland Wien Österreich\n", encoding="utf-8")
    judged(page, path, qtbot)
    assert "nothing to judge by" in page.statement.text
    assert page.statement.isVisible()


def test_that_it_can_be_stopped(page, qtbot, monkeypatch):
    begun = threading.Event()

    def endless(space, file, task):
        begun.set()
        while True:
            task.tell(0.4)
            if task.cancelled():
                raise Cancelled

    monkeypatch.setattr(judge_page, "judge", endless)
    page.button.click()
    qtbot.waitUntil(lambda: begun.is_set() and page.line.bar.value() == 400, timeout=3000)
    assert page.line.isVisible()
    assert not page.button.isEnabled()
    page.line.stop.click()
    qtbot.waitUntil(page.button.isEnabled, timeout=3000)
    assert page.statement.text == "Stopped."
    assert not page.line.isVisible()


def test_that_other_words_are_not_judged_yet(page, tmp_path, qtbot):
    path = tmp_path / "questions.txt"
    path.write_text(QUESTIONS, encoding="utf-8")
    judged(page, path, qtbot)
    page._state.space_changed.emit()
    assert page.verdict is None
    assert page.empty.isVisible()
