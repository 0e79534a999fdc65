"""Surveys that are open, their links, and where their answers are counted."""

from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from peersupport.shared.calendar import Quarter
from placements.models import Dimension, FollowUp, Group, Placement, Survey, SurveyQuestion, Tally, Turnout

ASKED_WITHIN = timedelta(days=7)  # of a follow-up that was due longer ago nobody is asked any more
YEAR = 12


def to_ask(on: date) -> QuerySet[FollowUp]:
    """Follow-ups that have come due, of placements that go on, whose groups aren't asked yet."""
    due = FollowUp.objects.filter(due_on__lte=on, due_on__gt=on - ASKED_WITHIN)
    due = due.filter(placement__status=Placement.Status.ACTIVE)
    return due.filter(~Exists(Survey.objects.filter(follow_up=OuterRef("pk")))).order_by("pk")


def without_a_next_year(on: date) -> QuerySet[FollowUp]:
    """The last follow-up of each placement that goes on, once it is near and a year or more after the start."""
    later = FollowUp.objects.filter(placement=OuterRef("placement"), months__gt=OuterRef("months"))
    rows = FollowUp.objects.filter(placement__status=Placement.Status.ACTIVE, months__gte=YEAR)
    return rows.filter(~Exists(later), due_on__lte=on + ASKED_WITHIN).order_by("pk")


def asked_in(survey: Survey) -> list[SurveyQuestion]:
    return list(SurveyQuestion.objects.filter(question_set=survey.question_set_id).in_order())


def turnouts_of(survey: Survey) -> QuerySet[Turnout]:
    return _counted(Turnout.objects.filter(question_set=survey.question_set_id), survey)


def tallies_of(survey: Survey) -> QuerySet[Tally]:
    return _counted(Tally.objects.filter(question__question_set=survey.question_set_id), survey)


def _counted(rows: QuerySet, survey: Survey) -> QuerySet:
    where = reduce(or_, (Q(dimension=dimension, value=value) for dimension, value in survey.parts))
    return rows.filter(where, months=survey.follow_up.months, quarter=survey.quarter)


def surveys_of(follow_up: FollowUp, membership) -> list[Survey]:
    """Those that the membership sees, in the order of the groups. One query."""
    rows = Survey.objects.visible_to(membership).filter(follow_up=follow_up)
    order = {group: number for number, group in enumerate(Group)}
    return sorted(rows, key=lambda row: order[row.group])


def to_report(on: date) -> QuerySet[Turnout]:
    """One row of each count of a quarter that is over and in which no survey is open any more."""
    first = Quarter.of(on).first
    still_open = Survey.objects.filter(
        question_set=OuterRef("question_set"), follow_up__months=OuterRef("months"), closed_on=None, opened_on__lt=first
    )
    rows = Turnout.objects.filter(dimension=Dimension.ALL, quarter__lt=first)
    return rows.filter(~Exists(still_open)).order_by("question_set", "months", "pk").distinct("question_set", "months")
