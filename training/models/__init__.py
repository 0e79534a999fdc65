from training.models.acknowledgement import Acknowledgement
from training.models.admission import Assessment, InterviewTime, Paper
from training.models.admission_group import Assessor
from training.models.apology import Apology
from training.models.application import Application, ApplicationConsent
from training.models.attendance import Attendance, DayMark, OwnMark
from training.models.attendance_status import AttendanceStatus
from training.models.case import CertificateCase
from training.models.certificate import Certificate
from training.models.copy import CertificateCopy
from training.models.course import CourseDay, CourseSession, SessionLeader
from training.models.evaluation import AskedQuestion, Evaluation, EvaluationQuestion, EvaluationWords, Respondent
from training.models.home_assignment import HandIn, HomeAssignment
from training.models.make_up import MakeUp
from training.models.material import Material
from training.models.message import CohortMessage, MessageCopy
from training.models.module import Module
from training.models.needs import CourseNeeds
from training.models.participation import Participation
from training.models.pause import Pause
from training.models.summing_up import SummingUp
from training.models.template import ScheduleTemplate
from training.models.warning import AttendanceWarning

__all__ = [
    "Acknowledgement",
    "Apology",
    "Application",
    "ApplicationConsent",
    "AskedQuestion",
    "Assessment",
    "Assessor",
    "Attendance",
    "AttendanceStatus",
    "AttendanceWarning",
    "Certificate",
    "CertificateCase",
    "CertificateCopy",
    "CohortMessage",
    "CourseDay",
    "CourseNeeds",
    "CourseSession",
    "DayMark",
    "Evaluation",
    "EvaluationQuestion",
    "EvaluationWords",
    "HandIn",
    "HomeAssignment",
    "InterviewTime",
    "MakeUp",
    "Material",
    "MessageCopy",
    "Module",
    "OwnMark",
    "Paper",
    "Participation",
    "Pause",
    "Respondent",
    "ScheduleTemplate",
    "SessionLeader",
    "SummingUp",
]
