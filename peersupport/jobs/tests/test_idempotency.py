import datetime as dt
import threading
from uuid import UUID

import pytest
from django.db import OperationalError, connection, transaction

from peersupport.jobs import idempotency
from peersupport.jobs.models import IdempotencyKey, LongJob
from peersupport.jobs.tests.factories import NOON, LongJobFactory
from peersupport.shared.acting import SYSTEM, acting_as
from peersupport.shared.refusals import Refused

KEY = UUID("5f0f6c1e-0c6b-4c43-9d4a-2a2a6d1f7b11")


def claim(**changes) -> str | None:
    return idempotency.claim(**{"key": KEY, "purpose": "orders", "owner": "membership:1", "at": NOON, **changes})


@pytest.mark.django_db
def test_the_first_does_the_work_and_every_other_gets_its_result():
    assert claim() is None
    idempotency.remember(KEY, "programs.order:42")

    assert [claim(), claim(at=NOON + dt.timedelta(days=1))] == ["programs.order:42"] * 2


@pytest.mark.django_db
def test_work_that_led_to_nothing_is_not_done_again():
    assert claim() is None

    assert claim() == ""


@pytest.mark.django_db
@pytest.mark.parametrize("foreign", [{"owner": "membership:2"}, {"purpose": "sessions"}])
def test_a_token_of_somebody_else_shows_nothing_of_theirs(foreign):
    claim()
    idempotency.remember(KEY, "programs.order:42")

    assert claim(**foreign) == ""


@pytest.mark.django_db
def test_what_was_made_before_is_found_again():
    job = LongJobFactory()

    assert idempotency.made_before(LongJob, f"jobs.longjob:{job.pk}") == job


@pytest.mark.django_db
def test_what_was_taken_away_since_is_said_to_be_gone():
    job = LongJobFactory()
    result = f"jobs.longjob:{job.pk}"
    job.delete()

    with pytest.raises(Refused, match="tagits bort"):
        idempotency.made_before(LongJob, result)


def test_a_token_that_was_used_for_something_else_leads_to_nothing():
    with pytest.raises(Refused):
        idempotency.made_before(LongJob, "")


@pytest.mark.django_db(transaction=True)
def test_work_that_was_rolled_back_can_be_done_again():
    with transaction.atomic():
        claim()
        transaction.set_rollback(True)

    assert claim() is None


def at_once(count: int, work) -> None:
    """Run the same work in so many threads, each on a connection of its own."""

    def one():
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_once_one_does_the_work_and_seven_get_its_result():
    answers = []
    ready = threading.Barrier(8)

    def submit():
        ready.wait()
        with acting_as(SYSTEM):
            answer = claim()
            if answer is None:
                idempotency.remember(KEY, "programs.order:42")
        answers.append(answer)

    at_once(8, submit)

    assert sorted(answers, key=str) == [None] + ["programs.order:42"] * 7


@pytest.mark.django_db(transaction=True)
def test_a_second_submission_does_not_wait_for_ever():
    claimed, given_up = threading.Event(), threading.Event()
    problems = []

    def slow():
        with acting_as(SYSTEM):
            claim()
            claimed.set()
            given_up.wait(20)

    def second():
        claimed.wait(20)
        try:
            with acting_as(SYSTEM):
                claim()
        except OperationalError as problem:
            problems.append(problem.__cause__.pgcode)
        given_up.set()

    jobs = iter([slow, second])
    turn = threading.Lock()

    def each():
        with turn:
            job = next(jobs)
        job()

    at_once(2, each)

    assert problems == ["55P03"]  # lock_not_available, which the middleware turns into a 409 page
    assert IdempotencyKey.objects.count() == 1
