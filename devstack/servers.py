"""What PostgreSQL and Valkey have in common here: a folder, a log, a port on loopback, a start that is waited for."""

import os
import signal
import subprocess
import time
from pathlib import Path

from devstack import Failed
from devstack.processes import clear, find, free_port, tethered
from devstack.state import State

PORT_TAKEN = "Address already in use"


class Server:
    name = ""
    program = ""
    ready = b""  # what it writes in its log when it can be used
    passing = (PORT_TAKEN,)  # reasons not to start that are gone a moment later, or with another port
    dying = signal.SIGTERM  # how it is asked to end

    def __init__(self, state: State, *, port: int, durable: bool = True):
        self.state = state
        self.folder = state.folder / self.name
        self.log = state.logs / f"{self.name}.log"
        self.port = self.preferred_port = port
        self.durable = durable
        self.process: subprocess.Popen | None = None

    def prepare(self) -> None:
        """Make what has to be there before the program starts."""
        raise NotImplementedError

    def command(self) -> list[str]:
        """Return the command line for the port of this try."""
        raise NotImplementedError

    def marks(self) -> tuple[str, str]:
        """Return two words that are on the command line of this very server, and of no other process."""
        raise NotImplementedError

    def start(self) -> None:
        """Start it, and return when it can be used. Raises Failed with the end of its log."""
        clear(lambda: find(*self.marks()), sign=self.dying)
        self.prepare()
        for _ in range(30):
            self.port = free_port(self.preferred_port)
            said = self._try_once()
            if said is None:
                return
            if not any(reason in said for reason in self.passing):
                raise Failed(f"{self.program} did not start:\n{said[-3000:]}")
            time.sleep(0.3)
        raise Failed(f"{self.program} did not start after 30 tries, see {self.log}")

    def _try_once(self) -> str | None:
        """Return None when it is up, else what it wrote before it gave up."""
        with self.log.open("ab") as log:
            begin = log.tell()
            self.process = subprocess.Popen(
                tethered(self.command(), dying=self.dying),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd="/",
                **self.options(),
            )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            said = self._said_since(begin)
            if self.ready in said:
                return None
            if self.process.poll() is not None:
                return self._said_since(begin).decode(errors="replace")
            time.sleep(0.02)
        self.stop()
        return f"not ready after a minute\n{self._said_since(begin).decode(errors='replace')}"

    def _said_since(self, begin: int) -> bytes:
        with self.log.open("rb") as log:
            log.seek(begin)
            return log.read()

    def options(self) -> dict:
        """Return further arguments for Popen."""
        return {}

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(self.dying)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def beside_path(environment: dict[str, str], drop: tuple[str, ...]) -> dict[str, str]:
    """Return the environment without what would change how a server starts."""
    return {name: value for name, value in environment.items() if not name.startswith(drop)}


def only_for_us(folder: Path, owner: dict) -> None:
    """Make the folder, closed to everybody but the user who runs the server."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    if owner:
        os.chown(folder, owner["user"], owner["group"])
