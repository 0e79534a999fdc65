"""What calling off costs, made less by a coordinator afterwards."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.shared.refusals import Refused
from programs.actions import cancellations, charges
from programs.models import Cancellation, Charge, Order, OrderChange, Seat
from programs.selectors import Fee


@transaction.atomic
def lower(*, order: Order, percent: int, reason: str, by: User, at: datetime) -> Decimal:
    """All that calling off has cost of an order is at most so many percent of the price, nought to waive it.

    Both sides read ``reason`` on the order's page. What it costs from now on, without VAT. Raises Refused beside
    reason and percent, and when some of it is on an invoice basis already.
    """
    row = Order.objects.locked().get(pk=order.pk)
    if not reason.strip():
        raise Refused(_("Write why. The orderer reads it."), field="reason")
    costs = list(Cancellation.objects.standing().filter(line__order=row).select_related("line").order_by("pk"))
    more = [one for one in costs if one.amount and one.percent > percent]
    if percent < 0 or not more:
        raise Refused(_("It doesn't cost more than that now."), field="percent")
    cancellations.take_away(more, by=by, at=at)
    cancellations.remember([Fee(one.line, one.quantity, percent) for one in more], by=by, at=at)
    for charge in Charge.objects.of_seats_given_back().filter(line__order=row, percent__gt=percent).order_by("pk"):
        _charge_less(charge.seat, percent, by=by, at=at)
    row.fee_reason = reason.strip()
    row.save(update_fields=["fee_reason"])
    before, after = _by_line(costs), _by_line(Cancellation.objects.standing().filter(line__order=row))
    OrderChange.objects.bulk_create(  # by line, for whoever pays for a part reads of that part
        OrderChange(
            order=row,
            line_id=line,
            before={"fee": f"{before[line]:.2f}"},
            after={"fee": f"{after[line]:.2f}"},
            by=by,
            at=at,
        )
        for line in sorted({one.line_id for one in more})
    )
    return sum(after.values())


def _by_line(costs: Iterable[Cancellation]) -> dict[int, Decimal]:
    sums: dict[int, Decimal] = {}
    for one in costs:
        sums[one.line_id] = sums.get(one.line_id, Decimal(0)) + one.amount
    return sums


def _charge_less(seat: Seat, percent: int, *, by: User, at: datetime) -> None:
    charges.take_back(seat=seat, by=by, at=at)
    if percent:
        charges.record_seat(seat=seat, percent=percent, by=by, at=at)
