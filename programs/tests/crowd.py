"""Many people at once: the same call in threads, each with a connection and a transaction of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import OperationalError, connection
from psycopg2.errors import LockNotAvailable

from peersupport.accounts.access import SYSTEM, acting_as
from peersupport.shared.refusals import Refused

THREADS, ATTEMPTS = 20, 10
Argument, Result = TypeVar("Argument"), TypeVar("Result")


def at_once(call: Callable[[Argument], Result], arguments: list[Argument]) -> list[Result | Refused]:
    """The results of ``call``, one per argument, in their order; a refusal counts as a result."""
    start = Barrier(min(THREADS, len(arguments)))

    def one(position: int, argument: Argument) -> Result | Refused:
        if position < start.parties:
            start.wait(timeout=10)
        try:
            return _patiently(call, argument)
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(start.parties) as pool:
        return list(pool.map(one, range(len(arguments)), arguments))


def _patiently(call: Callable[[Argument], Result], argument: Argument) -> Result:
    """Try again where others held a row for too long, as the 409 page's button does."""
    for _attempt in range(ATTEMPTS):
        try:
            with acting_as(SYSTEM):
                return call(argument)
        except OperationalError as broken:
            if not isinstance(broken.__cause__, LockNotAvailable):
                raise
    raise AssertionError(f"The lock was never had in {ATTEMPTS} attempts")
