"""A cohort's days and sessions, in order."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch

from peersupport.accounts.models import User
from peersupport.shared.calendar import SATURDAY
from programs.models import Cohort
from training.models import CourseDay, CourseSession, SessionLeader
from training.selectors.clashes import clashes_of


@dataclass(frozen=True)
class ScheduledSession:
    """A session as pages show it; ``leaders`` are its own, empty where all of the cohort's lead it."""

    session: CourseSession
    leaders: list[str]
    warnings: list[str]


@dataclass(frozen=True)
class ScheduledDay:
    day: CourseDay
    sessions: list[ScheduledSession]
    begins_a_week: bool
    has_come: bool

    @property
    def is_on_a_weekend(self) -> bool:
        return self.day.date.weekday() >= SATURDAY

    @property
    def week(self) -> int:
        return self.day.date.isocalendar().week


def schedule_of(*, cohort: Cohort, leaders: list[User], membership, on: date) -> list[ScheduledDay]:
    """The cohort's days in order, with their sessions and what ``membership`` is told about them.

    ``leaders`` are the cohort's. At most seven queries.
    """
    who_leads = Prefetch("leaders", SessionLeader.objects.select_related("user").order_by("user__given_name", "pk"))
    sessions = CourseSession.objects.select_related("module").prefetch_related(who_leads).order_by("starts_at", "pk")
    rows = CourseDay.objects.filter(cohort=cohort).with_registration().prefetch_related(Prefetch("sessions", sessions))
    days = list(rows.order_by("number"))
    odd = clashes_of(
        cohort=cohort,
        sessions=[session for day in days for session in day.sessions.all()],
        leaders=leaders,
        membership=membership,
    )
    before: list[CourseDay | None] = [None, *days]
    return [
        ScheduledDay(
            day,
            [
                ScheduledSession(one, [str(leader.user) for leader in one.leaders.all()], odd[one.pk])
                for one in day.sessions.all()
            ],
            earlier is None or day.date - earlier.date > timedelta(days=1),
            day.date <= on,
        )
        for earlier, day in zip(before, days, strict=False)
    ]
