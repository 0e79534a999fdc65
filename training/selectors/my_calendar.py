"""What of the courses stands in somebody's own calendar."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import pgettext

from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.directory.models import Membership
from peersupport.documents.calendars import Entry
from programs.models import Cohort
from training.models import CourseSession, Participation, SessionLeader

SWEDISH = ZoneInfo("Europe/Stockholm")
LOOKS_BACK = timedelta(days=365)


def my_calendar(*, whose: User | Participation, on: date) -> list[Entry]:
    """The sessions that somebody leads or takes part in, from a year back: what they may see now, in all their roles.
    Of somebody's place in a course those of this course, and of days that they take again with another.

    What is called off is gone. A draft that one leads is tentative. At most two queries.
    """
    mine = _of_a_place(whose) if isinstance(whose, Participation) else list(_mine(whose))
    if not mine:
        return []
    rows = CourseSession.objects.filter(Q(*mine, _connector=Q.OR), day__date__gte=on - LOOKS_BACK)
    rows = rows.exclude(day__cohort__status=Cohort.Status.CANCELLED).select_related("day__cohort")
    return [_entry(session) for session in rows.in_order()]


def _of_a_place(row: Participation) -> list[Q]:
    again = row.make_ups.on_days_of_others().values("again_on")
    return [Q(day__cohort=row.cohort_id), Q(day__in=again)]


def _mine(user: User) -> Iterator[Q]:
    """Each of somebody's open roles, as the sessions that it makes theirs."""
    for membership in Membership.objects.open().filter(user=user):
        match membership.role:
            case Role.COURSE_LEADER:
                yield _led_by(user) & Q(day__cohort__in=Cohort.objects.visible_to(membership))
            case Role.PEER_SUPPORTER:
                takes_part = Participation.objects.visible_to(membership).present_in_course()
                yield Q(day__cohort__in=takes_part.values("cohort"))


def _led_by(user: User) -> Q:
    """Sessions of a cohort that somebody leads: those that name them, and those that name nobody."""
    named = SessionLeader.objects.filter(session=OuterRef("pk"))
    return Q(Exists(named.filter(user=user))) | ~Q(Exists(named))


def _entry(session: CourseSession) -> Entry:
    cohort = session.day.cohort
    return Entry(
        uid=f"session-{session.pk}",
        starts_at=datetime.combine(session.day.date, session.starts_at, SWEDISH),
        ends_at=datetime.combine(session.day.date, session.ends_at, SWEDISH),
        summary=pgettext("calendar", "Course"),
        place=", ".join(filter(None, (session.room, cohort.place))),
        sequence=session.version,
        changed_at=session.changed_at,
        is_tentative=cohort.status == Cohort.Status.DRAFT,
    )
