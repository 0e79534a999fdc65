"""Seats that are held for a while: a hold that runs out, one that is made longer, and seats that are asked back."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.shared.refusals import Conflict, Refused
from programs.actions import extras, offers, seats
from programs.models import Cohort, Order, OrderLine, Seat, SeatEntry

Why = SeatEntry.Why


@transaction.atomic
def expire(*, order: Order, at: datetime) -> bool:
    """Give back the seats of an order that nobody confirmed in time; whether there were any. Safe to run again.

    A line that waits keeps its place in line, and its order with it. An order with somebody in one of its seats is
    left for a coordinator to answer.
    """
    row = Order.objects.locked().get(pk=order.pk)
    today = timezone.localtime(at).date()
    if row.status != Order.Status.SENT or row.held_until is None or row.held_until >= today:
        return False
    mine = Seat.objects.taking_a_place().filter(line__order=row).order_by("pk")
    if not mine or not all(seat.takes_applications for seat in mine):
        return False
    cohorts = [seats.locked(Cohort(pk=cohort)) for cohort in sorted({seat.cohort_id for seat in mine})]
    seats.give_back(list(mine.all()), why=Why.EXPIRED, by=None, at=at)  # read anew: nobody can be admitted now
    _end_what_held_them(row, at=at)
    offers.offer_next_in(cohorts, at=at)
    return True


@transaction.atomic
def extend(*, order: Order, version: int | None = None, until: date, at: datetime) -> None:
    """Hold an order's seats longer. ``version`` is the one that the editor was shown; None: nobody was shown any.

    Raises WrongStatus once it is answered, Conflict, and Refused beside until.
    """
    row = Order.objects.locked().get(pk=order.pk)
    if row.status != Order.Status.SENT or row.held_until is None:
        raise status.WrongStatus(_("Only seats that wait for an answer are held until a day."))
    if version not in (None, row.version):
        raise Conflict(_("Somebody else changed this order while you did."))
    if until <= timezone.localtime(at).date():
        raise Refused(_("Choose a day that lies ahead."), field="until")
    starts = row.lines.filter(status=OrderLine.Status.HELD).order_by("cohort__starts_on")
    first_day = starts.values_list("cohort__starts_on", flat=True).first()
    if first_day is not None and until >= first_day:
        raise Refused(_("Choose a day before the course starts."), field="until")
    if until == row.held_until:
        return
    row.held_until = until
    row.version += 1
    row.save(update_fields=["held_until", "version"])


@transaction.atomic
def answer_release(*, order: Order, keep: Collection[int], by: User, at: datetime) -> int:
    """What the orderer says when unused seats are asked back: these (ids of seats) are kept, the rest given back.

    Seats that somebody sits in are kept whatever is said. Giving back costs nothing, for it was asked for. The number
    given back. Raises Refused when nothing is asked, and CohortClosed when a cohort has started.
    """
    row = Order.objects.locked().get(pk=order.pk)
    asked = Seat.objects.asked_back(timezone.localtime(at).date()).filter(line__order=row)
    cohorts = [seats.locked(Cohort(pk=cohort)) for cohort in sorted(set(asked.values_list("cohort", flat=True)))]
    for cohort in cohorts:
        if cohort.status != Cohort.Status.OPEN:
            raise seats.CohortClosed(_("The cohort has started, so its seats stay as they are."))
    rows = list(asked.locked().order_by("pk"))
    if not rows:
        raise Refused(_("These seats are answered for already."))
    given = [seat for seat in rows if seat.pk not in keep]
    Seat.objects.filter(pk__in=[seat.pk for seat in rows if seat.pk in keep]).update(kept_at=at, kept_by=by)
    seats.give_back(given, by=by, at=at)
    for line in {seat.line_id for seat in given}:
        count = sum(seat.line_id == line for seat in given)
        seats.order_fewer(OrderLine(pk=line), count, by=by, at=at)
    offers.offer_next_in(cohorts, at=at)
    return len(given)


def _end_what_held_them(order: Order, *, at: datetime) -> None:
    """The seats of a locked order are given back: it is for what waits from now on, or over when nothing does."""
    stays = order.lines.waiting().exists()
    ended = order.lines.filter(status=OrderLine.Status.HELD) if stays else order.lines.all()
    for line in ended.exclude(status=OrderLine.Status.CANCELLED).order_by("cohort", "pk"):
        status.move(line, OrderLine.Status.CANCELLED, by=None, at=at)
    if not stays:
        status.move(order, Order.Status.EXPIRED, by=None, at=at)
        return
    order.held_until = None
    order.save(update_fields=["held_until"])
    extras.follow(order)
