"""Reads over several models, which return rows or frozen values."""

from placements.selectors.figures import (
    certified_without_placement,
    counties_with_a_placement,
    placements_started,
    workplaces_ready,
)
from placements.selectors.matching import to_place
from placements.selectors.members import lapsed_supervision, managers_at, managers_of, supervisor_at, supervisors
from placements.selectors.question_sets import Asked, question_sets_by_group
from placements.selectors.readiness import (
    Check,
    Readiness,
    checklist,
    missing,
    not_ready,
    readiness,
    shares_ready,
    staff_reached,
)
from placements.selectors.supervision import Peer, peers_of, plans

__all__ = [
    "Asked",
    "Check",
    "Peer",
    "Readiness",
    "certified_without_placement",
    "checklist",
    "counties_with_a_placement",
    "lapsed_supervision",
    "managers_at",
    "managers_of",
    "missing",
    "not_ready",
    "peers_of",
    "placements_started",
    "plans",
    "question_sets_by_group",
    "readiness",
    "shares_ready",
    "staff_reached",
    "supervisor_at",
    "supervisors",
    "to_place",
    "workplaces_ready",
]
