"""A cohort's seats by who pays for them."""

from dataclasses import dataclass, field

from programs.models import Cohort, Seat
from programs.selectors import DOTS, SHAPES, Dot


@dataclass(frozen=True)
class Payer:
    """An orderer or a funder, with a shape of its own so that colour is never alone, and its seats."""

    label: str
    shape_index: int
    rows: list[Seat] = field(default_factory=list)

    @property
    def seats(self) -> list[Dot]:
        """As parts/seat_dots.html draws them."""
        return [Dot(DOTS[seat.status]) for seat in self.rows]


def payer_of(seat: Seat) -> str:
    """The orderer's name, or the funder's."""
    return seat.line.order.orderer.name if seat.line_id else seat.funding.funder


def payers_of(*, cohort: Cohort) -> list[Payer]:
    """Who holds the cohort's seats, those with most seats first. One query."""
    seats = Seat.objects.taking_a_place().filter(cohort=cohort)
    found: dict[str, list[Seat]] = {}
    for seat in seats.select_related("line__order__orderer", "funding").order_by("number"):
        found.setdefault(payer_of(seat), []).append(seat)
    in_order = sorted(found.items(), key=lambda payer: (-len(payer[1]), payer[0]))
    return [Payer(label, index % SHAPES + 1, rows) for index, (label, rows) in enumerate(in_order)]
