"""Staff sessions to come: proposed, chosen, signed up for without a name, held, and owed for where ordered."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from peersupport.audit.status import WrongStatus
from peersupport.directory.tests.factories import MembershipFactory, OrganisationFactory
from peersupport.links.onetime import LinkSpent
from peersupport.shared.refusals import Refused
from placements import selectors
from placements.actions import staff_bookings, workplaces
from placements.models import StaffBooking, StaffSignUp, Workplace
from placements.tests.conftest import AT, ON
from placements.tests.factories import (
    ProposedTimeFactory,
    StaffBookingFactory,
    StaffSessionFactory,
    StaffSignUpFactory,
    WorkplaceFactory,
)
from programs.models import Charge
from programs.tests.factories import OrderLineFactory, ProgrammeFactory

Status = StaffBooking.Status
DAY = dt.timedelta(days=1)
SOON = dt.datetime(2026, 3, 12, 12, 0, tzinfo=dt.UTC)  # 13.00 in Sweden


@pytest.fixture
def unit(cast):
    return WorkplaceFactory(programme=cast.programme, host=cast.host)


def propose(unit, cast, *times, **changes):
    said = {"key": uuid.uuid4(), "minutes": 90, "place": "Stora rummet", "by": cast.clerk, "at": AT} | changes
    return staff_bookings.propose(workplace=unit, times=times or [SOON, SOON + DAY], **said)


def note(unit, cast, *, held_on=ON, at=AT, **changes):
    said = {"head_count": 8, "managers_present": 1, "themes": []} | changes
    return workplaces.note_staff_session(
        key=uuid.uuid4(), workplace=unit, held_on=held_on, by=cast.clerk, at=at, **said
    )


def test_proposing_times_and_choosing_one(unit, cast):
    booking = propose(unit, cast)
    before = (booking.status, staff_bookings.link_to(booking))

    staff_bookings.choose(booking=booking, time=booking.times.last(), by=cast.manager.user, at=AT)

    stored = StaffBooking.objects.get()
    assert before == (Status.PROPOSED, None)
    assert (stored.status, stored.starts_at, stored.leader) == (Status.BOOKED, SOON + DAY, cast.clerk)
    assert staff_bookings.behind(token=staff_bookings.link_to(stored), at=AT) == stored
    assert Workplace.objects.get(pk=unit.pk).status == Workplace.Status.PREPARING


def test_with_one_time_it_is_booked_at_once(unit, cast):
    assert propose(unit, cast, SOON).status == Status.BOOKED


def test_proposed_twice_with_the_same_key_it_is_one(unit, cast):
    key = uuid.uuid4()

    assert propose(unit, cast, key=key) == propose(unit, cast, key=key)
    assert StaffBooking.objects.count() == 1


def test_times_that_have_been_are_not_proposed_or_chosen(unit, cast):
    with pytest.raises(Refused):
        propose(unit, cast, AT - DAY, SOON)
    booking = propose(unit, cast)

    for time in (booking.times.first(), ProposedTimeFactory(starts_at=SOON + DAY)):
        with pytest.raises(Refused):
            staff_bookings.choose(booking=booking, time=time, by=cast.clerk, at=SOON)

    assert StaffBooking.objects.get(pk=booking.pk).status == Status.PROPOSED


def test_those_who_come_are_counted_and_nothing_else_is_known_of_them(unit, cast):
    booking, key = propose(unit, cast, SOON), uuid.uuid4()

    staff_bookings.sign_up(key=key, booking=booking, staff=3, managers=0, at=AT)
    staff_bookings.sign_up(key=key, booking=booking, staff=3, managers=0, at=AT)
    staff_bookings.sign_up(key=uuid.uuid4(), booking=booking, staff=1, managers=1, at=AT)

    counted = StaffBooking.objects.with_sign_ups().get()
    assert (counted.staff_coming, counted.managers_coming) == (4, 1)
    assert {field.name for field in StaffSignUp._meta.fields} == {"id", "booking", "staff", "managers", "signed_up_at"}


@pytest.mark.parametrize(("staff", "managers"), [(0, 0), (200, 1)])
def test_nobody_and_too_many_do_not_sign_up(unit, cast, staff, managers):
    booking = propose(unit, cast, SOON)

    with pytest.raises(Refused) as refusal:
        staff_bookings.sign_up(key=uuid.uuid4(), booking=booking, staff=staff, managers=managers, at=AT)

    assert (refusal.value.field, StaffSignUp.objects.count()) == ("staff", 0)


def test_nobody_signs_up_for_what_has_begun_or_is_called_off(unit, cast):
    booking, other = propose(unit, cast, SOON), propose(unit, cast, SOON + DAY)
    staff_bookings.call_off(booking=other, by=cast.clerk, at=AT)

    for row, at in ((booking, SOON), (other, AT)):
        with pytest.raises(Refused):
            staff_bookings.sign_up(key=uuid.uuid4(), booking=row, staff=1, managers=0, at=at)


def test_a_link_opens_for_a_day_after_the_session(unit, cast):
    token = staff_bookings.link_to(propose(unit, cast, SOON))

    staff_bookings.behind(token=token, at=SOON + DAY - dt.timedelta(minutes=1))
    with pytest.raises(LinkSpent):
        staff_bookings.behind(token=token, at=SOON + DAY)


def test_a_session_that_is_noted_for_the_day_that_was_booked_is_that_one(unit, cast):
    booking, other = propose(unit, cast, SOON), propose(unit, cast, SOON + 7 * DAY)

    session = note(unit, cast, held_on=SOON.date(), at=SOON + DAY)

    rows = StaffBooking.objects.order_by("pk").values_list("pk", "status", "session")
    assert list(rows) == [(booking.pk, Status.HELD, session.pk), (other.pk, Status.BOOKED, None)]


def test_what_was_held_is_not_called_off(unit, cast):
    booking = propose(unit, cast, SOON)
    note(unit, cast, held_on=SOON.date(), at=SOON + DAY)

    with pytest.raises(WrongStatus):
        staff_bookings.call_off(booking=StaffBooking.objects.get(pk=booking.pk), by=cast.clerk, at=SOON + DAY)


def ordered(cast, owner, **changes):
    line = {"kind": "staff", "quantity": 1, "unit_price": 18000, "status": "ordered"}
    return OrderLineFactory(**({"order__orderer": owner, "order__programme": cast.programme} | line | changes))


def test_the_last_session_that_was_needed_is_owed_for_by_the_order_of_the_units_owner(unit, cast):
    line = ordered(cast, unit.owner)

    for number in range(4):
        note(unit, cast)
        assert Charge.objects.count() == (number >= 2)

    charge = Charge.objects.get()
    assert (charge.line, charge.payer, charge.host, charge.delivered_on) == (line, unit.owner, cast.host, ON)
    assert (charge.net, charge.occasion) == (Decimal(18000), f"workplace-{unit.pk}")


def test_a_part_of_an_organisation_has_what_the_whole_has_ordered_and_each_unit_takes_one(cast):
    city = OrganisationFactory()
    line = ordered(cast, city, quantity=2)
    units = [
        WorkplaceFactory(programme=cast.programme, host=cast.host, owner=OrganisationFactory(parent=city))
        for _n in range(3)
    ]

    for place in units:
        for _n in range(3):
            note(place, cast)

    assert Charge.objects.filter(line=line).count() == 2


@pytest.mark.parametrize("wrong", ["another kind", "of another owner", "in another programme", "called off"])
def test_what_was_not_ordered_for_the_unit_is_not_owed(unit, cast, wrong):
    ordered(
        cast,
        OrganisationFactory() if wrong == "of another owner" else unit.owner,
        order__programme=ProgrammeFactory() if wrong == "in another programme" else cast.programme,
        kind="supervision" if wrong == "another kind" else "staff",
        status="cancelled" if wrong == "called off" else "ordered",
    )

    for _n in range(3):
        note(unit, cast)

    assert Charge.objects.count() == 0


def test_staff_session_with_0_managers_or_below_the_share_of_staff(cast):
    """Counts as held but flagged; three of three needs at least one with management present (domain 7.9)."""
    programme = ProgrammeFactory(readiness__kinds=frozenset({"manager_present"}), readiness__reached=Decimal("0.600"))
    unit = WorkplaceFactory(named=True, programme=programme, team_size=10)
    for head_count, managers in ((5, 0), (7, 0), (6, 0)):
        StaffSessionFactory(workplace=unit, head_count=head_count, managers_present=managers)

    reach = selectors.reach(unit)
    sessions = reach.of(selectors.staff_reached(unit))
    missing = [check.kind for check in selectors.readiness(unit).missing]

    assert [(row.percent, row.is_few) for row in sessions] == [(50, True), (70, False), (60, False)]
    assert (reach.reached, reach.percent) == (9, 90)
    assert missing == ["manager_present"]


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"status": "booked"}, "staff_booking_has_a_time_once_chosen"),
        ({"starts_at": SOON}, "staff_booking_has_a_time_once_chosen"),
        ({"status": "held", "starts_at": SOON}, "staff_booking_is_noted_once_held"),
        ({"minutes": 5}, "staff_booking_takes_minutes"),
    ],
)
def test_the_database_refuses_bookings_that_cannot_be(db, wrong, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        StaffBookingFactory(**wrong)


def test_the_database_refuses_sign_ups_of_nobody_and_a_time_proposed_twice(db):
    time = ProposedTimeFactory()

    with pytest.raises(IntegrityError, match="somebody_signs_up"), transaction.atomic():
        StaffSignUpFactory(staff=0, managers=0)
    with pytest.raises(IntegrityError, match="a_time_is_proposed_once"), transaction.atomic():
        ProposedTimeFactory(booking=time.booking, starts_at=time.starts_at)


@pytest.fixture
def booked(unit, cast):
    """A session far ahead at a unit of the cast's manager, and the address of its page."""
    Workplace.objects.filter(pk=unit.pk).update(manager=cast.manager.user, owner=cast.manager.organisation)
    booking = propose(unit, cast, timezone.now() + 20 * DAY, at=timezone.now())
    return booking, reverse("placements:staff_sign_up", args=[staff_bookings.link_to(booking)])


def test_one_signs_up_without_an_account(booked, client):
    booking, path = booked

    page = client.get(path).content.decode()
    answer = client.post(path, {"key": str(uuid.uuid4()), "staff": "2", "managers": "0"})

    assert booking.workplace.name in page
    assert "Stora rummet" in page
    assert (answer.status_code, booking.sign_ups.get().staff) == (302, 2)


def test_the_file_for_ones_calendar_says_when_and_nothing_more(booked, client):
    booking, path = booked

    body = client.get(f"{path}traff.ics").content.decode()

    assert f"UID:staff-session-{booking.pk}@" in body
    assert (booking.workplace.name in body, "peer" in body.lower()) == (False, False)


def test_a_link_that_is_wrong_opens_nothing(booked, client):
    assert client.get(reverse("placements:staff_sign_up", args=["1-abc"])).status_code == 410


def test_the_sheet_for_the_wall_has_the_link_and_its_code(booked, cast, client):
    booking, path = booked
    client.force_login(cast.manager.user)

    page = client.get(reverse("placements:staff_booking_paper", args=[booking.workplace_id, booking.pk]))

    words = page.content.decode()
    assert (path in words, "data:image/svg+xml" in words) == (True, True)


def test_the_units_manager_chooses_a_time_and_a_stranger_finds_nothing(unit, cast, client):
    Workplace.objects.filter(pk=unit.pk).update(manager=cast.manager.user, owner=cast.manager.organisation)
    booking = propose(unit, cast, *(timezone.now() + n * DAY for n in (5, 6)), at=timezone.now())
    path = reverse("placements:staff_booking_choose", args=[unit.pk, booking.pk])
    answers = []

    for member in (MembershipFactory(manager=True), cast.manager):
        client.force_login(member.user)
        answers.append(client.post(path, {"time": booking.times.last().pk}).status_code)

    assert answers == [404, 302]
    assert StaffBooking.objects.get().status == Status.BOOKED
