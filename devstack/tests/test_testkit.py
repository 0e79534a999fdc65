"""The tests' own tools notice what they are for."""

import http.server
import os
import smtplib
import socket
import threading

import pytest

from devstack.testing import IN_PARALLEL, parallel
from devstack.testkit import Sink, findings

PAGE = """<!doctype html><html lang="en"><title>t</title><link rel="icon" href="data:,"><h1>t</h1>{body}</html>"""


@pytest.fixture
def serve():
    """Serve one page body for every address but /missing."""
    bodies = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(404 if self.path == "/missing" else 200)
            self.send_header("Content-Security-Policy", "script-src 'none'")
            self.end_headers()
            self.wfile.write(PAGE.format(body=bodies[-1]).encode())

        def log_message(self, *words):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever).start()

    def at(body, path="/"):
        bodies.append(body)
        return f"http://127.0.0.1:{server.server_port}{path}"

    yield at
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("body", "trouble"),
    [
        ('<img alt="" src="http://cdn.example/x.png">', "request to another machine: http://cdn.example/x.png"),
        ("<script>1</script>", "console: Executing inline script violates"),
        ('<img alt="" src="/missing">', "console: Failed to load resource: the server responded with a status of 404"),
    ],
)
def test_a_page_that_misbehaves_is_noticed(page, watch, serve, body, trouble):
    page.goto(serve(body))

    assert [found for found in watch.troubles if found.startswith(trouble)]
    watch.troubles.clear()


def test_a_pages_own_status_is_for_the_test_to_judge(page, watch, serve):
    assert page.goto(serve("", path="/missing")).status == 404

    assert watch.troubles == []


def test_axe_finds_a_fault(page, serve):
    page.goto(serve('<main><input id="lonely"></main>'))

    assert [found.partition(":")[0] for found in findings(page)] == ["label"]


@pytest.mark.parametrize("host", ["192.0.2.1", "example.org"])
def test_no_test_leaves_this_machine(host):
    with pytest.raises(RuntimeError, match="A test must not leave this machine"):
        socket.create_connection((host, 80), timeout=1)


def test_the_sink_keeps_letters_or_refuses_them():
    with Sink() as sink, smtplib.SMTP(sink.host, sink.port) as client:
        client.sendmail("a@example.org", ["b@example.org"], "Subject: One\n\nHello\n")
        sink.answer = "451 Later"
        with pytest.raises(smtplib.SMTPDataError, match="451"):
            client.sendmail("a@example.org", ["b@example.org"], "Subject: Two\n\nHello\n")

    assert [letter["Subject"] for letter in sink.received] == ["One"]


@pytest.mark.parametrize(
    ("arguments", "flags"),
    [
        ([], IN_PARALLEL),
        (["-q"], IN_PARALLEL),
        (["devstack"], []),
        (["conftest.py::x"], []),
        (["-n", "4"], []),
        (["-x"], []),
    ],
)
def test_tests_run_in_parallel_unless_the_caller_chose(arguments, flags):
    assert parallel(arguments) == flags


def test_a_parallel_process_has_a_valkey_database_of_its_own(settings):
    process = os.environ.get("PYTEST_XDIST_WORKER", "gw-1")

    assert settings.REDIS_URL.rpartition("/")[2] == str(int(process.removeprefix("gw")) + 1)
