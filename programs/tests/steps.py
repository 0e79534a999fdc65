"""Short ways to do in a test what people do in the product, through the actions."""

import datetime as dt
from uuid import UUID, uuid4

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import OrganisationFactory
from programs.actions import orders
from programs.models import Cohort, Order, Seat

MARCH = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


def order(cohort: Cohort | None, quantity: int, *, key: UUID | None = None, **other) -> Order:
    """Order seats; whatever a test doesn't name is made up."""
    arguments = {
        "orderer": other.pop("orderer", None) or OrganisationFactory(),
        "programme": other.pop("programme", None) or cohort.programme,
        "reference": "ZZ1234",
        "by": other.pop("by", None) or UserFactory(),
        "at": MARCH,
        **other,
    }
    return orders.place(key=key or uuid4(), quantity=quantity, cohort=cohort, **arguments)


def states(order: Order) -> list[str]:
    """The states of an order's seats, by number."""
    return list(Seat.objects.filter(line__order=order).order_by("number").values_list("status", flat=True))


def taken(cohort: Cohort) -> tuple[int, int]:
    """The counter of a cohort's seats, and the seats themselves: always the same number."""
    cohort.refresh_from_db()
    return cohort.seats_taken, Seat.objects.filter(cohort=cohort).taking_a_place().count()
