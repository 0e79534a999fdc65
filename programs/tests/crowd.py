"""Many people at once: the same call in threads, each with a connection and a transaction of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

from peersupport.accounts.access import SYSTEM, acting_as
from peersupport.shared.refusals import Refused

THREADS = 20
Argument, Result = TypeVar("Argument"), TypeVar("Result")


def at_once(call: Callable[[Argument], Result], arguments: list[Argument]) -> list[Result | Refused]:
    """The results of ``call``, one per argument, in their order; a refusal counts as a result."""
    start = Barrier(min(THREADS, len(arguments)))

    def one(position: int, argument: Argument) -> Result | Refused:
        if position < start.parties:
            start.wait(timeout=10)
        try:
            with acting_as(SYSTEM):
                return call(argument)
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(start.parties) as pool:
        return list(pool.map(one, range(len(arguments)), arguments))
