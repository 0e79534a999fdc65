"""The schedule: each day has its two sessions, and a coordinator changes them and moves days."""

import datetime as dt

import pytest
from django.urls import reverse

from peersupport.directory.tests.factories import MembershipFactory
from peersupport.shared.refusals import Conflict, Refused
from programs.models import Cohort
from programs.tests.factories import CohortFactory, CohortLeaderFactory
from training.actions import cohorts, modules, schedule
from training.actions.schedule import DayIsRegistered, ScheduleClosed
from training.models import CourseDay, CourseSession, Module, SessionLeader
from training.tests.factories import CourseDayFactory, ModuleFactory, SessionLeaderFactory
from training.tests.steps import of

NOON = dt.datetime(2026, 6, 1, 10, 0, tzinfo=dt.UTC)
MONDAY = dt.date(2026, 8, 17)


def days(count: int) -> dt.timedelta:
    return dt.timedelta(days=count)


@pytest.fixture
def laid_out(db) -> Cohort:
    """A cohort of five days with modules 1 to 3, its schedule as it is when it is set up."""
    cohort = CohortFactory(starts_on=MONDAY, ends_on=MONDAY + days(4), release_on=MONDAY - days(30))
    ModuleFactory.create_batch(3, programme=cohort.programme)
    schedule.lay_out(cohort=cohort, dates=[MONDAY + days(n) for n in range(5)], at=NOON)
    return cohort


def session_of(cohort: Cohort, number: int, part: str = "morning") -> CourseSession:
    rows = CourseSession.objects.select_related("day__cohort")
    return rows.get(day__cohort=cohort, day__number=number, part=part)


def day_of(cohort: Cohort, number: int) -> CourseDay:
    return CourseDay.objects.select_related("cohort").get(cohort=cohort, number=number)


def changed(session: CourseSession, **changes) -> dict:
    """What change_session takes to leave a session as it is, with changes."""
    kept = ("version", "starts_at", "ends_at", "module", "room")
    same = {name: getattr(session, name) for name in kept}
    return {"session": session, **same, "leaders": [], "at": NOON, **changes}


def test_each_day_has_two_sessions_and_the_module_of_its_number(laid_out):
    retired = Module.objects.get(number=3)
    Module.objects.filter(pk=retired.pk).update(retired=True)
    again = CohortFactory(programme=laid_out.programme)

    schedule.lay_out(cohort=again, dates=[MONDAY + days(n) for n in range(3)], at=NOON)

    rows = CourseSession.objects.filter(day__cohort=again).in_order()
    nine, noon, one, four = dt.time(9), dt.time(12), dt.time(13), dt.time(16)
    assert list(rows.values_list("day__number", "part", "starts_at", "ends_at", "module__number")) == [
        (1, "morning", nine, noon, 1),
        (1, "afternoon", one, four, 1),
        (2, "morning", nine, noon, 2),
        (2, "afternoon", one, four, 2),
        (3, "morning", nine, noon, None),
        (3, "afternoon", one, four, None),
    ]


def test_a_session_is_changed_by_hand(laid_out):
    session, module = session_of(laid_out, 2), ModuleFactory(programme=laid_out.programme)
    leader = CohortLeaderFactory(cohort=laid_out).user
    wanted = {"starts_at": dt.time(8, 30), "ends_at": dt.time(11, 45), "module": module, "room": "Sal Asp"}

    schedule.change_session(**changed(session, leaders=[leader], **wanted))

    session.refresh_from_db()
    assert {name: getattr(session, name) for name in wanted} == wanted
    assert [row.user for row in session.leaders.all()] == [leader]
    assert (session.changed_by_hand_at, session.changed_at, session.version) == (NOON, NOON, 2)
    assert CourseSession.objects.exclude(changed_by_hand_at=None).count() == 1


def test_of_two_who_change_a_session_the_second_is_told(laid_out):
    session = session_of(laid_out, 1)
    schedule.change_session(**changed(session, room="Först"))

    with pytest.raises(Conflict):
        schedule.change_session(**changed(session, room="Sist"))

    session.refresh_from_db()
    assert session.room == "Först"


@pytest.mark.parametrize(
    ("part", "wrong", "field"),
    [
        ("morning", lambda: {"ends_at": dt.time(9)}, "ends_at"),
        ("morning", lambda: {"ends_at": dt.time(13, 1)}, "ends_at"),
        ("afternoon", lambda: {"starts_at": dt.time(11, 59)}, "starts_at"),
        ("morning", lambda: {"module": ModuleFactory()}, "module"),
        ("morning", lambda: {"leaders": [MembershipFactory(leader=True).user]}, "leaders"),
    ],
    ids=["no time", "into the afternoon", "into the morning", "another programme's module", "leads nothing here"],
)
def test_what_does_not_fit_a_session_is_refused_beside_its_field(laid_out, part, wrong, field):
    session = session_of(laid_out, 1, part)

    with pytest.raises(Refused) as refusal:
        schedule.change_session(**changed(session, **wrong()))

    session.refresh_from_db()
    assert (refusal.value.field, session.version, session.changed_by_hand_at) == (field, 1, None)


def test_a_retired_module_stays_where_it_was_chosen_and_is_chosen_nowhere_else(laid_out):
    module = Module.objects.get(number=1)
    Module.objects.filter(pk=module.pk).update(retired=True)

    schedule.change_session(**changed(session_of(laid_out, 1), room="Sal Asp"))
    with pytest.raises(Refused) as refusal:
        schedule.change_session(**changed(session_of(laid_out, 2), module=session_of(laid_out, 1).module))

    assert refusal.value.field == "module"
    assert session_of(laid_out, 1).module == module


@pytest.mark.parametrize("state", ["completed", "cancelled"])
def test_the_schedule_of_a_cohort_that_is_over_stays(laid_out, state):
    Cohort.objects.filter(pk=laid_out.pk).update(status=state)

    with pytest.raises(ScheduleClosed):
        schedule.change_session(**changed(session_of(laid_out, 1), room="Ny"))
    with pytest.raises(ScheduleClosed):
        schedule.move_day(day=day_of(laid_out, 1), version=1, to=MONDAY - days(7), at=NOON)

    assert CourseSession.objects.exclude(version=1).count() == 0


def test_a_day_that_moves_past_others_is_numbered_anew_and_the_course_ends_with_it(laid_out):
    schedule.move_day(day=day_of(laid_out, 2), version=1, to=dt.date(2026, 12, 24), at=NOON)

    laid_out.refresh_from_db()
    rows = CourseDay.objects.filter(cohort=laid_out).order_by("number")
    assert [(row.number, row.date, row.red_day) for row in rows] == [
        (1, MONDAY, ""),
        (2, MONDAY + days(2), ""),
        (3, MONDAY + days(3), ""),
        (4, MONDAY + days(4), ""),
        (5, dt.date(2026, 12, 24), "Julafton"),
    ]
    assert (laid_out.starts_on, laid_out.ends_on, laid_out.version) == (MONDAY, dt.date(2026, 12, 24), 2)
    moved = rows.get(number=5).sessions
    assert list(moved.values_list("version", "changed_by_hand_at", "changed_at")) == [(2, NOON, NOON)] * 2
    assert CourseSession.objects.filter(version=1, changed_by_hand_at=None).count() == 8


def test_unused_seats_are_asked_back_as_long_before_the_new_start(laid_out):
    schedule.move_day(day=day_of(laid_out, 1), version=1, to=MONDAY - days(3), at=NOON)

    laid_out.refresh_from_db()
    assert (laid_out.starts_on, laid_out.release_on) == (MONDAY - days(3), MONDAY - days(33))


def test_a_day_in_the_middle_moves_and_the_cohort_is_as_it_was(laid_out):
    schedule.move_day(day=day_of(laid_out, 4), version=1, to=MONDAY + days(3), at=NOON)

    laid_out.refresh_from_db()
    assert (laid_out.version, CourseSession.objects.exclude(version=1).count()) == (1, 0)


def test_a_day_moves_to_no_other_days_date(laid_out):
    with pytest.raises(Refused) as refusal:
        schedule.move_day(day=day_of(laid_out, 1), version=1, to=MONDAY + days(1), at=NOON)

    assert (refusal.value.field, day_of(laid_out, 1).date) == ("date", MONDAY)


def test_a_day_with_attendance_stays(laid_out, national):
    day_of(laid_out, 1).sessions.update(registered_at=NOON, registered_by=national.user)

    with pytest.raises(DayIsRegistered):
        schedule.move_day(day=day_of(laid_out, 1), version=1, to=MONDAY - days(1), at=NOON)

    assert day_of(laid_out, 1).date == MONDAY


def test_of_two_who_move_a_day_the_second_is_told(laid_out):
    shown = day_of(laid_out, 5)
    schedule.move_day(day=shown, version=1, to=MONDAY + days(7), at=NOON)

    with pytest.raises(Conflict):
        schedule.move_day(day=shown, version=1, to=MONDAY + days(8), at=NOON)

    assert day_of(laid_out, 5).date == MONDAY + days(7)


def test_who_no_longer_leads_the_cohort_leads_none_of_its_sessions(db):
    cohort = CohortFactory()
    first, second = MembershipFactory.create_batch(2, leader=True, organisation=cohort.host)
    day = CourseDayFactory(cohort=cohort)
    for leader in (first, second):
        CohortLeaderFactory(cohort=cohort, user=leader.user)
        SessionLeaderFactory(session=day.sessions.first(), user=leader.user)
    kept = ("version", "name", "municipality", "place", "capacity", "seat_price", "release_on")
    same = {name: getattr(cohort, name) for name in kept}

    cohorts.change(cohort=cohort, **same, leaders=[second.user], by=first.user, at=NOON)

    assert list(SessionLeader.objects.values_list("user", flat=True)) == [second.user_id]


def test_the_usual_modules_are_added_once(db):
    programme = CohortFactory().programme

    modules.add_usual(programme=programme)
    modules.add_usual(programme=programme)

    rows = Module.objects.filter(programme=programme).order_by("number")
    assert [row.number for row in rows] == list(range(1, 16))
    assert rows[1].name == "Återhämtning"


def test_a_module_has_a_number_of_its_own(db):
    first, second = (module := ModuleFactory()), ModuleFactory(programme=module.programme)
    texts = {"name": "Ny", "name_en": "", "description": ""}

    with pytest.raises(Refused) as added:
        modules.add(programme=first.programme, number=second.number, **texts)
    with pytest.raises(Refused) as changed:
        modules.change(module=first, version=1, number=second.number, retired=False, **texts)

    assert [added.value.field, changed.value.field] == ["number", "number"]
    assert Module.objects.filter(name="Ny").count() == 0


@pytest.mark.parametrize(("language", "title"), [("sv", "Återhämtning"), ("en", "Recovery")])
def test_a_module_is_called_by_its_name_in_the_readers_language(db, language, title, settings):
    from django.utils import translation

    module = ModuleFactory(name="Återhämtning", name_en="Recovery")

    with translation.override(language):
        assert module.title == title


@pytest.mark.parametrize("count", [1, 3])
def test_the_schedule_costs_the_same_whatever_its_length(national, signed_in, count, django_assert_num_queries):
    cohort = CohortFactory(running=True)
    for day in CourseDayFactory.create_batch(count, cohort=cohort):
        SessionLeaderFactory(session=day.sessions.first())
    client = signed_in(national)
    client.get(of(cohort, "schema/"))

    with django_assert_num_queries(SCHEDULE_QUERIES):
        assert client.get(of(cohort, "schema/")).status_code == 200


SCHEDULE_QUERIES = 13  # six as for every page, the cohort, its days, sessions, who leads, leaders, clashes, material


def test_the_schedule_shows_hours_module_room_and_who_leads(laid_out, national, signed_in):
    session = session_of(laid_out, 1)
    leader = CohortLeaderFactory(cohort=laid_out, user__given_name="Kim", user__family_name="Ledare").user
    schedule.change_session(**changed(session, room="Sal Asp", leaders=[leader]))

    page = signed_in(national).get(of(laid_out, "schema/")).content.decode()

    for shown in ("09:00–12:00", session.module.name, "Sal Asp", "Kim Ledare"):
        assert shown in page


def test_leaders_see_the_schedule_and_change_nothing(laid_out, leading, signed_in):
    client = signed_in(leading(laid_out))
    session, day = session_of(laid_out, 1), day_of(laid_out, 1)

    page = client.get(of(laid_out, "schema/")).content.decode()
    answers = [
        client.get(of(laid_out, f"schema/pass/{session.pk}/")).status_code,
        client.get(of(laid_out, f"schema/dag/{day.pk}/flytta/")).status_code,
    ]

    assert answers == [403, 403]
    assert "/schema/pass/" not in page


@pytest.mark.parametrize("page", ["session_edit", "day_move"])
def test_a_co_host_and_another_cohorts_address_find_nothing(laid_out, page, signed_in):
    guest = MembershipFactory(regional=True)
    laid_out.co_hosts.add(guest.organisation)
    own = MembershipFactory(regional=True, organisation=laid_out.host)
    other = CourseDayFactory(cohort__host=laid_out.host)
    ids = {"session_edit": session_of(laid_out, 1).pk, "day_move": day_of(laid_out, 1).pk}
    foreign = {"session_edit": other.sessions.first().pk, "day_move": other.pk}

    answers = [
        signed_in(guest).get(reverse(f"training:{page}", args=[laid_out.pk, ids[page]])).status_code,
        signed_in(own).get(reverse(f"training:{page}", args=[laid_out.pk, foreign[page]])).status_code,
        signed_in(own).get(reverse(f"training:{page}", args=[laid_out.pk, ids[page]])).status_code,
    ]

    assert answers == [404, 404, 200]


def test_modules_are_read_by_regions_and_changed_by_the_nation(db, signed_in):
    module = ModuleFactory(name="Återhämtning")
    path = reverse("training:modules", args=[module.programme_id])
    edit = reverse("training:module_edit", args=[module.programme_id, module.pk])
    other = reverse("training:module_edit", args=[ModuleFactory().programme_id, module.pk])
    region, nation = (signed_in(MembershipFactory(**{role: True})) for role in ("regional", "national"))

    assert "Återhämtning" in region.get(path).content.decode()
    assert [region.get(edit).status_code, nation.get(edit).status_code, nation.get(other).status_code] == [
        403,
        200,
        404,
    ]
