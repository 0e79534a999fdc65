"""Roles: given, taken back, and who may do either."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from peersupport.accounts.permissions import GRANTS, Permission, Role
from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.actions import access, memberships
from peersupport.directory.models import Invitation, Membership, Person, PersonAccess
from peersupport.directory.roles import roles_to_end, roles_to_give
from peersupport.directory.tests.factories import (
    JANUARY,
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonAccessFactory,
    PersonFactory,
)

pytestmark = pytest.mark.django_db
LATER = JANUARY + dt.timedelta(days=30)


def test_a_role_given_twice_is_one_membership():
    host, user = OrganisationFactory(host=True), UserFactory()

    first = memberships.grant(user=user, organisation=host, role=Role.SUPERVISOR, by=None, at=JANUARY)
    second = memberships.grant(user=user, organisation=host, role=Role.SUPERVISOR, by=None, at=LATER)

    assert (first.pk, first.started_at) == (second.pk, JANUARY)


def test_a_role_that_was_taken_back_can_be_given_again():
    old = MembershipFactory(supervisor=True, ended_at=LATER)

    new = memberships.grant(user=old.user, organisation=old.organisation, role=old.role, by=None, at=LATER)

    assert new.pk != old.pk


@pytest.mark.parametrize("role", sorted(memberships.AT_HOSTS_ONLY))
def test_a_hosts_role_is_not_given_elsewhere(role):
    with pytest.raises(memberships.WrongPlace) as refusal:
        memberships.grant(user=UserFactory(), organisation=OrganisationFactory(), role=role, by=None, at=JANUARY)

    assert (refusal.value.field, Membership.objects.count()) == ("role", 0)


def test_a_role_that_does_not_exist_is_refused_by_the_database():
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory(role="king")


def test_an_ended_role_takes_the_sight_of_people_with_it():
    membership = MembershipFactory(supervisor=True)
    seen = PersonAccessFactory(member=membership)
    in_another_role = PersonAccessFactory(member=membership, role=Role.COURSE_LEADER)
    administrator = UserFactory()

    memberships.end(membership=membership, by=administrator, at=LATER)

    ended = Membership.objects.get(pk=membership.pk)
    assert (ended.ended_at, ended.ended_by) == (LATER, administrator)
    assert PersonAccess.objects.get(pk=seen.pk).until == LATER
    assert PersonAccess.objects.get(pk=in_another_role.pk).until is None


def test_somebody_with_the_same_role_elsewhere_keeps_the_sight_of_the_people_there():
    here = MembershipFactory(supervisor=True)
    there = MembershipFactory(supervisor=True, user=here.user)
    lost, kept = PersonAccessFactory(member=here), PersonAccessFactory(member=there)

    memberships.end(membership=here, by=UserFactory(), at=LATER)

    assert PersonAccess.objects.get(pk=lost.pk).until == LATER
    assert PersonAccess.objects.get(pk=kept.pk).until is None


@pytest.mark.parametrize("kind", ["leader", "manager", "supervisor"])
def test_who_has_a_role_at_two_organisations_sees_at_each_the_people_there(kind):
    here = MembershipFactory(**{kind: True})
    there = MembershipFactory(**{kind: True}, user=here.user)
    mine, theirs = PersonAccessFactory(member=here).person, PersonAccessFactory(member=there).person

    assert [list(Person.objects.visible_to(acting)) for acting in (here, there)] == [[mine], [theirs]]


def test_sight_is_given_once_and_ends_with_its_cause():
    leaders = MembershipFactory.create_batch(2, leader=True)
    person = PersonFactory()

    for _time in range(2):
        access.give(to=leaders, of={"training.participation:1": person.pk}, by=leaders[0].user, at=JANUARY)
    access.give(to=leaders, of={"training.participation:2": person.pk}, by=leaders[0].user, at=JANUARY)
    ended = access.end(because=["training.participation:1"], keep=leaders[:1], by=leaders[1].user, at=LATER)

    assert (PersonAccess.objects.count(), ended) == (4, 1)
    left = PersonAccess.objects.open().order_by("because", "user").values_list("because", "user")
    assert list(left) == [
        ("training.participation:1", leaders[0].user_id),
        ("training.participation:2", leaders[0].user_id),
        ("training.participation:2", leaders[1].user_id),
    ]


def test_a_sight_never_ends_before_it_began_whatever_the_clocks_say():
    seen = PersonAccessFactory(since=LATER)

    access.end(because=[seen.because], by=seen.user, at=JANUARY)

    seen.refresh_from_db()
    assert (seen.until, seen.ended_by) == (LATER, seen.user)


def test_ending_an_old_role_again_takes_nothing_from_the_new_one():
    old = MembershipFactory(supervisor=True, ended_at=JANUARY)
    new = MembershipFactory(supervisor=True, user=old.user, organisation=old.organisation)
    seen = PersonAccessFactory(member=new)

    memberships.end(membership=old, by=UserFactory(), at=LATER)

    assert PersonAccess.objects.get(pk=seen.pk).until is None


def test_who_has_lost_the_role_is_given_no_sight():
    ended = MembershipFactory(supervisor=True, ended_at=LATER)

    access.give(to=[ended], of={"placements.placement:1": PersonFactory().pk}, by=ended.user, at=LATER)

    assert PersonAccess.objects.count() == 0


def test_the_last_national_coordinator_stays():
    membership = MembershipFactory(national=True)

    with pytest.raises(memberships.LastCoordinator):
        memberships.end(membership=membership, by=UserFactory(), at=LATER)

    assert Membership.objects.get(pk=membership.pk).ended_at is None


def test_one_of_two_national_coordinators_may_go():
    first, second = MembershipFactory.create_batch(2, national=True)

    memberships.end(membership=first, by=second.user, at=LATER)

    assert list(Membership.objects.open()) == [second]


def test_ending_twice_keeps_the_first_moment():
    membership = MembershipFactory(supervisor=True)
    memberships.end(membership=membership, by=UserFactory(), at=JANUARY)

    memberships.end(membership=membership, by=UserFactory(), at=LATER)

    assert Membership.objects.get(pk=membership.pk).ended_at == JANUARY


ELSEWHERE = [Role.ORDERER, Role.UNIT_MANAGER]
REGIONS_OWN = [
    Role.REGIONAL_COORDINATOR,
    Role.COURSE_LEADER,
    Role.ORDERER,
    Role.UNIT_MANAGER,
    Role.SUPERVISOR,
    Role.PEER_SUPPORTER,
]

WITHOUT_PEOPLE = [Role.ORDERER, Role.DATA_PROTECTION_OFFICER, Role.SYSTEM_ADMINISTRATOR]
SEES_PEOPLE = {Permission.PERSON_SEE, Permission.PLACEMENT_SEE, Permission.APPLICATION_ASSESS, Permission.OWN_RECORD}


@pytest.mark.parametrize(
    ("giver", "own_host", "other_host", "elsewhere"),
    [
        (Role.NATIONAL_COORDINATOR, list(Role), list(Role), ELSEWHERE),
        (Role.SYSTEM_ADMINISTRATOR, WITHOUT_PEOPLE, WITHOUT_PEOPLE, [Role.ORDERER]),
        (Role.REGIONAL_COORDINATOR, REGIONS_OWN, [], ELSEWHERE),
        (Role.COURSE_LEADER, [], [], []),
        (Role.SUPERVISOR, [], [], []),
        (Role.PEER_SUPPORTER, [], [], []),
        (Role.DATA_PROTECTION_OFFICER, [], [], []),
    ],
)
def test_who_gives_which_role_where(giver, own_host, other_host, elsewhere):
    membership = MembershipFactory(role=giver)

    assert roles_to_give(membership, membership.organisation) == own_host
    assert roles_to_give(membership, OrganisationFactory(host=True)) == other_host
    assert roles_to_give(membership, OrganisationFactory()) == elsewhere


def test_the_administrator_makes_nobody_who_sees_a_person():
    administrator = MembershipFactory(administrator=True)

    given = roles_to_give(administrator, administrator.organisation)

    assert [role for role in given if GRANTS[role] & SEES_PEOPLE] == []


def test_the_administrator_sees_and_ends_staff_and_no_peer_supporter():
    administrator, leader, peer = (MembershipFactory(**{kind: True}) for kind in ("administrator", "leader", "peer"))
    InvitationFactory(role=Role.PEER_SUPPORTER)
    staff = InvitationFactory(role=Role.ORDERER)

    seen = Membership.objects.visible_to(administrator)
    ends = roles_to_end(administrator, leader.organisation)

    assert list(seen.order_by("pk")) == [administrator, leader]
    assert list(Invitation.objects.visible_to(administrator)) == [staff]
    assert (leader.role in ends, peer.role in ends) == (True, False)
