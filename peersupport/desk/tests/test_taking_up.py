"""What somebody finds who takes up an invitation."""

import pytest

from peersupport.accounts.permissions import Role
from peersupport.desk.actions import invitations as desk
from peersupport.directory.actions import invitations
from peersupport.directory.tests.factories import JANUARY, MembershipFactory
from peersupport.links import onetime
from placements.models import Placement
from placements.tests.factories import PlacementFactory, WorkplaceFactory

pytestmark = pytest.mark.django_db


def test_a_manager_who_was_named_before_sees_their_unit_from_the_first_moment():
    unit = WorkplaceFactory(manager_email="ny@example.org")
    placement = PlacementFactory(workplace=unit)
    _invitation, link = invitations.invite(
        email="ny@example.org",
        given_name="Ny",
        organisation=unit.owner,
        role=Role.UNIT_MANAGER,
        by=MembershipFactory(national=True).user,
        at=JANUARY,
    )

    membership = desk.accept(
        token=onetime.token_of(link), given_name="Ny", family_name="Chef", password="tre okända ord", at=JANUARY
    )

    assert list(Placement.objects.visible_to(membership)) == [placement]
