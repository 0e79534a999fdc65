"""Workplace closes/reorganises (domain 7.9): everything moves in one step, or the workplace stays open."""

import datetime as dt

import pytest
from django.urls import reverse

from peersupport.directory.models import PersonAccess
from peersupport.shared.refusals import Refused
from placements.actions import closing
from placements.actions.workplaces import WorkplaceClosed
from placements.models import Placement, StaffBooking, Workplace
from placements.tests.conftest import AT, ON
from placements.tests.factories import StaffBookingFactory, WorkplaceFactory

Status = Workplace.Status
DAY = dt.timedelta(days=1)


@pytest.fixture
def into(cast):
    return WorkplaceFactory(ready=True, programme=cast.programme, host=cast.host, name="Nya enheten")


def move_on(cast, into, *, at=AT + 30 * DAY, **changes):
    said = {"ends_on": ON + 29 * DAY, "starts_over": True} | changes
    closing.move_on(workplace=cast.workplace, into=into, by=cast.clerk, at=at, **said)


def status_of(workplace) -> str:
    return Workplace.objects.get(pk=workplace.pk).status


def test_workplace_closes_or_reorganises(cast, into):
    first, second = cast.start(percent=50), cast.start(percent=80)
    booking = StaffBookingFactory(workplace=cast.workplace, booked=True)

    move_on(cast, into)

    ended = Placement.objects.filter(workplace=cast.workplace).order_by("pk")
    began = Placement.objects.filter(workplace=into).order_by("pk")
    assert list(ended.values_list("pk", "status", "ends_on", "end_reason")) == [
        (row.pk, "ended", ON + 29 * DAY, "moved") for row in (first, second)
    ]
    assert sorted(began.values_list("person", "percent", "employer", "supervisor", "starts_on", "status")) == sorted(
        (row.person_id, row.percent, row.employer_id, row.supervisor_id, ON + 30 * DAY, "active")
        for row in (first, second)
    )
    assert StaffBooking.objects.get(pk=booking.pk).workplace == into
    assert (status_of(cast.workplace), status_of(into)) == (Status.CLOSED, Status.HAS_PEER)
    open_ones = PersonAccess.objects.open().values_list("because", flat=True)
    assert set(open_ones) == {f"placements.placement:{row.pk}" for row in began}


def test_one_that_has_not_begun_begins_at_the_other(cast, into):
    planned = cast.start(starts_on=ON + 60 * DAY)

    move_on(cast, into)

    began = Placement.objects.get(workplace=into)
    assert (began.starts_on, began.status) == (planned.starts_on, "planned")


def test_nothing_moves_where_the_other_is_not_ready_and_no_reason_is_given(cast):
    into = WorkplaceFactory(programme=cast.programme, host=cast.host)
    placement = cast.start()

    with pytest.raises(Refused) as refusal:
        move_on(cast, into)
    left = Placement.objects.get(pk=placement.pk).status
    move_on(cast, into, override_reason="Enheterna slås ihop, och personalen är densamma.")

    assert (refusal.value.field, left) == ("override_reason", "active")
    assert Placement.objects.get(workplace=into).override_reason.startswith("Enheterna")


@pytest.mark.parametrize("where", ["itself", "of another host"])
def test_everything_goes_to_another_workplace_of_the_same_host(cast, where):
    with pytest.raises(Refused) as refusal:
        move_on(cast, cast.workplace if where == "itself" else WorkplaceFactory(ready=True))

    assert (refusal.value.field, status_of(cast.workplace)) == ("into", Status.READY)


def test_nobody_moves_to_a_workplace_that_is_closed(cast):
    cast.start()

    with pytest.raises(WorkplaceClosed):
        move_on(cast, WorkplaceFactory(closed=True, programme=cast.programme, host=cast.host))

    assert status_of(cast.workplace) == Status.HAS_PEER


def test_what_is_booked_is_called_off_where_a_workplace_just_closes(cast):
    booking = StaffBookingFactory(workplace=cast.workplace, booked=True)

    closing.close(workplace=cast.workplace, by=cast.clerk, at=AT)

    assert StaffBooking.objects.get(pk=booking.pk).status == "cancelled"


def test_the_page_lists_who_is_left_with_a_way_on_for_each_and_offers_to_close_when_nobody_is(cast, client):
    path = reverse("placements:workplace_close", args=[cast.workplace.pk])
    client.force_login(cast.clerk)
    alone = client.get(path).content.decode()
    placement = cast.start()

    left = client.get(path).content.decode()

    move = reverse("placements:placement_move", args=[placement.pk])
    assert [(move in page, "btn-danger" in page) for page in (alone, left)] == [(False, True), (True, False)]


def test_moving_everything_on_the_page(cast, into, client):
    cast.start()
    client.force_login(cast.clerk)
    path = reverse("placements:workplace_move_on", args=[cast.workplace.pk])

    answer = client.post(path, {"into": into.pk, "ends_on": ON.isoformat(), "starts_over": "on"})

    assert (answer.status_code, status_of(cast.workplace)) == (302, Status.CLOSED)
