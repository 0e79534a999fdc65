"""A cohort's attendance: who was there on which half of which day, and how far each has come."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from programs.models import Cohort
from training.models import Apology, Attendance, AttendanceStatus, CourseDay, DayMark, OwnMark, Participation
from training.models.attendance import AttendanceQuerySet
from training.rules import Eligibility, Standing
from training.selectors.eligibility import eligibility

NOT_REGISTERED, TO_COME, BEFORE, MADE_UP = "none", "future", "before", "made_up"


@dataclass(frozen=True)
class Row:
    """One participant's row of the matrix; ``marks`` in the order of the days."""

    participation: Participation
    marks: list[str]
    eligibility: Eligibility

    @property
    def standing(self) -> Standing:
        return self.eligibility.standing

    @property
    def at_risk(self) -> bool:
        """Somebody should talk with them about it."""
        return bool(self.standing.warning)


@dataclass(frozen=True)
class Matrix:
    days: list[CourseDay]
    rows: list[Row]
    today: date

    @property
    def day_today(self) -> CourseDay | None:
        return next((day for day in self.days if day.date == self.today), None)

    @property
    def to_register(self) -> list[CourseDay]:
        """Days that have come and aren't registered, today's among them."""
        return [day for day in self.days if day.date <= self.today and not day.is_registered]

    @property
    def held(self) -> int:
        """How many of the days have come."""
        return sum(day.date <= self.today for day in self.days)


def attendance_of(*, cohort: Cohort, participations, on: date) -> Matrix:
    """The matrix of a cohort for those among ``participations`` (a queryset, as somebody sees it). Three queries."""
    days = list(CourseDay.objects.filter(cohort=cohort).with_registration().order_by("number"))
    people = list(
        participations.present_in_course()
        .filter(cohort=cohort)
        .with_requirements()
        .select_related("person", "seat")
        .order_by("person__sort_name", "pk")
    )
    marks = marks_shown(Attendance.objects.filter(participation__in=people))
    rows = [Row(person, shown_in(person, days, marks, on), eligibility(person)) for person in people]
    return Matrix(days, rows, on)


def day_marks(attendance: AttendanceQuerySet) -> dict[tuple[int, int], str]:
    """What each person's days were like: (participation, day) → mark. One query."""
    return {key: day.mark for key, day in _days_of(attendance).items()}


def marks_shown(attendance: AttendanceQuerySet) -> dict[tuple[int, int], str]:
    """As :func:`day_marks`, but a day of which something was missed and then made up is MADE_UP. One query."""
    return {key: MADE_UP if day.is_made_up else day.mark for key, day in _days_of(attendance).items()}


@dataclass
class _Day:
    """What one person's day was like, as its marks are read."""

    halves: dict[str, str] = field(default_factory=dict)
    own: set[AttendanceStatus | None] = field(default_factory=set)
    is_made_up: bool = False

    @property
    def mark(self) -> str:
        """A mark of the programme's own where the whole day is that, else the day that its halves make."""
        only = next(iter(self.own)) if len(self.own) == 1 else None
        return OwnMark(only) if only else DayMark.of(self.halves)


OF_A_STATUS = ("name", "name_en", "share", "is_excused", "shape")


def _days_of(attendance: AttendanceQuerySet) -> dict[tuple[int, int], _Day]:
    days = defaultdict[tuple[int, int], _Day](_Day)
    own = (f"status__{name}" for name in ("id", *OF_A_STATUS))
    marks = attendance.with_made_up().values_list(
        "participation", "session__day", "session__part", "mark", "made_up", *own
    )
    for participation, day, part, mark, made_up, status, *values in marks:
        found = days[participation, day]
        found.halves[part] = mark
        found.own.add(status and AttendanceStatus(pk=status, **dict(zip(OF_A_STATUS, values, strict=True))))
        found.is_made_up |= made_up and mark != Attendance.Mark.PRESENT
    return days


def said_for(day: CourseDay) -> dict[int, dict[str, str]]:
    """Who has said that they can't come that day: participation → part → what to call it. One query."""
    said = defaultdict[int, dict[str, str]](dict)
    for row in Apology.objects.filter(session__day=day).select_related("session"):
        said[row.participation_id][row.session.part] = row.session.get_part_display()
    return said


def expected_on(*, day: CourseDay, participations: QuerySet) -> list[Participation]:
    """Those among ``participations`` whose attendance is asked for that day, by name, with_pause. At most two queries.

    Everybody, where nobody had joined by then: the course began before it was kept here.
    """
    rows = participations.present_in_course().filter(cohort=day.cohort_id).select_related("person")
    rows = rows.with_pause(day.date).order_by("person__sort_name", "pk")
    return list(rows.expected_on(day.date)) or list(rows)


def shown_in(participation: Participation, days: list[CourseDay], marks: dict, on: date) -> list[str]:
    """A mark for each day: what was registered, or that it wasn't, or that the day is to come or was before theirs."""
    joined_on = participation.joined_on
    own = ((day, marks.get((participation.pk, day.pk))) for day in days)
    return [
        mark or (TO_COME if day.date > on else BEFORE if day.date < joined_on else NOT_REGISTERED) for day, mark in own
    ]
