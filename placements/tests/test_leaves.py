"""Supervisor on leave: somebody stands in, from the first day to the last, and is told if nobody does."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from peersupport.accounts.permissions import Role
from peersupport.directory.models import Membership, PersonAccess
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.letters.registry import KINDS
from peersupport.shared.refusals import Conflict, Refused
from placements import selectors
from placements.actions import leaves, placements, supervision
from placements.models import Placement, SupervisionPlan, SupervisorLeave
from placements.tasks import follow_leaves
from placements.tests.conftest import AT, ON
from placements.tests.factories import SupervisorLeaveFactory

DAY = dt.timedelta(days=1)


@pytest.fixture
def substitute(cast) -> Membership:
    return MembershipFactory(supervisor=True, organisation=cast.host)


def at(day):
    return dt.datetime.combine(day, dt.time(9), dt.UTC)


def away(cast, first, last, who=None, *, now=AT, **changes):
    asked = {"key": uuid.uuid4(), "membership": cast.supervisor, "by": cast.clerk, "at": now} | changes
    return leaves.note(begins_on=first, ends_on=last, substitute=who and who.user, **asked)


def seen_by(membership):
    return list(Placement.objects.visible_to(membership))


def log(placement, by, day):
    return supervision.log(
        key=uuid.uuid4(),
        placement=placement,
        held_on=day,
        form="phone",
        minutes=30,
        themes=[],
        mood="good",
        by=by,
        at=at(day),
        on=day,
    )


# Supervisor on leave
def test_supervisor_on_leave_who_stands_in_sees_the_people_from_the_first_day_to_the_last(cast, substitute):
    placement = cast.start()
    leave = away(cast, ON + DAY, ON + 5 * DAY, substitute)
    before = seen_by(substitute)

    leaves.follow(leave=leave, by=None, at=at(ON + DAY))
    during = seen_by(substitute), seen_by(cast.supervisor)
    leaves.follow(leave=leave, by=None, at=at(ON + 6 * DAY))

    assert (before, during, seen_by(substitute)) == ([], ([placement], [placement]), [])
    assert seen_by(cast.supervisor) == [placement]


def test_supervisor_on_leave_who_stands_in_logs_and_their_words_are_theirs(cast, substitute):
    placement = cast.start()
    away(cast, ON, ON + 9 * DAY, substitute)

    session = log(placement, substitute.user, ON + DAY)

    assert session.logged_by == substitute.user
    assert [peer.placement for peer in selectors.peers_of(substitute)] == [placement]
    assert list(type(session).objects.readable_by(cast.supervisor)) == []
    assert list(type(session).objects.readable_by(substitute)) == [session]


def test_supervisor_on_leave_reminders_go_to_who_stands_in(cast, substitute):
    placement = cast.start()
    SupervisionPlan.objects.update(next_due_on=ON - DAY, late_on=ON)
    late = KINDS["supervision_late"]
    before = [row["user_id"] for row in late.due(ON)], late.readers({placement.pk})

    away(cast, ON, ON + 9 * DAY, substitute)

    assert before == ([cast.supervisor.user_id], {placement.pk: cast.supervisor.user_id})
    assert [row["user_id"] for row in late.due(ON)] == [substitute.user_id]
    assert late.readers({placement.pk}) == {placement.pk: substitute.user_id}


def test_supervisor_on_leave_without_a_substitute_is_said_two_weeks_before(cast):
    leave = away(cast, ON + 15 * DAY, ON + 20 * DAY)
    rows = SupervisorLeave.objects.visible_to(cast.coordinator)

    said = [list(rows.without_substitute(ON + n * DAY)) for n in (0, 1, 20, 21)]

    assert said == [[], [leave], [leave], []]


def test_supervisor_on_leave_who_starts_meanwhile_is_seen_too(cast, substitute):
    away(cast, ON, ON + 9 * DAY, substitute)

    placement = cast.start()

    assert seen_by(substitute) == [placement]


def test_supervisor_on_leave_another_stands_in_and_the_one_before_sees_nobody(cast, substitute):
    placement, other = cast.start(), MembershipFactory(supervisor=True, organisation=cast.host)
    leave = away(cast, ON, ON + 9 * DAY, substitute)
    change = {"leave": leave, "version": 1, "begins_on": ON, "ends_on": ON + 9 * DAY, "by": cast.clerk, "at": AT}

    leaves.change(substitute=other.user, **change)

    assert (seen_by(substitute), seen_by(other)) == ([], [placement])
    with pytest.raises(Conflict):
        leaves.change(substitute=None, **change)


def test_what_ended_meanwhile_is_closed_to_who_stands_in(cast, substitute):
    placement = cast.start()
    away(cast, ON, ON + 9 * DAY, substitute)

    placements.end(placement=placement, ends_on=ON, reason="term", by=cast.clerk, at=AT)

    assert seen_by(substitute) == []


def test_beat_begins_and_ends_them_and_twice_changes_nothing(cast, substitute):
    today = timezone.localdate()
    placement = cast.start()
    SupervisorLeaveFactory(
        supervisor=cast.supervisor.user, host=cast.host, substitute=substitute.user, begins_on=today, ends_on=today
    )

    follow_leaves(), follow_leaves()
    during = seen_by(substitute)
    SupervisorLeave.objects.update(begins_on=today - 3 * DAY, ends_on=today - DAY)
    follow_leaves(), follow_leaves()

    given = PersonAccess.objects.filter(person=placement.person, role=Role.SUPERVISOR, user=substitute.user)
    assert (during, seen_by(substitute), given.count()) == ([placement], [], 1)


@pytest.mark.parametrize("who", ["themselves", "of another host", "no supervisor"])
def test_who_cannot_stand_in(cast, who):
    member = {
        "themselves": cast.supervisor,
        "of another host": MembershipFactory(supervisor=True),
        "no supervisor": MembershipFactory(leader=True, organisation=cast.host),
    }[who]

    with pytest.raises(Refused) as refusal:
        away(cast, ON, ON + DAY, member)

    assert (refusal.value.field, SupervisorLeave.objects.count()) == ("substitute", 0)


@pytest.mark.parametrize(("first", "last", "field"), [(5, 4, "ends_on"), (2, 3, "begins_on")])
def test_days_that_cannot_be(cast, first, last, field):
    away(cast, ON, ON + 2 * DAY)

    with pytest.raises(Refused) as refusal:
        away(cast, ON + first * DAY, ON + last * DAY)

    assert (refusal.value.field, SupervisorLeave.objects.count()) == (field, 1)


def test_the_database_refuses_two_at_a_time_and_standing_in_for_oneself(db):
    leave = SupervisorLeaveFactory()

    for wrong in (
        {"supervisor": leave.supervisor, "host": leave.host},
        {"substitute": leave.supervisor, "supervisor": leave.supervisor},
        {"ends_on": dt.date(2026, 7, 5)},
        {"over_at": AT},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            SupervisorLeaveFactory(**wrong)


def test_noting_and_changing_on_the_pages(cast, substitute, client):
    cast.start(starts_on=timezone.localdate(), at=timezone.now())
    client.force_login(cast.clerk)
    today = timezone.localdate().isoformat()
    asked = {"key": str(uuid.uuid4()), "begins_on": today, "ends_on": today, "substitute": ""}

    noted = client.post(reverse("placements:supervisor_leaves", args=[cast.supervisor.pk]), asked)
    path = reverse("placements:supervisor_leave", args=[SupervisorLeave.objects.get().pk])
    page = client.get(path)
    changed = client.post(path, asked | {"version": "1", "substitute": substitute.user_id})

    assert (noted.status_code, page.status_code, changed.status_code) == (302, 200, 302)
    assert len(seen_by(substitute)) == 1
