"""Who sees the people at work: their supervisors, and the managers of their units. Kept with what gives it.

A sight is as long as its cause, the placement. It is given to memberships, so that somebody with a role at two
organisations sees, in each, the people there.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from peersupport.accounts.models import User
from peersupport.accounts.permissions import Role
from peersupport.directory.actions import access
from peersupport.directory.models import Membership
from placements import selectors
from placements.models import Placement, Workplace


def show(placement: Placement, *, by: User, at: datetime) -> None:
    """Let the supervisor and the unit's manager see the person, from now on."""
    supervising = [*selectors.supervisor_at(placement), *selectors.substitutes_at(placement)]
    access.give(to=[*supervising, *selectors.managers_of(placement.workplace)], of=_causes([placement]), by=by, at=at)


def hide(placement: Placement, *, by: User, at: datetime) -> None:
    """Nobody sees the person because of this placement any more."""
    access.end(because=_causes([placement]), by=by, at=at)


def hand_over_supervision(placement: Placement, *, by: User, at: datetime) -> None:
    """The placement's supervisor and who stands in for them, and no other, see the person."""
    members = [*selectors.supervisor_at(placement), *selectors.substitutes_at(placement)]
    access.give(to=members, of=_causes([placement]), by=by, at=at)
    access.end(because=_causes([placement]), role=Role.SUPERVISOR, keep=members, by=by, at=at)


def stand_in(placements: Iterable[Placement], *, by: User, at: datetime) -> None:
    """A supervisor's leave has begun, ended or changed: who supervises and who stands in, and no other, see these."""
    for placement in placements:
        hand_over_supervision(placement, by=by, at=at)


def hand_over_unit(workplace: Workplace, managers: Collection[Membership], *, by: User, at: datetime) -> None:
    """These managers, and no others, see the people who work at the unit now. The caller has locked its row."""
    causes = _causes(Placement.objects.open().filter(workplace=workplace))
    access.give(to=managers, of=causes, by=by, at=at)
    access.end(because=causes, role=Role.UNIT_MANAGER, keep=managers, by=by, at=at)


def take_up(membership: Membership, *, by: User, at: datetime) -> None:
    """Somebody has become a supervisor again: those whom they supervise still are in their sight."""
    if membership.role == Role.SUPERVISOR:
        mine = Placement.objects.open().filter(supervisor=membership.user_id, host=membership.organisation_id)
        access.give(to=[membership], of=_causes(mine), by=by, at=at)


def _causes(placements) -> dict[str, int]:
    return {f"placements.placement:{placement.pk}": placement.person_id for placement in placements}
