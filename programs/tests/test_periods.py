"""For which period something besides seats is ordered: chosen in the draft, read by whoever sees the line."""

import datetime as dt

import pytest
from django.utils import timezone

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import OrganisationFactory
from peersupport.documents.einvoice import pdf, ubl
from peersupport.shared.refusals import Refused
from programs.actions import changes, charges, drafts
from programs.models import Order, OrderLine
from programs.tests.factories import CohortFactory, OrderLineFactory, PriceFactory, PriceListFactory
from programs.tests.invoicing import OCTOBER, collect, delivered, invoice_of
from programs.tests.steps import MARCH, order
from programs.tests.test_paid_from import text_of

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2026, 10, 1), dt.date(2027, 3, 31)
IN_WORDS = "2026-10-01–2027-03-31"


@pytest.fixture
def draft(orderer) -> Order:
    line = OrderLineFactory(order__draft=True, order__orderer=orderer.organisation, status="draft")
    for year in {MARCH.year, timezone.localdate().year}:
        prices = PriceListFactory(programme=line.order.programme, year=year)
        PriceFactory(price_list=prices, kind="staff", unit_price=12000, vat="S25")
        PriceFactory(price_list=prices, kind="supervision", unit_price=4000)
    return line.order


def choose(draft: Order, first: dt.date | None, last: dt.date | None) -> None:
    version = Order.objects.get(pk=draft.pk).version
    wanted = {"quantities": {"supervision": 6}, "periods": {"supervision": (first, last)}}
    drafts.change_extras(order=draft, version=version, **wanted, at=MARCH)


def periods(order: Order) -> list[tuple]:
    rows = order.lines.order_by(*OrderLine.as_ordered())
    return list(rows.values_list("kind", "quantity", "period_from", "period_to"))


def supervised(placed: Order, quantity: int) -> OrderLine:
    said = {"kind": "supervision", "status": "ordered", "unit_price": 1500, "period_from": FIRST, "period_to": LAST}
    return OrderLineFactory(order=placed, cohort=None, county=None, track="", quantity=quantity, **said)


def test_a_period_is_chosen_with_the_number_and_kept_when_the_order_is_sent(draft):
    choose(draft, FIRST, LAST)

    drafts.send(order=draft, by=UserFactory(), at=MARCH)

    assert periods(draft) == [("seats", 2, None, None), ("supervision", 6, FIRST, LAST)]


@pytest.mark.parametrize("days", [(FIRST, None), (None, LAST), (LAST, FIRST)])
def test_half_a_period_and_one_that_ends_before_it_begins_are_refused(draft, days):
    with pytest.raises(Refused) as refused:
        choose(draft, *days)

    assert (refused.value.field, draft.lines.count()) == ("supervision_to", 1)


def test_one_day_is_a_period_and_none_is_one_too(draft):
    choose(draft, FIRST, FIRST)
    assert periods(draft)[1][2:] == (FIRST, FIRST)

    choose(draft, None, None)
    assert periods(draft)[1][2:] == (None, None)


def test_the_step_keeps_what_was_written_beside_what_is_wrong(draft, orderer, signed_in):
    client, path = signed_in(orderer), f"/bestall/utkast/{draft.pk}/mer/"
    wrong = {
        "version": 1,
        "staff": 0,
        "supervision": 6,
        "supervision_from": "2027-03-31",
        "supervision_to": "2026-10-01",
    }

    told = client.post(path, wrong)
    client.post(path, wrong | {"supervision_from": "2026-10-01", "supervision_to": "2027-03-31"})

    assert told.context["form"].errors == {"supervision_to": ["Sista dagen kan inte vara före den första."]}
    assert periods(draft)[1] == ("supervision", 6, FIRST, LAST)
    assert IN_WORDS in client.get(f"/bestall/utkast/{draft.pk}/skicka/").content.decode()
    assert client.get(path).context["form"]["supervision_to"].value() == LAST


def test_pages_and_receipt_say_the_period_and_of_supervision_without_one_when_it_begins(draft, orderer, signed_in):
    client = signed_in(orderer)
    for days, words in (((FIRST, LAST), IN_WORDS), ((None, None), "från kursens slut")):
        choose(draft, *days)
        assert words in client.get(f"/bestall/utkast/{draft.pk}/skicka/").content.decode()

    sent = drafts.send(order=draft, by=UserFactory(), at=MARCH)

    assert "från kursens slut" in client.get(f"/bestallningar/{sent.number}/").content.decode()
    assert "från kursens slut" in client.get(f"/bestall/klart/{sent.number}/").content.decode()
    assert "från kursens slut" in text_of(client.get(f"/bestallningar/{sent.number}/kvitto.pdf").content)


def test_a_part_that_somebody_else_pays_is_for_the_same_period(orderer):
    placed = order(CohortFactory(), 2, orderer=orderer.organisation)
    line, region = supervised(placed, 6), OrganisationFactory()

    version = Order.objects.get(pk=placed.pk).version
    changes.split(line=line, version=version, quantity=2, cost_bearer=region, by=UserFactory(), at=MARCH)

    assert periods(placed)[1:] == [("supervision", 4, FIRST, LAST), ("supervision", 2, FIRST, LAST)]


@pytest.mark.parametrize("called_off", [False, True])
def test_a_month_of_six_is_invoiced_for_its_day_also_when_the_rest_is_called_off(host, payer, called_off):
    """Calling off the rest makes it a line of one month, which was not given for half a year for that."""
    line, day = supervised(delivered(host, payer), 6), OCTOBER.date()
    what = {"line": line, "host": host, "occasion": "2026-10", "delivered_on": OCTOBER.date()}
    charges.record(**what, by=UserFactory(), at=OCTOBER)
    if called_off:
        OrderLine.objects.filter(pk=line.pk).update(quantity=1)  # as changes.cancel_line leaves it
    (basis,) = collect(host, until=day)

    invoice = invoice_of(basis)
    (seat, month) = invoice.lines

    assert (month.starts_on, month.ends_on) == (day, day)
    assert month.about == f"2026-10 · beställt för {IN_WORDS}"
    period = f"<cac:InvoicePeriod><cbc:StartDate>{day}</cbc:StartDate><cbc:EndDate>{day}</cbc:EndDate>"
    assert period in "".join(line.strip() for line in ubl(invoice).decode().splitlines())
    assert IN_WORDS in text_of(pdf(invoice))
    assert seat.starts_on != day
