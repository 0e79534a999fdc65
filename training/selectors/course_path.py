"""The way through a course, week by week, as parts/course_path.html draws it."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from peersupport.shared.calendar import short_day
from programs.models import Cohort
from training.models import CourseDay

WEEKEND = timedelta(days=3)  # Friday to Monday


@dataclass(frozen=True)
class PathDay:
    name: str
    short: str
    number: int
    state: str  # done, today or ""
    url: str
    note: str


@dataclass(frozen=True)
class Week:
    """A stretch of days without a pause, and what lies between it and the next."""

    label: str
    span: str
    is_now: bool
    gap_title: str
    gap_text: str
    days: list[PathDay]


def weeks_of(*, cohort: Cohort, days: list[CourseDay], on: date) -> list[Week]:
    """The course's days in stretches of at most one programme week; the one that matters ``on`` that day is_now.

    None for a cohort without days.
    """
    stretches = _stretches(days, cohort.programme.days_per_week)
    now = next((n for n, days in enumerate(stretches) if days[-1].date >= on), len(stretches) - 1)
    return [
        _week(cohort, own, following, is_now=n == now, on=on)
        for n, (own, following) in enumerate(pairwise([*stretches, None]))
    ]


def _stretches(days: list[CourseDay], longest: int) -> list[list[CourseDay]]:
    found: list[list[CourseDay]] = []
    for day in days:
        if found and len(found[-1]) < longest and day.date - found[-1][-1].date <= WEEKEND:
            found[-1].append(day)
        else:
            found.append([day])
    return found


def _week(cohort: Cohort, own: list[CourseDay], following: list[CourseDay] | None, *, is_now: bool, on: date) -> Week:
    first, last = own[0].date, own[-1].date
    pause = following is not None and following[0].date - last > WEEKEND
    return Week(
        label=_week_numbers(first, last),
        span=_span(first, last),
        is_now=is_now,
        gap_title=_week_numbers(_monday_after(last), following[0].date - timedelta(days=7)) if pause else "",
        gap_text=_("reading and home assignments") if pause else "",
        days=[_day(cohort, day, on) for day in own],
    )


def _day(cohort: Cohort, day: CourseDay, on: date) -> PathDay:
    state = "today" if day.date == on else "done" if day.is_registered else ""
    return PathDay(
        name=date_format(day.date, "l"),
        short=short_day(day.date, "D"),
        number=day.date.day,
        state=state,
        url=reverse("training:attendance", args=[cohort.pk, day.date]) if day.date <= on else "",
        note=day.red_day,
    )


def _monday_after(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())


def _week_numbers(first: date, last: date) -> str:
    one, other = first.isocalendar().week, last.isocalendar().week
    if one == other or last < first:
        return _("Week %s") % one
    return _("Weeks %(one)s–%(other)s") % {"one": one, "other": other}


def _span(first: date, last: date) -> str:
    begin = str(first.day) if (first.year, first.month) == (last.year, last.month) else short_day(first, "j M")
    return f"{begin}–{short_day(last, 'j M')}"
