"""Arithmetic alone, so that it can be tested with any history and any numbers."""

from placements.rules.research import JOINED, coder, common
from placements.rules.rounds import rounds
from placements.rules.supervision import first_working_day, interval, late_date, next_date, phase_of
from placements.rules.suppression import FEWEST, REST, SMALLEST, Split, shown, together
from placements.rules.survival import Mark, Stay, at_marks, kaplan_meier, marks_to_show

__all__ = [
    "FEWEST",
    "JOINED",
    "REST",
    "SMALLEST",
    "Mark",
    "Split",
    "Stay",
    "at_marks",
    "coder",
    "common",
    "first_working_day",
    "interval",
    "kaplan_meier",
    "late_date",
    "marks_to_show",
    "next_date",
    "phase_of",
    "rounds",
    "shown",
    "together",
]
