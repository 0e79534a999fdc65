"""Lists in a real browser: filled in place while somebody types, filters and pages; and the same without JavaScript."""

import re
from collections.abc import Callable
from functools import partial
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from peersupport.accounts.tests.factories import PASSWORD, UserFactory
from peersupport.directory.tests.factories import MembershipFactory
from placements.models import Workplace
from placements.tests.factories import WorkplaceFactory


@pytest.fixture(autouse=True)
def a_request_that_another_replaced_is_no_trouble(watch):
    """htmx says in the console that it gave one up; for one that failed it says htmx:sendError as well."""
    yield
    replaced = ("console: htmx:afterRequest,", "console: htmx:sendAbort,")
    watch.troubles[:] = [trouble for trouble in watch.troubles if not trouble.startswith(replaced)]


@pytest.fixture
def open_list(open_page) -> Callable[..., Page]:
    """Open the list of sixty workplaces, two pages of them, with four in Haninge of which one is ready."""
    coordinator = MembershipFactory(national=True, user=UserFactory(email="karin@example.org", password=PASSWORD))
    first = WorkplaceFactory(name="Haninge boendestöd", ready=True)
    rest = {"programme": first.programme, "host": first.host, "owner": first.owner, "municipality": first.municipality}
    names = [f"Haninge mottagning {n}" for n in range(3)] + [f"Visby psykiatri {n}" for n in range(56)]
    Workplace.objects.bulk_create(WorkplaceFactory.build(name=name, **rest) for name in names)
    return partial(open_page, coordinator, reverse("placements:workplaces"))


@pytest.fixture
def listed(open_list) -> Page:
    """The list, open in a browser that remembers whether another page was loaded since."""
    page = open_list()
    page.evaluate("window.stayed = true")
    return page


def stayed(page) -> bool:
    return page.evaluate("window.stayed === true")


def asked(page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def rows(page):
    return page.locator("#results tbody tr")


def said(page):
    return page.locator("#announcement")


def choose(page, name: str):
    return page.locator("#filters").get_by_role("link", name=name, exact=True)


def test_what_is_typed_fills_the_list_while_the_field_keeps_focus_and_caret(listed, axe):
    expect(said(listed)).to_have_text("")
    field = listed.locator("#finder-q")

    field.press_sequentially("haningX")
    field.press("ArrowLeft")
    field.press("Delete")

    expect(rows(listed)).to_have_count(4)
    expect(said(listed)).to_have_text("4 rader")
    expect(listed).to_have_url(re.compile(r"\?q=haning&status=$"))
    expect(field).to_be_focused()
    assert field.evaluate("field => [field.value, field.selectionStart]") == ["haning", 6]
    assert stayed(listed)
    axe(listed)


def test_a_filter_keeps_the_search_and_the_search_keeps_the_filter(listed, axe):
    listed.locator("#finder-q").press_sequentially("haninge")
    expect(rows(listed)).to_have_count(4)

    choose(listed, "Redo").click()

    expect(rows(listed)).to_have_count(1)
    expect(choose(listed, "Redo")).to_be_focused()
    expect(choose(listed, "Redo")).to_have_attribute("aria-current", "true")
    expect(listed.locator("#filters [aria-current]")).to_have_count(1)
    expect(said(listed)).to_have_text("1 rad")
    assert asked(listed) == {"q": ["haninge"], "status": ["ready"]}
    axe(listed)

    listed.locator("#finder-q").fill("")

    expect(listed).to_have_url(re.compile(r"\?q=&"))
    expect(rows(listed)).to_have_count(1)
    assert asked(listed) == {"status": ["ready"]}

    listed.locator("#finder-q").fill("visby")

    expect(said(listed)).to_have_text("Inga träffar")
    expect(rows(listed)).to_have_count(0)
    assert stayed(listed)


def test_a_filter_chosen_before_the_typed_word_is_sent_holds_together_with_it(listed):
    listed.locator("#finder-q").press_sequentially("haninge")
    choose(listed, "Redo").click()  # within the quarter of a second that typing waits

    expect(rows(listed)).to_have_count(1)
    listed.wait_for_timeout(600)
    expect(rows(listed)).to_have_count(1)
    assert asked(listed) == {"q": ["haninge"], "status": ["ready"]}


def test_what_is_typed_while_a_filters_answer_is_on_its_way_holds_together_with_it(listed):
    on_their_way = []

    def keep(route):
        on_their_way.append(route)

    listed.route("**/*status=ready*", keep, times=1)

    choose(listed, "Redo").click()
    listed.locator("#finder-q").press_sequentially("haninge")

    expect(rows(listed)).to_have_count(1)
    expect(choose(listed, "Redo")).to_have_attribute("aria-current", "true")
    assert (len(on_their_way), asked(listed)) == (1, {"q": ["haninge"], "status": ["ready"]})


def test_another_page_comes_with_view_and_focus_at_the_top_of_the_list(listed, axe):
    listed.locator(".pager [rel=next]").click()

    expect(rows(listed)).to_have_count(10)
    expect(listed.locator("#results")).to_be_focused()
    expect(said(listed)).to_have_text("60 rader, sida 2")
    assert asked(listed) == {"sida": ["2"]}
    assert 0 <= listed.locator("#results").evaluate("list => list.getBoundingClientRect().top") < 300
    assert stayed(listed)
    axe(listed)


def test_back_goes_by_what_was_chosen_and_not_by_letters(listed):
    listed.locator(".pager [rel=next]").click()
    expect(rows(listed)).to_have_count(10)
    choose(listed, "Redo").click()
    expect(rows(listed)).to_have_count(1)
    listed.locator("#finder-q").press_sequentially("han")
    expect(listed).to_have_url(re.compile(r"\?q=han&"))

    listed.go_back()

    expect(rows(listed)).to_have_count(10)
    assert asked(listed) == {"sida": ["2"]}
    expect(listed.locator("#finder-q")).to_have_value("")
    expect(said(listed)).to_have_text("")

    listed.go_back()

    expect(rows(listed)).to_have_count(50)
    assert asked(listed) == {}


def test_a_page_that_was_searched_can_be_left_and_shared(listed):
    listed.locator("#finder-q").press_sequentially("haninge")
    expect(rows(listed)).to_have_count(4)
    address = listed.url
    rows(listed).first.get_by_role("link").click()
    expect(listed.locator("h1")).to_have_text("Haninge boendestöd")

    listed.go_back()

    expect(rows(listed)).to_have_count(4)
    expect(listed.locator("#finder-q")).to_have_value("haninge")
    assert listed.url == address


def test_a_link_opened_in_a_tab_of_its_own_leaves_the_list_as_it_is(listed):
    with listed.context.expect_page() as opened:
        choose(listed, "Redo").click(modifiers=["Control"])

    expect(rows(opened.value)).to_have_count(1)
    expect(rows(listed)).to_have_count(50)


def test_the_menus_forms_lead_back_to_what_the_address_says(listed):
    choose(listed, "Redo").click()
    expect(rows(listed)).to_have_count(1)

    backs = listed.locator("input[name=next]").evaluate_all("fields => fields.map((field) => field.value)")

    assert {back.partition("?")[2] for back in backs} == {"q=&status=ready"}


def test_whoever_types_after_the_session_ended_signs_in_and_gets_what_they_searched_for(listed):
    listed.context.clear_cookies()

    listed.locator("#finder-q").press_sequentially("haninge")

    listed.wait_for_url(lambda url: urlsplit(url).path == reverse("account_login"))
    listed.locator("#id_login").fill("karin@example.org")
    listed.locator("#id_password").fill(PASSWORD)
    listed.locator("main button[type=submit]").click()
    expect(rows(listed)).to_have_count(4)
    expect(listed.locator("#finder-q")).to_have_value("haninge")


def test_without_javascript_each_is_a_page(open_list):
    page = open_list(java_script_enabled=False)

    page.locator(".pager [rel=next]").click()
    expect(rows(page)).to_have_count(10)
    choose(page, "Redo").click()
    page.locator("#finder-q").fill("haninge")
    page.locator(".finder button").click()

    expect(rows(page)).to_have_count(1)
    expect(page.locator("#filters [aria-current]")).to_have_text("Redo")
    expect(said(page)).to_have_text("")
    assert asked(page) == {"q": ["haninge"], "status": ["ready"]}
