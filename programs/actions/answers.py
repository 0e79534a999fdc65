"""A coordinator's answers to an order: yes, no, and that all is done."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.letters.outbox import post_each
from peersupport.shared.refusals import Refused
from programs import letters
from programs.actions import offers, seats
from programs.actions.cancellations import give_back_all
from programs.models import Order, OrderLine, Seat, SeatEntry


@transaction.atomic
def confirm(*, order: Order, by: User, at: datetime) -> None:
    """Promise the orderer their seats. Raises WrongStatus, and Refused while a line still waits for seats."""
    status.move(order, Order.Status.CONFIRMED, by=by, at=at, only_from=[Order.Status.SENT])
    if order.lines.waiting().exists():
        raise Refused(_("The order still waits for seats. Place it in a cohort first."))
    reserved = list(Seat.objects.filter(line__order=order, status=Seat.Status.RESERVED))
    seats.confirm(reserved, by=by, at=at)
    post_each(letters.order_confirmed(order, at=at), at=at)


@transaction.atomic
def decline(*, order: Order, reason: Order.DeclineReason, words: str = "", by: User, at: datetime) -> None:
    """Say no to a sent order: its seats are free, and the orderer reads the reason, and ``words`` to it, on its page.

    Raises WrongStatus, and Refused beside words, and when somebody sits in one of the seats.
    """
    if reason == Order.DeclineReason.OTHER and not words:
        raise Refused(_("Say in a sentence why."), field="words")
    status.move(order, Order.Status.DECLINED, by=by, at=at, decline_reason=reason, decline_words=words)
    cohorts = offers.withdraw_of(order, by=by, at=at)
    live = order.lines.exclude(status=OrderLine.Status.CANCELLED)
    for line in live.select_related("cohort").order_by("cohort", "pk"):
        if line.status == OrderLine.Status.HELD:
            seats.locked(line.cohort)
            give_back_all(line, why=SeatEntry.Why.GIVEN_BACK, by=by, at=at)
        status.move(line, OrderLine.Status.CANCELLED, by=by, at=at)
    post_each(letters.order_declined(order, at=at), at=at)
    offers.offer_next_in(cohorts, at=at)


@transaction.atomic
def close(*, order: Order, by: User, at: datetime) -> None:
    """All of an order is delivered, invoiced and seen to. Raises WrongStatus."""
    status.move(order, Order.Status.CLOSED, by=by, at=at)
