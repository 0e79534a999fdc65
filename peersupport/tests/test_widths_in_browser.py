"""Pages in a real browser, at the widths of phones and small screens: nothing scrolls sideways."""

import datetime as dt
import re
from decimal import Decimal

from peersupport.accounts.permissions import Role
from peersupport.directory.tests.factories import MembershipFactory, OrganisationFactory
from placements.tests.conftest import make_cast
from programs.tests.factories import AgreementFactory, CohortFactory, OrderFileFactory
from programs.tests.invoicing import locked, supplier
from programs.tests.steps import order
from training.tests.factories import CourseDayFactory, ParticipationFactory


def is_too_wide(page, width: int) -> bool:
    """Whether the page scrolls sideways, or a table sticks out of its card."""
    page.set_viewport_size({"width": width, "height": 844})
    return page.evaluate("""() => {
        const sticks_out = (box) => box.scrollWidth > box.clientWidth + 1;
        return [document.documentElement, ...document.querySelectorAll(".card-p")].some(sticks_out);
    }""")


def test_a_cohorts_participants_fit_at_every_width(open_page):
    cohort = CohortFactory(running=True, name="Stockholm och Södertörn, hösten 2026")
    ParticipationFactory(
        cohort=cohort,
        person__given_name="Maximiliana",
        person__family_name="Gyllenstierna",
        person__email="maximiliana.gyllenstierna@regionen.example",
    )

    page = open_page(MembershipFactory(national=True), f"/utbildningar/{cohort.pk}/deltagare/")

    assert [width for width in (1440, 1200, 1024, 992, 390, 320) if is_too_wide(page, width)] == []


def test_the_phone_says_what_is_ordered_above_the_fields(open_page):
    cohort = CohortFactory(name="Nynäshamn, våren 2027")
    page = open_page(MembershipFactory(orderer=True), f"/bestall/{cohort.pk}/")

    page.set_viewport_size({"width": 390, "height": 844})

    shown = page.locator(".head").inner_text()
    assert "Nynäshamn, våren 2027" in shown
    assert "68\xa0000 kr" in shown
    assert "platser kvar" in shown
    assert page.locator(".head").bounding_box()["height"] > 80


def test_the_field_for_another_day_fits_beside_the_list_of_days(open_page):
    cast = make_cast()
    cast.start()
    page = open_page(cast.supervisor, "/handledning/ny/")

    page.locator("[name=day]").select_option("other")

    assert page.locator("[name=other_day]").is_visible()
    assert [width for width in (1440, 1024, 390, 320) if is_too_wide(page, width)] == []


def test_a_basis_and_the_list_of_them_fit_at_every_width(open_page):
    payer = OrganisationFactory(name="Upplands Väsby kommun, social- och omsorgsförvaltningen", org_number="2120000142")
    host = supplier()
    basis = locked(host, payer, seats=3, price=Decimal("68000.50"), reference="ZZ12345678901234567890")
    member = MembershipFactory(regional=True, organisation=host)

    for path in ("/underlag/", f"/underlag/{basis.number}/", f"/underlag/{basis.number}/kreditera/"):
        page = open_page(member, path)
        assert [width for width in (1440, 1200, 1024, 992, 390, 320) if is_too_wide(page, width)] == []


def test_an_orderers_own_pages_fit_at_every_width_and_stand_axe(open_page, axe):
    payer = OrganisationFactory(name="Upplands Väsby kommun, social- och omsorgsförvaltningen", org_number="2120000142")
    basis = locked(supplier(), payer, seats=3, price=Decimal("68000.50"), reference="ZZ12345678901234567890")
    OrderFileFactory(order=basis.charges.first().line.order, name="ramavtal_peer_support_socialforvaltningen_2026.pdf")
    AgreementFactory(orderer=payer, number="KS/2026-0042-ramavtal-peer-support")
    soon = {"starts_on": dt.date.today() + dt.timedelta(days=60), "ends_on": dt.date.today() + dt.timedelta(days=90)}
    order(CohortFactory(name="Stockholm och Södertörn, våren 2027", **soon), 2, orderer=payer)
    member = MembershipFactory(orderer=True, organisation=payer)

    for path in ("/", "/platser/", "/dokument/", "/kvartal/2026/4/"):
        page = open_page(member, path)
        assert [width for width in (1440, 1200, 1024, 992, 390, 320) if is_too_wide(page, width)] == [], path
        axe(page)


CUT = "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.innerText)"
COLOURS = "all => all.map(one => getComputedStyle(one).backgroundColor)"


def test_no_word_of_the_phones_bar_is_cut_and_no_tab_has_a_colour_of_its_own(open_page, sign_in):
    page, cut, colours = open_page(MembershipFactory(), viewport={"width": 320, "height": 700}), {}, {}
    for role in Role:
        sign_in(page.context, MembershipFactory(role=role, organisation__host=True))
        page.reload()
        words = page.locator(".tabbar > a > span, .more > summary > span")
        assert words.count() > 1, role
        cut[role] = words.evaluate_all(CUT)
        colours[role] = set(page.locator(".tabbar > a > .i").evaluate_all(COLOURS))

    assert {role: words for role, words in cut.items() if words} == {}
    assert {role: found for role, found in colours.items() if found != {"rgba(0, 0, 0, 0)"}} == {}


def test_a_message_hides_no_save_bar_and_a_choice_moves_no_row(open_page):
    cohort = CohortFactory(running=True)
    day = CourseDayFactory(cohort=cohort)
    ParticipationFactory.create_batch(12, cohort=cohort)  # more than fit on the screen: the bar sticks to its foot
    page = open_page(MembershipFactory(national=True), f"/utbildningar/{cohort.pk}/narvaro/{day.date}/")
    choices = page.locator(".tri").first
    before = choices.bounding_box()

    choices.locator(".x input").check(force=True)
    page.evaluate("toast('Närvaron är sparad.')")
    page.locator(".toast-u").evaluate("slip => Promise.all(slip.getAnimations().map(sliding => sliding.finished))")

    toast, bar = page.locator(".toast-u").bounding_box(), page.locator(".savebar").bounding_box()
    assert choices.bounding_box() == before
    assert toast["y"] + toast["height"] <= bar["y"]


def test_the_attendance_list_is_printed_lying_down_and_without_buttons(open_page):
    cohort = ParticipationFactory(cohort__place="Sal Eken").cohort
    CourseDayFactory(cohort=cohort)
    page = open_page(MembershipFactory(national=True), f"/utbildningar/{cohort.pk}/narvarolista/")
    button = page.locator("[data-print]")
    shown = button.is_visible()

    page.emulate_media(media="print")
    pdf = page.pdf(prefer_css_page_size=True)

    assert (shown, button.is_visible()) == (True, False)
    assert set(re.findall(rb"/MediaBox ?\[0 0 (\d+)[.\d]* (\d+)", pdf)) == {(b"841", b"594")}
