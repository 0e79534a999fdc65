"""Reads over several models, which return rows or frozen values."""

from placements.selectors.education import (
    education_of,
    goes_to,
    hours_since,
    ledger_of,
    needs_raised,
    persons_host,
    sign_ups_in,
    to_sign_up,
)
from placements.selectors.figures import (
    certified_without_placement,
    counties_with_a_placement,
    placements_started,
    workplaces_ready,
)
from placements.selectors.load import loads, over_limit
from placements.selectors.matching import to_place
from placements.selectors.members import (
    coordinators,
    lapsed_supervision,
    managers_at,
    managers_of,
    substitutes_at,
    supervisor_at,
    supervisors,
)
from placements.selectors.outcomes import Outcomes, Part, QuestionOutcome, Share, Wave, outcomes, parts_of, reports_of
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
    what_stops,
)
from placements.selectors.retention import Retention, retention
from placements.selectors.supervision import Peer, peers_of, plans, sessions_seen_with
from placements.selectors.support import plans_shared_with, readings_of, requests_of, shares_of, to_turn_to
from placements.selectors.survey_sheet import survey_sheet
from placements.selectors.surveys import (
    asked_in,
    surveys_of,
    tallies_of,
    to_ask,
    to_report,
    turnouts_of,
    without_a_next_year,
)

__all__ = [
    "Asked",
    "Check",
    "Outcomes",
    "Part",
    "Peer",
    "QuestionOutcome",
    "Readiness",
    "Retention",
    "Share",
    "Wave",
    "asked_in",
    "certified_without_placement",
    "checklist",
    "coordinators",
    "counties_with_a_placement",
    "education_of",
    "goes_to",
    "hours_since",
    "lapsed_supervision",
    "ledger_of",
    "loads",
    "managers_at",
    "managers_of",
    "missing",
    "needs_raised",
    "not_ready",
    "outcomes",
    "over_limit",
    "parts_of",
    "peers_of",
    "persons_host",
    "placements_started",
    "plans",
    "plans_shared_with",
    "question_sets_by_group",
    "readiness",
    "readings_of",
    "reports_of",
    "requests_of",
    "retention",
    "sessions_seen_with",
    "shares_of",
    "shares_ready",
    "sign_ups_in",
    "staff_reached",
    "substitutes_at",
    "supervisor_at",
    "supervisors",
    "survey_sheet",
    "surveys_of",
    "tallies_of",
    "to_ask",
    "to_place",
    "to_report",
    "to_sign_up",
    "to_turn_to",
    "turnouts_of",
    "what_stops",
    "without_a_next_year",
    "workplaces_ready",
]
