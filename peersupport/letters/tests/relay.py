"""A real SMTP server for tests that takes letters, and can be told to refuse, to hang up or to be slow."""

import asyncio
import threading
from collections import Counter
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from devstack.processes import free_port

HANG_UP = "hang up"  # instead of an answer
HANG_UP_AND_KEEP = "hang up and keep"  # the letter is taken, but the sender never hears so


class Relay:
    """Keeps what it accepts in ``letters``; ``on_mail`` and ``on_text`` are its next answers, then it accepts."""

    def __init__(self, *, slowness: float = 0.0) -> None:
        self.slowness = slowness
        self.letters: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.on_mail: list[str] = []
        self.on_text: list[str] = []
        self.connections = 0
        self.arrived = threading.Condition()
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port(0))
        self.host, self.port = self._controller.hostname, self._controller.port

    def __enter__(self) -> "Relay":
        self._controller.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._controller.stop()

    @property
    def ids(self) -> Counter:
        """How often each Message-ID has arrived."""
        return Counter(str(letter["Message-ID"]) for letter in self.letters)

    def wait_for(self, count: int, *, seconds: float) -> bool:
        """True as soon as this many letters have been taken."""
        with self.arrived:
            return self.arrived.wait_for(lambda: len(self.letters) >= count, timeout=seconds)

    async def handle_EHLO(self, server: SMTP, session, envelope, hostname, responses):  # noqa: N802
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server: SMTP, session, envelope, address, options) -> str:  # noqa: N802
        answer = self.on_mail.pop(0) if self.on_mail else "250 OK"
        if answer == HANG_UP:
            server.transport.abort()
        elif answer.startswith("2"):
            envelope.mail_from = address
        return answer

    async def handle_DATA(self, server: SMTP, session, envelope) -> str:  # noqa: N802
        if self.slowness:
            await asyncio.sleep(self.slowness)
        answer = self.on_text.pop(0) if self.on_text else "250 Kept"
        if answer.startswith("2") or answer == HANG_UP_AND_KEEP:
            with self.arrived:
                self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
                self.recipients.append(envelope.rcpt_tos)
                self.arrived.notify_all()
        if answer in (HANG_UP, HANG_UP_AND_KEEP):
            server.transport.abort()
        return answer
