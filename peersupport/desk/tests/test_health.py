"""Alive, and all there: asked of parts that are really gone."""

import datetime as dt

import pytest
from django.utils import timezone

from peersupport.desk.views import health
from peersupport.jobs.models import Heartbeat
from peersupport.tests.outage import database_at, dead_port

pytestmark = pytest.mark.django_db


def test_the_process_answers_without_asking_anybody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_a_house_without_worker_and_beat_is_not_ready(client):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (
        503,
        {
            "status": "not ready",
            "postgresql": "ok",
            "valkey": "ok",
            "worker": "missing: no worker answers",
            "beat": "missing: no heartbeat yet",
        },
    )


@pytest.mark.parametrize(("minutes", "answer"), [(1, "ok"), (9, "ok"), (11, "missing: last heartbeat 11 minutes ago")])
def test_beat_is_there_while_its_last_heartbeat_is_young(minutes, answer):
    Heartbeat.objects.create(pk="beat", at=timezone.now() - dt.timedelta(minutes=minutes))

    assert health._beat() == answer


def test_valkey_that_does_not_answer_is_missing(client, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": f"redis://127.0.0.1:{dead_port()}/0"}}

    found = client.get("/readyz").json()

    assert (found["valkey"], found["worker"]) == (
        "missing: it does not answer",
        "cannot be asked: Valkey is missing",
    )


@pytest.mark.django_db(transaction=True)
def test_postgresql_that_does_not_answer_is_missing(client):
    with database_at(dead_port()):
        found = client.get("/readyz")

    assert found.status_code == 503
    assert (found.json()["postgresql"], found.json()["beat"]) == (
        "missing: the database does not answer",
        "cannot be asked: PostgreSQL is missing",
    )
