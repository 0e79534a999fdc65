"""Times for interviews, and who gets which."""

import datetime as dt
from email import message_from_bytes, policy

import pytest
from icalendar import Calendar, Event

from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.status import WrongStatus
from peersupport.letters.models import Letter
from peersupport.letters.rendering import render
from peersupport.shared.refusals import Refused
from programs.tests.crowd import at_once
from training import letters
from training.actions import applications, interviews
from training.models import Application, InterviewTime, Paper
from training.tests.factories import ApplicationFactory, InterviewTimeFactory
from training.tests.steps import NOON

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def invited(db) -> Application:
    return ApplicationFactory(status="invited")


def time_for(application: Application, *, after: dt.timedelta = 7 * DAY, **changed) -> InterviewTime:
    return InterviewTimeFactory(cohort=application.cohort, starts_at=NOON + after, **changed)


def choose(application: Application, time: InterviewTime, *, at: dt.datetime = NOON) -> None:
    interviews.choose(application=application, time=time, at=at)


def test_times_are_added_once_each(invited):
    given = {"cohort": invited.cohort, "minutes": 45, "place": "Rum 4", "by": UserFactory(), "at": NOON}

    first = interviews.offer_times(starts=[NOON + DAY, NOON + 2 * DAY], **given)
    again = interviews.offer_times(starts=[NOON + DAY, NOON + 3 * DAY], **given)

    assert (first, again, InterviewTime.objects.count()) == (2, 1, 3)


def test_a_time_that_lies_behind_is_refused_and_none_is_added(invited):
    with pytest.raises(Refused) as refusal:
        interviews.offer_times(
            cohort=invited.cohort, starts=[NOON + DAY, NOON], minutes=45, place="Rum 4", by=UserFactory(), at=NOON
        )

    assert (refusal.value.field, InterviewTime.objects.count()) == ("times", 0)


def test_an_invitation_needs_a_time_to_choose(db):
    application, by = ApplicationFactory(), UserFactory()
    time_for(application, after=-HOUR)
    time_for(ApplicationFactory())

    with pytest.raises(Refused):
        interviews.invite(application=application, by=by, at=NOON)
    time_for(application)
    interviews.invite(application=application, by=by, at=NOON)

    assert (Application.objects.get(pk=application.pk).status, Letter.objects.get().kind) == (
        "invited",
        "interview_invited",
    )


def test_a_chosen_time_is_the_applicants_and_told_in_a_letter(invited):
    time = time_for(invited)

    choose(invited, time)
    choose(invited, time)  # pressed twice

    assert InterviewTime.objects.get().application == invited
    assert list(Letter.objects.values_list("kind", "address")) == [("interview_booked", invited.email)]


def test_the_letter_brings_the_meeting_for_the_calendar_and_a_changed_time_moves_it(invited):
    first, second = time_for(invited, after=5 * DAY), time_for(invited, after=6 * DAY)
    choose(invited, first)
    one = meeting_in(Letter.objects.get())
    choose(invited, second, at=NOON + HOUR)
    other = meeting_in(Letter.objects.latest("pk"))

    assert (one.start, one.end) == (first.starts_at, first.starts_at + dt.timedelta(minutes=45))
    assert (other.start, other.uid) == (second.starts_at, one.uid)
    assert other["SEQUENCE"] > one["SEQUENCE"]
    assert str(one["SUMMARY"]) == "Möte"
    assert not {"LOCATION", "DESCRIPTION", "ORGANIZER", "ATTENDEE", "URL"} & set(one)


def meeting_in(letter: Letter) -> Event:
    """The one event of the one file that goes with a letter."""
    [file] = message_from_bytes(render(letter).source, policy=policy.default).iter_attachments()
    [event] = Calendar.from_ical(file.get_content()).walk("VEVENT")
    return event


def test_another_time_can_be_chosen_until_a_day_before(invited):
    first, second, third = (time_for(invited, after=n * DAY) for n in (5, 6, 7))
    choose(invited, first)

    choose(invited, second, at=NOON + 4 * DAY - HOUR)
    with pytest.raises(Refused):
        choose(invited, third, at=NOON + 5 * DAY + HOUR)

    assert InterviewTime.objects.get(application=invited) == second
    assert InterviewTime.objects.free().count() == 2


def test_a_time_that_is_taken_behind_or_another_cohorts_can_not_be_chosen(invited):
    taken = time_for(invited)
    choose(ApplicationFactory(cohort=invited.cohort, status="invited"), taken)
    behind, elsewhere = time_for(invited, after=-HOUR), time_for(ApplicationFactory())

    for time in (taken, behind, elsewhere):
        with pytest.raises(interviews.TimeTaken):
            choose(invited, time)


@pytest.mark.parametrize("status", ["received", "interviewed", "withdrawn"])
def test_nobody_chooses_without_being_invited(db, status):
    application = ApplicationFactory(status=status)

    with pytest.raises(WrongStatus):
        choose(application, time_for(application))


def test_a_taken_time_is_not_taken_away(invited):
    time = time_for(invited)
    choose(invited, time)

    with pytest.raises(interviews.TimeTaken):
        interviews.take_away(time=time)
    applications.withdraw(application=invited, at=NOON)
    interviews.take_away(time=time)

    assert not InterviewTime.objects.exists()


def test_what_was_noted_is_sealed(invited):
    interviews.held(application=invited, note="Ett gott samtal.", by=UserFactory(), at=NOON)

    assert "samtal" not in Paper.objects.get(kind="interview").sealed


def test_a_reminder_is_due_the_day_before_for_those_who_booked_earlier(invited):
    time = time_for(invited, after=7 * DAY)
    choose(invited, time)
    day = (NOON + 6 * DAY).date()

    assert [row["subject_id"] for row in letters.interview_tomorrow(day)] == [invited.pk]
    assert not letters.interview_tomorrow(day + DAY)
    assert not letters.interview_tomorrow(day - DAY)
    InterviewTime.objects.update(taken_at=NOON + 6 * DAY)
    assert not letters.interview_tomorrow(day)


def test_the_reserve_is_asked_a_month_before_its_end(db):
    ends = NOON.date() + 30 * DAY
    row = ApplicationFactory(rejected=True, status="reserve", known_status="reserve", reason="", reserve_until=ends)
    ApplicationFactory(rejected=True, status="reserve", known_status="reserve", reason="", reserve_until=ends + DAY)

    assert [found["subject_id"] for found in letters.reserve_ends(NOON.date())] == [row.pk]


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_choose_the_same_time_at_once_one_has_it():
    first = ApplicationFactory(status="invited")
    others = ApplicationFactory.create_batch(7, cohort=first.cohort, status="invited")
    time = time_for(first)

    results = at_once(lambda n: choose([first, *others][n], time), list(range(8)))

    assert sorted(type(result).__name__ for result in results) == ["NoneType", *["TimeTaken"] * 7]
    assert InterviewTime.objects.get().application is not None
