"""Programs that belong together: started in order, heard, started again when they end, stopped in reverse order.

One thread does it all. The kernel ties a child to the thread that started it, so none of this may move to another.
"""

import os
import selectors
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from devstack import ROOT, Failed
from devstack.console import relay, say
from devstack.processes import clear, find, kill_group, tethered
from devstack.state import State

CALM_AFTER = 60  # seconds that a program has to run for its earlier ends to be forgotten


@dataclass(frozen=True)
class Program:
    name: str
    command: list[str]
    sockets: tuple[socket.socket, ...] = ()


@dataclass
class Child:
    program: Program
    log: IO[bytes]
    process: subprocess.Popen | None = None
    began: float = 0
    due: float = 0  # when to start it again
    restarts: int = 0
    unfinished: bytes = field(default=b"", repr=False)  # the line it is writing


class Supervisor:
    def __init__(
        self,
        state: State,
        environment: dict[str, str],
        *,
        check: Callable[[], None] = lambda: None,
        tries: int = 5,
        patience: float = 20,
    ):
        """Start a program again `tries` times in a row at most, and give it `patience` seconds to stop.

        `check` is called all the time, and raises Failed when going on makes no sense.
        """
        self.state = state
        self.environment = {**environment, "DEVSTACK_STATE": str(state.folder)}
        self.check = check
        self.tries = tries
        self.patience = patience
        self.children: list[Child] = []
        self.selector = selectors.DefaultSelector()
        self.trimmed = time.monotonic()

    def __enter__(self):
        # on a machine without tethers, the programs of a supervisor that was killed are still there
        if clear(lambda: find(f" DEVSTACK_STATE={self.state.folder} "), sign=signal.SIGTERM):
            say("ended what an earlier run had left behind")
        return self

    def start(self, program: Program) -> None:
        log = (self.state.logs / f"{program.name}.log").open("ab", buffering=0)
        child = Child(program, log)
        self.children.append(child)
        self._launch(child)

    def _launch(self, child: Child) -> None:
        program = child.program
        child.process = subprocess.Popen(
            tethered(program.command, dying=signal.SIGTERM),
            env=self.environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=[opened.fileno() for opened in program.sockets],
        )
        child.began = time.monotonic()
        os.set_blocking(child.process.stdout.fileno(), False)
        self.selector.register(child.process.stdout, selectors.EVENT_READ, child)

    def run_until(self, done: Callable[[], bool], *, seconds: float, every: float = 0) -> bool:
        """Keep everything going until `done()`, asked at most `every` so many seconds.

        False when that took longer than the seconds given.
        """
        deadline = time.monotonic() + seconds
        while not done():
            asked = time.monotonic()
            if asked > deadline:
                return False
            self.tick()
            while time.monotonic() < asked + every:
                self.tick()
        return True

    def tick(self) -> None:
        """Hear what the programs say, and start again what has ended."""
        self._hear(seconds=0.3)
        self.check()
        for child in self.children:
            self._look_after(child)
        if time.monotonic() - self.trimmed > 60:
            self.trimmed = time.monotonic()
            self.state.trim_logs()

    def _look_after(self, child: Child) -> None:
        now, code = time.monotonic(), child.process.poll()
        if code is None:
            return
        if child.due:
            if now >= child.due:
                child.due = 0
                self._launch(child)
            return
        self._bury(child)
        child.restarts = 1 if now - child.began > CALM_AFTER else child.restarts + 1
        if child.restarts > self.tries:
            raise Failed(f"{child.program.name} ended {child.restarts} times (code {code}), see {child.log.name}")
        say(f"{child.program.name} ended by itself (code {code}): starting it again")
        child.due = now + child.restarts - 1

    def _bury(self, child: Child) -> None:
        """Clear away what a program leaves that has ended: its own children, and its pipe."""
        kill_group(child.process)
        if not child.process.stdout.closed:
            while self._read(child):
                pass
            if child.unfinished:
                relay(child.program.name, child.unfinished.decode(errors="replace"))
                child.unfinished = b""
            self.selector.unregister(child.process.stdout)
            child.process.stdout.close()

    def _hear(self, *, seconds: float) -> None:
        for key, _ in self.selector.select(seconds):
            if not self._read(key.data):
                # the end of the pipe: leave it be until the process is gone as well
                time.sleep(0.01)

    def _read(self, child: Child) -> bool:
        try:
            heard = child.process.stdout.read(65536)
        except ValueError:
            return False
        if not heard:
            return False
        child.log.write(heard)
        *lines, child.unfinished = (child.unfinished + heard).split(b"\n")
        for line in lines:
            relay(child.program.name, line.decode(errors="replace"))
        return True

    def stop(self) -> None:
        """Stop all, last started first, and wait for each: what a later one needs is there until it has ended."""
        while self.children:
            child = self.children.pop()
            child.process.terminate()
            deadline = time.monotonic() + self.patience
            while child.process.poll() is None and time.monotonic() < deadline:
                self._hear(seconds=0.05)
            if child.process.poll() is None:
                say(f"{child.program.name} did not stop within {self.patience} s: ending it")
            self._bury(child)
            child.process.wait()
            child.log.close()

    def __exit__(self, *problem: object) -> None:
        say("stopping")
        self.stop()
        self.selector.close()


def quietly(text: str, command: list[str], *, environment: dict[str, str], log: Path) -> str:
    """Say what is being done, do it, and return what the command wrote.

    A sign of life is given every ten seconds. Raises Failed with the end of what it wrote.
    """
    say(text)
    with log.open("ab+") as kept:
        begin = kept.seek(0, os.SEEK_END)
        process = subprocess.Popen(
            tethered(command, dying=signal.SIGTERM),
            env=environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=kept,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_aloud(process, text)
        finally:
            kill_group(process)
            process.wait()
        kept.seek(begin)
        wrote = kept.read().decode(errors="replace")
    if process.returncode:
        raise Failed(f"{text}: that ended with code {process.returncode}. It wrote:\n{wrote[-3000:]}")
    return wrote


def _wait_aloud(process: subprocess.Popen, text: str) -> None:
    while True:
        try:
            process.wait(10)
            return
        except subprocess.TimeoutExpired:
            say(f"{text} … still at it")
