"""Arithmetic alone, so that it can be tested with any history and any numbers."""

from placements.rules.research import JOINED, coder, common
from placements.rules.rounds import rounds
from placements.rules.supervision import (
    ALONE,
    GROUP,
    after,
    first_working_day,
    late_date,
    next_check_in,
    next_date,
    phase_of,
)
from placements.rules.suppression import FEWEST, REST, SMALLEST, Split, shown, together
from placements.rules.survival import Mark, Stay, at_marks, kaplan_meier, marks_to_show

__all__ = [
    "ALONE",
    "FEWEST",
    "GROUP",
    "JOINED",
    "REST",
    "SMALLEST",
    "Mark",
    "Split",
    "Stay",
    "after",
    "at_marks",
    "coder",
    "common",
    "first_working_day",
    "kaplan_meier",
    "late_date",
    "marks_to_show",
    "next_check_in",
    "next_date",
    "phase_of",
    "rounds",
    "shown",
    "together",
]
