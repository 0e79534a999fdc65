"""A worker does what waits: each job once, and whoever waits is told how it ended."""

import datetime as dt
import logging

import pytest

from peersupport.jobs import long, working
from peersupport.jobs.models import JobFile, LongJob
from peersupport.jobs.tests.factories import NOON, JobFileFactory, LongJobFactory
from peersupport.jobs.working import File, Kind, Stopped

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOON + dt.timedelta(minutes=1)


@pytest.fixture
def kind(monkeypatch):
    """A kind of work that counts to three; what it does besides, each test says."""

    def register(do) -> None:
        monkeypatch.setattr(working, "KINDS", {"tests": Kind("tests", lambda _job: 3, do)})

    return register


def run() -> None:
    working.run(clock=lambda: LATER)


def test_what_waits_is_done_and_its_file_kept(kind):
    job, heard = LongJobFactory(), []

    def do(job, said):
        for step in (1, 2, 3):
            said(step)
            heard.append(LongJob.objects.get(pk=job.pk).done)
        return File("Tre.txt", "text/plain", b"1 2 3")

    kind(do)
    run()
    run()

    job.refresh_from_db()
    assert heard == [1, 2, 3]
    assert (job.status, job.done, job.finished_at) == ("done", 3, LATER)
    assert (job.file.name, bytes(job.file.content), job.file.made_at) == ("Tre.txt", b"1 2 3", LATER)


def test_a_known_problem_is_kept_and_nothing_is_logged(kind, caplog):
    job = LongJobFactory()

    def do(_job, _said):
        raise Stopped("character")

    kind(do)
    run()

    job.refresh_from_db()
    assert (job.status, job.problem, JobFile.objects.count(), caplog.records) == ("failed", "character", 0, [])


def test_an_unknown_problem_is_logged_and_stops_no_other(kind, caplog):
    first, second = LongJobFactory(), LongJobFactory(subject_id=2)

    def do(job, _said):
        if job == first:
            raise RuntimeError("out of paper")
        return File("Tre.txt", "text/plain", b"1 2 3")

    kind(do)
    with caplog.at_level(logging.ERROR):
        run()

    assert [LongJob.objects.get(pk=job.pk).status for job in (first, second)] == ["failed", "done"]
    assert [record.getMessage() for record in caplog.records] == [f"tests {first.pk} failed"]


def test_what_another_worker_took_is_left_to_it(kind):
    job = LongJobFactory()

    def steps(job):
        long.start(job_id=job.pk, total=3, at=NOON)
        return 3

    kind(lambda _job, _said: File("Tre.txt", "text/plain", b"1 2 3"))
    working.KINDS["tests"] = Kind("tests", steps, working.KINDS["tests"].do)
    run()

    assert (LongJob.objects.get(pk=job.pk).status, JobFile.objects.count()) == ("running", 0)


def test_what_was_given_up_keeps_no_file(kind):
    job = LongJobFactory()

    def do(job, _said):
        long.fail(job_id=job.pk, at=LATER)
        return File("Tre.txt", "text/plain", b"1 2 3")

    kind(do)
    run()

    assert (LongJob.objects.get(pk=job.pk).status, JobFile.objects.count()) == ("failed", 0)


def test_a_kind_that_this_worker_does_not_know_waits(kind):
    job = LongJobFactory(kind="newer")

    kind(lambda _job, _said: File("Tre.txt", "text/plain", b"1 2 3"))
    run()

    assert LongJob.objects.get(pk=job.pk).status == "waiting"


def test_a_file_goes_with_its_job():
    file = JobFileFactory()

    file.job.delete()

    assert JobFile.objects.count() == 0
