"""Two who press at once: the lock on the cohort decides, and the form's token makes a double click one order."""

from uuid import uuid4

import pytest
from django.db import connection

from peersupport.accounts.access import LOCK_TIMEOUT, SYSTEM, acting_as
from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.models import StatusChange
from peersupport.audit.status import WrongStatus, subject_of
from peersupport.directory.tests.factories import OrganisationFactory
from programs.actions import orders, seats, waiting
from programs.models import Cohort, NumberSeries, Offer, Order, OrderLine, Seat
from programs.tests.crowd import at_once
from programs.tests.factories import CohortFactory
from programs.tests.steps import MARCH, order, taken

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def who():
    return {"by": UserFactory(), "at": MARCH}


def test_transactions_read_what_others_have_committed():
    """The seat lock rests on it: under REPEATABLE READ a waiter would count what it saw before it waited."""
    with acting_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('transaction_isolation'), current_setting('lock_timeout')")
        assert cursor.fetchone() == ("read committed", LOCK_TIMEOUT)


def test_two_hundred_orders_at_once_sell_twelve_seats(who):
    cohort, orderer = CohortFactory(capacity=12), OrganisationFactory()

    results = at_once(lambda _n: order(cohort, 1, orderer=orderer, **who), list(range(200)))

    sold = [result for result in results if isinstance(result, Order)]
    assert len(sold) == 12
    assert {type(result) for result in results} == {Order, orders.NotEnoughSeats}
    assert taken(cohort) == (12, 12)
    assert sorted(order.number for order in sold) == [f"B-2026-{n:04d}" for n in range(1, 13)]


def test_two_hundred_who_would_rather_wait_hold_twelve_seats_and_wait_in_whole_lines(who):
    cohort, orderer = CohortFactory(capacity=12), OrganisationFactory()

    at_once(lambda n: order(cohort, 1 + n % 3, orderer=orderer, if_short="wait", **who), list(range(200)))

    held = OrderLine.objects.filter(status="held")
    assert taken(cohort) == (12, 12)
    assert sum(line.quantity for line in held) == 12
    assert OrderLine.objects.waiting().count() == 200 - held.count()
    assert NumberSeries.objects.get().last == Order.objects.count() == 200


def test_twenty_clicks_on_one_form_are_one_order(who):
    cohort, orderer, key = CohortFactory(), OrganisationFactory(), uuid4()

    results = at_once(lambda _n: order(cohort, 2, key=key, orderer=orderer, **who), list(range(20)))

    assert {result.pk for result in results} == {Order.objects.get().pk}
    assert taken(cohort) == (2, 2)


def test_an_order_confirmed_by_many_at_once_is_confirmed_once(who):
    placed = order(CohortFactory(), 3)
    copies = [Order.objects.get() for _n in range(20)]

    results = at_once(lambda copy: orders.confirm(order=copy, **who), copies)

    assert sorted(str(type(result)) for result in results) == sorted([str(type(None))] + [str(WrongStatus)] * 19)
    assert StatusChange.objects.filter(subject=subject_of(placed), became="confirmed").count() == 1
    assert set(Seat.objects.filter(line__order=placed).values_list("status", flat=True)) == {"confirmed"}


def test_a_seat_given_back_by_many_at_once_is_given_back_once(who):
    cohort = CohortFactory()
    order(cohort, 3)
    seat = Seat.objects.first()
    copies = [Seat.objects.select_related("cohort").get(pk=seat.pk) for _n in range(20)]

    results = at_once(lambda copy: seats.release(seat=copy, **who), copies)

    assert [result for result in results if result is None] == [None]
    assert taken(cohort) == (2, 2)


def test_a_waiting_line_placed_by_many_at_once_is_placed_once(who):
    cohort = CohortFactory()
    line = order(None, 3, programme=cohort.programme, county=cohort.county, track=cohort.track).lines.get()
    copies = [OrderLine.objects.get(pk=line.pk) for _n in range(20)]

    results = at_once(lambda copy: orders.place_line(line=copy, cohort=Cohort.objects.get(), **who), copies)

    assert [result for result in results if result is None] == [None]
    assert taken(cohort) == (3, 3)


def test_orders_cancellations_and_gifts_at_once_never_wait_for_each_other_for_ever(who):
    """All kinds of actions on one cohort: no deadlock, never oversold, and the counter is the seats."""
    cohort, orderer = CohortFactory(capacity=12), OrganisationFactory()
    placed = [order(cohort, 1, orderer=orderer) for _n in range(10)]
    lines = [order(cohort, 3, orderer=orderer, if_short="wait").lines.get() for _n in range(5)]

    def act(n: int) -> None:
        match n % 4:
            case 0:
                orders.cancel(order=Order.objects.get(pk=placed[n % 10].pk), **who)
            case 1:
                orders.place_line(line=OrderLine.objects.get(pk=lines[n % 5].pk), cohort=cohort, **who)
            case 2:
                seats.release(seat=Seat.objects.order_by("pk")[n % 10], **who)
            case 3:
                order(cohort, 1, orderer=orderer, **who)

    at_once(act, list(range(60)))

    assert places_taken(cohort) <= 12


def waits(cohort: Cohort, quantity: int, **other) -> OrderLine:
    return order(cohort, quantity, if_short="wait", **other).lines.get()


def test_an_offer_accepted_by_many_at_once_is_accepted_once(who):
    cohort = CohortFactory(capacity=2)
    order(cohort, 2)
    line = waits(cohort, 2, at_least=1)
    seats.release(seat=Seat.objects.select_related("cohort").first(), **who)
    copies = [Offer.objects.get() for _n in range(20)]

    results = at_once(lambda copy: waiting.accept(offer=copy, **who), copies)

    assert [type(result) for result in results if result is None] == [type(None)]
    assert {type(result) for result in results} == {type(None), WrongStatus}
    assert (taken(cohort), Seat.objects.filter(line=line).count()) == ((2, 2), 1)


def test_yes_no_and_taken_back_at_once_are_one_answer(who):
    cohort = CohortFactory(capacity=2)
    order(cohort, 2)
    waits(cohort, 1)
    seats.release(seat=Seat.objects.select_related("cohort").first(), **who)
    actions = [waiting.accept, waiting.decline, waiting.withdraw] * 7

    results = at_once(lambda action: action(offer=Offer.objects.get(), **who), actions)

    assert [result for result in results if result is None] == [None]
    offer = Offer.objects.get()
    assert StatusChange.objects.filter(subject=subject_of(offer), was="open").count() == 1
    assert places_taken(cohort) == (2 if offer.status == "accepted" else 1)


def test_one_line_is_offered_the_free_seats_of_one_cohort_when_two_get_some_at_once(who):
    first, second = CohortFactory(capacity=1), CohortFactory(capacity=1)
    Cohort.objects.filter(pk=second.pk).update(programme=first.programme, county=first.county)
    second.refresh_from_db()
    for cohort in (first, second):
        order(cohort, 1)
    order(None, 1, programme=first.programme, county=first.county, track=first.track)
    given_back = [Seat.objects.select_related("cohort").get(cohort=cohort) for cohort in (first, second)]

    results = at_once(lambda seat: seats.release(seat=seat, **who), given_back)

    assert results == [None, None]
    assert Offer.objects.count() == 1


def test_two_hundred_who_accept_decline_give_back_call_off_and_order_never_oversell(who):
    cohort, orderer = CohortFactory(capacity=12), OrganisationFactory()
    placed = [order(cohort, 1, orderer=orderer) for _n in range(12)]
    lines = [waits(cohort, 1 + n % 3, orderer=orderer, at_least=1) for n in range(12)]

    def act(n: int) -> None:
        offer = Offer.objects.open().order_by("pk")[n % 3 : n % 3 + 1].first()
        match n % 8:
            case 0:
                orders.cancel(order=Order.objects.get(pk=placed[n % 12].pk), **who)
            case 1 | 2 if offer:
                waiting.accept(offer=offer, **who)
            case 3 if offer:
                waiting.decline(offer=offer, **who)
            case 4:
                seats.release(seat=Seat.objects.select_related("cohort").order_by("pk")[n % 12], **who)
            case 5:
                order(cohort, 1, orderer=orderer, **who)
            case 6:
                orders.cancel(order=Order.objects.get(lines=lines[n % 12]), **who)
            case 7:
                waiting.pass_on(cohort=cohort, at=MARCH)

    results = at_once(act, list(range(200)))

    assert {type(result) for result in results} <= {type(None), orders.NotEnoughSeats, WrongStatus}
    assert Offer.objects.exists()
    assert places_taken(cohort) <= 12


def places_taken(cohort: Cohort) -> int:
    """The counter of a cohort's places, which is its seats and what it offers."""
    cohort.refresh_from_db()
    held = Seat.objects.filter(cohort=cohort).taking_a_place().count()
    offered = sum(Offer.objects.open().filter(cohort=cohort).values_list("seats", flat=True))
    assert cohort.seats_taken == held + offered
    return cohort.seats_taken
