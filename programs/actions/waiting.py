"""The waiting line: offers answered, made by hand, run out; who comes first, and how few seats would do."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.links import onetime
from peersupport.shared.refusals import Conflict, Refused
from programs import letters
from programs.actions import answers, drafts, offers, seats
from programs.models import Cohort, Offer, Order, OrderLine


class TooLate(Refused):
    """The time to answer an offer is over."""


@transaction.atomic
def accept(*, offer: Offer, by: User | None, at: datetime) -> None:
    """The places become the line's seats, at the price that its orderer was told; the line is for as many as offered.

    Where the programme doesn't ask for a coordinator's yes, they are confirmed at once. Nobody (``by`` None) is who
    used the link in the letter. Raises TooLate, and WrongStatus when it is answered already.
    """
    order = Order.objects.locked().select_related("programme").get(lines=offer.line_id)
    cohort = seats.locked(Cohort(pk=offer.cohort_id))
    row = Offer.objects.get(pk=offer.pk)
    if at >= row.ends_at:
        raise TooLate(_("The time to answer is over."))
    offers.end(offer, Offer.Status.ACCEPTED, by=by, at=at)
    line = OrderLine.objects.get(pk=row.line_id)
    waits, held = OrderLine.Status.WAITING, OrderLine.Status.HELD
    status.move(line, held, by=by, at=at, only_from=[waits], cohort=cohort, quantity=row.seats, at_least=None)
    drafts.hold_seats(line, order, by=by, at=at)
    unanswered = order.status == Order.Status.SENT and not order.programme.needs_approval
    if unanswered and not order.lines.waiting().exists():
        answers.confirm(order=order, by=by, at=at)


@transaction.atomic
def decline(*, offer: Offer, by: User | None, at: datetime) -> None:
    """No, thank you: the places go to the next in line, and this line keeps its place. Raises WrongStatus."""
    _end(offer, Offer.Status.DECLINED, by=by, at=at)


@transaction.atomic
def withdraw(*, offer: Offer, by: User, at: datetime) -> None:
    """Take an offer back. Raises WrongStatus when it is answered already."""
    _end(offer, Offer.Status.WITHDRAWN, by=by, at=at)


@transaction.atomic
def expire(*, offer: Offer, at: datetime) -> bool:
    """Nobody has answered in time: the places go to the next in line. Whether they did; safe to run again."""
    cohort = seats.locked(Cohort(pk=offer.cohort_id))
    row = Offer.objects.get(pk=offer.pk)
    if row.status != Offer.Status.OPEN or row.ends_at > at:
        return False
    offers.end(row, Offer.Status.EXPIRED, by=None, at=at)
    offers.offer_next(cohort, at=at)
    return True


@transaction.atomic
def pass_on(*, cohort: Cohort, at: datetime) -> None:
    """Offer what is free, whatever freed it; take back what is offered to a line that no longer waits."""
    row = seats.locked(cohort)
    stale = row.offers.open().exclude(line__status=OrderLine.Status.WAITING)
    for offer in stale.order_by("pk"):
        offers.end(offer, Offer.Status.WITHDRAWN, by=None, at=at)
    offers.offer_next(row, at=at)


@transaction.atomic
def offer(*, line: OrderLine, cohort: Cohort, count: int, by: User, at: datetime) -> Offer:
    """Offer a waiting line places out of turn, or once more. ``count`` is from what its orderer accepts to all of it.

    Raises NotEnoughSeats, CohortClosed, and Refused beside cohort and count.
    """
    order = Order.objects.locked().select_related("programme").get(pk=line.order_id)
    row = drafts.in_locked(cohort, order.programme)
    row.programme = order.programme
    waiting = OrderLine.objects.locked().waiting().filter(pk=line.pk)
    wish = waiting.suited_by(row).first()
    if wish is None:
        raise Refused(_("The orderer asked for another cohort, county or track."), field="cohort")
    if wish.offers.open().exists():
        raise Refused(_("The line has an offer already. Take it back first."))
    if not wish.smallest <= count <= wish.quantity:
        words = _("Offer from %(least)s to %(most)s seats: that is what the orderer accepts.")
        raise Refused(words % {"least": wish.smallest, "most": wish.quantity}, field="count")
    seats.need_room(row, count)
    until = offers.ends_at(row, at=at)
    if until is None:
        raise seats.CohortClosed(_("The cohort starts too soon for an answer. Place the line instead."))
    return offers.make(wish, row, count, until=until, by=by, at=at)


@transaction.atomic
def prioritise(
    *, line: OrderLine, version: int | None = None, priority: int, reason: str, by: User, at: datetime
) -> None:
    """Move a waiting line forward, or back to the order of time, and say why. Offers that are made stay as they are.

    The same once more changes nothing. ``version`` is the order's that the editor was shown; None: nobody was shown
    any. Raises WrongStatus, Conflict, and Refused beside reason.
    """
    if not reason.strip():
        raise Refused(_("Write why. Others in line may ask."), field="reason")
    order = Order.objects.locked().get(pk=line.order_id)
    row = _waiting(line)
    if version not in (None, order.version):
        raise Conflict(_("Somebody else changed this order while you did."))
    if (row.priority, row.priority_reason) == (priority, reason.strip()):
        return
    row.priority, row.priority_reason = priority, reason.strip()
    row.prioritised_by, row.prioritised_at = by, at
    row.save(update_fields=["priority", "priority_reason", "prioritised_by", "prioritised_at"])
    order.version += 1
    order.save(update_fields=["version"])


@transaction.atomic
def accept_fewer(*, line: OrderLine, at_least: int | None, at: datetime) -> None:
    """How few seats together the orderer would take instead of all (None: all or none); free ones are offered at once.

    Raises WrongStatus, and Refused beside at_least.
    """
    line.order = Order.objects.locked().get(pk=line.order_id)
    suiting = Cohort.objects.suiting(line).locked()
    cohorts = list(suiting.order_by("pk"))
    row = _waiting(line)
    row.at_least = drafts.at_least_of(row.quantity, at_least)
    row.save(update_fields=["at_least"])
    offers.offer_next_in(cohorts, at=at)


def behind(*, token: str) -> Offer:
    """The offer that a letter's link leads to, answered or not. Raises links.onetime.LinkSpent."""
    link = onetime.known(purpose=letters.OFFER_LINK, token=token)
    return Offer.objects.select_related("cohort", "line__order").get(pk=link.subject_id)


def _end(offer: Offer, to: Offer.Status, *, by: User | None, at: datetime) -> None:
    cohort = seats.locked(Cohort(pk=offer.cohort_id))
    offers.end(offer, to, by=by, at=at)
    offers.offer_next(cohort, at=at)


def _waiting(line: OrderLine) -> OrderLine:
    row = OrderLine.objects.locked().get(pk=line.pk)
    if row.status != OrderLine.Status.WAITING:
        raise status.WrongStatus(_("This line doesn't wait for seats."))
    return row
