"""Quarterly statements: the balance of seats over random ledgers, what is on the page, the PDF and the workbook."""

import datetime as dt
import io
from collections.abc import Iterable
from decimal import Decimal

import openpyxl
import pypdf
import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.models import Organisation
from peersupport.directory.tests.factories import MembershipFactory, OrganisationFactory
from peersupport.shared.calendar import Quarter
from programs import selectors
from programs.actions import bases, changes, orders, seats, transfers
from programs.models import Order, OrderLine, SeatEntry
from programs.selectors import Flow
from programs.selectors.statements import COMES_OR_GOES, NO_SEAT_OF_AN_ORDER, STAYS
from programs.tests.factories import (
    AgreementFactory,
    CohortFactory,
    OrderFactory,
    OrderLineFactory,
    SeatEntryFactory,
    SeatFactory,
)
from programs.tests.invoicing import OCTOBER, collect_one, locked
from programs.tests.steps import MARCH, order

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD, FOURTH = (Quarter(2026, n) for n in (1, 2, 3, 4))
APRIL, MAY = MARCH + dt.timedelta(days=35), MARCH + dt.timedelta(days=65)
Why = SeatEntry.Why
# What may happen to a seat in one of these states: the causes that the product has, and where they lead.
WAYS = {
    "": [("reserved", Why.ORDERED), ("confirmed", Why.ORDERED), ("delivered", Why.BEFORE), ("assigned", Why.BEFORE)],
    "reserved": [
        *(("confirmed", Why.CONFIRMED), ("assigned", Why.ADMITTED), ("released", Why.EXPIRED)),
        *(("released", Why.GIVEN_BACK), ("released", Why.ORDER_CANCELLED), ("released", Why.COHORT_CANCELLED)),
    ],
    "confirmed": [("assigned", Why.ADMITTED), ("released", Why.GIVEN_BACK), ("released", Why.ORDER_CANCELLED)],
    "assigned": [("delivered", Why.DELIVERED), ("confirmed", Why.LEFT), ("reserved", Why.LEFT)],
    "released": [("confirmed", Why.UNDONE), ("reserved", Why.UNDONE)],
    "delivered": [],
}
STEP = st.tuples(
    st.integers(min_value=0, max_value=3),  # which seat
    st.integers(min_value=0, max_value=5),  # what happens to it
    st.integers(min_value=0, max_value=250),  # hours later
    st.booleans(),  # or does it get another payer, with its own line
)


@pytest.fixture
def who():
    return {"by": UserFactory(), "at": MARCH}


def flow_of(quarter: Quarter, placed: Order) -> Flow:
    (one,) = selectors.order_flows(lines=placed.lines.all(), quarter=quarter)
    return one.flow


def test_every_cause_of_the_ledger_has_one_meaning_in_a_statement():
    meanings = [*COMES_OR_GOES.values(), STAYS, NO_SEAT_OF_AN_ORDER]

    assert sorted(cause for causes in meanings for cause in causes) == sorted(Why)


@settings(
    max_examples=15,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
    database=None,
)
@given(steps=st.lists(STEP, max_size=25))
def test_what_there_was_and_what_came_and_went_is_what_there_is(steps):
    with transaction.atomic():
        lines = write_down(steps)
        for seen in (OrderLine.objects.all(), OrderLine.objects.filter(pk=lines[0].pk)):
            for one, flow in flows_by_quarter(seen):
                assert flow.adds_up, (one, flow)
                assert flow.closing == flow.reserved + flow.confirmed_at_the_end + flow.assigned
                ledger = {"line__in": list(seen), "at__lt": one.ends_at}
                assert flow.closing == selectors.seats_of(**ledger).to_come
        transaction.set_rollback(True)


def write_down(steps: Iterable[tuple[int, int, int, bool]]) -> list[OrderLine]:
    """A ledger of four seats of one order with two lines, one of them somebody else's to pay."""
    first = OrderLineFactory(order__placed_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), cohort__capacity=100)
    lines = [first, OrderLineFactory(order=first.order, cohort=first.cohort)]
    places = [SeatFactory(line=first) for _n in range(4)]
    stands, at = {seat.pk: ("", 0) for seat in places}, MARCH - dt.timedelta(days=50)
    for seat_number, choice, hours, hand_over in steps:
        seat, at = places[seat_number], at + dt.timedelta(hours=hours)
        state, line = stands[seat.pk]
        kept = {"seat": seat, "cohort": seat.cohort, "at": at}
        if hand_over and state not in ("", "released"):
            SeatEntryFactory(**kept, line=lines[line], was=state, became="", why=Why.SPLIT)
            SeatEntryFactory(**kept, line=lines[1 - line], became=state, why=Why.SPLIT)
            stands[seat.pk] = (state, 1 - line)
        elif WAYS[state]:
            became, why = WAYS[state][choice % len(WAYS[state])]
            SeatEntryFactory(**kept, line=lines[line], was=state, became=became, why=why)
            stands[seat.pk] = (became, line)
    return lines


def flows_by_quarter(lines) -> list[tuple[Quarter, Flow]]:
    """Four quarters one after the other; each begins as the one before it ended."""
    quarter, told, before = Quarter(2025, 4), [], 0
    for _n in range(4):
        flow = sum((one.flow for one in selectors.order_flows(lines=lines, quarter=quarter)), Flow())
        assert flow.opening == before
        told.append((quarter, flow))
        quarter, before = quarter.next, flow.closing
    return told


def test_a_quarter_tells_what_people_did(who):
    placed = order(CohortFactory(), 5)
    orders.confirm(order=placed, **who)
    one, two, *_more = placed.lines.get().seats.order_by("pk")
    seats.assign(seat=one, **{**who, "at": APRIL})
    seats.deliver(seat=one, **{**who, "at": APRIL})
    seats.release(seat=two, **{**who, "at": APRIL})

    assert flow_of(FIRST, placed) == Flow(ordered=5, closing=5, confirmed_at_the_end=5, confirmed=5)
    assert flow_of(SECOND, placed) == Flow(opening=5, given_back=1, delivered=1, closing=3, confirmed_at_the_end=3)


def test_an_order_called_off_is_told_in_its_quarter_and_not_after_it(who):
    placed = order(CohortFactory(), 2)
    orders.cancel(order=placed, **{**who, "at": APRIL})

    assert flow_of(SECOND, placed) == Flow(opening=2, called_off=2)
    assert selectors.order_flows(lines=placed.lines.all(), quarter=THIRD) == []


def test_the_days_are_those_on_the_wall_in_sweden(who):
    """Half past eleven in the evening of 30 June in London is July here."""
    placed = order(CohortFactory(), 1)
    orders.cancel(order=placed, **{**who, "at": dt.datetime(2026, 6, 30, 22, 30, tzinfo=dt.UTC)})

    assert (flow_of(SECOND, placed).called_off, flow_of(THIRD, placed).called_off) == (0, 1)


def test_seats_moved_to_another_cohort_stay_the_orders_own(who):
    cohort = CohortFactory()
    placed = order(cohort, 3)
    other = CohortFactory(programme=cohort.programme)
    transfers.transfer(line=placed.lines.get(), cohort=other, count=2, **who)

    assert flow_of(FIRST, placed) == Flow(ordered=3, closing=3, reserved=3, moved=2)


def test_who_pays_a_part_sees_seats_come_from_the_other_part(who):
    placed, bearer = order(CohortFactory(), 3), OrganisationFactory()
    later = {**who, "at": APRIL}
    part = changes.split(line=placed.lines.get(), version=placed.version, quantity=2, cost_bearer=bearer, **later)

    (theirs,) = selectors.order_flows(lines=OrderLine.objects.filter(pk=part.pk), quarter=SECOND)

    assert theirs.flow == Flow(handed_over=2, closing=2, reserved=2)
    assert flow_of(SECOND, placed) == Flow(opening=3, closing=3, reserved=3)


def test_what_is_waited_for_is_as_it_was_on_the_last_day(who):
    cohort = CohortFactory(capacity=2)
    placed = order(cohort, 4, if_short="wait")
    line = placed.lines.get()
    changes.change_quantity(line=line, version=placed.version, quantity=2, **{**who, "at": APRIL})
    line.refresh_from_db()
    orders.place_line(line=line, cohort=cohort, **{**who, "at": MAY})

    assert flow_of(FIRST, placed) == Flow(waiting=4)
    assert flow_of(SECOND, placed) == Flow(ordered=2, closing=2, reserved=2)


@pytest.fixture
def orderer(payer):
    return MembershipFactory(orderer=True, organisation=payer)


@pytest.fixture
def client(orderer, signed_in):
    return signed_in(orderer)


@pytest.mark.parametrize("count", [1, 3])
def test_a_statement_costs_as_much_for_one_order_as_for_three(count, orderer, client, host, django_assert_num_queries):
    ours = {"orderer": orderer.organisation}
    for _n in range(count):
        order(CohortFactory(capacity=2), 2, **ours)
        order(CohortFactory(capacity=1), 2, if_short="wait", **ours)
        AgreementFactory(**ours)
        OrderFactory(reference="", reference_later=True, **ours)
        locked(host, orderer.organisation)
    client.get("/kvartal/2026/4/")

    with django_assert_num_queries(16):
        page = client.get("/kvartal/2026/4/")

    found = page.context["statement"]
    told = (found.orders, found.bases, found.agreements, found.without_reference)
    assert [len(each) for each in told] == [2 * count, count, count, count]


def test_the_page_shows_each_order_and_the_sum(orderer, client, who):
    one = order(CohortFactory(name="Stockholm hösten"), 3, orderer=orderer.organisation)
    order(CohortFactory(), 2, orderer=orderer.organisation)
    order(CohortFactory(), 7)

    page = client.get("/kvartal/2026/1/")

    assert page.context["statement"].total == Flow(ordered=5, closing=5, reserved=5)
    (_flow, wish, cells), _other = page.context["orders"]
    assert wish == "Stockholm hösten"
    assert cells == [
        ("Kvar vid början", 0),
        ("Beställda", 3),
        ("Avbokade", 0),
        ("Återlämnade", 0),
        ("Levererade", 0),
        ("Kvar vid slutet", 3),
        ("Väntar", 0),
    ]
    assert f'href="/bestallningar/{one.number}/"' in page.content.decode()


def test_who_pays_a_part_gets_a_column_more_on_the_page_and_on_paper(orderer, client):
    placed = order(CohortFactory(), 3)
    paid = {"cost_bearer": orderer.organisation, "by": UserFactory(), "at": MARCH}
    changes.split(line=placed.lines.get(), version=placed.version, quantity=2, **paid)

    page = client.get("/kvartal/2026/1/")

    assert page.context["in_all"][:4] == [
        ("Kvar vid början", 0),
        ("Beställda", 0),
        ("Bytt betalare", 2),
        ("Avbokade", 0),
    ]
    assert f"{placed.number} " in words_of(client.get("/kvartal/2026/1/pdf/"))
    assert "Bytt betalare" in workbook_of(client.get("/kvartal/2026/1/excel/"))["Kvartal 1, 2026"][0]


def test_what_was_charged_and_credited_stands_in_the_quarter_in_which_it_was_locked(orderer, client, host, who):
    basis = locked(host, orderer.organisation, seats=2)
    credit = bases.credit(basis=basis, charges=[basis.charges.first().pk], by=who["by"], at=OCTOBER)
    collect_one(host, orderer.organisation)
    locked(host, OrganisationFactory(org_number="2120000787"))

    now, before = (client.get(f"/kvartal/2026/{n}/").context["statement"] for n in (4, 3))

    assert [one.number for one in now.bases] == [basis.number, credit.number]
    assert (now.charged, now.credited) == (Decimal(136000), Decimal(68000))
    assert (before.bases, before.charged) == ([], 0)


def test_agreements_of_the_quarter_are_shown_with_what_is_used(orderer, client):
    mine = AgreementFactory(orderer=orderer.organisation, number="A-1", ceiling_seats=10)
    AgreementFactory(orderer=orderer.organisation, number="A-2", valid_until=dt.date(2026, 3, 31))
    AgreementFactory(orderer=orderer.organisation, number="A-3", draft=True)
    AgreementFactory(number="A-4")
    Order.objects.filter(pk=order(CohortFactory(), 4, orderer=orderer.organisation).pk).update(agreement=mine)

    page = client.get("/kvartal/2026/2/")

    assert [one.number for one in page.context["statement"].agreements] == ["A-1"]
    assert "4 av 10 platser" in page.content.decode()


def test_links_lead_back_and_forth_and_never_beyond_this_quarter(client):
    now = Quarter.of(timezone.localdate())
    here, before, ahead = (f"/kvartal/{one.year}/{one.number}/" for one in (now, now.previous, now.next))

    assert client.get("/kvartal/")["Location"] == here
    pages = [client.get(one).content.decode() for one in (here, before)]
    assert [f'rel="prev" href="{before}"' in pages[0], f'rel="next" href="{here}"' in pages[1]] == [True, True]
    assert 'rel="next"' not in pages[0]
    assert client.get(ahead).status_code == 404


@pytest.mark.parametrize("address", ["2026/0", "2026/5", "2015/4", "99999/1", "0/1"])
@pytest.mark.parametrize("form", ["", "pdf/", "excel/"])
def test_a_quarter_that_is_none_is_not_there(address, form, client):
    assert client.get(f"/kvartal/{address}/{form}").status_code == 404


def test_the_first_quarter_has_none_before_it(client):
    assert 'rel="prev"' not in client.get("/kvartal/2016/1/").content.decode()


def test_an_organisation_that_went_up_in_ours_is_in_our_statement(orderer, client):
    gone = OrganisationFactory()
    order(CohortFactory(), 2, orderer=gone)
    Organisation.objects.filter(pk=gone.pk).update(
        merged_into=orderer.organisation, merged_at=MARCH, merged_by=orderer.user
    )

    assert client.get("/kvartal/2026/1/").context["statement"].total.ordered == 2


def test_a_coordinator_reads_an_organisations_statement_as_far_as_they_see(national, signed_in):
    cohort, haninge = CohortFactory(), OrganisationFactory(name="Haninge kommun")
    regional = MembershipFactory(regional=True, organisation=cohort.host)
    order(cohort, 2, orderer=haninge)
    order(CohortFactory(), 3, orderer=haninge)
    address = f"/organisationer/{haninge.pk}/kvartal/2026/1/"

    pages = [signed_in(one).get(address) for one in (national, regional)]

    assert [page.context["statement"].total.ordered for page in pages] == [5, 2]
    assert ["i era egna utbildningar" in page.content.decode() for page in pages] == [False, True]
    assert (
        f'href="/organisationer/{haninge.pk}/kvartal/'
        in signed_in(national).get(f"/organisationer/{haninge.pk}/").content.decode()
    )


def test_each_side_has_its_own_address(orderer, client, national, signed_in):
    other = f"/organisationer/{orderer.organisation_id}/kvartal/2026/1/"

    assert client.get(other).status_code == 403
    assert signed_in(national).get("/kvartal/2026/1/").status_code == 403
    assert signed_in(MembershipFactory(supervisor=True)).get("/kvartal/2026/1/").status_code == 403


def test_nobody_is_named_and_no_seat_says_how_it_went(orderer, client, who):
    Order.objects.update(contact_name="Maximiliana")
    placed = order(CohortFactory(), 2, orderer=orderer.organisation, by=UserFactory(family_name="Zebrasson"))
    orders.confirm(order=placed, **who)
    seat = placed.lines.get().seats.first()
    seats.assign(seat=seat, **who)
    seats.free(seat=seat, **who)

    for form in ("", "pdf/", "excel/"):
        text = words_of(client.get(f"/kvartal/2026/1/{form}"))
        assert [said for said in ("Maximiliana", "Zebrasson", seat.number, "lämnat", "Avbrut") if said in text] == []
    assert flow_of(FIRST, placed) == Flow(ordered=2, closing=2, confirmed_at_the_end=2, confirmed=2)


def words_of(answer) -> str:
    assert answer.status_code == 200
    if answer["Content-Type"] == "application/pdf":
        pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split()).replace("\xa0", " ")
    if "spreadsheet" in answer["Content-Type"]:
        return " ".join(str(cell) for rows in workbook_of(answer).values() for row in rows for cell in row)
    return answer.content.decode().partition("<main")[2]


def workbook_of(answer) -> dict[str, list[tuple]]:
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_the_pdf_says_the_same_and_can_be_read_by_all(orderer, client, host):
    placed = order(CohortFactory(name="Stockholm hösten"), 3, orderer=orderer.organisation)
    basis = locked(host, orderer.organisation, seats=2)
    AgreementFactory(orderer=orderer.organisation, number="A-1")

    answer = client.get("/kvartal/2026/4/pdf/")

    reader, text = pypdf.PdfReader(io.BytesIO(answer.content)), words_of(answer)
    assert "<pdfuaid:part>1</pdfuaid:part>" in reader.xmp_metadata.rdf_root.toxml()
    assert reader.trailer["/Root"]["/Lang"] == "sv-SE"
    assert answer["Content-Disposition"] == 'attachment; filename="kvartal-2026-4.pdf"'
    for said in ("Kvartal 4, 2026", orderer.organisation.name, placed.number, "Stockholm hösten", "3 0 0 0 0 3 0"):
        assert said in text, said
    for said in (basis.number, "136 000", "A-1"):
        assert said in text, said


def test_the_pdf_of_a_quarter_in_which_nothing_happened(client):
    assert "Inga platser kom, gick eller väntade" in words_of(client.get("/kvartal/2026/2/pdf/"))


def test_a_name_that_cannot_be_printed_leads_to_the_workbook(orderer, client):
    Organisation.objects.filter(pk=orderer.organisation_id).update(name="Haninge \U0001f332")

    page = client.get("/kvartal/2026/1/pdf/", follow=True)

    assert [message.level_tag for message in page.context["messages"]] == ["error"]


def test_the_workbook_holds_numbers(orderer, client, host):
    placed = order(CohortFactory(name="Stockholm hösten"), 3, orderer=orderer.organisation)
    basis = locked(host, orderer.organisation, seats=2)

    sheets = workbook_of(client.get("/kvartal/2026/4/excel/"))

    rows = sheets["Kvartal 4, 2026"]
    assert rows[1] == (placed.number, "Stockholm hösten", 3, 0, 0, 0, 0, 3, 0, 0, 0)
    assert sheets["Fakturerat"][1][:5] == (basis.number, host.name, "ZZ1234", 136000, 0)
