"""Staff training that an order pays for is owed once a workplace has had its sessions."""

from datetime import datetime

from peersupport.accounts.models import User
from peersupport.directory import tree
from placements.models import StaffSession, Workplace
from programs.actions import charges
from programs.models import Order, OrderLine


def charge(session: StaffSession, *, by: User, at: datetime) -> None:
    """The last session that was needed is held: one unit of its owner's oldest line that isn't delivered yet is owed.

    Nothing where nobody has ordered any, and once for a workplace, however many more sessions it has.
    """
    place = session.workplace
    if session.number != place.programme.staff_sessions:
        return
    line = _line(place)
    if line is not None:
        occasion = f"workplace-{place.pk}"
        charges.record(line=line, host=place.host, occasion=occasion, delivered_on=session.held_on, by=by, at=at)


def _line(workplace: Workplace) -> OrderLine | None:
    """Of the unit's owner or of what that is a part of. The order is locked, so that two workplaces take one each."""
    owners = tree.path_to(workplace.owner)
    lines = OrderLine.objects.filter(
        kind=OrderLine.Kind.STAFF_TRAINING, order__programme=workplace.programme_id, order__orderer__in=owners
    )
    orders = Order.objects.filter(pk__in=lines.values("order"))
    list(orders.locked().order_by("pk"))
    return lines.still_to_come().order_by("pk").first()
