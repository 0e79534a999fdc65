"""What happens to a course's days when its start moves: seen before it is done, and done as it was seen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Sum
from django.db.models.functions import Coalesce

from peersupport.shared.calendar import SATURDAY, red_day
from programs.models import Cohort
from training.models import CourseDay
from training.rules import moved_dates


@dataclass(frozen=True)
class MovedDay:
    """A day, and the date that it would have."""

    day: CourseDay
    to: date

    @property
    def red_day(self) -> str:
        return red_day(self.to)

    @property
    def is_on_a_weekend(self) -> bool:
        return self.to.weekday() >= SATURDAY


@dataclass(frozen=True)
class StartMove:
    """``days`` are all of the cohort's, in order: those that move, those that somebody has touched by hand and that
    move only when asked to, and those that are registered and stay. ``version`` grows with every change of any of them.
    """

    days: list[CourseDay]
    moves: list[MovedDay]
    touched: list[MovedDay]
    registered: list[CourseDay]
    version: int

    @property
    def has_begun(self) -> bool:
        return self.days[0] in self.registered

    @property
    def begins_on(self) -> date:
        return min([moved.to for moved in self.moves] + [day.date for day in self.stays])

    @property
    def stays(self) -> list[CourseDay]:
        moving = {moved.day for moved in self.moves}
        return [day for day in self.days if day not in moving]

    @property
    def meetings(self) -> list[date]:
        """Dates on which a day that moves would meet one that stays."""
        return sorted({moved.to for moved in self.moves} & {day.date for day in self.stays})


def start_move(*, cohort: Cohort, to: date, along: Iterable[CourseDay] = ()) -> StartMove:
    """The plan for a start on ``to``. ``along`` are touched days that move too. The first day always does: it is what
    was asked for. One query. The cohort has days.
    """
    days = list(_with_what_was_done(CourseDay.objects.filter(cohort=cohort)).order_by("date"))
    dates = moved_dates([day.date for day in days], to=to)
    free = [MovedDay(day, date) for day, date in zip(days, dates, strict=True) if not day.registered]
    chosen = {day.pk for day in along} | {days[0].pk}
    return StartMove(
        days=days,
        moves=[moved for moved in free if not moved.day.by_hand or moved.day.pk in chosen],
        touched=[moved for moved in free if moved.day.by_hand and moved.day.pk != days[0].pk],
        registered=[day for day in days if day.registered],
        version=sum(day.changes for day in days),
    )


def _with_what_was_done(days):
    """With how many sessions of each are ``registered`` and changed ``by_hand``, and ``changes``, which only grows."""
    counted = days.annotate(registered=Count("sessions__registered_at"), by_hand=Count("sessions__changed_by_hand_at"))
    return counted.annotate(changes=F("version") + F("registered") + Coalesce(Sum("sessions__version"), 0))
