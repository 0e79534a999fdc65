"""What an orderer has now: seats by state, and the days to come that they need to know of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Min, Q, QuerySet, Sum

from peersupport.directory.models import Membership
from programs.models import Cohort, Order, OrderLine, Seat
from programs.selectors.ledger import Seats, seats_of


@dataclass(frozen=True)
class OwnSeats:
    """``seats`` by state; of them ``to_hand_out`` have a code that nobody has used. ``waiting`` hold none yet."""

    seats: Seats
    to_hand_out: int
    waiting: int
    next_start: date | None
    next_release: date | None


def own_seats(*, membership: Membership, on: date) -> OwnSeats:
    """Of all lines that a membership sees, the ones that it pays for among them. Four queries."""
    lines = OrderLine.objects.visible_to(membership).of_seats()
    mine = {"line__in": lines.order_by().values("pk")}
    usable = {"cohort__status__in": Seat.TAKES_PEOPLE, "cohort__ends_on__gte": on}
    waiting = lines.waiting().exclude(order__status__in=Order.OVER).aggregate(seats=Sum("quantity"))
    days = _days(Seat.objects.visible_to(membership), on)
    return OwnSeats(
        seats=seats_of(**mine),
        to_hand_out=seats_of(**mine, **usable).free_for_a_person,
        waiting=waiting["seats"] or 0,
        next_start=days["start"],
        next_release=days["release"],
    )


def cohorts_of(*, seats: QuerySet[Seat]) -> Iterable[Cohort]:
    """The cohorts that somebody has or had seats in, the last to start first. One query."""
    return Cohort.objects.filter(pk__in=seats.order_by().values("cohort")).order_by("-starts_on", "pk")


def _days(seats: QuerySet[Seat], on: date) -> dict[str, date | None]:
    """When the next course starts, and when unused seats are asked back the next time."""
    coming = Q(cohort__status__in=[Cohort.Status.OPEN, Cohort.Status.DRAFT])
    return (
        seats.taking_a_place()
        .filter(coming)
        .aggregate(
            start=Min("cohort__starts_on", filter=Q(cohort__starts_on__gte=on)),
            release=Min("cohort__release_on", filter=Q(cohort__release_on__gte=on)),
        )
    )
