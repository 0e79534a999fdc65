"""A cohort's days and sessions: laid out when it is set up, and changed by hand."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.letters.outbox import post_each
from peersupport.shared.calendar import red_day
from peersupport.shared.refusals import Conflict, Refused
from programs.actions import cohorts as programs_cohorts
from programs.actions import seats
from programs.models import Cohort
from training import selectors
from training.letters.moved import course_moved
from training.models import CourseDay, CourseSession, Module, SessionLeader
from training.rules import ALTERNATING, Hours, Shape


class ScheduleClosed(Refused):
    """The cohort is over, so its schedule stays as it was held."""


class DayIsRegistered(Refused):
    """Attendance is registered: what has been held can't be moved."""


@transaction.atomic
def lay_out(*, cohort: Cohort, dates: Sequence[date], shape: Shape = ALTERNATING, at: datetime) -> None:
    """The days of a new cohort on these dates, each with its two sessions at the hours of ``shape``.

    Each has the module that the shape says, where the programme has one of that number in use.
    """
    days = CourseDay.objects.bulk_create(
        CourseDay(cohort=cohort, number=number, date=day, red_day=red_day(day)) for number, day in enumerate(dates, 1)
    )
    known = {module.number: module for module in Module.objects.in_use().filter(programme=cohort.programme_id)}
    modules = {day: known.get(shape.module_of(day.number)) for day in days}
    CourseSession.objects.bulk_create(
        CourseSession(day=day, part=part, starts_at=starts_at, ends_at=ends_at, module=module, changed_at=at)
        for day, module in modules.items()
        for part, (starts_at, ends_at) in _halves(shape.hours)
    )


def take_after(other: Cohort, *, cohort: Cohort) -> None:
    """Give the sessions of a cohort that was just laid out what the other's have: hours, module, room and, of those who
    lead both, who leads them. A module that is retired by now is left out. The two have as many days.
    """
    rows = CourseSession.objects.select_related("day", "module").prefetch_related("leaders")
    theirs = {(one.day.number, one.part): one for one in rows.filter(day__cohort=other)}
    able = set(cohort.leaders.values_list("user", flat=True))
    mine = rows.filter(day__cohort=cohort)
    pairs = [(one, like) for one in mine if (like := theirs.get((one.day.number, one.part)))]
    for session, like in pairs:
        session.starts_at, session.ends_at, session.room = like.starts_at, like.ends_at, like.room
        session.module = like.module if like.module and not like.module.retired else None
    CourseSession.objects.bulk_update([one for one, _like in pairs], ["starts_at", "ends_at", "room", "module"])
    SessionLeader.objects.bulk_create(
        SessionLeader(session=session, user_id=row.user_id)
        for session, like in pairs
        for row in like.leaders.all()
        if row.user_id in able
    )


def _halves(hours: Hours) -> list[tuple[str, tuple[time, time]]]:
    return [(CourseSession.Part.MORNING, hours.morning), (CourseSession.Part.AFTERNOON, hours.afternoon)]


@transaction.atomic
def change_session(
    *,
    session: CourseSession,
    version: int,
    starts_at: time,
    ends_at: time,
    module: Module | None,
    room: str,
    leaders: Iterable[User],
    at: datetime,
) -> None:
    """Change one session by hand. ``leaders``: those of the cohort's who lead it; none means all of them.

    Raises Conflict, ScheduleClosed, and Refused beside starts_at, ends_at, module and leaders.
    """
    cohort, leaders = _open_cohort(session.day.cohort), list(leaders)
    row = CourseSession.objects.locked().select_related("day").get(pk=session.pk)
    if row.version != version:
        raise Conflict(_("Somebody else changed this session while you did."))
    _refuse_odd_hours(row, starts_at, ends_at)
    if module is not None and (module.programme_id != cohort.programme_id or _newly_retired(row, module)):
        raise Refused(_("Choose one of the programme's modules."), field="module")
    if cohort.leaders.filter(user__in=leaders).count() != len(leaders):
        raise Refused(_("Choose among those who lead the cohort."), field="leaders")
    row.starts_at, row.ends_at, row.module, row.room = starts_at, ends_at, module, room
    row.changed_at = row.changed_by_hand_at = at
    row.version += 1
    row.save()
    row.leaders.exclude(user__in=leaders).delete()
    SessionLeader.objects.bulk_create(
        [SessionLeader(session=row, user=user) for user in leaders], ignore_conflicts=True
    )


def _newly_retired(session: CourseSession, module: Module) -> bool:
    return module.retired and session.module_id != module.pk


def _refuse_odd_hours(session: CourseSession, starts_at: time, ends_at: time) -> None:
    if ends_at <= starts_at:
        raise Refused(_("It must end later than it starts."), field="ends_at")
    other = CourseSession.objects.filter(day=session.day_id).exclude(pk=session.pk).first()
    if other is None:
        return
    if session.part == CourseSession.Part.MORNING and ends_at > other.starts_at:
        raise Refused(_("The afternoon has begun by then."), field="ends_at")
    if session.part == CourseSession.Part.AFTERNOON and starts_at < other.ends_at:
        raise Refused(_("The morning isn't over by then."), field="starts_at")


@transaction.atomic
def move_day(*, day: CourseDay, version: int, to: date, at: datetime) -> None:
    """Hold a day, with both its sessions, on another date. Days are numbered in their order, and the cohort's first
    and last day follow. ``day`` comes with its cohort; ``version`` is the one that the editor was shown.

    Raises Conflict when somebody has moved it since, ScheduleClosed, DayIsRegistered, and Refused beside date.
    """
    cohort = _open_cohort(day.cohort)
    days = {row.pk: row for row in CourseDay.objects.filter(cohort=cohort)}
    row = days.get(day.pk)
    if row is None or row.version != version:
        raise Conflict(_("Somebody else moved this day while you did."))
    if row.sessions.exclude(registered_at=None).exists():
        raise DayIsRegistered(_("Attendance is registered for this day, so it stays."))
    if any(other.date == to for other in days.values() if other is not row):
        raise Refused(_("The course has another day then."), field="date")
    if to != row.date:
        put_on(cohort, list(days.values()), {row.pk: to}, at=at)
        row.sessions.stamp(at, changed_by_hand_at=at)


@transaction.atomic
def move_start(*, cohort: Cohort, to: date, version: int, along: Iterable[CourseDay] = (), at: datetime) -> int:
    """Begin the course on another day: days that nobody has touched follow, with the sessions as they are. How many.

    ``along`` are the touched ones that follow too; ``version`` is that of the plan that the editor was shown.

    Raises Conflict, ScheduleClosed, DayIsRegistered, and Refused where two days would meet.
    """
    cohort = _open_cohort(cohort)
    list(CourseDay.objects.locked().filter(cohort=cohort).order_by("pk"))  # whoever registers one waits, or was first
    plan = selectors.start_move(cohort=cohort, to=to, along=along)
    if plan.version != version:
        raise Conflict(_("Somebody else changed the schedule while you did. This is what moves now."))
    if plan.has_begun:
        raise has_begun()
    if plan.meetings:
        raise Refused(_("Two days would meet on %s.") % date_format(plan.meetings[0], "j F"))
    put_on(cohort, plan.days, {moved.day.pk: moved.to for moved in plan.moves}, at=at)
    CourseSession.objects.filter(day__in=[moved.day for moved in plan.moves]).stamp(at)
    return len(plan.moves)


def has_begun() -> DayIsRegistered:
    """Why the start can't move any more."""
    return DayIsRegistered(_("The course has begun. Move its days one by one."))


def put_on(cohort: Cohort, days: list[CourseDay], dates: dict[int, date], *, at: datetime) -> None:
    """Hold some of a locked cohort's days (all of them in ``days``) on other dates (day → date), in one statement.

    They are numbered as they come, and the cohort begins with the first and ends with the last. When it begins on
    another day, orderers and participants are told.
    """
    for day in days:
        day.date = dates.get(day.pk, day.date)
    in_order = sorted(days, key=lambda day: day.date)
    moved = [day for day in in_order if day.pk in dates]
    CourseDay.objects.filter(cohort=cohort).update(
        number=_each({day.pk: number for number, day in enumerate(in_order, 1)}, "number"),
        date=_each({day.pk: day.date for day in moved}, "date"),
        red_day=_each({day.pk: red_day(day.date) for day in moved}, "red_day"),
        version=F("version") + Case(When(pk__in=list(dates), then=Value(1)), default=Value(0)),
    )
    was, first, last = cohort.starts_on, in_order[0].date, in_order[-1].date
    programs_cohorts.hold_between(cohort=cohort, starts_on=first, ends_on=last, at=at)
    cohort.starts_on, cohort.ends_on = first, last
    if first != was:
        post_each(course_moved(cohort, at=at), at=at)


def _each(values: dict[int, object], name: str) -> Case:
    """An expression: each row's own value, by its key; the others keep theirs."""
    field = CourseDay._meta.get_field(name)
    return Case(*(When(pk=pk, then=Value(value, field)) for pk, value in values.items()), default=F(name))


def _open_cohort(cohort: Cohort) -> Cohort:
    """The cohort, locked. Raises ScheduleClosed."""
    row = seats.locked(cohort)
    if row.status in Cohort.OVER:
        raise ScheduleClosed(_("This cohort is over, so its schedule stays as it is."))
    return row
