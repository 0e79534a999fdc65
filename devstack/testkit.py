"""What the fixtures in conftest.py are made of: a browser that is watched, axe, a letter box, the real ./run."""

import ipaddress
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError

from devstack import ROOT
from devstack.processes import free_port
from devstack.services import without_product
from devstack.state import State

SCHEMES, WIDTHS = ("light", "dark"), (1440, 390, 320)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = Axe().axe_script


def is_loopback(host: str | None) -> bool:
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def only_loopback(event: str, arguments: tuple) -> None:
    """Audit hook: refuse whatever would leave this machine."""
    host = None
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    host = host.decode() if isinstance(host, bytes) else host
    if not is_loopback(host):
        raise RuntimeError(f"A test must not leave this machine: {event} {host}")


class Watch:
    """Notes what a page should never do: ask another machine for something, or complain in the console.

    A test that provokes a complaint on purpose reads it from `troubles` and clears the list.
    """

    def __init__(self):
        self.troubles: list[str] = []
        self._visited: set[str] = set()

    def over(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", self._error)

    def _request(self, request: Request) -> None:
        if request.is_navigation_request():
            self._visited.add(request.url)
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and not is_loopback(parts.hostname):
            self.troubles.append(f"request to another machine: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        # the browser also complains of a page's own 404, which the test sees for itself
        own_status = message.text.startswith("Failed to load resource") and message.location["url"] in self._visited
        if message.type == "error" and not own_status:
            self.troubles.append(f"console: {message.text} ({message.location['url']})")

    def _error(self, error: WebError) -> None:
        self.troubles.append(f"uncaught: {error.error}")


def findings(page: Page) -> list[str]:
    """Return what axe finds on the page against WCAG 2.2 AA, one line for each place."""
    page.wait_for_load_state()  # a click that leads to another page is over before that page is there
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    violations = page.evaluate("async (options) => (await axe.run(options)).violations", options)
    return [
        f"{rule['id']}: {rule['help']}: {' '.join(map(str, node['target']))} {node['html'][:160]}"
        for rule in violations
        for node in rule["nodes"]
    ]


def every_look(page: Page) -> Iterator[tuple[str, int]]:
    """Show the page in light and dark at each width in turn, and then as it was."""
    own = page.viewport_size
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # colours change at once
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": own["height"]})
            yield scheme, width
    page.emulate_media(color_scheme="null", reduced_motion="null")
    page.set_viewport_size(own)


def scrolls_sideways(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


class Sink:
    """A real SMTP server that keeps the letters it gets in `received`, or answers `answer` and keeps nothing."""

    def __init__(self):
        self.received: list[EmailMessage] = []
        self.answer = "250 Kept"
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port(0))
        self.host, self.port = self._controller.hostname, self._controller.port

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: ARG002, N802
        if self.answer.startswith("2"):
            self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.answer

    def __enter__(self):
        self._controller.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._controller.stop()


class Stack:
    """The whole product as ./run starts it, with a folder of its own."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.environment = {
            **without_product(os.environ),
            "STATE_DIR": str(folder),
            "PORT": str(free_port(8100)),
        }
        self.console = folder.with_suffix(".console")

    def start(self, *, seconds: float = 240) -> None:
        """Start it, and return when it has said that it is ready. Raises RuntimeError with what it said instead."""
        with self.console.open("wb") as console:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "run")], env=self.environment, stdout=console, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + seconds
        # what a killed one had published is there until this one publishes: ./run keeps its process id to the end
        while not self._is_ready(facts := State(self.folder).published()):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"./run did not start:\n{self.console.read_text()[-3000:]}")
            time.sleep(0.2)
        self.url, self.mailbox_url, self.password = facts["url"], facts["mailbox_url"], facts["password"]

    def _is_ready(self, facts: dict) -> bool:
        return bool(facts.get("ready")) and facts.get("pid") == self.process.pid

    def letters(self) -> list[dict[str, str]]:
        """Return what the mailbox holds, newest first: id, to, subject, text."""
        with urllib.request.urlopen(f"{self.mailbox_url}api/letters", timeout=10) as answer:
            return json.load(answer)

    def manage(self, *words: str) -> str:
        """Run one command of manage.py beside it, and return what that printed."""
        command = [sys.executable, str(ROOT / "run"), "manage", *words]
        return subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True).stdout

    def stop(self) -> int:
        """Stop it as Ctrl-C does, and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)

    def kill(self) -> None:
        """Kill it as the machine's owner may at any time."""
        self.process.kill()
        self.process.wait()
