"""The sale as somebody would write it who has never sold to two at once: count, compare, insert. No lock."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

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
def send_naively(*, order: Order, at: datetime, **_unread) -> Order:
    """Send a draft of one seat. Raises NotEnoughSeats."""
    line = order.lines.get()
    number = f"T-{order.pk}"
    sell_naively(line, f"{number}/01")
    OrderLine.objects.filter(pk=line.pk).update(status="held")
    Order.objects.filter(pk=order.pk).update(status="sent", number=number, placed_at=at)
    return Order.objects.get(pk=order.pk)
