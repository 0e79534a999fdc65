from training.models.admission import Assessment, InterviewTime, Paper
from training.models.admission_group import Assessor
from training.models.application import Application, ApplicationConsent
from training.models.certificate import Certificate
from training.models.course import Attendance, CourseDay
from training.models.needs import CourseNeeds
from training.models.participation import Participation

__all__ = [
    "Application",
    "ApplicationConsent",
    "Assessment",
    "Assessor",
    "Attendance",
    "Certificate",
    "CourseDay",
    "CourseNeeds",
    "InterviewTime",
    "Paper",
    "Participation",
]
