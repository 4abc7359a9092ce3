"""Closing, or opening another project, asks about what is not saved, and does as the person says."""

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from rnnstudio.project import edits
from rnnstudio.project.file import load, save
from rnnstudio.project.model import Project
from rnnstudio.studio.main_window import MainWindow
from rnnstudio.studio.notice import Notice, NoticeBar
from rnnstudio.studio.settings import Settings
from rnnstudio.studio.workbench import Workbench
from tests.studio.window.conftest import FakeLink


@pytest.fixture
def bench(qapp, registry, home) -> Workbench:
    return Workbench(registry, FakeLink(), Settings(home / "settings.ini"))


@pytest.fixture
def window(bench, qtbot) -> MainWindow:
    bench.open_first(None)
    window = MainWindow(bench)
    qtbot.addWidget(window, before_close_func=lambda _: bench.document._history.mark_saved())
    window.show()
    return window


@pytest.fixture
def answer(monkeypatch):
    """Press a button, by its title, of the next question; what is returned tells what was asked."""
    asked = []

    def answer(title):
        def exec_(box):
            asked.append(box.text())
            next(button for button in box.buttons() if button.text() == title).click()

        monkeypatch.setattr(QMessageBox, "exec", exec_)
        return asked

    return answer


def rename(bench, name):
    bench.document.do(f"Rename to {name}", edits.rename_project(bench.document.project, name))


def test_that_closing_without_changes_asks_nothing(window, answer):
    asked = answer("Cancel")
    assert window.close()
    assert asked == []


def test_that_cancel_keeps_the_window_and_the_journal(window, bench, answer):
    rename(bench, "Mine")
    assert answer("Cancel") == []
    assert not window.close()
    assert window.isVisible()
    bench.close()
    assert bench.recorder.file.exists()


def test_that_dont_save_closes_and_leaves_nothing(window, bench, answer, journals):
    rename(bench, "Mine")
    asked = answer("Don't save")
    assert window.close()
    assert asked == ["Save the changes to “Mine”?"]
    bench.close()
    assert [file for file in journals.rglob("*") if file.is_file()] == []


def test_that_dont_save_counts_for_the_work_it_was_said_of(window, bench, answer, tmp_path):
    rename(bench, "Mine")
    answer("Don't save")
    window.files.open(tmp_path / "gone.rnnstudio")  # which can't be opened: the work stays
    assert bench.document.project.name == "Mine"
    rename(bench, "Mine after all")
    bench.close()
    assert bench.recorder.file.exists()


def test_that_save_closes_and_the_file_holds_it(window, bench, answer, monkeypatch, tmp_path, journals):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "a"), ""))
    rename(bench, "Mine")
    answer("Save")
    assert window.close()
    assert load(tmp_path / "a.rnnstudio").name == "Mine"
    bench.close()
    assert list(journals.glob("*.journal")) == []


def test_that_save_into_a_file_changed_elsewhere_keeps_the_window(window, bench, answer, tmp_path):
    path = tmp_path / "a.rnnstudio"
    rename(bench, "Mine")
    bench.save(path)
    rename(bench, "Mine again")
    save(Project(name="Theirs"), path)
    answer("Save")
    assert not window.close()
    assert window.isVisible()
    assert "changed by another window" in window.notices.notice.text
    assert load(path).name == "Theirs"


@pytest.mark.parametrize("replace", ["new", "open", "open_template"])
def test_that_opening_another_project_asks_too(window, bench, answer, tmp_path, replace):
    path = tmp_path / "other.rnnstudio"
    save(Project(name="Other"), path)
    arguments = {"new": (), "open": (path,), "open_template": (next(iter(bench.registry.templates.values())),)}
    rename(bench, "Mine")
    asked = answer("Cancel")
    getattr(window.files, replace)(*arguments[replace])
    assert bench.document.project.name == "Mine"
    asked = answer("Don't save")
    getattr(window.files, replace)(*arguments[replace])
    assert bench.document.project.name != "Mine"
    assert len(asked) == 2


def test_that_save_as_over_a_file_the_dialog_asked_about_asks_no_more(window, bench, monkeypatch, tmp_path):
    path = tmp_path / "a.rnnstudio"
    bench.save(path)
    save(Project(name="Theirs"), path)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    assert window.files.save_as()
    assert load(path).name == "Movie reviews"


def test_that_an_offer_comes_back_after_a_passing_notice(qtbot):
    bar = NoticeBar()
    qtbot.addWidget(bar)
    one, two = (Notice(text=name, topic=name, stays=True) for name in ("one", "two"))
    bar.show_notice(one)
    bar.show_notice(two)
    bar.show_notice(Notice(text="passing", topic="file"))
    assert bar.notice.text == "passing"
    bar.dismiss("file")
    assert bar.notice is two
    bar.dismiss()
    assert bar.notice is one
    bar.show_notice(Notice(text="passing", topic="file"))
    bar.dismiss("one")
    bar.dismiss()
    assert bar.notice is None
    assert bar.isHidden()
