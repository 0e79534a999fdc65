"""What it costs to cancel."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from django.utils import timezone

from peersupport.accounts.models import User
from peersupport.audit.models import StatusChange
from peersupport.audit.status import last_step
from programs.models import Cancellation, Order, OrderLine

REGRET = timedelta(minutes=10)  # so long a sent order costs nothing to take back, and a cancellation can be undone
OERE = Decimal("0.01")


class HasTerms(Protocol):
    """A programme as it is, or one of its versions."""

    def terms(self) -> Sequence[tuple[int | None, int]]: ...


@dataclass(frozen=True)
class Fee:
    """What it costs to call off so many of a line."""

    line: OrderLine
    quantity: int
    percent: int

    @property
    def each(self) -> Decimal:
        """Kronor for one, without VAT, to the öre: as it is charged, so that nothing depends on how many at once."""
        return (self.line.unit_price * self.percent / 100).quantize(OERE, rounding=ROUND_HALF_UP)

    @property
    def amount(self) -> Decimal:
        """Kronor without VAT."""
        return self.quantity * self.each


def cancellation_percent(of: HasTerms, days_before: int) -> int:
    """Percent of the price for a seat cancelled so many days before the start; below nought is after it.

    The first step that is at least so far away decides. Where nothing was agreed on, it costs nothing (domain 5.5).
    """
    return _percent_by(of.terms(), days_before)


def cancellation_fee(*, order: Order, line: OrderLine, quantity: int, at: datetime) -> Fee:
    """What ``quantity`` of a line with its cohort cost to call off, by the terms that the order was sent under.

    It costs nothing before the order is confirmed, within ten minutes of sending it, and where no seats are held.
    """
    free = order.status == Order.Status.SENT or at < order.placed_at + REGRET
    if free or line.status != OrderLine.Status.HELD:
        return Fee(line, quantity, 0)
    days_before = (line.cohort.starts_on - timezone.localtime(at).date()).days
    return Fee(line, quantity, _percent_by(order.terms, days_before))


def unused_fee(*, line: OrderLine, quantity: int) -> Fee:
    """What ``quantity`` seats of a line with its order cost that nobody used: as much as to call them off on day one.

    Nothing while nobody has confirmed the order.
    """
    order = line.order
    return Fee(line, quantity, 0 if order.status == Order.Status.SENT else _percent_by(order.terms, 0))


def cancellation_fees(*, order: Order, lines: Iterable[OrderLine], at: datetime) -> list[Fee]:
    """What each line of an order that isn't called off yet costs to call off."""
    live = [line for line in lines if line.status != OrderLine.Status.CANCELLED]
    return [cancellation_fee(order=order, line=line, quantity=line.quantity, at=at) for line in live]


def step_to_undo(*, order: Order, by: User, at: datetime) -> StatusChange | None:
    """The step that called an order off, while whoever did it may undo it.

    Not that of an order which ended because its last seat was given back: nothing of it was called off. At most two
    queries, of a cancelled order only.
    """
    if order.status != Order.Status.CANCELLED:
        return None
    step = last_step(order)
    if step.by_id != by.pk or at >= step.at + REGRET:
        return None
    called_off = Cancellation.objects.standing().filter(line__order=order, at__gte=step.at)
    return step if called_off.exists() else None


def _percent_by(terms: Iterable[Sequence[int | None]], days_before: int) -> int:
    for limit, percent in terms:
        if limit is None or days_before >= limit:
            return percent
    return 0
