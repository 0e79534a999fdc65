"""python -m devstack.mailbox FOLDER SMTP HTTP: serve on two listening sockets that were handed over by number."""

import signal
import socket
import sys
import threading
from pathlib import Path

from devstack.mailbox.post import Post
from devstack.mailbox.spool import Spool
from devstack.mailbox.web import Mailbox


def main(folder: str, smtp: str, http: str) -> None:
    spool = Spool(Path(folder))
    post = Post(spool, socket.socket(fileno=int(smtp)))
    pages = Mailbox(spool, socket.socket(fileno=int(http)))
    # shutdown() waits for serve_forever(), which this very thread is in
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=pages.shutdown).start())
    post.start()
    try:
        pages.serve_forever()
    finally:
        post.stop()


main(*sys.argv[1:])
