"""Letters under fire, and what one letter costs.

First 2,000 letters while the worker is killed 20 times and Valkey is wiped: the very code of the test with 3 kills
(peersupport/letters/tests/kills.py). Then the time of one letter through the outbox (claimed, checked, written, sent
and marked) beside a floor: Django's own EmailMessage of the same text over one connection that is kept open, which
remembers nothing and asks nothing. What a letter costs above it is the database's: four statements, two transactions.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection
from django.utils import timezone

from bench.report import Figure

LETTERS, KILLS = 2_000, 20
ROUNDS, A_ROUND = 10, 100
LONGEST = 20  # milliseconds a letter: a morning's 10,000 reminders are out within four minutes, by one worker


def main() -> list[Figure]:
    """Runs as the owner of the tables, in a test database of its own."""
    os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"]
    django.setup()
    created = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        return [*_under_fire(), _cost()]
    finally:
        connection.creation.destroy_test_db(created, verbosity=0)


def _under_fire() -> list[Figure]:
    from peersupport.letters.tests.kills import kill_while_sending, own_corner
    from peersupport.letters.tests.relay import Relay

    with Relay(slowness=0.01) as relay:
        seen = kill_while_sending(relay, broker=own_corner(9), letters=LETTERS, kills=KILLS, seconds=300)
    note = f"{seen.posted} letters, worker killed {seen.kills} times, Valkey wiped, {seen.seconds:.0f} s"
    return [
        Figure("letters lost", seen.lost, "letters", "0", seen.lost == 0, note=note),
        Figure("letters sent twice", seen.twice, "letters", f"≤ {KILLS}, same Message-ID", seen.twice <= KILLS),
        Figure("letters nobody posted", seen.strangers, "letters", "0", seen.strangers == 0),
    ]


def _cost() -> Figure:
    """The median of ten rounds; product and floor take turns, so that a busy machine slows both alike."""
    with _sink():
        rounds = [(_by_hand(), _through_the_outbox()) for _round in range(ROUNDS)]
    floor = statistics.median(first for first, _second in rounds)
    ours = statistics.median(second for _first, second in rounds)
    note = f"{1000 / ours:.0f} letters a second and worker"
    return Figure("one letter", ours, "ms", f"≤ {LONGEST} ms", ours <= LONGEST, floor, note)


def _through_the_outbox() -> float:
    """Milliseconds a letter."""
    from peersupport.letters import delivery
    from peersupport.letters.tests.kills import post_letters

    post_letters(A_ROUND)
    began = time.perf_counter()
    sent = delivery.run(clock=timezone.now)
    took = time.perf_counter() - began
    if sent != A_ROUND:
        raise SystemExit(f"{sent} of {A_ROUND} letters were sent")
    return took * 1000 / A_ROUND


def _by_hand() -> float:
    """Milliseconds a letter."""
    subject, body = _same_text()
    with get_connection() as line:
        began = time.perf_counter()
        for number in range(A_ROUND):
            EmailMessage(subject, body, to=[f"reader{number}@example.org"], connection=line).send()
        return (time.perf_counter() - began) * 1000 / A_ROUND


def _same_text() -> tuple[str, str]:
    """What the letters of the other side say."""
    from email import message_from_bytes, policy

    from peersupport.letters.models import Letter
    from peersupport.letters.rendering import render

    letter = Letter.objects.select_related("user").latest("pk")
    message = message_from_bytes(render(letter).source, policy=policy.default)
    return str(message["Subject"]), message.get_content()


@contextmanager
def _sink() -> Iterator[None]:
    """An SMTP server in a process of its own, which both sides send to."""
    command = [sys.executable, "-m", "bench.sink"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(sink.stdout.readline())
        yield
        sink.stdin.close()
