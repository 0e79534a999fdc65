import datetime as dt

import pytest
from django.db import IntegrityError

from peersupport.jobs import long
from peersupport.jobs.models import LongJob
from peersupport.jobs.tests.factories import NOON, LongJobFactory
from peersupport.jobs.tests.test_idempotency import at_once

pytestmark = pytest.mark.django_db


def test_a_job_from_beginning_to_end():
    job = long.ask(kind="certificates", subject_id=7, owner="membership:1", at=NOON)

    assert long.start(job_id=job.pk, total=3, at=NOON) is True
    assert [long.progress(job_id=job.pk, done=done, at=NOON) for done in (1, 2)] == [True, True]
    assert long.finish(job_id=job.pk, at=NOON) is True

    job.refresh_from_db()
    assert (job.status, job.done, job.total, job.finished_at) == ("done", 3, 3, NOON)


def test_one_worker_only_may_start_it():
    job = LongJobFactory()

    assert [long.start(job_id=job.pk, total=3, at=NOON) for _worker in range(2)] == [True, False]


@pytest.mark.parametrize(("done", "taken"), [(5, True), (4, False), (11, False), (10, True)])
def test_it_never_goes_back_and_never_past_its_end(done, taken):
    job = LongJobFactory(running=True, done=5)

    assert long.progress(job_id=job.pk, done=done, at=NOON) is taken


def test_what_failed_stays_failed_and_shows_how_far_it_came():
    job = LongJobFactory(running=True, done=5)

    assert long.fail(job_id=job.pk, at=NOON) is True
    assert long.finish(job_id=job.pk, at=NOON + dt.timedelta(hours=1)) is False
    assert long.progress(job_id=job.pk, done=6, at=NOON) is False

    job.refresh_from_db()
    assert (job.status, job.done, job.finished_at) == ("failed", 5, NOON)


@pytest.mark.parametrize(
    "wrong",
    [
        {"done": 2, "total": 1},
        {"status": "done", "heard_at": NOON},
        {"finished_at": NOON},
        {"status": "running"},
        {"heard_at": NOON},
        {"problem": "character"},
    ],
)
def test_what_the_database_refuses(wrong):
    with pytest.raises(IntegrityError):
        LongJobFactory(**wrong)


def test_a_job_that_is_not_there_cannot_be_started():
    assert long.start(job_id=0, total=1, at=NOON) is False
    assert LongJob.objects.count() == 0


@pytest.mark.parametrize("subject", [7, None])
def test_asked_for_again_before_it_has_ended_it_is_the_same_job(subject):
    asked = {"kind": "certificates", "subject_id": subject, "owner": "membership:1", "at": NOON}
    first = long.ask(**asked)
    long.start(job_id=first.pk, total=1, at=NOON)

    assert long.ask(**asked) == first
    assert long.ask(**{**asked, "owner": "membership:2"}) != first

    long.finish(job_id=first.pk, at=NOON)
    assert long.ask(**asked).pk > first.pk


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_ask_at_once_all_get_one_job():
    asked = {"kind": "certificates", "subject_id": 7, "owner": "membership:1", "at": NOON}
    jobs = []

    at_once(8, lambda: jobs.append(long.ask(**asked).pk))

    assert jobs == [LongJob.objects.get().pk] * 8


def test_what_is_silent_for_ten_minutes_has_failed():
    silent, alive = LongJobFactory(running=True), LongJobFactory(running=True, subject_id=2)
    long.progress(job_id=alive.pk, done=1, at=NOON + dt.timedelta(minutes=5))

    assert long.give_up(at=NOON + dt.timedelta(minutes=11)) == 1

    assert LongJob.objects.get(pk=silent.pk).status == "failed"
    assert LongJob.objects.get(pk=alive.pk).status == "running"


@pytest.mark.parametrize(("done", "total", "percent"), [(0, 0, 0), (1, 3, 33), (3, 3, 100)])
def test_how_far_it_has_come_in_percent(done, total, percent):
    assert LongJob(done=done, total=total).percent == percent
