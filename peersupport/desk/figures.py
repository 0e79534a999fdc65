"""The product's figures for one programme: each asked of the one function that counts it."""

from dataclasses import dataclass

from placements import selectors as work
from programs import selectors as seats
from programs.models import Programme
from training import selectors as courses


@dataclass(frozen=True)
class Figures:
    """What a programme has come to. Counts people once, however many cohorts they were in."""

    seats_ordered: int
    seats_by_orderer: dict[str, int]
    people_total: int
    certified_total: int
    placements_started: int
    certified_without_placement: int
    workplaces_ready: int
    counties_with_a_placement: list[str]


def figures(*, programme: Programme) -> Figures:
    """Eight queries, some of them over every person of the programme: see :mod:`peersupport.desk.remembered`."""
    return Figures(
        seats_ordered=seats.seats_ordered(programme=programme),
        seats_by_orderer=seats.seats_by_orderer(programme=programme),
        people_total=courses.people_total(programme=programme),
        certified_total=courses.certified_total(programme=programme),
        placements_started=work.placements_started(programme=programme),
        certified_without_placement=work.certified_without_placement(programme=programme),
        workplaces_ready=work.workplaces_ready(programme=programme),
        counties_with_a_placement=work.counties_with_a_placement(programme=programme),
    )
