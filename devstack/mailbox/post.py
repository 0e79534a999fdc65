"""The SMTP half: a letter is a file before its sender hears 250."""

import socket

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from devstack.mailbox.spool import Spool

LARGEST = 20 * 2**20


class Keeper:
    def __init__(self, spool: Spool):
        self.spool = spool

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802
        letter = self.spool.keep(envelope.content, to=envelope.rcpt_tos)
        return f"250 Kept as {letter}"


class Post(Controller):
    """aiosmtpd's server in a thread of its own, on a socket that was opened for it."""

    def __init__(self, spool: Spool, listener: socket.socket):
        self.listener = listener
        super().__init__(Keeper(spool), hostname="127.0.0.1", port=listener.getsockname()[1], data_size_limit=LARGEST)

    def _create_server(self):
        return self.loop.create_server(self._factory_invoker, sock=self.listener)
