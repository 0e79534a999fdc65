"""Ports and processes of this machine."""

import os
import signal
import socket
import subprocess
import sys
import time

from devstack import ROOT
from devstack.processes import clear, find, free_port, listen


def test_a_taken_port_gives_way_to_the_next_one():
    with listen(0) as taken:
        port = taken.getsockname()[1]
        with listen(port) as other:
            assert other.getsockname()[1] != port


def test_a_port_taken_on_every_address_counts_as_taken():
    with socket.socket() as taken:
        taken.bind(("", 0))
        taken.listen()

        assert free_port(taken.getsockname()[1]) != taken.getsockname()[1]


def test_a_free_port_is_the_one_that_was_asked_for():
    port = free_port(0)

    assert free_port(port) == port


def test_the_last_port_can_be_asked_for():
    assert 0 < free_port(65535) < 65536


def test_a_process_is_found_by_what_its_environment_says_and_ended():
    process = subprocess.Popen(["sleep", "60"], env={**os.environ, "DEVSTACK_SIGN": "found-by-this"})

    assert find("DEVSTACK_SIGN=found-by-this ") == [process.pid]
    process.terminate()
    process.wait()

    assert find("DEVSTACK_SIGN=found-by-this ") == []
    assert clear(lambda: find("DEVSTACK_SIGN=found-by-this "), sign=signal.SIGTERM) is False


def test_a_process_that_ignores_the_first_signal_is_killed():
    stubborn = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", stubborn, "stubborn-one"], stdout=subprocess.PIPE, start_new_session=True
    )
    process.stdout.readline()

    assert clear(lambda: find("stubborn-one ") if process.poll() is None else [], sign=signal.SIGTERM, seconds=0.3)

    assert process.wait(5) == -signal.SIGKILL
    process.stdout.close()


def test_ctrl_c_goes_to_the_command_in_the_foreground_and_not_to_us():
    inner = (
        "import signal, time; signal.signal(signal.SIGINT, lambda *_: exit(7)); print('up', flush=True); time.sleep(60)"
    )
    outer = f"""
import os, sys
from devstack import ROOT
from devstack.processes import in_foreground
print("code", in_foreground([sys.executable, "-c", {inner!r}], env=dict(os.environ), cwd=ROOT), flush=True)
"""
    process = subprocess.Popen(
        [sys.executable, "-c", outer], cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout.readline() == "up\n"
    time.sleep(0.1)

    os.killpg(process.pid, signal.SIGINT)

    assert process.communicate(timeout=10)[0] == "code 7\n"
    assert process.returncode == 0
