"""Tell the workers that there is something to do. A hint: when it cannot be given, the sweep finds what waits.

Whoever posts a letter, or asks for long work, must not notice that Valkey is down. Celery's own publishing tries for
six to eight seconds then, so the hint goes through a connection that gives up at once, and after a failure nothing is
tried for half a minute.
"""

import logging
import time

from kombu.pools import producers

from peersupport.celery import app

PATIENCE = 0.3  # seconds to connect, and for an answer
SILENCE = 30.0  # seconds without a new try after a failure
TOO_OLD = 60  # seconds after which the sweep has been there

log = logging.getLogger(__name__)
_silent_until = 0.0


def give(task: str) -> bool:
    """Ask a worker for ``task`` now; False when none could be asked. Never raises, never takes longer than a second."""
    global _silent_until  # noqa: PLW0603 - one clock for the process is what is meant
    if time.monotonic() < _silent_until:
        return False
    try:
        with producers[_impatient()].acquire(block=False) as producer:
            app.send_task(task, producer=producer, retry=False, expires=TOO_OLD)
    except Exception as problem:  # noqa: BLE001 - whatever is wrong with the broker, what waits is safe
        log.warning("No worker could be told (%s); the sweep will find it", type(problem).__name__)
        _silent_until = time.monotonic() + SILENCE
        return False
    return True


def _impatient():
    connection = app.connection_for_write(connect_timeout=PATIENCE)
    connection.transport_options = {
        **connection.transport_options,
        "socket_timeout": PATIENCE,
        "socket_connect_timeout": PATIENCE,
        "max_retries": 0,
        "retry_on_timeout": False,
    }
    return connection
