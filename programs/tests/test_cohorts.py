"""actions.cohorts: draft, open, running, completed, called off."""

import datetime as dt

import pytest

from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.models import StatusChange
from peersupport.audit.status import WrongStatus, subject_of
from peersupport.directory.tests.factories import CountyFactory, MunicipalityFactory, OrganisationFactory
from peersupport.shared.refusals import Refused
from programs.actions import cohorts, holds, orders, seats, transfers
from programs.models import Cohort, Order, OrderLine, Track
from programs.tests.factories import CohortFactory, FundingSourceFactory, ProgrammeFactory
from programs.tests.steps import MARCH, order, states, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return {"by": UserFactory(), "at": MARCH}


@pytest.fixture
def plan(who):
    return {
        "programme": ProgrammeFactory(),
        "host": OrganisationFactory(host=True),
        "name": "Stockholm hösten 2026",
        "track": Track.COMMUNITY,
        "county": CountyFactory(),
        "municipality": MunicipalityFactory(),
        "place": "Sal Eken",
        "starts_on": dt.date(2026, 8, 17),
        "ends_on": dt.date(2026, 9, 18),
        "capacity": 12,
        "seat_price": 68000,
        "leaders": [],
        "co_hosts": [],
        **who,
    }


def test_a_new_cohort_is_a_draft_with_leaders_and_co_hosts(plan):
    leader, partner = UserFactory(), OrganisationFactory(host=True)

    cohort = cohorts.create(**plan | {"leaders": [leader], "co_hosts": [partner, plan["host"]]})

    cohort.refresh_from_db()
    assert (cohort.status, cohort.seats_left) == ("draft", 12)
    assert [row.user for row in cohort.leaders.all()] == [leader]
    assert list(cohort.co_hosts.all()) == [partner]
    made = StatusChange.objects.get(subject=subject_of(cohort))
    assert (made.was, made.became, made.by) == ("", "draft", plan["by"])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (lambda: {"host": OrganisationFactory()}, "host"),
        (lambda: {"county": CountyFactory(code="03", name="Uppsala län")}, "municipality"),
        (lambda: {"ends_on": dt.date(2026, 8, 16)}, "ends_on"),
        (lambda: {"programme": ProgrammeFactory(tracks=[Track.PSYCHIATRY])}, "track"),
    ],
)
def test_a_cohort_that_does_not_add_up_is_refused(plan, wrong, field):
    with pytest.raises(Refused) as refusal:
        cohorts.create(**plan | wrong())

    assert refusal.value.field == field
    assert Cohort.objects.count() == 0


def test_two_cohorts_of_one_host_have_different_names(plan):
    cohorts.create(**plan)

    with pytest.raises(Refused) as refusal:
        cohorts.create(**plan)

    assert refusal.value.field == "name"
    assert Cohort.objects.count() == 1


LIFE = {
    cohorts.open_for_orders: ("draft", "open"),
    cohorts.start: ("open", "running"),
    cohorts.complete: ("running", "completed"),
}


@pytest.mark.parametrize("verb", LIFE, ids=lambda verb: verb.__name__)
@pytest.mark.parametrize("was", Cohort.Status.values)
def test_a_cohort_takes_one_step_at_a_time(verb, was, who):
    cohort = CohortFactory()
    Cohort.objects.filter(pk=cohort.pk).update(status=was)
    start, became = LIFE[verb]

    if was == start:
        verb(cohort=cohort, **who)
    else:
        with pytest.raises(WrongStatus):
            verb(cohort=cohort, **who)

    assert Cohort.objects.get().status == (became if was == start else was)


@pytest.mark.parametrize("was", ["completed", "cancelled"])
def test_a_cohort_that_is_over_can_not_be_called_off(was, who):
    cohort = CohortFactory(status=was)

    with pytest.raises(WrongStatus):
        cohorts.cancel(cohort=cohort, **who)


def test_those_who_wait_for_a_cohort_that_starts_wait_for_the_next(who):
    cohort = CohortFactory(capacity=1)
    line = order(cohort, 2, if_short="wait").lines.get()

    cohorts.start(cohort=cohort, **who)

    line.refresh_from_db()
    assert (line.status, line.cohort, line.county, line.track) == ("waiting", None, cohort.county, cohort.track)


def test_calling_off_a_cohort_puts_its_orders_in_line_for_the_next(who):
    cohort = CohortFactory(capacity=3)
    held, waits = order(cohort, 2), order(cohort, 2, if_short="wait")
    seats.fund(cohort=cohort, funding=FundingSourceFactory(programme=cohort.programme), count=1, **who)

    cohorts.cancel(cohort=cohort, **who)

    lines = OrderLine.objects.order_by("pk").values_list("order", "status", "cohort", "county", "track")
    assert list(lines) == [(placed.pk, "waiting", None, "01", "socialpsykiatri") for placed in (held, waits)]
    assert states(held) == ["released", "released"]
    assert taken(cohort) == (0, 0)


def test_nobody_loses_their_place_in_line_when_the_hold_would_have_run_out(who):
    cohort = CohortFactory(programme__hold_days=14)
    other = CohortFactory(programme=cohort.programme)
    all_of_it, in_both = order(cohort, 2), order(cohort, 4)
    transfers.transfer(line=in_both.lines.get(), cohort=other, count=2, **who)

    cohorts.cancel(cohort=cohort, **who)

    until = list(Order.objects.order_by("pk").values_list("held_until", flat=True))
    assert until == [None, MARCH.date() + dt.timedelta(days=14)]
    assert holds.expire(order=all_of_it, at=MARCH + dt.timedelta(days=15)) is False
    assert all_of_it.lines.get().status == "waiting"


@pytest.mark.parametrize("state", ["confirmed", "partly", "delivered"])
def test_what_is_placed_anew_is_as_firm_as_its_order(state, who):
    cohort, other, third = (CohortFactory(programme__hold_days=14) for _n in range(3))
    Cohort.objects.update(programme=cohort.programme, county=cohort.county)
    placed = order(cohort, 4)
    moved = transfers.transfer(line=placed.lines.get(), cohort=other, count=2, **who)
    orders.confirm(order=placed, **who)
    Order.objects.update(status=state, held_until=None)
    cohorts.cancel(cohort=other, **who)

    orders.place_line(line=moved, cohort=third, by=who["by"], at=MARCH)

    assert set(moved.seats.filter(cohort=third).values_list("status", flat=True)) == {"confirmed"}
    assert Order.objects.get().held_until is None


@pytest.mark.parametrize("has_left_late", [False, True])
def test_a_cohort_is_not_called_off_under_a_person_nor_after_one(who, has_left_late):
    cohort = CohortFactory()
    placed = order(cohort, 2)
    seat = placed.lines.get().seats.first()
    seats.assign(seat=seat, **who)
    if has_left_late:
        seats.deliver(seat=seat, **who)

    with pytest.raises(Refused):
        cohorts.cancel(cohort=cohort, **who)

    assert Cohort.objects.get().status == "open"
    assert taken(cohort) == (2, 2)
