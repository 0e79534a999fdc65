"""The reading half: a list, a letter, its source, and the same list for programs."""

import json
import socket
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from devstack.mailbox import pages
from devstack.mailbox.spool import Spool

NEWEST = 200
OUR_NAMES = {"127.0.0.1", "localhost"}
POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
STYLES = Path(__file__).with_name("mailbox.css")
HTML, JSON, CSS, TEXT = (
    f"{kind}; charset=utf-8" for kind in ("text/html", "application/json", "text/css", "text/plain")
)


class Reader(BaseHTTPRequestHandler):
    server: "Mailbox"

    def do_GET(self) -> None:
        # a page elsewhere that points its own name at this machine must not read the letters
        if urlsplit(f"//{self.headers.get('Host', '')}").hostname not in OUR_NAMES:
            self._answer(HTTPStatus.FORBIDDEN, TEXT, "Brevlådan svarar bara på den här datorn.")
            return
        match urlsplit(self.path).path.strip("/").split("/"):
            case [""]:
                self._answer(HTTPStatus.OK, HTML, pages.overview(self.server.spool.newest(NEWEST)))
            case ["mailbox.css"]:
                self._answer(HTTPStatus.OK, CSS, STYLES.read_text())
            case ["api", "letters"]:
                self._answer(HTTPStatus.OK, JSON, self._letters())
            case ["brev", letter, *rest] if rest in ([], ["kalla"]) and (kept := self.server.spool.get(letter)):
                if rest:
                    self._answer(HTTPStatus.OK, TEXT, kept.source.decode(errors="replace"))
                else:
                    self._answer(HTTPStatus.OK, HTML, pages.one(kept))
            case _:
                self._answer(HTTPStatus.NOT_FOUND, HTML, pages.missing())

    def _letters(self) -> str:
        kept = self.server.spool.newest(NEWEST)
        return json.dumps([{"id": k.id, "to": k.to, "subject": k.subject, "text": k.text} for k in kept])

    def _answer(self, status: HTTPStatus, kind: str, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        # letters hold one-time links, which must not leak to where they lead
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the console is for the product."""


class Mailbox(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, spool: Spool, listener: socket.socket):
        super().__init__(listener.getsockname(), Reader, bind_and_activate=False)
        self.socket.close()
        self.socket = listener
        self.spool = spool
