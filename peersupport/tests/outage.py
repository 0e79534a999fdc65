"""PostgreSQL as it is on a bad day: nobody listens, or the connection ends. Each of these really happens."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory


def dead_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextmanager
def database_at(port: int) -> Iterator[None]:
    """Until the end of the block, this thread looks for its database on this port."""
    there = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(HOST="127.0.0.1", PORT=str(port))
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(there)


def end_connection() -> None:
    """End this thread's connection from another one, and come back when the server has done it."""
    pid = connection.connection.info.backend_pid
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        assert cursor.fetchone() == (True,)
    other.close()


class EndsBefore:
    """An execute_wrapper that ends the connection before one of the questions: 1 is the first."""

    def __init__(self, number: int) -> None:
        self.number, self.asked = number, 0

    def __call__(self, execute, *question):
        self.asked += 1
        if self.asked == self.number:
            end_connection()
        return execute(*question)


def answer(path: str, client: Client, **headers: str) -> HttpResponse:
    """What a web server gets from the product, with all that happens around a request.

    Django's test client leaves out what ends broken connections, and raises what the product would answer.
    """
    factory = RequestFactory(headers=headers)
    factory.cookies = client.cookies
    response = WSGIHandler()(factory.get(path).environ, lambda *_: None)
    response.close()
    return response
