"""An order follows its seats: partly delivered, delivered."""

from datetime import datetime

from django.db import transaction

from peersupport.audit import status
from programs import selectors
from programs.models import Order, OrderLine

UNDER_WAY = (Order.Status.CONFIRMED, Order.Status.PARTLY_DELIVERED)
STILL_TO_COME = (OrderLine.Status.WAITING, OrderLine.Status.ORDERED)


@transaction.atomic
def follow(*, order: Order, at: datetime) -> bool:
    """Take a confirmed order on as its seats have been delivered; whether it moved. Safe to run again.

    It is delivered when each seat that it holds is, and nothing else of it is still to come. A rule of its own, and not
    a part of delivering a seat: who delivers has locked a participation, and an order is locked before those.
    """
    row = Order.objects.select_for_update(of=("self",), no_key=True).get(pk=order.pk)
    sums = selectors.seats_of(line__order=row)
    if row.status not in UNDER_WAY or not sums.delivered:
        return False
    is_done = sums.delivered == sums.held and not row.lines.filter(status__in=STILL_TO_COME).exists()
    became = Order.Status.DELIVERED if is_done else Order.Status.PARTLY_DELIVERED
    if became == row.status:
        return False
    status.move(row, became, by=None, at=at)
    return True
