"""What calling off costs, whatever the terms, the day, the price and the number: properties, not examples."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from peersupport.accounts.tests.factories import UserFactory
from peersupport.shared.refusals import Refused
from programs import selectors
from programs.actions import changes, orders, programmes
from programs.models import Cancellation, Charge, Cohort, Order, OrderLine
from programs.tests.factories import CohortFactory, ProgrammeFactory
from programs.tests.steps import MARCH, order

START = dt.date(2026, 8, 17)
PERCENTS = st.integers(min_value=0, max_value=100)
DAYS = st.integers(min_value=-5, max_value=120)
PRICES = st.decimals(min_value=0, max_value=Decimal("99999.99"), places=2)
ANY_STEPS = st.lists(st.tuples(st.none() | st.integers(min_value=0, max_value=365), PERCENTS), max_size=4)
few_with_a_database = settings(
    max_examples=15,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],  # to make a failure shorter takes long with a database
)


@st.composite
def terms(draw) -> list[tuple[int | None, int]]:
    """As a programme may have them: the start comes nearer from step to step, and it never costs less."""
    days = draw(st.sets(st.integers(min_value=0, max_value=120), max_size=4))
    percents = sorted(draw(st.lists(PERCENTS, min_size=len(days) + 1, max_size=len(days) + 1)))
    return list(zip([*sorted(days, reverse=True), None], percents, strict=True))


def fee(steps: list, days_before: int, price: Decimal, quantity: int) -> selectors.Fee:
    placed = Order(status="confirmed", terms=steps, placed_at=MARCH - dt.timedelta(days=365))
    line = OrderLine(status="held", quantity=quantity, unit_price=price, cohort=Cohort(starts_on=START))
    return selectors.cancellation_fee(order=placed, line=line, quantity=quantity, at=before_the_start(days_before))


def before_the_start(days: int) -> dt.datetime:
    return dt.datetime.combine(START - dt.timedelta(days=days), dt.time(12), tzinfo=dt.UTC)


@given(steps=ANY_STEPS, days=DAYS, price=PRICES, quantity=st.integers(1, 500))
def test_it_costs_from_nothing_to_all_of_the_price(steps, days, price, quantity):
    assert 0 <= fee(steps, days, price, quantity).amount <= price * quantity


@given(steps=terms(), days=DAYS, earlier=st.integers(1, 100), price=PRICES, quantity=st.integers(1, 500))
def test_who_calls_off_earlier_never_pays_more(steps, days, earlier, price, quantity):
    assert fee(steps, days + earlier, price, quantity).amount <= fee(steps, days, price, quantity).amount


@given(steps=terms(), days=DAYS, price=PRICES, parts=st.lists(st.integers(1, 100), min_size=1, max_size=5))
def test_calling_off_in_parts_costs_the_same_as_at_once(steps, days, price, parts):
    in_parts = sum(fee(steps, days, price, part).amount for part in parts)

    assert in_parts == fee(steps, days, price, sum(parts)).amount


@pytest.mark.django_db
@few_with_a_database
@given(steps=ANY_STEPS, days=DAYS, earlier=st.integers(1, 100))
def test_terms_by_which_waiting_would_pay_are_refused(steps, days, earlier):
    with transaction.atomic():
        programme, by = ProgrammeFactory(), UserFactory()
        try:
            programmes.change(programme=programme, version=programme.version, terms=steps, by=by, at=MARCH)
        except Refused:
            assume(False)
        agreed = programme.terms()
        transaction.set_rollback(True)

    assert fee(agreed, days + earlier, Decimal(100), 1).amount <= fee(agreed, days, Decimal(100), 1).amount


@pytest.mark.django_db
@few_with_a_database
@given(steps=terms(), days=st.integers(0, 120), price=PRICES, quantity=st.integers(1, 4))
def test_what_is_said_is_what_is_owed_and_an_undo_takes_all_of_it_away(steps, days, price, quantity):
    with transaction.atomic():
        placed, by, at = confirmed(steps, price, quantity), UserFactory(), before_the_start(days)
        said = sum(one.amount for one in selectors.cancellation_fees(order=placed, lines=placed.lines.all(), at=at))

        orders.cancel(order=placed, fee=said, by=by, at=at)
        assert (cost(), owed()) == (said, said)
        orders.undo_cancel(order=placed, by=by, at=at + dt.timedelta(minutes=9))
        assert (cost(), owed()) == (0, 0)

        transaction.set_rollback(True)


@pytest.mark.django_db
@few_with_a_database
@given(steps=terms(), days=st.integers(0, 120), price=PRICES, fewer=st.integers(1, 3))
def test_seats_given_back_before_the_rest_cost_what_all_cost_at_once(steps, days, price, fewer):
    with transaction.atomic():
        placed, by, at = confirmed(steps, price, 4), UserFactory(), before_the_start(days)
        line = placed.lines.get()
        at_once = selectors.cancellation_fee(order=placed, line=line, quantity=4, at=at)
        each = selectors.cancellation_fee(order=placed, line=line, quantity=1, at=at)

        what = {"line": line, "version": placed.version, "quantity": 4 - fewer, "fee": each.amount}
        changes.change_quantity(**what, by=by, at=at)
        assert (cost(), owed()) == (each.amount * fewer, each.amount * fewer)
        orders.cancel(order=placed, by=by, at=at)
        assert (cost(), owed()) == (at_once.amount, at_once.amount)

        transaction.set_rollback(True)


def confirmed(steps: list, price: Decimal, quantity: int) -> Order:
    """An order of seats at that price, sent under these terms long before its cohort starts."""
    placed = order(CohortFactory(starts_on=START, seat_price=price, capacity=quantity), quantity)
    Order.objects.update(terms=steps)
    orders.confirm(order=placed, by=UserFactory(), at=MARCH)
    placed.refresh_from_db()
    return placed


def cost() -> Decimal:
    return Cancellation.objects.aggregate(sum=Sum("amount"))["sum"]


def owed() -> Decimal:
    return Charge.objects.standing().aggregate(sum=Sum("net"))["sum"] or 0
