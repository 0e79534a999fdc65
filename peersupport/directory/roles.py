"""Who may give which role, and where a role makes sense. One table, so that it is reviewed like one."""

from peersupport.accounts.permissions import Role
from peersupport.directory.models import Membership, Organisation

AT_HOSTS_ONLY = frozenset(Role) - {Role.ORDERER, Role.UNIT_MANAGER}
# A region's coordinator makes nobody mightier than themselves.
GIVEN_BY_A_REGION = frozenset(
    {
        Role.REGIONAL_COORDINATOR,
        Role.COURSE_LEADER,
        Role.ORDERER,
        Role.UNIT_MANAGER,
        Role.SUPERVISOR,
        Role.PEER_SUPPORTER,
    }
)

# The administrator sees no person, and so makes nobody who does: that somebody might be themselves by another address.
GIVEN_BY_THE_ADMINISTRATOR = frozenset({Role.ORDERER, Role.DATA_PROTECTION_OFFICER, Role.SYSTEM_ADMINISTRATOR})


def roles_to_give(membership: Membership, organisation: Organisation) -> list[Role]:
    """The roles that ``membership`` may give in ``organisation``, in the order of the list of roles.

    The nation gives any; a region those of its own host, and orderers and managers elsewhere; the administrator those
    that see no person. Where an organisation has gone up in another, nobody gets a role.
    """
    if organisation.merged_into_id:
        return []
    match membership.role:
        case Role.NATIONAL_COORDINATOR:
            given = frozenset(Role)
        case Role.SYSTEM_ADMINISTRATOR:
            given = GIVEN_BY_THE_ADMINISTRATOR
        case Role.REGIONAL_COORDINATOR if not organisation.is_host or organisation.pk == membership.organisation_id:
            given = GIVEN_BY_A_REGION
        case _:
            given = frozenset()
    return [role for role in Role if role in given and (organisation.is_host or role not in AT_HOSTS_ONLY)]


def roles_to_end(membership: Membership, organisation: Organisation) -> list[Role]:
    """The roles that ``membership`` may take back: those it may give, and for the administrator those of all staff."""
    if membership.role == Role.SYSTEM_ADMINISTRATOR:
        return [role for role in Role if role != Role.PEER_SUPPORTER]
    return roles_to_give(membership, organisation)
