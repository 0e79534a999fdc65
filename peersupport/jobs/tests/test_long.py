import datetime as dt

import pytest
from django.db import IntegrityError

from peersupport.jobs import long
from peersupport.jobs.models import LongJob
from peersupport.jobs.tests.factories import NOON, LongJobFactory

pytestmark = pytest.mark.django_db


def test_a_job_from_beginning_to_end():
    job = long.ask(kind="certificates", subject_id=7, owner="membership:1", at=NOON)

    assert long.start(job_id=job.pk, total=3) is True
    assert [long.progress(job_id=job.pk, done=done) for done in (1, 2)] == [True, True]
    assert long.finish(job_id=job.pk, at=NOON) is True

    job.refresh_from_db()
    assert (job.status, job.done, job.total, job.finished_at) == ("done", 3, 3, NOON)


def test_one_worker_only_may_start_it():
    job = LongJobFactory()

    assert [long.start(job_id=job.pk, total=3) for _worker in range(2)] == [True, False]


@pytest.mark.parametrize(("done", "taken"), [(5, True), (4, False), (11, False), (10, True)])
def test_it_never_goes_back_and_never_past_its_end(done, taken):
    job = LongJobFactory(running=True, done=5)

    assert long.progress(job_id=job.pk, done=done) is taken


def test_what_failed_stays_failed_and_shows_how_far_it_came():
    job = LongJobFactory(running=True, done=5)

    assert long.fail(job_id=job.pk, at=NOON) is True
    assert long.finish(job_id=job.pk, at=NOON + dt.timedelta(hours=1)) is False
    assert long.progress(job_id=job.pk, done=6) is False

    job.refresh_from_db()
    assert (job.status, job.done, job.finished_at) == ("failed", 5, NOON)


@pytest.mark.parametrize("wrong", [{"done": 2, "total": 1}, {"status": "done"}, {"finished_at": NOON}])
def test_what_the_database_refuses(wrong):
    with pytest.raises(IntegrityError):
        LongJobFactory(**wrong)


def test_a_job_that_is_not_there_cannot_be_started():
    assert long.start(job_id=0, total=1) is False
    assert LongJob.objects.count() == 0
