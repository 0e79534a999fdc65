"""Pages in a real browser, at the widths of phones and small screens: nothing scrolls sideways."""

import pytest
from django.conf import settings as live
from django.test import Client

from peersupport.accounts.permissions import Role
from peersupport.directory.tests.factories import MembershipFactory
from placements.tests.conftest import make_cast
from programs.tests.factories import CohortFactory
from training.tests.factories import CourseDayFactory, ParticipationFactory


@pytest.fixture(autouse=True)
def files_by_their_own_names(settings):
    """The test server finds static files in their folders, where they don't carry a hash."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def open_page(new_context, live_server):
    """Open a page in the browser of somebody who has signed in."""

    def go(membership, path):
        client = Client()
        client.force_login(membership.user)
        context = new_context()
        session = client.cookies[live.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": live.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        assert page.goto(live_server.url + path).status == 200
        return page

    return go


def is_too_wide(page, width: int) -> bool:
    """Whether the page scrolls sideways, or a table sticks out of its card."""
    page.set_viewport_size({"width": width, "height": 844})
    return page.evaluate("""() => {
        const sticks_out = (box) => box.scrollWidth > box.clientWidth + 1;
        return [document.documentElement, ...document.querySelectorAll(".card-p")].some(sticks_out);
    }""")


def test_a_cohorts_participants_fit_at_every_width(open_page):
    cohort = CohortFactory(running=True, name="Stockholm och Södertörn, hösten 2026")
    ParticipationFactory(
        cohort=cohort,
        person__given_name="Maximiliana",
        person__family_name="Gyllenstierna",
        person__email="maximiliana.gyllenstierna@regionen.example",
    )

    page = open_page(MembershipFactory(national=True), f"/utbildningar/{cohort.pk}/deltagare/")

    assert [width for width in (1440, 1200, 1024, 992, 390, 320) if is_too_wide(page, width)] == []


def test_the_phone_says_what_is_ordered_above_the_fields(open_page):
    cohort = CohortFactory(name="Nynäshamn, våren 2027")
    page = open_page(MembershipFactory(orderer=True), f"/bestall/{cohort.pk}/")

    page.set_viewport_size({"width": 390, "height": 844})

    shown = page.locator(".head").inner_text()
    assert "Nynäshamn, våren 2027" in shown
    assert "68\xa0000 kr" in shown
    assert "platser kvar" in shown
    assert page.locator(".head").bounding_box()["height"] > 80


def test_the_field_for_another_day_fits_beside_the_list_of_days(open_page):
    cast = make_cast()
    cast.start()
    page = open_page(cast.supervisor, "/handledning/ny/")

    page.locator("[name=day]").select_option("other")

    assert page.locator("[name=other_day]").is_visible()
    assert [width for width in (1440, 1024, 390, 320) if is_too_wide(page, width)] == []


@pytest.mark.parametrize("role", list(Role))
def test_no_word_of_the_phones_bar_is_cut_and_one_tab_looks_chosen(open_page, role):
    page = open_page(MembershipFactory(role=role, organisation__host=True), "/")

    page.set_viewport_size({"width": 320, "height": 700})

    words = page.locator(".tabbar > a > span, .more > summary > span")
    assert (
        words.evaluate_all("all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.innerText)")
        == []
    )
    icons = page.locator(".tabbar > a > .i")
    looks = icons.evaluate_all("all => all.map(one => getComputedStyle(one).backgroundColor)")
    assert set(looks) == {"rgba(0, 0, 0, 0)"}


def test_a_message_hides_no_save_bar_and_a_choice_moves_no_row(open_page):
    cohort = CohortFactory(running=True)
    day = CourseDayFactory(cohort=cohort)
    ParticipationFactory.create_batch(12, cohort=cohort)  # more than fit on the screen: the bar sticks to its foot
    page = open_page(MembershipFactory(national=True), f"/utbildningar/{cohort.pk}/narvaro/{day.date}/")
    choices = page.locator(".tri").first
    before = choices.bounding_box()

    choices.locator(".x input").check(force=True)
    page.evaluate("toast('Närvaron är sparad.')")

    toast, bar = page.locator(".toast-u").bounding_box(), page.locator(".savebar").bounding_box()
    assert choices.bounding_box() == before
    assert toast["y"] + toast["height"] <= bar["y"]
