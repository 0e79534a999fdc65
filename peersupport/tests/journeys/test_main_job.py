"""One seat through its whole life: the order, a phone without JavaScript, a certificate, work, and its end.

Walks the product as ./run starts it, in a real browser, with a person for each role. Nothing is made behind the scenes.
"""

import re
import time
from datetime import date, timedelta
from functools import partial
from io import BytesIO

import pikepdf
import pytest
import zxingcpp
from playwright.sync_api import expect
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from devstack.testkit import Stack
from peersupport.tests.journeys.applying import apply_in_four_steps, be_admitted, be_interviewed
from peersupport.tests.journeys.people import PHONE, Somebody
from placements.rules import first_working_day

pytestmark = pytest.mark.journey

PROGRAMME = "Peer support i dag"
COHORT = "Resan"
WORKPLACE = "Boendestöd Vega"
GIVEN, FAMILY, EMAIL = "Tindra", "Åslund", "tindra@example.org"
COURSE_DAYS = 15


def test_a_seat_from_order_to_reminder(somebody, running_stack):
    somebody = partial(somebody, every_look=True)
    coordinator = somebody("regional")
    cohort = set_up_a_cohort(coordinator)
    link = order_two_seats(somebody("haninge"))
    applicant = somebody(viewport=PHONE, scripts=False)
    leader = somebody("leader", viewport=PHONE)
    own_page = become_a_participant(applicant, coordinator, leader, running_stack, cohort, link)
    take_attendance(leader, cohort)
    make_up_for_a_day(applicant, own_page, leader, cohort)
    do_what_is_left(applicant, own_page, leader)
    anybody = somebody()
    certificate, page = check_the_certificate(coordinator, cohort, anybody)
    workplace = make_a_workplace_ready(coordinator)
    starts_on, next_session = days_of_the_placement(date.today())
    start_a_placement(coordinator, workplace, starts_on)
    log_a_session(somebody("supervisor", viewport=PHONE), held_on=next_session - timedelta(days=7), then=next_session)
    get_the_reminder(running_stack, next_session)
    revoke(certificate, by=(coordinator, somebody("national")))
    anybody.go(page)
    anybody.sees("Intyget är inte giltigt")


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
) -> str:
    """Step 3: a person applies on the phone, is met, assessed and admitted to the seat of the link. Their page."""
    name = f"{GIVEN} {FAMILY}"
    apply_in_four_steps(applicant, link, given=GIVEN, family=FAMILY, email=EMAIL)
    page = be_interviewed(applicant, coordinator, stack, cohort, name=name, email=EMAIL)
    be_admitted(coordinator, leader, cohort, name=name)
    applicant.go(page)
    applicant.sees("Du är antagen")
    coordinator.go(cohort)
    coordinator.press("Starta")
    return page


def take_attendance(leader: Somebody, cohort: str) -> None:
    """Step 4: everybody is here, then the exceptions; two days of absence are still enough."""
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


def make_up_for_a_day(applicant: Somebody, own_page: str, leader: Somebody, cohort: str) -> None:
    """One of the two days is taken again: a task, which the participant says is done, and a leader signs off."""
    leader.go(f"{cohort}deltagare/")
    leader.page.get_by_role("link", name=re.compile(r"\d+ %.*Åslund")).click()
    leader.follow("Ge en igentagning")
    leader.fill(what="Läs kapitel 3 och skriv en halv sida.", due_on=date.today().isoformat())
    leader.press("Ge igentagningen")
    applicant.go(own_page)
    applicant.press("Jag har gjort den")
    leader.page.reload()
    leader.press("Godkänn")


def do_what_is_left(applicant: Somebody, own_page: str, leader: Somebody) -> None:
    """What the demo's programme takes besides attendance: a talk in the end, and a promise to follow the guidelines."""
    leader.go(f"{leader.page.url.removesuffix('narvaro/')}avslutande-samtal/")
    leader.press("Anteckna att ni har talats vid")
    applicant.go(own_page)
    applicant.follow("Läs de etiska riktlinjerna")
    applicant.press("Jag har läst dem och ska följa dem")


def check_the_certificate(coordinator: Somebody, cohort: str, anybody: Somebody) -> tuple[str, str]:
    """Step 4, the last of it: the certificate is issued and printed, and whoever scans the code on the paper reads that
    it is valid. The addresses of the certificate and of that page.
    """
    coordinator.go(f"{cohort}intyg/")
    coordinator.sees("14 av 15")
    coordinator.press("Utfärda")
    link = coordinator.page.get_by_role("link", name=re.compile("PDF")).first.get_attribute("href")
    paper = coordinator.page.request.get(f"{coordinator.url}{link}").body()
    with pikepdf.open(BytesIO(paper)) as read:
        assert read.check_pdf_syntax() == []  # what qpdf --check looks for
        assert "/StructTreeRoot" in read.Root
    assert f"{GIVEN} {FAMILY}" in " ".join(page.extract_text() for page in PdfReader(BytesIO(paper)).pages)
    scanned = zxingcpp.read_barcode(PdfDocument(paper)[0].render(scale=2).to_pil()).text
    anybody.go(scanned)
    anybody.sees("Intyget är giltigt")
    anybody.never_sees(FAMILY)
    return link.removesuffix(".pdf") + "/", scanned


def make_a_workplace_ready(coordinator: Somebody) -> str:
    """Step 5: named manager and contact person, three staff sessions held that reach the team, and the rest ticked;
    until then it says what is missing.
    """
    coordinator.go("/arbetsplatser/ny/")
    coordinator.fill(name=WORKPLACE)
    coordinator.choose(programme=PROGRAMME, kind="Boendestöd", owner="Haninge kommun", municipality="Haninge")
    coordinator.press("Lägg till arbetsplatsen")
    workplace = coordinator.page.url.removeprefix(coordinator.url)
    coordinator.go(f"{workplace}personer/")
    coordinator.fill(manager_name="Enar Chef", contact_name="Kim Kontakt")
    coordinator.press("Spara")
    coordinator.go(f"{workplace}andra/")
    coordinator.fill(team_size="12")
    coordinator.press("Spara enheten")
    for number in range(3):
        coordinator.go(f"{workplace}personaltraffar/")
        held_on = date.today() - timedelta(days=60 - 7 * number)
        coordinator.fill(held_on=held_on.isoformat(), head_count="9", managers_present="1")
        coordinator.press("Anteckna träffen")
    coordinator.go(workplace)
    to_tick = coordinator.page.get_by_role("button", name=re.compile("^På plats"))
    for left in range(to_tick.count(), 0, -1):
        expect(to_tick).to_have_count(left)
        to_tick.first.click()
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
    coordinator.page.locator("select[name=supervisor]").select_option(label="Eva Strandell")
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


def revoke(certificate: str, *, by: tuple[Somebody, Somebody]) -> None:
    """Step 9: something has happened; one coordinator proposes, and another decides."""
    first, second = by
    first.go(f"{certificate}aterkalla/")
    first.page.locator("[name=kind]").first.check()
    first.page.locator("[name=proposal][value=revoke]").check()
    first.fill(text="Ett klagomål som två har läst.")
    first.press("Lägg förslaget")
    second.go(first.page.url)
    second.press("Godkänn")
