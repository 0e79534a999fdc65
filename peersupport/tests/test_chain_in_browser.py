"""One workplace from the first word to what four groups say three months on, each step by whoever takes it."""

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
import time_machine
from django.conf import settings as live
from django.utils import timezone
from playwright.sync_api import Page, expect

from peersupport.directory.tests.factories import CountyFactory, MunicipalityFactory, OrganisationFactory
from peersupport.letters import tasks as letters
from placements import selectors, tasks
from placements.actions import surveys
from placements.models import FollowUp, Group, Placement, StaffBooking, Survey, SurveyInvitation, Tally, Workplace
from placements.tests.conftest import Cast, make_cast
from placements.tests.factories import FollowUpFactory
from programs.models import ReadinessItem
from programs.tests.factories import ProgrammeFactory

pytestmark = pytest.mark.usefixtures("line_may_be_away")
PHONE = {"viewport": {"width": 390, "height": 844}}
WEEK = dt.timedelta(weeks=1)
FIRST_WORD = dt.date(2027, 1, 11)  # a Monday
SESSIONS = [dt.date(2027, 1, 26), dt.date(2027, 2, 2), dt.date(2027, 2, 9)]
FIRST_DAY = dt.date(2027, 3, 1)
SUPERVISED = [FIRST_DAY + n * WEEK for n in range(8)]
PAUSE = dt.date(2027, 4, 26), dt.date(2027, 5, 7)
IN_ROOM = 3  # staff who answer, here and at each of the others: too few for figures of their own
HESITANT = "Tveksam enhet"
ELSEWHERE = {"Örebro län": 6, "Stockholms län": 5}


@pytest.fixture
def clock() -> Iterator[Callable[[dt.date], None]]:
    """The clock on the wall of the server and its tasks; called with a day it is eight in the morning there."""

    def at_eight(day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(8), timezone.get_default_timezone())

    with time_machine.travel(at_eight(FIRST_WORD)) as traveller:
        yield lambda day: traveller.move_to(at_eight(day))


@pytest.fixture
def cast(transactional_db, clock) -> Cast:
    kind = ReadinessItem.Kind
    needs = frozenset({kind.MANAGER_PRESENT, kind.DECISION, kind.ROLE, kind.NETWORK})
    found = make_cast(ProgrammeFactory(readiness__kinds=needs, readiness__reached=Decimal("0.500")))
    MunicipalityFactory(code="1981", name="Sala", county=CountyFactory(code="19", name="Västmanlands län"))
    OrganisationFactory(name="Föreningen som anställer")
    return found


@pytest.fixture
def morning(smtp_sink) -> Callable[[], list[str]]:
    """What beat starts in a morning; the text of each letter that comes of it."""

    def start() -> list[str]:
        before = len(smtp_sink.received)
        for task in (tasks.follow_placements, tasks.follow_surveys, tasks.report_surveys, letters.write_reminders):
            task()
        letters.deliver()
        return [one.get_body(("plain",)).get_content() for one in smtp_sink.received[before:]]

    return start


@pytest.fixture
def guest(new_context, live_server) -> Callable[[str], Page]:
    """A page on the phone of somebody without an account; the path may be a whole address of the product."""

    def go(where: str) -> Page:
        page = new_context(**PHONE).new_page()
        assert page.goto(live_server.url + where.removeprefix(live.SITE_URL)).status == 200
        return page

    return go


def test_a_workplace_from_the_first_word_to_what_four_groups_say(open_page, guest, clock, cast, morning):
    unit = the_first_words(open_page(cast.coordinator, "/arbetsplatser/ny/"), cast)
    three_staff_sessions(unit, cast, open_page, guest, clock)
    declared_ready(unit, cast, open_page)
    placement = placed_with_another_employer(unit, cast, open_page, clock, morning)
    eight_weeks_on_a_phone(placement, cast, open_page, clock)
    pause_and_return(placement, cast, open_page, clock, morning)

    others_elsewhere()
    clock(placement.follow_ups.get(months=3).due_on)
    told = morning()
    others_answer()
    four_groups_answer(placement, cast, open_page, guest, told)
    clock(dt.date(2027, 7, 31))
    morning()
    the_report_shows_what_it_may(open_page(cast.manager, "/resultat/?grupp=staff"))
    nothing_leads_back()


def the_first_words(desk: Page, cast: Cast) -> Workplace:
    desk.get_by_label("Enhetens namn").fill("Boendestödet")
    desk.get_by_label("Huvudman").select_option(str(cast.manager.organisation_id))
    desk.get_by_label("Kommun").select_option(label="Sala")
    desk.get_by_role("button", name="Lägg till arbetsplatsen").click()
    expect(desk.locator(".pill", has_text="Intresserad")).to_be_visible()
    here = desk.url
    for stands, step in (("I dialog", "Möte med enhetschefen"), ("Överenskommelse på gång", "Skriva under")):
        desk.goto(f"{here}plan/")
        desk.get_by_label("Läge").select_option(label=stands)
        desk.get_by_label("Nästa steg").fill(step)
        desk.get_by_label("Senast").fill("2027-01-20")
        desk.get_by_role("button", name="Spara planen").click()
        expect(desk.get_by_text(step)).to_be_visible()
    desk.goto(f"{here}andra/")
    desk.get_by_label("Personer i arbetsgruppen").fill("9")
    desk.get_by_role("button", name="Spara enheten").click()
    desk.goto(f"{here}personer/")
    desk.locator("#id_manager_name").fill("Inga Lind")
    desk.get_by_label("Chefens e-post").fill(cast.manager.user.email)
    desk.get_by_label("Kontaktperson på arbetsplatsen").fill("Bo Ek")
    desk.get_by_role("button", name="Spara namnen").click()
    expect(desk.get_by_text("har konto och ser den här sidan")).to_be_visible()
    return Workplace.objects.get(name="Boendestödet")


def three_staff_sessions(unit: Workplace, cast: Cast, open_page, guest, clock) -> None:
    """Each booked, signed up for by the link on its sheet, and noted when it is over."""
    for number, day in enumerate(SESSIONS, 1):
        desk = open_page(cast.coordinator, f"/arbetsplatser/{unit.pk}/traffar/ny/")
        desk.get_by_label("Dag", exact=True).fill(day.isoformat())
        desk.get_by_label("Tid", exact=True).first.fill("13:00")
        desk.get_by_role("button", name="Föreslå tiderna").click()
        desk.get_by_role("link", name="Länk och affisch").click()
        link = desk.locator(".break").inner_text()
        for staff, managers in ((2, 0), (number, 1)):
            phone = guest(link)
            phone.get_by_label("Hur många ur personalen?").fill(str(staff))
            phone.get_by_label("Hur många chefer?").fill(str(managers))
            phone.get_by_role("button", name="Vi kommer").click()
            expect(phone.get_by_text("Tack, ni är medräknade.")).to_be_visible()
        clock(day + dt.timedelta(days=1))
        desk = open_page(cast.coordinator, f"/arbetsplatser/{unit.pk}/")
        expect(desk.get_by_text(f"Har sagt att de kommer: {2 + number} ur personalen, 1 ur ledningen")).to_be_visible()
        desk.get_by_role("link", name="Anteckna en personalträff").click()
        desk.get_by_label("Dag", exact=True).fill(day.isoformat())
        desk.get_by_label("Hur många som kom").fill(str(3 + number))
        desk.get_by_label("Varav chefer").fill("1")
        desk.get_by_role("button", name="Anteckna träffen").click()
        expect(desk.get_by_text("Har sagt att de kommer")).to_have_count(0)
    assert [one.status for one in unit.bookings.order_by("starts_at")] == [StaffBooking.Status.HELD] * 3


def declared_ready(unit: Workplace, cast: Cast, open_page) -> None:
    """The manager ticks what is the unit's, the coordinator what is the association's."""
    for who, what in (
        (cast.manager, ("beslut och budget", "uppdragsbeskrivning")),
        (cast.coordinator, ("en peer supporter till",)),
    ):
        page = open_page(who, f"/arbetsplatser/{unit.pk}/")
        assert page.get_by_role("button", name="Markera som redo").count() == 0
        for one in what:
            page.get_by_role("button", name=f"På plats {one}").click()
    page.get_by_role("button", name="Markera som redo").click()
    expect(page.locator(".pill", has_text="Redo")).to_be_visible()


def placed_with_another_employer(unit: Workplace, cast: Cast, open_page, clock, morning) -> Placement:
    participation = cast.certified(email="kim@example.org", given_name="Kim")
    desk = open_page(cast.coordinator, f"/placeringar/ny/?deltagande={participation.pk}&arbetsplats={unit.pk}")
    desk.get_by_label("Arbetsgivare").select_option(label="Föreningen som anställer")
    desk.get_by_label("Första dagen").fill(FIRST_DAY.isoformat())
    desk.get_by_label("Handledare").select_option(str(cast.supervisor.user_id))
    desk.get_by_role("button", name="Starta placeringen").click()
    expect(desk.locator(".pill", has_text="Planerad")).to_be_visible()
    clock(FIRST_DAY)
    morning()
    placement = Placement.objects.get()
    assert (placement.status, placement.override_reason) == (Placement.Status.ACTIVE, "")
    assert (placement.employer.name, placement.workplace.municipality.name) == ("Föreningen som anställer", "Sala")
    return placement


def eight_weeks_on_a_phone(placement: Placement, cast: Cast, open_page, clock) -> None:
    """One of them without a line: what was noted then goes out when there is one."""
    for day in SUPERVISED:
        clock(day)
        phone = open_page(cast.supervisor, f"/handledning/ny/?for={placement.pk}", **PHONE)
        is_offline = day == SUPERVISED[4]
        phone.context.set_offline(is_offline)
        phone.get_by_role("radio", name="Telefon").check()
        phone.get_by_role("radio", name="Bra").check()
        phone.get_by_role("button", name="Spara handledning").click()
        if is_offline:
            expect(phone.locator("[data-line]")).to_contain_text("sparat på telefonen")
            assert placement.sessions.count() == SUPERVISED.index(day)
            phone.context.set_offline(False)
            expect(phone.locator("[data-line]")).to_have_text("Det som väntade på telefonen är sparat.")
        else:
            expect(phone.get_by_role("heading", name="Handledning med")).to_be_visible()
    assert [one.held_on for one in placement.sessions.order_by("held_on")] == SUPERVISED


def pause_and_return(placement: Placement, cast: Cast, open_page, clock, morning) -> None:
    clock(PAUSE[0])
    desk = open_page(cast.coordinator, f"/placeringar/{placement.pk}/paus/")
    desk.get_by_label("Pausens första dag").fill(PAUSE[0].isoformat())
    desk.get_by_label("Pausens sista dag").fill(PAUSE[1].isoformat())
    desk.get_by_role("button", name="Notera pausen").click()
    expect(desk.locator(".pill", has_text="Vilande")).to_be_visible()
    placement.plan.refresh_from_db()
    assert placement.plan.next_due_on is None
    clock(PAUSE[1] + dt.timedelta(days=3))
    morning()
    placement.refresh_from_db()
    placement.plan.refresh_from_db()
    assert (placement.status, placement.plan.next_due_on > PAUSE[1]) == (Placement.Status.ACTIVE, True)


def others_elsewhere() -> None:
    """Who answers the same at other workplaces, on the same days; what they say is written by the actions."""
    due_on = FollowUp.objects.get(months=3).due_on
    for code, (name, workplaces) in enumerate(ELSEWHERE.items(), 30):
        town = MunicipalityFactory(code=f"{code}80", county=CountyFactory(code=str(code), name=name))
        for number in range(workplaces):
            name = f"{HESITANT if number % 3 == 0 else 'Enhet'} {code}{number}"
            where = {"name": name, "municipality": town, "manager_email": f"chef{code}{number}@example.org"}
            FollowUpFactory(
                months=3,
                due_on=due_on,
                placement__certificate__person__email=f"peer{code}{number}@example.org",
                **{f"placement__workplace__{field}": value for field, value in where.items()},
            )


def others_answer() -> None:
    today = timezone.localdate()
    about = ("invitation", "follow_up__placement__workplace")
    for survey in Survey.objects.exclude(follow_up__placement__workplace__name="Boendestödet").select_related(*about):
        value = 1 if survey.follow_up.placement.workplace.name.startswith(HESITANT) else 5
        said = {one.pk: value for one in selectors.asked_in(survey)}
        if survey.by_letter:
            surveys.answer_invited(invitation=survey.invitation, said=said, on=today)
            continue
        surveys.hand_out(survey=survey, asked=IN_ROOM, on=today)
        for _one in range(IN_ROOM):
            surveys.answer(survey=survey, said=said, on=today)


def four_groups_answer(placement: Placement, cast: Cast, open_page, guest, told: list[str]) -> None:
    asked = {one.group: one for one in Survey.objects.filter(follow_up__placement=placement)}
    for group in (Group.USERS, Group.STAFF):
        page = open_page(cast.supervisor, f"/uppfoljning/{asked[group].follow_up_id}/enkater/{asked[group].pk}/")
        page.get_by_label("Till hur många delar du ut den?").fill(str(IN_ROOM))
        page.get_by_role("button", name="Visa länken").click()
        link = page.locator("a[href*='/enkat/']").first.get_attribute("href")
        for _one in range(IN_ROOM):
            answers(guest(link))
    for group in (Group.MANAGERS, Group.PEERS):
        path = f"/min-enkat/{surveys.onetime.token_of(link_of(asked[group]))}/"
        letter = next(text for text in told if path in text)
        assert not [word for word in ("Kim", "Sala", "Boendestödet", "psyk") if word in letter]
        answers(guest(path))


def link_of(survey: Survey) -> surveys.onetime.OneTimeLink:
    links = surveys.onetime.OneTimeLink.objects
    return links.get(purpose=surveys.MINE, subject_id=survey.invitation.pk, revoked_at=None)


def answers(phone: Page) -> None:
    """One question a page, once back to the one before, and thanks after the last."""
    lead = phone.locator(".lead-p")
    last = int(lead.inner_text().split()[-1])
    for number in range(1, last + 1):
        expect(lead).to_have_text(f"Fråga {number} av {last}")
        if number == last:
            phone.get_by_role("button", name="Tillbaka").click()
            expect(lead).to_have_text(f"Fråga {number - 1} av {last}")
            expect(phone.get_by_role("radio").first).to_be_checked()
            phone.get_by_role("button", name="Nästa fråga").click()
            expect(lead).to_have_text(f"Fråga {number} av {last}")
        phone.get_by_role("radio").first.check(force=True)
        phone.get_by_role("button", name="Skicka mina svar" if number == last else "Nästa fråga").click()
    expect(phone.get_by_role("heading", name="Tack för dina svar")).to_be_visible()


def the_report_shows_what_it_may(page: Page) -> None:
    """Sala's three are in the country's figures and in those of a larger part; alone they are nowhere."""
    parts = page.get_by_label("Visa siffror för").locator("option")
    expect(page.locator("tr", has=page.locator(".share")).first).to_contain_text("21 av 36")
    assert [name for name in parts.all_inner_texts() if "Västmanland" in name and "tillsammans" not in name] == []
    assert {"Hela landet", "Örebro län"} <= {*parts.all_inner_texts()}
    page.get_by_role("link", name="Chefer").click()
    expect(page.locator("tr", has=page.locator(".share")).first).to_contain_text("7 av 12")
    assert parts.all_inner_texts() == ["Hela landet"]


def nothing_leads_back() -> None:
    assert [model.objects.count() for model in (SurveyInvitation, Tally)] == [0, 0]
