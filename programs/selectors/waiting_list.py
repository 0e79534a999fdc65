"""Who stands in line for a cohort, in which order, and how many of its free places each of them could have."""

from django.db.models import Exists, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from programs.models import Cohort, Offer, Order, OrderLine


def in_line(*, cohort: Cohort) -> list[OrderLine]:
    """Lines that a cohort would suit, the first in line first. One query.

    Each has ``is_offered`` (somewhere, and not answered yet), and ``let_go``: how many seats together it was offered
    in this cohort at most that came to nothing.
    """
    of_line = Offer.objects.filter(line=OuterRef("pk"))
    most = of_line.let_go().filter(cohort=cohort).order_by("-seats").values("seats")[:1]
    rows = OrderLine.objects.waiting().suited_by(cohort).exclude(order__status__in=Order.OVER)
    annotated = rows.annotate(is_offered=Exists(of_line.open()), let_go=Coalesce(Subquery(most), Value(0)))
    return list(annotated.select_related("order__orderer").order_by(*OrderLine.in_turn()))


def seats_to_offer(line: OrderLine, left: int) -> int:
    """How many of ``left`` free places a line of :func:`in_line` is offered: all that it wants, or what it accepts.

    Nought where they don't do, while it has an offer, and where it has let go as many in this cohort before.
    """
    count = min(left, line.quantity)
    return count if not line.is_offered and count >= line.smallest and count > line.let_go else 0
