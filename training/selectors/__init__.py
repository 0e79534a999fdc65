"""What pages and actions read over several models, in frozen rows."""

from training.selectors.attendance import Matrix, attendance_of, standing, standing_of
from training.selectors.calls import TAKES_APPLICATIONS, TAKES_PEOPLE, Call, call_for
from training.selectors.figures import certified_total, people_total
from training.selectors.seats import Payer, payer_of, payers_of

__all__ = [
    "TAKES_APPLICATIONS",
    "TAKES_PEOPLE",
    "Call",
    "Matrix",
    "Payer",
    "attendance_of",
    "call_for",
    "certified_total",
    "payer_of",
    "payers_of",
    "people_total",
    "standing",
    "standing_of",
]
