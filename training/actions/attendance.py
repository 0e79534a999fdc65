"""Register who was there."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.jobs import idempotency
from peersupport.shared.refusals import Refused
from programs.models import Cohort
from training import selectors
from training.actions import warnings
from training.models import Attendance, AttendanceStatus, CourseDay, CourseSession, DayMark, Participation


class NotYet(Refused):
    """The day hasn't come, or its cohort hasn't opened."""


class NotInTheCohort(Refused):
    """A mark for somebody who isn't a participant of the day's cohort, or a mark that doesn't exist."""


Marks = dict[int, str]  # participation → DayMark, or the code of one of the programme's own


@transaction.atomic
def register_day(*, day: CourseDay, marks: Marks, by: User, at: datetime, seen: Marks | None = None) -> Marks:
    """Keep the day marks, as one mark for each of the day's sessions; those left out stay.

    With ``seen``, what each was where the marks were given, only what differs from it is written, and not where
    somebody else has given another mark meanwhile: those stay, and are returned as they are. Where it says nothing the
    later mark stands. Sessions count as registered once everybody who is expected has a mark. Two who save at once wait
    for each other on the day's row. Raises NotYet, NotInTheCohort.
    """
    day = _that_has_come(day, at)
    in_course = Participation.objects.present_in_course().filter(cohort=day.cohort_id)
    expected = set(in_course.expected_on(day.date).values_list("pk", flat=True))
    everybody = set(in_course.values_list("pk", flat=True))
    own = {one.code: one for one in AttendanceStatus.objects.in_use().filter(programme=day.cohort.programme_id)}
    changed = {pk: mark for pk, mark in marks.items() if seen is None or mark != seen.get(pk)}
    if not set(marks) <= everybody or not set(changed.values()) <= {*DayMark.values, *own}:
        raise NotInTheCohort(_("The list of participants has changed. Check it and save again."))
    others = {} if seen is None else _given_meanwhile(day, changed, seen)
    _keep(day, {pk: mark for pk, mark in changed.items() if pk not in others}, own)
    marked = set(Attendance.objects.filter(session__day=day).values_list("participation", flat=True))
    if marked and (expected or everybody) <= marked:
        day.sessions.update(registered_at=at, registered_by=by)
    warnings.follow(participations=everybody, at=at)
    return others


@transaction.atomic
def tap(
    *, day: CourseDay, participation: Participation, mark: str, seen: str, key: UUID, by: User, at: datetime
) -> str:
    """One mark, perhaps given a while ago on a phone without a line. "" when it is kept, else what somebody else gave.

    ``key`` makes it safe to send again. Raises what :func:`register_day` raises.
    """
    if idempotency.claim(key, purpose="training.tap", owner=f"user:{by.pk}", at=at) is not None:
        return ""
    pk = participation.pk
    return register_day(day=day, marks={pk: mark}, seen={pk: seen}, by=by, at=at).get(pk, "")


def _that_has_come(day: CourseDay, at: datetime) -> CourseDay:
    """The day, locked. Raises NotYet."""
    day = CourseDay.objects.locked().select_related("cohort").get(pk=day.pk)
    if day.date > timezone.localtime(at).date():
        raise NotYet(_("This day hasn't come yet."))
    if day.cohort.status in (Cohort.Status.DRAFT, Cohort.Status.CANCELLED):
        raise NotYet(_("The cohort is “%s”: there is no attendance to register.") % day.cohort.get_status_display())
    return day


def _given_meanwhile(day: CourseDay, changed: Marks, seen: Marks) -> Marks:
    """The marks that are neither what was seen nor what is wanted."""
    stored = selectors.day_marks(Attendance.objects.filter(session__day=day))
    now = {pk: str(stored.get((pk, day.pk), "")) for pk in changed}
    return {pk: now[pk] for pk, mark in changed.items() if pk in seen and now[pk] not in (seen[pk], mark)}


def _keep(day: CourseDay, marks: Marks, own: dict[str, AttendanceStatus]) -> None:
    Attendance.objects.bulk_create(
        [_mark(session, pk, mark, own) for session in day.sessions.order_by("pk") for pk, mark in marks.items()],
        update_conflicts=True,
        unique_fields=["participation", "session"],
        update_fields=["mark", "status"],
    )


def _mark(session: CourseSession, pk: int, mark: str, own: dict[str, AttendanceStatus]) -> Attendance:
    if mark in own:
        return Attendance(participation_id=pk, session=session, mark=own[mark].nearest, status=own[mark])
    return Attendance(participation_id=pk, session=session, mark=DayMark(mark).halves[session.part])
