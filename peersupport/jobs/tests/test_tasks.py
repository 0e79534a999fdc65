import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from peersupport.jobs import tasks
from peersupport.jobs.models import Heartbeat, IdempotencyKey, JobFile, LongJob
from peersupport.jobs.tests.factories import (
    NOON,
    HeartbeatFactory,
    IdempotencyKeyFactory,
    JobFileFactory,
    LongJobFactory,
)

pytestmark = pytest.mark.django_db


def test_the_heart_beats():
    HeartbeatFactory(at=NOON - dt.timedelta(days=900))

    tasks.heartbeat()
    tasks.heartbeat()

    [beat] = Heartbeat.objects.all()
    assert timezone.now() - beat.at < dt.timedelta(seconds=5)


def test_what_has_run_out_is_tidied_away_and_the_rest_is_left():
    now = timezone.now()
    IdempotencyKeyFactory(created_at=now - dt.timedelta(days=8))
    kept = IdempotencyKeyFactory(created_at=now - dt.timedelta(days=6))
    Session.objects.create(session_key="old", session_data="", expire_date=now - dt.timedelta(seconds=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + dt.timedelta(minutes=1))

    tasks.tidy()

    assert list(IdempotencyKey.objects.values_list("pk", flat=True)) == [kept.pk]
    assert list(Session.objects.values_list("pk", flat=True)) == ["new"]


def test_a_file_is_erased_after_a_day_and_the_note_of_its_job_after_a_week():
    now = timezone.now()
    JobFileFactory(made_at=now - dt.timedelta(days=1), job__finished_at=now - dt.timedelta(days=8))
    kept = JobFileFactory(made_at=now - dt.timedelta(hours=23), job__finished_at=now, job__subject_id=2)
    waiting = LongJobFactory(created_at=now - dt.timedelta(days=9))

    tasks.erase_files()
    tasks.tidy()

    assert list(JobFile.objects.values_list("pk", flat=True)) == [kept.pk]
    assert set(LongJob.objects.values_list("pk", flat=True)) == {kept.job_id, waiting.pk}
