import datetime as dt
import socket
import time

import pytest
import redis
from django.db import transaction

from peersupport.celery import app
from peersupport.jobs import hint
from peersupport.letters.models import Letter
from peersupport.letters.outbox import DELIVER, Draft, post
from peersupport.letters.tests.factories import NOON
from peersupport.tests.valkey import corner_of_valkey


@pytest.fixture(autouse=True)
def not_silent(monkeypatch):
    monkeypatch.setattr(hint, "_silent_until", 0.0)


@pytest.fixture
def broker(monkeypatch):
    """Point publishing at another server."""
    return lambda url: monkeypatch.setattr(app.conf, "broker_write_url", url)


@pytest.fixture
def queue(broker):
    """The real Valkey, in a corner that no worker listens to; how many hints lie there."""
    url = corner_of_valkey(10)
    client = redis.Redis.from_url(url)
    client.flushdb()
    broker(url)
    yield lambda: client.llen("celery")
    client.flushdb()
    client.close()


def greet(occasion: str) -> bool:
    draft = Draft("greeting", 7, occasion, expires_at=NOON + dt.timedelta(days=1), address="anna@example.org")
    return post(draft, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_workers_are_told_after_the_commit_and_once(greeting, queue):
    with transaction.atomic():
        greet("a")
        greet("b")
        assert queue() == 0

    assert queue() == 1


@pytest.mark.django_db(transaction=True)
def test_workers_are_not_told_of_a_letter_that_was_rolled_back(greeting, queue):
    with transaction.atomic():
        greet("a")
        transaction.set_rollback(True)

    assert queue() == 0
    assert Letter.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_letter_that_was_there_already_is_no_news(greeting, queue):
    greet("a")
    greet("a")

    assert queue() == 1


@pytest.mark.django_db(transaction=True)
def test_a_valkey_that_is_down_delays_and_breaks_nothing(greeting, broker):
    broker("redis://127.0.0.1:1/0")

    began = time.monotonic()
    with transaction.atomic():
        greet("a")

    assert time.monotonic() - began < 1
    assert Letter.objects.count() == 1


def test_a_valkey_that_never_answers_is_given_up_on_and_then_left_alone(broker):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        broker(f"redis://127.0.0.1:{deaf.getsockname()[1]}/0")

        began = time.monotonic()
        assert hint.give(DELIVER) is False
        assert 0 < time.monotonic() - began < 2

        began = time.monotonic()
        assert hint.give(DELIVER) is False
        assert time.monotonic() - began < 0.1
