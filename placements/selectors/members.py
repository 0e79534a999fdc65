"""Who may supervise, and who manages a unit."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.directory.models import Membership, Organisation
from placements.models import Placement, SupervisorLeave, Workplace


def supervisors(host: Organisation) -> QuerySet[User]:
    """Who may supervise the people whom ``host`` answers for."""
    members = Membership.objects.open().filter(organisation=host, role=Role.SUPERVISOR)
    return User.objects.filter(pk__in=members.values("user"), is_active=True).order_by(
        "family_name", "given_name", "pk"
    )


def supervisor_at(placement: Placement) -> QuerySet[Membership]:
    """The membership by which the placement's supervisor supervises; none when they have lost the role."""
    members = Membership.objects.open().filter(role=Role.SUPERVISOR, user__is_active=True)
    return members.filter(user=placement.supervisor_id, organisation=placement.host_id)


def coordinators(host: Organisation) -> QuerySet[User]:
    """Who may see to a workplace of ``host``: its own coordinators, and the nation's."""
    members = Membership.objects.open().filter(
        Q(organisation=host, role=Role.REGIONAL_COORDINATOR) | Q(role=Role.NATIONAL_COORDINATOR)
    )
    return User.objects.filter(pk__in=members.values("user"), is_active=True).order_by(
        "family_name", "given_name", "pk"
    )


def substitutes_at(placement: Placement) -> QuerySet[Membership]:
    """The membership by which somebody stands in for the placement's supervisor now; none when nobody does."""
    away = SupervisorLeave.objects.running().filter(supervisor=placement.supervisor_id, host=placement.host_id)
    members = Membership.objects.open().filter(role=Role.SUPERVISOR, user__is_active=True)
    return members.filter(user__in=away.values("substitute"), organisation=placement.host_id)


def managers_at(owner: Organisation) -> QuerySet[Membership]:
    """Who may be the manager of a unit of ``owner``: unit managers there, or in what it is a part of.

    A slip in an address must not show a person to a stranger, so nobody else counts.
    """
    organisations = [pk for pk in (owner.pk, owner.parent_id) if pk]
    return Membership.objects.open().filter(
        role=Role.UNIT_MANAGER, organisation__in=organisations, user__is_active=True
    )


def managers_of(workplace: Workplace) -> QuerySet[Membership]:
    """The memberships by which the unit's manager manages it; none when they have no account or have lost the role."""
    return managers_at(workplace.owner).filter(user=workplace.manager_id)


def lapsed_supervision(membership) -> QuerySet[Placement]:
    """Placements that haven't ended whose supervisor no longer has the role at the host: they need another one.

    Found from the roles that have ended, which are few, so that it costs the same however many placements there are.
    """
    roles = Membership.objects.filter(role=Role.SUPERVISOR)
    lost = roles.filter(ended_at__isnull=False).values("user")
    has_it = roles.open().filter(user=OuterRef("supervisor"), organisation=OuterRef("host"))
    return Placement.objects.visible_to(membership).open().filter(~Exists(has_it), supervisor__in=lost)
