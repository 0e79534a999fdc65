"""A pause: its days, what rests in it, and what becomes of the seat. Never why."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.letters.models import Letter
from peersupport.letters.registry import KINDS
from peersupport.shared.refusals import Conflict, Refused
from programs.models import Cohort, Seat
from programs.tests.crowd import at_once
from programs.tests.factories import SeatFactory
from training import letters, selectors
from training.actions import certificates, participations, pauses
from training.actions.in_course import NotInTheCourse
from training.actions.pauses import AlreadyPausing
from training.forms.attendance import Day
from training.models import AttendanceWarning, CohortMessage, Participation, Pause
from training.tests.factories import (
    ApplicationFactory,
    CohortMessageFactory,
    CourseDayFactory,
    EvaluationFactory,
    HomeAssignmentFactory,
    MessageCopyFactory,
    ParticipationFactory,
    PauseFactory,
    RespondentFactory,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
NOON = timezone.make_aware(dt.datetime.combine(TODAY, dt.time(12)))
LONGEST = 30


def days(n: int) -> dt.timedelta:
    return dt.timedelta(days=n)


@pytest.fixture
def sitting() -> Participation:
    found = ParticipationFactory()
    Cohort.objects.update(starts_on=TODAY - days(5), ends_on=TODAY + days(60))
    return Participation.objects.select_related("cohort", "seat").get(pk=found.pk)


@pytest.fixture
def by():
    return UserFactory()


@pytest.fixture
def begun(sitting, by):
    """Notes a pause: from so many days from now, to so many (None: nobody knows)."""

    def begin(first: int = 0, last: int | None = None, *, at: dt.datetime = NOON, key=None) -> Pause:
        ends_on = None if last is None else TODAY + days(last)
        told = {"begins_on": TODAY + days(first), "ends_on": ends_on, "key": key or uuid4()}
        return pauses.begin(participation=sitting, **told, by=by, at=at)

    return begin


def replanned_on(n: int) -> bool:
    return Seat.objects.seen_on(TODAY + days(n)).get().is_replanned


def stored() -> list[tuple[int, int | None]]:
    """The days of each pause, counted from today."""
    rows = Pause.objects.order_by("begins_on").values_list("begins_on", "ends_on")
    return [((first - TODAY).days, last and (last - TODAY).days) for first, last in rows]


# Its days
def test_a_pause_keeps_its_days_and_who_noted_them_and_nothing_else(begun, by):
    begun(0, 6)

    names = {field.name for field in Pause._meta.fields}
    assert stored() == [(0, 6)]
    assert names == {
        *("id", "participation", "begins_on", "ends_on", "kept_until", "noted_at", "noted_by", "version"),
    }


def test_the_seat_is_kept_for_as_long_as_the_programme_said_when_it_was_noted(begun, sitting):
    sitting.cohort.programme.__class__.objects.update(pause_days=10)

    made = begun()

    assert made.kept_until == TODAY + days(9)


def test_a_form_sent_twice_makes_one(begun):
    key = uuid4()

    assert begun(key=key) == begun(key=key)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(0, -1, "ends_on"), (0, LONGEST, "ends_on"), (61, None, "begins_on"), (61, 62, "begins_on")],
    ids=["backwards", "longer than the seat is kept", "after the course", "after the course, both known"],
)
def test_days_that_make_no_sense_are_refused_beside_their_field(begun, first, last, field):
    with pytest.raises(Refused) as refused:
        begun(first, last)

    assert (refused.value.field, stored()) == (field, [])


def test_the_last_day_that_the_seat_is_kept_is_one_of_the_pause(begun):
    begun(0, LONGEST - 1)

    assert stored() == [(0, LONGEST - 1)]


def test_a_pause_that_was_longer_is_kept_as_it_was(begun):
    begun(-40, 0)

    assert stored() == [(-40, 0)]


@pytest.mark.parametrize(
    ("known", "other"), [((0, None), (5, 6)), ((0, None), (5, None)), ((3, 6), (0, 3)), ((3, 6), (0, None))]
)
def test_two_pauses_never_lie_in_the_same_days(begun, known, other):
    begun(*known)

    with pytest.raises(AlreadyPausing):
        begun(*other)

    assert stored() == [known]


def test_pauses_after_each_other_are_two(begun):
    begun(3, 6)

    begun(0, 2)
    begun(7)

    assert stored() == [(0, 2), (3, 6), (7, None)]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_note_it_at_once_one_does(begun, sitting):
    answers = at_once(lambda _n: begun(), [1, 2])

    assert len(stored()) == 1
    assert sorted(type(answer).__name__ for answer in answers) == ["AlreadyPausing", "Pause"]


# What is refused to those who aren't in the course
STEPS = {
    "begin": lambda row, by: pauses.begin(
        participation=row.participation, begins_on=TODAY, ends_on=TODAY, key=uuid4(), by=by, at=NOON
    ),
    "correct": lambda row, by: pauses.correct(
        pause=row, version=row.version, begins_on=TODAY, ends_on=TODAY, by=by, at=NOON
    ),
    "end": lambda row, by: pauses.end(pause=row, by=by, at=NOON),
    "remove": lambda row, by: pauses.remove(pause=row),  # noqa: ARG005 - the shape of a step
}


@pytest.mark.parametrize("status", ["certified", "not_completed", "dropped_out"])
@pytest.mark.parametrize("step", STEPS)
def test_whoever_is_out_of_the_course_has_no_pause_in_it(step, status, by):
    left_for = "own" if status == "dropped_out" else ""
    row = PauseFactory(begins_on=TODAY - days(9), participation__status=status, participation__left_for=left_for)

    with pytest.raises(NotInTheCourse):
        STEPS[step](row, by)

    assert stored() == [(-9, None)]


# Back, put right, taken away
def test_whoever_is_back_today_had_their_last_day_of_pause_yesterday(begun, by):
    made = begun(-4)

    pauses.end(pause=made, by=by, at=NOON)

    assert stored() == [(-4, -1)]


@pytest.mark.parametrize(("first", "last"), [(0, None), (3, 6)])
def test_a_pause_that_never_was_is_none(begun, by, first, last):
    made = begun(first, last)

    pauses.end(pause=made, by=by, at=NOON)

    assert stored() == []


def test_back_once_more_changes_nothing(begun, by):
    made = begun(-9, -5)

    pauses.end(pause=made, by=by, at=NOON)

    assert stored() == [(-9, -5)]


def test_its_days_are_put_right_under_the_version_that_was_seen(begun, by):
    made = begun(-4)
    who = {"pause": made, "version": 1, "by": by, "at": NOON}
    pauses.correct(begins_on=TODAY - days(6), ends_on=TODAY - days(2), **who)

    with pytest.raises(Conflict):
        pauses.correct(begins_on=TODAY, ends_on=None, **who)

    assert stored() == [(-6, -2)]
    assert Pause.objects.get().kept_until == TODAY + days(LONGEST - 7)


def test_days_can_not_be_put_into_another_pause(begun, by):
    begun(-9, -5)
    made = begun(-3)

    with pytest.raises(AlreadyPausing):
        pauses.correct(pause=made, version=1, begins_on=TODAY - days(6), ends_on=None, by=by, at=NOON)


# The seat
def test_its_orderer_sees_nothing_while_the_seat_is_kept_and_then_that_it_is_replanned(begun):
    begun()

    assert [replanned_on(n) for n in (0, LONGEST - 1, LONGEST)] == [False, False, True]


@pytest.mark.parametrize("verb", ["end", "remove", "correct", "leave"])
def test_nothing_is_replanned_any_more_when_it_is_decided(begun, sitting, by, verb):
    made, late = begun(-40), {"by": by, "at": NOON}
    assert replanned_on(0)

    if verb == "leave":
        participations.leave(participation=sitting, left_for="own", **late)
    elif verb == "remove":
        pauses.remove(pause=made)
    elif verb == "correct":
        pauses.correct(pause=made, version=1, begins_on=made.begins_on, ends_on=TODAY, **late)
    else:
        pauses.end(pause=made, **late)

    assert not replanned_on(0)


def test_a_pause_with_a_last_day_replans_nothing(begun):
    begun(0, LONGEST - 1)

    assert Seat.objects.get().replanned_from is None


@pytest.mark.parametrize("status", ["reserved", "confirmed", "delivered", "released"])
def test_only_a_seat_that_somebody_has_is_replanned(status):
    seat = SeatFactory(granted=True, status="assigned", replanned_from=TODAY)

    with pytest.raises(IntegrityError, match="seat_replanned_while_somebody_has_it"), transaction.atomic():
        Seat.objects.filter(pk=seat.pk).update(status=status)


def test_an_orderer_reads_that_a_seat_is_replanned_and_no_day(signed_in):
    orderer = MembershipFactory(orderer=True)
    seat = SeatFactory(status="assigned", line__order__orderer=orderer.organisation, replanned_from=TODAY)
    client = signed_in(orderer)

    pages = [client.get(url).content.decode() for url in ("/platser/", f"/bestallningar/{seat.line.order.number}/")]

    assert all("Under omplanering" in page for page in pages)
    assert not any("paus" in page.lower() for page in pages)


# Out of the course
def test_whoever_leaves_makes_no_pause_any_more(begun, sitting, by):
    begun(-4)

    participations.leave(participation=sitting, left_for="own", by=by, at=NOON)

    assert stored() == [(-4, 0)]


def test_whoever_is_certified_makes_no_pause_any_more(held, by):
    sitting = held("present")
    PauseFactory(participation=sitting, begins_on=TODAY - days(2))
    PauseFactory(participation=ParticipationFactory())

    certificates.issue(participation=sitting, by=by, at=NOON)

    assert stored() == [(-2, 0), (0, None)]


# What rests
def warned(row: Participation) -> dict:
    AttendanceWarning.objects.create(participation=row, level="below", crossed_at=NOON - days(2))
    return {"attendance_low": letters.attendance.attendance_low}


def due_at_home(row: Participation) -> dict:
    HomeAssignmentFactory(cohort=row.cohort, due_on=TODAY + days(1))
    return {"homework": letters.homework.homework}


def about_to_start(row: Participation) -> dict:
    Cohort.objects.update(status="open", starts_on=TODAY + days(3))
    return {"course_starts": letters.course_starts}


@pytest.mark.parametrize("prepare", [warned, due_at_home, about_to_start])
def test_nobody_is_reminded_in_a_pause_and_everybody_is_after_it(sitting, prepare):
    ((kind, due),) = prepare(sitting).items()
    told = (due(TODAY).count(), KINDS[kind].still_wanted({sitting.pk}))

    pause = PauseFactory(participation=sitting, begins_on=TODAY - days(1))
    meanwhile = (due(TODAY).count(), KINDS[kind].still_wanted({sitting.pk}))
    Pause.objects.filter(pk=pause.pk).update(ends_on=TODAY - days(1))
    after = (due(TODAY).count(), KINDS[kind].still_wanted({sitting.pk}))

    assert (told, meanwhile, after) == ((1, {sitting.pk}), (0, set()), (1, {sitting.pk}))


def test_a_message_and_a_moved_start_are_read_on_their_own_page_and_not_written_about(sitting):
    copy = MessageCopyFactory(message=CohortMessageFactory(cohort=sitting.cohort), participation=sitting)
    subjects = {"cohort_message": copy.pk, "course_moved": sitting.pk}
    before = {kind: KINDS[kind].still_wanted({pk}) for kind, pk in subjects.items()}

    PauseFactory(participation=sitting)

    assert before == {kind: {pk} for kind, pk in subjects.items()}
    assert {kind: KINDS[kind].still_wanted({pk}) for kind, pk in subjects.items()} == {kind: set() for kind in subjects}
    assert CohortMessage.objects.count() == 1
    assert not Letter.objects.exists()


def test_nobody_is_asked_what_they_thought_in_a_pause(sitting):
    asked = RespondentFactory(evaluation=EvaluationFactory(cohort=sitting.cohort), participation=sitting)
    before = KINDS["evaluation_opens"].still_wanted({asked.pk})

    PauseFactory(participation=sitting)

    assert (before, KINDS["evaluation_opens"].still_wanted({asked.pk})) == ({asked.pk}, set())


def test_what_is_missed_in_a_pause_is_missed(held):
    sitting = held("present", "excused")
    before = selectors.standing_of(participation=sitting)

    PauseFactory(participation=sitting, begins_on=TODAY - days(400))

    assert selectors.standing_of(participation=sitting) == before


# Pages
def test_a_coordinator_notes_a_pause_and_that_the_person_is_back(sitting, national, signed_in):
    client = signed_in(national)
    page = f"/deltaganden/{sitting.pk}/paus/"
    answer = client.post(page, {"key": uuid4(), "begins_on": (TODAY - days(3)).isoformat(), "ends_on": ""})
    made = Pause.objects.get()
    seen = client.get(answer.url).content.decode()
    there = client.get(f"/utbildningar/{sitting.cohort_id}/deltagare/").content.decode()

    client.post(f"{page}{made.pk}/slut/", {"answer": "back"})

    assert answer.url == f"{page}{made.pk}/"
    assert "Platsen hålls till och med" in seen
    assert "Har paus" in there
    assert stored() == [(-3, -1)]
    assert "Har paus" not in client.get(f"/utbildningar/{sitting.cohort_id}/deltagare/").content.decode()


def test_a_refusal_stands_beside_its_field(sitting, national, signed_in):
    client = signed_in(national)
    asked = {"key": uuid4(), "begins_on": TODAY.isoformat(), "ends_on": (TODAY + days(LONGEST)).isoformat()}

    page = client.post(f"/deltaganden/{sitting.pk}/paus/", asked)

    assert set(page.context["form"].errors) == {"ends_on"}


def test_what_two_put_right_at_once_is_shown_beside_each_other(begun, national, signed_in):
    pause = begun(-3)
    Pause.objects.update(version=2, ends_on=TODAY)
    client = signed_in(national)

    asked = {"version": "1", "begins_on": pause.begins_on.isoformat(), "ends_on": ""}
    page = client.post(f"/deltaganden/{pause.participation_id}/paus/{pause.pk}/", asked)

    assert TODAY.isoformat() in page.content.decode()
    assert stored() == [(-3, 0)]


def test_a_leader_reads_it_and_changes_nothing(begun, sitting, leading, signed_in):
    pause, client = begun(), signed_in(leading(sitting.cohort))

    page = client.get(f"/deltaganden/{sitting.pk}/").content.decode()

    assert "Pauser" in page
    assert "Notera en paus" not in page
    assert client.get(f"/deltaganden/{sitting.pk}/paus/{pause.pk}/").status_code == 403


def test_a_pause_is_seen_on_the_attendance_page_and_chosen_beforehand(begun, sitting):
    day = CourseDayFactory(cohort=sitting.cohort, date=TODAY)
    begun(-2)

    people = selectors.expected_on(day=day, participations=Participation.objects.all())
    form = Day(participations=people, known={}, said={}, own=[])

    assert [row.is_pausing for row in people] == [True]
    assert form[f"m{sitting.pk}"].value() == "excused"


@pytest.mark.parametrize(("last", "words"), [(None, "håller din plats till och med"), (5, "Till och med")])
def test_the_participant_reads_it_on_their_own_page(begun, sitting, last, words):
    application = ApplicationFactory(cohort=sitting.cohort)
    decided = {"status": "admitted", "known_status": "admitted", "decided_at": NOON, "told_at": NOON}
    who = UserFactory()
    application.__class__.objects.update(decided_by=who, told_by=who, **decided)
    application.refresh_from_db()
    Participation.objects.update(application=application)
    begun(0, last)

    seen = selectors.my_application(application=application, at=NOON)
    assert words in render_to_string("training/_my_pause.html", {"pause": seen.place.pause})


# What the database refuses, whoever writes
@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("pause_ends_after_it_began", {"ends_on": TODAY - days(1)}),
        ("pause_keeps_the_seat_a_day", {"kept_until": TODAY - days(1)}),
    ],
)
def test_a_pause_that_makes_no_sense_is_refused(name, fields):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        PauseFactory(begins_on=TODAY, **fields)


def test_one_pause_at_a_time():
    pause = PauseFactory()

    with pytest.raises(IntegrityError, match="one_pause_at_a_time"), transaction.atomic():
        PauseFactory(participation=pause.participation, begins_on=TODAY + days(9))
