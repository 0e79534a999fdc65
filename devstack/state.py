"""The folder that keeps what the stack must not forget: databases, letters, passwords, logs, who holds it now."""

import fcntl
import hashlib
import json
import os
import pwd
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devstack import ROOT, Failed

LOG_LIMIT = 5 * 2**20


class Busy(Exception):
    """Another process holds the folder."""


class State:
    def __init__(self, folder: Path):
        self.folder = folder
        self.logs = folder / "logs"
        try:
            self.logs.mkdir(parents=True, exist_ok=True)
            self.logs.chmod(0o700)
            # the database's user has to walk through it; what others must not read is closed one by one
            folder.chmod(0o711)
        except OSError as problem:
            raise Failed(
                f"{folder} can't be written by you ({problem.strerror}). Run this as the folder's owner, "
                "or set STATE_DIR to a folder of your own."
            ) from problem

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the only one who uses the folder; the kernel lets go when we end, however that happens. Raises Busy."""
        descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Busy from None
            self._facts.unlink(missing_ok=True)
            try:
                yield
            finally:
                self._facts.unlink(missing_ok=True)
        finally:
            os.close(descriptor)

    @property
    def _facts(self) -> Path:
        return self.folder / "running.json"

    def publish(self, **facts: object) -> None:
        """Say where the running stack is to be found. Only its holder calls this."""
        write_private(self._facts, json.dumps(facts))

    def published(self) -> dict:
        """Return what the holder published; empty until everything has started."""
        return read_json(self._facts)

    def secret(self, name: str) -> str:
        """Return a password that was made at random the first time and is kept. Only the folder's holder calls this."""
        path = self.folder / "secrets.json"
        kept = read_json(path)
        if name not in kept:
            kept[name] = secrets.token_urlsafe(12 if name == "demo" else 32)
            write_private(path, json.dumps(kept))
        return kept[name]

    def trim_logs(self) -> None:
        """Set long logs aside once and go on with empty ones. Their writers append, so truncating is safe."""
        for log in self.logs.glob("*.log"):
            if log.stat().st_size > LOG_LIMIT:
                shutil.copyfile(log, log.with_suffix(".log.1"))
                os.truncate(log, 0)


def locate() -> Path:
    """Return the folder of this checkout: STATE_DIR, else .local, else under /var/lib if root's home hides .local."""
    if chosen := os.environ.get("STATE_DIR"):
        return Path(chosen).resolve()
    if os.geteuid() == 0 and not reachable(ROOT):
        return Path("/var/lib") / f"peersupport-{hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:8]}"
    return ROOT / ".local"


@contextmanager
def throwaway() -> Iterator[State]:
    """Yield a folder that is gone afterwards, and clear away those of processes that were killed."""
    beside = locate() / "throwaway"
    beside.mkdir(parents=True, exist_ok=True)
    for path in [beside.parent, beside]:
        path.chmod(0o711)
    clear_drafts(beside, "throwaway")
    state = State(beside / f"throwaway.{os.getpid()}.{secrets.token_hex(3)}")
    with state.held():
        try:
            yield state
        finally:
            shutil.rmtree(state.folder, ignore_errors=True)


def clear_drafts(folder: Path, name: str) -> None:
    """Remove what processes that are gone have left: folders called by the name, a dot and the process' number."""
    for draft in folder.glob(f"{name}.*"):
        if not lives(int(draft.name.removeprefix(f"{name}.").partition(".")[0])):
            shutil.rmtree(draft, ignore_errors=True)


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def reachable(path: Path) -> bool:
    """True if a user with no rights of their own can walk to the path."""
    return all(step.stat().st_mode & stat.S_IXOTH for step in [*path.parents, path] if step.exists())


def unprivileged(folder: Path) -> dict:
    """Return the Popen arguments that leave root, whom PostgreSQL refuses: the folder's owner, postgres or nobody.

    Empty for an ordinary user.
    """
    if os.geteuid() != 0:
        return {}
    owner = folder.stat().st_uid if folder.exists() else 0
    for find, key in [(pwd.getpwuid, owner), (pwd.getpwnam, "postgres"), (pwd.getpwnam, "nobody")]:
        try:
            user = find(key)
        except KeyError:
            continue
        if user.pw_uid != 0:
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise Failed("You are root, and this machine has neither a user postgres nor nobody to run the database as.")


def write_private(path: Path, text: str) -> None:
    """Write a file that only we can read, whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    with draft.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def read_json(path: Path) -> dict:
    try:
        return json.loads(path.read_text())
    except FileNotFoundError:
        return {}
