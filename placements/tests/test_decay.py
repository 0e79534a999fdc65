"""Readiness decays: a new manager, or many new people in the team, ask for a new staff session."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from peersupport.shared.refusals import Refused
from placements import selectors
from placements.actions import readiness, workplaces
from placements.models import StaffChange, Workplace
from placements.tests.conftest import AT, ON
from placements.tests.factories import StaffChangeFactory, StaffSessionFactory, WorkplaceFactory
from programs.models import ReadinessItem
from programs.tests.factories import ProgrammeFactory

Status = Workplace.Status
DAY = dt.timedelta(days=1)


@pytest.fixture
def unit(cast):
    """Ready, with ten in the team; three new of them are no more than may be."""
    asked = {"readiness__kinds": frozenset(), "readiness__turnover": Decimal("0.300")}
    workplace = WorkplaceFactory(ready=True, programme=ProgrammeFactory(**asked), host=cast.host, team_size=10)
    workplace.people.create(role="manager", name="Inga Lind")
    workplace.people.create(role="contact", name="Bo Ek")
    return workplace


def named(unit, cast, **changes):
    said = {"manager_name": "Ny Chef", "contact_name": "Bo Ek"} | changes
    workplaces.name_people(workplace=unit, by=cast.clerk, at=AT, **said)


def state(unit) -> tuple[str, list[str]]:
    row = Workplace.objects.get(pk=unit.pk)
    return row.status, [check.kind for check in selectors.readiness(row).missing]


LOST = (Status.PREPARING, [ReadinessItem.Kind.RENEWED])
KEPT = (Status.READY, [])


def test_a_new_manager_asks_for_a_new_session_with_a_manager_in_the_room(unit, cast):
    named(unit, cast)
    lost = state(unit)
    StaffSessionFactory(workplace=unit, held_on=ON, managers_present=0)
    without = state(unit)[1]

    StaffSessionFactory(workplace=unit, held_on=ON, managers_present=1)

    assert (lost, without, state(unit)[1]) == (LOST, LOST[1], [])


def test_a_name_that_is_only_corrected_is_the_same_person(unit, cast):
    named(unit, cast, manager_name="Inga Lindh", is_correction=True)

    people = unit.people.filter(role="manager").values_list("name", "until")
    assert (state(unit), list(people)) == (KEPT, [("Inga Lindh", None)])


def test_another_contact_person_asks_for_nothing(unit, cast):
    named(unit, cast, manager_name="Inga Lind", contact_name="Eva Ny")

    assert state(unit) == KEPT


def test_the_first_manager_of_all_is_nobodys_successor(cast):
    workplace = WorkplaceFactory(programme=cast.programme, host=cast.host)

    named(workplace, cast)

    assert StaffChange.objects.count() == 0


def test_a_manager_who_comes_after_a_while_without_one_is_a_new_one(cast):
    workplace = WorkplaceFactory(programme=cast.programme, host=cast.host)

    for name in ("Inga Lind", "", "Ny Chef"):
        named(workplace, cast, manager_name=name)

    assert StaffChange.objects.get().workplace == workplace


@pytest.mark.parametrize(("newcomers", "expected"), [(3, KEPT), (4, LOST), (10, LOST)])
def test_turnover_above_the_limit_asks_for_a_new_session(unit, cast, newcomers, expected):
    readiness.note_turnover(workplace=unit, newcomers=newcomers, by=cast.clerk, at=AT)
    found = state(unit)
    StaffSessionFactory(workplace=unit, held_on=ON, managers_present=0)

    assert (found, state(unit)[1]) == (expected, [])


@pytest.mark.parametrize("newcomers", [0, 11])
def test_more_than_there_are_are_not_new(unit, cast, newcomers):
    with pytest.raises(Refused) as refusal:
        readiness.note_turnover(workplace=unit, newcomers=newcomers, by=cast.clerk, at=AT)

    assert (refusal.value.field, StaffChange.objects.count()) == ("newcomers", 0)


def test_a_programme_that_does_not_ask_for_it_loses_nothing(cast):
    Workplace.objects.filter(pk=cast.workplace.pk).update(team_size=10)
    cast.workplace.people.create(role="manager", name="Inga Lind")
    named(cast.workplace, cast)

    readiness.note_turnover(workplace=cast.workplace, newcomers=10, by=cast.clerk, at=AT)

    assert state(cast.workplace) == KEPT


def test_where_somebody_works_the_workplace_keeps_its_place_and_is_not_ready_any_more(unit, cast):
    Workplace.objects.filter(pk=unit.pk).update(status=Status.HAS_PEER)

    named(unit, cast)

    row = Workplace.objects.get(pk=unit.pk)
    assert (row.status, row.ready_on, len(selectors.what_stops(row))) == (Status.HAS_PEER, None, 1)


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"cause": "weather"}, "staff_change_cause_known"),
        ({"cause": "turnover"}, "turnover_has_a_number"),
        ({"newcomers": 3}, "turnover_has_a_number"),
    ],
)
def test_the_database_refuses_changes_that_cannot_be(db, wrong, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        StaffChangeFactory(**wrong)


def test_the_units_manager_notes_how_many_are_new_and_the_page_says_what_that_asks_for(unit, cast, client):
    Workplace.objects.filter(pk=unit.pk).update(manager=cast.manager.user, owner=cast.manager.organisation)
    client.force_login(cast.manager.user)

    answer = client.post(reverse("placements:workplace_turnover", args=[unit.pk]), {"newcomers": "5"}, follow=True)

    assert "Nya i arbetsgruppen från" in answer.content.decode()
