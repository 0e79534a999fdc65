"""A coordinator's answer to an order."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.letters.outbox import post_each
from peersupport.shared.refusals import Refused
from programs import letters
from programs.actions import seats
from programs.models import Order, Seat


@transaction.atomic
def confirm(*, order: Order, by: User, at: datetime) -> None:
    """Promise the orderer their seats. Raises WrongStatus, and Refused while a line still waits for seats."""
    status.move(order, Order.Status.CONFIRMED, by=by, at=at, only_from=[Order.Status.SENT])
    if order.lines.waiting().exists():
        raise Refused(_("The order still waits for seats. Place it in a cohort first."))
    reserved = list(Seat.objects.filter(line__order=order, status=Seat.Status.RESERVED))
    seats.confirm(reserved, by=by, at=at)
    post_each(letters.order_confirmed(order, at=at), at=at)
