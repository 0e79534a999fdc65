"""An SMTP server in a process of its own that takes every letter and keeps none. Prints its port."""

import sys

from aiosmtpd.controller import Controller

from devstack.processes import free_port


class Sink:
    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: ARG002, N802
        return "250 Taken"


controller = Controller(Sink(), hostname="127.0.0.1", port=free_port(0))
controller.start()
print(controller.port, flush=True)
sys.stdin.read()
controller.stop()
