"""One seat through its whole life, from a municipality's order to a reminder about the next supervision.

Walks the product as ./run starts it, in a real browser, with a person for each role. Nothing is made behind the scenes.
"""

import re
import time
from datetime import date, timedelta
from functools import partial

import pytest

from devstack.testkit import Stack
from peersupport.tests.journeys.applying import apply_in_four_steps, be_admitted, be_interviewed
from peersupport.tests.journeys.people import PHONE, Somebody
from placements.rules import first_working_day

pytestmark = pytest.mark.journey

PROGRAMME = "Peer support i dag"
COHORT = "Resan"
WORKPLACE = "Boendestöd Vega"
GIVEN, FAMILY = "Tindra", "Åslund"
COURSE_DAYS = 15


def test_a_seat_from_order_to_reminder(somebody, running_stack):
    somebody = partial(somebody, every_look=True)
    coordinator = somebody("regional")
    cohort = set_up_a_cohort(coordinator)
    link = order_two_seats(somebody("haninge"))
    applicant, leader = somebody(viewport=PHONE), somebody("leader", viewport=PHONE)
    become_a_participant(applicant, coordinator, leader, running_stack, cohort, link)
    take_attendance(leader, cohort)
    check_the_certificate(coordinator, cohort, somebody())
    workplace = make_a_workplace_ready(coordinator)
    starts_on, next_session = days_of_the_placement(date.today())
    start_a_placement(coordinator, workplace, starts_on)
    log_a_session(somebody("supervisor", viewport=PHONE), held_on=next_session - timedelta(days=7), then=next_session)
    get_the_reminder(running_stack, next_session)


def monday_weeks_ago(weeks: int) -> date:
    today = date.today()
    return today - timedelta(days=today.weekday(), weeks=weeks)


def days_of_the_placement(today: date) -> tuple[date, date]:
    """A first day, and the next working day: there the second session is due when the first was a week before it."""
    due = first_working_day(today + timedelta(days=1))
    return due - timedelta(days=14), due


def set_up_a_cohort(coordinator: Somebody) -> str:
    """Step 1: a cohort that began eight weeks ago, so that its people can have been at work for two. Its address."""
    coordinator.go("/utbildningar/ny/")
    first_day = monday_weeks_ago(8)
    coordinator.fill(name=COHORT, place="Sal Eken", starts_on=first_day.isoformat(), capacity="12", seat_price="68000")
    coordinator.choose(programme=PROGRAMME, county="Stockholms län")
    coordinator.tick("Socialpsykiatri")
    coordinator.page.locator("[name=leaders]").first.check()
    coordinator.press("Spara utkast")
    coordinator.press("Öppna för beställning")
    path = coordinator.page.url.removeprefix(coordinator.url)
    coordinator.go(f"{path}schema/")
    assert coordinator.page.locator("main tbody tr").count() == COURSE_DAYS
    return path


def order_two_seats(orderer: Somebody) -> str:
    """Step 2: Haninge orders two of the twelve seats and sees at once that they are theirs. One seat's link."""
    orderer.go("/bestall/")
    orderer.follow(COHORT)
    orderer.fill(quantity="2")
    orderer.press("Spara och gå vidare")
    orderer.press("Spara och gå vidare")  # nothing but seats
    orderer.fill(reference="4711-22")
    orderer.press("Spara och gå vidare")
    orderer.press("Skicka beställningen")
    orderer.sees("2 platser är era")
    orderer.follow("Öppna beställningen")
    seats = orderer.page.locator("a[href^='/ansok/']")
    assert seats.count() == 2
    link = seats.first.get_attribute("href")
    orderer.go("/bestallningar/")
    return link


def become_a_participant(
    applicant: Somebody, coordinator: Somebody, leader: Somebody, stack: Stack, cohort: str, link: str
) -> None:
    """Step 3: a person applies on the phone, is met, assessed and admitted to the seat whose link was used."""
    name = f"{GIVEN} {FAMILY}"
    apply_in_four_steps(applicant, link, given=GIVEN, family=FAMILY, email="tindra@example.org")
    page = be_interviewed(applicant, coordinator, stack, cohort, name=name)
    be_admitted(coordinator, leader, cohort, name=name)
    applicant.go(page)
    applicant.sees("Du är antagen")
    coordinator.go(cohort)
    coordinator.press("Starta")


def take_attendance(leader: Somebody, cohort: str) -> None:
    """Step 4, first half: everybody is here, then the exceptions; two days of absence are still enough."""
    leader.go(f"{cohort}schema/")
    days = [link.get_attribute("href") for link in leader.page.locator("main tbody a[href*='/narvaro/']").all()]
    assert len(days) == COURSE_DAYS
    for number, day in enumerate(days):
        leader.page.goto(f"{leader.url}{day}")
        leader.page.get_by_role("button", name="Alla är här").click()
        if number < 2:
            leader.page.locator("input[type=radio][value=absent]").first.check()
        with leader.page.expect_navigation():
            leader.page.get_by_role("button", name=re.compile("Spara närvaro")).click()
    leader.look()


def check_the_certificate(coordinator: Somebody, cohort: str, anybody: Somebody) -> None:
    """Step 4, second half: the certificate is issued, printed, and can be checked by anybody who has the paper."""
    coordinator.go(f"{cohort}intyg/")
    coordinator.sees("13 av 15")
    coordinator.press("Utfärda")
    link = coordinator.page.get_by_role("link", name=re.compile("PDF")).first.get_attribute("href")
    answer = coordinator.page.request.get(f"{coordinator.url}{link}")
    text = text_of(answer.body())
    assert f"{GIVEN} {FAMILY}" in text
    address = re.search(r"/c/[0-9a-f]{32}/", re.sub(r"\s", "", text))[0]
    anybody.go(address)
    anybody.sees("Intyget är giltigt")
    anybody.never_sees(FAMILY)


def text_of(pdf: bytes) -> str:
    from io import BytesIO

    from pypdf import PdfReader

    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def make_a_workplace_ready(coordinator: Somebody) -> str:
    """Step 5: named manager and contact person, three staff sessions held; until then it says what is missing."""
    coordinator.go("/arbetsplatser/ny/")
    coordinator.fill(name=WORKPLACE)
    coordinator.choose(programme=PROGRAMME, kind="Boendestöd", owner="Haninge kommun", municipality="Haninge")
    coordinator.press("Lägg till arbetsplatsen")
    workplace = coordinator.page.url.removeprefix(coordinator.url)
    coordinator.go(f"{workplace}personer/")
    coordinator.fill(manager_name="Enar Chef", contact_name="Kim Kontakt")
    coordinator.press("Spara")
    for number in range(3):
        coordinator.go(f"{workplace}personaltraffar/")
        held_on = date.today() - timedelta(days=60 - 7 * number)
        coordinator.fill(held_on=held_on.isoformat(), head_count="9", managers_present="1")
        coordinator.press("Anteckna träffen")
    coordinator.go(workplace)
    coordinator.press("Markera som redo")
    coordinator.sees("Redo för en peer supporter")
    return workplace


def start_a_placement(coordinator: Somebody, workplace: str, starts_on: date) -> None:
    """Step 6: a certified person starts at a ready workplace; the employer is another organisation than its owner."""
    coordinator.go(workplace)
    coordinator.follow("Ny placering")
    coordinator.page.get_by_role("link", name=re.compile(f"Välj.*{GIVEN}")).click()
    coordinator.choose(employer="NSPH Stockholms län", form="Tillsvidare")
    coordinator.fill(percent="75", starts_on=starts_on.isoformat())
    coordinator.page.locator("select[name=supervisor]").select_option(index=1)
    coordinator.press("Starta placeringen")
    coordinator.sees(WORKPLACE)
    coordinator.sees("12 månader")


def log_a_session(supervisor: Somebody, *, held_on: date, then: date) -> None:
    """Step 7: on the phone, under a minute, codes only; the next date follows from when they really met."""
    began = time.monotonic()
    supervisor.go("/handledning/ny/")
    page = supervisor.page
    page.get_by_label(GIVEN).first.check()
    page.locator("select[name=day]").select_option(value="other")
    supervisor.fill(other_day=held_on.isoformat())
    supervisor.tick("Roll och gränser")
    page.locator("[name=mood][value=good]").check()
    page.get_by_text("Utkast sparat").first.wait_for()
    supervisor.press("Spara handledning")
    supervisor.sees("Nästa gång")
    supervisor.sees(f"{then.day} ")
    assert time.monotonic() - began < 60


def get_the_reminder(stack: Stack, day: date) -> None:
    """Step 8: beat's task finds what is due, the worker sends it by SMTP, and it says nothing about anybody."""
    before = len(stack.letters())
    task = "from peersupport.letters.tasks import write_reminders; write_reminders.delay()"
    stack.manage("shell", "-c", task)
    letters = wait_for_letters(stack, more_than=before, holding=str(day.day))
    reminder = next(
        letter for letter in letters if "handledning/ny/" in letter["text"] and f" {day.day} " in letter["text"]
    )
    assert reminder["to"] == "supervisor@demo.example"
    for secret in (GIVEN, FAMILY, COHORT, WORKPLACE, "peer", "handled"):
        assert secret.lower() not in reminder["subject"].lower()
    for name in (GIVEN, FAMILY, WORKPLACE, "Haninge"):
        assert name not in reminder["text"]


def wait_for_letters(stack: Stack, *, more_than: int, holding: str) -> list[dict[str, str]]:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        letters = stack.letters()
        if any(f" {holding} " in letter["text"] for letter in letters) and len(letters) >= more_than:
            return letters
        time.sleep(0.5)
    raise AssertionError("no reminder arrived within a minute")
