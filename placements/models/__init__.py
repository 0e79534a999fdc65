from placements.models.education import Education, EducationHours, EducationNeed, SignUp
from placements.models.followup import FollowUp
from placements.models.leave import SupervisorLeave
from placements.models.pause import PlacementPause
from placements.models.placement import Placement
from placements.models.question_set import Group, QuestionSet, SurveyQuestion
from placements.models.readiness import ReadinessTick
from placements.models.staff_session import StaffSession
from placements.models.supervision import (
    SessionCorrection,
    SupervisionDraft,
    SupervisionPlan,
    SupervisionSession,
)
from placements.models.support import SupportContact, SupportRequest
from placements.models.wellness import WellnessPlan, WellnessShare
from placements.models.workplace import Workplace
from placements.models.workplace_person import WorkplacePerson

__all__ = [
    "Education",
    "EducationHours",
    "EducationNeed",
    "FollowUp",
    "Group",
    "Placement",
    "PlacementPause",
    "QuestionSet",
    "ReadinessTick",
    "SessionCorrection",
    "SignUp",
    "StaffSession",
    "SupervisionDraft",
    "SupervisionPlan",
    "SupervisionSession",
    "SupervisorLeave",
    "SupportContact",
    "SupportRequest",
    "SurveyQuestion",
    "WellnessPlan",
    "WellnessShare",
    "Workplace",
    "WorkplacePerson",
]
