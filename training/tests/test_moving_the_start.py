"""The start of a course moves: what nobody has touched follows, the rest is listed and stays."""

import datetime as dt
from email import message_from_bytes, policy

import pytest
from django.urls import reverse

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.models import Person
from peersupport.directory.tests.factories import MembershipFactory
from peersupport.letters.models import Letter
from peersupport.letters.registry import KINDS
from peersupport.letters.rendering import render
from peersupport.shared.refusals import Conflict, Refused
from programs.models import Cohort, OrderLine
from programs.tests.factories import CohortFactory, OrderLineFactory
from training import selectors
from training.actions import schedule
from training.actions.schedule import DayIsRegistered, ScheduleClosed
from training.models import CourseDay, CourseSession, Participation
from training.tests.factories import ApplicationFactory, ModuleFactory, ParticipationFactory

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 6, 1, 10, 0, tzinfo=dt.UTC)
LATER = dt.datetime(2026, 6, 2, 10, 0, tzinfo=dt.UTC)
MONDAY = dt.date(2026, 8, 17)
A_WEEK = dt.timedelta(weeks=1)
QUERIES = 10  # six as for every page, the cohort, that it has days, which they are, its orders


def days(count: int) -> dt.timedelta:
    return dt.timedelta(days=count)


@pytest.fixture
def cohort() -> Cohort:
    """Five days from a Monday, each with its module."""
    found = CohortFactory(starts_on=MONDAY, ends_on=MONDAY + days(4), release_on=MONDAY - days(30))
    ModuleFactory.create_batch(5, programme=found.programme)
    schedule.lay_out(cohort=found, dates=[MONDAY + days(n) for n in range(5)], at=NOON)
    return found


def touch(cohort: Cohort, number: int) -> CourseDay:
    """Somebody gives the morning of a day a room of its own."""
    CourseSession.objects.filter(day__cohort=cohort, day__number=number, part="morning").stamp(
        NOON, changed_by_hand_at=NOON, room="Sal Asp"
    )
    return CourseDay.objects.get(cohort=cohort, number=number)


def register(cohort: Cohort, number: int) -> None:
    user = MembershipFactory(national=True).user
    CourseDay.objects.get(cohort=cohort, number=number).sessions.update(registered_at=NOON, registered_by=user)


def move(cohort: Cohort, to: dt.date, **also) -> int:
    version = selectors.start_move(cohort=cohort, to=to).version
    return schedule.move_start(**{"cohort": cohort, "to": to, "version": version, "at": LATER, **also})


def dates_of(cohort: Cohort) -> list[tuple[int, dt.date]]:
    return list(CourseDay.objects.filter(cohort=cohort).order_by("number").values_list("number", "date"))


def test_all_days_move_with_their_sessions_and_the_cohort_follows(cohort):
    moved = move(cohort, MONDAY + A_WEEK)

    cohort.refresh_from_db()
    assert moved == 5
    assert dates_of(cohort) == [(n + 1, MONDAY + A_WEEK + days(n)) for n in range(5)]
    assert (cohort.starts_on, cohort.ends_on) == (MONDAY + A_WEEK, MONDAY + A_WEEK + days(4))
    assert cohort.release_on == MONDAY + A_WEEK - days(30)
    sessions = CourseSession.objects.filter(day__cohort=cohort)
    assert set(sessions.values_list("version", "changed_at", "changed_by_hand_at")) == {(2, LATER, None)}
    assert list(sessions.filter(part="morning").in_order().values_list("module__number", flat=True)) == [1, 2, 3, 4, 5]


def test_what_somebody_has_touched_stays_and_days_are_numbered_as_they_come(cohort):
    touch(cohort, 3)

    moved = move(cohort, MONDAY + A_WEEK)

    cohort.refresh_from_db()
    assert moved == 4
    assert dates_of(cohort) == [
        (1, MONDAY + days(2)),
        (2, MONDAY + days(7)),
        (3, MONDAY + days(8)),
        (4, MONDAY + days(10)),
        (5, MONDAY + days(11)),
    ]
    assert cohort.starts_on == MONDAY + days(2)
    assert CourseSession.objects.get(room="Sal Asp").day.date == MONDAY + days(2)


def test_what_somebody_has_touched_moves_along_when_asked_to(cohort):
    day = touch(cohort, 3)

    moved = move(cohort, MONDAY + A_WEEK, along=[day])

    session = CourseSession.objects.select_related("day").get(room="Sal Asp")
    assert (moved, session.day.date, session.changed_by_hand_at) == (5, MONDAY + days(9), NOON)


def test_the_first_day_moves_also_when_it_is_touched(cohort):
    touch(cohort, 1)

    move(cohort, MONDAY + A_WEEK)

    assert [date for _number, date in dates_of(cohort)] == [MONDAY + A_WEEK + days(n) for n in range(5)]


def test_a_red_day_on_the_new_dates_is_marked(cohort):
    move(cohort, dt.date(2026, 12, 21))

    red = CourseDay.objects.filter(cohort=cohort).exclude(red_day="").order_by("number")
    assert list(red.values_list("date", "red_day")) == [
        (dt.date(2026, 12, 24), "Julafton"),
        (dt.date(2026, 12, 25), "Juldagen"),
    ]


def test_a_course_that_has_begun_stays(cohort):
    register(cohort, 1)

    with pytest.raises(DayIsRegistered):
        move(cohort, MONDAY + A_WEEK)

    assert dates_of(cohort)[0] == (1, MONDAY)


def test_a_registered_day_stays_even_when_somebody_asks_for_it(cohort):
    register(cohort, 5)
    last = CourseDay.objects.get(cohort=cohort, number=5)

    moved = move(cohort, MONDAY + A_WEEK, along=[last])

    last.refresh_from_db()
    assert (moved, last.date, last.number) == (4, MONDAY + days(4), 1)


def test_where_two_days_would_meet_nothing_moves(cohort):
    touch(cohort, 2)

    with pytest.raises(Refused) as refusal:
        move(cohort, MONDAY - days(4))  # the days move to Thursday, Friday, Monday, Tuesday, Wednesday

    assert "18 augusti" in refusal.value.message
    assert dates_of(cohort)[0] == (1, MONDAY)


@pytest.mark.parametrize("state", ["completed", "cancelled"])
def test_a_cohort_that_is_over_stays(cohort, state):
    Cohort.objects.filter(pk=cohort.pk).update(status=state)

    with pytest.raises(ScheduleClosed):
        move(cohort, MONDAY + A_WEEK)


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda cohort: touch(cohort, 2),
        lambda cohort: register(cohort, 4),
        lambda cohort: schedule.move_day(
            day=CourseDay.objects.select_related("cohort").get(cohort=cohort, number=5),
            version=1,
            to=MONDAY + days(21),
            at=NOON,
        ),
    ],
    ids=["a session is changed", "a day is registered", "a day is moved"],
)
def test_a_plan_that_is_no_longer_true_is_not_carried_out(cohort, meanwhile):
    shown = selectors.start_move(cohort=cohort, to=MONDAY + A_WEEK)
    meanwhile(cohort)

    with pytest.raises(Conflict):
        move(cohort, MONDAY + A_WEEK, version=shown.version)

    assert dates_of(cohort)[0] == (1, MONDAY)


# The pages


def plan_page(cohort: Cohort, to: dt.date) -> str:
    return reverse("training:start_move", args=[cohort.pk, to])


def test_the_page_asks_then_says_what_moves_and_moves_it(cohort, national, signed_in):
    touch(cohort, 3)
    OrderLineFactory(cohort=cohort, status="held")
    browser, to = signed_in(national), MONDAY + A_WEEK

    asked = browser.post(reverse("training:start_ask", args=[cohort.pk]), {"date": to.isoformat()})
    page = browser.get(asked.url)
    before = dates_of(cohort)
    done = browser.post(asked.url, {"version": page.context["form"]["version"].value()})

    text = page.content.decode()
    assert asked.url == plan_page(cohort, to)
    for shown in ("måndag 24 augusti 2026", "Dag 3, från ons 19 aug till ons 26 aug", "1 beställning"):
        assert shown in text
    assert (before[0], done.url) == ((1, MONDAY), reverse("training:schedule", args=[cohort.pk]))
    assert dates_of(cohort)[-1] == (5, MONDAY + days(11))


def test_a_plan_that_is_no_longer_true_is_shown_anew(cohort, national, signed_in):
    browser, path = signed_in(national), plan_page(cohort, MONDAY + A_WEEK)
    version = browser.get(path).context["form"]["version"].value()
    touch(cohort, 2)

    told = browser.post(path, {"version": version})
    again = browser.post(path, {"version": told.context["form"]["version"].value()})

    assert (told.status_code, [moved.day.number for moved in told.context["plan"].moves]) == (200, [1, 3, 4, 5])
    assert again.status_code == 302


def test_whoever_moved_it_is_told_of_red_days(cohort, national, signed_in):
    browser, path = signed_in(national), plan_page(cohort, dt.date(2026, 12, 21))

    page = browser.get(path)
    answer = browser.post(path, {"version": page.context["form"]["version"].value()}, follow=True)

    assert page.content.decode().count("Julafton") == 1
    assert "24 december: Det är en röd dag: Julafton." in answer.content.decode()


def test_the_day_that_it_is_already_is_no_other_day(cohort, national, signed_in):
    answer = signed_in(national).post(reverse("training:start_ask", args=[cohort.pk]), {"date": MONDAY.isoformat()})

    assert list(answer.context["form"].errors) == ["date"]


def test_a_start_that_lies_behind_leads_back_to_the_schedule(cohort, national, signed_in):
    register(cohort, 1)
    browser, path = signed_in(national), plan_page(cohort, MONDAY + A_WEEK)

    answers = [browser.get(path), browser.post(path, {"version": 1}, follow=True)]

    assert answers[0].url == reverse("training:schedule", args=[cohort.pk])
    assert "Kursen har börjat. Flytta dagarna en i taget." in answers[1].content.decode()
    assert dates_of(cohort)[0] == (1, MONDAY)


@pytest.mark.parametrize("page", [lambda c: reverse("training:start_ask", args=[c.pk]), lambda c: plan_page(c, MONDAY)])
def test_a_leader_may_not_a_co_host_and_a_cohort_without_days_find_nothing(cohort, page, leading, signed_in):
    guest, own = MembershipFactory(regional=True), MembershipFactory(regional=True, organisation=cohort.host)
    cohort.co_hosts.add(guest.organisation)
    empty = CohortFactory(host=cohort.host)
    leader = leading(cohort)

    answers = [signed_in(who).get(page(cohort)).status_code for who in (leader, guest, own)]

    assert (answers, signed_in(own).get(page(empty)).status_code) == ([403, 404, 200], 404)


def test_the_schedule_offers_it_until_the_course_has_begun(cohort, national, signed_in):
    browser, ask = signed_in(national), reverse("training:start_ask", args=[cohort.pk])
    page = reverse("training:schedule", args=[cohort.pk])
    offered = ask in browser.get(page).content.decode()

    register(cohort, 1)

    assert (offered, ask in browser.get(page).content.decode()) == (True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_the_plan_costs_the_same_whatever_its_length(national, signed_in, count, django_assert_num_queries):
    cohort = CohortFactory()
    schedule.lay_out(cohort=cohort, dates=[MONDAY + days(n) for n in range(count)], at=NOON)
    for number in range(2, count + 1):
        touch(cohort, number)
    browser, path = signed_in(national), plan_page(cohort, MONDAY + A_WEEK)
    browser.get(path)

    with django_assert_num_queries(QUERIES + (count > 1)):  # the touched days are the form's choices
        assert browser.get(path).status_code == 200


# Who is told


def letters_about(kind: str) -> list[tuple]:
    return list(Letter.objects.filter(kind=kind).order_by("pk").values_list("subject_id", "not_before"))


def ordered(cohort: Cohort, **also) -> OrderLine:
    """Somebody has seats in a cohort, and can be written to."""
    contact = {"order__contact_email": "upphandling@example.org"}
    return OrderLineFactory(**{"cohort": cohort, "status": "held", **contact, **also})


def text_of(kind: str) -> str:
    message = message_from_bytes(render(Letter.objects.get(kind=kind)).source, policy=policy.default)
    return f"{message['Subject']}\n{message.get_content()}"


def test_orderers_with_seats_are_told_once_for_each_new_first_day(cohort):
    line = ordered(cohort)
    ordered(cohort, status="cancelled")
    ordered(CohortFactory())

    move(cohort, MONDAY + A_WEEK)
    move(cohort, MONDAY)
    move(cohort, MONDAY + A_WEEK)

    told = (line.order_id, LATER + dt.timedelta(minutes=10))
    assert letters_about("order_moved") == [told, told]  # to the week after, and back
    assert KINDS["order_moved"].still_wanted({line.order_id}) == {line.order_id}


def test_those_who_are_admitted_and_know_it_are_told(cohort):
    known, erased, unknown, left = (ParticipationFactory(cohort=cohort) for _number in range(4))
    account = ParticipationFactory(cohort=cohort, person__user=UserFactory())
    Participation.objects.filter(pk=left.pk).update(status="dropped_out", left_for="own")
    Participation.objects.filter(pk=unknown.pk).update(application=ApplicationFactory(cohort=cohort))
    Person.objects.filter(pk=erased.person_id).update(email="")

    move(cohort, MONDAY + A_WEEK)

    told = Letter.objects.filter(kind="course_moved").order_by("pk").values_list("subject_id", "user", "address")
    assert list(told) == [(known.pk, None, known.person.email), (account.pk, account.person.user_id, "")]
    assert KINDS["course_moved"].still_wanted({known.pk, left.pk}) == {known.pk}
    Cohort.objects.filter(pk=cohort.pk).update(status=Cohort.Status.CANCELLED)
    assert KINDS["course_moved"].still_wanted({known.pk}) == set()


def test_a_day_in_the_middle_that_moves_is_no_letter(cohort):
    ordered(cohort)
    ParticipationFactory(cohort=cohort)
    day = CourseDay.objects.select_related("cohort").get(cohort=cohort, number=5)

    schedule.move_day(day=day, version=1, to=MONDAY + days(21), at=LATER)
    moved = letters_about("order_moved"), letters_about("course_moved")
    first = CourseDay.objects.select_related("cohort").get(cohort=cohort, number=1)
    schedule.move_day(day=first, version=1, to=MONDAY - days(3), at=LATER)

    assert moved == ([], [])
    assert (len(letters_about("order_moved")), len(letters_about("course_moved"))) == (1, 1)


def test_the_letters_say_little(cohort):
    line = ordered(cohort)
    ParticipationFactory(cohort=cohort)

    move(cohort, MONDAY + A_WEEK)

    to_orderer, to_participant = text_of("order_moved"), text_of("course_moved")
    assert f"Beställning {line.order.number} har en ny första dag" in to_orderer
    assert f"/bestallningar/{line.order.number}/" in to_orderer
    assert "nu börjar vi måndag 24 augusti" in to_participant
    for text in (to_orderer, to_participant):
        assert [word for word in ("peer support", cohort.name, "kurs ") if word.lower() in text.lower()] == []
