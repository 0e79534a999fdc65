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
    """The role belongs to organisations that run cohorts, and this one doesn't."""


class LastCoordinator(Refused):
    """Without a national coordinator nobody could invite the next one."""


@transaction.atomic
def grant(*, user: User, organisation: Organisation, role: Role | str, at: datetime) -> Membership:
    """Make ``user`` a ``role`` in ``organisation``. Safe to repeat: an open membership is given back as it is.

    Raises WrongPlace.
    """
    if role in AT_HOSTS_ONLY and not organisation.is_host:
        raise WrongPlace(_("This role belongs to associations that run cohorts."), field="role")
    Membership.objects.bulk_create(
        [Membership(user=user, organisation=organisation, role=role, started_at=at)], ignore_conflicts=True
    )
    return Membership.objects.open().get(user=user, organisation=organisation, role=role)


@transaction.atomic
def end(*, membership: Membership, at: datetime) -> None:
    """Take a role back. The next click of its owner is outside. Safe to repeat. Raises LastCoordinator.

    Whoever has the role nowhere else also loses sight of the people whom they saw in it.
    """
    if membership.role == Role.NATIONAL_COORDINATOR:
        coordinators = Membership.objects.open().filter(role=Role.NATIONAL_COORDINATOR).order_by("pk")
        if [m.pk for m in coordinators.select_for_update()] == [membership.pk]:
            raise LastCoordinator(_("This is the last national coordinator. Invite another one first."))
    Membership.objects.open().filter(pk=membership.pk).update(ended_at=at)
    same_role = Membership.objects.open().filter(user=membership.user_id, role=membership.role)
    if not same_role.exists():
        access.end_all(user=membership.user, role=membership.role, at=at)
