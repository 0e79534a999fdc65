"""Seats go from one cohort to another, with their numbers, application codes and price."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.shared.refusals import Refused
from programs.actions import contingents, extras, offers, seats
from programs.models import Cohort, Order, OrderLine, Seat, SeatEntry

PAID = ("cost_bearer", "buyer_reference", "paid_from", "paid_from_note")
MOVABLE = (Cohort.Status.DRAFT, Cohort.Status.OPEN)


@transaction.atomic
def transfer(*, line: OrderLine, cohort: Cohort, count: int, by: User, at: datetime) -> OrderLine:
    """Move ``count`` of a line's seats that nobody sits in to another cohort of the programme.

    All of them take their line with them; some get a line of their own, like the first but for the cohort. Places
    that are promised there to their orderer are used up first. The line that they stand in afterwards. Raises
    NotEnoughSeats, CohortClosed, and Refused beside count and cohort.
    """
    Order.objects.locked().get(pk=line.order_id)
    row = OrderLine.objects.select_related("order", "cohort").get(pk=line.pk)
    if row.status != OrderLine.Status.HELD:
        raise status.WrongStatus(_("This line holds no seats."))
    source, target = _both_locked(row, cohort)
    mine = Seat.objects.locked().taking_a_place().filter(line=row).order_by("pk")
    movable = [seat for seat in mine if seat.takes_applications]
    if not 1 <= count <= len(movable):
        raise Refused(_("Enter a number from 1 to %(most)s.") % {"most": len(movable)}, field="count")
    goes = _line_in(target, row, count, by=by, at=at)
    _move(movable[-count:], source, target, goes, by=by, at=at)
    offers.offer_next(source, at=at)
    return goes


def locked_with_target(seat: Seat, cohort: Cohort) -> tuple[Cohort, Cohort]:
    """The cohort of a seat that somebody sits in and the one that they go on in, locked, and before them its order.

    Raises CohortClosed, and Refused beside cohort.
    """
    if seat.line_id is not None:
        Order.objects.locked().get(lines=seat.line_id)
        seat.refresh_from_db(fields=["line", "cohort"])
    return _locked_to_move(seat.cohort_id, cohort)


def carry(*, seat: Seat, source: Cohort, target: Cohort, by: User, at: datetime) -> None:
    """A seat goes along with whoever sits in it, from one cohort to another, both :func:`locked_with_target`.

    Its number, payer and price stay; of an order's line with more seats it gets a line of its own. Raises
    NotEnoughSeats, WrongStatus.
    """
    row = Seat.objects.locked().select_related("line__order").get(pk=seat.pk)
    if row.status != Seat.Status.ASSIGNED:
        raise status.WrongStatus(_("Nobody sits in this seat."))
    if row.line is None:
        seats.need_room(target, 1)
        _move([row], source, target, None, by=by, at=at)
    else:
        _move([row], source, target, _line_in(target, row.line, 1, by=by, at=at), by=by, at=at)
    offers.offer_next(source, at=at)


def _both_locked(line: OrderLine, cohort: Cohort) -> tuple[Cohort, Cohort]:
    """The line's cohort and the one to move to, locked, neither of which has begun."""
    source, target = _locked_to_move(line.cohort_id, cohort)
    if source.status not in MOVABLE:
        raise seats.CohortClosed(_("The cohort has started, so its seats stay as they are."))
    return source, target


def _locked_to_move(source_id: int, cohort: Cohort) -> tuple[Cohort, Cohort]:
    """Both, locked in the order of their ids so that no two wait for each other."""
    if cohort.pk == source_id:
        raise Refused(_("The seats are in this cohort already."), field="cohort")
    locked = {pk: seats.locked(Cohort(pk=pk)) for pk in sorted([cohort.pk, source_id])}
    source, target = locked[source_id], locked[cohort.pk]
    if target.programme_id != source.programme_id or target.status not in MOVABLE:
        raise seats.CohortClosed(_("The other cohort takes no seats."))
    return source, target


def _line_in(target: Cohort, line: OrderLine, count: int, *, by: User, at: datetime) -> OrderLine:
    """The line in which ``count`` seats of a line stand there: itself, or a new one. Uses up what is promised first."""
    room = contingents.room_for(target, line.order.orderer_id)
    room.need(count)
    goes = line if count == line.quantity else with_fewer(line, count, by=by, at=at)
    goes.cohort, goes.county_id, goes.track = target, target.county_id, target.track
    goes.save(update_fields=["cohort", "county", "track"])
    extras.follow(line.order)
    room.use(count, by=by, at=at)
    return goes


def with_fewer(line: OrderLine, count: int, *, by: User, at: datetime) -> OrderLine:
    """A new line for ``count`` of the seats of ``line``, which is for as many fewer."""
    line.quantity -= count
    line.save(update_fields=["quantity"])
    copied = ("order", "kind", "county", "track", "unit_price", "vat", "status", "period_from", "period_to", *PAID)
    other = OrderLine(cohort=line.cohort, quantity=count, **{name: getattr(line, name) for name in copied})
    other.save(force_insert=True)
    status.begin(other, by=by, at=at)
    return other


def _move(moved: list[Seat], source: Cohort, target: Cohort, line: OrderLine | None, *, by: User, at: datetime) -> None:
    """Two rows of the ledger for each seat: out of one cohort and its line, into the other."""
    kept = {"why": SeatEntry.Why.MOVED, "by": by, "at": at}
    out = [SeatEntry(cohort=source, line_id=seat.line_id, seat=seat, was=seat.status, **kept) for seat in moved]
    into = [SeatEntry(cohort=target, line=line, seat=seat, became=seat.status, **kept) for seat in moved]
    SeatEntry.objects.bulk_create([*out, *into])
    anew = {"kept_at": None, "kept_by": None, "replanned_from": None}
    Seat.objects.filter(pk__in=[seat.pk for seat in moved]).update(cohort=target, line=line, **anew)
