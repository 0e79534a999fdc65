"""Who sees which cohorts, orders, lines and seats."""

import pytest

from peersupport.accounts.permissions import Role
from peersupport.directory.tests.factories import CountyFactory, MembershipFactory, OrganisationFactory
from programs.models import Cohort, CohortLeader, Offer, Order, OrderLine, Programme, Seat
from programs.tests.factories import CohortFactory, OfferFactory, ProgrammeFactory
from programs.tests.steps import order

pytestmark = pytest.mark.django_db
SEES_NOTHING = [Role.UNIT_MANAGER, Role.SUPERVISOR, Role.PEER_SUPPORTER, Role.SYSTEM_ADMINISTRATOR]


@pytest.fixture
def world():
    """Two hosts in two counties with an order each, and a line that waits in the first one's county."""
    here, there = CountyFactory(), CountyFactory(code="14", name="Västra Götalands län")
    own, other = OrganisationFactory(host=True, county=here), OrganisationFactory(host=True, county=there)
    programme = ProgrammeFactory()
    mine = CohortFactory(host=own, county=here, programme=programme)
    theirs = CohortFactory(host=other, county=there, programme=programme)
    draft = CohortFactory(host=other, county=there, programme=programme, status="draft")
    return {
        "own": own,
        "mine": mine,
        "theirs": theirs,
        "draft": draft,
        "order": order(mine, 1),
        "their_order": order(theirs, 1),
        "waiting": order(None, 1, programme=programme, county=here, track=mine.track),
        "waiting_there": order(None, 1, programme=programme, county=there, track=mine.track),
    }


def sees(model, membership) -> set:
    return set(model.objects.visible_to(membership))


def test_the_nation_sees_everything(world):
    membership = MembershipFactory(national=True)

    for model in (Cohort, Order, OrderLine, Seat, Programme):
        assert sees(model, membership) == set(model.objects.all())


def test_a_region_sees_its_cohorts_their_orders_and_who_waits_in_its_county(world):
    membership = MembershipFactory(regional=True, organisation=world["own"])

    assert sees(Cohort, membership) == {world["mine"]}
    assert sees(Order, membership) == {world["order"], world["waiting"]}
    assert {line.order for line in sees(OrderLine, membership)} == {world["order"], world["waiting"]}
    assert {seat.line.order for seat in sees(Seat, membership)} == {world["order"]}


def test_a_host_without_a_county_sees_all_who_wait_for_the_next_cohort(world):
    membership = MembershipFactory(regional=True)

    assert sees(Order, membership) == {world["waiting"], world["waiting_there"]}


def test_a_region_sees_a_cohort_that_it_hosts_together_with_others_but_does_not_manage_it(world):
    world["theirs"].co_hosts.add(world["own"])
    membership = MembershipFactory(regional=True, organisation=world["own"])

    assert sees(Cohort, membership) == {world["mine"], world["theirs"]}
    assert set(Cohort.objects.managed_by(membership)) == {world["mine"]}
    assert world["their_order"] not in sees(Order, membership)


def test_an_orderer_sees_what_can_be_ordered_and_their_own_orders(world):
    membership = MembershipFactory(orderer=True, organisation=world["order"].orderer)

    assert sees(Cohort, membership) == {world["mine"], world["theirs"]}
    assert sees(Order, membership) == {world["order"]}
    assert {line.order for line in sees(OrderLine, membership)} == {world["order"]}
    assert {seat.line.order for seat in sees(Seat, membership)} == {world["order"]}


def test_offers_are_seen_by_the_nation_the_cohorts_host_and_whom_they_are_made_to(world):
    mine = OfferFactory(line=world["order"].lines.get(), cohort=world["mine"])
    theirs = OfferFactory(line=world["their_order"].lines.get(), cohort=world["theirs"])
    orderer = MembershipFactory(orderer=True, organisation=world["order"].orderer)
    leader = MembershipFactory(leader=True, organisation=world["own"])

    assert sees(Offer, MembershipFactory(national=True)) == {mine, theirs}
    assert sees(Offer, MembershipFactory(regional=True, organisation=world["own"])) == {mine}
    assert sees(Offer, orderer) == {mine}
    assert sees(Offer, leader) == set()


def test_a_leader_sees_the_cohorts_they_lead_and_no_orders(world):
    membership = MembershipFactory(leader=True, organisation=world["own"])
    CohortLeader.objects.create(cohort=world["mine"], user=membership.user)

    assert sees(Cohort, membership) == {world["mine"]}
    assert (sees(Order, membership), sees(OrderLine, membership), sees(Seat, membership)) == (set(), set(), set())


def test_the_data_protection_officer_sees_cohorts_and_programmes_and_no_orders(world):
    membership = MembershipFactory(dpo=True)

    assert sees(Cohort, membership) == set(Cohort.objects.all())
    assert sees(Programme, membership) == set(Programme.objects.all())
    assert (sees(Order, membership), sees(Seat, membership)) == (set(), set())


@pytest.mark.parametrize("role", SEES_NOTHING)
def test_other_roles_see_none_of_it(role, world):
    membership = MembershipFactory(role=role, organisation=world["own"])

    for model in (Cohort, Order, OrderLine, Seat, Programme):
        assert sees(model, membership) == set()


def test_an_orderer_is_offered_the_programmes_that_take_orders(world):
    ProgrammeFactory(is_open=False)

    assert sees(Programme, MembershipFactory(orderer=True)) == {world["mine"].programme}
