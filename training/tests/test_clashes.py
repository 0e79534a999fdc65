"""What is said, and never forbidden, about a session that meets another or falls on an odd day."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils.translation import override

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import MembershipFactory
from programs.models import Cohort
from programs.tests.factories import CohortFactory, CohortLeaderFactory
from training import selectors
from training.models import CourseSession
from training.tests.factories import CourseDayFactory, SessionLeaderFactory

DAY = dt.date(2026, 8, 17)  # a Monday


def held(leader=None, *, place: str = "", **fields) -> Cohort:
    """A cohort with one day, led by one leader."""
    cohort = CohortFactory(running=True, place=place, **fields)
    CourseDayFactory(cohort=cohort, date=DAY)
    if leader is not None:
        CohortLeaderFactory(cohort=cohort, user=leader)
    return cohort


def said(cohort: Cohort, membership) -> dict[str, list[str]]:
    """Part of the day → sentences."""
    rows = list(CourseSession.objects.filter(day__cohort=cohort).select_related("day").prefetch_related("leaders"))
    leaders = [row.user for row in cohort.leaders.select_related("user")]
    with override("en"):
        found = selectors.clashes_of(cohort=cohort, sessions=rows, leaders=leaders, membership=membership)
    return {row.part: found[row.pk] for row in rows}


def test_who_leads_two_courses_at_once_is_named_with_the_other_one(national):
    leader = UserFactory(given_name="Kim", family_name="Ledare")
    cohort, other = held(leader), held(leader)

    sentence = f"Kim Ledare leads {other.name} at the same time."
    assert said(cohort, national) == {"morning": [sentence], "afternoon": [sentence]}


def test_a_course_that_one_does_not_see_has_no_name(db):
    leader = UserFactory(given_name="Kim", family_name="Ledare")
    cohort, _other = held(leader), held(leader)
    region = MembershipFactory(regional=True, organisation=cohort.host)

    assert said(cohort, region)["morning"] == ["Kim Ledare leads another course at the same time."]


def test_who_leads_only_the_other_half_meets_nobody(national):
    leader, second = UserFactory(), UserFactory()
    cohort, other = held(leader), held(leader)
    CohortLeaderFactory(cohort=other, user=second)
    SessionLeaderFactory(session=CourseSession.objects.get(day__cohort=other, part="morning"), user=second)

    assert {part: len(sentences) for part, sentences in said(cohort, national).items()} == {
        "morning": 0,
        "afternoon": 1,
    }


def test_sessions_that_only_touch_do_not_overlap(national):
    leader = UserFactory()
    cohort, other = held(leader), held(leader)
    late = CourseSession.objects.filter(day__cohort=other)
    late.filter(part="afternoon").delete()
    late.update(starts_at=dt.time(12), ends_at=dt.time(13))

    assert said(cohort, national) == {"morning": [], "afternoon": []}


@pytest.mark.parametrize("state", ["completed", "cancelled"])
def test_a_course_that_is_over_is_in_nobodys_way(national, state):
    leader = UserFactory()
    cohort, other = held(leader), held(leader)
    Cohort.objects.filter(pk=other.pk).update(status=state)

    assert said(cohort, national) == {"morning": [], "afternoon": []}


@pytest.mark.parametrize(("room", "met"), [("sal asp", 1), ("Sal Al", 0)])
def test_a_room_is_used_by_one_course_at_a_time(national, room, met):
    cohort = held(place="Folkets hus")
    other = held(place="folkets hus", county=cohort.county)
    CourseSession.objects.filter(day__cohort=cohort).update(room="Sal Asp")
    CourseSession.objects.filter(day__cohort=other).update(room=room)

    sentences = said(cohort, national)["morning"]

    assert sentences == [f"Sal Asp is used by {other.name} at the same time."][:met]


def test_the_same_words_for_a_room_in_another_county_are_another_room(national):
    cohort, _other = held(place="Folkets hus"), held(place="Folkets hus", county__code="12")

    assert said(cohort, national)["morning"] == []


def test_the_schedule_says_so_and_a_change_is_saved_all_the_same(national, signed_in):
    leader = UserFactory(given_name="Kim", family_name="Ledare")
    cohort, other = held(leader), held(leader)
    session = CourseSession.objects.get(day__cohort=cohort, part="morning")
    client = signed_in(national)
    values = {"version": "1", "starts_at": "10:00", "ends_at": "11:00", "room": "Sal Asp"}

    page = client.get(reverse("training:schedule", args=[cohort.pk])).content.decode()
    answer = client.post(reverse("training:session_edit", args=[cohort.pk, session.pk]), values)

    session.refresh_from_db()
    assert f"Kim Ledare leder {other.name} samtidigt." in page
    assert (answer.status_code, session.room) == (302, "Sal Asp")
    assert len(list(get_messages(answer.wsgi_request))) == 2


@pytest.mark.parametrize(("to", "told"), [("2026-08-22", 2), ("2026-12-25", 2), ("2026-08-24", 1)])
def test_a_day_on_a_weekend_or_a_red_day_is_moved_there_and_remarked(national, signed_in, to, told):
    cohort = held()
    day = cohort_day(cohort)

    answer = signed_in(national).post(
        reverse("training:day_move", args=[cohort.pk, day.pk]), {"version": "1", "date": to}
    )

    assert (answer.status_code, cohort_day(cohort).date.isoformat()) == (302, to)
    assert len(list(get_messages(answer.wsgi_request))) == told


def cohort_day(cohort: Cohort):
    return CourseSession.objects.filter(day__cohort=cohort).select_related("day").first().day


@pytest.mark.parametrize("others", [0, 1, 3])
def test_clashes_cost_one_query_however_many_there_are(national, others, django_assert_num_queries):
    leader = UserFactory()
    cohort = held(leader)
    for _n in range(others):
        held(leader)
    rows = list(CourseSession.objects.filter(day__cohort=cohort).select_related("day").prefetch_related("leaders"))

    with django_assert_num_queries(1):
        found = selectors.clashes_of(cohort=cohort, sessions=rows, leaders=[leader], membership=national)

    assert [len(sentences) for sentences in found.values()] == [others, others]
