"""Supervision on a phone in a real browser: eight weeks of it, once without a line, and a pause between."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from peersupport.directory.tests.factories import MunicipalityFactory, OrganisationFactory
from placements.models import Placement, SupervisionPlan, SupervisionSession
from placements.tests.conftest import Cast, make_cast
from placements.tests.factories import StaffSessionFactory, WorkplaceFactory

pytestmark = pytest.mark.usefixtures("line_may_be_away")
PHONE = {"viewport": {"width": 390, "height": 844}}
WEEK = dt.timedelta(weeks=1)
LINE = "[data-line]"


@pytest.fixture
def cast(transactional_db) -> Cast:
    return make_cast()


def log(page: Page, live_server, placement: Placement, day: dt.date) -> None:
    """As a supervisor does it: whom and how are chosen by a tap each."""
    page.goto(f"{live_server.url}/handledning/ny/?for={placement.pk}")
    page.get_by_label("Dag", exact=True).select_option("other")
    page.get_by_label("Annan dag").fill(day.isoformat())
    page.get_by_role("radio", name="Telefon").check()
    page.get_by_role("checkbox", name="Roll och gränser").check()
    page.get_by_role("radio", name="Bra").check()
    page.get_by_role("button", name="Spara handledning").click()


def test_a_placement_in_sala_with_another_employer_and_eight_weeks_of_supervision(open_page, live_server, cast):
    sala = MunicipalityFactory(name="Sala")
    unit = WorkplaceFactory(
        ready=True, name="Boendestödet", municipality=sala, programme=cast.programme, host=cast.host
    )
    StaffSessionFactory.create_batch(3, workplace=unit)
    employer, participation = OrganisationFactory(name="Föreningen som anställer"), cast.certified()
    first_day = timezone.localdate() - 9 * WEEK
    desk = open_page(cast.coordinator, f"/placeringar/ny/?deltagande={participation.pk}&arbetsplats={unit.pk}")
    desk.get_by_label("Arbetsgivare").select_option(label=employer.name)
    desk.get_by_label("Första dagen").fill(first_day.isoformat())
    desk.get_by_label("Handledare").select_option(str(cast.supervisor.user_id))
    if desk.get_by_label("Varför ändå?").count():
        desk.get_by_label("Varför ändå?").fill("Enheten är redo på alla sätt som betyder något.")
    desk.get_by_role("button", name="Starta placeringen").click()
    expect(desk.locator(".pill", has_text="Pågår")).to_be_visible()
    placement = Placement.objects.get()

    phone = open_page(cast.supervisor, "/handledning/", **PHONE)
    days = [first_day + n * WEEK for n in range(1, 9)]
    for day in days[:-1]:
        log(phone, live_server, placement, day)
        expect(phone.get_by_role("heading", name="Handledning med")).to_be_visible()
    phone.goto(f"{live_server.url}/handledning/ny/?for={placement.pk}")
    phone.context.set_offline(True)
    phone.get_by_label("Dag", exact=True).select_option("other")
    phone.get_by_label("Annan dag").fill(days[-1].isoformat())
    phone.get_by_role("radio", name="Bra").check()
    phone.get_by_role("button", name="Spara handledning").click()
    expect(phone.locator(LINE)).to_contain_text("sparat på telefonen")
    kept = phone.evaluate("JSON.stringify(localStorage)")
    before = SupervisionSession.objects.count()
    phone.context.set_offline(False)
    expect(phone.locator(LINE)).to_have_text("Det som väntade på telefonen är sparat.")

    assert (before, placement.employer, placement.workplace.municipality) == (7, employer, sala)
    assert [session.held_on for session in placement.sessions.order_by("held_on")] == days
    assert [name in kept for name in (participation.person.given_name, participation.person.family_name)] == [False] * 2
    assert phone.evaluate("localStorage.length") == 0

    desk.get_by_role("link", name="Notera en paus").click()
    desk.get_by_role("button", name="Notera pausen").click()
    expect(desk.locator(".pill", has_text="Vilande")).to_be_visible()
    rests = SupervisionPlan.objects.get().next_due_on
    desk.get_by_role("link", name="Ändra pausen från").click()
    desk.get_by_role("button", name="Tillbaka i dag").click()
    expect(desk.locator(".pill", has_text="Pågår")).to_be_visible()
    assert (rests, SupervisionPlan.objects.get().next_due_on > timezone.localdate()) == (None, True)


def test_what_was_kept_on_the_phone_and_is_refused_is_in_the_form_again(open_page, live_server, cast):
    today = timezone.localdate()
    placement = cast.start(starts_on=today - WEEK, at=timezone.now())
    phone = open_page(cast.supervisor, f"/handledning/ny/?for={placement.pk}", **PHONE)
    phone.get_by_role("radio", name="Bra").check()
    phone.get_by_label("Dag", exact=True).select_option("other")
    phone.get_by_label("Annan dag").fill((today - 2 * WEEK).isoformat())

    phone.get_by_role("button", name="Spara handledning").click()

    expect(phone.locator(LINE)).to_contain_text("Det här gick inte att spara:")
    expect(phone.get_by_label("Annan dag")).to_have_value((today - 2 * WEEK).isoformat())
    assert (SupervisionSession.objects.count(), phone.evaluate("localStorage.length")) == (0, 0)
