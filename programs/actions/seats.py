"""Seats: held, given to a person, given back, moved. Each change is a row in the ledger, under the cohort's lock.

Locks are taken in one order (order, cohorts by their ids, participation, offer, seat, line, number series), so that no
two actions wait for each other. What offers.offer_next locks comes after all of them.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.letters.outbox import post_each
from peersupport.shared.refusals import Refused
from programs import letters
from programs.actions import charges, offers
from programs.actions.numbers import application_code
from programs.models import Cohort, FundingSource, Order, OrderLine, Seat, SeatEntry

Why = SeatEntry.Why


class NotEnoughSeats(Refused):
    """More seats were asked for than the cohort has left; ``left`` says how many it has."""

    def __init__(self, left: int) -> None:
        if left == 0:
            message = _("The cohort is full.")
        else:
            message = ngettext("%(left)s seat is left.", "%(left)s seats are left.", left) % {"left": left}
        super().__init__(message, field="quantity")
        self.left = left


class CohortClosed(Refused):
    """The cohort isn't in a state in which its seats can change like this."""


def locked(cohort: Cohort) -> Cohort:
    """The cohort as stored now, its row locked until the transaction ends: what it says of its seats stays true."""
    return Cohort.objects.locked().get(pk=cohort.pk)


def locked_with_its_order(seat: Seat) -> Cohort:
    """A seat's cohort as stored now. Its row is locked, and before it that of the order that pays, if one does.

    Whoever moves a seat or divides its line holds the order's lock, so ``seat`` is read anew under it.
    """
    if seat.line_id is not None:
        Order.objects.locked().get(lines=seat.line_id)
        seat.refresh_from_db(fields=["line", "cohort"])
    return locked(seat.cohort)


def need_room(cohort: Cohort, count: int) -> None:
    """Raises NotEnoughSeats unless a :func:`locked` cohort has ``count`` places that nobody holds."""
    if count > cohort.seats_left:
        raise NotEnoughSeats(cohort.seats_left)


def make_for_line(
    line: OrderLine,
    *,
    number: str,
    state: Seat.Status,
    count: int | None = None,
    already: int = 0,
    by: User,
    at: datetime,
) -> list[Seat]:
    """Seats of a line, all or ``count`` more, for which its :func:`locked` cohort has room.

    Their numbers go on after those that there are ``already``: B-2026-0042/01, 02.
    """
    return _make(line.cohort, count or line.quantity, number, already, Why.ORDERED, by, at, status=state, line=line)


def confirm(seats: Sequence[Seat], *, by: User, at: datetime) -> None:
    """Promise these seats to their orderer. Raises WrongStatus."""
    kept = entry(Seat.Status.CONFIRMED, Why.CONFIRMED, by=by, at=at)
    status.move_all(seats, Seat.Status.CONFIRMED, only_from=[Seat.Status.RESERVED], remember=kept)


def give_back(seats: Sequence[Seat], *, why: Why = Why.GIVEN_BACK, by: User | None, at: datetime) -> None:
    """Release these seats of a :func:`locked` cohort. Raises WrongStatus where somebody sits in one."""
    status.move_all(seats, Seat.Status.RELEASED, remember=entry(Seat.Status.RELEASED, why, by=by, at=at))


def take_again(given: Sequence[tuple[Seat, str]], *, by: User, at: datetime) -> None:
    """Seats that were given back by mistake, each with what it was; its :func:`locked` cohort has room for them."""
    for state in sorted({was for _seat, was in given}):
        same = [seat for seat, was in given if was == state]
        status.move_all(same, state, only_from=[Seat.Status.RELEASED], remember=entry(state, Why.UNDONE, by=by, at=at))


@transaction.atomic
def fund(*, cohort: Cohort, funding: FundingSource, count: int, by: User, at: datetime) -> list[Seat]:
    """Add ``count`` seats that a grant, an agreement or own funds pay for, with no order: G-7/01 and on.

    They keep the price that the cohort has now, as an order's line does.
    Raises NotEnoughSeats, and CohortClosed when the cohort is over or called off.
    """
    if count < 1:
        raise Refused(_("Enter at least one seat."), field="count")
    row = locked(cohort)
    if row.status in Cohort.OVER:
        raise CohortClosed(_("This cohort takes no more seats."))
    if funding.programme_id != row.programme_id:
        raise Refused(_("This funding belongs to another programme."), field="funding")
    need_room(row, count)
    already = Seat.objects.filter(number__startswith=f"G-{row.pk}/").count()
    paid = {"status": Seat.Status.CONFIRMED, "funding": funding, "unit_price": row.seat_price}
    made = _make(row, count, f"G-{row.pk}", already, Why.FUNDED, by, at, **paid)
    cohort.seats_taken = row.seats_taken + count
    return made


@transaction.atomic
def assign(*, seat: Seat, by: User, at: datetime) -> None:
    """Somebody has been admitted to this seat. Who, only training knows. Raises CohortClosed, WrongStatus."""
    if Cohort.objects.get(pk=seat.cohort_id).status in Cohort.OVER:
        raise CohortClosed(_("This cohort takes nobody more."))
    _move(seat, Seat.Status.ASSIGNED, Why.ADMITTED, by=by, at=at)


@transaction.atomic
def free(*, seat: Seat, by: User, at: datetime) -> None:
    """The person has left the seat, which is again as firm as its order. Raises WrongStatus."""
    locked_with_its_order(seat)
    row = Seat.objects.locked().select_related("line__order").get(pk=seat.pk)
    if row.status != Seat.Status.ASSIGNED:
        raise status.WrongStatus(_("Nobody sits in this seat."))
    firm = row.line is None or row.line.order.is_firm
    _move(seat, Seat.Status.CONFIRMED if firm else Seat.Status.RESERVED, Why.LEFT, by=by, at=at)


@transaction.atomic
def deliver(*, seat: Seat, by: User, at: datetime) -> None:
    """The training was given in this seat, which its payer now owes for. Raises WrongStatus."""
    _move(seat, Seat.Status.DELIVERED, Why.DELIVERED, by=by, at=at)
    charges.record_seat(seat=seat, by=by, at=at)


def replan(*, seat: Seat, from_day: date | None) -> None:
    """From this day on it isn't sure who goes on in a seat that somebody has; None: it is. Its orderer sees that alone.

    The caller has locked who sits in it.
    """
    Seat.objects.filter(pk=seat.pk, status=Seat.Status.ASSIGNED).update(replanned_from=from_day)


@transaction.atomic
def release(*, seat: Seat, by: User, at: datetime) -> None:
    """Give back one seat that nobody sits in; its cohort has one more left, and its order is for one seat fewer.

    A line without seats is called off, and an order without lines, which its orderer is told. Raises CohortClosed when
    the cohort is over, and WrongStatus.
    """
    cohort = locked_with_its_order(seat)
    if cohort.status in Cohort.OVER:
        raise CohortClosed(_("This cohort is over, so its seats stay as they are."))
    give_back([seat], by=by, at=at)
    seat.cohort.seats_taken = cohort.seats_taken - 1
    if seat.line_id is not None:
        line = order_fewer(seat.line, 1, by=by, at=at)
        if line.status == OrderLine.Status.CANCELLED:
            _tell_of_its_end(line, by=by, at=at)
    offers.offer_next(cohort, at=at)


def order_fewer(line: OrderLine, count: int, *, by: User | None, at: datetime) -> OrderLine:
    """Seats of a line were given back: it is for as many fewer. One without seats is called off, as is its order.

    The line as it is now.
    """
    row = OrderLine.objects.locked().select_related("order").get(pk=line.pk)
    if row.quantity > count:
        row.quantity -= count
        row.save(update_fields=["quantity"])
        return row
    status.move(row, OrderLine.Status.CANCELLED, by=by, at=at)
    if not row.order.lines.exclude(status=OrderLine.Status.CANCELLED).exists():
        status.move(row.order, Order.Status.CANCELLED, by=by, at=at)
    return row


def entry(became: str, why: Why, *, by: User | None, at: datetime) -> Callable[[Seat], SeatEntry]:
    """What the ledger keeps of a step of a seat, given the seat as it was before."""

    def of(seat: Seat) -> SeatEntry:
        where = {"cohort_id": seat.cohort_id, "line_id": seat.line_id}
        return SeatEntry(seat=seat, **where, was=seat.status, became=became, why=why, by=by, at=at)

    return of


def _tell_of_its_end(line: OrderLine, *, by: User, at: datetime) -> None:
    """One letter: about the order where nothing is left of it, or else about this part of it."""
    if line.order.status == Order.Status.CANCELLED:
        post_each(letters.order_cancelled(line.order, by=by, at=at), at=at)
    else:
        post_each(letters.line_cancelled(line, by=by, at=at), at=at)


def _move(seat: Seat, to: Seat.Status, why: Why, *, by: User, at: datetime) -> None:
    status.move_all([seat], to, remember=entry(to, why, by=by, at=at), replanned_from=None)


def _make(
    cohort: Cohort, count: int, series: str, already: int, why: Why, by: User, at: datetime, **payer
) -> list[Seat]:
    made = Seat.objects.bulk_create(
        Seat(cohort=cohort, number=f"{series}/{already + n:02d}", application_code=application_code(), **payer)
        for n in range(1, count + 1)
    )
    SeatEntry.objects.bulk_create(
        SeatEntry(cohort=cohort, seat=seat, line=seat.line, became=seat.status, why=why, by=by, at=at) for seat in made
    )
    return made
