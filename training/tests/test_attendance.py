"""Register a day's attendance."""

import datetime as dt
from uuid import UUID, uuid4

import pytest

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import MembershipFactory
from programs.tests.factories import CohortFactory
from training import selectors
from training.actions import attendance
from training.actions.attendance import NotInTheCohort, NotYet
from training.models import Attendance, CourseDay, CourseSession, DayMark, Participation
from training.tests.factories import CourseDayFactory, ParticipationFactory

DAY = dt.date(2026, 8, 17)
MORNING = dt.datetime(2026, 8, 17, 7, 0, tzinfo=dt.UTC)


@pytest.fixture
def day(db) -> CourseDay:
    return CourseDayFactory(date=DAY)


def marks_of(day: CourseDay) -> dict[int, str]:
    """What was said of each person's whole day."""
    marks = selectors.day_marks(Attendance.objects.filter(session__day=day))
    return {participation: mark for (participation, _day), mark in marks.items()}


def registered(day: CourseDay) -> list[tuple]:
    """When and by whom, half by half."""
    return list(day.sessions.order_by("starts_at").values_list("registered_at", "registered_by"))


def test_a_day_with_a_mark_for_everybody_is_registered(day):
    one, two = ParticipationFactory.create_batch(2, cohort=day.cohort)
    leader = UserFactory()

    attendance.register_day(day=day, marks={one.pk: "present", two.pk: "morning"}, by=leader, at=MORNING)

    assert marks_of(day) == {one.pk: "present", two.pk: "morning"}
    assert registered(day) == [(MORNING, leader.pk)] * 2


def test_a_day_with_marks_missing_keeps_them_and_is_not_registered(day):
    one, _two = ParticipationFactory.create_batch(2, cohort=day.cohort)

    attendance.register_day(day=day, marks={one.pk: "present"}, by=UserFactory(), at=MORNING)

    assert (marks_of(day), registered(day)) == ({one.pk: "present"}, [(None, None)] * 2)


def test_saving_again_changes_the_marks_and_who_saved(day):
    one = ParticipationFactory(cohort=day.cohort)
    later, second = MORNING + dt.timedelta(hours=8), UserFactory()
    attendance.register_day(day=day, marks={one.pk: "present"}, by=UserFactory(), at=MORNING)

    attendance.register_day(day=day, marks={one.pk: "absent"}, by=second, at=later)

    assert (marks_of(day), registered(day)) == ({one.pk: "absent"}, [(later, second.pk)] * 2)


def test_those_who_left_have_no_part_in_whether_a_day_is_registered(day):
    one = ParticipationFactory(cohort=day.cohort)
    ParticipationFactory(cohort=day.cohort, dropped_out=True)

    attendance.register_day(day=day, marks={one.pk: "present"}, by=UserFactory(), at=MORNING)

    assert [when for when, _who in registered(day)] == [MORNING] * 2


def test_a_day_in_a_cohort_without_people_is_not_registered(day):
    attendance.register_day(day=day, marks={}, by=UserFactory(), at=MORNING)

    assert registered(day) == [(None, None)] * 2


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
    CourseDayFactory(date=DAY, sessions__registered=True)
    CourseDayFactory(date=DAY + dt.timedelta(days=1))
    CourseDayFactory(date=DAY, cohort=CohortFactory(completed=True))

    assert list(CourseDay.objects.to_register(DAY)) == [forgotten]


@pytest.mark.parametrize("mark", DayMark)
def test_one_tap_is_a_mark_for_each_half_and_reads_back_as_itself(mark):
    assert DayMark.of(mark.halves) == mark


@pytest.mark.parametrize(
    ("halves", "mark"),
    [
        ({"morning": "excused", "afternoon": "present"}, "afternoon"),
        ({"morning": "excused", "afternoon": "absent"}, "absent"),
        ({}, None),
    ],
)
def test_other_marks_are_told_as_the_nearest_day(halves, mark):
    assert DayMark.of(halves) == mark


def test_days_before_somebody_joined_are_not_theirs(db):
    """They aren't asked for that day, the others are; and their share is of what they could be there for."""
    cohort = CohortFactory(running=True)
    first, second = CourseDayFactory.create_batch(2, cohort=cohort)
    early = ParticipationFactory(cohort=cohort)
    late = ParticipationFactory(cohort=cohort, admitted_at=MORNING + dt.timedelta(days=1))
    by, evening = UserFactory(), MORNING + dt.timedelta(days=2)

    attendance.register_day(day=first, marks={early.pk: "present"}, by=by, at=evening)
    attendance.register_day(day=second, marks={early.pk: "present", late.pk: "morning"}, by=by, at=evening)

    of_late = selectors.standing_of(participation=late)
    people = selectors.expected_on(day=first, participations=Participation.objects.all())
    assert [row.pk for row in people] == [early.pk]
    assert not CourseDay.objects.to_register(evening.date()).exists()
    assert (of_late.sessions, of_late.registered, of_late.attended) == (2, 2, 1)
    assert selectors.standing_of(participation=early).sessions == 4


def test_a_mark_before_somebody_joined_counts_all_the_same(day):
    """The course began before it was kept here: whoever was admitted on paper has been there."""
    late = ParticipationFactory(cohort=day.cohort, admitted_at=MORNING + dt.timedelta(days=9))

    attendance.register_day(day=day, marks={late.pk: "present"}, by=UserFactory(), at=MORNING)

    standing = selectors.standing_of(participation=late)
    assert (standing.sessions, standing.attended, registered(day)[0][0]) == (2, 2, MORNING)


@pytest.mark.parametrize("people", [3, 16])
def test_the_matrix_of_thirty_halves_costs_the_same_whatever_its_length(db, people, django_assert_num_queries):
    cohort = CohortFactory(running=True)
    days = CourseDayFactory.create_batch(15, cohort=cohort, sessions__registered=True)
    rows = ParticipationFactory.create_batch(people, cohort=cohort)
    halves = list(CourseSession.objects.filter(day__in=days))
    Attendance.objects.bulk_create(
        Attendance(participation=row, session=half, mark="present") for row in rows for half in halves
    )

    with django_assert_num_queries(MATRIX_QUERIES):
        matrix = selectors.attendance_of(cohort=cohort, participations=Participation.objects.all(), on=DAY)

    assert [row.marks for row in matrix.rows] == [["present"] * 15] * people
    assert {row.standing.attended for row in matrix.rows} == {30}


MATRIX_QUERIES = 3  # its days, its people with their standing, their marks


def tap(day: CourseDay, row: Participation, mark: str, *, seen: str = "", key: UUID | None = None, by=None) -> str:
    given = {"mark": mark, "seen": seen, "key": key or uuid4(), "by": by or UserFactory(), "at": MORNING}
    return attendance.tap(day=day, participation=row, **given)


def test_of_two_who_tap_the_same_the_second_is_told_and_nothing_is_lost(day):
    row = ParticipationFactory(cohort=day.cohort)

    told = [tap(day, row, "present"), tap(day, row, "absent"), tap(day, row, "absent", seen="present")]

    assert (told, marks_of(day)) == (["", "present", ""], {row.pk: "absent"})


def test_two_who_tap_different_people_or_the_same_mark_are_both_heard(day):
    one, two = ParticipationFactory.create_batch(2, cohort=day.cohort)

    told = [tap(day, one, "present"), tap(day, two, "excused"), tap(day, one, "present")]

    assert (told, marks_of(day)) == (["", "", ""], {one.pk: "present", two.pk: "excused"})
    assert [when for when, _who in registered(day)] == [MORNING] * 2


def test_a_tap_that_is_sent_again_does_nothing_more(day):
    """It arrived, and the answer was lost; somebody has changed the mark since, and back again."""
    row, key, leader = ParticipationFactory(cohort=day.cohort), uuid4(), UserFactory()
    tap(day, row, "absent", key=key, by=leader)
    tap(day, row, "present", seen="absent")

    assert tap(day, row, "absent", key=key, by=leader) == ""
    assert marks_of(day) == {row.pk: "present"}


def test_a_page_that_is_saved_writes_what_was_changed_on_it_and_no_more(day):
    one, two = ParticipationFactory.create_batch(2, cohort=day.cohort)
    seen = {one.pk: "present", two.pk: "present"}
    attendance.register_day(day=day, marks=seen, by=UserFactory(), at=MORNING)
    attendance.register_day(day=day, marks={one.pk: "absent"}, by=UserFactory(), at=MORNING)

    others = attendance.register_day(
        day=day, marks={one.pk: "present", two.pk: "morning"}, seen=seen, by=UserFactory(), at=MORNING
    )

    assert (others, marks_of(day)) == ({}, {one.pk: "absent", two.pk: "morning"})


def test_a_page_that_meets_another_says_so_beside_the_name_and_saving_again_decides(day, leading, signed_in):
    one, two = ParticipationFactory.create_batch(2, cohort=day.cohort)
    client, path = signed_in(leading(day.cohort)), f"/utbildningar/{day.cohort_id}/narvaro/{day.date}/"
    mine = {f"m{one.pk}": "present", f"s{one.pk}": "", f"m{two.pk}": "present", f"s{two.pk}": ""}
    tap(day, one, "absent")

    answer = client.post(path, mine)
    met = marks_of(day)
    again = client.post(path, mine | dict(answer.context["form"].hidden()))

    assert "Frånvaro" in answer.context["form"].errors[f"m{one.pk}"][0]
    assert met == {one.pk: "absent", two.pk: "present"}
    assert (again.status_code, marks_of(day)) == (302, {one.pk: "present", two.pk: "present"})


@pytest.mark.parametrize("damage", [{"mark": "ill"}, {"seen": "ill"}, {"key": "1"}, {"participation": "x"}])
def test_a_tap_that_cannot_be_read_writes_nothing(day, leading, signed_in, damage):
    row = ParticipationFactory(cohort=day.cohort)
    client, path = signed_in(leading(day.cohort)), f"/utbildningar/{day.cohort_id}/narvaro/{day.date}/tryck/"
    right = {"key": uuid4(), "participation": row.pk, "mark": "present", "seen": ""}

    answers = [client.post(path, right | damage).status_code, client.post(path, right).status_code]

    assert (answers, marks_of(day)) == ([400, 200], {row.pk: "present"})


def test_a_tap_for_somebody_else_or_by_somebody_else_is_not_there(day, leading, signed_in):
    row, other = ParticipationFactory(cohort=day.cohort), ParticipationFactory()
    path = f"/utbildningar/{day.cohort_id}/narvaro/{day.date}/tryck/"
    right = {"key": uuid4(), "participation": row.pk, "mark": "present", "seen": ""}
    leader, stranger = signed_in(leading(day.cohort)), signed_in(MembershipFactory(leader=True))

    answers = [leader.post(path, right | {"participation": other.pk}), stranger.post(path, right)]

    assert ([answer.status_code for answer in answers], marks_of(day)) == ([404, 404], {})
