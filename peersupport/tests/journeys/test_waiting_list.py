"""Twelve seats, three orderers: ten, two, and one who waits until a seat is given back, is offered it and says yes.

In a real browser against ./run, with real SMTP. The third orderer has no account: the letter's link is enough.
"""

import re
import time
from datetime import date, timedelta

import pytest

from devstack.testkit import Stack
from peersupport.tests.journeys.people import Somebody

pytestmark = pytest.mark.journey
PROGRAMME, COHORT = "Peer support i dag", "Väntelistan"
THIRD, MAILBOX = "Nacka kommun", "bestallning@nacka.example"


def test_a_seat_given_back_goes_to_who_has_waited(somebody, running_stack):
    coordinator, haninge = somebody("regional"), somebody("haninge")
    cohort = open_a_cohort(coordinator)
    order(somebody("stockholm"), "10", reference="SHB-1", gets="10 platser är era")
    order(haninge, "2", reference="4711-22", gets="2 platser är era")
    number = wait_for_one_seat(coordinator)
    give_one_back(haninge)
    link = letter_with_an_offer(running_stack, number)
    accept(somebody(), link)
    coordinator.go(f"/bestallningar/{number}/")
    coordinator.sees(f"{number}/01")
    coordinator.go(f"{cohort}platser/")
    coordinator.sees("12 av 12")
    coordinator.sees(THIRD)


def open_a_cohort(coordinator: Somebody) -> str:
    """It starts in less than a month, so that its release date has come. Its address."""
    coordinator.go("/utbildningar/ny/")
    monday = date.today() - timedelta(days=date.today().weekday()) + timedelta(weeks=4)
    coordinator.fill(name=COHORT, place="Sal Eken", starts_on=monday.isoformat(), capacity="12", seat_price="68000")
    coordinator.choose(programme=PROGRAMME, county="Stockholms län")
    coordinator.tick("Socialpsykiatri")
    coordinator.press("Spara utkast")
    coordinator.press("Öppna för beställning")
    return coordinator.page.url.removeprefix(coordinator.url)


def order(orderer: Somebody, quantity: str, *, reference: str, gets: str) -> None:
    orderer.go("/bestall/")
    orderer.follow(COHORT)
    orderer.fill(quantity=quantity)
    orderer.press("Spara och gå vidare")
    orderer.press("Spara och gå vidare")  # nothing but seats
    orderer.fill(reference=reference)
    orderer.press("Spara och gå vidare")
    orderer.press("Skicka beställningen")
    orderer.sees(gets)


def wait_for_one_seat(coordinator: Somebody) -> str:
    """Somebody has phoned: the coordinator adds the municipality and orders for it. The order's number."""
    coordinator.go("/organisationer/ny/")
    coordinator.fill(name=THIRD)
    coordinator.choose(kind="Kommun", municipality="Nacka")
    coordinator.press("Spara")
    coordinator.go("/bestall/")
    coordinator.follow(COHORT)
    coordinator.choose(orderer=THIRD)
    coordinator.fill(quantity="1")
    coordinator.press("Spara och gå vidare")
    coordinator.press("Spara och gå vidare")
    coordinator.fill(reference="NK-77", contact_email=MAILBOX)
    coordinator.press("Spara och gå vidare")
    coordinator.press("Skicka beställningen")
    coordinator.tick("Vänta i kön")
    coordinator.press("Gå vidare")
    coordinator.sees("Ni står i kö")
    return re.search(r"B-[0-9]{4}-[0-9]{4}", coordinator.page.locator("main").inner_text())[0]


def give_one_back(orderer: Somebody) -> None:
    """The order's page asks, now that the release date has come; one of the two seats is not needed."""
    orderer.go("/bestallningar/")
    orderer.page.get_by_role("row").filter(has_text=COHORT).get_by_role("link").first.click()
    orderer.sees("Behöver ni fortfarande 2 platser?")
    orderer.follow("Behåll eller lämna tillbaka")
    orderer.page.locator("[name=keep]").last.uncheck()
    orderer.press("Behåll de ikryssade")
    orderer.sees("1 plats är återlämnad")


def letter_with_an_offer(stack: Stack, number: str) -> str:
    """The link in the letter, which says nothing else than that there is a seat."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for letter in stack.letters():
            if letter["to"] == MAILBOX and "/erbjudande/" in letter["text"]:
                assert number in letter["text"]
                assert [word for word in (COHORT, THIRD, "peer", "psyk") if word in letter["text"].lower()] == []
                return re.search(r"/erbjudande/[^\s]+", letter["text"])[0]
        time.sleep(0.5)
    raise AssertionError("The letter with the offer did not come")


def accept(anybody: Somebody, link: str) -> None:
    """Looking changes nothing; the button does, once."""
    anybody.go(link)
    anybody.sees("1 plats hålls åt er")
    anybody.go(link)
    anybody.press("Ja, ta platsen")
    anybody.sees("1 plats är er")
