"""The folder that keeps what must not be forgotten."""

import os
import subprocess
import sys

import pytest

from devstack import ROOT
from devstack.state import LOG_LIMIT, Busy, State, lives, locate, reachable, throwaway


def test_only_one_at_a_time_holds_it(state):
    with pytest.raises(Busy), State(state.folder).held():
        pass


def test_a_killed_holder_lets_go_and_what_it_published_is_forgotten(tmp_path):
    holder = f"""
from pathlib import Path
from devstack.state import State
import time
state = State(Path({str(tmp_path)!r}))
with state.held():
    state.publish(url="http://127.0.0.1:1/")
    print("up", flush=True)
    time.sleep(60)
"""
    process = subprocess.Popen([sys.executable, "-c", holder], cwd=ROOT, stdout=subprocess.PIPE)
    process.stdout.readline()
    state = State(tmp_path)
    assert state.published() == {"url": "http://127.0.0.1:1/"}

    process.kill()
    process.communicate()

    with state.held():
        assert state.published() == {}


def test_secrets_are_made_once_and_closed_to_others(state):
    first = state.secret("one")

    assert State(state.folder).secret("one") == first
    assert state.secret("two") != first
    assert (state.folder / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_a_long_log_is_set_aside_while_its_writer_goes_on(state):
    log = state.logs / "web.log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"a" * (LOG_LIMIT + 1))
        state.trim_logs()
        writer.write(b"later\n")

    assert log.read_bytes() == b"later\n"
    assert (state.logs / "web.log.1").stat().st_size == LOG_LIMIT + 1


def test_a_folder_of_a_process_that_is_gone_is_cleared_away_and_others_are_not(state):
    process = subprocess.Popen(["true"])
    process.wait()
    gone = locate() / "throwaway" / f"throwaway.{process.pid}.abc"
    gone.mkdir()

    with throwaway() as mine:
        there = {path.name for path in mine.folder.parent.iterdir()}

    assert not gone.exists()
    assert {mine.folder.name, state.folder.name} <= there
    assert not mine.folder.exists()


def test_a_closed_folder_hides_what_is_in_it(tmp_path):
    tmp_path.chmod(0o700)

    assert not reachable(tmp_path / "inside")


def test_we_live():
    assert lives(os.getpid())
