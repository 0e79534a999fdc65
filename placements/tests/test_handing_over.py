"""A peer supporter goes from one supervisor or manager to another: who sees them, and who is written to."""

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from peersupport.accounts.permissions import Role
from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.actions import memberships
from peersupport.directory.models import Membership, PersonAccess
from peersupport.directory.tests.factories import MembershipFactory, OrganisationFactory
from peersupport.letters import delivery
from peersupport.letters.models import Letter
from peersupport.letters.outbox import post_many
from peersupport.letters.registry import KINDS
from peersupport.shared.refusals import Refused
from placements import letters, selectors
from placements.actions import placements, supervision, workplaces
from placements.models import Placement, SupervisionPlan, SupervisionSession, Workplace
from placements.tests.conftest import AT, ON
from placements.tests.factories import SupervisionSessionFactory, WorkplaceFactory

LATER = AT + dt.timedelta(days=30)


@pytest.fixture
def successor(cast) -> Membership:
    return MembershipFactory(supervisor=True, organisation=cast.host)


def sights(role: Role) -> list[tuple]:
    given = PersonAccess.objects.filter(role=role).order_by("pk")
    return list(given.values_list("user", "organisation", "since", "until"))


def seen_by(membership: Membership) -> list[Placement]:
    return list(Placement.objects.visible_to(membership))


def test_another_supervisor_takes_over_and_the_one_before_sees_nothing_more(cast, successor):
    placement = cast.start()

    placements.change_supervisor(placement=placement, supervisor=successor.user, by=cast.clerk, at=LATER)

    assert Placement.objects.get().supervisor == successor.user
    assert sights(Role.SUPERVISOR) == [
        (cast.supervisor.user_id, cast.host.pk, AT, LATER),
        (successor.user_id, cast.host.pk, LATER, None),
    ]
    assert (seen_by(cast.supervisor), seen_by(successor)) == ([], [placement])


def test_choosing_the_same_supervisor_again_moves_nothing(cast):
    placement = cast.start()

    placements.change_supervisor(placement=placement, supervisor=cast.supervisor.user, by=cast.clerk, at=LATER)

    assert sights(Role.SUPERVISOR) == [(cast.supervisor.user_id, cast.host.pk, AT, None)]


@pytest.mark.parametrize("kind", [{"leader": True}, {"supervisor": True}], ids=["a leader", "elsewhere"])
def test_who_is_no_supervisor_at_the_host_does_not_take_over(cast, kind):
    placement = cast.start()
    other = MembershipFactory(**kind, **({"organisation": cast.host} if "leader" in kind else {}))

    with pytest.raises(Refused) as refusal:
        placements.change_supervisor(placement=placement, supervisor=other.user, by=cast.clerk, at=LATER)

    assert (refusal.value.field, Placement.objects.get().supervisor) == ("supervisor", cast.supervisor.user)


def test_an_ended_placement_is_not_handed_over(cast, successor):
    placement = cast.start()
    placements.end(placement=placement, ends_on=ON, reason="own_wish", by=cast.clerk, at=AT)

    with pytest.raises(Refused):
        placements.change_supervisor(placement=placement, supervisor=successor.user, by=cast.clerk, at=LATER)

    assert Placement.objects.get().supervisor == cast.supervisor.user


def test_letters_to_the_one_before_are_taken_back_and_the_new_one_is_written_to(cast, successor):
    placement = cast.start()
    SupervisionPlan.objects.update(next_due_on=ON + dt.timedelta(days=1))
    post_many(KINDS["supervision_soon"], on=ON, at=AT)

    placements.change_supervisor(placement=placement, supervisor=successor.user, by=cast.clerk, at=AT)
    post_many(KINDS["supervision_soon"], on=ON, at=AT)

    assert list(Letter.objects.order_by("pk").values_list("user", "state")) == [
        (cast.supervisor.user_id, "cancelled"),
        (successor.user_id, "queued"),
    ]


def test_a_supervisor_who_has_lost_the_role_is_written_to_no_more(cast):
    placement = cast.start()
    SupervisionPlan.objects.update(next_due_on=ON + dt.timedelta(days=1))
    post_many(KINDS["supervision_soon"], on=ON, at=AT)
    waiting = Letter.objects.get()

    memberships.end(membership=cast.supervisor, by=cast.clerk, at=AT)

    assert KINDS["supervision_soon"].still_wanted({waiting.subject_id}) == set()
    assert [list(kind.due(ON)) for kind in letters.REMINDERS] == [[], [], []]
    assert placement.pk == waiting.subject_id


def test_a_placement_without_supervisor_is_found_until_another_one_takes_over(cast, successor):
    placement = cast.start()
    elsewhere = MembershipFactory(regional=True)
    before = list(selectors.lapsed_supervision(cast.coordinator))

    memberships.end(membership=cast.supervisor, by=cast.clerk, at=AT)
    found = [list(selectors.lapsed_supervision(who)) for who in (cast.coordinator, elsewhere)]
    placements.change_supervisor(placement=placement, supervisor=successor.user, by=cast.clerk, at=LATER)

    assert (before, found) == ([], [[placement], []])
    assert list(selectors.lapsed_supervision(cast.coordinator)) == []


def test_a_supervisor_who_got_the_role_back_is_given_the_sight_again_by_choosing_them(cast):
    placement = cast.start()
    memberships.end(membership=cast.supervisor, by=cast.clerk, at=AT)
    user = cast.supervisor.user
    back = memberships.grant(user=user, organisation=cast.host, role=Role.SUPERVISOR, by=cast.clerk, at=LATER)
    unseen = seen_by(back)

    placements.change_supervisor(placement=placement, supervisor=user, by=cast.clerk, at=LATER)

    assert (unseen, seen_by(back)) == ([], [placement])


def test_what_was_noted_stays_between_the_one_who_noted_it_and_the_peer_supporter(cast, successor):
    peer = MembershipFactory(peer=True, organisation=cast.host)
    placement = cast.start(participation=cast.certified(user=peer.user))
    told = SupervisionSessionFactory(placement=placement, logged_by=cast.supervisor.user)

    placements.change_supervisor(placement=placement, supervisor=successor.user, by=cast.clerk, at=LATER)

    sessions = SupervisionSession.objects
    assert list(sessions.visible_to(successor)) == [told]
    assert [list(sessions.readable_by(who)) for who in (successor, cast.supervisor, peer)] == [[], [], [told]]


def test_a_supervisor_acting_elsewhere_meets_nobody_of_the_first_host_on_the_page_that_logs(cast):
    placement = cast.start()
    elsewhere = MembershipFactory(supervisor=True, user=cast.supervisor.user)
    client = Client()
    client.force_login(cast.supervisor.user)
    path = reverse("placements:session_new")
    here = client.get(path).content.decode()

    client.post(reverse("switch_membership"), {"membership": elsewhere.pk})
    there = client.get(path)
    asked_for = client.get(f"{path}?for={placement.pk}")

    name = placement.person.name
    assert (name in here, name in there.content.decode(), asked_for.status_code) == (True, False, 404)


def test_nobody_logs_a_session_who_has_lost_the_role(cast):
    placement = cast.start()
    memberships.end(membership=cast.supervisor, by=cast.clerk, at=AT)

    with pytest.raises(Refused):
        supervision.log(
            key=uuid.uuid4(),
            placement=placement,
            held_on=ON,
            form="video",
            minutes=60,
            themes=[],
            mood="good",
            by=cast.supervisor.user,
            at=AT,
            on=ON,
        )

    assert SupervisionSession.objects.count() == 0


def test_a_letter_that_was_written_while_the_supervisor_changed_goes_to_nobody(cast, successor):
    placement = cast.start()
    SupervisionPlan.objects.update(next_due_on=ON + dt.timedelta(days=1))
    placements.change_supervisor(placement=placement, supervisor=successor.user, by=cast.clerk, at=AT)
    post_many(KINDS["supervision_soon"], on=ON, at=AT)
    to_the_new_one = Letter.objects.get()

    Placement.objects.update(supervisor=cast.supervisor.user)

    kind = KINDS["supervision_soon"]
    assert kind.readers({placement.pk}) == {placement.pk: cast.supervisor.user_id}
    assert not delivery._still_wanted(to_the_new_one)


def test_a_supervisor_of_two_hosts_sees_each_ones_placements_when_acting_there(cast):
    placement = cast.start()
    elsewhere = MembershipFactory(supervisor=True, user=cast.supervisor.user)

    assert (seen_by(cast.supervisor), seen_by(elsewhere)) == ([placement], [])


def test_a_manager_named_before_they_had_the_role_takes_up_their_unit(cast):
    unit = WorkplaceFactory(
        ready=True,
        programme=cast.programme,
        host=cast.host,
        owner=OrganisationFactory(),
        manager_email="ny@example.org",
    )
    placement = cast.start(workplace=unit)
    membership = MembershipFactory(manager=True, organisation=unit.owner, user__email="ny@example.org")

    workplaces.take_up(membership=membership, by=cast.clerk, at=LATER)

    assert Workplace.objects.get(pk=unit.pk).manager == membership.user
    assert sights(Role.UNIT_MANAGER) == [(membership.user_id, unit.owner_id, LATER, None)]
    assert seen_by(membership) == [placement]


def test_a_manager_takes_up_no_unit_of_another_organisation(cast):
    WorkplaceFactory(programme=cast.programme, host=cast.host, manager_email="ny@example.org")
    membership = MembershipFactory(manager=True, user=UserFactory(email="ny@example.org"))

    workplaces.take_up(membership=membership, by=cast.clerk, at=AT)

    assert list(Workplace.objects.filter(manager=membership.user)) == []


def test_of_two_who_name_a_units_people_at_once_the_second_is_told(cast):
    named = {"workplace": cast.workplace, "manager_name": "A", "contact_name": "B", "by": cast.clerk, "at": AT}
    workplaces.name_people(version=1, **named)

    with pytest.raises(Refused):
        workplaces.name_people(version=1, **named | {"manager_name": "C"})

    assert Workplace.objects.get().manager_name == "A"


def test_the_page_hands_over_and_shows_who_supervises(cast, successor):
    placement, client = cast.start(), Client()
    client.force_login(cast.clerk)
    path = reverse("placements:placement_supervisor", args=[placement.pk])

    client.post(path, {"supervisor": successor.user_id})
    shown = client.get(reverse("placements:placement", args=[placement.pk]))

    assert shown.context["placement"].supervisor == successor.user
    assert path in shown.content.decode()
