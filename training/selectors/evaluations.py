"""What there is to ask about, and what somebody is asked."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import TruncWeek

from programs.models import Cohort
from training.models import AskedQuestion, CourseDay, Evaluation, EvaluationQuestion, Respondent

ASKED_WITHIN = timedelta(days=3)  # of a week that ended longer ago people don't remember enough
_HELD = (Cohort.Status.RUNNING, Cohort.Status.COMPLETED)


def days_to_ask_after(on: date) -> QuerySet[CourseDay]:
    """The days with which a course week has just ended, where nobody has been asked about it yet."""
    days = CourseDay.objects.filter(cohort__status__in=_HELD, date__lte=on, date__gt=on - ASKED_WITHIN)
    days = days.annotate(monday=TruncWeek("date"))
    more = CourseDay.objects.filter(cohort=OuterRef("cohort"), date__gt=OuterRef("date"))
    more = more.annotate(monday=TruncWeek("date")).filter(monday=OuterRef("monday"))
    asked = Evaluation.objects.filter(cohort=OuterRef("cohort"), week=OuterRef("monday"))
    questions = EvaluationQuestion.objects.in_use().filter(programme=OuterRef("cohort__programme"))
    return days.filter(~Exists(more), ~Exists(asked), Exists(questions)).order_by("pk")


def asked_in(evaluation: Evaluation) -> list[AskedQuestion]:
    """Its questions in their order."""
    rows = AskedQuestion.objects.filter(evaluation=evaluation).select_related("question")
    return list(rows.order_by("-question__asked", "question__position", "question_id"))


def asks_of(participations, *, on: date) -> list[Respondent]:
    """What these participants can answer now, the oldest first."""
    rows = Respondent.objects.still_asked(on).filter(participation__in=participations)
    return list(rows.select_related("evaluation").order_by("evaluation__closes_on", "pk"))
