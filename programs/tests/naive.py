"""The sale as somebody would write it who has never sold to two at once: count, compare, insert. No lock."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from peersupport.accounts.models import User
from peersupport.directory.models import Organisation
from programs.actions.numbers import application_code
from programs.actions.seats import NotEnoughSeats
from programs.models import Cohort, Order, OrderLine, Seat, SeatEntry


def sell_naively(line: OrderLine, number: str) -> Seat:
    """One seat of the line's cohort when the cohort, as it was read, has one left. Raises NotEnoughSeats."""
    cohort = Cohort.objects.get(pk=line.cohort_id)
    if cohort.seats_left < 1:
        raise NotEnoughSeats(0)
    seat = Seat.objects.create(cohort=cohort, line=line, number=number, application_code=application_code())
    SeatEntry.objects.create(cohort=cohort, seat=seat, line=line, became=seat.status, why="ordered", at=timezone.now())
    return seat


@transaction.atomic
def order_naively(
    *, key: UUID, cohort: Cohort, orderer: Organisation, reference: str, by: User, at: datetime, **_unread
) -> Order:
    """An order of one seat. Raises NotEnoughSeats."""
    order = Order.objects.create(
        number=f"T-{key.hex[:12]}",
        programme=cohort.programme,
        orderer=orderer,
        reference=reference,
        placed_by=by,
        placed_at=at,
    )
    held = OrderLine.Status.HELD
    line = OrderLine.objects.create(order=order, cohort=cohort, quantity=1, unit_price=cohort.seat_price, status=held)
    sell_naively(line, f"{order.number}/01")
    return order
