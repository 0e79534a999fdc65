"""Programs are started again when they end, stopped when we stop, and none outlives us."""

import os
import signal
import subprocess
import sys
import time

import pytest

from devstack import ROOT, Failed
from devstack.processes import find
from devstack.supervisor import Program, Supervisor, quietly

SLEEPER = Program("sleeper", ["sleep", "600"])


@pytest.fixture
def supervisor(state):
    with Supervisor(state, dict(os.environ)) as supervising:
        yield supervising


def mark(state) -> str:
    return f" DEVSTACK_STATE={state.folder} "


def test_a_killed_program_is_started_again(supervisor, capsys):
    supervisor.start(SLEEPER)
    (child,) = supervisor.children
    first = child.process

    first.kill()

    assert supervisor.run_until(lambda: child.process is not first, seconds=5)
    assert child.process.poll() is None
    assert capsys.readouterr().out.count("sleeper ended by itself (code -9): starting it again") == 1


def test_a_program_that_ends_at_once_every_time_ends_everything(supervisor):
    supervisor.tries = 1
    supervisor.start(Program("broken", [sys.executable, "-c", "raise SystemExit(3)"]))

    with pytest.raises(Failed, match=r"broken ended 2 times \(code 3\), see .*/broken.log"):
        supervisor.run_until(lambda: False, seconds=10)


def test_what_a_program_says_is_shown_and_logged(supervisor, state, capsys):
    supervisor.start(Program("talker", ["sh", "-c", "echo first; printf unfinished; sleep 600"]))

    supervisor.run_until(lambda: (state.logs / "talker.log").read_text() == "first\nunfinished", seconds=5)
    supervisor.stop()

    assert capsys.readouterr().out.splitlines() == ["  talker | first", "  talker | unfinished"]


def test_programs_stop_in_reverse_order(supervisor, tmp_path):
    ended = tmp_path / "ended"
    for name in ("first", "second"):
        tells = f"trap 'echo {name} >> {ended}; exit 0' TERM; echo up; while :; do sleep 0.05; done"
        supervisor.start(Program(name, ["sh", "-c", tells]))
    logs = [supervisor.state.logs / f"{name}.log" for name in ("first", "second")]
    supervisor.run_until(lambda: all(log.read_text() == "up\n" for log in logs), seconds=5)

    supervisor.stop()

    assert ended.read_text() == "second\nfirst\n"


def test_a_check_that_fails_ends_everything(state):
    def check():
        raise Failed("PostgreSQL ended by itself")

    with Supervisor(state, dict(os.environ), check=check) as supervisor:
        supervisor.start(SLEEPER)
        with pytest.raises(Failed):
            supervisor.tick()

    assert find(mark(state)) == []


def test_nothing_is_left_when_the_supervisor_is_killed(state):
    begun = f"""
import os
from pathlib import Path
from devstack.state import State
from devstack.supervisor import Program, Supervisor
with Supervisor(State(Path({str(state.folder)!r})), dict(os.environ)) as supervisor:
    supervisor.start(Program("child", ["sleep", "600"]))
    # a child of a child is not tied to the supervisor: the next one has to find it
    supervisor.start(Program("parent", ["sh", "-c", "sleep 601 & wait"]))
    supervisor.run_until(lambda: False, seconds=60)
"""
    process = subprocess.Popen([sys.executable, "-c", begun], cwd=ROOT)
    wait_for(lambda: len(find(mark(state), "sleep 60")) == 3)

    process.kill()
    process.wait()

    if sys.platform.startswith("linux"):
        wait_for(lambda: len(find(mark(state))) == 1)
    with Supervisor(state, dict(os.environ)):
        assert find(mark(state)) == []


def test_a_step_that_fails_says_what_it_wrote(state, capsys):
    log = state.logs / "setup.log"

    assert quietly("counting", ["echo", "one"], environment=dict(os.environ), log=log) == "one\n"
    with pytest.raises(Failed, match=r"breaking: that ended with code 4. It wrote:\nno such table"):
        quietly("breaking", ["sh", "-c", "echo no such table; exit 4"], environment=dict(os.environ), log=log)

    assert log.read_text() == "one\nno such table\n"


def test_a_program_that_does_not_want_to_stop_is_killed(supervisor):
    supervisor.patience = 0.2
    supervisor.start(Program("stubborn", ["sh", "-c", "trap '' TERM; echo up; while :; do sleep 0.05; done"]))
    log = supervisor.state.logs / "stubborn.log"
    supervisor.run_until(lambda: log.read_text() == "up\n", seconds=5)
    process = supervisor.children[0].process

    supervisor.stop()

    assert process.returncode == -signal.SIGKILL


def wait_for(true, *, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)
