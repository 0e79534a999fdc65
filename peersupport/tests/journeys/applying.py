"""From an application on the phone to a seat: steps of a journey, each in the hands of who takes it."""

import re
import time
from datetime import date, timedelta

from devstack.testkit import Stack
from peersupport.tests.journeys.people import Somebody

LETTER = "Jag vill vara den som jag själv saknade. Jag tycker om att lyssna, och säger till när jag behöver en paus."
LEADER = "Lotta Brunnsjö"  # of the demo
NAMES = ("Åslund", "Tindra")


def apply_in_four_steps(applicant: Somebody, link: str, *, given: str, family: str, email: str) -> None:
    """How to reach them, a letter, two questions, and consent; what is missing is asked for, and nothing is lost."""
    applicant.go(link)
    applicant.fill(given_name=given, family_name=family, email=email)
    applicant.press("Spara och gå vidare")
    applicant.press("Spara och gå vidare")  # without a letter: refused
    applicant.fill(letter=LETTER)
    applicant.press("Spara och gå vidare")
    for question in ("can_attend", "wants_half_time"):
        applicant.page.locator(f"[name={question}][value=yes]").check()
    applicant.press("Spara och gå vidare")
    applicant.sees(LETTER[:30])
    applicant.press("Skicka ansökan")  # without consent: refused
    applicant.page.locator("[name=consent]").check()
    applicant.press("Skicka ansökan")
    applicant.sees("Tack")


def be_interviewed(
    applicant: Somebody, coordinator: Somebody, stack: Stack, cohort: str, *, name: str, email: str
) -> str:
    """The group offers a time, and the applicant takes it on the page that their letter leads to. The page."""
    page = page_in(wait_for_a_letter(stack, "/min-ansokan/", to=email))
    coordinator.go(f"{cohort}intervjuer/")
    day = date.today() + timedelta(days=7)
    coordinator.fill(day=day.isoformat(), times="09:00, 10:30", place="Rum 4, Medborgarplatsen")
    coordinator.press("Lägg till tider")
    coordinator.go(f"{cohort}ansokningar/")
    coordinator.follow(name)
    coordinator.press("Kalla till intervju")
    applicant.go(page)
    applicant.page.locator("[name=time]").first.check()
    applicant.press("Boka tiden")
    applicant.sees("Rum 4, Medborgarplatsen")
    coordinator.page.reload()
    coordinator.follow("Anteckna att den är genomförd")
    coordinator.fill(note="Ett gott samtal.")
    coordinator.press("Intervjun är genomförd")
    return page


def be_admitted(coordinator: Somebody, leader: Somebody, cohort: str, *, name: str) -> None:
    """Two assess, each alone first; then there is a decision, which is let out by itself."""
    coordinator.go(f"{cohort}antagning/")
    coordinator.choose(user=LEADER)
    coordinator.press("Lägg till i gruppen")
    coordinator.go(f"{cohort}ansokningar/")
    coordinator.follow(name)
    application = coordinator.page.url
    coordinator.page.locator("main").get_by_role("link", name="Brev").click()
    coordinator.look()
    coordinator.sees(LETTER[:30])
    for member in (coordinator, leader):
        member.go(f"{application}bedom/")
        for box in member.page.locator("input[type=radio][value=yes], input[type=radio][value=admit]").all():
            box.check()
        member.press("Spara bedömningen")
    coordinator.go(application)
    coordinator.press("Anta")
    coordinator.follow("Skicka 1 besked")
    coordinator.press("Skicka beskeden")


def wait_for_a_letter(stack: Stack, holding: str, *, to: str) -> dict[str, str]:
    """The newest letter to this address with these words in it, which names nobody: the demo sends letters too."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for letter in stack.letters():
            if to in letter["to"] and holding in letter["text"]:
                assert not any(name in letter["text"] + letter["subject"] for name in NAMES)
                return letter
        time.sleep(0.5)
    raise AssertionError(f"no letter with {holding} arrived within a minute")


def page_in(letter: dict[str, str]) -> str:
    """The applicant's own page, from the link in a letter."""
    return re.search(r"/min-ansokan/[0-9a-f-]+/", letter["text"])[0]
