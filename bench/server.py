"""A gunicorn worker, or a Celery worker, of our own for the time of a measurement."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def gunicorn(application: str, **environment: str) -> Iterator["Server"]:
    """One gunicorn worker on a free port, until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            application,
            "-b",
            f"127.0.0.1:{port}",
            "--workers",
            "1",
            "--threads",
            "4",
            "--worker-class",
            "gthread",
            "--keep-alive",
            "60",
            "--log-level",
            "error",
        ],
        env={**os.environ, **environment},
    )
    try:
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(20)


class Server:
    """A server, and one keep-alive connection to it."""

    def __init__(self, port: int, process: subprocess.Popen) -> None:
        self.port, self.process = port, process
        self._wait()
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def _wait(self) -> None:
        for _attempt in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self.process.poll() is not None:
                raise SystemExit("The server ended while it started.")
            time.sleep(0.1)
        raise SystemExit("The server did not start within 30 seconds.")

    def get(self, path: str, session: str, **headers: str) -> str:
        """The page as text. Raises SystemExit unless it was 200: a figure of an error page is no figure."""
        self.connection.request("GET", path, headers={"Cookie": f"sessionid={session}", "Host": "127.0.0.1", **headers})
        response = self.connection.getresponse()
        body = response.read().decode()
        if response.status != 200:
            raise SystemExit(f"{path} answered {response.status}")
        return body

    def milliseconds(self, path: str, session: str) -> float:
        began = time.perf_counter()
        self.get(path, session)
        return (time.perf_counter() - began) * 1000

    def worker_pss(self) -> float:
        """The worker process's proportional memory, in MiB: shared pages are counted by how many share them."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return sum(pss(int(child)) for child in children)


def pss(pid: int) -> float:
    """Proportional set size of a process in MiB (Linux)."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def family(pid: int) -> list[int]:
    """A process, and all that it started and they started."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            with suppress(OSError):  # it has just ended
                found += map(int, task.read_text().split())
    return found


@contextmanager
def worker(url: str) -> Iterator[subprocess.Popen]:
    """A Celery worker with one child, on the database at ``url``; once it answers, and until the block ends."""
    # plain http on this machine, which production refuses
    environment = {**os.environ, "DATABASE_URL": url, "DEMO": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "-q", "-A", "peersupport", "worker", "--concurrency", "1", "-l", "error"],
        env=environment,
    )
    try:
        _wait_for_worker(environment)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def _wait_for_worker(environment: dict[str, str]) -> None:
    """Ask until it answers: a question from before it listens is lost."""
    ask = [sys.executable, "-m", "celery", "-q", "-A", "peersupport", "inspect", "ping", "--timeout", "2"]
    for _attempt in range(15):
        if subprocess.run(ask, env=environment, capture_output=True, check=False).returncode == 0:
            return
    raise SystemExit("The worker did not answer.")
