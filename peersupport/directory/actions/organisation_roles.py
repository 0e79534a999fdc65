"""What organisations are to us. Who hosts is written here alone: the role, and the column that it is read by."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.directory.models import Organisation, OrganisationRole
from peersupport.shared.refusals import Refused

Role = OrganisationRole.Role


class HostElsewhere(Refused):
    """Who runs cohorts is decided with the organisation's details, for much depends on it."""


class HasItThen(Refused):
    """Nobody has the same role twice at the same time."""


@transaction.atomic
def begin(*, organisation: Organisation, role: str, since: date, by: User | None, at: datetime) -> OrganisationRole:
    """Give an organisation a role from a day on. Raises HasItThen, HostElsewhere.

    ``by`` is None where nobody is signed in, as for those of a demo.
    """
    _not_host(role)
    return _begin(organisation, role, since, by=by, at=at)


@transaction.atomic
def have(*, organisation: Organisation, role: str, since: date, by: User | None, at: datetime) -> OrganisationRole:
    """See to it that an organisation has a role on a day and from then on. Safe to repeat. Raises HostElsewhere."""
    _not_host(role)
    return _have(organisation, role, since, by=by, at=at)


@transaction.atomic
def end(*, role: OrganisationRole, until: date, by: User, at: datetime) -> None:
    """Let ``until`` be a role's last day. Safe to repeat with the same day.

    Raises HostElsewhere, and Refused beside ``until``.
    """
    _not_host(role.role)
    row = OrganisationRole.objects.locked().get(pk=role.pk)
    if row.until == until:
        return
    if row.until is not None:
        raise Refused(_("This role has ended already."), field="until")
    if until < row.since:
        raise Refused(_("The role began after that day."), field="until")
    _end(row, until, by=by, at=at)


@transaction.atomic
def decide_hosting(*, organisation: Organisation, is_host: bool, by: User | None, at: datetime) -> None:
    """Let an organisation run cohorts from today on, or no more. Its row is locked by the caller, or new."""
    if organisation.is_host == is_host:
        return
    organisation.is_host = is_host
    organisation.save(update_fields=["is_host"])
    today = localtime(at).date()
    if is_host:
        _have(organisation, Role.HOST, today, by=by, at=at)
    else:
        for row in OrganisationRole.objects.open().filter(organisation=organisation, role=Role.HOST):
            _end(row, max(today, row.since), by=by, at=at)


def _not_host(role: str) -> None:
    if role == Role.HOST:
        raise HostElsewhere(_("Who runs cohorts is decided with the organisation's details."), field="role")


def _begin(organisation: Organisation, role: str, since: date, *, by: User | None, at: datetime) -> OrganisationRole:
    row = OrganisationRole(organisation=organisation, role=role, since=since, added_by=by, added_at=at)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if error.__cause__.diag.constraint_name != "organisation_role_once_at_a_time":
            raise
        raise HasItThen(_("It has this role then already."), field="since") from None
    return row


def _have(organisation: Organisation, role: str, since: date, *, by: User | None, at: datetime) -> OrganisationRole:
    """One that reaches to that day goes on, so that who stops and begins on the same day never stopped."""
    Organisation.objects.locked().get(pk=organisation.pk)
    reaching = OrganisationRole.objects.filter(
        Q(until=None) | Q(until__gte=since), organisation=organisation, role=role
    )
    row = reaching.order_by("-since").first()
    if row is None:
        return _begin(organisation, role, since, by=by, at=at)
    if row.until is not None:
        row.until = row.ended_at = row.ended_by = None
        row.save(update_fields=["until", "ended_at", "ended_by"])
    return row


def _end(row: OrganisationRole, until: date, *, by: User, at: datetime) -> None:
    row.until, row.ended_by, row.ended_at = until, by, at
    row.save(update_fields=["until", "ended_by", "ended_at"])
