"""Until when somebody is employed and it is paid for: what is noted, who sees it, and whom it is written to."""

import datetime as dt
from email import message_from_bytes, policy

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from peersupport.directory.tests.factories import MembershipFactory
from peersupport.letters.models import Letter
from peersupport.letters.outbox import post_many
from peersupport.letters.registry import KINDS
from peersupport.letters.rendering import render
from peersupport.shared.refusals import Conflict, Refused
from placements.actions import closing, ends, following, placements
from placements.models import Placement, Workplace
from placements.tests.conftest import AT, ON
from placements.tests.factories import PlacementFactory, WorkplaceFactory

DAY = dt.timedelta(days=1)
COORDINATOR, MANAGER = "employment_ends", "employment_ends_here"


def note(placement, *, version=None, employed=None, funded=None, at=AT):
    ends.note(
        placement=placement,
        version=version or Placement.objects.get(pk=placement.pk).version,
        employed_until=employed,
        funded_until=funded,
        at=at,
    )


def days_of(placement):
    return Placement.objects.values_list("employed_until", "funded_until", "version").get(pk=placement.pk)


def posted(name=COORDINATOR, on=ON):
    post_many(KINDS[name], on=on, at=AT)
    rows = Letter.objects.filter(kind=name).exclude(state="cancelled").order_by("pk")
    return [(row.subject_id, row.user_id, row.address, row.values["due_on"]) for row in rows]


# what is noted
def test_both_days_may_be_said_at_the_start_and_changed_later(cast):
    placement = cast.start(employed_until=ON + 200 * DAY, funded_until=ON + 100 * DAY)
    before = days_of(placement)

    note(placement, funded=ON + 150 * DAY)

    assert before == (ON + 200 * DAY, ON + 100 * DAY, 1)
    assert days_of(placement) == (None, ON + 150 * DAY, 2)


@pytest.mark.parametrize("name", Placement.ENDS)
def test_a_day_before_the_first_one_is_refused_beside_it(cast, name):
    placement = cast.start()

    with pytest.raises(Refused) as at_start:
        cast.start(**{name: ON - DAY})
    with pytest.raises(Refused) as later:
        note(placement, **{name.removesuffix("_until"): ON - DAY})

    assert [at_start.value.field, later.value.field] == [name, name]
    assert days_of(placement) == (None, None, 1)


@pytest.mark.parametrize("name", Placement.ENDS)
def test_the_database_holds_that_too(db, name):
    PlacementFactory(**{name: PlacementFactory().starts_on})

    with pytest.raises(IntegrityError, match="on_its_first_day"):
        PlacementFactory(**{name: dt.date(2026, 3, 1)})


def test_the_first_day_can_not_be_moved_past_them(cast):
    unit = WorkplaceFactory(programme=cast.programme, host=cast.host)
    planned = cast.start(workplace=unit, starts_on=ON + 10 * DAY, employed_until=ON + 40 * DAY)

    with pytest.raises(Refused) as refused:
        following.begin(placement=planned, starts_on=ON + 41 * DAY, override_reason="", by=cast.clerk, at=AT)

    assert refused.value.field == "starts_on"


def test_nothing_is_noted_over_what_somebody_else_noted_or_once_it_has_ended(cast):
    placement = cast.start()
    note(placement, employed=ON + 9 * DAY)

    with pytest.raises(Conflict):
        note(placement, version=1, employed=ON + 8 * DAY)
    placements.end(placement=placement, ends_on=ON, reason="term", by=cast.clerk, at=AT)
    with pytest.raises(Refused):
        note(placement, employed=ON + 8 * DAY)

    assert days_of(placement) == (ON + 9 * DAY, None, 2)


def test_when_a_workplace_closes_the_days_ahead_go_along(cast):
    into = WorkplaceFactory(ready=True, programme=cast.programme, host=cast.host, owner=cast.workplace.owner)
    cast.start(employed_until=ON + 200 * DAY, funded_until=ON)

    closing.move_on(workplace=cast.workplace, into=into, ends_on=ON, starts_over=False, by=cast.clerk, at=AT)

    assert days_of(Placement.objects.get(workplace=into)) == (ON + 200 * DAY, None, 1)


# letters
@pytest.mark.parametrize(("days", "is_posted"), [(91, False), (90, True), (0, True), (-1, False)])
def test_ninety_days_before_a_coordinator_and_the_manager_are_written_to(cast, days, is_posted):
    placement = cast.start(employed_until=ON + 95 * DAY)
    on = ON + (95 - days) * DAY
    day = (ON + 95 * DAY).isoformat()

    for _time in range(2):
        found = posted(COORDINATOR, on), posted(MANAGER, on)

    assert found[0] == [(placement.pk, cast.clerk.pk, "", day)] * is_posted
    assert found[1] == [(placement.pk, cast.manager.user_id, "", day)] * is_posted


def test_of_two_days_the_first_that_is_still_ahead_counts(cast):
    cast.start(employed_until=ON + 60 * DAY, funded_until=ON + 30 * DAY)

    first = posted()
    second = posted(on=ON + 31 * DAY)[1:]

    assert [row[3] for row in first] == [(ON + 30 * DAY).isoformat()]
    assert [row[3] for row in second] == [(ON + 60 * DAY).isoformat()]


def test_a_day_that_is_moved_takes_the_waiting_letter_back_and_gives_a_new_one(cast):
    placement = cast.start(funded_until=ON + 30 * DAY)
    posted()
    note(placement, funded=ON + 60 * DAY)

    assert list(Letter.objects.values_list("state", flat=True)) == ["cancelled"]
    assert [row[3] for row in posted()] == [(ON + 60 * DAY).isoformat()]


def test_a_later_day_that_is_moved_takes_nothing_back(cast):
    placement = cast.start(funded_until=ON + 30 * DAY, employed_until=ON + 60 * DAY)
    before = posted()

    note(placement, funded=ON + 30 * DAY, employed=ON + 80 * DAY)

    assert posted() == before


@pytest.mark.parametrize("name", [COORDINATOR, MANAGER])
def test_a_letter_that_waits_is_not_sent_once_the_placement_has_ended(cast, name):
    today = dt.datetime.now(tz=dt.UTC).date()
    placement = PlacementFactory(funded_until=today + 9 * DAY)
    before = KINDS[name].still_wanted({placement.pk})
    Placement.objects.filter(pk=placement.pk).update(status="ended", ends_on=today, end_reason="funding")

    assert (before, KINDS[name].still_wanted({placement.pk})) == ({placement.pk}, set())


def test_a_manager_without_an_account_is_written_to_at_their_address_without_a_link(cast):
    Workplace.objects.filter(pk=cast.workplace.pk).update(manager=None, manager_email="chef@exempel.example")
    placement = cast.start(employed_until=ON + 30 * DAY)

    assert posted(MANAGER) == [(placement.pk, None, "chef@exempel.example", (ON + 30 * DAY).isoformat())]
    assert KINDS[MANAGER].readers({placement.pk}) == {placement.pk: None}
    assert "/placeringar/" not in words_of(Letter.objects.get())


def test_nobody_is_written_to_where_the_workplace_has_no_manager(cast):
    Workplace.objects.filter(pk=cast.workplace.pk).update(manager=None, manager_email="")
    cast.start(employed_until=ON + 30 * DAY)

    assert posted(MANAGER) == []


@pytest.mark.parametrize("ended", [None, AT])
def test_it_goes_to_whoever_sees_to_the_workplace_while_they_have_the_role(cast, ended):
    caretaker = MembershipFactory(regional=True, organisation=cast.host, ended_at=ended)
    Workplace.objects.filter(pk=cast.workplace.pk).update(caretaker=caretaker.user)
    placement = cast.start(employed_until=ON + 30 * DAY)
    reader = cast.clerk.pk if ended else caretaker.user_id

    assert posted()[0][1] == reader
    assert KINDS[COORDINATOR].readers({placement.pk}) == {placement.pk: reader}


def words_of(letter) -> str:
    message = message_from_bytes(render(letter).source, policy=policy.default)
    return f"{message['Subject']} {message.get_content()}"


@pytest.mark.parametrize("name", [COORDINATOR, MANAGER])
def test_the_letters_name_nobody_and_no_workplace_and_lead_to_the_placement(cast, name):
    placement = cast.start(employed_until=dt.date(2026, 4, 30))
    posted(name)

    words = words_of(Letter.objects.get())

    assert "30 april 2026" in words
    assert reverse("placements:placement", args=[placement.pk]) in words
    names = (placement.person.given_name, placement.person.family_name, cast.workplace.name, placement.employer.name)
    assert [one in words for one in names] == [False] * 4


# pages
def page(membership, placement) -> str:
    client = Client()
    client.force_login(membership.user)
    return client.get(reverse("placements:placement", args=[placement.pk])).content.decode()


def test_coordinators_the_manager_and_the_person_see_the_days_and_the_supervisor_does_not(cast):
    placement = cast.start(employed_until=dt.date(2029, 4, 30), funded_until=dt.date(2029, 1, 31))
    person = MembershipFactory(peer=True)
    placement.person.user = person.user
    placement.person.save(update_fields=["user"])

    seen = [
        "30 april 2029" in page(who, placement) and "31 januari 2029" in page(who, placement)
        for who in (cast.coordinator, cast.manager, person, cast.supervisor)
    ]

    assert seen == [True, True, True, False]
    assert "2029" not in page(cast.supervisor, placement)


def test_a_coordinator_notes_the_days_on_a_page_of_their_own(cast, client):
    placement = cast.start()
    client.force_login(cast.clerk)
    path = reverse("placements:placement_ends", args=[placement.pk])

    answer = client.post(path, {"version": "1", "employed_until": "2027-04-30", "funded_until": ""}, follow=True)

    assert days_of(placement) == (dt.date(2027, 4, 30), None, 2)
    assert "30 april 2027" in answer.content.decode()


def test_nobody_else_may_and_not_once_it_has_ended(cast, client):
    placement = cast.start()
    path = reverse("placements:placement_ends", args=[placement.pk])
    found = []
    for who in (cast.manager, cast.supervisor):
        client.force_login(who.user)
        found.append(client.get(path).status_code)
    placements.end(placement=placement, ends_on=ON, reason="term", by=cast.clerk, at=AT)
    client.force_login(cast.clerk)

    assert [*found, client.get(path).status_code] == [403, 403, 404]


def test_who_changes_workplace_is_asked_for_the_days_anew(cast, client):
    placement = cast.start(employed_until=ON + 300 * DAY)
    unit = WorkplaceFactory(ready=True, programme=cast.programme, host=cast.host, owner=cast.workplace.owner)
    client.force_login(cast.clerk)

    asked = client.get(reverse("placements:placement_move", args=[placement.pk]), {"arbetsplats": unit.pk})

    assert asked.context["form"].initial["employed_until"] == ON + 300 * DAY
    assert f'value="{(ON + 300 * DAY).isoformat()}"' in asked.content.decode()
