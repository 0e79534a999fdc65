"""Attendance below what a certificate takes: remembered once, told once, talked about."""

import datetime as dt
import random
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.models import PersonAccess
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.letters.models import Letter
from peersupport.letters.outbox import post_many
from peersupport.letters.rendering import render
from programs.tests.crowd import at_once
from programs.tests.factories import CohortFactory
from training import rules, selectors
from training.actions import attendance, make_ups, warnings
from training.letters.attendance import ATTENDANCE_LOW, ATTENDANCE_TALK
from training.models import AttendanceWarning, CourseDay, DayMark, Participation
from training.tests.factories import (
    AttendanceWarningFactory,
    CourseDayFactory,
    MakeUpFactory,
    ParticipationFactory,
)

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 9, 18, 10, 0, tzinfo=dt.UTC)
TOMORROW = dt.date(2026, 9, 19)
AWAY, HERE = DayMark.ABSENT, DayMark.PRESENT


@pytest.fixture
def course() -> list[CourseDay]:
    """Ten days, of which eight are needed."""
    return CourseDayFactory.create_batch(10, cohort=CohortFactory(running=True))


def register(day: CourseDay, *marks: tuple[Participation, str], at: dt.datetime = NOON) -> None:
    attendance.register_day(day=day, marks={row.pk: mark for row, mark in marks}, by=UserFactory(), at=at)


def levels() -> list[tuple[str, bool]]:
    """Each crossing in order: its level, and whether it is so now."""
    rows = AttendanceWarning.objects.order_by("pk")
    return [(row.level, row.ended_at is None) for row in rows]


def write(on: dt.date = TOMORROW) -> list[tuple[str, str]]:
    """Ask beat for one day's letters about attendance; all that have been written, by kind and recipient."""
    for kind in (ATTENDANCE_LOW, ATTENDANCE_TALK):
        post_many(kind, on=on, at=dt.datetime.combine(on, dt.time(7), tzinfo=dt.UTC))
    return [(row.kind, row.address or str(row.user)) for row in Letter.objects.order_by("pk")]


def test_each_crossing_is_a_row_and_coming_back_ends_it(course):
    row = ParticipationFactory(cohort=course[0].cohort)

    for day, mark in zip(course, (HERE, AWAY, HERE, HERE, HERE, AWAY, AWAY), strict=False):
        register(day, (row, mark))

    assert levels() == [("below", False), ("below", False), ("out_of_reach", True)]


def test_saving_again_what_is_so_already_changes_nothing(course):
    row = ParticipationFactory(cohort=course[0].cohort)
    for day in course[:2]:
        register(day, (row, AWAY))
    before = AttendanceWarning.objects.get()

    register(course[1], (row, AWAY), at=NOON + dt.timedelta(days=1))

    assert AttendanceWarning.objects.get().crossed_at == before.crossed_at


def test_a_task_that_is_signed_off_ends_it_and_taking_that_back_begins_another(course):
    row = ParticipationFactory(cohort=course[0].cohort)
    for day, mark in zip(course, (AWAY, HERE), strict=False):
        register(day, (row, mark))
    task = MakeUpFactory(participation=row, day=course[0], done=True)

    make_ups.sign_off(make_up=task, by=UserFactory(), at=NOON)
    ended = levels()
    make_ups.undo(make_up=task, by=UserFactory(), at=NOON)

    assert (ended, levels()) == ([("below", False)], [("below", False), ("below", True)])


@pytest.mark.parametrize("seed", range(4))
def test_over_random_attendance_the_warning_is_what_percentage_and_forecast_say(seed):
    """Counted anew, mark by mark, beside what the database says."""
    chance = random.Random(seed)
    days = CourseDayFactory.create_batch(8, cohort=CohortFactory(running=True))
    people = ParticipationFactory.create_batch(3, cohort=days[0].cohort)
    marks, made_up = {row.pk: [] for row in people}, {row.pk: 0 for row in people}
    for day in days:
        given = {row.pk: chance.choice([*DayMark, HERE, HERE]) for row in people}
        attendance.register_day(day=day, marks=given, by=UserFactory(), at=NOON)
        for row in people:
            halves = DayMark(given[row.pk]).halves.values()
            missed = sum(mark != "present" for mark in halves)
            marks[row.pk].append(2 - missed)
            if missed and chance.random() < 0.4:
                task = MakeUpFactory(participation=row, day=day, done=True)
                make_ups.sign_off(make_up=task, by=UserFactory(), at=NOON)
                made_up[row.pk] += missed
            there, held = sum(marks[row.pk]) + made_up[row.pk], 2 * len(marks[row.pk])
            can_reach = there + 16 - held >= Decimal("0.8") * 16
            is_below = there < Decimal("0.8") * held and held >= rules.TOO_EARLY * 16
            standing = selectors.standing_of(participation=row)
            open_now = AttendanceWarning.objects.open().filter(participation=row).first()

            assert (standing.attended, standing.made_up, standing.registered) == (there, made_up[row.pk], held)
            assert standing.within_reach == can_reach
            assert standing.percent_so_far == there * 100 // held
            expected = "out_of_reach" if not can_reach else "below" if is_below else ""
            assert (standing.warning, open_now.level if open_now else "") == (expected, expected)


@pytest.mark.parametrize("over", ["certified", "dropped_out"])
def test_nobody_else_than_participants_is_warned_about(course, over):
    ParticipationFactory(cohort=course[0].cohort, **{over: True})

    warnings.follow(participations=Participation.objects.values_list("pk", flat=True), at=NOON)

    assert levels() == []


@pytest.mark.parametrize("people", [1, 3])
def test_following_a_group_costs_the_same_however_large_it_is(course, people, django_assert_num_queries):
    rows = ParticipationFactory.create_batch(people, cohort=course[0].cohort)
    course[0].sessions.update(registered_at=NOON, registered_by=UserFactory())
    course[1].sessions.update(registered_at=NOON, registered_by=UserFactory())

    with django_assert_num_queries(6):  # a savepoint and its end, the lock, where they stand, what was known, a write
        warnings.follow(participations=[row.pk for row in rows], at=NOON)

    assert levels() == [("below", True)] * people


@pytest.mark.django_db(transaction=True)
def test_two_days_registered_at_once_are_one_crossing():
    days = CourseDayFactory.create_batch(4, cohort=CohortFactory(running=True))
    row, by = ParticipationFactory(cohort=days[0].cohort), UserFactory()

    results = at_once(
        lambda n: attendance.register_day(day=days[n], marks={row.pk: AWAY}, by=by, at=NOON), list(range(4))
    )

    assert results == [{}] * 4
    assert AttendanceWarning.objects.open().get().level == "out_of_reach"


def warned(**changed) -> Participation:
    participation = ParticipationFactory(person__email="kim@example.org")
    AttendanceWarningFactory(**{"participation": participation, "crossed_at": NOON} | changed)
    return participation


def test_it_is_told_the_day_after_once_to_the_participant_and_once_to_each_leader(leading):
    cohort = warned().cohort
    leaders = [leading(cohort) for _n in range(2)]

    assert write(NOON.date()) == []
    expected = [("attendance_low", "kim@example.org"), *(("attendance_talk", str(one.user)) for one in leaders)]
    assert sorted(write()) == sorted(expected)
    assert sorted(write(TOMORROW + dt.timedelta(days=3))) == sorted(expected)


def test_a_slip_that_is_put_right_the_same_day_tells_nobody(course):
    row = ParticipationFactory(cohort=course[0].cohort)
    for day in course[:2]:
        register(day, (row, AWAY))
        register(day, (row, HERE))

    assert (AttendanceWarning.objects.open().count(), write()) == (0, [])


def test_a_second_crossing_is_for_a_talk_and_no_second_letter(leading):
    """Somebody near the limit would get a letter for every half day; leaders are asked to talk each time."""
    participation = warned()
    leading(participation.cohort)
    write()
    AttendanceWarning.objects.update(ended_at=NOON, talked_at=NOON, talked_by=UserFactory())
    again = NOON + dt.timedelta(days=3)
    AttendanceWarningFactory(participation=participation, crossed_at=again)

    assert len(write(again.date() + dt.timedelta(days=1))) == 2
    assert AttendanceWarning.objects.to_talk_about().count() == 1


def test_out_of_reach_is_another_letter():
    participation = warned()
    write()
    AttendanceWarning.objects.update(ended_at=NOON)
    AttendanceWarningFactory(participation=participation, crossed_at=NOON, level="out_of_reach")

    assert write() == [("attendance_low", "kim@example.org")] * 2


@pytest.mark.parametrize("state", ["dropped_out", "certified"])
def test_nothing_is_sent_once_it_is_no_longer_so(state):
    participation = warned()
    extra = {"left_for": "own"} if state == "dropped_out" else {}
    Participation.objects.filter(pk=participation.pk).update(status=state, **extra)

    assert write() == []
    assert ATTENDANCE_LOW.still_wanted({participation.pk}) == set()


def test_a_leader_who_no_longer_sees_the_person_is_not_written_to(leading):
    participation = warned()
    leading(participation.cohort)
    PersonAccess.objects.update(until=timezone.now())

    assert write() == [("attendance_low", "kim@example.org")]


@pytest.mark.parametrize("level", ["below", "out_of_reach"])
def test_the_letters_name_nobody_and_nothing_of_the_course(leading, level):
    participation = warned(level=level)
    leading(participation.cohort)
    write()

    texts = [render(letter).source.decode() for letter in Letter.objects.all()]

    person, cohort = participation.person, participation.cohort
    named = (person.family_name, cohort.name, cohort.place, "peer supp", "närvaro", "%")
    assert [any(word in text for word in named) for text in texts] == [False, False]


def test_a_talk_is_noted_and_taken_back_on_the_persons_page(leading, signed_in):
    participation = warned()
    leader = leading(participation.cohort)
    client, path = signed_in(leader), f"/deltaganden/{participation.pk}/narvaro/"
    shown = 'value="yes"' in client.get(path).content.decode()

    client.post(f"{path}samtal/", {"answer": "yes"})
    noted = AttendanceWarning.objects.get()
    after = 'value="no"' in client.get(path).content.decode()
    client.post(f"{path}samtal/", {"answer": "no"})

    assert (shown, noted.talked_by, after, AttendanceWarning.objects.get().talked_at) == (True, leader.user, True, None)


def test_others_note_no_talk(signed_in):
    participation = warned()

    answer = signed_in(MembershipFactory(leader=True)).post(f"/deltaganden/{participation.pk}/narvaro/samtal/")

    assert (answer.status_code, AttendanceWarning.objects.get().talked_at) == (404, None)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("warning_level_known", {"level": "ill"}),
        ("warning_ends_after_it_began", {"ended_at": NOON - dt.timedelta(days=99)}),
        ("warning_talked_when_and_by_whom", {"talked_at": NOON}),
    ],
)
def test_a_warning_that_makes_no_sense_is_refused(name, fields):
    AttendanceWarningFactory()

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        AttendanceWarning.objects.update(**fields)


def test_one_warning_is_open_at_a_time():
    first = AttendanceWarningFactory()

    with pytest.raises(IntegrityError, match="one_open_warning_per_person"):
        AttendanceWarningFactory(participation=first.participation)
