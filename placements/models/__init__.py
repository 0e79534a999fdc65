from placements.models.followup import FollowUp
from placements.models.placement import Placement
from placements.models.supervision import SupervisionDraft, SupervisionPlan, SupervisionSession
from placements.models.workplace import StaffSession, Workplace

__all__ = [
    "FollowUp",
    "Placement",
    "StaffSession",
    "SupervisionDraft",
    "SupervisionPlan",
    "SupervisionSession",
    "Workplace",
]
