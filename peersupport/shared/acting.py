"""In whose name is this transaction? Every one opens here: in a view, a task or a command, one each."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from django.db import connection, transaction

LOCK_TIMEOUT = "3s"


class Scope(Protocol):
    """In whose name rows are read and written: a membership, or one of the two below."""

    @property
    def scope_name(self) -> str: ...


@dataclass(frozen=True)
class NamedScope:
    scope_name: str


PUBLIC = NamedScope("public")  # a page that nobody signed in to: an application, a certificate check
SYSTEM = NamedScope("system")  # a task or a command


@contextmanager
def acting_as(scope: Scope) -> Iterator[None]:
    """One transaction in somebody's name. Locks are waited for three seconds, then given up (a 409 page).

    The name is set for this transaction only, so that it can never leak to the next one on the same connection.
    """
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('app.scope', %s, true), set_config('lock_timeout', %s, true)",
                [scope.scope_name, LOCK_TIMEOUT],
            )
        yield
