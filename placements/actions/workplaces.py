"""From an interested unit to a ready workplace."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max, Sum
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.audit import status
from peersupport.directory.models import Membership, Municipality, Organisation
from peersupport.jobs import idempotency
from peersupport.shared.refusals import Conflict, Refused
from placements import selectors
from placements.actions import history, sight, staff_charges
from placements.models import StaffSession, Workplace, WorkplacePerson
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
    by: User,
    at: datetime,
) -> Workplace:
    """Note a unit that wants a peer supporter. Raises Refused when the owner already has one of that name."""
    workplace = Workplace(programme=programme, host=host, owner=owner, municipality=municipality, name=name, kind=kind)
    with _one_name_per_owner(owner):
        workplace.save(force_insert=True)
    status.begin(workplace, by=by, at=at)
    return workplace


@transaction.atomic
def describe(
    *,
    workplace: Workplace,
    name: str,
    kind: str,
    team_size: int | None,
    shifts: list[str],
    version: int | None = None,
    by: User,
    at: datetime,
) -> None:
    """Say what the unit is called, what it does, and how large its team is.

    A larger team may mean that its sessions no longer reach enough of it: then the workplace isn't ready any more.
    Raises Refused beside the name, and Conflict when somebody has changed the unit since ``version``.
    """
    row = lock_open(workplace)
    if version not in (None, row.version):
        raise Conflict(_("Somebody else changed this workplace while you did."))
    said = {"name": name, "kind": kind, "team_size": team_size, "shifts": shifts, "version": row.version + 1}
    for field, value in said.items():
        setattr(row, field, value)
    with _one_name_per_owner(row.owner):
        row.save(update_fields=said)
    follow(workplace, by=by, at=at)


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
    since: date | None = None,
    is_correction: bool = False,
    version: int | None = None,
    by: User,
    at: datetime,
) -> None:
    """Say who is the unit's manager and who the contact person.

    A manager who has an account with this address, and the role where the unit belongs, sees the placements there; when
    another one takes over, that sight moves with it, and a new staff session may be needed. ``since``: the first day of
    whoever is new, today unless it is said; ``is_correction``: nobody is, a name was misspelt. ``version`` is the one
    that the editor was shown. Raises Refused, and Conflict when somebody has changed the names since.
    """
    row = lock_open(workplace)
    if version not in (None, row.version):
        raise Conflict(_("Somebody else changed these names while you did."))
    if row.ready_on and not manager_name:
        raise Refused(_("A ready workplace needs a manager."), field="manager_name")
    if row.ready_on and not contact_name:
        raise Refused(_("A ready workplace needs a contact person."), field="contact_name")
    members = _managers_by_address(manager_email, row)
    people = {
        "manager_id": members[0].user_id if members else None,
        "manager_name": manager_name,
        "manager_email": manager_email,
        "manager_phone": manager_phone,
        "contact_name": contact_name,
        "contact_email": contact_email,
        "contact_phone": contact_phone,
    }
    sight.hand_over_unit(row, members, by=by, at=at)
    for field, value in {**people, "version": row.version + 1}.items():
        setattr(workplace, field, value)
    workplace.save(update_fields=[*people, "version"])
    named = {WorkplacePerson.Role.MANAGER: manager_name, WorkplacePerson.Role.CONTACT: contact_name}
    history.keep(row, named, since=since, is_correction=is_correction, by=by, at=at)
    follow(workplace, by=by, at=at)


@transaction.atomic
def take_up(*, membership: Membership, by: User, at: datetime) -> None:
    """Somebody has become a unit manager: the units where they were named before they had an account are theirs now.

    Safe to repeat, and nothing for any other role.
    """
    if membership.role != Role.UNIT_MANAGER:
        return
    named = Workplace.objects.exclude(status=Workplace.Status.CLOSED).of_owner(membership.organisation_id)
    rows = named.locked().select_related("owner")
    for row in rows.filter(manager_email__iexact=membership.user.email).order_by("pk"):
        row.manager_id = membership.user_id
        row.save(update_fields=["manager"])
        sight.hand_over_unit(row, list(selectors.managers_of(row)), by=by, at=at)


@transaction.atomic
def note_staff_session(
    *,
    key: UUID,
    workplace: Workplace,
    held_on: date,
    head_count: int,
    managers_present: int,
    first_time: int | None = None,
    themes: list[str],
    by: User,
    at: datetime,
) -> StaffSession:
    """Note a staff session that was held. Sent twice with the same key it is noted once. Raises Refused.

    ``first_time``: how many hadn't been at one before. Unless it is said, it is the least that it can be.
    """
    done = idempotency.claim(key, purpose="placements.staff_session", owner=f"user:{by.pk}", at=at)
    if done is not None:
        return idempotency.made_before(StaffSession, done)
    row = lock_open(workplace)
    if held_on > localtime(at).date():
        raise Refused(_("The session can't be in the future."), field="held_on")
    if head_count < 1:
        raise Refused(_("Say how many came, managers included."), field="head_count")
    if not 0 <= managers_present <= head_count:
        raise Refused(_("There can't be more managers than came in all."), field="managers_present")
    if first_time is not None and first_time > head_count:
        raise Refused(_("There can't be more for the first time than came in all."), field="first_time")
    session = StaffSession.objects.create(
        workplace=row,
        number=(row.staff_sessions.aggregate(last=Max("number"))["last"] or 0) + 1,
        held_on=held_on,
        head_count=head_count,
        managers_present=managers_present,
        first_time=_least_new(row, head_count) if first_time is None else first_time,
        themes=themes,
        led_by=by,
        noted_at=at,
    )
    _note_booking(session, by=by, at=at)
    staff_charges.charge(session, by=by, at=at)
    begin_preparing(workplace, row, by=by, at=at)
    idempotency.remember(key, f"placements.staffsession:{session.pk}")
    return session


@transaction.atomic
def declare_ready(*, workplace: Workplace, by: User, at: datetime) -> None:
    """A peer supporter may start here from now on; where one has started before that, all is in place now.

    Raises NotYetReady, WrongStatus.
    """
    row = lock_open(workplace)
    if lacking := selectors.missing(row):
        raise NotYetReady(_("The workplace isn't ready yet. Missing: %(what)s.") % {"what": ", ".join(lacking)})
    on = localtime(at).date()
    if row.status == Workplace.Status.HAS_PEER and row.ready_on is None:
        workplace.ready_on = on
        workplace.save(update_fields=["ready_on"])
    else:
        status.move(workplace, Workplace.Status.READY, by=by, at=at, ready_on=on)


def lock_open(workplace: Workplace) -> Workplace:
    """The workplace's row, locked until the transaction ends. Raises WorkplaceClosed."""
    row = Workplace.objects.locked().select_related("programme", "owner", "host").get(pk=workplace.pk)
    if row.status == Workplace.Status.CLOSED:
        raise WorkplaceClosed(_("This workplace is closed."))
    return row


def is_about(error: IntegrityError, constraint: str) -> bool:
    """Is it this rule of the database that said no?"""
    return error.__cause__.diag.constraint_name == constraint


def follow(workplace: Workplace, *, by: User, at: datetime) -> None:
    """A workplace whose row is locked is ready only as long as it lacks nothing."""
    row = Workplace.objects.only("status", "ready_on").get(pk=workplace.pk)
    if row.ready_on is None or not selectors.missing(row):
        return
    if row.status == Workplace.Status.READY:
        status.move(workplace, Workplace.Status.PREPARING, by=by, at=at, ready_on=None)
    else:
        row.ready_on = workplace.ready_on = None
        row.save(update_fields=["ready_on"])


def begin_preparing(workplace: Workplace, row: Workplace, *, by: User, at: datetime) -> None:
    """The first thing that is done at a unit is the beginning of its preparation."""
    if row.status in Workplace.EARLY:
        status.move(workplace, Workplace.Status.PREPARING, by=by, at=at)


def _note_booking(session: StaffSession, *, by: User, at: datetime) -> None:
    """The session that was booked for that day is held."""
    booking = session.workplace.bookings.booked_on(session.held_on).order_by("starts_at").first()
    if booking:
        status.move(booking, booking.Status.HELD, by=by, at=at, session=session)


def _least_new(workplace: Workplace, head_count: int) -> int:
    """How many of those who came haven't been at a session before, at the least."""
    before = workplace.staff_sessions.aggregate(n=Sum("first_time"))["n"] or 0
    return max(0, head_count - before)


@contextmanager
def _one_name_per_owner(owner: Organisation) -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if not is_about(error, "workplace_name_once_per_owner"):
            raise
        raise Refused(_("%(owner)s already has a workplace of this name.") % {"owner": owner}, field="name") from None


def _managers_by_address(email: str, workplace: Workplace) -> list[Membership]:
    """One person's memberships, for addresses are unique; none without an address."""
    found = selectors.managers_at(workplace.owner).filter(user__email=email.lower())
    return list(found.order_by("pk")) if email else []
