"""Trying something out, and having it undone."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie

from django.core.cache import cache
from django.db import transaction
from django.test import Client


@contextmanager
def attempt(client: Client) -> Iterator[None]:
    """One attempt whose effects are taken back: the next one meets the same rows, session and counters."""
    cookies = SimpleCookie(client.cookies)
    cache.clear()
    before = transaction.savepoint()
    yield
    transaction.savepoint_rollback(before)
    cache.clear()
    client.cookies = cookies
