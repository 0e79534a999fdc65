"""Who is still at work: the curve, laid beside another hand's, and what is left out of it."""

import datetime as dt

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from peersupport.directory.actions import special
from peersupport.directory.tests.factories import MembershipFactory
from placements import selectors
from placements.models import Placement
from placements.rules import Stay, at_marks, kaplan_meier
from placements.tests.factories import PlacementFactory

ON = dt.date(2026, 11, 28)
stays = st.lists(st.builds(Stay, st.integers(0, 2000), st.booleans()), max_size=80)


@given(stays)
def test_the_curve_is_the_one_that_scipy_draws(people):
    steps = kaplan_meier(people)
    if not people:
        assert steps == []
        return
    data = stats.CensoredData(
        uncensored=[one.days for one in people if one.left], right=[one.days for one in people if not one.left]
    )
    found = stats.ecdf(data).sf

    for step in steps:
        assert step.share == pytest.approx(float(found.evaluate(step.days)))
    assert {step.days for step in steps} == {one.days for one in people if one.left}


def test_a_curve_by_hand():
    """Five begin; one leaves after 10 days, one is there after 20 and not followed further, one leaves after 30."""
    people = [Stay(10, True), Stay(20, False), Stay(30, True), Stay(40, False), Stay(40, False)]

    assert [(step.days, step.there, step.left, round(step.share, 4)) for step in kaplan_meier(people)] == [
        (10, 5, 1, 0.8),
        (30, 3, 1, 0.5333),
    ]


@given(stays, st.lists(st.integers(1, 2000), max_size=6, unique=True).map(sorted))
def test_no_few_can_be_read_from_the_table(people, days):
    told = 0
    for mark in at_marks(people, days):
        if mark.share is not None:
            assert mark.there >= 5
            assert mark.left - told not in {1, 2, 3, 4}
            told = mark.left


def test_what_is_left_out_is_said_at_the_next_mark():
    people = [Stay(10, True)] * 3 + [Stay(50, True)] * 4 + [Stay(400, False)] * 13

    assert [(mark.left, mark.share) for mark in at_marks(people, [30, 90, 365, 500])] == [
        (3, None),
        (7, pytest.approx(0.65)),
        (7, pytest.approx(0.65)),
        (7, None),
    ]


@pytest.mark.django_db
def test_somebody_with_two_half_time_placements_is_one_and_has_left_once_both_are_over():
    """Double counting (domain 7.9): a person is counted once."""
    over = {"status": "ended", "ends_on": dt.date(2024, 6, 1), "end_reason": "other"}
    first = PlacementFactory(starts_on=dt.date(2024, 1, 1), percent=50, **over)
    again = {"certificate": None, "participation": first.participation, "host": first.host, "percent": 50}
    PlacementFactory(starts_on=dt.date(2024, 3, 1), **again)
    PlacementFactory.create_batch(9, starts_on=dt.date(2024, 1, 1))

    found = selectors.retention(membership=MembershipFactory(national=True), on=ON)

    assert (found.people, [(one.months, one.percent) for one in found.shown]) == (
        10,
        [(3, 100), (6, 100), (12, 100), (18, 100), (24, 100)],
    )


@pytest.mark.django_db
def test_whoever_never_began_and_what_is_planned_are_no_stay():
    began = {"starts_on": dt.date(2026, 1, 1), "ends_on": dt.date(2026, 1, 1)}
    PlacementFactory(status="ended", end_reason="never_began", **began)
    PlacementFactory(starts_on=dt.date(2027, 1, 1), status="planned")

    assert selectors.retention(membership=MembershipFactory(national=True), on=ON).people == 0


@pytest.mark.django_db
def test_a_region_counts_its_own_and_nobody_who_is_handled_specially():
    mine = PlacementFactory()
    other = PlacementFactory()
    member = MembershipFactory(regional=True, organisation=mine.host)
    assert selectors.retention(membership=member, on=ON).people == 1

    special.give_alias(other.person, by=member.user, at=dt.datetime(2026, 11, 28, tzinfo=dt.UTC))
    assert selectors.retention(membership=MembershipFactory(regional=True, organisation=other.host), on=ON).people == 0
    assert selectors.retention(membership=MembershipFactory(national=True), on=ON).people == 2


@pytest.mark.django_db
@pytest.mark.parametrize("people", [1, 3])
def test_the_page_asks_once_however_many_there_are(client: Client, people, django_assert_num_queries):
    PlacementFactory.create_batch(people)
    member = MembershipFactory(national=True)

    with django_assert_num_queries(1):
        selectors.retention(membership=member, on=ON)


@pytest.mark.django_db
def test_the_page_shows_curve_and_table_or_that_there_are_too_few(client: Client):
    client.force_login(MembershipFactory(national=True).user)
    few = client.get("/resultat/kvar-i-arbete/").content.decode()
    PlacementFactory.create_batch(6, starts_on=dt.date(2020, 1, 1))
    many = client.get("/resultat/kvar-i-arbete/").content.decode()

    assert ("<path" in few, "<path" in many) == (False, True)
    assert "100 %" in many
    assert Placement.objects.first().person.family_name not in many
