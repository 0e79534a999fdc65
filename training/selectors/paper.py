"""What lists on paper hold."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet

from peersupport.directory.models import Person
from programs.models import Cohort
from training.models import CourseDay, MakeUp


def people_in(*, cohort: Cohort, participations: QuerySet) -> list[Person]:
    """Those who are in the course, among ``participations``, by name. One query."""
    rows = participations.present_in_course().filter(cohort=cohort).select_related("person")
    return [row.person for row in rows.order_by("person__sort_name", "pk")]


@dataclass(frozen=True)
class PaperWeek:
    """The days of one week, each a morning and an afternoon, and who takes a missed day again on one of them."""

    days: list[CourseDay]
    guests: list[MakeUp]

    @property
    def number(self) -> int:
        return self.days[0].date.isocalendar().week

    @property
    def half_days(self) -> int:
        return 2 * len(self.days)


def weeks_to_tick(*, cohort: Cohort, guests: QuerySet[MakeUp]) -> list[PaperWeek]:
    """The days of a cohort week by week, with those among ``guests`` who come to one of them. Two queries."""
    days = CourseDay.objects.filter(cohort=cohort).order_by("date")
    coming = guests.filter(again_on__cohort=cohort).select_related("participation__person")
    rows = list(coming.order_by("participation__person__sort_name", "pk"))
    weeks = [list(week) for _week, week in groupby(days, key=lambda day: day.date.isocalendar()[:2])]
    return [PaperWeek(week, [row for row in rows if row.again_on_id in {day.pk for day in week}]) for week in weeks]
