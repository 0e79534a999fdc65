"""Orders called off, at the terms that they were sent under, and called back within ten minutes."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.letters import outbox
from peersupport.letters.outbox import post_each
from peersupport.shared.refusals import Refused
from programs import letters, selectors
from programs.actions import charges, offers, seats
from programs.actions.seats import CohortClosed, NotEnoughSeats
from programs.models import Cancellation, Cohort, Order, OrderLine, Seat, SeatEntry
from programs.selectors import Fee

BEFORE_THE_START = (Cohort.Status.DRAFT, Cohort.Status.OPEN)


class CostsMore(Refused):
    """To call it off costs more than was said; ``fee`` is what it costs now, without VAT."""

    def __init__(self, fee: Decimal) -> None:
        words = _("It costs %(fee)s kr now. Nothing is called off yet; send again to call it off.")
        super().__init__(words % {"fee": number_format(fee, force_grouping=True)})
        self.fee = fee


@transaction.atomic
def cancel(*, order: Order, fee: Decimal | None = None, by: User, at: datetime) -> None:
    """Call off an order before its cohort starts, at the order's own terms; its seats are free for others.

    Those in line are offered them at once, so that nobody passes. They, and an orderer who didn't call it off
    themselves, are told when it can't be undone any more.
    ``fee`` is what it was said to cost; CostsMore is raised when it costs more by now. Raises WrongStatus,
    CohortClosed when a cohort has started, and Refused when somebody sits in one of the seats.
    """
    row = Order.objects.locked().get(pk=order.pk)
    cohorts = offers.withdraw_of(row, why=SeatEntry.Why.ORDER_CANCELLED, by=by, at=at)
    lines = row.lines.select_related("cohort").order_by("cohort", "pk")
    fees = selectors.cancellation_fees(order=row, lines=lines, at=at)
    costs_no_more_than(fee, sum(one.amount for one in fees))
    status.move(order, Order.Status.CANCELLED, by=by, at=at)
    for one in fees:
        call_off(one, why=SeatEntry.Why.ORDER_CANCELLED, by=by, at=at)
    remember(fees, by=by, at=at)
    post_each(letters.order_cancelled(row, told_at=at + selectors.REGRET, by=by, at=at), at=at)
    offers.offer_next_in(cohorts, told_at=at + selectors.REGRET, at=at)


@transaction.atomic
def undo_cancel(*, order: Order, by: User, at: datetime) -> None:
    """Take an order back that oneself called off less than ten minutes ago, with the seats that it had.

    What those in line were offered of them is taken back before they hear of it. Raises WrongStatus, and Refused when
    it is too late, it was somebody else, others hold the seats by now, or what it cost is on an invoice basis already.
    """
    row = Order.objects.locked().get(pk=order.pk)
    if row.status != Order.Status.CANCELLED:
        raise status.WrongStatus(_("The order isn't called off."))
    step = selectors.step_to_undo(order=row, by=by, at=at)
    costs = Cancellation.objects.standing().filter(line__order=row)
    gone = costs.filter(at__gte=step.at) if step else costs.none()  # later: what was made to cost less since
    if not gone:
        raise Refused(_("Only who called the order off can undo it, and for ten minutes only."))
    status.move(order, step.was, by=by, at=at, fee_reason="")
    gone = list(gone.select_related("line__cohort").order_by("line__cohort", "line"))
    cohorts = _locked_as_before(gone, gone_at=step.at)
    for cohort in cohorts:
        offers.take_back_untold(cohort, made_at=step.at, by=by, at=at)
    for one in gone:
        _take_again(one.line, gone_at=step.at, by=by, at=at)
    take_away(gone, by=by, at=at)
    outbox.cancel(kinds=["order_cancelled"], subject_ids=[row.pk])
    offers.offer_next_in(cohorts, at=at)


def call_off(fee: Fee, *, why: SeatEntry.Why, by: User, at: datetime) -> None:
    """End a line of a locked order: its seats are given back and charged for. Raises CohortClosed and Refused."""
    if fee.line.status == OrderLine.Status.HELD:
        need_before_the_start(seats.locked(fee.line.cohort))
        given = give_back_all(fee.line, why=why, by=by, at=at)
        owe(fee, given, by=by, at=at)
    status.move(fee.line, OrderLine.Status.CANCELLED, by=by, at=at)


def costs_no_more_than(said: Decimal | None, fee: Decimal) -> None:
    """Raises CostsMore when what was said to cost ``said`` costs more now; None: nothing was said."""
    if said is not None and fee > said:
        raise CostsMore(fee)


def remember(fees: list[Fee], *, by: User | None, at: datetime) -> None:
    """Keep what was called off, and for how much."""
    Cancellation.objects.bulk_create(
        Cancellation(line=fee.line, quantity=fee.quantity, percent=fee.percent, amount=fee.amount, by=by, at=at)
        for fee in fees
    )


def take_away(costs: Iterable[Cancellation], *, by: User, at: datetime) -> None:
    """What these cost is no longer so: each gets a row that takes its amount away."""
    Cancellation.objects.bulk_create(
        Cancellation(
            line=one.line, quantity=one.quantity, percent=one.percent, amount=-one.amount, undoes=one, by=by, at=at
        )
        for one in costs
    )


def owe(fee: Fee, given: Iterable[Seat], *, by: User, at: datetime) -> None:
    """Charge for seats that were called off late, each its share of the price."""
    if fee.percent:
        for seat in given:
            charges.record_seat(seat=seat, percent=fee.percent, by=by, at=at)


def settle_unused(line: OrderLine, *, by: User, at: datetime) -> None:
    """Seats of a line, whose order and cohort are locked, that nobody used: given back and charged by the terms."""
    rows = Seat.objects.locked().free_for_a_person().filter(line=line)
    mine = list(rows.select_related("cohort").order_by("pk"))
    fee = selectors.unused_fee(line=line, quantity=len(mine))
    seats.give_back(mine, why=SeatEntry.Why.UNUSED, by=by, at=at)
    remember([fee], by=by, at=at)
    owe(fee, mine, by=by, at=at)
    seats.order_fewer(line, len(mine), by=by, at=at)


def need_before_the_start(cohort: Cohort) -> None:
    """Raises CohortClosed when the cohort has started."""
    if cohort.status not in BEFORE_THE_START:
        raise CohortClosed(_("The cohort has started. An order can be called off until then."))


def give_back_all(line: OrderLine, *, why: SeatEntry.Why, by: User, at: datetime) -> list[Seat]:
    """Release the seats of a line whose cohort is locked; which ones. Raises Refused when somebody sits in one."""
    rows = Seat.objects.locked().taking_a_place().filter(line=line)
    mine = list(rows.select_related("cohort").order_by("pk"))
    if any(seat.status in (Seat.Status.ASSIGNED, Seat.Status.DELIVERED) for seat in mine):
        raise Refused(
            _(
                "Somebody has been admitted to one of the seats. A coordinator has to note first that the person has "
                "left the course."
            )
        )
    seats.give_back(mine, why=why, by=by, at=at)
    return mine


def _locked_as_before(gone: list[Cancellation], *, gone_at: datetime) -> list[Cohort]:
    """The cohorts in which an order had seats, or offers of some, until it was called off: locked."""
    entries = SeatEntry.objects.filter(line__in=[one.line_id for one in gone], at=gone_at)
    ids = entries.filter(why=SeatEntry.Why.ORDER_CANCELLED).values("cohort")
    return list(Cohort.objects.locked().filter(pk__in=ids).order_by("pk"))


def _take_again(line: OrderLine, *, gone_at: datetime, by: User, at: datetime) -> None:
    was = status.last_step(line).was
    if was == OrderLine.Status.HELD:
        cohort = seats.locked(line.cohort)
        need_before_the_start(cohort)
        given = SeatEntry.objects.filter(line=line, why=SeatEntry.Why.ORDER_CANCELLED, at=gone_at)
        given = given.select_related("seat").order_by("pk")
        try:
            seats.need_room(cohort, len(given))
        except NotEnoughSeats as short:
            words = _("Others have ordered the seats meanwhile; %(left)s are left.")
            raise Refused(words % {"left": short.left}) from short
        seats.take_again([(entry.seat, entry.was) for entry in given], by=by, at=at)
        for entry in given:
            charges.take_back(seat=entry.seat, by=by, at=at)
    status.move(line, was, by=by, at=at)
