"""The client against a real child: its start, its end, and every way it can die."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from rnnstudio.api import UserError
from rnnstudio.engine_process.client import EngineDied
from rnnstudio.engine_process.messages import Describe, Ready, WarmUp
from rnnstudio.project.model import LayerNode, Project
from rnnstudio.runs.events import RunFinished, RunStarted

HERE = Path(__file__).parent


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z")


@pytest.fixture
def begun(reach):
    """Read until the first batch is about to be trained."""
    return lambda conversation: reach(conversation, RunStarted)


def death(conversation, limit=20.0):
    """Return what a conversation raises when its process dies, within a limit."""
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        try:
            conversation.next_event(0.1)
        except EngineDied as died:
            return died
    raise AssertionError("it lives")


def test_that_asking_without_a_process_says_so(client):
    client.close()
    assert not client.alive
    assert client.pid is None
    with pytest.raises(EngineDied, match="isn't running"):
        client.ask(WarmUp())


def test_that_closing_ends_the_process_in_mid_training(client, train, begun):
    conversation, pid = begun(client.ask(train("deaf"))), client.pid
    started = time.monotonic()
    client.close(timeout=60)
    assert time.monotonic() - started < 30
    assert not is_running(pid)
    assert death(conversation).asked


def test_that_closing_a_process_that_is_stopped_still_ends_within_its_limit(client):
    pid = client.pid
    os.kill(pid, signal.SIGSTOP)
    started = time.monotonic()
    client.close(timeout=0.3)
    assert time.monotonic() - started < 30
    assert not is_running(pid)


def test_that_asking_never_waits_for_a_process_that_doesnt_read(client, train):
    os.kill(client.pid, signal.SIGSTOP)

    def ask_often():
        for _ in range(20):
            client.ask(Describe(project=Project(notes="x" * 100_000)))
            client.ask(train("batches 1")).stop()

    asking = threading.Thread(target=ask_often, daemon=True)
    asking.start()
    asking.join(20)
    assert not asking.is_alive()
    client.close(timeout=0.1)


def test_that_a_kill_from_outside_is_said_with_the_log(client, train, begun):
    conversation = begun(client.ask(train("deaf")))
    os.kill(client.pid, signal.SIGKILL)
    died = death(conversation)
    assert "killed from outside (signal 9)" in str(died)
    assert str(client.log) in str(died)
    assert not died.asked


def test_that_a_crash_is_said_with_its_last_words(client, train, begun):
    died = death(begun(client.ask(train("crash"))))
    assert "signal 6, SIGABRT" in str(died)
    assert "Fatal Python error: Aborted" in str(died)


def test_that_an_exit_is_said_with_its_code(client, events):
    died = death(client.ask(Describe(project=Project(name="die when described"))))
    assert "exit code 3" in str(died)


def test_that_an_engine_that_cant_be_made_says_why(make_client, monkeypatch):
    monkeypatch.setenv("FAKE_START", "no tensorflow here")
    died = death(make_client().ask(WarmUp()))
    assert 'exit code 1). Its last words: "ImportError: no tensorflow here"' in str(died)


def test_that_only_this_processes_last_words_are_quoted(client, train, events, begun):
    death(begun(client.ask(train("crash"))))
    client.start()
    conversation = begun(client.ask(train("deaf")))
    os.kill(client.pid, signal.SIGKILL)
    assert "Fatal" not in str(death(conversation))


def test_that_every_open_conversation_is_told(client, train, begun):
    asked = [client.ask(train("deaf")), *(client.ask(WarmUp()) for _ in range(3))]
    begun(asked[0])
    for conversation in asked[1:]:
        assert isinstance(conversation.next_event(20), Ready)
    waiting = [asked[0], client.ask(Describe(project=Project(notes="3600")))]
    os.kill(client.pid, signal.SIGKILL)
    assert {str(death(conversation)) for conversation in waiting} == {str(death(asked[0]))}
    assert asked[1].next_event(0.1) is None


def test_that_a_death_is_told_once_and_first(client, train, until, begun):
    told = []
    client.on_death = told.append
    conversation = begun(client.ask(train("deaf")))
    os.kill(client.pid, signal.SIGKILL)
    death(conversation)
    assert len(told) == 1
    client.close()
    assert len(told) == 1


def test_that_an_idle_death_is_told(client, until):
    told = []
    client.on_death = told.append
    os.kill(client.pid, signal.SIGKILL)
    until(lambda: told)


def test_that_closing_is_no_death(client):
    told = []
    client.on_death = told.append
    client.close()
    assert told == []


def test_that_kill_ends_an_engine_that_hangs(client, train, begun):
    conversation = begun(client.ask(train("deaf")))
    conversation.stop()
    assert conversation.next_event(0.2) is None
    client.kill()
    assert death(conversation).asked


def test_that_training_works_again_after_each_of_many_deaths(client, train, events, until, begun):
    for _ in range(5):
        conversation = begun(client.ask(train("deaf")))
        os.kill(client.pid, signal.SIGKILL)
        until(lambda: not client.alive)
        client.start()  # before anyone read what the old conversation has to say
        assert isinstance(events(client.ask(train("batches 1")))[-1], RunFinished)
        death(conversation)


def test_that_writing_to_a_dead_process_raises_nothing_else(client, train, begun):
    conversation = begun(client.ask(train("deaf")))
    os.kill(client.pid, signal.SIGKILL)
    for _ in range(50):
        conversation.stop()
    client.kill()
    death(conversation)
    conversation.stop()
    client.kill()


def test_that_a_death_is_noticed_while_a_grandchild_holds_the_pipe(client, train, begun, tmp_path):
    conversation = begun(client.ask(train(f"grandchild {tmp_path / 'pid'}")))
    try:
        assert "signal 9" in str(death(conversation))
    finally:
        os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)


def test_that_noise_on_standard_output_lands_in_the_log(client, train, events):
    assert isinstance(events(client.ask(train("noise")))[-1], RunFinished)
    log = client.log.read_text()
    assert all(said in log for said in ("printed", "written to 1", "old stdout", "from a shell"))


def test_that_nonsense_in_the_pipe_ends_the_process(make_client, until):
    code = "import os, time; os.write(1, b'\\xff' * 64); time.sleep(3600)"
    client = make_client(command=(sys.executable, "-c", code))
    told = []
    client.on_death = told.append
    until(lambda: told)
    assert client.pid is None


def test_that_a_command_that_doesnt_exist_is_a_sentence(make_client):
    with pytest.raises(UserError, match="can't be started"):
        make_client(command=("/no/such/python",))


def test_that_a_log_that_cant_be_written_is_a_sentence(make_client, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match=r"log .* can't be written"):
        make_client(log=tmp_path / "file" / "engine.log")


def test_that_a_long_log_is_put_aside(make_client, tmp_path):
    log = tmp_path / "engine.log"
    log.write_bytes(b"x" * 2_000_000)
    make_client(log=log)
    assert log.stat().st_size < 1_000_000
    assert (tmp_path / "engine.log.old").stat().st_size == 2_000_000


def test_that_a_parameter_that_cant_be_sent_is_a_sentence(client, events):
    project = Project(stack=(LayerNode(id="a", type="t", params={"units": 2**70}),))
    with pytest.raises(UserError, match="can't be given to the engine"):
        client.ask(Describe(project=project))
    assert isinstance(events(client.ask(WarmUp()))[-1], Ready)


def test_that_the_engine_stands_behind_the_window(client, events):
    report = events(client.ask(Describe(project=Project(name="p"))))[-1].report
    assert report.parameters == min(os.nice(0) + 5, 19)


def test_that_starting_twice_starts_once(client):
    pid = client.pid
    client.start()
    assert client.pid == pid


def test_that_ctrl_c_is_left_to_the_window(client, events):
    assert isinstance(events(client.ask(WarmUp()))[-1], Ready)
    os.kill(client.pid, signal.SIGINT)
    assert isinstance(events(client.ask(WarmUp()))[-1], Ready)


PARENT = """
import sys, time
from rnnstudio.engine_process.client import EngineClient
from rnnstudio.engine_process.messages import Train
from rnnstudio.project.model import Project
client = EngineClient(command=(sys.executable, sys.argv[1]))
client.start()
training = client.ask(Train(project=Project(name=sys.argv[2]), runs="r"))
while type(training.next_event(20)).__name__ != "RunStarted":
    pass
print(client.pid, flush=True)
if len(sys.argv) == 3:
    time.sleep(3600)
"""


@pytest.mark.parametrize("work", ["deaf", "busy", "until_stopped"])
def test_that_the_process_ends_when_its_window_is_killed(work, until):
    with subprocess.Popen([sys.executable, "-c", PARENT, str(HERE / "fake_engine.py"), work],
                          stdout=subprocess.PIPE) as parent:
        pid = int(parent.stdout.readline())
        assert is_running(pid)
        parent.kill()
        until(lambda: not is_running(pid), limit=20)


def test_that_the_process_ends_when_its_window_forgets_to_close_it(until):
    ended = subprocess.run([sys.executable, "-c", PARENT, str(HERE / "fake_engine.py"), "deaf", "leave"],
                           capture_output=True, timeout=20, check=True)
    until(lambda: not is_running(int(ended.stdout)), limit=20)


def test_that_importing_the_client_imports_neither_qt_nor_tensorflow():
    code = ("import sys; import rnnstudio.engine_process.client; "
            "print([m for m in sys.modules if m.split('.')[0] in ('tensorflow', 'keras', 'PySide6', 'numpy')])")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=20, check=True)
    assert done.stdout.strip() == "[]"
