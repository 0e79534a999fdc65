"""Last year's cohort becomes next year's draft: its days, and nothing of its people or orders."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.urls import reverse

from peersupport.directory.tests.factories import MembershipFactory
from programs.models import Cohort, Programme, Seat
from programs.tests.factories import CohortFactory, CohortLeaderFactory, OrderLineFactory, SeatFactory
from training.actions import cohorts, schedule
from training.actions.cohorts import NotALeader
from training.models import CourseDay, CourseSession, Module, Participation, SessionLeader
from training.rules import Shape
from training.tests.factories import ModuleFactory, ParticipationFactory, SessionLeaderFactory

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 6, 1, 10, 0, tzinfo=dt.UTC)
MONDAY = dt.date(2026, 8, 17)
A_YEAR = dt.timedelta(weeks=52)
KEPT = ("day__number", "part", "starts_at", "ends_at", "room", "module")


def days(count: int) -> dt.timedelta:
    return dt.timedelta(days=count)


@pytest.fixture
def last_year() -> Cohort:
    """A completed cohort of three days, somebody in it, its second day changed by hand and all of it registered."""
    cohort = CohortFactory(
        status=Cohort.Status.COMPLETED, starts_on=MONDAY, ends_on=MONDAY + days(14), place="Asplunden"
    )
    ModuleFactory.create_batch(3, programme=cohort.programme)
    schedule.lay_out(
        cohort=cohort, dates=[MONDAY, MONDAY + days(1), MONDAY + days(14)], shape=Shape((0, 1, 14)), at=NOON
    )
    CourseSession.objects.filter(day__number=2, part="morning").update(
        room="Sal Asp", starts_at=dt.time(10), module=Module.objects.get(number=3), changed_by_hand_at=NOON
    )
    leader = MembershipFactory(leader=True, organisation=cohort.host)
    CohortLeaderFactory(cohort=cohort, user=leader.user)
    SessionLeaderFactory(session=CourseSession.objects.get(day__number=3, part="afternoon"), user=leader.user)
    CourseSession.objects.update(registered_at=NOON, registered_by=leader.user)
    OrderLineFactory(cohort=cohort, status="held")
    ParticipationFactory(cohort=cohort)
    SeatFactory(cohort=cohort, granted=True)
    return cohort


def copy(cohort: Cohort, **also) -> Cohort:
    same = ("programme", "host", "track", "county", "municipality", "place", "capacity")
    plan = {name: getattr(cohort, name) for name in same} | {"seat_price": Decimal(71000), "name": "Igen"}
    leaders = [row.user for row in cohort.leaders.all()]
    by = MembershipFactory(national=True).user
    asked = {"starts_on": MONDAY + A_YEAR, "like": cohort, "leaders": leaders, "by": by, "at": NOON}
    return cohorts.set_up(**plan | asked | also)


def sessions_of(cohort: Cohort):
    return CourseSession.objects.filter(day__cohort=cohort).in_order()


def test_the_days_are_the_same_a_year_on(last_year):
    made = copy(last_year)

    moved = [MONDAY + A_YEAR, MONDAY + A_YEAR + days(1), MONDAY + A_YEAR + days(14)]
    assert list(CourseDay.objects.filter(cohort=made).order_by("number").values_list("date", flat=True)) == moved
    assert (made.status, made.starts_on, made.ends_on) == (Cohort.Status.DRAFT, moved[0], moved[2])
    assert list(sessions_of(made).values_list(*KEPT)) == list(sessions_of(last_year).values_list(*KEPT))


def test_nothing_of_its_people_or_orders_comes_along(last_year):
    made = copy(last_year)

    assert (made.seats_taken, made.lines.count(), Seat.objects.filter(cohort=made).count()) == (0, 0, 0)
    assert Participation.objects.filter(cohort=made).count() == 0
    untouched = {"registered_at": None, "changed_by_hand_at": None, "version": 1}
    assert sessions_of(made).filter(**untouched).count() == 6


def test_whoever_led_a_session_leads_its_copy_if_they_lead_the_cohort(last_year):
    with_them, without = copy(last_year), copy(last_year, name="Utan", leaders=[])

    assert SessionLeader.objects.get(session__day__cohort=with_them).session.day.number == 3
    assert SessionLeader.objects.filter(session__day__cohort=without).count() == 0


def test_a_module_that_is_retired_is_left_out(last_year):
    Module.objects.filter(number=3).update(retired=True)

    made = copy(last_year)

    numbers = sessions_of(made).values_list("module__number", flat=True)
    assert list(numbers) == [1, 1, None, 2, None, None]


def test_a_start_on_another_weekday_keeps_the_rhythm(last_year):
    made = copy(last_year, starts_on=dt.date(2027, 8, 20))

    assert list(CourseDay.objects.filter(cohort=made).order_by("number").values_list("date", flat=True)) == [
        dt.date(2027, 8, 20),
        dt.date(2027, 8, 23),
        dt.date(2027, 9, 3),
    ]


def test_whoever_no_longer_leads_courses_isnt_a_leader_of_the_copy(last_year):
    stranger = MembershipFactory(leader=True).user

    with pytest.raises(NotALeader):
        copy(last_year, leaders=[stranger])

    assert Cohort.objects.filter(name="Igen").count() == 0


def test_a_copy_of_a_cohort_without_days_has_the_weeks_of_its_programme():
    assert CourseDay.objects.filter(cohort=copy(CohortFactory())).count() == 15


def test_sent_twice_it_is_one(last_year):
    key, by = uuid.uuid4(), MembershipFactory(national=True).user

    assert copy(last_year, key=key, by=by) == copy(last_year, key=key, by=by)
    assert Cohort.objects.filter(name="Igen").count() == 1


# The page


def test_the_form_proposes_a_year_on_and_leads_to_the_schedule(last_year, national, signed_in):
    browser, path = signed_in(national), reverse("training:cohort_copy", args=[last_year.pk])
    Programme.objects.update(seat_price=Decimal(72000))

    form = browser.get(path).context["form"]
    proposed = {name: form[name].value() for name in ("starts_on", "place", "capacity", "leaders")}
    answer = browser.post(path, {"key": uuid.uuid4(), "name": "Igen", **proposed})

    made = Cohort.objects.get(name="Igen")
    assert proposed["starts_on"] == MONDAY + A_YEAR
    assert answer.url == reverse("training:schedule", args=[made.pk])
    assert (made.place, made.seat_price) == ("Asplunden", Decimal(72000))
    assert list(made.leaders.values_list("user", flat=True)) == proposed["leaders"]


def test_a_closed_programme_gets_no_new_cohort(last_year, national, signed_in):
    Programme.objects.update(is_open=False)
    asked = {"key": uuid.uuid4(), "name": "Igen", "starts_on": "2027-08-16", "capacity": 12}

    answer = signed_in(national).post(reverse("training:cohort_copy", args=[last_year.pk]), asked)

    assert (answer.status_code, Cohort.objects.count()) == (200, 1)


def test_a_day_on_a_weekend_is_the_monday_after_and_said(last_year, national, signed_in):
    asked = {"key": uuid.uuid4(), "name": "Igen", "starts_on": "2027-03-20", "capacity": 12}

    answer = signed_in(national).post(reverse("training:cohort_copy", args=[last_year.pk]), asked, follow=True)

    assert "måndag 22 mars" in answer.content.decode()


def test_only_those_who_manage_a_cohort_copy_it(last_year, signed_in):
    guest, own = MembershipFactory(regional=True), MembershipFactory(regional=True, organisation=last_year.host)
    leader = MembershipFactory(leader=True, organisation=last_year.host)
    last_year.co_hosts.add(guest.organisation)
    path = reverse("training:cohort_copy", args=[last_year.pk])

    assert [signed_in(who).get(path).status_code for who in (leader, guest, own)] == [403, 404, 200]
    assert path in signed_in(own).get(reverse("training:cohort", args=[last_year.pk])).content.decode()
