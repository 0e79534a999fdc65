"""One person at several workplaces, at once or one after another: one plan, and at most full time."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from peersupport.directory.tests.factories import MembershipFactory
from peersupport.shared.refusals import Refused
from placements import selectors
from placements.actions import pauses, placements, supervision
from placements.models import Placement, SupervisionPlan
from placements.tests.conftest import AT, ON
from placements.tests.factories import PlacementFactory, WorkplaceFactory

DAY = dt.timedelta(days=1)


def at(day):
    return dt.datetime.combine(day, dt.time(9), dt.UTC)


@pytest.fixture
def other(cast):
    """Another workplace of the host, with a manager of its own."""
    manager = MembershipFactory(manager=True)
    return WorkplaceFactory(
        ready=True, programme=cast.programme, host=cast.host, owner=manager.organisation, manager=manager.user
    )


@pytest.fixture
def halves(cast, other):
    """The same person, half time at two workplaces."""
    participation = cast.certified()
    first = cast.start(participation=participation, percent=50)
    return first, cast.start(participation=participation, percent=50, workplace=other)


def plan_of(placement):
    plan = SupervisionPlan.objects.get(placement=placement)
    return plan.follows and plan.follows.placement_id, plan.next_due_on


def held(placement, day):
    supervision.log(
        key=uuid.uuid4(),
        placement=placement,
        held_on=day,
        form="in_person",
        minutes=60,
        themes=[],
        mood="good",
        by=placement.supervisor,
        at=at(day),
        on=day,
    )


# Two half-time placements
def test_two_half_time_placements_have_one_plan(cast, halves):
    first, second = halves

    held(first, ON + 7 * DAY)

    assert (plan_of(first), plan_of(second)) == ((None, ON + 14 * DAY), (first.pk, None))
    assert [peer.placement for peer in selectors.peers_of(cast.supervisor)] == [first]
    assert [plan.placement for plan in selectors.plans(cast.coordinator)] == [first]
    assert [row.held_on for row in selectors.sessions_seen_with(second)] == [ON + 7 * DAY]


def test_two_half_time_placements_two_managers_see_only_their_own(cast, halves, other):
    first, second = halves
    theirs = MembershipFactory._meta.model.objects.get(user=other.manager)

    assert list(Placement.objects.visible_to(cast.manager)) == [first]
    assert list(Placement.objects.visible_to(theirs)) == [second]


def test_when_one_of_two_ends_the_other_goes_on_with_the_plan(cast, halves):
    first, second = halves
    held(first, ON + 28 * DAY)
    placements.end(placement=first, ends_on=ON + 29 * DAY, reason="term", by=cast.clerk, at=at(ON + 29 * DAY))

    assert (plan_of(first), plan_of(second)) == ((None, None), (None, ON + 42 * DAY))  # week 5: a fortnight
    assert SupervisionPlan.objects.get(placement=second).counts_from == ON


def test_when_the_one_that_follows_ends_the_plan_stays(cast, halves):
    first, second = halves

    placements.end(placement=second, ends_on=ON, reason="term", by=cast.clerk, at=AT)

    assert (plan_of(first), plan_of(second)) == ((None, ON + 7 * DAY), (None, None))


def test_the_plan_rests_only_while_both_do(cast, halves):
    first, second = halves
    rest = {"begins_on": ON, "ends_on": None, "by": cast.clerk, "at": AT}

    pauses.begin(placement=first, key=uuid.uuid4(), **rest)
    one_rests = plan_of(first)
    pauses.begin(placement=second, key=uuid.uuid4(), **rest)

    assert (one_rests, plan_of(first)) == ((None, ON + 7 * DAY), (None, None))


def test_one_plan_has_one_supervisor_and_changes_in_all_of_it(cast, halves):
    first, second = halves
    successor = MembershipFactory(supervisor=True, organisation=cast.host)
    third = WorkplaceFactory(ready=True, programme=cast.programme, host=cast.host)
    Placement.objects.update(percent=20)

    with pytest.raises(Refused) as refusal:
        cast.start(participation=first.participation, percent=10, workplace=third, supervisor=successor.user)
    placements.change_supervisor(placement=second, supervisor=successor.user, by=cast.clerk, at=AT)

    assert refusal.value.field == "supervisor"
    assert set(Placement.objects.values_list("supervisor", flat=True)) == {successor.user_id}
    assert set(Placement.objects.visible_to(successor)) == {first, second}


def test_the_database_holds_that_a_plan_that_follows_has_no_day(halves):
    with pytest.raises(IntegrityError), transaction.atomic():
        SupervisionPlan.objects.filter(placement=halves[1]).update(next_due_on=ON, late_on=ON)


# At most full time
def test_a_reason_lets_somebody_work_more_than_full_time(cast, other):
    first = cast.start(percent=60)
    more = {"participation": first.participation, "percent": 60, "workplace": other, "beyond_full_time": True}

    with pytest.raises(placements.NotReady) as refusal:
        cast.start(**more)
    second = cast.start(**more, override_reason="Båda enheterna och personen är överens om det i mars.")

    stored = Placement.objects.get(pk=second.pk)
    assert (refusal.value.field, stored.beyond_full_time, stored.overridden_by) == ("override_reason", True, cast.clerk)


@pytest.mark.parametrize(("starts", "ends"), [(0, None), (-9, 1), (0, 5), (3, 4), (4, 9)])
def test_the_database_holds_full_time_on_every_day(cast, starts, ends):
    """Whoever writes it, and however the days lie: 2 to 7 March are taken."""
    taken = PlacementFactory(percent=60, ends_on=ON + 5 * DAY, status="ended", end_reason="term")
    days = {"starts_on": ON + starts * DAY, "ends_on": ends if ends is None else ON + ends * DAY}
    who = {"participation": taken.participation, "person": taken.person, "host": taken.host}

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        PlacementFactory(percent=41, certificate=None, **who, **days)
    PlacementFactory(percent=40, certificate=None, **who, **days)

    assert refused.value.__cause__.diag.constraint_name == "at_most_full_time"


def test_whoever_works_too_much_may_work_less(cast, halves):
    decided = {"override_reason": "En lång anledning.", "overridden_by": cast.clerk, "overridden_at": AT}
    Placement.objects.filter(pk=halves[0].pk).update(beyond_full_time=True, **decided)
    Placement.objects.filter(pk=halves[1].pk).update(percent=100)

    Placement.objects.filter(pk=halves[1].pk).update(percent=90)
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.filter(pk=halves[0].pk).update(percent=60, beyond_full_time=False)

    assert Placement.objects.get(pk=halves[1].pk).percent == 90


def test_the_database_wants_a_reason_for_more_than_full_time(cast):
    placement = cast.start()

    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.filter(pk=placement.pk).update(beyond_full_time=True)


# Changes workplace
def move(cast, placement, other, **changes):
    terms = cast.wanted(workplace=other, employer=other.owner, starts_on=ON + 42 * DAY, at=at(ON + 42 * DAY))
    asked = {"placement": placement, "ends_on": ON + 41 * DAY, "starts_over": True}
    return placements.change_workplace(**(terms | asked | changes))


@pytest.mark.parametrize(
    ("starts_over", "expected"),
    [(True, ON + 49 * DAY), (False, ON + 52 * DAY)],
    ids=["a week from the first day", "a fortnight from the last session"],
)
def test_changes_workplace(cast, other, starts_over, expected):
    """The old one ends, the new one begins, and the phase starts over if it is to; history stays."""
    old = cast.start()
    held(old, ON + 38 * DAY)

    new = move(cast, old, other, starts_over=starts_over)

    old.refresh_from_db()
    assert (old.status, old.end_reason, old.ends_on) == ("ended", "moved", ON + 41 * DAY)
    assert (new.person, new.workplace, new.status, plan_of(new)) == (old.person, other, "active", (None, expected))
    assert (old.sessions.count(), new.sessions.count()) == (1, 0)


def test_a_change_that_is_refused_ends_nothing(cast):
    old, unit = cast.start(), WorkplaceFactory(programme=cast.programme, host=cast.host)

    with pytest.raises(placements.NotReady):
        move(cast, old, unit)

    old.refresh_from_db()
    assert (old.status, Placement.objects.count()) == ("active", 1)


def test_a_change_that_is_sent_twice_is_one(cast, other):
    old, key = cast.start(), uuid.uuid4()

    assert move(cast, old, other, key=key) == move(cast, old, other, key=key)


def rest_everywhere(halves, first, last=None, **changes):
    asked = {"by": halves[0].supervisor, "at": at(first), "key": uuid.uuid4(), "everywhere": True} | changes
    return pauses.begin(placement=halves[0], begins_on=first, ends_on=last, **asked)


def test_a_pause_in_all_of_ones_work_is_one_step(halves):
    key = uuid.uuid4()

    rest_everywhere(halves, ON, ON + 9 * DAY, key=key)
    rest_everywhere(halves, ON, ON + 9 * DAY, key=key)

    rows = Placement.objects.filter(pk__in=[half.pk for half in halves]).order_by("pk")
    assert [row.status for row in rows] == [Placement.Status.PAUSED] * 2
    assert [list(row.pauses.values_list("begins_on", "ends_on")) for row in rows] == [[(ON, ON + 9 * DAY)]] * 2
    assert plan_of(halves[0]) == (None, None)


def test_where_one_of_them_rests_already_neither_begins_anew(halves):
    pauses.begin(placement=halves[1], begins_on=ON, ends_on=None, by=halves[0].supervisor, at=at(ON), key=uuid.uuid4())

    with pytest.raises(pauses.AlreadyPausing):
        rest_everywhere(halves, ON)

    assert not halves[0].pauses.exists()


def test_the_page_asks_about_all_of_it_only_where_somebody_works_in_several_places(cast, halves, client):
    client.force_login(cast.clerk)
    alone = cast.start()

    pages = [client.get(f"/placeringar/{row.pk}/paus/") for row in (*halves, alone)]
    asks = ["everywhere" in page.context["form"].fields for page in pages]
    client.post(
        f"/placeringar/{halves[0].pk}/paus/",
        {"key": uuid.uuid4(), "begins_on": dt.date.today().isoformat(), "everywhere": "on"},
    )

    assert asks == [True, True, False]
    assert [half.pauses.count() for half in halves] == [1, 1]
