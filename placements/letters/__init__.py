"""Letters about work: they name nobody, and say nothing that a stranger could read something from.

A further letter is one more entry in its module's KINDS, and its two templates in templates/email/placements/.
"""

from placements.letters import absences, education, ends, introductions, lateness, staff_sessions, support, workplaces
from placements.letters.reminders import (
    ABOUT_A_FOLLOW_UP,
    ABOUT_THE_NEXT_SESSION,
    REMINDERS,
    follow_up_due,
    supervision_late,
    supervision_soon,
)
from placements.letters.surveys import SURVEYS

ABOUT_AN_END = ends.NAMES
KINDS = [
    *REMINDERS,
    *education.KINDS,
    *staff_sessions.KINDS,
    *support.KINDS,
    *absences.KINDS,
    *lateness.KINDS,
    *introductions.KINDS,
    *SURVEYS,
    *workplaces.KINDS,
    *ends.KINDS,
]

__all__ = [
    "ABOUT_AN_END",
    "ABOUT_A_FOLLOW_UP",
    "ABOUT_THE_NEXT_SESSION",
    "KINDS",
    "follow_up_due",
    "supervision_late",
    "supervision_soon",
]
