"""From an interested unit to a ready workplace."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.audit import status
from peersupport.directory.actions import access
from peersupport.directory.models import Municipality, Organisation
from peersupport.jobs import idempotency
from peersupport.shared.refusals import Refused
from placements import selectors
from placements.models import Placement, StaffSession, Workplace
from programs.models import Programme


class NotYetReady(Refused):
    """Something that a ready workplace needs is missing; the words say what."""


class WorkplaceClosed(Refused):
    """Nothing more happens at a closed workplace."""


@transaction.atomic
def add(
    *,
    programme: Programme,
    host: Organisation,
    owner: Organisation,
    municipality: Municipality,
    name: str,
    kind: str,
    by: User,  # noqa: ARG001 - who is kept with each step that follows
    at: datetime,  # noqa: ARG001
) -> Workplace:
    """Note a unit that wants a peer supporter. Raises Refused when the owner already has one of that name."""
    try:
        with transaction.atomic():
            return Workplace.objects.create(
                programme=programme, host=host, owner=owner, municipality=municipality, name=name, kind=kind
            )
    except IntegrityError as error:
        if not is_about(error, "workplace_name_once_per_owner"):
            raise
        raise Refused(_("%(owner)s already has a workplace of this name.") % {"owner": owner}, field="name") from None


@transaction.atomic
def name_people(
    *,
    workplace: Workplace,
    manager_name: str = "",
    manager_email: str = "",
    manager_phone: str = "",
    contact_name: str = "",
    contact_email: str = "",
    contact_phone: str = "",
    manager: User | None = None,
    by: User,
    at: datetime,
) -> None:
    """Say who is the unit's manager and who the contact person.

    A manager with an account sees the placements at their unit; when another one takes over, that sight moves with it.
    Without ``manager`` the account is looked for by e-mail (:func:`selectors.unit_manager`). Raises Refused.
    """
    row = lock_open(workplace)
    if row.status == Workplace.Status.READY and not manager_name:
        raise Refused(_("A ready workplace needs a manager."), field="manager_name")
    if row.status == Workplace.Status.READY and not contact_name:
        raise Refused(_("A ready workplace needs a contact person."), field="contact_name")
    manager = manager or selectors.unit_manager(manager_email, row.owner)
    people = {
        "manager": manager,
        "manager_name": manager_name,
        "manager_email": manager_email,
        "manager_phone": manager_phone,
        "contact_name": contact_name,
        "contact_email": contact_email,
        "contact_phone": contact_phone,
    }
    if row.manager_id != (manager.pk if manager else None):
        _move_sight(row, manager, at=at)
    for field, value in people.items():
        setattr(workplace, field, value)
    workplace.save(update_fields=[*people])
    _begin(workplace, row, by=by, at=at)


@transaction.atomic
def note_staff_session(
    *,
    key: UUID,
    workplace: Workplace,
    held_on: date,
    head_count: int,
    managers_present: int,
    themes: list[str],
    by: User,
    at: datetime,
) -> StaffSession:
    """Note a staff session that was held. Sent twice with the same key it is noted once. Raises Refused."""
    done = idempotency.claim(key, purpose="placements.staff_session", owner=f"user:{by.pk}", at=at)
    if done is not None:
        return already(StaffSession, done)
    row = lock_open(workplace)
    if held_on > localtime(at).date():
        raise Refused(_("The session can't be in the future."), field="held_on")
    if head_count < 1:
        raise Refused(_("Say how many came, managers included."), field="head_count")
    if not 0 <= managers_present <= head_count:
        raise Refused(_("There can't be more managers than came in all."), field="managers_present")
    session = StaffSession.objects.create(
        workplace=row,
        number=(row.staff_sessions.aggregate(last=Max("number"))["last"] or 0) + 1,
        held_on=held_on,
        head_count=head_count,
        managers_present=managers_present,
        themes=themes,
        led_by=by,
        noted_at=at,
    )
    _begin(workplace, row, by=by, at=at)
    idempotency.remember(key, f"placements.staffsession:{session.pk}")
    return session


@transaction.atomic
def declare_ready(*, workplace: Workplace, by: User, at: datetime) -> None:
    """A peer supporter may start here from now on. Raises NotYetReady, WrongStatus."""
    row = lock_open(workplace)
    if lacking := selectors.missing(row):
        raise NotYetReady(_("The workplace isn't ready yet. Missing: %(what)s.") % {"what": ", ".join(lacking)})
    status.move(workplace, Workplace.Status.READY, by=by, at=at)


@transaction.atomic
def close(*, workplace: Workplace, by: User, at: datetime) -> None:
    """No more placements here. Raises Refused while somebody still works here, WrongStatus."""
    lock_open(workplace)
    if Placement.objects.active().filter(workplace=workplace).exists():
        raise Refused(_("End the placements here first: somebody still works at this workplace."))
    status.move(workplace, Workplace.Status.CLOSED, by=by, at=at)


def lock_open(workplace: Workplace) -> Workplace:
    """The workplace's row, locked until the transaction ends. Raises WorkplaceClosed."""
    rows = Workplace.objects.select_for_update(of=("self",), no_key=True).select_related("programme", "owner")
    row = rows.get(pk=workplace.pk)
    if row.status == Workplace.Status.CLOSED:
        raise WorkplaceClosed(_("This workplace is closed."))
    return row


def already(model, result: str):
    """What an earlier sending of the same form led to. Raises Refused when the form's token is of no use."""
    if not result:
        raise Refused(_("This form can't be used again. Open the page anew and fill it in."))
    return model.objects.get(pk=int(result.rpartition(":")[2]))


def is_about(error: IntegrityError, constraint: str) -> bool:
    """Is it this rule of the database that said no?"""
    return error.__cause__.diag.constraint_name == constraint


def _begin(workplace: Workplace, row: Workplace, *, by: User, at: datetime) -> None:
    """The first thing that is done for an interested unit is the beginning of its preparation."""
    if row.status == Workplace.Status.INTERESTED:
        status.move(workplace, Workplace.Status.PREPARING, by=by, at=at)


def _move_sight(workplace: Workplace, manager: User | None, *, at: datetime) -> None:
    for placement in Placement.objects.active().filter(workplace=workplace).select_related("person"):
        because = f"placements.placement:{placement.pk}"
        access.end(because=because, role=Role.UNIT_MANAGER, at=at)
        if manager is not None:
            access.give(person=placement.person, user=manager, role=Role.UNIT_MANAGER, because=because, at=at)
