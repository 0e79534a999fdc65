"""Let somebody make a pause in a course: dates and nothing else, and their seat is kept for a while."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit.status import subject_of
from peersupport.jobs import idempotency
from peersupport.shared.refusals import Conflict, Refused
from programs.actions import seats
from training.actions.in_course import NotInTheCourse
from training.models import Participation, Pause

ONE_DAY = timedelta(days=1)


class AlreadyPausing(Refused):
    """Another pause lies in the same days."""


@transaction.atomic
def begin(
    *, participation: Participation, begins_on: date, ends_on: date | None, by: User, at: datetime, key: UUID
) -> Pause:
    """Note a pause; ``ends_on`` None: nobody knows how long it will be. Warnings and letters to the person rest in it.

    A form sent twice (``key``) makes one. Raises NotInTheCourse, AlreadyPausing beside begins_on, and Refused beside
    begins_on and ends_on.
    """
    before = idempotency.claim(key, purpose="training.pause", owner=f"user:{by.pk}", at=at)
    if before is not None:
        return idempotency.made_before(Pause, before)
    row = _held(participation.pk)
    made = Pause(participation=row, begins_on=begins_on, ends_on=ends_on)
    _save(made, row, by=by, at=at)
    idempotency.remember(key, subject_of(made))
    return made


@transaction.atomic
def correct(*, pause: Pause, version: int, begins_on: date, ends_on: date | None, by: User, at: datetime) -> None:
    """Put its days right. Raises Conflict, and what :func:`begin` raises."""
    row, found = _both(pause)
    if found.version != version:
        raise Conflict(_("Somebody else has changed this while you did."))
    found.begins_on, found.ends_on = begins_on, ends_on
    found.version += 1
    _save(found, row, by=by, at=at)


@transaction.atomic
def end(*, pause: Pause, by: User, at: datetime) -> None:
    """They are back today, so yesterday was its last day. One that begins today or later is none.

    One that is over already stays as it is. Raises NotInTheCourse.
    """
    row, found = _both(pause)
    yesterday = timezone.localtime(at).date() - ONE_DAY
    if found.ends_on is not None and found.ends_on <= yesterday:
        return
    if found.begins_on > yesterday:
        found.delete()
        _tell_the_seat(row)
        return
    found.ends_on = yesterday
    found.version += 1
    _save(found, row, by=by, at=at)


@transaction.atomic
def remove(*, pause: Pause) -> None:
    """It was noted by mistake. Raises NotInTheCourse."""
    row, found = _both(pause)
    found.delete()
    _tell_the_seat(row)


def close(participation: Participation, *, at: datetime) -> None:
    """Who goes out of the course makes no pause in it any more. The caller has locked the row."""
    today = timezone.localtime(at).date()
    not_over = participation.pauses.not_over(today)
    not_over.filter(begins_on__gt=today).delete()
    not_over.update(ends_on=today)


def _held(pk: int) -> Participation:
    """The participation, locked; so somebody leaves before or after a pause is noted, never beside it."""
    row = Participation.objects.locked().select_related("cohort__programme", "seat").get(pk=pk)
    if row.status != Participation.Status.ADMITTED:
        raise NotInTheCourse(_("The person isn't in the course any more."))
    return row


def _both(pause: Pause) -> tuple[Participation, Pause]:
    row = _held(pause.participation_id)
    return row, Pause.objects.locked().get(pk=pause.pk)


def _save(pause: Pause, row: Participation, *, by: User, at: datetime) -> None:
    pause.kept_until = pause.begins_on + timedelta(days=row.cohort.programme.pause_days) - ONE_DAY
    _check(pause, row, today=timezone.localtime(at).date())
    pause.noted_by, pause.noted_at = by, at
    pause.save()
    _tell_the_seat(row)


def _tell_the_seat(row: Participation) -> None:
    """Its orderer sees nothing of a pause, but that the seat is being replanned when it is kept no longer."""
    open_now = row.pauses.filter(ends_on=None).first()
    seats.replan(seat=row.seat, from_day=open_now and open_now.kept_until + ONE_DAY)


def _check(pause: Pause, row: Participation, *, today: date) -> None:
    if pause.begins_on > row.cohort.ends_on:
        raise Refused(_("The course is over by then."), field="begins_on")
    if pause.ends_on is not None and pause.ends_on < pause.begins_on:
        raise Refused(_("The last day can't be before the first."), field="ends_on")
    if pause.ends_on is not None and pause.ends_on > max(pause.kept_until, today):
        raise Refused(
            _("The seat is kept until %(day)s. Leave this empty if the pause may be longer.")
            % {"day": date_format(pause.kept_until, "j F Y")},
            field="ends_on",
        )
    others = row.pauses.exclude(pk=pause.pk).not_over(pause.begins_on)
    if (others.filter(begins_on__lte=pause.ends_on) if pause.ends_on else others).exists():
        raise AlreadyPausing(_("Another pause lies in these days."), field="begins_on")
