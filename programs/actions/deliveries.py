"""An order follows its seats and their charges: partly delivered, delivered, invoiced."""

from datetime import datetime

from django.db import transaction

from peersupport.audit import status
from programs import selectors
from programs.models import Charge, Order

UNDER_WAY = (Order.Status.CONFIRMED, Order.Status.PARTLY_DELIVERED)
FOLLOWED = (*UNDER_WAY, Order.Status.DELIVERED)


@transaction.atomic
def follow(*, order: Order, at: datetime) -> bool:
    """Take a confirmed order on as its seats have been delivered and invoiced; whether it moved. Safe to run again.

    It is delivered when each seat that it holds is, and all else that it costs has been charged; invoiced when nothing
    that is owed for it is outside a locked basis, however early that was locked, and also when nothing is owed. A rule
    of its own, and not a part of delivering a seat: who delivers has locked a participation, and an order is locked
    before those.
    """
    row = Order.objects.locked().get(pk=order.pk)
    was = row.status
    if row.status in UNDER_WAY:
        _follow_deliveries(row, at=at)
    if row.status == Order.Status.DELIVERED and not Charge.objects.not_invoiced().filter(line__order=row).exists():
        status.move(row, Order.Status.INVOICED, by=None, at=at)
    return row.status != was


def _follow_deliveries(order: Order, *, at: datetime) -> None:
    sums = selectors.seats_of(line__order=order)
    if not sums.delivered and not Charge.objects.of_extras().filter(line__order=order).exists():
        return
    is_done = sums.delivered == sums.held and not order.lines.still_to_come().exists()
    became = Order.Status.DELIVERED if is_done else Order.Status.PARTLY_DELIVERED
    if became != order.status:
        status.move(order, became, by=None, at=at)
