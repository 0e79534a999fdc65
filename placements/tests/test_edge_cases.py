"""Rows of the table of edge cases (domain 7.9) that belong to work and have no file of their own."""

import datetime as dt

import pytest

from peersupport.accounts.permissions import Role
from peersupport.directory.models import Membership, Person
from peersupport.directory.tests.factories import MembershipFactory
from placements.models import Placement, SupervisionSession
from placements.tests.conftest import AT, ON, Cast
from placements.tests.factories import SupervisionSessionFactory
from training.tests.factories import ParticipationFactory

pytestmark = pytest.mark.django_db


def test_employed_by_nsph_working_at_kommun(cast: Cast):
    """The unit's manager leads day by day and sees the placement; as the employer's nobody sees it."""
    placement = cast.start(employer=cast.host)
    at_employer = MembershipFactory(manager=True, organisation=cast.host)

    assert (placement.employer, placement.workplace.owner) == (cast.host, cast.manager.organisation)
    assert list(Placement.objects.visible_to(cast.manager)) == [placement]
    assert not Placement.objects.visible_to(at_employer).exists()


@pytest.fixture
def leader_who_is_a_peer(cast: Cast) -> Placement:
    """One account with two roles: leads courses at the host, and works as a peer supporter."""
    leader = MembershipFactory(leader=True, organisation=cast.host)
    MembershipFactory(peer=True, organisation=cast.host, user=leader.user)
    return cast.start(participation=cast.certified(user=leader.user), starts_on=ON - dt.timedelta(days=30))


def test_course_leader_is_a_peer_and_colleagues_who_lead_see_nothing_of_it(cast: Cast, leader_who_is_a_peer):
    colleague = MembershipFactory(leader=True, organisation=cast.host)
    seat = ParticipationFactory(cohort__host=cast.host, cohort__running=True)

    assert not Person.objects.visible_to(colleague).exists()
    assert not Placement.objects.visible_to(colleague).exists()
    assert Person.objects.visible_to(cast.coordinator).filter(pk=seat.person_id).exists()


def test_course_leader_is_a_peer_and_sees_their_own_as_a_peer_alone(leader_who_is_a_peer):
    user = leader_who_is_a_peer.person.user
    SupervisionSessionFactory(placement=leader_who_is_a_peer, held_on=ON, logged_at=AT)
    roles = Membership.objects.filter(user=user)

    seen = {member.role: SupervisionSession.objects.visible_to(member).count() for member in roles}

    assert seen == {Role.COURSE_LEADER: 0, Role.PEER_SUPPORTER: 1}
