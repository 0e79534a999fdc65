"""Real workers that are killed while they send, over a real relay: what arrived, and how often.

Used by a test (200 letters, 3 kills) and by the bench (2,000 letters, 20 kills).
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone

from peersupport.accounts.access import SYSTEM, acting_as
from peersupport.accounts.models import User
from peersupport.celery import app
from peersupport.letters.models import Letter
from peersupport.letters.outbox import Draft, post
from peersupport.letters.rendering import message_id
from peersupport.letters.tests.relay import Relay

KIND = "password_reset"  # a kind of the product itself, so that the worker runs nothing but the product
SWEEP = "peersupport.letters.tasks.sweep"
SWEEP_EVERY = 0.5  # seconds: beat's minute, made short


@dataclass(frozen=True)
class Tally:
    """What the relay saw."""

    posted: int
    arrived: int
    lost: int
    twice: int  # deliveries beyond the first of each Message-ID
    strangers: int  # letters with a Message-ID that nobody posted
    kills: int
    seconds: float


class Worker:
    """A Celery worker of the product in a process of its own, on the database of this process."""

    def __init__(self, relay: Relay, broker: str) -> None:
        here = connection.settings_dict
        database = f"postgres://{here['USER']}:{here['PASSWORD']}@{here['HOST']}:{here['PORT']}/{here['NAME']}"
        self.environment = {
            **os.environ,
            "DATABASE_URL": database,
            "REDIS_URL": broker,
            "DEMO": "1",  # tests run as the tables' owner, which production refuses
            "ALLOWED_HOSTS": "127.0.0.1",
            "EMAIL_HOST": relay.host,
            "EMAIL_PORT": str(relay.port),
            "EMAIL_TIMEOUT": "1",  # and so a lease of six seconds
        }
        self.process = self._start()

    def _start(self) -> subprocess.Popen:
        words = [sys.executable, "-m", "celery", "-q", "-A", "peersupport", "worker", "--pool=solo", "--loglevel=ERROR"]
        words += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        return subprocess.Popen(words, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        """SIGKILL: no time to say or to write anything."""
        self.process.kill()
        self.process.wait()

    def restart(self) -> None:
        self.kill()
        self.process = self._start()


def post_letters(count: int, *, kind: str = KIND) -> list[str]:
    """Letters to so many new users; their Message-IDs."""
    now = timezone.now()
    users = [User(email=f"{uuid4().hex}@example.org", given_name="Test", password="!") for _ in range(count)]
    with acting_as(SYSTEM):
        users = User.objects.bulk_create(users)
        drafts = [Draft(kind, u.pk, "kills", expires_at=now + timedelta(hours=2), user=u) for u in users]
        for draft in drafts:
            post(draft, at=now)
    return [message_id(draft.key) for draft in drafts]


def kill_while_sending(
    relay: Relay, *, broker: str, letters: int, kills: int, seconds: float, chance: random.Random | None = None
) -> Tally:
    """Post letters, kill the worker at random moments of their delivery, wipe Valkey half-way, and count."""
    chance = chance or random.Random()
    ids = post_letters(letters)
    moments = sorted(chance.sample(range(1, letters - letters // 20), kills))
    wiped_at = moments[len(moments) // 2]
    began = time.monotonic()
    worker = Worker(relay, broker)
    try:
        for arrived in moments:
            _sweep_until(lambda n=arrived: len(relay.letters) >= n, broker=broker, seconds=seconds)
            time.sleep(chance.uniform(0, 2 * relay.slowness))  # anywhere between two letters
            worker.restart()
            if arrived == wiped_at:
                wipe(broker)
        _sweep_until(_nothing_waits, broker=broker, seconds=seconds)
    finally:
        worker.kill()
    return tally(relay, ids, kills=kills, seconds=time.monotonic() - began)


def wipe(broker: str) -> None:
    """Valkey forgets everything."""
    with redis.Redis.from_url(broker) as client:
        client.flushdb()


def tally(relay: Relay, ids: list[str], *, kills: int, seconds: float) -> Tally:
    seen = relay.ids
    return Tally(
        posted=len(ids),
        arrived=sum(seen.values()),
        lost=sum(one not in seen for one in ids),
        twice=sum(count - 1 for count in seen.values()),
        strangers=len(set(seen) - set(ids)),
        kills=kills,
        seconds=seconds,
    )


def _sweep_until(reached: Callable[[], bool], *, broker: str, seconds: float) -> None:
    """Send what beat sends, until it has come that far. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    sweep_at = 0.0
    with app.connection_for_write(broker) as line:
        while not reached():
            now = time.monotonic()
            if now > deadline:
                raise TimeoutError("The letters did not get through")
            if now >= sweep_at:
                app.send_task(SWEEP, connection=line, expires=SWEEP_EVERY * 2)
                sweep_at = now + SWEEP_EVERY
            time.sleep(0.005)


def _nothing_waits() -> bool:
    time.sleep(0.1)
    return not Letter.objects.filter(state__in=[*Letter.WAITING, Letter.State.SENDING]).exists()


def own_corner(number: int) -> str:
    """An address of this machine's Valkey where nobody else keeps anything."""
    return f"{settings.REDIS_URL.rpartition('/')[0]}/{number}"
