"""The marks that a programme has of its own: what they count for, where they show, who sets them."""

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.shared.refusals import Conflict, Refused
from programs.tests.factories import CohortFactory, ProgrammeFactory
from training import selectors
from training.actions import attendance, make_ups
from training.actions import attendance_statuses as actions
from training.actions.attendance import NotInTheCohort
from training.models import Attendance, AttendanceStatus, CourseDay, DayMark, Participation
from training.tests.factories import AttendanceStatusFactory, CourseDayFactory, MakeUpFactory, ParticipationFactory

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 9, 1, 10, 0, tzinfo=dt.UTC)
TOLD = {"name": "På distans", "name_en": "", "share": Decimal("0.5"), "is_excused": False, "shape": "s", "position": 1}


@pytest.fixture
def day() -> CourseDay:
    return CourseDayFactory(date=dt.date(2026, 8, 17), cohort=CohortFactory(running=True))


@pytest.fixture
def row(day) -> Participation:
    return ParticipationFactory(cohort=day.cohort)


def own(day: CourseDay, **changed) -> AttendanceStatus:
    return AttendanceStatusFactory(programme=day.cohort.programme, **changed)


def register(day: CourseDay, row: Participation, mark: str, **more) -> dict:
    return attendance.register_day(day=day, marks={row.pk: mark}, by=UserFactory(), at=NOON, **more)


@pytest.mark.parametrize(
    ("share", "is_excused", "nearest", "attended"),
    [
        ("1.0", False, "present", 2),
        ("0.5", False, "absent", 1),
        ("0.0", True, "excused", 0),
        ("0.0", False, "absent", 0),
    ],
)
def test_a_day_counts_what_the_programme_says(day, row, share, is_excused, nearest, attended):
    status = own(day, share=Decimal(share), is_excused=is_excused)

    register(day, row, status.code)

    assert set(Attendance.objects.values_list("mark", "status")) == {(nearest, status.pk)}
    assert selectors.standing_of(participation=row).attended == attended
    assert selectors.day_marks(Attendance.objects.all()) == {(row.pk, day.pk): status.code}


def test_another_mark_takes_its_place_whole(day, row):
    register(day, row, own(day).code)

    register(day, row, "morning")

    assert selectors.day_marks(Attendance.objects.all()) == {(row.pk, day.pk): "morning"}
    assert selectors.standing_of(participation=row).attended == 1


def test_what_counts_as_half_can_be_made_up_to_a_whole(day, row):
    register(day, row, own(day).code)
    task = MakeUpFactory(participation=row, day=day, done=True)

    make_ups.sign_off(make_up=task, by=UserFactory(), at=NOON)

    assert selectors.standing_of(participation=row).attended == 2


@pytest.mark.parametrize("whose", ["another", "retired", "nobody"])
def test_a_mark_that_is_not_the_programmes_now_is_refused(day, row, whose):
    code = {"another": AttendanceStatusFactory().code, "retired": own(day, retired=True).code, "nobody": "own0"}

    with pytest.raises(NotInTheCohort):
        register(day, row, code[whose])

    assert not Attendance.objects.exists()


def test_a_retired_one_stays_where_it_was_given(day, row):
    status = own(day)
    register(day, row, status.code)
    AttendanceStatus.objects.update(retired=True)

    others = register(day, row, status.code, seen={row.pk: status.code})

    assert (others, selectors.day_marks(Attendance.objects.all())) == ({}, {(row.pk, day.pk): status.code})


@pytest.mark.parametrize("statuses", [1, 3])
def test_the_matrix_draws_them_for_no_more_queries(day, statuses, django_assert_num_queries):
    for number in range(statuses):
        status = own(day, shape="d", share=Decimal("0.0"), name=f"Studiebesök {number}"[:14])
        register(day, ParticipationFactory(cohort=day.cohort), status.code)

    with django_assert_num_queries(3):
        matrix = selectors.attendance_of(cohort=day.cohort, participations=Participation.objects.all(), on=day.date)

    assert [type(row.marks[0]).__name__ for row in matrix.rows] == ["OwnMark"] * statuses


def test_leaders_find_them_on_the_day_and_tap_them(day, row, leading, signed_in):
    status, gone = own(day, name="På distans"), own(day, name="Gammal", retired=True)
    client, path = signed_in(leading(day.cohort)), f"/utbildningar/{day.cohort_id}/narvaro/{day.date}/"
    page = client.get(path).content.decode()

    told = client.post(
        f"{path}tryck/", {"key": uuid4(), "participation": row.pk, "mark": status.code, "seen": ""}
    ).json()

    assert (status.code in page, "På distans" in page, gone.code in page) == (True, True, False)
    assert (told, selectors.day_marks(Attendance.objects.all())[row.pk, day.pk]) == ({}, status.code)
    cohort_page = client.get(f"/utbildningar/{day.cohort_id}/").content.decode()
    own_page = client.get(f"/deltaganden/{row.pk}/narvaro/").content.decode()
    assert ("På distans" in cohort_page, "#m-s" in cohort_page, "På distans" in own_page) == (True, True, True)


def test_what_it_counts_for_is_decided_once(national):
    made = actions.add(programme=ProgrammeFactory(), **TOLD)

    assert (made.share, made.code, made.title) == (Decimal("0.5"), f"own{made.pk}", "På distans")
    with pytest.raises(TypeError):
        actions.change(status=made, version=1, retired=False, **TOLD)


def test_what_counts_as_attended_is_not_excused():
    with pytest.raises(Refused) as refusal:
        actions.add(programme=ProgrammeFactory(), **TOLD | {"share": Decimal("1.0"), "is_excused": True})

    assert refusal.value.field == "is_excused"


def test_a_name_is_taken_once_in_a_programme():
    first = AttendanceStatusFactory(name="På distans")

    with pytest.raises(Refused) as refusal:
        actions.add(programme=first.programme, **TOLD)

    assert refusal.value.field == "name"
    assert actions.add(programme=ProgrammeFactory(), **TOLD)


def test_of_two_who_change_it_at_once_the_second_is_told():
    status = AttendanceStatusFactory()
    told = {"version": 1, "name": "Ny", "name_en": "", "shape": "t", "position": 2, "retired": True}
    actions.change(status=status, **told)

    with pytest.raises(Conflict):
        actions.change(status=status, **told)

    assert AttendanceStatus.objects.get().retired is True


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("attendance_status_share_known", {"share": Decimal("0.7")}),
        ("attendance_status_shape_known", {"shape": "z"}),
        ("attendance_status_excused_is_missed", {"share": Decimal("1.0"), "is_excused": True}),
    ],
)
def test_a_status_that_makes_no_sense_is_refused(name, fields):
    AttendanceStatusFactory()

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        AttendanceStatus.objects.update(**fields)


def test_the_nation_makes_them_and_others_only_read(signed_in, national):
    programme = ProgrammeFactory()
    path = f"/program/{programme.pk}/narvaro/"
    values = {"name": "På distans", "share": "0.5", "shape": "s", "position": "1"}

    answers = [
        signed_in(who).post(f"{path}ny/", values).status_code for who in (MembershipFactory(regional=True), national)
    ]

    assert (answers, AttendanceStatus.objects.get().name) == ([403, 302], "På distans")
    assert "På distans" in signed_in(MembershipFactory(regional=True)).get(path).content.decode()


def test_every_programme_has_the_first_five():
    assert [mark.counts for mark in DayMark] == [
        "Som närvaro",
        "Som halv närvaro",
        "Som halv närvaro",
        "Som frånvaro",
        "Som frånvaro",
    ]
