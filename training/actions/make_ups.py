"""Let somebody take again what they missed: a task, done, and signed off by a leader."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.audit.status import subject_of
from peersupport.jobs import idempotency
from peersupport.shared.refusals import Refused
from training.actions import sight, warnings
from training.models import Attendance, CourseDay, MakeUp, Participation

Status = MakeUp.Status


class NotMissed(Refused):
    """The person was there that day, or nobody has registered it."""


class AlreadyGiven(Refused):
    """There is a task for that day already."""


class CourseOver(Refused):
    """The person has left the course, or has a certificate that rests on what they did."""


@transaction.atomic
def give(
    *, participation: Participation, day: CourseDay, what: str, due_on: date, by: User, at: datetime, key: UUID
) -> MakeUp:
    """A task for what was missed of a day. Raises CourseOver, NotMissed, AlreadyGiven, and Refused beside due_on.

    A form sent twice (``key``) makes one.
    """
    before = idempotency.claim(key, purpose="training.makeup", owner=f"user:{by.pk}", at=at)
    if before is not None:
        return idempotency.made_before(MakeUp, before)
    row = held(participation.pk)
    need_missed(row, day)
    if due_on < timezone.localtime(at).date():
        raise Refused(_("Choose a day that is still to come."), field="due_on")
    made = MakeUp.objects.create(participation=row, day=day, what=what, due_on=due_on, given_by=by, given_at=at)
    status.begin(made, by=by, at=at)
    idempotency.remember(key, subject_of(made))
    return made


@transaction.atomic
def say_done(*, make_up: MakeUp, by: User | None, at: datetime) -> None:
    """It is done; ``by`` is None where the participant says so. Raises CourseOver, WrongStatus."""
    held(make_up.participation_id)
    status.move(make_up, Status.DONE, by=by, at=at, only_from={Status.GIVEN}, done_at=at, done_by=by)


@transaction.atomic
def ask_again(*, make_up: MakeUp, by: User | None, at: datetime) -> None:
    """It isn't done after all: by a leader who has looked, or by the participant. Raises CourseOver, WrongStatus."""
    held(make_up.participation_id)
    status.move(make_up, Status.GIVEN, by=by, at=at, done_at=None, done_by=None)


@transaction.atomic
def sign_off(*, make_up: MakeUp, by: User, at: datetime) -> None:
    """What was missed counts as attended from now on. Raises CourseOver, WrongStatus."""
    held(make_up.participation_id)
    status.move(make_up, Status.SIGNED_OFF, by=by, at=at, signed_off_at=at, signed_off_by=by)
    warnings.follow(participations=[make_up.participation_id], at=at)


@transaction.atomic
def undo(*, make_up: MakeUp, by: User, at: datetime) -> None:
    """Take back a sign-off. Raises CourseOver, WrongStatus."""
    held(make_up.participation_id)
    empty = {"signed_off_at": None, "signed_off_by": None}
    status.move(make_up, Status.DONE, by=by, at=at, only_from={Status.SIGNED_OFF}, **empty)
    warnings.follow(participations=[make_up.participation_id], at=at)


@transaction.atomic
def withdraw(*, make_up: MakeUp, by: User, at: datetime) -> None:
    """Take back a task that isn't done; another can be given for the day. Raises CourseOver, WrongStatus."""
    held(make_up.participation_id)
    status.move(make_up, Status.WITHDRAWN, by=by, at=at)
    sight.hide_guest(make_up, by=by, at=at)


def need_missed(row: Participation, day: CourseDay) -> None:
    """Raises NotMissed, and AlreadyGiven, unless something of that day is missed and waits for a task."""
    missed = Attendance.objects.missed().filter(participation=row, session__day=day)
    if day.cohort_id != row.cohort_id or not missed.exists():
        raise NotMissed(_("Nothing was missed that day, as it is registered now."))
    if row.make_ups.in_force().filter(day=day).exists():
        raise AlreadyGiven(_("There is a task for that day already."))


def held(pk: int) -> Participation:
    """The participation, locked first: so a certificate is issued before or after a step, never beside it."""
    row = Participation.objects.locked().get(pk=pk)
    if row.status in (Participation.Status.DROPPED_OUT, Participation.Status.CERTIFIED):
        now = {"now": row.get_status_display()}
        raise CourseOver(_("That can't be changed any more: the participation is “%(now)s”.") % now)
    return row
