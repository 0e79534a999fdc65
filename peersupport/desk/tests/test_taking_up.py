"""What somebody finds who takes up an invitation."""

import pytest

from peersupport.accounts.permissions import Role
from peersupport.desk.actions import invitations as desk
from peersupport.directory.actions import invitations
from peersupport.directory.models import Person
from peersupport.directory.tests.factories import JANUARY, MembershipFactory
from peersupport.links import onetime
from placements.models import Placement
from placements.tests.factories import PlacementFactory, WorkplaceFactory
from programs.tests.factories import CohortLeaderFactory

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


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.COURSE_LEADER])
def test_who_gets_a_role_back_has_the_people_back_whom_they_are_still_named_for(role):
    placement = PlacementFactory()
    host, user = placement.host, placement.supervisor
    CohortLeaderFactory(cohort=placement.participation.cohort, user=user)
    PlacementFactory()
    _invitation, link = invitations.invite(
        email=user.email,
        given_name="Åter",
        organisation=host,
        role=role,
        by=MembershipFactory(national=True).user,
        at=JANUARY,
    )

    membership = desk.accept(token=onetime.token_of(link), user=user, at=JANUARY)

    assert list(Person.objects.visible_to(membership)) == [placement.person]
