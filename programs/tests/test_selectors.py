"""Figures: seats that are held for orders, and for whom."""

import datetime as dt

import pytest

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import OrganisationFactory
from programs import selectors
from programs.actions import orders, seats
from programs.models import Order
from programs.tests.factories import CohortFactory, FundingSourceFactory
from programs.tests.steps import MARCH, order

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return {"by": UserFactory(given_name="Karin", family_name="Lund"), "at": MARCH}


def test_seats_are_counted_by_programme_and_by_orderer(who):
    stockholm, haninge = OrganisationFactory(name="Stockholms stad"), OrganisationFactory(name="Haninge kommun")
    cohort = CohortFactory(capacity=16)
    order(cohort, 10, orderer=stockholm)
    order(cohort, 1, orderer=haninge)
    order(cohort, 1, orderer=haninge)
    order(cohort, 9, orderer=haninge, if_short="wait")
    seats.fund(cohort=cohort, funding=FundingSourceFactory(programme=cohort.programme), count=2, **who)
    seats.release(seat=order(cohort, 1, orderer=haninge).lines.get().seats.get(), **who)
    order(CohortFactory(), 5)

    programme = cohort.programme
    assert selectors.seats_ordered(programme=programme) == 12
    assert selectors.seats_by_orderer(programme=programme) == {"Stockholms stad": 10, "Haninge kommun": 2}
    assert list(selectors.seats_by_orderer(cohort=cohort)) == ["Stockholms stad", "Haninge kommun"]
    assert selectors.seats_left(cohort=cohort) == 2
    assert selectors.seats_waited_for(programme=programme) == 9


def test_an_orders_history_tells_each_thing_once_newest_first(who, django_assert_num_queries):
    placed = order(CohortFactory(), 3, by=who["by"])
    orders.confirm(order=placed, by=who["by"], at=MARCH + dt.timedelta(days=1))
    orders.cancel(order=placed, by=who["by"], at=MARCH + dt.timedelta(days=2))
    lines = list(placed.lines.all())
    placed = Order.objects.select_related("placed_by").get()

    with django_assert_num_queries(4):
        history = selectors.order_history(order=placed, lines=lines)

    assert [(entry.text, entry.by) for entry in history] == [
        ("Beställningen avbokades", "Karin Lund"),
        ("3 platser lämnades tillbaka: beställningen avbokades", "Karin Lund"),
        ("Beställningen bekräftades", "Karin Lund"),
        ("3 platser bekräftades", "Karin Lund"),
        ("Beställningen skickades", "Karin Lund"),
    ]
