"""Processes of this machine: started so that none outlives us, found again if one did, and ended."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from devstack import Stop


@contextmanager
def stop_on_signals() -> Iterator[None]:
    """Raise Stop at the first signal that asks us to end; later ones change nothing, the end is under way by then."""
    asked = []

    def ask(number, _frame):
        if not asked:
            asked.append(number)
            raise Stop(signal.Signals(number).name)

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def tethered(command: list[str], *, dying: signal.Signals) -> list[str]:
    """The same command, ended by the kernel with `dying` when we are gone, even by SIGKILL.

    Only Linux has that. Elsewhere the next start ends what is left over, as it does for the few milliseconds in which
    setpriv itself is starting.
    """
    if sys.platform.startswith("linux") and (setpriv := shutil.which("setpriv")):
        return [setpriv, "--pdeathsig", dying.name.removeprefix("SIG"), *command]
    return command


def running() -> Iterator[tuple[int, str]]:
    """Yield the id, and the command line with the environment where we may read it, of every other process."""
    if Path("/proc/self/cmdline").exists():
        for folder in Path("/proc").glob("[0-9]*"):
            record = b""
            for name in ("cmdline", "environ"):
                try:
                    record += (folder / name).read_bytes()
                except OSError:
                    continue
            if record and int(folder.name) != os.getpid():
                yield int(folder.name), record.replace(b"\0", b" ").decode(errors="replace")
        return
    listed = subprocess.run(["ps", "-Aww", "-E", "-o", "pid=,command="], capture_output=True, text=True, check=True)
    for line in listed.stdout.splitlines():
        pid, _, record = line.strip().partition(" ")
        if int(pid) != os.getpid():
            yield int(pid), f"{record} "


def find(*words: str) -> list[int]:
    """Return the processes whose command line and environment hold every one of the words."""
    return [pid for pid, record in running() if all(word in record for word in words)]


def clear(search: Callable[[], list[int]], *, sign: signal.Signals, seconds: float = 15) -> bool:
    """End whatever the search finds, gently first. True if there was something."""
    found = search()
    for pid in found:
        _send(pid, sign)
    deadline = time.monotonic() + seconds
    while search():
        if time.monotonic() > deadline:
            for pid in search():
                _send(pid, signal.SIGKILL)
        time.sleep(0.05)
    return bool(found)


def _send(pid: int, sign: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, sign)


def kill_group(process: subprocess.Popen) -> None:
    """Kill what is left of a process that leads its own session, its children included."""
    with suppress(ProcessLookupError, PermissionError):  # macOS says the latter of a group of zombies
        os.killpg(process.pid, signal.SIGKILL)


def in_foreground(command: list[str], *, env: dict[str, str], cwd: Path) -> int:
    """Run a command that owns the terminal, and return its exit code. Ctrl-C is for the command, not for us."""
    # a handler of ours, and not SIG_IGN: the command would inherit that and could not be interrupted
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        child = subprocess.Popen(tethered(command, dying=signal.SIGTERM), env=env, cwd=cwd)
        try:
            return child.wait()
        except Stop:
            child.terminate()
            child.wait()
            raise
    finally:
        signal.signal(signal.SIGINT, before)


def listen(preferred: int, *, tries: int = 20) -> socket.socket:
    """Return a listening socket on loopback: the preferred port, or one of the next, or any free one.

    Keeping the socket, rather than its number, means that nobody can take the port before our program uses it.
    """
    for port in [*range(preferred, min(preferred + tries, 65536)), 0]:
        if port and _answers(port):
            continue
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
            listener.listen(128)
        except OSError:
            listener.close()
            continue
        return listener
    raise OSError("no free port on 127.0.0.1")


def free_port(preferred: int) -> int:
    """Return a port that is free just now, for a program that can't be handed a socket."""
    with listen(preferred) as listener:
        return listener.getsockname()[1]


def _answers(port: int) -> bool:
    """True if somebody listens: macOS would let us bind beside a server that listens on every address."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0
