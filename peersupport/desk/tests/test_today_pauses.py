"""What Today asks about pauses, and what it doesn't ask meanwhile."""

import datetime as dt

import pytest
from django.urls import reverse

from peersupport.accounts.permissions import COORDINATORS, Role
from peersupport.desk.rules import RULES
from peersupport.desk.today import queue
from peersupport.directory.tests.factories import MembershipFactory
from training.models import AttendanceWarning
from training.tests.factories import ParticipationFactory, PauseFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 9, 1)
NOON = dt.datetime(2026, 9, 1, 10, 0, tzinfo=dt.UTC)


def days(n: int) -> dt.timedelta:
    return dt.timedelta(days=n)


@pytest.fixture
def national():
    return MembershipFactory(national=True)


def asked(membership) -> list[str]:
    return [item.url for group in queue(RULES, membership, on=TODAY).groups for item in group.items]


@pytest.mark.parametrize(("kept", "is_asked"), [(-40, True), (0, True), (7, True), (8, False)])
def test_a_week_before_the_seat_is_kept_no_longer_and_until_it_is_decided(national, kept, is_asked):
    pause = PauseFactory(begins_on=TODAY - days(50), kept_until=TODAY + days(kept))

    page = reverse("training:pause", args=[pause.participation_id, pause.pk])

    assert asked(national) == ([page] if is_asked else [])


@pytest.mark.parametrize("role", [role for role in Role if role not in COORDINATORS])
def test_only_coordinators_are_asked(role):
    pause = PauseFactory(begins_on=TODAY - days(50), kept_until=TODAY)

    assert asked(MembershipFactory(role=role, organisation=pause.participation.host)) == []


@pytest.mark.parametrize("away", [{"ends_on": TODAY}, {"participation__certified": True}])
def test_nothing_is_asked_about_a_pause_with_a_last_day_or_of_somebody_who_is_certified(national, away):
    PauseFactory(begins_on=TODAY - days(25), kept_until=TODAY, **away)

    assert asked(national) == []


def test_leaders_have_nothing_to_talk_about_meanwhile(national):
    sitting = ParticipationFactory()
    AttendanceWarning.objects.create(participation=sitting, level="below", crossed_at=NOON - days(2))
    before = asked(national)

    PauseFactory(participation=sitting, begins_on=TODAY - days(1))

    assert (before, asked(national)) == ([reverse("training:participation_attendance", args=[sitting.pk])], [])
