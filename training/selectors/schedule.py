"""A cohort's days and sessions, in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch

from peersupport.accounts.models import User
from peersupport.shared.calendar import SATURDAY
from programs.models import Cohort
from training.models import CourseDay, CourseSession, Material, SessionLeader
from training.selectors.clashes import clashes_of
from training.selectors.material import material_by_module


@dataclass(frozen=True)
class ScheduledSession:
    """A session as pages show it; ``leaders`` are its own, empty where all of the cohort's lead it.

    ``material`` of its module; a module that goes on after lunch has it once.
    """

    session: CourseSession
    leaders: list[str]
    warnings: list[str]
    material: list[Material]


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

    ``leaders`` are the cohort's. At most eight queries.
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
    files = material_by_module(Material.objects.of_cohort(cohort))
    before: list[CourseDay | None] = [None, *days]
    return [
        ScheduledDay(
            day,
            list(_sessions(day, odd, files)),
            earlier is None or day.date - earlier.date > timedelta(days=1),
            day.date <= on,
        )
        for earlier, day in zip(before, days, strict=False)
    ]


def _sessions(day: CourseDay, odd: dict, files: dict[int, list[Material]]) -> Iterator[ScheduledSession]:
    told: set[int | None] = set()
    for one in day.sessions.all():
        leaders = [str(leader.user) for leader in one.leaders.all()]
        material = files.get(one.module_id, []) if one.module_id not in told else []
        told.add(one.module_id)
        yield ScheduledSession(one, leaders, odd[one.pk], material)
