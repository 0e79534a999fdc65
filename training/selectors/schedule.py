"""A cohort's days and sessions, in order."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch

from programs.models import Cohort
from training.models import CourseDay, CourseSession, SessionLeader


@dataclass(frozen=True)
class ScheduledSession:
    """A session as pages show it; ``leaders`` are its own, empty where all of the cohort's lead it."""

    session: CourseSession
    leaders: list[str]


@dataclass(frozen=True)
class ScheduledDay:
    day: CourseDay
    sessions: list[ScheduledSession]
    begins_a_week: bool
    has_come: bool

    @property
    def week(self) -> int:
        return self.day.date.isocalendar().week


def schedule_of(*, cohort: Cohort, on: date) -> list[ScheduledDay]:
    """The cohort's days in order, with their sessions. Three queries."""
    leaders = Prefetch("leaders", SessionLeader.objects.select_related("user").order_by("user__given_name", "pk"))
    sessions = CourseSession.objects.select_related("module").prefetch_related(leaders).order_by("starts_at", "pk")
    rows = CourseDay.objects.filter(cohort=cohort).with_registration().prefetch_related(Prefetch("sessions", sessions))
    days = list(rows.order_by("number"))
    before: list[CourseDay | None] = [None, *days]
    return [
        ScheduledDay(
            day,
            [ScheduledSession(one, [str(leader.user) for leader in one.leaders.all()]) for one in day.sessions.all()],
            earlier is None or day.date - earlier.date > timedelta(days=1),
            day.date <= on,
        )
        for earlier, day in zip(before, days, strict=False)
    ]
