"""How a cohort's course is laid out, read from its days."""

from collections import Counter
from datetime import time, timedelta

from programs.models import Cohort
from training.models import CourseDay, CourseSession
from training.rules import USUAL_HOURS, Hours, Shape


def shape_of(cohort: Cohort) -> Shape | None:
    """Its days, their modules and the hours that most of them have; None where it has no days. Two queries."""
    dates = list(CourseDay.objects.filter(cohort=cohort).order_by("date").values_list("date", flat=True))
    if not dates:
        return None
    sessions = list(CourseSession.objects.filter(day__cohort=cohort).select_related("day", "module").in_order())
    monday = dates[0] - timedelta(days=dates[0].weekday())
    module_of = {one.day.date: one.module.number for one in reversed(sessions) if one.module}  # the morning's, if both
    return Shape(
        days=tuple((day - monday).days for day in dates),
        hours=_usual_hours(sessions),
        modules=tuple(module_of.get(day, 0) for day in dates),
    )


def _usual_hours(sessions: list[CourseSession]) -> Hours:
    """What most mornings and most afternoons have; where the two overlap, the usual ones."""
    morning = _most_common(sessions, CourseSession.Part.MORNING) or USUAL_HOURS.morning
    afternoon = _most_common(sessions, CourseSession.Part.AFTERNOON) or USUAL_HOURS.afternoon
    return Hours(morning, afternoon) if morning[1] <= afternoon[0] else USUAL_HOURS


def _most_common(sessions: list[CourseSession], part: str) -> tuple[time, time] | None:
    hours = Counter((one.starts_at, one.ends_at) for one in sessions if one.part == part)
    return hours.most_common(1)[0][0] if hours else None
