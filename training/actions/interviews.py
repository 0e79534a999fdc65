"""Times for interviews: offered by the group, chosen by the applicant."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.letters.outbox import post
from peersupport.shared.refusals import Refused
from programs.models import Cohort
from training import letters
from training.actions import admission, pages, papers
from training.models import Application, InterviewTime, Paper

CHANGE_UNTIL = timedelta(hours=24)  # before it; later than that, one phones


class TimeTaken(Refused):
    """Somebody else has the time, or it lies behind, or isn't offered any more."""


@transaction.atomic
def offer_times(*, cohort: Cohort, starts: Iterable[datetime], minutes: int, place: str, by: User, at: datetime) -> int:
    """Add times that those who are invited can choose from; one that is there already is left. How many are new.

    Raises Refused beside times where one lies behind.
    """
    starts = list(starts)
    if any(start <= at for start in starts):
        raise Refused(_("Choose times that lie ahead."), field="times")
    made = [
        InterviewTime(cohort=cohort, starts_at=start, minutes=minutes, place=place, added_by=by, added_at=at)
        for start in starts
    ]
    before = InterviewTime.objects.filter(cohort=cohort).count()
    InterviewTime.objects.bulk_create(made, ignore_conflicts=True)
    return InterviewTime.objects.filter(cohort=cohort).count() - before


@transaction.atomic
def take_away(*, time: InterviewTime) -> None:
    """Nobody can choose this time any more. Raises TimeTaken when somebody has."""
    if not InterviewTime.objects.free().filter(pk=time.pk).delete()[0]:
        raise TimeTaken(_("Somebody has this time. Ask them to choose another one first."))


@transaction.atomic
def let_go(*, time: InterviewTime, at: datetime) -> None:
    """Whoever had this time is asked to choose another one, and it can be chosen again. Raises WrongStatus.

    For when the applicant phones, or one of us can't come: take the time away afterwards.
    """
    row = Application.objects.locked().filter(interview_time=time).first()
    if row is None or row.status != Application.Status.INVITED:
        raise status.WrongStatus(_("Nobody who is to be interviewed has this time."))
    InterviewTime.objects.filter(pk=time.pk, application=row).update(application=None, taken_at=None)
    pages.need_link(row, at=at)
    post(letters.invited(row, at=at), at=at)


@transaction.atomic
def invite(*, application: Application, by: User, at: datetime) -> None:
    """Ask the applicant to choose a time. Raises WrongStatus, and Refused where there is no time to choose."""
    if not InterviewTime.objects.free().filter(cohort=application.cohort_id, starts_at__gt=at).exists():
        raise Refused(_("There is no free time to choose. Add times first."))
    admission.need_a_say(application, by)
    invited = Application.Status.INVITED
    status.move(application, invited, by=by, at=at, known_status=invited)
    pages.need_link(application, at=at)
    post(letters.invited(application, at=at), at=at)


@transaction.atomic
def choose(*, application: Application, time: InterviewTime, at: datetime) -> None:
    """Give the applicant a time, instead of the one they had. Raises TimeTaken, WrongStatus.

    The time's row is locked: of two who choose it at once, the second is told.
    """
    row = Application.objects.locked().get(pk=application.pk)
    if row.status != Application.Status.INVITED:
        raise status.WrongStatus(_("There is no interview to book now."))
    had = InterviewTime.objects.filter(application=row).first()
    if had is not None and had.pk == time.pk:
        return
    if had is not None and at < had.starts_at < at + CHANGE_UNTIL:
        raise Refused(_("It is less than a day to your interview. Phone us if you can't come."))
    free = InterviewTime.objects.free().locked()
    chosen = free.filter(pk=time.pk, cohort=row.cohort_id, starts_at__gt=at).first()
    if chosen is None:
        raise TimeTaken(_("Somebody else was just before you. Choose another time."), field="time")
    InterviewTime.objects.filter(application=row).update(application=None, taken_at=None)
    chosen.application, chosen.taken_at = row, at
    chosen.save(update_fields=["application", "taken_at"])
    pages.need_link(row, at=at)
    post(letters.booked(chosen), at=at)


@transaction.atomic
def held(*, application: Application, note: str, by: User, at: datetime) -> None:
    """The interview has been held; what was noted is sealed, for the group alone. Raises WrongStatus."""
    admission.need_a_say(application, by)
    interviewed = Application.Status.INTERVIEWED
    status.move(application, interviewed, by=by, at=at, known_status=interviewed)
    if note:
        papers.write(application=application, kind=Paper.Kind.INTERVIEW, text=note, by=by, at=at)
