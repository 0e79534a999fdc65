"""The shell in a real browser: what works without JavaScript, and what the little JavaScript adds."""

import pytest
from django.urls import reverse

from devstack.testkit import every_look, scrolls_sideways
from peersupport.accounts.tests.factories import PASSWORD, UserFactory
from peersupport.directory.tests.factories import MembershipFactory

PHONE = {"width": 390, "height": 780}
LIGHT, DARK = "rgb(245, 244, 240)", "rgb(16, 23, 25)"


pytestmark = pytest.mark.usefixtures("files_by_their_own_names")


@pytest.fixture
def coordinator():
    return MembershipFactory(national=True, user=UserFactory(email="karin@example.org", password=PASSWORD))


def background(page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


@pytest.mark.parametrize(("system", "colour"), [("light", LIGHT), ("dark", DARK)])
def test_the_look_follows_the_system_without_javascript(new_context, live_server, system, colour):
    page = new_context(java_script_enabled=False, color_scheme=system).new_page()

    page.goto(live_server.url + reverse("account_login"))

    assert page.locator("html").get_attribute("data-bs-theme") is None
    assert page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") == colour


def test_a_chosen_look_holds_against_the_system(open_page, coordinator):
    coordinator.user.look = "dark"
    coordinator.user.save()

    assert background(open_page(coordinator, color_scheme="light")) == DARK


def test_the_whole_menu_opens_on_a_phone_without_javascript(open_page, coordinator):
    page = open_page(coordinator, java_script_enabled=False, viewport=PHONE)

    page.locator(".tabbar .more > summary").click()

    assert page.locator(".tabbar .menu a").count() == page.locator(".rail .menu a").count() > 0
    assert page.locator(".tabbar .menu a").first.is_visible()


def test_escape_closes_the_menu_and_gives_the_focus_back(open_page, coordinator):
    page = open_page(coordinator)
    page.locator(".me-menu > summary").click()

    page.keyboard.press("Escape")

    assert page.locator(".me-menu[open]").count() == 0
    assert page.evaluate("document.activeElement.className") == "me"


def test_a_form_is_sent_once_however_often_it_is_pressed(page, live_server, coordinator):
    page.goto(live_server.url + reverse("account_login"))
    page.locator("#id_login").fill("karin@example.org")
    page.locator("#id_password").fill("fel")
    posts = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)

    with page.expect_navigation():
        page.evaluate("const form = document.querySelector('main form'); [1, 2, 3].map(() => form.requestSubmit())")

    assert len(posts) == 1


def test_the_sign_in_page_forgets_what_an_ended_session_left(page, live_server):
    page.goto(live_server.url + reverse("accessibility"))
    page.evaluate("localStorage.setItem('draft', 'x'); sessionStorage.setItem('draft', 'x')")

    page.goto(live_server.url + reverse("account_login"))

    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_the_shell_with_its_menu_open_stands_axe_in_every_look(open_page, coordinator, axe):
    page = open_page(coordinator)

    for look in every_look(page):
        menu = page.locator(".me-menu > summary, .more > summary").locator("visible=true")
        menu.click()
        axe(page)
        assert not scrolls_sideways(page), look
        menu.click()
