"""What makes a workplace ready: one function says what is missing, and the gate asks it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from peersupport.shared.refusals import Conflict, Refused
from placements import selectors
from placements.actions import readiness, workplaces
from placements.models import ReadinessTick, Workplace
from placements.tests.conftest import AT
from placements.tests.factories import ReadinessTickFactory, StaffSessionFactory, WorkplaceFactory
from programs.actions import programmes
from programs.models import Readiness, ReadinessItem
from programs.tests.factories import ProgrammeFactory

Kind, Status = ReadinessItem.Kind, Workplace.Status


def asking(*kinds, reached=None, turnover=None):
    """A programme that asks for these things besides what is always asked for."""
    asked = {"readiness__kinds": frozenset(kinds), "readiness__reached": reached, "readiness__turnover": turnover}
    return ProgrammeFactory(**asked)


def about(workplace, cast, **changes):
    said = {"name": workplace.name, "kind": workplace.kind, "team_size": 10, "shifts": []} | changes
    workplaces.describe(workplace=workplace, by=cast.clerk, at=AT, **said)


@pytest.mark.parametrize(
    ("people", "managers_at_sessions", "expected"),
    [
        ({"manager_name": ""}, [1, 0, 0], [Kind.MANAGER]),
        ({"contact_name": ""}, [1, 0, 0], [Kind.CONTACT]),
        ({}, [1, 1], [Kind.SESSIONS]),
        ({}, [0, 0, 0, 0], [Kind.MANAGER_PRESENT]),
        (
            {"manager_name": "", "contact_name": ""},
            [],
            [Kind.MANAGER, Kind.CONTACT, Kind.SESSIONS, Kind.MANAGER_PRESENT],
        ),
        ({}, [0, 0, 2], []),
    ],
)
def test_missing_says_what_is_not_in_place(db, django_assert_num_queries, people, managers_at_sessions, expected):
    people = {"manager_name": "Inga Lind", "contact_name": "Bo Ek"} | people
    workplace = WorkplaceFactory(status=Status.PREPARING, **people)
    for managers_present in managers_at_sessions:
        StaffSessionFactory(workplace=workplace, managers_present=managers_present)

    with django_assert_num_queries(2):
        found = selectors.readiness(workplace)
    with django_assert_num_queries(1):
        missing = selectors.missing(workplace)

    assert [check.kind for check in found.missing] == expected
    assert missing == [check.label for check in found.missing]
    assert found.percent == {0: 100, 1: 75, 4: 0}[len(expected)]


def test_a_new_programme_asks_for_all_that_the_domain_knows(cast):
    programme = programmes.create(name="PEER", spelled_out="", owner=cast.host, by=cast.clerk, at=AT)
    workplace = WorkplaceFactory(programme=programme)

    assert {check.kind for check in selectors.readiness(workplace).checks} == set(Kind)
    assert [check.kind for check in selectors.readiness(workplace).missing] == [k for k in Kind if k != Kind.RENEWED]


def test_what_a_programme_asks_for_from_now_on_holds_for_every_workplace_at_once(cast):
    before = selectors.missing(cast.workplace)

    programmes.change(
        programme=cast.programme,
        version=cast.programme.version,
        readiness=Readiness(kinds=frozenset({Kind.RISK}), reached=None, turnover=None),
        by=cast.clerk,
        at=AT,
    )

    after = [check.kind for check in selectors.readiness(cast.workplace).missing]
    assert (before, after) == ([], [Kind.RISK])
    assert list(selectors.not_ready(Workplace.objects.all())) == [cast.workplace]


def test_other_settings_leave_what_is_asked_for_as_it_was(cast):
    programme = asking(Kind.ROLE, Kind.RISK, reached=Decimal("0.600"))

    programmes.change(programme=programme, version=1, hold_days=7, by=cast.clerk, at=AT)

    now = Readiness.of(ReadinessItem.objects.of_programme(programme.pk))
    assert now == Readiness(frozenset({Kind.ROLE, Kind.RISK}), Decimal("0.600"), None)


@pytest.mark.parametrize(
    ("team_size", "new_at_sessions", "is_done"),
    [(None, [9], False), (10, [5], False), (10, [5, 1], True), (10, [6], True), (11, [6], False), (10, [], False)],
)
def test_the_share_of_the_team_that_the_sessions_reach(db, team_size, new_at_sessions, is_done):
    programme = asking(reached=Decimal("0.600"))
    workplace = WorkplaceFactory(named=True, programme=programme, team_size=team_size)
    for first_time in new_at_sessions:
        StaffSessionFactory(workplace=workplace, head_count=9, first_time=first_time)

    check = next(one for one in selectors.readiness(workplace).checks if one.kind == Kind.REACHED)

    assert check.is_done == is_done


def test_ticking_says_who_and_when_and_begins_the_preparation(cast):
    programme = asking(Kind.ROLE)
    workplace = WorkplaceFactory(programme=programme, host=cast.host)

    readiness.tick(workplace=workplace, kind=Kind.ROLE, by=cast.clerk, at=AT)
    readiness.tick(workplace=workplace, kind=Kind.ROLE, by=cast.manager.user, at=AT + dt.timedelta(days=1))

    check = next(one for one in selectors.readiness(workplace).checks if one.kind == Kind.ROLE)
    assert (check.is_done, check.done_by, check.done_at) == (True, str(cast.clerk), AT)
    assert Workplace.objects.get(pk=workplace.pk).status == Status.PREPARING


@pytest.mark.parametrize("kind", [Kind.RISK, Kind.MANAGER, Kind.SESSIONS, "nonsense", ""])
def test_only_what_the_programme_asks_for_and_nobody_can_know_otherwise_is_ticked(cast, kind):
    workplace = WorkplaceFactory(programme=asking(Kind.ROLE), host=cast.host)

    with pytest.raises(Refused):
        readiness.tick(workplace=workplace, kind=kind, by=cast.clerk, at=AT)

    assert ReadinessTick.objects.count() == 0


def test_a_tick_that_is_taken_back_is_kept_and_the_workplace_is_not_ready_any_more(cast):
    workplace = WorkplaceFactory(ready=True, programme=asking(Kind.ROLE), host=cast.host)
    readiness.tick(workplace=workplace, kind=Kind.ROLE, by=cast.clerk, at=AT)
    later = AT + dt.timedelta(days=2)

    readiness.take_back(workplace=workplace, kind=Kind.ROLE, by=cast.clerk, at=later)

    tick = ReadinessTick.objects.get()
    assert (tick.done_at, tick.undone_at, tick.undone_by) == (AT, later, cast.clerk)
    assert Workplace.objects.get(pk=workplace.pk).status == Status.PREPARING


def test_nothing_is_ticked_at_a_closed_workplace(cast):
    workplace = WorkplaceFactory(closed=True, programme=asking(Kind.ROLE), host=cast.host)

    for act in (readiness.tick, readiness.take_back):
        with pytest.raises(workplaces.WorkplaceClosed):
            act(workplace=workplace, kind=Kind.ROLE, by=cast.clerk, at=AT)


def test_a_larger_team_may_be_one_that_is_not_reached(cast):
    workplace = WorkplaceFactory(ready=True, programme=asking(reached=Decimal("0.500")), host=cast.host, team_size=10)
    was = selectors.missing(workplace)

    about(workplace, cast, team_size=19)

    stored = Workplace.objects.get(pk=workplace.pk)
    assert (was, stored.status, stored.team_size) == ([], Status.PREPARING, 19)


def test_what_a_unit_is_may_be_changed_by_one_at_a_time(cast):
    about(cast.workplace, cast, name="Nattpatrullen", kind=Workplace.Kind.HOUSING_FIRST, shifts=["night"], version=1)

    with pytest.raises(Conflict):
        about(cast.workplace, cast, version=1)

    stored = Workplace.objects.get(pk=cast.workplace.pk)
    assert (stored.name, stored.kind, stored.shifts, stored.version) == ("Nattpatrullen", "housing_first", ["night"], 2)


def test_a_unit_does_not_take_the_name_of_another(cast):
    other = WorkplaceFactory(programme=cast.programme, owner=cast.workplace.owner, name="Liljan")

    with pytest.raises(Refused) as refusal:
        about(cast.workplace, cast, name=other.name)

    assert refusal.value.field == "name"
    assert Workplace.objects.get(pk=cast.workplace.pk).name != other.name


def test_how_far_several_have_come_is_one_question(cast, django_assert_num_queries):
    rows = [cast.workplace, WorkplaceFactory(programme=cast.programme)]

    with django_assert_num_queries(1):
        counted = selectors.shares_ready(rows)

    assert counted == {rows[0].pk: (4, 4), rows[1].pk: (0, 4)}


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"kind": "manager"}, "tick_of_what_is_ticked"),
        ({"kind": "role"}, "one_tick_stands_for_each_thing"),
        ({"kind": "risk", "undone_at": AT}, "tick_undone_when_and_by_whom"),
    ],
)
def test_the_database_refuses_ticks_that_cannot_be(db, wrong, rule):
    workplace = ReadinessTickFactory(kind="role").workplace

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        ReadinessTickFactory(workplace=workplace, **wrong)


def test_a_manager_ticks_what_is_the_units_own_and_a_coordinator_everything(cast, client):
    workplace = WorkplaceFactory(
        programme=asking(Kind.ROLE, Kind.NETWORK), host=cast.host, owner=cast.workplace.owner, manager=cast.manager.user
    )
    path = reverse("placements:readiness", args=[workplace.pk])

    answers = {}
    for who in ("manager", "coordinator"):
        client.force_login(getattr(cast, who).user)
        answers[who] = [client.post(path, {"kind": kind, "done": "1"}).status_code for kind in ("network", "role")]

    assert answers == {"manager": [403, 302], "coordinator": [302, 302]}
    ticked = workplace.ticks.order_by("kind").values_list("kind", "done_by")
    assert list(ticked) == [("network", cast.clerk.pk), ("role", cast.manager.user.pk)]


def test_the_page_shows_what_is_missing_first_and_who_sees_to_it(cast, client):
    workplace = WorkplaceFactory(named=True, programme=asking(Kind.ROLE, Kind.NETWORK), host=cast.host)
    client.force_login(cast.clerk)

    words = client.get(reverse("placements:workplace", args=[workplace.pk])).content.decode()

    order = [words.index(part) for part in ("0 av 3", "enheten ser till det", "föreningen ser till det", "Inga Lind")]
    assert order == sorted(order)
    assert words.count('name="done" value="1"') == 2


def test_sessions_noted_before_counted_as_few_as_they_can_have_reached(db):
    workplace = WorkplaceFactory()
    for number, head_count in enumerate((5, 8, 7), start=1):
        StaffSessionFactory(workplace=workplace, number=number, head_count=head_count, first_time=0)
    migration = __import__("placements.migrations.0007_readiness", fromlist=["FIRST_TIME"])

    with connection.cursor() as cursor:
        cursor.execute(migration.FIRST_TIME)

    assert list(workplace.staff_sessions.order_by("number").values_list("first_time", flat=True)) == [5, 3, 0]
