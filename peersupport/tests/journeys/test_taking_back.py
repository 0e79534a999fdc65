"""On the phone: apply to the demo's open cohort, go back without losing anything, choose a time, take it all back.

The steps of test_main_job's applicant, who has no JavaScript; here with it, and each page is looked at.
"""

import re

import pytest
from playwright.sync_api import expect

from devstack.testkit import Stack
from peersupport.tests.journeys.applying import LETTER, page_in, wait_for_a_letter
from peersupport.tests.journeys.people import PHONE, Somebody

pytestmark = pytest.mark.journey
COHORT = re.compile("Nynäshamn")  # of the demo: open, with a call and times for interviews
EMAIL = "alva.sund@example.org"
GO_ON = "Spara och gå vidare"


def test_an_application_is_taken_back(somebody, running_stack: Stack):
    coordinator, applicant = somebody("regional"), somebody(viewport=PHONE, every_look=True)
    applicant.go(call_of(coordinator))
    apply(applicant)
    own = page_in(wait_for_a_letter(running_stack, "/min-ansokan/", to=EMAIL))
    invite(coordinator)
    applicant.go(own)
    applicant.page.locator("[name=time]").first.check()
    applicant.press("Boka tiden")
    applicant.sees("Sal Eken")
    applicant.follow("Ta tillbaka ansökan")
    applicant.press("Ta tillbaka den")
    expect(applicant.page.locator("h1")).to_have_text("Din ansökan är avslutad")


def call_of(coordinator: Somebody) -> str:
    """The address of the cohort's open call."""
    coordinator.go("/utbildningar/")
    coordinator.page.get_by_role("link", name=COHORT).first.click()
    coordinator.page.get_by_role("link", name=re.compile("Platser")).first.click()
    return re.search(r"/ansok/[a-z0-9]+/", coordinator.page.content())[0]


def apply(applicant: Somebody) -> None:
    applicant.fill(given_name="Alva", email=EMAIL)
    applicant.press(GO_ON)
    applicant.fill(letter=LETTER)
    applicant.press(GO_ON)
    applicant.follow("Tillbaka")  # back never loses what was saved
    expect(applicant.page.locator("[name=letter]")).to_have_value(LETTER)
    applicant.press(GO_ON)
    for question in ("can_attend", "wants_half_time"):
        applicant.page.locator(f"[name={question}][value=unsure]").check()
    applicant.press(GO_ON)
    applicant.page.locator("[name=consent]").check()
    applicant.press("Skicka ansökan")
    expect(applicant.page.locator("h1")).to_have_text("Tack för din ansökan")


def invite(coordinator: Somebody) -> None:
    coordinator.page.get_by_role("link", name=re.compile("Ansökningar")).first.click()
    coordinator.page.get_by_role("link", name="Alva", exact=True).click()
    coordinator.press("Kalla till intervju")
