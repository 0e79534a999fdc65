"""Staff training, supervision and continuing education in a draft, at the prices of the day on which it is sent."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.shared.refusals import Refused
from programs import selectors
from programs.models import Order, OrderLine
from programs.selectors import UnitPrice

COPIED = ("cohort_id", "county_id", "track")  # where its seats are: who sees those sees this as well
PAID_ALIKE = ("paid_from", "paid_from_note")

Period = tuple[date | None, date | None]


class ExtrasChanged(Refused):
    """What is ordered besides seats costs something else than was said; ``price`` is what it costs now, without VAT."""

    def __init__(self, price: Decimal) -> None:
        words = _("Prices have changed: what you order besides seats costs %(price)s kr. Send again to order.")
        super().__init__(words % {"price": number_format(price, force_grouping=True)})
        self.price = price


def offered(draft: Order, *, at: datetime) -> dict[OrderLine.Kind, UnitPrice]:
    """What a draft can have besides seats, at the prices of where and when: its cohort's host, this year."""
    line = draft.lines.of_seats().select_related("cohort__host").get()
    host = line.cohort.host if line.cohort else None
    return selectors.extras_offered(programme=draft.programme, on=timezone.localtime(at).date(), host=host)


@transaction.atomic
def choose(draft: Order, *, quantities: Mapping[str, int], periods: Mapping[str, Period], at: datetime) -> None:
    """So many of each kind in a locked draft, each for its period if it has one; nought is none.

    Raises Refused beside a kind that has no price, and beside the end of a period (``staff_to``) that isn't one.
    """
    prices = offered(draft, at=at)
    seats = draft.lines.of_seats().get()
    draft.lines.exclude(kind=OrderLine.Kind.SEATS).delete()
    for kind, quantity in quantities.items():
        if not 0 <= quantity <= OrderLine.MOST_SEATS:
            raise Refused(_("Enter a number from 0 to %(most)s.") % {"most": OrderLine.MOST_SEATS}, field=kind)
        if quantity and kind not in prices:
            raise Refused(_("This can't be ordered right now."), field=kind)
        if quantity:
            same = {name: getattr(seats, name) for name in (*COPIED, *PAID_ALIKE)}
            price, vat = prices[kind]
            first, last = _period(kind, periods.get(kind, (None, None)))
            OrderLine.objects.create(
                order=draft,
                kind=kind,
                quantity=quantity,
                unit_price=price,
                vat=vat,
                period_from=first,
                period_to=last,
                status=OrderLine.Status.DRAFT,
                **same,
            )


def order(lines: Sequence[OrderLine], seats: OrderLine, said: Decimal | None, *, by: User, at: datetime) -> None:
    """A locked draft is sent: its ``lines`` besides its ``seats`` are ordered, where they are, at the prices of now.

    Raises ExtrasChanged when it was ``said`` to cost something else, and Refused when one of it has no price any more.
    """
    prices = offered(seats.order, at=at) if lines else {}
    for line in lines:
        if line.kind not in prices:
            raise Refused(_("%(what)s can't be ordered right now. Take it away.") % {"what": line.get_kind_display()})
        line.unit_price, line.vat = prices[line.kind]
        for name in COPIED:
            setattr(line, name, getattr(seats, name))
    price = sum((line.price for line in lines), Decimal(0))
    if said not in (None, price):
        raise ExtrasChanged(price)
    for line in lines:
        line.save()
        status.move(line, OrderLine.Status.ORDERED, by=by, at=at)


def follow(order: Order) -> None:
    """What a locked order has besides seats stands where the first of its seats are, now that these have moved."""
    first = order.lines.of_seats().exclude(status=OrderLine.Status.CANCELLED).earliest("pk")
    where = {name: getattr(first, name) for name in COPIED}
    order.lines.exclude(kind=OrderLine.Kind.SEATS).update(**where)


def _period(kind: str, period: Period) -> Period:
    first, last = period
    if (first is None) != (last is None):
        raise Refused(_("Enter both days, or none."), field=f"{kind}_to")
    if first and last and last < first:
        raise Refused(_("The last day can't be before the first."), field=f"{kind}_to")
    return period
