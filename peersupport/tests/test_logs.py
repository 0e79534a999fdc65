"""Codes of links, searches and rows don't reach the logs: by real requests and the real logging configuration."""

import http.client
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from devstack.postgres import APP
from devstack.processes import free_port
from peersupport.accounts.models import User
from peersupport.accounts.tests.factories import UserFactory
from peersupport.shared.logs import masked
from peersupport.tests.printed import printed
from peersupport.tests.urls import addresses

SECRET = "h3mlig-kod"
# Arguments that are text and open to everybody who may see the page; a new one is added after somebody has thought
NOT_SECRET = {"number", "uidb36", "name"}  # "name": of a key that is published
TEXTS = [
    (address, argument)
    for address in addresses()
    for argument, value in address.arguments.items()
    if isinstance(value, str) and argument not in NOT_SECRET
]


def name(given) -> str:
    return given if isinstance(given, str) else given.name


def test_these_arguments_of_addresses_are_secret():
    assert {argument for _address, argument in TEXTS} == {"code", "key", "token"}


@pytest.mark.parametrize(("address", "argument"), TEXTS, ids=name)
def test_every_secret_argument_of_an_address_is_masked(address, argument):
    path = reverse(address.name, kwargs={**address.arguments, argument: SECRET})

    assert (path.count(SECRET), masked(path).count(SECRET)) == (1, 0)
    assert masked(f"https://peer.example.se{path.upper()}").count(SECRET.upper()) == 0


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Not Found: /ansok/abc/", "Not Found: /ansok/…/"),
        ("Not Found: /min-ansokan/1-abc/tid/", "Not Found: /min-ansokan/…/tid/"),
        ("Not Found: /ansok/abc", "Not Found: /ansok/…"),
        ("Gone: /inbjudan/1:a_b-c/tack/", "Gone: /inbjudan/…/tack/"),
        ("/konto/losenord/glomt/1a-b2c-def/ was called", "/konto/losenord/glomt/…/ was called"),
        (
            '"GET /sok/?q=Anna%20B HTTP/1.1" 200 "https://x.se/c/abc?a=b"',
            '"GET /sok/?… HTTP/1.1" 200 "https://x.se/c/…?…"',
        ),
        ("Not Found: " + "/" * 100_000, "Not Found: " + "/" * 100_000),
        ('path(r"(?P<key>x)")', 'path(r"(?P<key>x)")'),
        ("<WSGIRequest: GET '/sok/?q=Anna'>", "<WSGIRequest: GET '/sok/?…'>"),
        (
            'refused by "x"\nDETAIL:  Failing row contains (1, a@b.se, first\nsecond line).\n',
            'refused by "x"\nDETAIL: …\n',
        ),
        (
            "refused\nDETAIL:  Key (a)=(b) exists.\n\n\nThe above exception was the direct cause of",
            "refused\nDETAIL: …\n\n\nThe above exception was the direct cause of",
        ),
        (
            "raised unexpected: IntegrityError('refused\\nDETAIL:  Key (a)=(b\\nc) exists.\\n')\nTraceback (most",
            "raised unexpected: IntegrityError('refused\\nDETAIL: …\nTraceback (most",
        ),
        ("Is it there? /readyz says: yes, in 3 s", "Is it there? /readyz says: yes, in 3 s"),
        ("Not Found: /bestallningar/2026-001/", "Not Found: /bestallningar/2026-001/"),
    ],
    ids=lambda text: text[:40],
)
def test_a_line_keeps_its_shape(line, shown):
    assert masked(line) == shown


def refused_links() -> None:
    """Ask for what isn't there or isn't allowed, at every kind of address that holds a secret."""
    client = Client(raise_request_exception=False)
    for path in (f"/ansok/{SECRET}/", f"/ansok/{SECRET}/tack/", f"/inbjudan/{SECRET}/", f"/c/{SECRET}/"):
        client.get(path)
        client.get(f"{path}finns-inte/?q={SECRET}")
        Client(enforce_csrf_checks=True).post(path)
    client.put(f"/konto/losenord/glomt/1-{SECRET}/")


def refused_row() -> None:
    """PostgreSQL tells which row it was that it refused, and the traceback and the error's repr tell it on."""
    UserFactory(email=f"{SECRET}@example.org")
    try:
        with transaction.atomic():
            UserFactory(email=f"{SECRET}@example.org")
    except IntegrityError as error:
        logging.getLogger("training").exception("Not made")
        logging.getLogger("celery.app.trace").error("raised unexpected: %s", repr(error))


@contextmanager
def plain_formatter() -> Iterator[None]:
    """The same logging without what masks it."""
    [handler] = [one for one in logging.getLogger("django").handlers if one.name == "stdout"]
    ours = handler.formatter
    handler.setFormatter(logging.Formatter())
    try:
        yield
    finally:
        handler.setFormatter(ours)


@pytest.mark.django_db
@pytest.mark.parametrize("happening", [refused_links, refused_row])
def test_nothing_secret_is_logged(happening):
    with printed() as lines:
        happening()
    User.objects.all().delete()
    with printed() as control, plain_formatter():
        happening()

    assert control.getvalue().count(SECRET) > 0
    assert lines.getvalue().count(SECRET) == 0
    assert lines.getvalue().count("\n") == control.getvalue().count("\n")


# As in devstack.demo, with the access log that an operator may turn on
GUNICORN = ["-m", "gunicorn", "peersupport.wsgi", "--worker-class=gthread", "--no-control-socket", "--access-logfile=-"]
UNMASKED = """
import logging

def post_worker_init(worker):
    for name in ("django", "gunicorn.access", "gunicorn.error"):
        logging.getLogger(name).handlers[0].setFormatter(logging.Formatter())
"""


@contextmanager
def web_server(cluster, *words: str, log: Path) -> Iterator[int]:
    """A web server on a database without tables, so that pages are faults; its port."""
    port = free_port(0)
    environment = {**os.environ, "DEMO": "1", "DATABASE_URL": cluster.url(APP)}
    with log.open("wb") as lines:
        command = [sys.executable, *GUNICORN, f"--bind=127.0.0.1:{port}", *words]
        process = subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, stdout=lines, stderr=lines)
    try:
        yield port
    finally:
        process.terminate()
        process.wait(20)


def ask(port: int, path: str, *, patience: float = 30) -> int:
    """The status of the page, as soon as somebody listens."""
    deadline = time.monotonic() + patience
    while True:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
        try:
            line.request("GET", path)
            return line.getresponse().status
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        finally:
            line.close()


@pytest.mark.parametrize(("setting", "is_masked"), [("", True), (UNMASKED, False)], ids=["as it is", "unmasked"])
def test_what_gunicorn_writes_of_requests_is_masked_too(cluster, tmp_path, setting, is_masked):
    configuration, log = tmp_path / "gunicorn.conf.py", tmp_path / "log"
    configuration.write_text(setting)

    with web_server(cluster, f"--config={configuration}", log=log) as port:
        found = [ask(port, path) for path in (f"/sok/?q={SECRET}", f"/c/{SECRET}/", f"/ansok/{SECRET}/finns-inte/")]

    written = log.read_text()
    assert found == [302, 500, 404]
    assert [written.count(f"GET {path} ") for path in ("/sok/?…", "/c/…/", "/ansok/…/finns-inte/")] == [is_masked] * 3
    assert (written.count(SECRET) == 0) is is_masked
