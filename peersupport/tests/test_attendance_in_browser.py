"""Attendance on phones in a real browser: without a line, two at once, and a whole course."""

import datetime as dt
import json

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.models import Membership
from peersupport.directory.tests.factories import MembershipFactory, PersonAccessFactory
from programs.tests.factories import CohortFactory, CohortLeaderFactory
from training import selectors
from training.actions import attendance, make_ups
from training.models import Attendance, CourseDay, Participation
from training.tests.factories import CourseDayFactory, MakeUpFactory, ParticipationFactory

PHONE = {"viewport": {"width": 390, "height": 844}}


@pytest.fixture(autouse=True)
def a_line_that_is_away_is_no_trouble(watch):
    """The browser says in its console that a request could not be sent: that is what these tests are about."""
    yield
    watch.troubles[:] = [one for one in watch.troubles if "ERR_INTERNET_DISCONNECTED" not in one]


@pytest.fixture
def day() -> CourseDay:
    """Today, in a course of three."""
    day = CourseDayFactory(date=timezone.localdate(), cohort=CohortFactory(running=True))
    for name in ("Alm", "Björk", "Ceder"):
        ParticipationFactory(cohort=day.cohort, person__family_name=name)
    return day


def leader_of(day: CourseDay) -> Membership:
    leader = MembershipFactory(leader=True, organisation=day.cohort.host)
    CohortLeaderFactory(cohort=day.cohort, user=leader.user)
    for row in Participation.objects.filter(cohort=day.cohort):
        PersonAccessFactory(person=row.person, member=leader)
    return leader


def path_of(day: CourseDay) -> str:
    return f"/utbildningar/{day.cohort_id}/narvaro/{day.date}/"


def tap(page: Page, name: str, mark: str) -> None:
    page.get_by_role("radiogroup", name=name).get_by_role("radio", name=mark, exact=True).check()


def line(page: Page):
    return page.locator("[data-line]")


def stored(day: CourseDay) -> dict[str, str]:
    marks = selectors.day_marks(Attendance.objects.filter(session__day=day))
    names = dict(Participation.objects.values_list("pk", "person__family_name"))
    return {names[pk]: str(mark) for (pk, _day), mark in sorted(marks.items())}


def test_a_tap_is_saved_at_once(open_page, day):
    page = open_page(leader_of(day), path_of(day), **PHONE)

    tap(page, "Alm", "Här")

    expect(line(page)).to_have_text("Sparat.")
    assert stored(day) == {"Alm": "present"}


def test_what_is_tapped_without_a_line_is_kept_as_codes_and_sent_when_it_is_back(open_page, day):
    page = open_page(leader_of(day), path_of(day), **PHONE)
    page.context.set_offline(True)

    tap(page, "Alm", "Här")
    tap(page, "Björk", "Frånvaro")
    tap(page, "Björk", "Anmäld")
    expect(line(page)).to_contain_text("Sparat på telefonen")
    kept = page.evaluate("JSON.stringify(localStorage)")
    before = stored(day)
    page.context.set_offline(False)

    expect(line(page)).to_have_text("Sparat.")
    assert (before, stored(day)) == ({}, {"Alm": "present", "Björk": "excused"})
    assert [name in kept for name in ("Alm", "Björk", "Test")] == [False] * 3
    assert len(json.loads(kept)) == 1
    assert page.evaluate("localStorage.length") == 0


def test_what_was_kept_is_there_when_the_page_is_opened_again(open_page, day):
    page = open_page(leader_of(day), path_of(day), **PHONE)
    page.route("**/tryck/", lambda route: route.abort("internetdisconnected"))
    tap(page, "Ceder", "Bara fm")
    expect(line(page)).to_contain_text("Sparat på telefonen")
    page.unroute("**/tryck/")

    page.reload()

    expect(line(page)).to_have_text("Sparat.")
    expect(page.get_by_role("radiogroup", name="Ceder").locator(":checked")).to_have_value("morning")
    assert stored(day) == {"Ceder": "morning"}


def test_two_leaders_at_once_lose_nothing_and_the_later_sees_what_the_other_gave(open_page, day):
    first, second = (open_page(leader_of(day), path_of(day), **PHONE) for _n in range(2))
    second.context.set_offline(True)
    tap(second, "Alm", "Frånvaro")
    tap(second, "Björk", "Här")
    expect(line(second)).to_contain_text("Sparat på telefonen")
    tap(first, "Alm", "Här")
    expect(line(first)).to_have_text("Sparat.")

    second.context.set_offline(False)

    expect(line(second)).to_have_text("Sparat.")
    alm = second.get_by_role("radiogroup", name="Alm")
    expect(alm.locator(":checked")).to_have_value("present")
    expect(second.locator(".late:visible")).to_contain_text("Någon annan")
    assert stored(day) == {"Alm": "present", "Björk": "present"}
    tap(second, "Alm", "Frånvaro")
    expect(second.locator(".late:visible")).to_have_count(0)
    expect(line(second)).to_have_text("Sparat.")
    assert stored(day) == {"Alm": "absent", "Björk": "present"}


def test_everybody_is_here_then_the_exceptions_and_saving_registers_the_day(open_page, day):
    page = open_page(leader_of(day), path_of(day), **PHONE)

    page.get_by_role("button", name="Alla är här").click()
    tap(page, "Björk", "Frånvaro")
    page.get_by_role("button", name="Spara närvaro").click()

    expect(page.locator(".pill", has_text="Registrerad")).to_be_visible()
    assert stored(day) == {"Alm": "present", "Björk": "absent", "Ceder": "present"}


def test_fifteen_days_with_two_absences_and_one_made_up(open_page):
    """The matrix, the person's own days and the certificate agree."""
    cohort, today = CohortFactory(running=True), timezone.localdate()
    days = [CourseDayFactory(cohort=cohort, date=today - dt.timedelta(days=15 - n)) for n in range(15)]
    row, by = ParticipationFactory(cohort=cohort, person__family_name="Alm"), UserFactory()
    coordinator = MembershipFactory(regional=True, organisation=cohort.host)
    for day in days:
        mark = "absent" if day in (days[3], days[9]) else "present"
        attendance.register_day(day=day, marks={row.pk: mark}, by=by, at=timezone.now())
    make_ups.sign_off(make_up=MakeUpFactory(participation=row, day=days[3], done=True), by=by, at=timezone.now())

    page = open_page(coordinator, f"/utbildningar/{cohort.pk}/")

    cells = page.locator("table.mx tbody td.a .visually-hidden").all_inner_texts()
    assert [cells.count(word) for word in ("Här", "Igentagen", "Frånvaro")] == [13, 1, 1]
    page.locator("table.mx td.pc a").click()
    expect(page.locator(".lead-p")).to_contain_text("Närvaro 93 % hittills. Det räcker för ett intyg.")
    page.goto(page.url.split("/deltaganden/")[0] + f"/utbildningar/{cohort.pk}/intyg/")
    expect(page.locator("tbody")).to_contain_text("14 av 15")
