from placements.models.absence import AgreedAbsence
from placements.models.check_in import CheckIn
from placements.models.education import Education, EducationHours, EducationNeed, SignUp
from placements.models.followup import FollowUp
from placements.models.introduction import Introduction
from placements.models.leave import SupervisorLeave
from placements.models.meeting import Meeting, MeetingPair, MeetingPlace, held_by
from placements.models.pause import PlacementPause
from placements.models.placement import Placement
from placements.models.question_set import Group, QuestionSet, SurveyQuestion
from placements.models.readiness import ReadinessTick
from placements.models.report import Report, ReportAnswer, ReportRow
from placements.models.research import ExportedPerson, ResearchExport, ResearchFetch, ResearchRequest
from placements.models.session_note import SessionNote
from placements.models.staff_answer import StaffAnswer
from placements.models.staff_booking import ProposedTime, StaffBooking, StaffSignUp
from placements.models.staff_change import StaffChange
from placements.models.staff_session import StaffSession
from placements.models.stay_report import StayReport, StayRow
from placements.models.supervision import (
    SessionCorrection,
    SupervisionDraft,
    SupervisionPlan,
    SupervisionSession,
)
from placements.models.support import SupportContact, SupportRequest
from placements.models.survey import (
    BY_LETTER,
    HANDED_OUT,
    OPEN_FOR,
    Dimension,
    Survey,
    SurveyInvitation,
    Tally,
    Turnout,
)
from placements.models.survey_words import SurveyWords
from placements.models.wellness import WellnessPlan, WellnessShare
from placements.models.wish import Opening, WorkWish
from placements.models.workplace import Workplace
from placements.models.workplace_person import WorkplacePerson

__all__ = [
    "BY_LETTER",
    "HANDED_OUT",
    "OPEN_FOR",
    "AgreedAbsence",
    "CheckIn",
    "Dimension",
    "Education",
    "EducationHours",
    "EducationNeed",
    "ExportedPerson",
    "FollowUp",
    "Group",
    "Introduction",
    "Meeting",
    "MeetingPair",
    "MeetingPlace",
    "Opening",
    "Placement",
    "PlacementPause",
    "ProposedTime",
    "QuestionSet",
    "ReadinessTick",
    "Report",
    "ReportAnswer",
    "ReportRow",
    "ResearchExport",
    "ResearchFetch",
    "ResearchRequest",
    "SessionCorrection",
    "SessionNote",
    "SignUp",
    "StaffAnswer",
    "StaffBooking",
    "StaffChange",
    "StaffSession",
    "StaffSignUp",
    "StayReport",
    "StayRow",
    "SupervisionDraft",
    "SupervisionPlan",
    "SupervisionSession",
    "SupervisorLeave",
    "SupportContact",
    "SupportRequest",
    "Survey",
    "SurveyInvitation",
    "SurveyQuestion",
    "SurveyWords",
    "Tally",
    "Turnout",
    "WellnessPlan",
    "WellnessShare",
    "WorkWish",
    "Workplace",
    "WorkplacePerson",
    "held_by",
]
