"""Today asks for a certificate when somebody has taken a day again long after their course."""

import datetime as dt

import pytest

from peersupport.desk.rules import RULES
from peersupport.desk.today import queue
from peersupport.directory.tests.factories import MembershipFactory
from programs.models import Cohort
from programs.tests.factories import CohortFactory
from training.models import CourseDay, MakeUp
from training.tests.factories import CourseDayFactory, MakeUpFactory, ParticipationFactory, mark_day

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 9, 1)


@pytest.mark.parametrize(
    ("days_ago", "is_asked"), [(0, True), (30, True), (31, False)], ids=["today", "a month ago", "longer ago"]
)
def test_a_month_long_from_the_day_on_which_it_was_signed_off(days_ago, is_asked):
    cohort = CohortFactory(status="completed", starts_on=dt.date(2026, 2, 2), ends_on=dt.date(2026, 3, 6))
    sitting = ParticipationFactory(cohort=cohort)
    mark_day(CourseDayFactory(cohort=cohort, sessions__registered=True), sitting, "absent")
    again_on = CourseDayFactory(cohort=CohortFactory(programme=cohort.programme, host=cohort.host))
    day = CourseDay.objects.get(cohort=cohort)
    MakeUpFactory(participation=sitting, day=day, again_on=again_on, what="", signed_off=True)
    signed_off_at = dt.datetime(2026, 9, 1, 10, tzinfo=dt.UTC) - dt.timedelta(days=days_ago)
    MakeUp.objects.update(signed_off_at=signed_off_at)

    asked = queue(RULES, MembershipFactory(national=True), on=TODAY)

    urls = [item.url for group in asked.groups for item in group.items if "/intyg/" in item.url]
    assert urls == ([f"/utbildningar/{Cohort.objects.earliest('pk').pk}/intyg/"] if is_asked else [])
