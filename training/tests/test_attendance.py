"""Register a day's attendance."""

import datetime as dt

import pytest

from peersupport.accounts.tests.factories import UserFactory
from programs.tests.factories import CohortFactory
from training.actions import attendance
from training.actions.attendance import NotInTheCohort, NotYet
from training.models import Attendance, CourseDay
from training.tests.factories import CourseDayFactory, ParticipationFactory

DAY = dt.date(2026, 8, 17)
MORNING = dt.datetime(2026, 8, 17, 7, 0, tzinfo=dt.UTC)


@pytest.fixture
def day(db) -> CourseDay:
    return CourseDayFactory(date=DAY)


def marks_of(day: CourseDay) -> dict[int, str]:
    return dict(Attendance.objects.filter(day=day).values_list("participation", "mark"))


def test_a_day_with_a_mark_for_everybody_is_registered(day):
    one, two = ParticipationFactory.create_batch(2, cohort=day.cohort)
    leader = UserFactory()

    attendance.register_day(day=day, marks={one.pk: "present", two.pk: "half"}, by=leader, at=MORNING)

    day.refresh_from_db()
    assert marks_of(day) == {one.pk: "present", two.pk: "half"}
    assert (day.registered_at, day.registered_by) == (MORNING, leader)


def test_a_day_with_marks_missing_keeps_them_and_is_not_registered(day):
    one, _two = ParticipationFactory.create_batch(2, cohort=day.cohort)

    attendance.register_day(day=day, marks={one.pk: "present"}, by=UserFactory(), at=MORNING)

    day.refresh_from_db()
    assert (marks_of(day), day.registered_at) == ({one.pk: "present"}, None)


def test_saving_again_changes_the_marks_and_who_saved(day):
    one = ParticipationFactory(cohort=day.cohort)
    later, second = MORNING + dt.timedelta(hours=8), UserFactory()
    attendance.register_day(day=day, marks={one.pk: "present"}, by=UserFactory(), at=MORNING)

    attendance.register_day(day=day, marks={one.pk: "absent"}, by=second, at=later)

    day.refresh_from_db()
    assert (marks_of(day), day.registered_at, day.registered_by) == ({one.pk: "absent"}, later, second)


def test_those_who_left_have_no_part_in_whether_a_day_is_registered(day):
    one = ParticipationFactory(cohort=day.cohort)
    ParticipationFactory(cohort=day.cohort, dropped_out=True)

    attendance.register_day(day=day, marks={one.pk: "present"}, by=UserFactory(), at=MORNING)

    day.refresh_from_db()
    assert day.registered_at == MORNING


def test_a_day_in_a_cohort_without_people_is_not_registered(day):
    attendance.register_day(day=day, marks={}, by=UserFactory(), at=MORNING)

    day.refresh_from_db()
    assert day.registered_at is None


def test_the_day_begins_at_midnight_in_sweden(day):
    one = ParticipationFactory(cohort=day.cohort)
    midnight = dt.datetime(2026, 8, 16, 22, 0, tzinfo=dt.UTC)

    with pytest.raises(NotYet):
        attendance.register_day(
            day=day, marks={one.pk: "present"}, by=UserFactory(), at=midnight - dt.timedelta(seconds=1)
        )
    attendance.register_day(day=day, marks={one.pk: "present"}, by=UserFactory(), at=midnight)

    assert marks_of(day) == {one.pk: "present"}


@pytest.mark.parametrize("state", ["draft", "cancelled"])
def test_a_cohort_that_is_not_held_has_no_attendance(db, state):
    day = CourseDayFactory(cohort=CohortFactory(**{state: True}), date=DAY)
    one = ParticipationFactory(cohort=day.cohort)

    with pytest.raises(NotYet):
        attendance.register_day(day=day, marks={one.pk: "present"}, by=UserFactory(), at=MORNING)

    assert marks_of(day) == {}


@pytest.mark.parametrize("who", ["stranger", "left"])
def test_a_mark_for_somebody_who_is_not_in_the_course_refuses_the_whole_day(day, who):
    one = ParticipationFactory(cohort=day.cohort)
    of = {"stranger": {}, "left": {"cohort": day.cohort, "dropped_out": True}}
    other = ParticipationFactory(**of[who])

    with pytest.raises(NotInTheCohort):
        attendance.register_day(day=day, marks={one.pk: "present", other.pk: "present"}, by=UserFactory(), at=MORNING)

    assert marks_of(day) == {}


def test_an_unknown_mark_is_refused(day):
    one = ParticipationFactory(cohort=day.cohort)

    with pytest.raises(NotInTheCohort):
        attendance.register_day(day=day, marks={one.pk: "ill"}, by=UserFactory(), at=MORNING)

    assert marks_of(day) == {}


def test_days_to_register_are_those_that_came_in_running_cohorts(db):
    forgotten = CourseDayFactory(date=DAY)
    CourseDayFactory(date=DAY, registered=True)
    CourseDayFactory(date=DAY + dt.timedelta(days=1))
    CourseDayFactory(date=DAY, cohort=CohortFactory(completed=True))

    assert list(CourseDay.objects.to_register(DAY)) == [forgotten]
