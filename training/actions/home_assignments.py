"""Set a home assignment, and note that it is handed in, checked, or asked for again. The text is kept nowhere."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.audit import status
from peersupport.audit.status import subject_of
from peersupport.jobs import idempotency
from peersupport.shared.refusals import Conflict, Refused
from programs.models import Cohort
from training.models import HandIn, HomeAssignment, Module, Participation

Status = HandIn.Status
NOT_LOOKED_AT = {"looked_at": None, "looked_by": None}


class CohortNotHeld(Refused):
    """The cohort is called off or completed: nothing is set in it any more."""


class SomethingHandedIn(Refused):
    """Somebody has handed the assignment in, so it stays."""


class NotTheirs(Refused):
    """The person isn't a participant of the assignment's cohort."""


@transaction.atomic
def set_one(
    *, cohort: Cohort, title: str, module: Module | None, due_on: date, key: UUID, by: User, at: datetime
) -> HomeAssignment:
    """A home assignment for all of the cohort. A form sent twice (``key``) makes one.

    Raises CohortNotHeld, and Refused beside due_on.
    """
    before = idempotency.claim(key, purpose="training.homeassignment", owner=f"user:{by.pk}", at=at)
    if before is not None:
        return idempotency.made_before(HomeAssignment, before)
    if cohort.status in (Cohort.Status.CANCELLED, Cohort.Status.COMPLETED):
        raise CohortNotHeld(_("The cohort is “%s”.") % cohort.get_status_display())
    _refuse_a_day_that_is_over(due_on, at)
    made = HomeAssignment.objects.create(cohort=cohort, title=title, module=module, due_on=due_on, set_at=at, set_by=by)
    idempotency.remember(key, subject_of(made))
    return made


@transaction.atomic
def change(
    *, assignment: HomeAssignment, version: int, title: str, module: Module | None, due_on: date, at: datetime
) -> None:
    """Put it right. Raises Conflict, and Refused beside due_on when it is moved to a day that is over."""
    row = HomeAssignment.objects.locked().get(pk=assignment.pk)
    if row.version != version:
        raise Conflict(_("Somebody else has changed this while you did."))
    if due_on != row.due_on:
        _refuse_a_day_that_is_over(due_on, at)
    row.title, row.module, row.due_on, row.version = title, module, due_on, row.version + 1
    row.save(update_fields=["title", "module", "due_on", "version"])


@transaction.atomic
def take_back(*, assignment: HomeAssignment) -> None:
    """Take away what nobody has handed in. Raises SomethingHandedIn."""
    row = HomeAssignment.objects.locked().get(pk=assignment.pk)
    if row.hand_ins.exclude(status=Status.SET).exists():
        raise SomethingHandedIn(_("Somebody has handed it in, so it stays."))
    row.delete()


@transaction.atomic
def hand_in(*, assignment: HomeAssignment, participation: Participation, by: User | None, at: datetime) -> None:
    """It is handed in, also once more after it was asked for again; ``by`` is None where the participant says so.

    Raises NotTheirs, WrongStatus.
    """
    row = _row(assignment, participation)
    first = {Status.SET, Status.ASKED_AGAIN}
    given = {"handed_in_at": at, "handed_in_by": by}
    status.move(row, Status.HANDED_IN, by=by, at=at, only_from=first, **given, **NOT_LOOKED_AT)


@transaction.atomic
def check(*, assignment: HomeAssignment, participation: Participation, by: User, at: datetime) -> None:
    """A leader has read it, and it is as it should be. Raises NotTheirs, WrongStatus."""
    status.move(_row(assignment, participation), Status.CHECKED, by=by, at=at, looked_at=at, looked_by=by)


@transaction.atomic
def ask_again(*, assignment: HomeAssignment, participation: Participation, by: User, at: datetime) -> None:
    """A leader has read it, and asks for it once more. Raises NotTheirs, WrongStatus."""
    status.move(_row(assignment, participation), Status.ASKED_AGAIN, by=by, at=at, looked_at=at, looked_by=by)


@transaction.atomic
def look_again(*, assignment: HomeAssignment, participation: Participation, by: User, at: datetime) -> None:
    """Undo what a leader said of it. Raises NotTheirs, WrongStatus."""
    looked = {Status.CHECKED, Status.ASKED_AGAIN}
    status.move(_row(assignment, participation), Status.HANDED_IN, by=by, at=at, only_from=looked, **NOT_LOOKED_AT)


@transaction.atomic
def not_handed_in(*, assignment: HomeAssignment, participation: Participation, by: User | None, at: datetime) -> None:
    """It wasn't handed in after all. Raises NotTheirs, WrongStatus."""
    empty = {"handed_in_at": None, "handed_in_by": None}
    status.move(_row(assignment, participation), Status.SET, by=by, at=at, **empty)


def _row(assignment: HomeAssignment, participation: Participation) -> HandIn:
    """What has come of it, made on the first step. The assignment is locked before, so that it isn't taken away."""
    held = HomeAssignment.objects.locked().filter(pk=assignment.pk).first()
    row = Participation.objects.locked().get(pk=participation.pk)
    if held is None or row.cohort_id != held.cohort_id or row.status == Participation.Status.DROPPED_OUT:
        raise NotTheirs(_("The person isn't in the course any more, or the assignment is taken away."))
    return HandIn.objects.get_or_create(assignment=held, participation=row)[0]


def _refuse_a_day_that_is_over(due_on: date, at: datetime) -> None:
    if due_on < timezone.localtime(at).date():
        raise Refused(_("Choose a day that is still to come."), field="due_on")
