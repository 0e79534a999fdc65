from training.models.application import Application
from training.models.certificate import Certificate
from training.models.course import Attendance, CourseDay
from training.models.participation import Participation

__all__ = ["Application", "Attendance", "Certificate", "CourseDay", "Participation"]
