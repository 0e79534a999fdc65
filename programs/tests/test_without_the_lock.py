"""Negative control: what the races of test_races.py would do without the lock, and without the constraint.

The product has no switch for this. The naive sale is written here, and the constraint is dropped in the test's own
database. If this did not oversell, the tests beside it would prove nothing.
"""

from itertools import count

import pytest
from django.db import IntegrityError, connection
from django.db.models import F

from programs.actions.numbers import application_code
from programs.actions.seats import NotEnoughSeats
from programs.models import Cohort, OrderLine, Seat
from programs.tests.crowd import at_once
from programs.tests.factories import CohortFactory, OrderLineFactory

pytestmark = pytest.mark.django_db(transaction=True)
BACKSTOP = next(rule for rule in Cohort._meta.constraints if rule.name == "cohort_never_oversold")


@pytest.fixture
def without_the_constraint():
    with connection.schema_editor() as editor:
        editor.remove_constraint(Cohort, BACKSTOP)
    yield
    Seat.objects.all().delete()
    Cohort.objects.update(seats_taken=0)
    with connection.schema_editor() as editor:
        editor.add_constraint(Cohort, BACKSTOP)


def sell_naively(line: OrderLine, number: int) -> Seat:
    """Count, compare, insert: right for one at a time."""
    cohort = Cohort.objects.get(pk=line.cohort_id)
    if cohort.seats_left < 1:
        raise NotEnoughSeats(0)
    seat = Seat.objects.create(cohort=cohort, line=line, number=f"T/{number:03d}", application_code=application_code())
    Cohort.objects.filter(pk=cohort.pk).update(seats_taken=F("seats_taken") + 1)
    return seat


def sold_of_twelve(numbers: count) -> int:
    """How many seats of a new cohort of twelve 200 naive sales at once sell."""
    line = OrderLineFactory(cohort=CohortFactory(capacity=12))
    at_once(lambda _n: sell_naively(line, next(numbers)), list(range(200)))
    return line.seats.count()


def test_without_lock_and_constraint_twelve_seats_are_oversold(without_the_constraint):
    numbers = count()

    assert any(sold_of_twelve(numbers) > 12 for _round in range(5))


def test_without_the_lock_the_constraint_alone_still_sells_no_more_than_twelve():
    cohort = CohortFactory(capacity=12)
    line = OrderLineFactory(cohort=cohort)

    def sell(number: int) -> None:
        try:
            sell_naively(line, number)
        except IntegrityError as broken:
            raise NotEnoughSeats(0) from broken

    at_once(sell, list(range(200)))

    cohort.refresh_from_db()
    assert (cohort.seats_taken, line.seats.count()) == (12, 12)
