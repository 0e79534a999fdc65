"""On an old phone without JavaScript: apply, choose a time, take the application back."""

import re

import pytest
from playwright.sync_api import Page, expect

from devstack.testkit import Stack
from peersupport.tests.journeys.applying import LETTER, page_in, wait_for_a_letter
from peersupport.tests.journeys.people import PHONE, Somebody

pytestmark = pytest.mark.journey
COHORT = re.compile("Nynäshamn")  # of the demo: open, with a call and times for interviews


def test_an_applicant_needs_no_javascript(somebody, running_stack: Stack, new_context):
    coordinator = somebody("regional")
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(running_stack.url.rstrip("/") + call_of(coordinator))
    apply(page)
    own = running_stack.url.rstrip("/") + page_in(wait_for_a_letter(running_stack, "/min-ansokan/"))
    invite(coordinator)
    page.goto(own)
    page.locator("[name=time]").first.check()
    page.get_by_role("button", name="Boka tiden").click()
    expect(page.locator("body")).to_contain_text("Sal Eken")
    page.get_by_role("link", name="Ta tillbaka ansökan").click()
    page.get_by_role("button", name="Ta tillbaka den").click()
    expect(page.locator("h1")).to_have_text("Din ansökan är avslutad")


def call_of(coordinator: Somebody) -> str:
    """The address of the cohort's open call."""
    coordinator.go("/utbildningar/")
    coordinator.page.get_by_role("link", name=COHORT).first.click()
    coordinator.page.get_by_role("link", name=re.compile("Platser")).first.click()
    return re.search(r"/ansok/[a-z0-9]+/", coordinator.page.content())[0]


def apply(page: Page) -> None:
    page.locator("[name=given_name]").fill("Alva")
    page.locator("[name=email]").fill("alva.sund@example.org")
    go_on(page)
    page.locator("[name=letter]").fill(LETTER)
    go_on(page)
    page.get_by_role("link", name="Tillbaka").click()  # back never loses what was saved
    expect(page.locator("[name=letter]")).to_have_value(LETTER)
    go_on(page)
    for question in ("can_attend", "wants_half_time"):
        page.locator(f"[name={question}][value=unsure]").check()
    go_on(page)
    page.locator("[name=consent]").check()
    page.get_by_role("button", name="Skicka ansökan").click()
    expect(page.locator("h1")).to_have_text("Tack för din ansökan")


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Spara och gå vidare").click()


def invite(coordinator: Somebody) -> None:
    coordinator.page.get_by_role("link", name=re.compile("Ansökningar")).first.click()
    coordinator.page.get_by_role("link", name="Alva", exact=True).click()
    coordinator.press("Kalla till intervju")
