"""Places promised to an organisation: kept from others, used up by its own orders, let go in the end."""

import datetime as dt

import pytest

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import OrganisationFactory
from peersupport.shared.refusals import Refused
from programs import selectors
from programs.actions import cohorts, contingents, orders, seats, transfers
from programs.models import Cohort, Contingent
from programs.tests.factories import CohortFactory
from programs.tests.steps import MARCH, order

pytestmark = pytest.mark.django_db
JULY = dt.date(2026, 7, 1)


@pytest.fixture
def who():
    return {"by": UserFactory(), "at": MARCH}


@pytest.fixture
def promised(who):
    """Eight of twelve places are promised."""
    return contingents.promise(
        cohort=CohortFactory(capacity=12), organisation=OrganisationFactory(), count=8, until=JULY, **who
    )


def standing(cohort: Cohort) -> tuple[int, int, int]:
    """Promised, held, and left for anybody."""
    sums = selectors.seats_of(cohort=cohort)
    return sums.guaranteed, sums.held, Cohort.objects.get(pk=cohort.pk).seats_left


def test_promised_places_are_kept_from_others(promised):
    order(promised.cohort, 4)

    with pytest.raises(orders.NotEnoughSeats):
        order(promised.cohort, 1)

    assert standing(promised.cohort) == (8, 4, 0)


def test_who_was_promised_places_orders_out_of_them_first(promised):
    order(promised.cohort, 5, orderer=promised.organisation)
    some = standing(promised.cohort)

    order(promised.cohort, 6, orderer=promised.organisation)

    assert (some, standing(promised.cohort)) == ((3, 5, 4), (0, 11, 1))


def test_a_line_that_waits_is_placed_out_of_what_was_promised(promised, who):
    order(promised.cohort, 4)
    cohort = promised.cohort
    waits = order(
        None, 8, programme=cohort.programme, county=cohort.county, track=cohort.track, orderer=promised.organisation
    )

    orders.place_line(line=waits.lines.get(), cohort=cohort, **who)

    assert standing(cohort) == (0, 12, 0)


def test_a_promise_becomes_more_or_fewer(promised, who):
    again = {"cohort": promised.cohort, "organisation": promised.organisation, "until": JULY, **who}

    contingents.promise(count=10, **again)
    more = standing(promised.cohort)
    contingents.promise(count=2, **again)

    assert (more, standing(promised.cohort)) == ((10, 0, 2), (2, 0, 10))
    assert Contingent.objects.count() == 1


def test_what_is_left_of_a_promise_is_let_go(promised, who):
    order(promised.cohort, 3, orderer=promised.organisation)

    gone = [contingents.let_go(contingent=promised, **who) for _n in range(2)]

    assert gone == [5, 0]
    assert standing(promised.cohort) == (0, 3, 9)


@pytest.mark.parametrize("ending", [cohorts.start, cohorts.cancel])
def test_no_promise_outlives_the_time_of_ordering(ending, promised, who):
    ending(cohort=promised.cohort, **who)

    assert standing(promised.cohort)[0] == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"count": -1}, "count"),
        ({"count": 13}, "quantity"),
        ({"until": dt.date(2026, 3, 1)}, "until"),
        ({"until": dt.date(2026, 8, 17)}, "until"),
    ],
    ids=str,
)
def test_a_promise_that_can_not_be_kept_is_refused(wrong, field, who):
    cohort = CohortFactory(capacity=12)

    with pytest.raises(Refused) as refused:
        contingents.promise(
            **{"cohort": cohort, "organisation": OrganisationFactory(), "count": 2, "until": JULY, **who, **wrong}
        )

    assert refused.value.field == field
    assert standing(cohort) == (0, 0, 12)


@pytest.mark.parametrize("state", ["running", "completed", "cancelled"])
def test_nothing_is_promised_in_a_cohort_that_takes_no_orders(state, who):
    with pytest.raises(seats.CohortClosed):
        contingents.promise(
            cohort=CohortFactory(status=state), organisation=OrganisationFactory(), count=1, until=JULY, **who
        )


def test_a_coordinator_is_offered_the_cohort_that_has_promised_the_orderer_room(promised, national):
    cohort = promised.cohort
    order(cohort, 4)
    where = {"programme": cohort.programme, "county": cohort.county, "track": cohort.track}
    theirs = order(None, 8, orderer=promised.organisation, **where).lines.get()
    too_many = order(None, 9, orderer=promised.organisation, **where).lines.get()
    others = order(None, 1, **where).lines.get()

    offered = [list(Cohort.objects.with_room_for(line)) for line in (theirs, too_many, others)]

    assert offered == [[cohort], [], []]


def test_seats_that_are_moved_take_what_was_promised_first(promised, who):
    order(promised.cohort, 2)
    elsewhere = CohortFactory(programme=promised.cohort.programme)
    line = order(elsewhere, 10, orderer=promised.organisation).lines.get()
    strangers = order(elsewhere, 1).lines.get()

    transfers.transfer(line=line, cohort=promised.cohort, count=9, **who)

    assert standing(promised.cohort) == (0, 11, 1)
    transfers.transfer(line=strangers, cohort=promised.cohort, count=1, **who)
    with pytest.raises(seats.NotEnoughSeats):
        transfers.transfer(line=line, cohort=promised.cohort, count=1, **who)
