"""Set up a cohort: its days come from the programme's template, red days marked."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from peersupport.accounts.permissions import Role
from peersupport.directory.tests.factories import (
    CountyFactory,
    MembershipFactory,
    MunicipalityFactory,
    OrganisationFactory,
)
from peersupport.shared.refusals import Refused
from programs.models import Cohort, CohortLeader, FundingSource, Programme, Seat
from programs.tests.factories import CohortFactory, ProgrammeFactory
from training.actions import cohorts, seats
from training.actions.cohorts import NotALeader
from training.models import CourseDay, CourseSession
from training.rules import Hours, Shape
from training.tests.factories import ModuleFactory
from training.tests.steps import cohort_asked_for

NOON = dt.datetime(2026, 6, 1, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def plan(national) -> dict:
    """What set_up takes, valid as it is."""
    leader = MembershipFactory(leader=True)
    return {
        "programme": ProgrammeFactory(),
        "host": leader.organisation,
        "name": "Stockholm hösten 2026",
        "track": "socialpsykiatri",
        "county": CountyFactory(),
        "municipality": MunicipalityFactory(),
        "place": "Sal Eken",
        "starts_on": dt.date(2026, 8, 17),
        "capacity": 12,
        "seat_price": Decimal(68000),
        "leaders": [leader.user],
        "by": national.user,
        "at": NOON,
    }


def test_a_cohort_is_laid_out_in_the_shape_that_was_chosen(plan):
    module = ModuleFactory(programme=plan["programme"], number=7)
    hours = Hours(morning=(dt.time(8, 30), dt.time(11)), afternoon=(dt.time(12), dt.time(15, 30)))
    shape = Shape(days=(1, 3, 8), hours=hours, modules=(7, 0, 8))

    cohort = cohorts.set_up(**plan | {"starts_on": dt.date(2026, 8, 20), "shape": shape})

    sessions = CourseSession.objects.filter(day__cohort=cohort).in_order()
    assert list(sessions.values_list("day__date", "starts_at", "ends_at", "module")) == [
        (dt.date(2026, 8, 20), dt.time(8, 30), dt.time(11), module.pk),
        (dt.date(2026, 8, 20), dt.time(12), dt.time(15, 30), module.pk),
        (dt.date(2026, 8, 24), dt.time(8, 30), dt.time(11), None),
        (dt.date(2026, 8, 24), dt.time(12), dt.time(15, 30), None),
        (dt.date(2026, 8, 27), dt.time(8, 30), dt.time(11), None),
        (dt.date(2026, 8, 27), dt.time(12), dt.time(15, 30), None),
    ]
    assert (cohort.starts_on, cohort.ends_on) == (dt.date(2026, 8, 20), dt.date(2026, 8, 27))


@pytest.mark.parametrize(
    ("chosen", "last"),
    [("", dt.date(2027, 4, 9)), ("in_a_row", dt.date(2027, 4, 9)), ("alternating", dt.date(2027, 4, 23))],
)
def test_whoever_sets_a_cohort_up_chooses_its_weeks(national, signed_in, chosen, last):
    asked = cohort_asked_for(national, shape=chosen)
    Programme.objects.update(study_weeks=[0, 1, 2])

    signed_in(national).post(reverse("training:cohort_new"), asked)

    assert (Cohort.objects.get().ends_on, CourseDay.objects.count()) == (last, 15)


def test_a_cohort_is_a_draft_with_its_fifteen_days(plan):
    made = cohorts.set_up(**plan)

    cohort = Cohort.objects.get()
    days = CourseDay.objects.filter(cohort=cohort).order_by("number")
    assert (made, cohort.status, cohort.starts_on, cohort.ends_on) == (
        cohort,
        Cohort.Status.DRAFT,
        dt.date(2026, 8, 17),
        dt.date(2026, 9, 18),
    )
    assert [day.number for day in days] == list(range(1, 16))
    assert list(CohortLeader.objects.values_list("user", flat=True)) == [plan["leaders"][0].pk]


def test_red_days_are_marked_and_not_moved(plan):
    cohort = cohorts.set_up(**plan | {"starts_on": dt.date(2027, 3, 22)})

    red = CourseDay.objects.filter(cohort=cohort).exclude(red_day="").order_by("number")
    assert list(red.values_list("date", "red_day")) == [(dt.date(2027, 3, 26), "Långfredagen")]


def test_the_programme_decides_the_number_of_days(plan):
    plan["programme"].study_weeks, plan["programme"].days_per_week = [0, 1], 2

    cohort = cohorts.set_up(**plan)

    assert list(CourseDay.objects.filter(cohort=cohort).order_by("number").values_list("date", flat=True)) == [
        dt.date(2026, 8, day) for day in (17, 18, 24, 25)
    ]


def test_a_cohort_starts_on_its_first_course_day(plan):
    assert cohorts.set_up(**plan | {"starts_on": dt.date(2026, 8, 15)}).starts_on == dt.date(2026, 8, 17)


def test_a_form_sent_twice_makes_one_cohort(plan, key):
    first = cohorts.set_up(**plan, key=key)
    again = cohorts.set_up(**plan | {"at": NOON + dt.timedelta(seconds=1)}, key=key)

    assert (again, Cohort.objects.count(), CourseDay.objects.count()) == (first, 1, 15)


@pytest.mark.parametrize("who", [{"orderer": True}, {"leader": True}])
def test_only_the_hosts_own_course_leaders_lead(plan, who):
    stranger = MembershipFactory(**who)

    with pytest.raises(NotALeader) as refusal:
        cohorts.set_up(**plan | {"leaders": [stranger.user]})

    assert (refusal.value.field, Cohort.objects.count(), CourseDay.objects.count()) == ("leaders", 0, 0)


def test_a_leader_of_a_co_host_may_lead(plan):
    guest = MembershipFactory(leader=True)

    cohort = cohorts.set_up(**plan | {"leaders": [guest.user], "co_hosts": [guest.organisation]})

    assert list(cohort.leaders.values_list("user", flat=True)) == [guest.user.pk]


def test_an_ended_leader_does_not_lead(plan):
    MembershipFactory(leader=True, user=plan["leaders"][0], organisation=plan["host"], ended_at=NOON)
    plan["leaders"][0] = MembershipFactory(leader=True, organisation=plan["host"], ended_at=NOON).user

    with pytest.raises(NotALeader):
        cohorts.set_up(**plan)


def test_a_name_is_used_once_per_host(plan):
    cohorts.set_up(**plan)

    with pytest.raises(Refused) as refusal:
        cohorts.set_up(**plan)

    assert (refusal.value.field, Cohort.objects.count(), CourseDay.objects.count()) == ("name", 1, 15)


def test_seats_that_a_grant_pays_for_need_no_order(national, key):
    cohort = CohortFactory(capacity=5)
    grant = {"kind": "grant", "funder": "Arvsfonden", "granted_on": dt.date(2015, 12, 1), "by": national.user}

    made = seats.fund(key=key, cohort=cohort, count=5, at=NOON, **grant)

    assert (len(made), Seat.objects.filter(cohort=cohort, line=None).count()) == (5, 5)
    assert Cohort.objects.get().seats_taken == 5


def test_a_grant_sent_twice_adds_its_seats_once(national, key):
    cohort = CohortFactory(capacity=12)
    grant = {"kind": "grant", "funder": "Arvsfonden", "granted_on": None, "count": 5, "by": national.user}

    seats.fund(key=key, cohort=cohort, at=NOON, **grant)
    again = seats.fund(key=key, cohort=cohort, at=NOON + dt.timedelta(seconds=1), **grant)

    assert (again, Seat.objects.count(), FundingSource.objects.count()) == ([], 5, 1)


def test_more_seats_than_there_are_leave_no_funding_source_behind(national, key):
    cohort = CohortFactory(capacity=4)

    with pytest.raises(Refused):
        seats.fund(
            key=key, cohort=cohort, kind="grant", funder="X", granted_on=None, count=5, by=national.user, at=NOON
        )

    assert (Seat.objects.count(), FundingSource.objects.count()) == (0, 0)


def test_a_host_that_runs_no_cohorts_is_refused(plan):
    municipality = OrganisationFactory()
    leader = MembershipFactory(role=Role.COURSE_LEADER, organisation=municipality)

    with pytest.raises(Refused) as refusal:
        cohorts.set_up(**plan | {"host": municipality, "leaders": [leader.user]})

    assert refusal.value.field == "host"
