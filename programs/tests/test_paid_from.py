"""Which money pays for a line: said for the whole draft, changed for a part, read by who sees that part."""

import io
from uuid import uuid4

import pypdf
import pytest

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.tests.factories import MembershipFactory, OrganisationFactory
from peersupport.documents.einvoice import pdf, ubl, xlsx
from peersupport.shared.refusals import Refused
from programs.actions import changes, drafts, transfers
from programs.models import Order, OrderChange, OrderLine, Wish
from programs.selectors.history import change_in_words
from programs.tests.factories import CohortFactory, OrderFactory, OrderLineFactory, PriceFactory, PriceListFactory
from programs.tests.invoicing import OCTOBER, collect, delivered, invoice_of
from programs.tests.steps import MARCH, order

pytestmark = pytest.mark.django_db
GRANT = {"paid_from": "grant", "paid_from_note": "Prioriterade insatser"}
IN_WORDS = "Statsbidrag: Prioriterade insatser"


@pytest.fixture
def draft(orderer) -> Order:
    """Two seats and a staff training, not sent."""
    line = OrderLineFactory(order__draft=True, order__orderer=orderer.organisation, status="draft")
    OrderLineFactory(order=line.order, staff_training=True, status="draft")
    return line.order


@pytest.fixture
def placed(orderer) -> Order:
    return order(CohortFactory(name="Stockholm hösten"), 4, orderer=orderer.organisation)


def divide(placed: Order, quantity: int, **paid) -> OrderLine:
    version, line = Order.objects.get(pk=placed.pk).version, placed.lines.earliest("pk")
    what = {"cost_bearer": placed.orderer, **paid}
    return changes.split(line=line, version=version, quantity=quantity, **what, by=UserFactory(), at=OCTOBER)


def funds(order: Order) -> list[tuple]:
    return list(order.lines.order_by("pk").values_list("quantity", "paid_from", "paid_from_note"))


def text_of(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split()).replace("\xa0", " ")


# A draft
def test_all_of_a_draft_is_paid_from_the_money_that_its_payer_step_says(draft, orderer, signed_in):
    client = signed_in(orderer)
    values = {"version": 1, "payer": orderer.organisation_id, "reference": "ZZ1", "legal_form": "direct"}

    answer = client.post(f"/bestall/utkast/{draft.pk}/betalare/", values | GRANT)

    assert answer.status_code == 302
    assert funds(draft) == [(2, "grant", "Prioriterade insatser"), (2, "grant", "Prioriterade insatser")]
    assert IN_WORDS in client.get(answer.url).content.decode()


def test_nothing_said_is_the_payers_own_budget(draft, orderer, signed_in):
    values = {"version": 1, "payer": orderer.organisation_id, "reference": "ZZ1", "legal_form": "direct"}

    signed_in(orderer).post(f"/bestall/utkast/{draft.pk}/betalare/", values)

    assert {(paid, note) for _quantity, paid, note in funds(draft)} == {("own", "")}


def test_the_question_is_folded_until_it_is_answered(draft, orderer, signed_in):
    client, path = signed_in(orderer), f"/bestall/utkast/{draft.pk}/betalare/"
    folded = client.get(path).content.decode()
    drafts.change_payer(order=draft, version=1, payer=None, at=MARCH, reference="ZZ1", **GRANT)

    assert '<details class="fold fs">' in folded
    assert '<details class="fold fs" open>' in client.get(path).content.decode()


def test_what_is_added_to_a_draft_is_paid_from_the_same_money(draft):
    prices = PriceListFactory(programme=draft.programme, year=MARCH.year)
    PriceFactory(price_list=prices, kind="supervision")
    drafts.change_payer(order=draft, version=1, payer=None, at=MARCH, reference="ZZ1", **GRANT)

    drafts.change_extras(order=draft, version=2, quantities={"supervision": 6}, at=MARCH)

    assert funds(draft) == [(2, "grant", "Prioriterade insatser"), (6, "grant", "Prioriterade insatser")]


# A sent order
def test_a_state_grant_pays_these_two(placed):
    line = divide(placed, 2, **GRANT)

    assert funds(placed) == [(2, "own", ""), (2, "grant", "Prioriterade insatser")]
    assert (line.cost_bearer, line.seats.count()) == (None, 2)


def test_a_part_keeps_the_money_of_the_whole_unless_it_says_other(placed):
    region = OrganisationFactory(name="Region Väst")
    placed.lines.update(**GRANT)

    divide(placed, 1, cost_bearer=region)
    divide(placed, 1, cost_bearer=region, paid_from="project", paid_from_note="Vägen ut")

    assert funds(placed) == [
        (2, "grant", "Prioriterade insatser"),
        (1, "grant", "Prioriterade insatser"),
        (1, "project", "Vägen ut"),
    ]


def test_seats_that_move_to_another_cohort_are_paid_from_the_same(placed):
    placed.lines.update(**GRANT)
    there = CohortFactory(programme=placed.programme)

    transfers.transfer(line=placed.lines.get(), cohort=there, count=1, by=UserFactory(), at=MARCH)

    assert funds(placed) == [(3, "grant", "Prioriterade insatser"), (1, "grant", "Prioriterade insatser")]


def test_who_pays_already_from_that_money_changes_nothing(placed):
    placed.lines.update(**GRANT)

    with pytest.raises(Refused) as refused:
        divide(placed, 2, **GRANT)

    assert (refused.value.field, placed.lines.count()) == ("cost_bearer", 1)


def test_the_history_says_from_which_money_and_not_which_grant(placed):
    divide(placed, 2, **GRANT)

    kept = OrderChange.objects.get()
    assert (kept.before["paid_from"], kept.after["paid_from"]) == ("own", "grant")
    assert change_in_words(kept.before, kept.after) == f"2 betalas av {placed.orderer}: statsbidrag"
    assert "Prioriterade" not in str((kept.before, kept.after))


def test_the_form_begins_with_who_pays_now_from_which_money(placed, orderer, signed_in):
    placed.lines.update(**GRANT)
    client, path = signed_in(orderer), f"/bestallningar/{placed.number}/rader/{placed.lines.get().pk}/dela/"

    initial = client.get(path).context["form"].initial
    answer = client.post(path, {"version": 2, "quantity": 1, "cost_bearer": orderer.organisation_id, "paid_from": ""})

    assert (initial["cost_bearer"], initial["paid_from"]) == (orderer.organisation, "grant")
    assert answer.status_code == 302
    assert funds(placed) == [(3, "grant", "Prioriterade insatser"), (1, "own", "")]


# Who reads it
def test_the_orders_page_and_its_receipts_say_it(placed, orderer, signed_in):
    placed.lines.update(**GRANT)
    client = signed_in(orderer)

    assert IN_WORDS in client.get(f"/bestallningar/{placed.number}/").content.decode()
    assert IN_WORDS in client.get(f"/bestall/klart/{placed.number}/").content.decode()
    assert IN_WORDS in text_of(client.get(f"/bestallningar/{placed.number}/kvitto.pdf").content)


def test_who_pays_a_part_reads_of_its_own_part_alone(placed, signed_in):
    region = MembershipFactory(orderer=True)
    placed.lines.update(**GRANT)
    divide(placed, 2, cost_bearer=region.organisation, paid_from="project", paid_from_note="Vägen ut")

    page = signed_in(region).get(f"/bestallningar/{placed.number}/").content.decode()

    assert "Projekt: Vägen ut" in page
    assert "Prioriterade" not in page
    assert signed_in(region).get(f"/bestallningar/{placed.number}/kvitto.pdf").status_code == 404


def test_a_region_with_a_part_reads_of_its_own_part_alone(placed, national, signed_in):
    there = CohortFactory(name="Skåne hösten", programme=placed.programme)
    transfers.transfer(line=placed.lines.get(), cohort=there, count=2, by=national.user, at=MARCH)
    placed.lines.exclude(cohort=there).update(**GRANT)
    placed.lines.filter(cohort=there).update(paid_from="project", paid_from_note="Vägen ut")
    client = signed_in(MembershipFactory(regional=True, organisation=there.host))

    paper = text_of(client.get(f"/bestallningar/{placed.number}/kvitto.pdf").content)
    page = client.get(f"/bestallningar/{placed.number}/").content.decode()

    assert [("Vägen ut" in said, "Prioriterade" in said) for said in (page, paper)] == [(True, False)] * 2
    assert "Stockholm hösten" not in paper


# What is invoiced
def test_a_basis_says_it_on_its_page_on_paper_and_in_the_e_invoice(host, payer, national, signed_in):
    placed = delivered(host, payer)
    placed.lines.update(**GRANT)
    (basis,) = collect(host)
    seat = basis.charges.get().seat.number

    invoice = invoice_of(basis)

    assert [line.paid_from for line in invoice.lines] == [IN_WORDS]
    assert IN_WORDS in signed_in(national).get(f"/underlag/{basis.number}/").content.decode()
    assert IN_WORDS in text_of(pdf(invoice))
    assert f"<cbc:Note>{seat} · {IN_WORDS}</cbc:Note>" in ubl(invoice).decode()
    assert xlsx(invoice).startswith(b"PK")


def test_what_its_payer_takes_from_other_money_after_it_was_charged_stands_so_on_the_basis(host, payer):
    placed = delivered(host, payer, count=2)

    divide(placed, 1, **GRANT)

    (basis,) = collect(host)
    assert [line.paid_from for line in invoice_of(basis).lines] == ["", IN_WORDS]


def test_a_new_draft_of_the_same_orderer_begins_with_its_own_budget(orderer):
    cohort = CohortFactory()
    OrderLineFactory(order=OrderFactory(orderer=orderer.organisation), **GRANT)
    what = {"programme": cohort.programme, "wish": Wish(cohort), "quantity": 1}

    begun = drafts.begin(key=uuid4(), orderer=orderer.organisation, **what, by=orderer.user, at=MARCH)

    assert funds(begun) == [(1, "own", "")]
