"""Reminders to those who are admitted."""

import datetime as dt

import pytest
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.letters.models import Letter
from peersupport.letters.outbox import post_many
from peersupport.letters.rendering import render
from programs.models import Cohort
from training import letters
from training.models import Participation
from training.tests.factories import ApplicationFactory, ParticipationFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def days(number: int) -> dt.timedelta:
    return dt.timedelta(days=number)


def admitted(*, starts_in: int, **changed) -> Participation:
    row = ParticipationFactory(**changed)
    starts_on = TODAY + days(starts_in)
    Cohort.objects.filter(pk=row.cohort_id).update(
        status=Cohort.Status.OPEN, starts_on=starts_on, ends_on=starts_on + days(32)
    )
    return row


def due(on: dt.date) -> set[tuple]:
    return {(row["subject_id"], row["occasion"].rpartition("/")[2]) for row in letters.course_starts(on)}


def test_a_course_is_reminded_of_two_weeks_and_three_days_before():
    row = admitted(starts_in=14)

    found = {number: due(TODAY + days(number)) for number in (-1, 0, 10, 11, 13, 14)}

    assert found == {
        -1: set(),
        0: {(row.pk, "14")},
        10: {(row.pk, "14")},
        11: {(row.pk, "3")},
        13: {(row.pk, "3")},
        14: set(),
    }


def test_each_is_written_once_however_often_beat_asks():
    admitted(starts_in=14)
    for number in (0, 0, 1, 11, 12):
        post_many(letters.COURSE_STARTS, on=TODAY + days(number), at=timezone.now())

    assert Letter.objects.count() == 2


def test_who_has_left_or_does_not_know_yet_is_not_reminded():
    by = UserFactory()
    untold = ApplicationFactory(status="admitted", decided_at=timezone.now(), decided_by=by)
    admitted(starts_in=14, application=untold)
    admitted(starts_in=14, dropped_out=True)

    assert due(TODAY) == set()


def test_it_goes_to_the_address_of_who_has_no_account_in_their_language_and_names_nothing():
    by = UserFactory()
    told = {"status": "admitted", "decided_at": timezone.now(), "decided_by": by}
    application = ApplicationFactory(**told, told_at=timezone.now(), told_by=by, language="en")
    row = admitted(starts_in=3, application=application, person__email="asa@example.org")

    post_many(letters.COURSE_STARTS, on=TODAY, at=timezone.now())

    letter = Letter.objects.get()
    text = render(letter).source.decode()
    assert (letter.address, letter.language, letter.user) == ("asa@example.org", "en", None)
    assert "Subject: It starts soon" in text
    assert not any(word in text for word in (row.person.family_name, row.cohort.name, row.cohort.place, "peer supp"))


def test_a_course_that_is_called_off_is_not_reminded_of():
    row = admitted(starts_in=14)
    post_many(letters.COURSE_STARTS, on=TODAY, at=timezone.now())
    Cohort.objects.filter(pk=row.cohort_id).update(status=Cohort.Status.CANCELLED)

    assert letters.COURSE_STARTS.still_wanted({row.pk}) == set()
