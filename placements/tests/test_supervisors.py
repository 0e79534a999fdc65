"""How many each supervisor meets, and another for all of them at once."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from peersupport.accounts.permissions import Role
from peersupport.directory.actions import memberships
from peersupport.directory.models import Membership, PersonAccess
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.shared.refusals import Refused
from placements import selectors
from placements.actions import placements, supervisors
from placements.models import Placement
from placements.tests.conftest import AT, ON
from placements.tests.factories import WorkplaceFactory

LATE = ON + dt.timedelta(days=30)


@pytest.fixture
def successor(cast) -> Membership:
    return MembershipFactory(supervisor=True, organisation=cast.host)


def loads(membership):
    return [(row, row.peers, row.late, row.limit) for row in selectors.loads(membership, on=LATE)]


def test_two_half_times_are_one_and_what_has_ended_none(cast, successor):
    first = cast.start(percent=50)
    other = WorkplaceFactory(ready=True, programme=cast.programme, host=cast.host)
    cast.start(participation=first.participation, percent=50, workplace=other)
    cast.start()
    gone = cast.start()
    placements.end(placement=gone, ends_on=ON, reason="term", by=cast.clerk, at=AT)

    assert loads(cast.coordinator) == [(cast.supervisor, 2, 2, 14), (successor, 0, 0, None)]


def test_a_coordinator_sees_the_supervisors_of_their_host(cast):
    elsewhere = MembershipFactory(supervisor=True)

    assert [row for row, *_numbers in loads(cast.coordinator)] == [cast.supervisor]
    assert {row for row, *_numbers in loads(MembershipFactory(national=True))} == {cast.supervisor, elsewhere}


def test_who_has_more_than_the_programme_says_is_named(cast):
    cast.programme.peers_per_supervisor = 1
    cast.programme.save()
    cast.start()
    enough = list(selectors.over_limit(cast.coordinator, on=ON))

    cast.start()

    assert (enough, list(selectors.over_limit(cast.coordinator, on=ON))) == ([], [cast.supervisor])


def test_a_supervisor_who_has_left_stands_there_while_somebody_has_them(cast, successor):
    cast.start()
    memberships.end(membership=cast.supervisor, by=cast.clerk, at=AT)

    before = loads(cast.coordinator)
    supervisors.hand_over_all(membership=cast.supervisor, supervisor=successor.user, by=cast.clerk, at=AT)

    assert [row for row, *_numbers in before] == [cast.supervisor, successor]
    assert loads(cast.coordinator) == [(successor, 1, 1, 14)]


def test_all_go_over_at_once_and_are_seen_by_the_new_one_alone(cast, successor):
    mine = [cast.start(), cast.start()]
    colleague = MembershipFactory(supervisor=True, organisation=cast.host)
    theirs = cast.start(supervisor=colleague.user)

    people = supervisors.hand_over_all(membership=cast.supervisor, supervisor=successor.user, by=cast.clerk, at=AT)

    open_now = PersonAccess.objects.open().filter(role=Role.SUPERVISOR)
    assert people == 2
    assert set(Placement.objects.filter(supervisor=successor.user)) == set(mine)
    assert set(open_now.values_list("user", flat=True)) == {successor.user_id, colleague.user_id}
    assert Placement.objects.get(pk=theirs.pk).supervisor == colleague.user


def test_who_is_no_supervisor_there_takes_nobody_over(cast):
    cast.start()

    with pytest.raises(Refused) as refusal:
        supervisors.hand_over_all(
            membership=cast.supervisor,
            supervisor=MembershipFactory(supervisor=True).user,
            by=cast.clerk,
            at=AT,
        )

    assert (refusal.value.field, Placement.objects.get().supervisor) == ("supervisor", cast.supervisor.user)


def test_handing_over_on_the_page(cast, successor, client):
    cast.start(starts_on=timezone.localdate(), at=timezone.now())
    client.force_login(cast.clerk)
    path = reverse("placements:supervisor_hand_over", args=[cast.supervisor.pk])

    done = client.post(path, {"supervisor": successor.user_id}, follow=True)

    assert (Placement.objects.get().supervisor, done.status_code) == (successor.user, 200)
    assert cast.supervisor.user.get_full_name() in done.text
