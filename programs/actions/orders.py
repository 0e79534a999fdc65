"""Orders: placed in one step, answered, called off. What fits is held; what doesn't is asked about."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.directory.models import County, Organisation
from peersupport.shared.refusals import Refused
from programs.actions import contingents, drafts, seats
from programs.actions.answers import confirm
from programs.actions.drafts import IfShort, PriceChanged
from programs.actions.seats import CohortClosed, NotEnoughSeats
from programs.models import Cohort, Order, OrderLine, Programme, Seat, SeatEntry, Wish

__all__ = ["CohortClosed", "NotEnoughSeats", "PriceChanged", "cancel", "confirm", "place", "place_line", "take_back"]


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
    """Write an order and send it at once, for whoever knows all of it: a draft begun, filled in and sent.

    The same ``key`` gives the order that it first led to. Raises what :mod:`programs.actions.drafts` raises.
    """
    wish = Wish(cohort, county, track)
    draft = drafts.begin(key=key, orderer=orderer, programme=programme, wish=wish, quantity=quantity, by=by, at=at)
    if draft.status != Order.Status.DRAFT:
        return draft
    drafts.change_payer(order=draft, version=draft.version, payer=None, reference=reference.strip())
    return drafts.send(order=draft, if_short=if_short, offered=offered, price=price, by=by, at=at)


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
    orders = Order.objects.select_for_update(of=("self",), no_key=True).select_related("programme")
    order = orders.get(pk=line.order_id)
    row = drafts.in_locked(cohort, order.programme)
    wish = OrderLine.objects.select_for_update(of=("self",), no_key=True).get(pk=line.pk)
    if wish.cohort_id not in (None, row.pk) or (wish.cohort_id is None and not _suits(row, wish)):
        raise Refused(_("The orderer asked for another cohort, county or track."))
    if wish.status == OrderLine.Status.WAITING:
        room = contingents.room_for(row, order.orderer_id)
        if wish.quantity > room:
            raise NotEnoughSeats(room)
    status.move(line, OrderLine.Status.HELD, by=by, at=at, only_from=[OrderLine.Status.WAITING], cohort=row)
    contingents.use(row, order.orderer_id, wish.quantity, by=by, at=at)
    confirmed = order.status == Order.Status.CONFIRMED
    if not confirmed:
        order.held_until = drafts.held_until(order.programme, at=at)
        order.save(update_fields=["held_until"])
    seats.make_for_line(
        line,
        number=order.number,
        state=Seat.Status.CONFIRMED if confirmed else Seat.Status.RESERVED,
        already=Seat.objects.filter(line__order=order).count(),
        by=by,
        at=at,
    )


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
