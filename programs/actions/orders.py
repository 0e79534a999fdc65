"""Ordering seats. What fits is held; what doesn't is asked about; nothing is sold in part without asking."""

from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.directory.models import County, Organisation
from peersupport.jobs import idempotency
from peersupport.shared.refusals import Refused
from programs.actions import seats
from programs.actions.numbers import next_order_number
from programs.actions.seats import CohortClosed, NotEnoughSeats
from programs.models import Cohort, Order, OrderLine, Programme, Seat, SeatEntry, Track

__all__ = ["CohortClosed", "NotEnoughSeats", "cancel", "confirm", "place", "place_line", "take_back"]

IfShort = Literal["ask", "wait", "take"]


class PriceChanged(Refused):
    """A seat costs something else than the orderer was told; ``price`` is what it costs now."""

    def __init__(self, price: Decimal) -> None:
        words = _("The price has changed: a seat costs %(price)s kr. Nothing is ordered yet; send again to order.")
        super().__init__(words % {"price": number_format(price, force_grouping=True)})
        self.price = price


@transaction.atomic
def place(
    *,
    key: UUID,
    orderer: Organisation,
    programme: Programme,
    reference: str,
    quantity: int,
    cohort: Cohort | None = None,
    county: County | None = None,
    track: str = "",
    if_short: IfShort = "ask",
    offered: int | None = None,
    price: Decimal | None = None,
    by: User,
    at: datetime,
) -> Order:
    """Order seats in an open cohort, or in the next one of a county and track.

    When fewer are left: "ask" raises NotEnoughSeats, "wait" lets the whole line wait, "take" orders what there is,
    or as many as were ``offered`` (NotEnoughSeats if there are fewer by now: nothing is sold that wasn't agreed to).
    ``price`` is what the orderer was told that a seat costs; PriceChanged is raised when it isn't so any more.
    The same ``key`` gives the order that it first led to. Raises Refused beside its fields, and CohortClosed.
    """
    before = idempotency.claim(key, purpose="programs.order", owner=f"user:{by.pk}", at=at)
    if before is not None:
        return idempotency.made_before(Order, before)
    reference = _checked(reference, quantity, programme)
    if cohort is None:
        line = _line_for_the_next(programme, county, track, quantity)
    else:
        line = _line_in(_open(cohort, programme), quantity, if_short, offered)
    if price not in (None, line.unit_price):
        raise PriceChanged(line.unit_price)
    order = Order(programme=programme, orderer=orderer, reference=reference, placed_by=by, placed_at=at)
    _write(order, line, by=by, at=at)
    idempotency.remember(key, status.subject_of(order))
    return order


@transaction.atomic
def confirm(*, order: Order, by: User, at: datetime) -> None:
    """Promise the orderer their seats. Raises WrongStatus, and Refused while a line still waits for seats."""
    status.move(order, Order.Status.CONFIRMED, by=by, at=at)
    if order.lines.waiting().exists():
        raise Refused(_("The order still waits for seats. Place it in a cohort first."))
    reserved = list(Seat.objects.filter(line__order=order, status=Seat.Status.RESERVED))
    seats.confirm(reserved, by=by, at=at)


@transaction.atomic
def cancel(*, order: Order, by: User, at: datetime) -> None:
    """Call off an order before its cohort starts; its seats are free for others.

    Raises WrongStatus, CohortClosed when a cohort has started, and Refused when somebody sits in one of the seats.
    """
    status.move(order, Order.Status.CANCELLED, by=by, at=at)
    lines = order.lines.exclude(status=OrderLine.Status.CANCELLED).order_by("cohort", "pk")
    for line in lines:
        if line.status == OrderLine.Status.HELD:
            _give_back(line, by=by, at=at)
        status.move(line, OrderLine.Status.CANCELLED, by=by, at=at)


@transaction.atomic
def take_back(*, order: Order, by: User, at: datetime) -> None:
    """Call off one's own order before it is confirmed. Raises what :func:`cancel` raises, and Refused afterwards."""
    row = Order.objects.select_for_update(of=("self",), no_key=True).get(pk=order.pk)
    if row.status != Order.Status.SENT:
        raise Refused(_("The order is answered, so only a coordinator can call it off now."))
    cancel(order=order, by=by, at=at)


@transaction.atomic
def place_line(*, line: OrderLine, cohort: Cohort, by: User, at: datetime) -> None:
    """Give a waiting line all its seats in a cohort of its county and track, at the price that the orderer was told.

    Raises NotEnoughSeats, CohortClosed, WrongStatus, and Refused when the cohort isn't what the orderer asked for.
    """
    order = Order.objects.select_for_update(of=("self",), no_key=True).get(pk=line.order_id)
    row = _open(cohort, order.programme)
    wish = OrderLine.objects.select_for_update(of=("self",), no_key=True).get(pk=line.pk)
    if wish.cohort_id not in (None, row.pk) or (wish.cohort_id is None and not _suits(row, wish)):
        raise Refused(_("The orderer asked for another cohort, county or track."))
    if wish.status == OrderLine.Status.WAITING:
        seats.need_room(row, wish.quantity)
    status.move(line, OrderLine.Status.HELD, by=by, at=at, cohort=row)
    confirmed = order.status == Order.Status.CONFIRMED
    seats.make_for_line(
        line,
        number=order.number,
        state=Seat.Status.CONFIRMED if confirmed else Seat.Status.RESERVED,
        already=Seat.objects.filter(line__order=order).count(),
        by=by,
        at=at,
    )


def _checked(reference: str, quantity: int, programme: Programme) -> str:
    if not reference.strip():
        raise Refused(
            _("Enter your reference; it tells your accounts department whose order this is."), field="reference"
        )
    if not 1 <= quantity <= OrderLine.MOST_SEATS:
        raise Refused(_("Enter a number from 1 to %(most)s.") % {"most": OrderLine.MOST_SEATS}, field="quantity")
    if not programme.is_open:
        raise CohortClosed(_("This programme takes no orders."))
    return reference.strip()


def _open(cohort: Cohort, programme: Programme) -> Cohort:
    """The cohort, locked. Raises CohortClosed unless orders for this programme can be placed in it."""
    row = seats.locked(cohort)
    if row.status != Cohort.Status.OPEN or row.programme_id != programme.pk:
        raise CohortClosed(_("The cohort isn't open for orders."))
    return row


def _line_in(cohort: Cohort, quantity: int, if_short: IfShort, offered: int | None) -> OrderLine:
    """A line in a locked cohort: with room for its seats, or the whole of it waiting."""
    if if_short == "take":
        quantity = max(1, min(quantity, cohort.seats_left if offered is None else offered))
    waits = if_short == "wait" and quantity > cohort.seats_left
    if not waits:
        seats.need_room(cohort, quantity)
    return OrderLine(
        cohort=cohort,
        county=cohort.county,
        track=cohort.track,
        quantity=quantity,
        unit_price=cohort.seat_price,
        status=OrderLine.Status.WAITING if waits else OrderLine.Status.HELD,
    )


def _line_for_the_next(programme: Programme, county: County | None, track: str, quantity: int) -> OrderLine:
    if county is None:
        raise Refused(_("Choose a county."), field="county")
    if track not in Track.values:
        raise Refused(_("Choose a track."), field="track")
    return OrderLine(county=county, track=track, quantity=quantity, unit_price=programme.seat_price)


def _write(order: Order, line: OrderLine, *, by: User, at: datetime) -> None:
    """Give the order its number, the last thing that is waited for, and write what has been decided."""
    order.number = next_order_number(at=at)
    order.save(force_insert=True)
    line.order = order
    line.save(force_insert=True)
    status.begin(order, line, by=by, at=at)
    if line.status == OrderLine.Status.HELD:
        seats.make_for_line(line, number=order.number, state=Seat.Status.RESERVED, by=by, at=at)


def _give_back(line: OrderLine, *, by: User, at: datetime) -> None:
    cohort = seats.locked(line.cohort)
    if cohort.status not in (Cohort.Status.DRAFT, Cohort.Status.OPEN):
        raise CohortClosed(_("The cohort has started. An order can be called off until then."))
    mine = list(
        Seat.objects.select_for_update(of=("self",), no_key=True).taking_a_place().filter(line=line).order_by("pk")
    )
    if any(seat.status in (Seat.Status.ASSIGNED, Seat.Status.DELIVERED) for seat in mine):
        raise Refused(
            _(
                "Somebody has been admitted to one of the seats. A coordinator has to note first that the person has "
                "left the course."
            )
        )
    seats.give_back(mine, why=SeatEntry.Why.ORDER_CANCELLED, by=by, at=at)


def _suits(cohort: Cohort, line: OrderLine) -> bool:
    return (cohort.county_id, cohort.track) == (line.county_id, line.track)
