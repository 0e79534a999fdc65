"""Give somebody a role in an organisation, and take it back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.directory.actions import access
from peersupport.directory.models import Membership, Organisation
from peersupport.directory.roles import AT_HOSTS_ONLY
from peersupport.shared.refusals import Refused


class WrongPlace(Refused):
    """The role belongs to organisations that run cohorts and this one doesn't, or it has gone up in another."""


class LastCoordinator(Refused):
    """Without a national coordinator nobody could invite the next one."""


@transaction.atomic
def grant(*, user: User, organisation: Organisation, role: Role | str, by: User | None, at: datetime) -> Membership:
    """Make ``user`` a ``role`` in ``organisation``. Safe to repeat: an open membership is given back as it is.

    ``by`` is None for the very first coordinator. Raises WrongPlace.
    """
    if organisation.merged_into_id:
        raise WrongPlace(_("This organisation has gone up in another."), field="role")
    if role in AT_HOSTS_ONLY and not organisation.is_host:
        raise WrongPlace(_("This role belongs to associations that run cohorts."), field="role")
    fields = {"user": user, "organisation": organisation, "role": role}
    membership = None
    while membership is None:  # an open one may be ended between the two statements
        Membership.objects.bulk_create([Membership(**fields, started_at=at, started_by=by)], ignore_conflicts=True)
        membership = Membership.objects.open().filter(**fields).first()
    return membership


@transaction.atomic
def end(*, membership: Membership, by: User, at: datetime) -> None:
    """Take a role back, and with it the sight of the people who were seen in it there; the next click is outside.

    Safe to repeat. Raises LastCoordinator.
    """
    if membership.role == Role.NATIONAL_COORDINATOR:
        coordinators = Membership.objects.open().filter(role=Role.NATIONAL_COORDINATOR).order_by("pk")
        if [m.pk for m in coordinators.select_for_update()] == [membership.pk]:
            raise LastCoordinator(_("This is the last national coordinator. Invite another one first."))
    if Membership.objects.open().filter(pk=membership.pk).update(ended_at=at, ended_by=by):
        access.end_all(membership=membership, by=by, at=at)
