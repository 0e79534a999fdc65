"""A staff session that is booked at another time: its link stays, and the workplace's people are written to."""

import datetime as dt
import uuid
from email import message_from_bytes, policy

import pytest
from icalendar import Calendar

from peersupport.directory.tests.factories import MembershipFactory
from peersupport.letters.models import Letter
from peersupport.letters.registry import KINDS
from peersupport.letters.rendering import render
from peersupport.shared.refusals import Conflict, Refused
from placements.actions import staff_bookings
from placements.letters.staff_sessions import calendar_file
from placements.models import StaffBooking
from placements.tests.conftest import AT
from placements.tests.factories import WorkplaceFactory
from placements.tests.test_staff_bookings import SOON, propose

DAY = dt.timedelta(days=1)
MOVED, OFF = "staff_session_moved", "staff_session_called_off"


@pytest.fixture
def unit(cast):
    return WorkplaceFactory(
        programme=cast.programme,
        host=cast.host,
        manager=cast.manager.user,
        manager_email=cast.manager.user.email,
        contact_email="kontakt@example.org",
    )


@pytest.fixture
def booking(unit, cast):
    return propose(unit, cast, SOON)


def move(booking, at=AT, **changes):
    said = {"version": booking.version, "starts_at": SOON + DAY, "minutes": 60, "place": "Lilla rummet"} | changes
    staff_bookings.move(booking=booking, at=at, **said)
    return StaffBooking.objects.get(pk=booking.pk)


def letters(kind):
    rows = Letter.objects.filter(kind=kind).exclude(state="cancelled").order_by("pk")
    return [(row.user_id, row.address) for row in rows]


def test_it_is_at_another_time_with_the_same_link_and_those_who_signed_up(booking):
    staff_bookings.sign_up(key=uuid.uuid4(), booking=booking, staff=3, managers=0, at=AT)
    token = staff_bookings.link_to(booking)

    moved = move(booking)

    assert (moved.starts_at, moved.minutes, moved.place, moved.version) == (SOON + DAY, 60, "Lilla rummet", 2)
    assert staff_bookings.link_to(moved) == token
    assert staff_bookings.behind(token=token, at=SOON + DAY) == moved
    assert moved.sign_ups.get().staff == 3


def test_manager_and_contact_person_get_a_letter_that_moves_it_in_their_calendar(booking, cast, unit):
    before = Calendar.from_ical(calendar_file(booking)).events[0]
    move(booking)
    letter = Letter.objects.get(kind=MOVED, address="kontakt@example.org")

    message = message_from_bytes(render(letter).source, policy=policy.default)
    event = Calendar.from_ical(next(message.iter_attachments()).get_content()).events[0]

    assert letters(MOVED) == [(cast.manager.user_id, ""), (None, "kontakt@example.org")]
    assert (event["UID"], event["SEQUENCE"]) == (before["UID"], before["SEQUENCE"] + 1)
    assert event.start == SOON + DAY
    text = f"{message['Subject']}\n{message.get_body().get_content()}"
    assert "13 mars 2026 kl. 13.00–14.00" in text
    assert [word for word in (unit.name, "Lilla rummet", cast.clerk.family_name) if word in text] == []


def test_who_is_both_manager_and_contact_person_gets_one(booking, cast, unit):
    type(unit).objects.update(contact_email=cast.manager.user.email.upper())

    move(booking)

    assert letters(MOVED) == [(cast.manager.user_id, "")]


def test_a_workplace_without_addresses_gets_none(booking, unit):
    type(unit).objects.update(manager=None, manager_email="", contact_email="")

    assert move(booking).version == 2
    assert letters(MOVED) == []


def test_the_same_again_changes_nothing_and_moved_twice_the_last_letter_counts(booking):
    first = move(booking)
    move(booking)
    move(first, starts_at=SOON + 2 * DAY)

    assert Letter.objects.filter(kind=MOVED).exclude(state="cancelled").count() == 2
    assert StaffBooking.objects.get().version == 3


def test_what_somebody_else_has_moved_is_a_conflict(booking):
    move(booking)

    with pytest.raises(Conflict):
        move(booking, starts_at=SOON + 3 * DAY)


def test_only_a_booked_one_is_moved_and_never_into_the_past(booking, unit, cast):
    with pytest.raises(Refused) as refusal:
        move(booking, starts_at=AT - DAY)
    proposed = propose(unit, cast)
    with pytest.raises(Refused):
        move(proposed)

    assert (refusal.value.field, letters(MOVED)) == ("day", [])


def test_called_off_they_are_told_and_nothing_more_is_sent_of_where_it_was_moved(booking, cast):
    moved = move(booking)
    staff_bookings.call_off(booking=moved, by=cast.clerk, at=AT)

    assert (letters(MOVED), len(letters(OFF))) == ([], 2)
    assert KINDS[MOVED].still_wanted({booking.pk}) == set()
    assert KINDS[OFF].still_wanted({booking.pk}) == {booking.pk}


def test_times_that_were_only_proposed_are_called_off_without_a_letter(unit, cast):
    staff_bookings.call_off(booking=propose(unit, cast), by=cast.clerk, at=AT)

    assert letters(OFF) == []


def test_coordinators_follow_the_letters_of_their_own_workplaces(booking, cast):
    seen = [
        {row["pk"] for row in KINDS[MOVED].may_see(who)} for who in (cast.coordinator, MembershipFactory(regional=True))
    ]

    assert seen == [{booking.pk}, set()]
