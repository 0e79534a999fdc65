"""Numbers of seats: sums over the seat ledger, all of them by one function."""

from collections.abc import Hashable
from dataclasses import dataclass

from django.db.models import Sum

from programs.models import Cohort, OrderLine, Programme, SeatEntry
from programs.models.ledger import places_in


@dataclass(frozen=True)
class Seats:
    """How many places are in which state."""

    guaranteed: int = 0
    offered: int = 0
    reserved: int = 0
    confirmed: int = 0
    assigned: int = 0
    delivered: int = 0
    released: int = 0

    @property
    def held(self) -> int:
        """Seats that somebody has: all but what is only promised or offered, and what was given back."""
        return self.reserved + self.confirmed + self.assigned + self.delivered

    @property
    def taken(self) -> int:
        """Places that count against a cohort's capacity."""
        return self.guaranteed + self.offered + self.held

    @property
    def to_come(self) -> int:
        """Seats that somebody has and that aren't delivered yet."""
        return self.held - self.delivered

    @property
    def free_for_a_person(self) -> int:
        return self.reserved + self.confirmed


def seat_sums(*, by: str | tuple[str, ...], in_order: str = "", **where) -> dict[Hashable, Seats]:
    """The ledger's sums for what ``where`` filters (fields of SeatEntry), by the value of a field. One query.

    By several fields where ``by`` is a tuple: then each key is one too. ``in_order`` is a field that follows from
    them, by which they are sorted.
    """
    fields = (by,) if isinstance(by, str) else by
    rows = SeatEntry.objects.filter(**where).order_by(*filter(None, [in_order])).values_list(*fields)
    sums = {row[: len(fields)]: Seats(*row[len(fields) :]) for row in rows.annotate(**_SUMS)}
    return {key[0]: one for key, one in sums.items()} if isinstance(by, str) else sums


def seats_of(**where) -> Seats:
    """The ledger's sums for what ``where`` filters, in all. One query."""
    return Seats(**SeatEntry.objects.filter(**where).aggregate(**_SUMS))


_SUMS = {state: places_in(state) for state in SeatEntry.STATES}


def seats_ordered(*, programme: Programme) -> int:
    """Seats that are held for orders. Lines that wait hold none, and funded seats were not ordered."""
    return seats_of(cohort__programme=programme, line__isnull=False).held


def seats_by_orderer(*, programme: Programme | None = None, cohort: Cohort | None = None) -> dict[str, int]:
    """How many seats are held for whom, by the orderer's name; most seats first."""
    where = {"cohort__programme": programme, "cohort": cohort}
    asked = {name: value for name, value in where.items() if value is not None}
    orderer = "line__order__orderer"
    sums = seat_sums(by=f"{orderer}__name", in_order=f"{orderer}__sort_name", line__isnull=False, **asked)
    held = {str(name): seats.held for name, seats in sums.items() if seats.held}
    return dict(sorted(held.items(), key=lambda one: -one[1]))


def seats_left(*, cohort: Cohort) -> int:
    """Seats that nobody holds, as the database has it now."""
    return Cohort.objects.get(pk=cohort.pk).seats_left


def seats_waited_for(*, programme: Programme) -> int:
    """Seats in lines that wait for a cohort."""
    waiting = OrderLine.objects.waiting().filter(order__programme=programme)
    return waiting.aggregate(seats=Sum("quantity"))["seats"] or 0
