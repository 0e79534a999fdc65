"""A line without seats on its order's page: why, what it is offered, and what each side can do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest

from peersupport.accounts.permissions import Permission
from programs import selectors
from programs.models import Offer, Order, OrderLine
from programs.selectors import Why


@dataclass(frozen=True)
class InLine:
    """What programs/_in_line.html shows of one line; ``decides`` for who may do what coordinators do."""

    line: OrderLine
    why: Why
    offer: Offer | None
    decides: bool

    @property
    def price(self) -> Decimal:
        return self.offer.seats * self.line.unit_price if self.offer else Decimal(0)

    @property
    def rest(self) -> int:
        return self.line.quantity - self.offer.seats if self.offer else 0

    @property
    def is_first(self) -> bool:
        return self.line.priority != OrderLine.Priority.NORMAL


def panels(request: HttpRequest, order: Order, lines: Iterable[OrderLine]) -> list[InLine]:
    """One for each line that waits; for an order that is over, one that says why it has no seats."""
    waiting = [line for line in lines if line.status == OrderLine.Status.WAITING]
    called_off = [line for line in lines if line.status == OrderLine.Status.CANCELLED]
    if order.status in Order.OVER:
        waiting, called_off = [], called_off[:1]
    else:
        called_off = []
    offered = Offer.objects.visible_to(request.membership).open().filter(line__in=waiting)
    offers = {one.line_id: one for one in offered.select_related("cohort", "line__order")} if waiting else {}
    decides = request.membership.may(Permission.ORDER_DECIDE)
    return [
        InLine(line, selectors.why_no_seat(line=line, membership=request.membership), offers.get(line.pk), decides)
        for line in [*waiting, *called_off]
    ]
