"""Two reminders about a workplace where somebody is to begin: to one person, once for a first day, without a name."""

import datetime as dt
from email import message_from_bytes, policy

import pytest

from peersupport.directory.tests.factories import MembershipFactory
from peersupport.letters.models import Letter
from peersupport.letters.outbox import post_many
from peersupport.letters.registry import KINDS
from peersupport.letters.rendering import render
from placements.models import Workplace
from placements.tests.conftest import AT, ON
from placements.tests.factories import StaffBookingFactory, StaffSessionFactory, WorkplaceFactory

DAY = dt.timedelta(days=1)
TO_BOOK, NOT_READY = "staff_session_to_book", "workplace_not_ready"


@pytest.fixture
def unit(cast):
    return WorkplaceFactory(programme=cast.programme, host=cast.host, name="Ängsgårdens boendestöd")


def begins(cast, unit, days):
    return cast.start(workplace=unit, starts_on=ON + days * DAY)


def posted(name, on=ON):
    post_many(KINDS[name], on=on, at=AT)
    return list(Letter.objects.filter(kind=name).order_by("pk").values_list("subject_id", "user", "values"))


@pytest.mark.parametrize(("name", "days", "is_posted"), [(TO_BOOK, 43, False), (TO_BOOK, 42, True), (TO_BOOK, 1, True)])
@pytest.mark.parametrize("again", [1, 2])
def test_staff_session_not_booked_six_weeks_before_start(cast, unit, name, days, is_posted, again):
    begins(cast, unit, days)

    for _time in range(again):
        found = posted(name)

    assert found == [(unit.pk, cast.clerk.pk, {"due_on": (ON + days * DAY).isoformat()})] * is_posted


@pytest.mark.parametrize(("days", "is_posted"), [(15, False), (14, True)])
def test_readiness_below_100_percent_two_weeks_before_start(cast, unit, days, is_posted):
    begins(cast, unit, days)

    assert len(posted(NOT_READY)) == is_posted


def test_nothing_is_written_about_what_is_booked_held_or_ready(cast, unit):
    begins(cast, unit, 10)
    StaffSessionFactory(workplace=unit)
    StaffBookingFactory.create_batch(2, workplace=unit, booked=True)
    begins(cast, cast.workplace, 10)

    assert (posted(TO_BOOK), [subject for subject, *_more in posted(NOT_READY)]) == ([], [unit.pk])


def test_a_workplace_that_lost_something_after_it_was_declared_ready_is_written_about(cast):
    begins(cast, cast.workplace, 10)
    cast.workplace.staff_sessions.update(managers_present=0)

    assert [subject for subject, *_more in posted(NOT_READY)] == [cast.workplace.pk]


def test_nobody_is_written_to_about_a_workplace_where_nobody_is_to_begin(cast, unit):
    assert (posted(TO_BOOK), posted(NOT_READY)) == ([], [])


@pytest.mark.parametrize("ended", [None, AT])
def test_it_goes_to_whoever_sees_to_the_workplace_while_they_have_the_role(cast, unit, ended):
    caretaker = MembershipFactory(regional=True, organisation=cast.host, ended_at=ended)
    Workplace.objects.filter(pk=unit.pk).update(caretaker=caretaker.user)
    begins(cast, unit, 10)

    (found,) = posted(TO_BOOK)

    assert found[1] == (cast.clerk.pk if ended else caretaker.user.pk)


def test_a_letter_that_waits_is_not_sent_once_it_is_booked_or_ready(cast, unit):
    begins(cast, unit, 10)
    before = [KINDS[name].still_wanted({unit.pk}) for name in (TO_BOOK, NOT_READY)]
    StaffSessionFactory.create_batch(3, workplace=unit)
    Workplace.objects.filter(pk=unit.pk).update(
        manager_name="Inga Lind", contact_name="Bo Ek", status="ready", ready_on=ON
    )

    after = [KINDS[name].still_wanted({unit.pk}) for name in (TO_BOOK, NOT_READY)]

    assert (before, after) == ([{unit.pk}] * 2, [set(), set()])
    assert KINDS[TO_BOOK].readers({unit.pk}) == {unit.pk: cast.clerk.pk}


@pytest.mark.parametrize("name", [TO_BOOK, NOT_READY])
def test_the_letters_name_nobody_and_no_workplace(cast, unit, name):
    person = begins(cast, unit, 10).person
    posted(name)

    message = message_from_bytes(render(Letter.objects.get()).source, policy=policy.default)

    words = f"{message['Subject']} {message.get_content()}"
    assert "12 mars 2026" in words
    assert [one in words for one in (unit.name, person.family_name)] == [False] * 2
