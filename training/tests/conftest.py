"""Who takes part in the tests, and a course that has been held."""

import uuid
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from peersupport.directory.models import Membership
from peersupport.directory.tests.factories import MembershipFactory, PersonAccessFactory
from programs.models import Cohort
from programs.tests.factories import CohortFactory, CohortLeaderFactory
from training.models import CourseDay, Participation
from training.tests.factories import (
    ApplicationFactory,
    CourseDayFactory,
    ParticipationFactory,
    mark_day,
)
from training.tests.steps import DAY


@pytest.fixture(autouse=True)
def nobody_has_asked_yet() -> None:
    """Counts of public pages are kept in the cache: each test begins without."""
    cache.clear()


@pytest.fixture
def cohort(db) -> Cohort:
    """A running course with one day, one participant and one application."""
    found = CohortFactory(running=True)
    CourseDayFactory(cohort=found, date=DAY)
    ParticipationFactory(cohort=found)
    ApplicationFactory(cohort=found)
    return found


@pytest.fixture
def signed_in() -> Callable[[Membership], Client]:
    """A browser in which this membership's user has signed in."""

    def sign_in(membership: Membership) -> Client:
        client = Client()
        client.force_login(membership.user)
        return client

    return sign_in


@pytest.fixture
def national(db) -> Membership:
    return MembershipFactory(national=True)


@pytest.fixture
def key() -> uuid.UUID:
    return uuid.uuid4()


@pytest.fixture
def held() -> Callable[..., Participation]:
    """A participant of a course whose days are all registered: their marks, day by day."""

    def make(*marks: str, cohort: Cohort | None = None, days: int | None = None) -> Participation:
        cohort = cohort or CohortFactory(running=True)
        if not CourseDay.objects.filter(cohort=cohort).exists():
            CourseDayFactory.create_batch(days or len(marks), cohort=cohort, sessions__registered=True)
        participation = ParticipationFactory(cohort=cohort)
        for day, mark in zip(CourseDay.objects.filter(cohort=cohort).order_by("number"), marks, strict=False):
            mark_day(day, participation, mark)
        return participation

    return make


@pytest.fixture
def leading() -> Callable[[Cohort], Membership]:
    """A course leader of this cohort, with access to those who are in it now."""

    def make(cohort: Cohort) -> Membership:
        leader = MembershipFactory(leader=True, organisation=cohort.host)
        CohortLeaderFactory(cohort=cohort, user=leader.user)
        for participation in Participation.objects.filter(cohort=cohort):
            PersonAccessFactory(person=participation.person, member=leader)
        return leader

    return make
