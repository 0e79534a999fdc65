"""A sent order changed: who pays with which references, how many seats, and part of a line paid by somebody else."""

from collections.abc import Container
from datetime import datetime
from decimal import Decimal
from math import ceil

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.directory.invoicing import buyer_reference_fault
from peersupport.directory.models import Organisation
from peersupport.letters.outbox import post_each
from peersupport.shared.refusals import Conflict, Refused
from programs import letters, selectors
from programs.actions import cancellations, charges, contingents, deliveries, drafts, offers, seats, transfers
from programs.models import Cohort, Order, OrderChange, OrderLine, Seat, SeatEntry

PLACED = tuple(state for state in Order.Status if state != Order.Status.DRAFT)
OPEN = (Order.Status.SENT, Order.Status.CONFIRMED, Order.Status.PARTLY_DELIVERED, Order.Status.DELIVERED)
LINES_GO = (Order.Status.SENT, Order.Status.CONFIRMED, Order.Status.PARTLY_DELIVERED)
TAKES_REFERENCES = (*OPEN, Order.Status.CANCELLED)  # what was called off late is invoiced too


@transaction.atomic
def change_details(
    *, order: Order, version: int, only_from: Container[str] = OPEN, by: User, at: datetime, **details
) -> None:
    """Other columns of a sent order: payer, references, form of purchase, contact person.

    ``only_from`` are the states in which whoever asks may change them. Raises Conflict when somebody has changed the
    order since ``version``, WrongStatus, and Refused beside reference, or when the payer's basis has to be credited
    first.
    """
    row = _open(order, version, only_from)
    if "payer" in details:
        details["payer"] = details["payer"] if details["payer"] != row.orderer else None
    changed = [name for name, value in details.items() if getattr(row, name) != value]
    if not changed:
        return
    before = {name: _kept(row, name) for name in changed}
    for name in changed:
        setattr(row, name, details[name])
    drafts.needs_a_reference(row)
    after = {name: _kept(row, name) for name in changed}
    row.version += 1
    row.save(update_fields=["version", *changed])
    if "payer" in changed:
        for line in row.lines.filter(cost_bearer=None).order_by("pk"):
            charges.follow_payer(line=line, by=by, at=at)
    OrderChange.objects.create(order=row, before=before, after=after, by=by, at=at)


@transaction.atomic
def register(*, order: Order, version: int, our_case_number: str, by: User, at: datetime) -> None:
    """Keep under which number an order is registered with us, whatever its state. Raises Conflict, WrongStatus."""
    row = _open(order, version, PLACED)
    if row.our_case_number == our_case_number:
        return
    row.our_case_number = our_case_number
    row.version += 1
    row.save(update_fields=["version", "our_case_number"])
    what = {"our_case_number": None}  # people write a colleague's name in a reference
    OrderChange.objects.create(order=row, before=what, after=what, by=by, at=at)


@transaction.atomic
def change_quantity(
    *,
    line: OrderLine,
    version: int,
    quantity: int,
    fee: Decimal | None = None,
    only_from: Container[str] = OPEN,
    by: User,
    at: datetime,
) -> None:
    """More of a line, or fewer. Fewer seats of a confirmed order cost what the order's terms say of this day.

    ``fee`` is what a seat given back was said to cost; CostsMore is raised when it costs more. More seats are held
    only if there is room: raises NotEnoughSeats. Raises Conflict, WrongStatus, CohortClosed, and Refused beside
    quantity when people sit in more seats than that.
    """
    if not 1 <= quantity <= OrderLine.MOST_SEATS:
        raise Refused(_("Enter a number from 1 to %(most)s.") % {"most": OrderLine.MOST_SEATS}, field="quantity")
    order = _open(line.order, version, only_from)
    row, cohort = _locked(line)
    if row.status in (OrderLine.Status.CANCELLED, OrderLine.Status.DRAFT):
        raise status.WrongStatus(_("This line is called off."))
    was, more = row.quantity, quantity - row.quantity
    if row.status == OrderLine.Status.WAITING and row.offers.open().exists():
        raise Refused(_("Seats are offered to this line. Answer the offer first."), field="quantity")
    if more == 0:
        return
    if row.status == OrderLine.Status.HELD:
        if more > 0:
            _take_more(order, row, more, by=by, at=at)
        else:
            _give_back(order, row, -more, fee, by=by, at=at)
    row.quantity = quantity
    if row.at_least is not None and row.at_least > quantity:
        row.at_least = None
    row.save(update_fields=["quantity", "at_least"])
    _remember(order, row, {"quantity": was}, {"quantity": quantity}, by=by, at=at)
    if more < 0 and cohort is not None:
        offers.offer_next(cohort, at=at)  # places came free, or fewer are waited for


@transaction.atomic
def cancel_line(*, line: OrderLine, fee: Decimal | None = None, by: User, at: datetime) -> None:
    """Call off one line of several at the order's own terms: its seats, or what hasn't been given of anything else.

    ``fee`` is what it was said to cost; CostsMore is raised when it costs more. Raises WrongStatus, CohortClosed when
    its cohort has started, and Refused when it is all of the order, somebody sits in one of its seats, or an offer has
    to be answered first.
    """
    order = _open(line.order, None, LINES_GO)
    row, cohort = _locked(line)
    if row.status == OrderLine.Status.CANCELLED:
        raise status.WrongStatus(_("This line is called off."))
    if not order.lines.exclude(status=OrderLine.Status.CANCELLED).exclude(pk=row.pk).exists():
        raise Refused(_("This is all of the order. Call off the order instead."))
    if row.offers.open().exists():
        raise Refused(_("Seats are offered to this line. Answer the offer first."))
    is_seats, was = row.kind == OrderLine.Kind.SEATS, row.quantity
    given = 0 if is_seats else ceil(order.lines.with_charged().get(pk=row.pk).charged)
    if given >= was:
        raise Refused(_("All of it has been given already."))
    gone = selectors.cancellation_fee(order=order, line=row, quantity=was - given, at=at)
    cancellations.costs_no_more_than(fee, gone.amount)
    if given:
        row.quantity = given
        row.save(update_fields=["quantity"])
    else:
        cancellations.call_off(gone, why=SeatEntry.Why.GIVEN_BACK, by=by, at=at)
    cancellations.remember([gone], by=by, at=at)
    _remember(order, row, {"quantity": was}, {"quantity": given}, by=by, at=at)
    post_each(letters.line_cancelled(row, by=by, at=at), at=at)
    if is_seats and cohort is not None:
        offers.offer_next(seats.locked(cohort), at=at)
    deliveries.follow(order=order, at=at)


@transaction.atomic
def split(
    *,
    line: OrderLine,
    version: int,
    quantity: int,
    cost_bearer: Organisation,
    buyer_reference: str = "",
    only_from: Container[str] = OPEN,
    by: User,
    at: datetime,
    **money: str,
) -> OrderLine:
    """Let somebody else pay for ``quantity`` of a line, or all of it, or the same from other money; the line so paid.

    ``money`` are its columns paid_from and paid_from_note; what isn't said stays. Seats keep their numbers, prices are
    per seat, so nothing is rounded. Raises Conflict, WrongStatus for a line that waits or is called off, Refused beside
    quantity, cost_bearer and buyer_reference, and Refused when some of it is on a basis that has to be credited first.
    """
    order = _open(line.order, version, only_from)
    row, _cohort = _locked(line)
    if row.status not in (OrderLine.Status.HELD, OrderLine.Status.ORDERED):
        raise status.WrongStatus(_("Only a line with seats of its own can be divided."))
    if not 1 <= quantity <= row.quantity:
        raise Refused(_("Enter a number from 1 to %(most)s.") % {"most": row.quantity}, field="quantity")
    paid = {"buyer_reference": buyer_reference, **money}
    if cost_bearer == row.is_paid_by and all(getattr(row, name) == value for name, value in paid.items()):
        raise Refused(_("They pay for it already."), field="cost_bearer")
    if fault := buyer_reference_fault(cost_bearer, buyer_reference) if buyer_reference else "":
        raise Refused(fault, field="buyer_reference")
    before, after = _paid_otherwise(row, cost_bearer, quantity, money.get("paid_from", row.paid_from))
    goes = row if quantity == row.quantity else transfers.with_fewer(row, quantity, by=by, at=at)
    goes.cost_bearer = cost_bearer if cost_bearer != row.order.is_paid_by else None
    for name, value in paid.items():
        setattr(goes, name, value)
    goes.save(update_fields=["cost_bearer", *paid])
    if goes is not row:
        _change_line(row, goes, by=by, at=at)
    charges.follow_payer(line=goes, by=by, at=at)
    _remember(order, goes, before, after, by=by, at=at)
    return goes


def _open(order: Order, version: int | None, only_from: Container[str]) -> Order:
    row = Order.objects.locked().select_related("programme", "orderer", "payer").get(pk=order.pk)
    if row.status not in only_from:
        raise status.WrongStatus(_("The order can't be changed like this any more. Ask your coordinator."))
    if version not in (None, row.version):
        raise Conflict(_("Somebody else changed this order while you did."))
    return row


def _locked(line: OrderLine) -> tuple[OrderLine, Cohort | None]:
    """A line of a locked order and its cohort, both locked; read anew, for a cohort may have been called off meanwhile.

    Offers to the line are made under its lock.
    """
    stood = OrderLine.objects.values_list("cohort", flat=True).get(pk=line.pk)
    cohort = seats.locked(Cohort(pk=stood)) if stood else None
    rows = OrderLine.objects.locked()
    return rows.select_related("order__orderer", "order__payer", "cost_bearer", "cohort").get(pk=line.pk), cohort


def _kept(order: Order, name: str) -> str | bool | None:
    """What is kept of a column in an order's history: nothing that may be a person's name."""
    if name in Order.PERSONAL:
        return None
    return str(order.is_paid_by) if name == "payer" else getattr(order, name)


def _remember(order: Order, line: OrderLine, before: dict, after: dict, *, by: User, at: datetime) -> None:
    order.version += 1
    order.save(update_fields=["version"])
    OrderChange.objects.create(order=order, line=line, before=before, after=after, by=by, at=at)


def _paid_otherwise(line: OrderLine, payer: Organisation, quantity: int, money: str) -> tuple[dict, dict]:
    """What a line's history keeps of who paid and who pays; from which money where it isn't the payer's own budget."""
    before, after = {"cost_bearer": str(line.is_paid_by)}, {"cost_bearer": str(payer), "quantity": quantity}
    if {line.paid_from, money} != {OrderLine.PaidFrom.OWN}:
        before["paid_from"], after["paid_from"] = line.paid_from, money
    return before, after


def _take_more(order: Order, line: OrderLine, more: int, *, by: User, at: datetime) -> None:
    cohort = drafts.in_locked(line.cohort, order.programme)
    room = contingents.room_for(cohort, order.orderer_id)
    room.need(more)
    room.use(more, by=by, at=at)
    state = Seat.Status.CONFIRMED if order.is_firm else Seat.Status.RESERVED
    already = Seat.objects.filter(line__order=order).count()
    seats.make_for_line(line, number=order.number, state=state, count=more, already=already, by=by, at=at)


def _give_back(order: Order, line: OrderLine, fewer: int, said: Decimal | None, *, by: User, at: datetime) -> None:
    cancellations.need_before_the_start(seats.locked(line.cohort))
    each = selectors.cancellation_fee(order=order, line=line, quantity=1, at=at)
    cancellations.costs_no_more_than(said, each.amount)
    rows = Seat.objects.locked().free_for_a_person().filter(line=line)
    free = list(rows.select_related("cohort").order_by("-number"))
    if fewer > len(free):
        people = line.quantity - len(free)
        words = ngettext("%(n)s person has a seat already.", "%(n)s people have a seat already.", people)
        raise Refused(words % {"n": people}, field="quantity")
    seats.give_back(free[:fewer], by=by, at=at)
    fee = selectors.cancellation_fee(order=order, line=line, quantity=fewer, at=at)
    cancellations.remember([fee], by=by, at=at)
    cancellations.owe(fee, free[:fewer], by=by, at=at)


def _change_line(source: OrderLine, target: OrderLine, *, by: User, at: datetime) -> None:
    """The last of a line's seats go to another line of the same cohort: two rows of the ledger for each."""
    rows = Seat.objects.locked().taking_a_place().filter(line=source)
    moved = list(rows.order_by("-number")[: target.quantity])
    kept = {"cohort_id": source.cohort_id, "why": SeatEntry.Why.SPLIT, "by": by, "at": at}
    out = [SeatEntry(line=source, seat=seat, was=seat.status, **kept) for seat in moved]
    into = [SeatEntry(line=target, seat=seat, became=seat.status, **kept) for seat in moved]
    SeatEntry.objects.bulk_create([*out, *into])
    Seat.objects.filter(pk__in=[seat.pk for seat in moved]).update(line=target)
