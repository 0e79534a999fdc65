"""An order says what of it has been delivered."""

import datetime as dt

import pytest

from peersupport.accounts.tests.factories import UserFactory
from programs import tasks
from programs.actions import bases, charges, deliveries, orders, seats
from programs.models import Order, OrderLine, Seat
from programs.tests.factories import CohortFactory, OrderLineFactory
from programs.tests.invoicing import OCTOBER, collect, delivered, lock_the_one
from programs.tests.steps import MARCH, order

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return {"by": UserFactory(), "at": MARCH}


@pytest.fixture
def confirmed(who) -> Order:
    placed = order(CohortFactory(), 2)
    orders.confirm(order=placed, **who)
    return placed


def deliver(count: int, who: dict) -> None:
    for seat in Seat.objects.filter(status="confirmed").order_by("pk")[:count]:
        seats.assign(seat=seat, **who)
        seats.deliver(seat=seat, **who)


def test_an_order_follows_its_seats(confirmed, who):
    seen = []
    for _n in range(2):
        deliver(1, who)
        moved = [deliveries.follow(order=confirmed, at=MARCH) for _again in range(2)]
        seen.append((moved, Order.objects.get().status))

    assert seen == [([True, False], "partly"), ([True, False], "delivered")]


def test_what_was_given_back_is_not_waited_for(confirmed, who):
    deliver(1, who)
    seats.release(seat=Seat.objects.get(status="confirmed"), **who)

    deliveries.follow(order=confirmed, at=MARCH)

    assert Order.objects.get().status == "delivered"


def test_an_order_with_more_than_seats_is_delivered_in_part(confirmed, who):
    OrderLineFactory(order=confirmed, kind="staff", status="ordered")
    deliver(2, who)

    deliveries.follow(order=confirmed, at=MARCH)

    assert Order.objects.get().status == "partly"


@pytest.mark.parametrize("state", ["sent", "invoiced", "closed", "cancelled", "expired"])
def test_no_other_order_moves(state, confirmed, who):
    deliver(2, who)
    Order.objects.update(status=state)

    assert deliveries.follow(order=confirmed, at=MARCH) is False
    assert Order.objects.get().status == state


def test_the_task_finds_them(confirmed, who):
    deliver(2, who)

    tasks.follow_deliveries()
    tasks.follow_deliveries()

    assert Order.objects.get().status == "delivered"


def test_an_order_whose_basis_was_locked_before_it_was_followed_is_invoiced(host, payer):
    placed = delivered(host, payer, follow=False)
    lock_the_one(placed)

    moved = [deliveries.follow(order=placed, at=OCTOBER) for _again in range(2)]

    assert (moved, Order.objects.get().status) == ([True, False], "invoiced")


def test_an_order_is_invoiced_when_the_rest_of_it_is_given_back_after_its_basis_was_locked(host, payer):
    placed = delivered(host, payer, count=2, by_now=1)
    lock_the_one(placed)
    seats.release(seat=Seat.objects.get(status="confirmed"), by=UserFactory(), at=OCTOBER)

    tasks.follow_deliveries()

    assert Order.objects.get().status == "invoiced"


def test_an_order_that_costs_nothing_is_invoiced_when_it_is_delivered(host, payer):
    delivered(host, payer, seat_price=0)

    assert Order.objects.get().status == "invoiced"


def test_an_order_on_two_bases_that_were_locked_at_once_is_invoiced_by_the_task(host, payer):
    delivered(host, payer)
    (basis,) = collect(host)
    bases.lock(basis=basis, by=UserFactory(), at=OCTOBER)
    Order.objects.update(status="delivered")  # each of the two saw the other's basis open

    tasks.follow_deliveries()

    assert Order.objects.get().status == "invoiced"


def test_what_is_delivered_and_not_on_a_locked_basis_waits(host, payer):
    placed = delivered(host, payer)
    collect(host)

    assert deliveries.follow(order=placed, at=OCTOBER) is False
    assert Order.objects.get().status == "delivered"


def charge_sessions(line: OrderLine, host, *days: int) -> None:
    for day in days:
        what = {"line": line, "host": host, "occasion": f"session {day}", "delivered_on": dt.date(2026, 9, day)}
        charges.record(**what, by=UserFactory(), at=OCTOBER)


def test_an_order_with_more_than_seats_is_delivered_when_all_of_it_is_charged(host, payer):
    placed = delivered(host, payer)
    Order.objects.update(status="partly")
    line = OrderLineFactory(order=placed, kind="staff", status="ordered", quantity=3, unit_price=4000)
    charge_sessions(line, host, 1, 2)
    assert deliveries.follow(order=placed, at=OCTOBER) is False

    charge_sessions(line, host, 2, 3)

    assert deliveries.follow(order=placed, at=OCTOBER) is True
    assert Order.objects.get().status == "delivered"


def test_an_order_begins_with_whatever_is_given_first(confirmed, who):
    line = OrderLineFactory(order=confirmed, kind="supervision", status="ordered", quantity=6, unit_price=1500)
    charge_sessions(line, line.cohort.host, 1)

    tasks.follow_deliveries()

    assert Order.objects.get().status == "partly"


def test_what_is_free_besides_seats_is_not_waited_for(confirmed, who):
    OrderLineFactory(order=confirmed, kind="staff", status="ordered", unit_price=0)
    deliver(2, who)

    deliveries.follow(order=confirmed, at=MARCH)

    assert Order.objects.get().status == "delivered"
