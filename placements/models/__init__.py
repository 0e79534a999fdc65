from placements.models.followup import FollowUp
from placements.models.placement import Placement
from placements.models.question_set import Group, QuestionSet, SurveyQuestion
from placements.models.supervision import SupervisionDraft, SupervisionPlan, SupervisionSession
from placements.models.workplace import StaffSession, Workplace

__all__ = [
    "FollowUp",
    "Group",
    "Placement",
    "QuestionSet",
    "StaffSession",
    "SupervisionDraft",
    "SupervisionPlan",
    "SupervisionSession",
    "SurveyQuestion",
    "Workplace",
]
