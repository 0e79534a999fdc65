"""Let somebody take a missed day again with a later cohort: no seat is used, and it counts where they have theirs."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.audit.status import subject_of
from peersupport.jobs import idempotency
from peersupport.letters.outbox import post_each
from peersupport.shared.refusals import Refused
from programs.models import Cohort
from training.actions import make_ups, sight, warnings
from training.actions.attendance import NotYet
from training.letters.retakes import welcome_on
from training.models import CourseDay, MakeUp, Participation

Status = MakeUp.Status


@transaction.atomic
def give(
    *, participation: Participation, day: CourseDay, again_on: CourseDay, by: User, at: datetime, key: UUID
) -> MakeUp:
    """What was missed of ``day`` is taken again on a day of a later cohort, whose leaders see the person from now on.

    A letter says which day. A form sent twice (``key``) makes one. Raises CourseOver, NotMissed, AlreadyGiven, and
    Refused beside again_on.
    """
    before = idempotency.claim(key, purpose="training.retake", owner=f"user:{by.pk}", at=at)
    if before is not None:
        return idempotency.made_before(MakeUp, before)
    row = make_ups.held(participation.pk)
    make_ups.need_missed(row, day)
    there = CourseDay.objects.locked().select_related("cohort__programme").get(pk=again_on.pk)
    _need_a_day(row, there, at)
    told = {"again_on": there, "due_on": there.date, "what": ""}
    made = MakeUp.objects.create(participation=row, day=day, **told, given_by=by, given_at=at)
    status.begin(made, by=by, at=at)
    sight.show_guest(made, by=by, at=at)
    post_each(welcome_on(made), at=at)
    idempotency.remember(key, subject_of(made))
    return made


@transaction.atomic
def was_there(*, make_up: MakeUp, by: User, at: datetime) -> None:
    """They were: what they missed counts as attended. Raises NotYet, CourseOver, WrongStatus."""
    make_ups.held(make_up.participation_id)
    if make_up.again_on.date > timezone.localtime(at).date():
        raise NotYet(_("This day hasn't come yet."))
    status.move(make_up, Status.DONE, by=by, at=at, only_from={Status.GIVEN}, done_at=at, done_by=by)
    status.move(make_up, Status.SIGNED_OFF, by=by, at=at, signed_off_at=at, signed_off_by=by)
    warnings.follow(participations=[make_up.participation_id], at=at)


@transaction.atomic
def was_not_there(*, make_up: MakeUp, by: User, at: datetime) -> None:
    """It was noted by mistake. Raises CourseOver, WrongStatus."""
    make_ups.held(make_up.participation_id)
    empty = {"signed_off_at": None, "signed_off_by": None}
    status.move(make_up, Status.DONE, by=by, at=at, only_from={Status.SIGNED_OFF}, **empty)
    status.move(make_up, Status.GIVEN, by=by, at=at, done_at=None, done_by=None)
    warnings.follow(participations=[make_up.participation_id], at=at)


def _need_a_day(row: Participation, there: CourseDay, at: datetime) -> None:
    home, cohort = Cohort.objects.get(pk=row.cohort_id), there.cohort
    same = (home.programme_id, home.host_id) == (cohort.programme_id, cohort.host_id)
    if not same or cohort.pk == home.pk or cohort.status in Cohort.OVER:
        raise Refused(_("Choose a day of another cohort of the same programme and host."), field="again_on")
    if there.date < timezone.localtime(at).date():
        raise Refused(_("Choose a day that is still to come."), field="again_on")
