"""A workplace's way: from the first word to a peer supporter, and on; what is next, and who its people have been."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from peersupport.audit.models import StatusChange
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.shared.refusals import Conflict, Refused
from placements import selectors
from placements.actions import following, pipeline, placements, workplaces
from placements.models import Workplace, WorkplacePerson
from placements.tests.conftest import AT, ON
from placements.tests.factories import PlacementFactory, WorkplaceFactory, WorkplacePersonFactory

Status = Workplace.Status
DAY = dt.timedelta(days=1)
SOON = ON + 10 * DAY


def plan(workplace, cast, **changes):
    said = {"to": workplace.status, "next_step": "Träffa chefen", "next_on": SOON, "caretaker": cast.clerk} | changes
    pipeline.plan(workplace=workplace, by=cast.clerk, at=AT, **said)


def stored(workplace) -> Workplace:
    return Workplace.objects.get(pk=workplace.pk)


def name(workplace, cast, *, at=AT, **changes):
    said = {"manager_name": "Inga Lind", "contact_name": "Bo Ek"} | changes
    workplaces.name_people(workplace=workplace, by=cast.clerk, at=at, **said)


@pytest.fixture
def lead(cast):
    return WorkplaceFactory(programme=cast.programme, host=cast.host)


def test_planning_the_next_step(lead, cast):
    plan(lead, cast, to=Status.DIALOGUE)

    row = stored(lead)
    assert (row.status, row.next_step, row.next_on, row.caretaker, row.version) == (
        Status.DIALOGUE,
        "Träffa chefen",
        SOON,
        cast.clerk,
        2,
    )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"next_on": None}, "next_on"),
        ({"next_step": ""}, "next_step"),
        ({"to": Status.READY}, "to"),
        ({"to": Status.HAS_PEER}, "to"),
    ],
)
def test_a_plan_that_cannot_be(lead, cast, wrong, field):
    with pytest.raises(Refused) as refusal:
        plan(lead, cast, **wrong)

    assert refusal.value.field == field
    assert stored(lead).version == 1


def test_only_a_coordinator_of_the_host_or_of_the_nation_sees_to_a_workplace(lead, cast):
    nation, elsewhere = MembershipFactory(national=True), MembershipFactory(regional=True)

    plan(lead, cast, caretaker=nation.user)
    with pytest.raises(Refused) as refusal:
        plan(lead, cast, caretaker=elsewhere.user)

    assert (refusal.value.field, stored(lead).caretaker) == ("caretaker", nation.user)


def test_two_who_plan_at_once(lead, cast):
    plan(lead, cast, version=1)

    with pytest.raises(Conflict):
        plan(lead, cast, version=1, next_step="Något annat")

    assert stored(lead).next_step == "Träffa chefen"


def test_a_ready_workplace_may_be_taken_back_to_preparing_and_has_to_be_declared_again(cast):
    plan(cast.workplace, cast, to=Status.PREPARING)

    assert (stored(cast.workplace).status, stored(cast.workplace).ready_on) == (Status.PREPARING, None)


def test_a_workplace_that_rests_stays_ready(cast):
    plan(cast.workplace, cast, to=Status.RESTING)

    row = stored(cast.workplace)
    assert (row.status, row.ready_on, selectors.what_stops(row)) == (Status.RESTING, ON, [])


def test_a_workplace_has_a_peer_supporter_while_somebody_works_there_and_rests_when_the_last_one_leaves(cast):
    first, second = cast.start(percent=50), cast.start(percent=50)
    during = stored(cast.workplace).status
    placements.end(placement=first, ends_on=ON, reason="other", by=cast.clerk, at=AT + DAY)
    with_one = stored(cast.workplace).status
    placements.end(placement=second, ends_on=ON, reason="other", by=cast.clerk, at=AT + DAY)

    assert (during, with_one, stored(cast.workplace).status) == (Status.HAS_PEER, Status.HAS_PEER, Status.RESTING)
    steps = StatusChange.objects.filter(subject=f"placements.workplace:{cast.workplace.pk}").order_by("pk")
    assert list(steps.values_list("was", "became")) == [("ready", "has_peer"), ("has_peer", "resting")]


def test_the_next_one_starts_without_a_reason_where_everything_is_still_in_place(cast):
    cast.start()

    assert cast.start().override_reason == ""


def test_who_started_before_all_was_in_place_leaves_a_workplace_that_is_declared_ready_later(lead, cast):
    cast.start(workplace=lead, override_reason="Tredje personalträffen hålls samma vecka.")
    name(lead, cast)
    for number in range(3):
        workplaces.note_staff_session(
            key=f"00000000-0000-0000-0000-00000000000{number}",
            workplace=lead,
            held_on=ON,
            head_count=8,
            managers_present=1,
            themes=[],
            by=cast.clerk,
            at=AT,
        )
    stopped = selectors.what_stops(stored(lead))

    workplaces.declare_ready(workplace=lead, by=cast.clerk, at=AT)

    row = stored(lead)
    assert len(stopped) == 1
    assert (row.status, row.ready_on, selectors.what_stops(row)) == (Status.HAS_PEER, ON, [])


def test_a_new_manager_is_added_to_those_before(lead, cast):
    name(lead, cast)
    name(lead, cast, manager_phone="070-1")
    name(lead, cast, manager_name="Ny Chef", at=AT + 30 * DAY)

    rows = lead.people.order_by("pk").values_list("role", "name", "since", "until")
    assert list(rows) == [
        ("manager", "Inga Lind", ON, ON + 30 * DAY),
        ("contact", "Bo Ek", ON, None),
        ("manager", "Ny Chef", ON + 30 * DAY, None),
    ]


def test_somebody_new_may_have_come_some_days_ago(lead, cast):
    WorkplacePersonFactory(workplace=lead, name="Inga Lind", since=ON - 90 * DAY)

    name(lead, cast, manager_name="Ny Chef", since=ON - 5 * DAY)

    rows = lead.people.filter(role="manager").order_by("pk").values_list("name", "since", "until")
    assert list(rows) == [("Inga Lind", ON - 90 * DAY, ON - 5 * DAY), ("Ny Chef", ON - 5 * DAY, None)]


@pytest.mark.parametrize("since", [ON + DAY, ON - 91 * DAY])
def test_a_first_day_that_cannot_be(lead, cast, since):
    WorkplacePersonFactory(workplace=lead, name="Inga Lind", since=ON - 90 * DAY)

    with pytest.raises(Refused) as refusal:
        name(lead, cast, manager_name="Ny Chef", since=since)

    assert (refusal.value.field, WorkplacePerson.objects.count()) == ("since", 1)


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({}, "one_in_each_role_at_a_workplace"),
        ({"role": "friend"}, "workplace_role_known"),
        ({"until": dt.date(2025, 8, 31)}, "workplace_person_leaves_after_coming"),
    ],
)
def test_the_database_refuses_people_that_cannot_be(db, wrong, rule):
    workplace = WorkplacePersonFactory().workplace

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        WorkplacePersonFactory(workplace=workplace, **wrong)


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"status": "ready", "ready_on": None}, "workplace_ready_since_a_day"),
        ({"status": "preparing"}, "workplace_ready_since_a_day"),
        ({"next_step": "Ring"}, "workplace_next_step_has_a_day"),
        ({"next_on": ON}, "workplace_next_step_has_a_day"),
    ],
)
def test_the_database_refuses_workplaces_that_cannot_be(db, wrong, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        WorkplaceFactory(ready=True, **wrong)


def test_the_list_has_what_is_to_be_done_first_and_how_far_each_has_come(cast, client, django_assert_num_queries):
    for step, day in (("Senare", 20), ("Snart", 5)):
        plan(WorkplaceFactory(programme=cast.programme, host=cast.host), cast, next_step=step, next_on=ON + day * DAY)
    client.force_login(cast.clerk)

    words = client.get(reverse("placements:workplaces")).content.decode()

    order = [words.index(part) for part in ("Snart", "Senare", cast.workplace.name)]
    assert order == sorted(order)
    assert (words.count("0 av 4"), words.count("4 av 4")) == (2, 1)


def test_the_list_can_be_narrowed_to_one_step_of_the_way(lead, cast, client):
    plan(lead, cast, to=Status.AGREEMENT)
    client.force_login(cast.clerk)

    words = client.get(reverse("placements:workplaces"), {"status": "agreement"}).content.decode()

    assert (lead.name in words, cast.workplace.name in words) == (True, False)


def test_workplaces_of_before_have_the_status_and_the_people_that_they_had(cast):
    migration = __import__("placements.migrations.0010_pipeline", fromlist=["FOLLOW"])
    working = PlacementFactory(workplace=WorkplaceFactory(named=True)).workplace
    cast.workplace.people.all().delete()

    with connection.cursor() as cursor:
        cursor.execute(migration.FOLLOW)

    assert stored(working).status == Status.HAS_PEER
    assert StatusChange.objects.filter(subject=f"placements.workplace:{working.pk}", became="has_peer").count() == 1
    people = cast.workplace.people.order_by("role").values_list("role", "name", "since")
    assert list(people) == [("contact", "Bo Ek", None), ("manager", "Inga Lind", None)]


def test_one_that_is_planned_makes_its_workplace_one_with_a_peer_supporter_on_its_first_day(cast):
    placement = cast.start(starts_on=ON + 3 * DAY)
    before = stored(cast.workplace).status

    following.follow(placement=placement, by=None, at=AT + 3 * DAY)

    assert (before, stored(cast.workplace).status) == (Status.READY, Status.HAS_PEER)
