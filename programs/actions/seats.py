"""Seats: held, given to a person, given back. Every change of how many are taken happens under the cohort's lock.

Locks are taken in one order (order, cohort, participation, seat, line, number series), so that no two actions wait for
each other.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.shared.refusals import Refused
from programs.actions.numbers import application_code
from programs.models import Cohort, FundingSource, Order, OrderLine, Seat


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
    return Cohort.objects.select_for_update(of=("self",), no_key=True).get(pk=cohort.pk)


def locked_with_its_order(seat: Seat) -> Cohort:
    """A seat's cohort as stored now. Its row is locked, and before it that of the order that pays, if one does."""
    if seat.line_id is not None:
        Order.objects.select_for_update(of=("self",), no_key=True).get(lines=seat.line_id)
    return locked(seat.cohort)


def take(cohort: Cohort, count: int) -> None:
    """Count ``count`` more seats as taken in a :func:`locked` cohort. Raises NotEnoughSeats."""
    if count > cohort.seats_left:
        raise NotEnoughSeats(cohort.seats_left)
    _count(cohort, count)


def make_for_line(
    line: OrderLine, *, number: str, state: Seat.Status, already: int = 0, by: User, at: datetime
) -> list[Seat]:
    """The rows of a line's seats, which :func:`take` has counted: B-2026-0042/01 and on, after those there are."""
    made = _make(line.cohort, line.quantity, number, already, status=state, line=line)
    status.begin(*made, by=by, at=at)
    return made


def give_back(cohort: Cohort, seats: Sequence[Seat], *, by: User, at: datetime) -> None:
    """Release these seats of a :func:`locked` cohort. Raises WrongStatus where somebody sits in one."""
    for seat in seats:
        status.move(seat, Seat.Status.RELEASED, by=by, at=at)
    _count(cohort, -len(seats))


@transaction.atomic
def fund(*, cohort: Cohort, funding: FundingSource, count: int, by: User, at: datetime) -> list[Seat]:
    """Add ``count`` seats that a grant, an agreement or own funds pay for, with no order: G-7/01 and on.

    Raises NotEnoughSeats, and CohortClosed when the cohort is over or called off.
    """
    if count < 1:
        raise Refused(_("Enter at least one seat."), field="count")
    row = locked(cohort)
    if row.status in (Cohort.Status.COMPLETED, Cohort.Status.CANCELLED):
        raise CohortClosed(_("This cohort takes no more seats."))
    if funding.programme_id != row.programme_id:
        raise Refused(_("This funding belongs to another programme."), field="funding")
    take(row, count)
    already = Seat.objects.filter(cohort=row, line=None).count()
    made = _make(row, count, f"G-{row.pk}", already, status=Seat.Status.CONFIRMED, funding=funding)
    status.begin(*made, by=by, at=at)
    cohort.seats_taken = row.seats_taken
    return made


@transaction.atomic
def assign(*, seat: Seat, by: User, at: datetime) -> None:
    """Somebody has been admitted to this seat. Who, only training knows. Raises CohortClosed, WrongStatus."""
    if Cohort.objects.get(pk=seat.cohort_id).status in (Cohort.Status.COMPLETED, Cohort.Status.CANCELLED):
        raise CohortClosed(_("This cohort takes nobody more."))
    status.move(seat, Seat.Status.ASSIGNED, by=by, at=at)


@transaction.atomic
def free(*, seat: Seat, by: User, at: datetime) -> None:
    """The person has left the seat, which is again as firm as its order. Raises WrongStatus."""
    locked_with_its_order(seat)
    row = Seat.objects.select_for_update(of=("self",), no_key=True).select_related("line__order").get(pk=seat.pk)
    if row.status != Seat.Status.ASSIGNED:
        raise status.WrongStatus(_("Nobody sits in this seat."))
    confirmed = row.line is None or row.line.order.status == row.line.order.Status.CONFIRMED
    status.move(seat, Seat.Status.CONFIRMED if confirmed else Seat.Status.RESERVED, by=by, at=at)


@transaction.atomic
def deliver(*, seat: Seat, by: User, at: datetime) -> None:
    """The training was given in this seat. Raises WrongStatus."""
    status.move(seat, Seat.Status.DELIVERED, by=by, at=at)


@transaction.atomic
def release(*, seat: Seat, by: User, at: datetime) -> None:
    """Give back one seat that nobody sits in; its cohort has one more left, and its order is for one seat fewer.

    A line without seats is called off, and an order without lines. Raises CohortClosed when the cohort is over, and
    WrongStatus.
    """
    cohort = locked_with_its_order(seat)
    if cohort.status in (Cohort.Status.COMPLETED, Cohort.Status.CANCELLED):
        raise CohortClosed(_("This cohort is over, so its seats stay as they are."))
    give_back(cohort, [seat], by=by, at=at)
    seat.cohort.seats_taken = cohort.seats_taken
    if seat.line_id is not None:
        _order_one_fewer(seat.line, by=by, at=at)


def _order_one_fewer(line: OrderLine, *, by: User, at: datetime) -> None:
    row = OrderLine.objects.select_for_update(of=("self",), no_key=True).select_related("order").get(pk=line.pk)
    if row.quantity > 1:
        row.quantity -= 1
        row.save(update_fields=["quantity"])
        return
    status.move(row, OrderLine.Status.CANCELLED, by=by, at=at)
    if not row.order.lines.exclude(status=OrderLine.Status.CANCELLED).exists():
        status.move(row.order, Order.Status.CANCELLED, by=by, at=at)


def _count(cohort: Cohort, change: int) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(seats_taken=F("seats_taken") + change)
    cohort.seats_taken += change


def _make(cohort: Cohort, count: int, series: str, already: int, **payer) -> list[Seat]:
    return Seat.objects.bulk_create(
        Seat(cohort=cohort, number=f"{series}/{already + n:02d}", application_code=application_code(), **payer)
        for n in range(1, count + 1)
    )
