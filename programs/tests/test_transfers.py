"""Seats move to another cohort with their numbers and codes, under both cohorts' locks."""

import pytest

from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.status import WrongStatus
from peersupport.shared.refusals import Refused
from programs import selectors
from programs.actions import orders, seats, transfers
from programs.models import Cohort, OrderLine, Seat, SeatEntry
from programs.tests.crowd import at_once
from programs.tests.factories import CohortFactory, OrderLineFactory
from programs.tests.steps import MARCH, order, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return {"by": UserFactory(), "at": MARCH}


@pytest.fixture
def here():
    return CohortFactory(capacity=12)


@pytest.fixture
def there(here):
    return CohortFactory(capacity=3, programme=here.programme)


def test_all_seats_of_a_line_take_it_with_them(here, there, who):
    line = order(here, 3).lines.get()
    before = list(Seat.objects.order_by("pk").values_list("number", "application_code"))

    moved = transfers.transfer(line=line, cohort=there, count=3, **who)

    assert (moved.pk, OrderLine.objects.get().cohort) == (line.pk, there)
    assert list(Seat.objects.order_by("pk").values_list("number", "application_code")) == before
    assert (taken(here), taken(there)) == ((0, 0), (3, 3))
    assert selectors.seats_of(line=line).reserved == 3


def test_some_seats_get_a_line_of_their_own(here, there, who):
    placed = order(here, 5)
    orders.confirm(order=placed, **who)
    line = placed.lines.get()

    moved = transfers.transfer(line=line, cohort=there, count=2, **who)

    rows = list(placed.lines.order_by("pk").values_list("cohort", "quantity", "status", "unit_price"))
    assert rows == [(here.pk, 3, "held", line.unit_price), (there.pk, 2, "held", line.unit_price)]
    assert sorted(moved.seats.values_list("number", flat=True)) == [f"{placed.number}/04", f"{placed.number}/05"]
    assert (selectors.seats_of(line=line).confirmed, selectors.seats_of(line=moved).confirmed) == (3, 2)
    assert (taken(here), taken(there)) == ((3, 3), (2, 2))


def test_the_ledger_says_where_a_seat_went(here, there, who):
    line = order(here, 1).lines.get()

    transfers.transfer(line=line, cohort=there, count=1, **who)

    rows = SeatEntry.objects.filter(why="moved").order_by("pk").values_list("cohort", "was", "became")
    assert list(rows) == [(here.pk, "reserved", ""), (there.pk, "", "reserved")]


def test_a_seat_with_somebody_in_it_stays(here, there, who):
    line = order(here, 2).lines.get()
    seats.assign(seat=Seat.objects.first(), **who)

    with pytest.raises(Refused) as refused:
        transfers.transfer(line=line, cohort=there, count=2, **who)

    assert refused.value.field == "count"
    assert (taken(here), taken(there)) == ((2, 2), (0, 0))


def test_a_full_cohort_takes_none(here, there, who):
    line = order(here, 4).lines.get()

    with pytest.raises(seats.NotEnoughSeats):
        transfers.transfer(line=line, cohort=there, count=4, **who)

    assert (taken(here), taken(there)) == ((4, 4), (0, 0))


@pytest.mark.parametrize("state", ["running", "completed", "cancelled"])
@pytest.mark.parametrize("which", ["here", "there"])
def test_seats_stay_when_one_of_the_cohorts_has_started(state, which, here, there, who):
    line = order(here, 1).lines.get()
    Cohort.objects.filter(pk={"here": here, "there": there}[which].pk).update(status=state)

    with pytest.raises(seats.CohortClosed):
        transfers.transfer(line=line, cohort=there, count=1, **who)


def test_another_programmes_cohort_is_no_place_for_them(here, who):
    with pytest.raises(seats.CohortClosed):
        transfers.transfer(line=order(here, 1).lines.get(), cohort=CohortFactory(), count=1, **who)


def test_where_they_are_already_they_need_not_go(here, who):
    with pytest.raises(Refused) as refused:
        transfers.transfer(line=order(here, 1).lines.get(), cohort=here, count=1, **who)

    assert refused.value.field == "cohort"


@pytest.mark.parametrize("state", ["waiting", "cancelled", "draft"])
def test_a_line_without_seats_moves_none(state, there, who):
    line = OrderLineFactory(status=state, cohort=CohortFactory(programme=there.programme))

    with pytest.raises(WrongStatus):
        transfers.transfer(line=line, cohort=there, count=1, **who)


@pytest.mark.django_db(transaction=True)
def test_those_who_cross_each_other_neither_oversell_nor_wait_for_ever():
    """Forty transfers at once, half of them one way and half the other."""
    who = {"by": UserFactory(), "at": MARCH}
    one = CohortFactory(capacity=12)
    two = CohortFactory(capacity=12, programme=one.programme)
    lines = [order(cohort, 1).lines.get() for cohort in (one, two) for _n in range(9)]

    def cross(n: int) -> OrderLine:
        line = OrderLine.objects.get(pk=lines[n % 18].pk)
        return transfers.transfer(line=line, cohort=two if line.cohort_id == one.pk else one, count=1, **who)

    at_once(cross, list(range(40)))

    sums = [taken(cohort) for cohort in (one, two)]
    assert sum(count for count, _held in sums) == 18
    assert all(count == held <= 12 for count, held in sums)
