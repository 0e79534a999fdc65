"""A web server in the shape that ./run gives it, on the database of a test or a measurement."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from django.conf import settings
from django.db import connection

SHAPE = ["--worker-class=gthread", "--workers=2", "--threads=2", "--no-control-socket", "--log-level=warning"]
WAITING_AT_THE_DOOR = 512  # connections; a crowd of 200 comes at once


@contextmanager
def served(application: str) -> Iterator[str]:
    """The address of a gunicorn that serves ``application`` until the block ends."""
    names = {"DATABASE_URL": address_of_the_database(), "REDIS_URL": settings.REDIS_URL}
    with socket.create_server(("127.0.0.1", 0), backlog=WAITING_AT_THE_DOOR) as door:
        command = [sys.executable, "-m", "gunicorn", application, f"--bind=fd://{door.fileno()}", *SHAPE]
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "peersupport.settings", **names}
        process = subprocess.Popen(command, env=environment, pass_fds=[door.fileno()])
        url = f"http://127.0.0.1:{door.getsockname()[1]}"
    try:
        yield url
    finally:
        process.terminate()
        process.wait(30)


def address_of_the_database() -> str:
    """Where the database is that Django uses now, which is the test's own."""
    now = connection.settings_dict
    return f"postgres://{now['USER']}:{quote(now['PASSWORD'], safe='')}@{now['HOST']}:{now['PORT']}/{now['NAME']}"
