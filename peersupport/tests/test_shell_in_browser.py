"""The shell in a real browser: what works without JavaScript, and what the little JavaScript adds."""

import pytest
from django.urls import reverse

from peersupport.accounts.tests.factories import PASSWORD, UserFactory
from peersupport.directory.tests.factories import MembershipFactory

PHONE = {"width": 390, "height": 780}
LIGHT, DARK = "rgb(245, 244, 240)", "rgb(16, 23, 25)"


@pytest.fixture(autouse=True)
def files_by_their_own_names(settings):
    """The test server finds static files in their folders, where they don't carry a hash."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def coordinator(live_server):
    return MembershipFactory(national=True, user=UserFactory(email="karin@example.org", password=PASSWORD))


def sign_in(page, live_server):
    page.goto(live_server.url + reverse("account_login"))
    page.locator("#id_login").fill("karin@example.org")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(live_server.url + "/")
    return page


def background(page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


@pytest.mark.parametrize(("system", "colour"), [("light", LIGHT), ("dark", DARK)])
def test_the_look_follows_the_system_without_javascript(new_context, live_server, system, colour):
    page = new_context(java_script_enabled=False, color_scheme=system).new_page()

    page.goto(live_server.url + reverse("account_login"))

    assert page.locator("html").get_attribute("data-bs-theme") is None
    assert page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") == colour


def test_a_chosen_look_holds_against_the_system(new_context, live_server, coordinator):
    coordinator.user.look = "dark"
    coordinator.user.save()
    page = sign_in(new_context(color_scheme="light").new_page(), live_server)

    assert background(page) == DARK


def test_the_whole_menu_opens_on_a_phone_without_javascript(new_context, live_server, coordinator):
    page = sign_in(new_context(java_script_enabled=False).new_page(), live_server)
    page.set_viewport_size(PHONE)

    page.locator(".tabbar .more > summary").click()

    assert page.locator(".tabbar .menu a").count() == page.locator(".rail .menu a").count() > 0
    assert page.locator(".tabbar .menu a").first.is_visible()


def test_escape_closes_the_menu_and_gives_the_focus_back(page, live_server, coordinator):
    sign_in(page, live_server)
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


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390, 320])
def test_the_shell_stands_axe_at_every_width(new_context, live_server, coordinator, axe, width, look):
    page = sign_in(new_context(color_scheme=look).new_page(), live_server)
    page.set_viewport_size({"width": width, "height": 800})
    menu = page.locator(".me-menu > summary, .more > summary").locator("visible=true")

    menu.click()

    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
