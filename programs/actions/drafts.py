"""An order before it is sent: written step by step, kept between the steps, sent once or thrown away."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.directory.invoicing import buyer_reference_fault
from peersupport.directory.models import Organisation
from peersupport.jobs import idempotency
from peersupport.letters.outbox import post_each
from peersupport.shared.refusals import Conflict, Refused
from programs import letters, selectors
from programs.actions import agreements, answers, contingents, extras, seats
from programs.actions.contingents import Room
from programs.actions.numbers import next_order_number
from programs.actions.seats import CohortClosed
from programs.models import Cohort, Order, OrderLine, Programme, Seat, Track, Wish
from programs.selectors import UnitPrice

IfShort = Literal["ask", "wait", "take"]


class PriceChanged(Refused):
    """The order costs something else than the orderer was told; ``price`` is what it costs now, without VAT."""

    def __init__(self, price: Decimal) -> None:
        words = _("The price has changed: the order costs %(price)s kr. Nothing is ordered yet; send again to order.")
        super().__init__(words % {"price": number_format(price, force_grouping=True)})
        self.price = price


@transaction.atomic
def begin(
    *, key: UUID, orderer: Organisation, programme: Programme, wish: Wish, quantity: int, by: User, at: datetime
) -> Order:
    """A draft for ``quantity`` seats, which holds none yet. The same ``key`` gives the order that it first led to.

    Raises Refused beside quantity, county and track, and CohortClosed.
    """
    before = idempotency.claim(key, purpose="programs.order", owner=f"user:{by.pk}", at=at)
    if before is not None:
        return idempotency.made_before(Order, before)
    wanted = _wanted(programme, wish, quantity, on=timezone.localtime(at).date())
    line = OrderLine(status=OrderLine.Status.DRAFT, **wanted)
    order = Order(programme=programme, orderer=orderer, placed_by=by, placed_at=at, status=Order.Status.DRAFT)
    order.save(force_insert=True)
    line.order = order
    line.save(force_insert=True)
    status.begin(order, line, by=by, at=at)
    idempotency.remember(key, status.subject_of(order))
    return order


@transaction.atomic
def change_wish(*, order: Order, version: int, wish: Wish, quantity: int, at: datetime) -> None:
    """Other seats than the draft said. Raises what :func:`begin` raises, Conflict, and WrongStatus when it is sent."""
    row = _draft(order, version)
    line = row.lines.of_seats().get()
    for name, value in _wanted(row.programme, wish, quantity, on=timezone.localtime(at).date()).items():
        setattr(line, name, value)
    line.save()
    _changed(row)


@transaction.atomic
def change_payer(
    *,
    order: Order,
    version: int,
    payer: Organisation | None,
    paid_from: str = OrderLine.PaidFrom.OWN,
    paid_from_note: str = "",
    at: datetime,
    **details,
) -> None:
    """Who pays, from which money, with which references, and whom we ask: ``details`` are columns of Order.

    All of a draft's lines are paid from the same. Raises what :func:`change_wish` raises, Refused beside reference, and
    NotCovered beside agreement.
    """
    row = _draft(order, version)
    row.payer = payer if payer != row.orderer else None
    for name, value in details.items():
        setattr(row, name, value)
    needs_a_reference(row)
    agreements.need_to_cover(row, on=timezone.localtime(at).date())
    row.lines.update(paid_from=paid_from, paid_from_note=paid_from_note)
    _changed(row, "payer", *details)


@transaction.atomic
def change_extras(
    *,
    order: Order,
    version: int,
    quantities: Mapping[str, int],
    periods: Mapping[str, extras.Period] | None = None,
    at: datetime,
) -> None:
    """So many of each kind besides seats, for which periods. Raises Conflict, WrongStatus, and what choose raises."""
    row = _draft(order, version)
    extras.choose(row, quantities=quantities, periods=periods or {}, at=at)
    _changed(row)


@transaction.atomic
def discard(*, order: Order) -> None:
    """Throw a draft away; it has had no number. Raises WrongStatus when it is sent."""
    row = _draft(order, None)
    row.lines.all().delete()
    row.delete()


@transaction.atomic
def send(
    *,
    order: Order,
    version: int | None = None,
    if_short: IfShort = "ask",
    offered: int | None = None,
    price: Decimal | None = None,
    at_least: int | None = None,
    extras_price: Decimal | None = None,
    by: User,
    at: datetime,
) -> Order:
    """Send a draft: its seats are held, or it waits for them, and it gets its number. Sent again, it stays as it is.

    ``version`` is the one that was read through before sending: Conflict when somebody has changed the draft since.
    When fewer are left: "ask" raises NotEnoughSeats, "wait" lets the whole line wait, "take" orders what there is,
    or as many as were ``offered`` (NotEnoughSeats if there are fewer by now: nothing is sold that wasn't agreed to).
    ``at_least`` is the smallest number of seats together that a waiting line may be offered; None: all or none.
    ``price`` is what the orderer was told that a seat costs, ``extras_price`` all that isn't seats; PriceChanged and
    ExtrasChanged are raised when it isn't so any more.
    Where the programme doesn't ask for a coordinator's yes, held seats are confirmed at once. Raises Refused beside
    reference, NotCovered when its agreement doesn't cover it any more, and CohortClosed.
    """
    row = Order.objects.locked().select_related("programme", "orderer", "payer").get(pk=order.pk)
    if row.status != Order.Status.DRAFT:
        return row
    _need_what_was_shown(row, version)
    if not row.programme.is_open:
        raise CohortClosed(_("This programme takes no orders."))
    needs_a_reference(row)
    today = timezone.localtime(at).date()
    row.terms = row.programme.terms()
    line, *others = row.lines.select_related("cohort").order_by(*OrderLine.as_ordered())
    room = _room_for(line, if_short, offered, on=today)
    agreements.need_to_cover(row, on=today)
    if price not in (None, line.unit_price):
        raise PriceChanged(line.unit_price)
    line.at_least = None if room else at_least_of(line.quantity, at_least)
    extras.order(others, line, extras_price, by=by, at=at)
    _place(row, line, room, by=by, at=at)
    return row


def held_until(programme: Programme, *, at: datetime) -> date:
    """The last day on which seats that are held from now on wait for an answer."""
    return timezone.localtime(at).date() + timedelta(days=programme.hold_days)


def hold_seats(line: OrderLine, order: Order, *, by: User | None, at: datetime) -> None:
    """Seats for a line that waited, in its locked cohort: as firm as its order, with numbers after those there are."""
    if not order.is_firm:
        order.held_until = held_until(order.programme, at=at)
        order.save(update_fields=["held_until"])
    state = Seat.Status.CONFIRMED if order.is_firm else Seat.Status.RESERVED
    already = Seat.objects.filter(line__order=order).count()
    seats.make_for_line(line, number=order.number, state=state, already=already, by=by, at=at)
    extras.follow(order)


def at_least_of(quantity: int, at_least: int | None) -> int | None:
    """The smallest number as it is kept: None where all are wanted. Raises Refused beside at_least."""
    if at_least is not None and not 1 <= at_least <= quantity:
        raise Refused(_("Enter a number from 1 to %(most)s.") % {"most": quantity}, field="at_least")
    return None if at_least == quantity else at_least


def in_locked(cohort: Cohort, programme: Programme) -> Cohort:
    """The cohort, locked. Raises CohortClosed unless orders for this programme can be placed in it."""
    row = seats.locked(cohort)
    if row.status != Cohort.Status.OPEN or row.programme_id != programme.pk:
        raise CohortClosed(_("The cohort isn't open for orders."))
    return row


def _draft(order: Order, version: int | None) -> Order:
    row = Order.objects.locked().select_related("programme").get(pk=order.pk)
    if row.status != Order.Status.DRAFT:
        raise status.WrongStatus(_("The order is sent already."))
    _need_what_was_shown(row, version)
    return row


def _need_what_was_shown(order: Order, version: int | None) -> None:
    """Raises Conflict when somebody has changed a locked draft since ``version``; None: nobody was shown any."""
    if version not in (None, order.version):
        raise Conflict(_("Somebody else changed this order while you did."))


def _place(order: Order, line: OrderLine, room: Room | None, *, by: User, at: datetime) -> None:
    """A locked draft that may be sent becomes an order: its line holds seats or waits, and its orderer is told.

    ``room`` is where the line holds its seats; None: it waits.
    """
    wanted = {name: getattr(line, name) for name in ("quantity", "unit_price", "vat", "at_least")}
    status.move_locked(line, OrderLine.Status.HELD if room else OrderLine.Status.WAITING, by=by, at=at, **wanted)
    until = held_until(order.programme, at=at) if room else None
    number = next_order_number(at=at)  # the last thing that is waited for
    sent = {"number": number, "placed_by": by, "placed_at": at, "terms": order.terms, "held_until": until}
    status.move_locked(order, Order.Status.SENT, by=by, at=at, **sent)
    if room:
        room.use(line.quantity, by=by, at=at)
        seats.make_for_line(line, number=number, state=Seat.Status.RESERVED, by=by, at=at)
    if room and not order.programme.needs_approval:
        answers.confirm(order=order, by=by, at=at)  # whose letter says that it has come as well
    else:
        post_each(letters.order_received(order, at=at), at=at)


def _changed(order: Order, *columns: str) -> None:
    order.version += 1
    order.save(update_fields=["version", *columns])


def _wanted(programme: Programme, wish: Wish, quantity: int, *, on: date) -> dict:
    """The columns of a line for these seats, at the price that holds now. Raises Refused and CohortClosed."""
    if not 1 <= quantity <= OrderLine.MOST_SEATS:
        raise Refused(_("Enter a number from 1 to %(most)s.") % {"most": OrderLine.MOST_SEATS}, field="quantity")
    if not programme.is_open:
        raise CohortClosed(_("This programme takes no orders."))
    if wish.cohort is not None:
        price = _price(programme, wish.cohort, on)
        return {**_where(wish.cohort), "quantity": quantity, **price._asdict()}
    if wish.county is None:
        raise Refused(_("Choose a county."), field="county")
    if wish.track not in Track.values:
        raise Refused(_("Choose a track."), field="track")
    if wish.track not in programme.tracks:
        raise Refused(_("The programme doesn't offer this track."), field="track")
    where = {"cohort": None, "county": wish.county, "track": wish.track}
    return {**where, "quantity": quantity, **_price(programme, None, on)._asdict()}


def _price(programme: Programme, cohort: Cohort | None, on: date) -> UnitPrice:
    """What a seat costs: in a cohort that one's own price, else the list's. The VAT is the list's. One query."""
    host = Organisation(pk=cohort.host_id) if cohort else None
    listed = selectors.price_of(programme=programme, kind=OrderLine.Kind.SEATS, on=on, host=host)
    return listed._replace(unit_price=cohort.seat_price) if cohort else listed


def _where(cohort: Cohort) -> dict:
    return {"cohort": cohort, "county_id": cohort.county_id, "track": cohort.track}


def needs_a_reference(order: Order) -> None:
    """Raises Refused beside reference unless it has one that its payer's invoices can bear, or gets it later."""
    if not order.reference.strip():
        if order.reference_later:
            return
        words = _("Enter your reference; it tells your accounts department whose order this is.")
        raise Refused(words, field="reference")
    if fault := buyer_reference_fault(order.is_paid_by, order.reference):
        raise Refused(fault, field="reference")


def _room_for(line: OrderLine, if_short: IfShort, offered: int | None, *, on: date) -> Room | None:
    """Where the line's seats can be held, its cohort locked from now on. None: it waits, for seats or for a cohort.

    The line's number of seats and price are set to what it gets.
    """
    line.unit_price, line.vat = _price(line.order.programme, line.cohort, on)  # before what a crowd waits for
    if line.cohort_id is None:
        return None
    cohort = line.cohort = in_locked(line.cohort, line.order.programme)
    line.unit_price = cohort.seat_price  # as it is now that nobody can change it
    room = contingents.room_for(cohort, line.order.orderer_id)
    if if_short == "take":
        line.quantity = max(1, min(line.quantity, room.places if offered is None else offered))
    if if_short != "wait":
        room.need(line.quantity)
    return room if line.quantity <= room.places else None
