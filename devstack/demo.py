"""./run: set up and start everything, say where it is, and stop it in order."""

import hashlib
import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import psycopg2

from devstack import Failed, Stop
from devstack.console import say, tell
from devstack.processes import listen, stop_on_signals
from devstack.services import Services, base, manage
from devstack.state import Busy, State, locate, read_json, write_private
from devstack.supervisor import Program, Supervisor, quietly

WEB_PORT, SMTP_PORT, MAILBOX_PORT = 8000, 2525, 8025


def main(_arguments: list[str]) -> int:
    state = State(locate())
    try:
        with stop_on_signals(), state.held():
            return _serve(state)
    except Busy:
        return _already_running(state)
    except Stop as stop:
        say(f"stopped ({stop})")
        return 0


def _already_running(state: State) -> int:
    facts = state.published()
    if "url" in facts:
        tell(f"It is running already: {facts['url']} (process {facts['pid']}). Stop it there with Ctrl-C.")
    else:
        tell(f"Another ./run is at work in {state.folder}: wait until it has started, or has ended.")
    return 1


def _serve(state: State) -> int:
    say("starting the servers")
    state.trim_logs()
    web, smtp, mailbox = (listen(port) for port in (web_port(), SMTP_PORT, MAILBOX_PORT))
    with web, smtp, mailbox, Services(state, given=dict(os.environ)) as services:
        environment = demo_environment(state, services.environment, address(web))
        own_mailbox = "EMAIL_HOST" not in os.environ
        if own_mailbox:
            environment |= {
                "EMAIL_HOST": "127.0.0.1",
                "EMAIL_PORT": str(smtp.getsockname()[1]),
                "EMAIL_USE_TLS": "0",
                "MAILBOX_URL": address(mailbox),
            }
        if web.getsockname()[1] != web_port():
            say(f"port {web_port()} is taken: using {web.getsockname()[1]}")
        set_up(state, environment)
        _publish(state, environment, address(web), ready=False)
        with Supervisor(state, for_programs(environment), check=services.check) as supervisor:
            for program in programs(state, web, (smtp, mailbox) if own_mailbox else None):
                supervisor.start(program)
            _wait_until_ready(supervisor, address(web))
            _announce(state, environment, address(web))
            _publish(state, environment, address(web), ready=True)
            while True:
                supervisor.tick()


def web_port() -> int:
    asked = os.environ.get("PORT") or str(WEB_PORT)
    if not asked.isdecimal() or not 0 < int(asked) < 65536:
        raise Failed(f"PORT must be a number from 1 to 65535, not {asked!r}.")
    return int(asked)


def address(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}/"


def demo_environment(state: State, servers: dict[str, str], url: str) -> dict[str, str]:
    """Return what the product's processes read in the demo. DEMO is set here and nowhere else."""
    known = {"SITE_URL": url.rstrip("/"), "DEMO_PASSWORD": state.secret("demo")}
    return {**base(state, {**known, **os.environ}), **servers, "DEMO": "1"}


def for_programs(environment: dict[str, str]) -> dict[str, str]:
    """Return the environment without the tables' owner: what serves never knows that address."""
    return {name: value for name, value in environment.items() if name != "DATABASE_OWNER_URL"}


def set_up(state: State, environment: dict[str, str]) -> None:
    """Bring tables, texts, styles and data up to date. Every step can be repeated, and is, after a kill."""
    note_empty_database(state, environment)
    log = state.logs / "setup.log"
    for text, words in [
        ("bringing the tables up to date", ("migrate", "--verbosity=0", "--noinput")),
        ("compiling the translations", ("messages", "compile")),
        ("collecting the static files", ("collectstatic", "--verbosity=0", "--noinput")),
        ("loading counties and municipalities", ("load_geography",)),
    ]:
        quietly(text, manage(*words), environment=environment, log=log)
    if demo_data(state, environment) == "wanted":
        quietly("loading the scenario", manage("load_scenario"), environment=environment, log=log)
        quietly("loading the demo's picture of today", manage("load_demo"), environment=environment, log=log)
        _note_demo_data(state, environment, "loaded")


def note_empty_database(state: State, environment: dict[str, str]) -> None:
    """Note that demo data are wanted if the database has no table yet: a later start sees tables and can't tell."""
    try:
        connection = psycopg2.connect(environment["DATABASE_OWNER_URL"], connect_timeout=10)
    except psycopg2.OperationalError as problem:
        raise Failed(f"The database can't be reached:\n{problem}") from problem
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
            )
            (tables,) = cursor.fetchone()
    finally:
        connection.close()
    if tables == 0:
        _note_demo_data(state, environment, "wanted")


def demo_data(state: State, environment: dict[str, str]) -> str:
    """Return "wanted", "loaded", or "" for a database that held something else when we first met it."""
    return read_json(state.folder / "demo.json").get(_which_database(environment), "")


def _note_demo_data(state: State, environment: dict[str, str], word: str) -> None:
    path = state.folder / "demo.json"
    write_private(path, json.dumps({**read_json(path), _which_database(environment): word}))


def _which_database(environment: dict[str, str]) -> str:
    if "DATABASE_URL" not in os.environ:
        return "own"
    parts = urlsplit(environment["DATABASE_URL"])
    return hashlib.sha256(f"{parts.hostname}:{parts.port}{parts.path}".encode()).hexdigest()


def programs(state: State, web: socket.socket, letters: tuple[socket.socket, socket.socket] | None) -> list[Program]:
    """Return what runs besides the servers, in the order of starting: the mailbox outlives those who send."""
    celery = [sys.executable, "-m", "celery", "--quiet", "--app=peersupport"]
    gunicorn = [sys.executable, "-m", "gunicorn", "peersupport.wsgi", f"--bind=fd://{web.fileno()}"]
    # Two threads a process: pages are drawn by the processor, so more of them only make each other wait.
    shape = ["--worker-class=gthread", "--workers=2", "--threads=2", "--graceful-timeout=5"]
    mailbox = []
    if letters:
        numbers = [str(listener.fileno()) for listener in letters]
        command = [sys.executable, "-m", "devstack.mailbox", str(state.folder / "mail"), *numbers]
        mailbox = [Program("mailbox", command, letters)]
    return [
        *mailbox,
        Program("worker", [*celery, "worker", "--loglevel=WARNING", "--concurrency=2", "--without-gossip"]),
        Program(
            "beat", [*celery, "beat", "--loglevel=WARNING", "--pidfile=", f"--schedule={state.folder}/beat-schedule"]
        ),
        Program("web", [*gunicorn, *shape, "--no-control-socket", "--log-level=warning"], (web,)),
    ]


def _wait_until_ready(supervisor: Supervisor, url: str) -> None:
    say("starting web, worker and beat")
    if not supervisor.run_until(lambda: _answer(f"{url}healthz")[0] == 200, seconds=120, every=0.3):
        raise Failed(f"The web server does not answer at {url}")
    if not supervisor.run_until(lambda: _answer(f"{url}readyz")[0] == 200, seconds=120, every=1):
        say(f"not everything is ready: {_answer(f'{url}readyz')[1].strip()}")


def _answer(url: str) -> tuple[int, str]:
    """Return status and text; 0 where nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode(errors="replace")
    except OSError:
        return 0, ""


def _publish(state: State, environment: dict[str, str], url: str, *, ready: bool) -> None:
    """Say where the stack is, for a second ./run, for ./run manage and for tests."""
    wanted = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SITE_URL", "MAILBOX_URL", "DEMO_PASSWORD")
    state.publish(
        ready=ready,
        pid=os.getpid(),
        url=url,
        mailbox_url=environment.get("MAILBOX_URL", ""),
        password=environment["DEMO_PASSWORD"],
        environment={name: value for name, value in environment.items() if name in wanted or name.startswith("EMAIL_")},
    )


def _announce(state: State, environment: dict[str, str], url: str) -> None:
    if demo_data(state, environment) == "loaded":
        # not into a log: this holds the password
        accounts = subprocess.run(
            manage("demo_accounts"), env=environment, stdout=subprocess.PIPE, text=True, check=False
        )
        tell(f"\n{accounts.stdout.rstrip()}")
    else:
        tell("\nThe database was not empty when this first met it, so no demo data and no demo accounts were made.")
    tell(f"\n  The product   {url}")
    if mailbox := environment.get("MAILBOX_URL"):
        tell(f"  Its letters   {mailbox}")
    tell(f"  Its logs      {state.logs}\n\n  Ctrl-C stops everything.\n")
    say("ready")
