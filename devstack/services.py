"""The two servers together, and the environment that the product reads."""

import sys
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Self

from devstack import ROOT, Failed
from devstack.console import say
from devstack.postgres import APP, OWNER, Postgres
from devstack.state import State
from devstack.valkey import Valkey

# what the product reads from the environment
PRODUCT = {
    "SECRET_KEY",
    "SEALING_KEYS",
    "BADGE_KEYS",
    "DEBUG",
    "DEMO",
    "DEMO_PASSWORD",
    "SITE_URL",
    "ALLOWED_HOSTS",
    "INSECURE_HTTP",
    "BEHIND_PROXY",
}
PRODUCT |= {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "MAILBOX_URL", "STATIC_ROOT", "DJANGO_SETTINGS_MODULE"}


class Services:
    """PostgreSQL and Valkey: ours, or those that DATABASE_URL and REDIS_URL name, of which nothing is started."""

    def __init__(self, state: State, *, durable: bool = True, given: dict[str, str] | None = None):
        self.state = state
        self.durable = durable
        self.given = given or {}
        self.servers: list[Postgres | Valkey] = []
        self.environment: dict[str, str] = {}

    def __enter__(self) -> Self:
        with ExitStack() as undo:
            undo.callback(self.__exit__)
            if database := self.given.get("DATABASE_URL"):
                self.environment["DATABASE_URL"] = database
                self.environment["DATABASE_OWNER_URL"] = self.given.get("DATABASE_OWNER_URL", database)
            else:
                postgres = self._start(Postgres(self.state, durable=self.durable))
                self.environment["DATABASE_URL"] = postgres.url(APP)
                self.environment["DATABASE_OWNER_URL"] = postgres.url(OWNER)
            if cache := self.given.get("REDIS_URL"):
                self.environment["REDIS_URL"] = cache
            else:
                self.environment["REDIS_URL"] = self._start(Valkey(self.state, durable=self.durable)).url()
            undo.pop_all()
        return self

    def _start(self, server):
        self.servers.append(server)
        server.start()
        say(f"{server.program} on 127.0.0.1:{server.port}")
        return server

    def __exit__(self, *problem: object) -> None:
        while self.servers:
            self.servers.pop().stop()

    def check(self) -> None:
        """Raise Failed if one of them has ended: nothing goes on without its database."""
        for server in self.servers:
            if server.process.poll() is not None:
                raise Failed(f"{server.program} ended by itself (code {server.process.returncode}), see {server.log}")


def base(state: State, inherited: Mapping[str, str]) -> dict[str, str]:
    """Return the environment inherited, with what the product can't start without where that doesn't say it."""
    defaults = {
        "DJANGO_SETTINGS_MODULE": "peersupport.settings",
        "SECRET_KEY": state.secret("django"),
        "SEALING_KEYS": f"own:{state.secret('sealing')}",
        "BADGE_KEYS": f"own:{state.secret('badges')}",
        "DEBUG": "0",
        "DEMO": "0",
        "INSECURE_HTTP": "1",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "SITE_URL": "http://127.0.0.1:8000",
        "STATIC_ROOT": str(state.folder / "static"),
        "PYTHONUNBUFFERED": "1",
    }
    return {**defaults, **inherited, "PYTHONPATH": str(ROOT)}


def without_product(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment without the product's own, so that a test never meets servers that somebody uses."""
    return {
        name: value
        for name, value in environment.items()
        if name not in PRODUCT and not name.startswith(("EMAIL_", "DEVSTACK_"))
    }


def manage(*words: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *words]


def as_owner(environment: dict[str, str]) -> dict[str, str]:
    """Return the same environment for tests and checks, which make databases of their own."""
    return {**environment, "DATABASE_URL": environment["DATABASE_OWNER_URL"]}
