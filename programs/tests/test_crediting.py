"""A locked basis is corrected by credits, and by nothing else."""

from decimal import Decimal

import peppol
import pytest

from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.status import WrongStatus
from peersupport.directory.tests.factories import OrganisationFactory
from peersupport.documents import einvoice
from peersupport.documents.tests.invoices import Read
from peersupport.shared.refusals import Refused
from programs import selectors
from programs.actions import bases, charges
from programs.models import Charge, InvoiceBasis, Order
from programs.tests.crowd import at_once
from programs.tests.factories import ChargeFactory, InvoiceBasisFactory, OrderLineFactory
from programs.tests.invoicing import OCTOBER, called_off_late, collect, delivered, invoice_of, lock_the_one, locked

pytestmark = pytest.mark.django_db
Status = InvoiceBasis.Status


def test_a_credit_gives_back_all_lines_in_a_basis_that_names_the_first(host, payer):
    basis, user = locked(host, payer, seats=2), UserFactory()

    made = bases.credit(basis=basis, anew=False, by=user, at=OCTOBER)

    basis.refresh_from_db()
    assert (basis.status, made.status, made.credits, made.number) == (
        Status.CREDITED,
        Status.LOCKED,
        basis,
        "F-2026-0002",
    )
    assert (made.locked_by, made.made_by, made.buyer_reference) == (user, user, basis.buyer_reference)
    assert set(made.charges.values_list("credits", "net")) == set(basis.charges.values_list("pk", "net"))
    assert list(Charge.objects.standing()) == []
    content = einvoice.ubl(invoice_of(made))
    read = Read(content)
    assert peppol.validate_xsd(content) == (True, [])
    assert peppol.check_rules(content) == []
    assert einvoice.faults(invoice_of(made)) == []
    assert read.text("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID") == basis.number
    assert read.amounts("cac:LegalMonetaryTotal/cbc:PayableAmount") == [Decimal(136000)]


def test_one_line_can_be_credited_and_the_basis_stays_until_all_are(host, payer):
    basis = locked(host, payer, seats=2)
    first, second = selectors.charges_of(basis=basis)

    one = bases.credit(basis=basis, charges=[second.pk], by=UserFactory(), at=OCTOBER)
    basis.refresh_from_db()
    assert basis.status == Status.LOCKED
    assert [line.note for line in invoice_of(one).lines] == [second.seat.number]
    with pytest.raises(Refused):
        bases.credit(basis=basis, charges=[second.pk], by=UserFactory(), at=OCTOBER)
    rest = bases.credit(basis=basis, by=UserFactory(), at=OCTOBER)
    basis.refresh_from_db()

    assert [line.note for line in invoice_of(rest).lines] == [first.seat.number]
    assert basis.status == Status.CREDITED


def facts(basis: InvoiceBasis) -> list[tuple]:
    said = ("seat", "percent", "unit_price", "vat", "delivered_on", "host", "payer")
    return list(basis.charges.order_by("seat").values_list(*said))


def test_what_was_delivered_and_credited_is_collected_anew(host, payer):
    basis = lock_the_one(delivered(host, payer))

    bases.credit(basis=basis, by=UserFactory(), at=OCTOBER)

    (again,) = collect(host)
    assert facts(again) == facts(basis)
    assert [charge.net for charge in again.charges.all()] == [Decimal(68000)]
    bases.lock(basis=again, by=UserFactory(), at=OCTOBER)
    assert again.status == Status.LOCKED


def test_what_was_called_off_late_and_credited_costs_the_same_share_anew(host, payer):
    basis = lock_the_one(called_off_late(host, payer))

    bases.credit(basis=basis, by=UserFactory(), at=OCTOBER)

    (again,) = collect(host)
    assert facts(again) == facts(basis)
    assert [charge.percent for charge in again.charges.all()] == [50]


def test_whoever_pays_now_is_charged_anew(host, payer):
    placed = delivered(host, payer)
    basis = lock_the_one(placed)
    right = OrganisationFactory()
    Order.objects.filter(pk=placed.pk).update(payer=right)

    bases.credit(basis=basis, by=UserFactory(), at=OCTOBER)

    (again,) = collect(host)
    assert again.payer == right


def test_what_nobody_is_to_pay_is_not_charged_anew(host, payer):
    placed = delivered(host, payer)
    basis = lock_the_one(placed)

    bases.credit(basis=basis, anew=False, by=UserFactory(), at=OCTOBER)

    assert collect(host) == []
    assert list(Charge.objects.standing()) == []
    placed.refresh_from_db()
    assert placed.status == Order.Status.INVOICED


def test_a_part_of_supervision_is_charged_anew_too(host, payer):
    line = OrderLineFactory(order=delivered(host, payer), kind="supervision", status="ordered", unit_price=1500)
    what = {"line": line, "host": host, "occasion": "2026-09", "delivered_on": OCTOBER.date()}
    charges.record(**what, by=UserFactory(), at=OCTOBER)
    (basis,) = collect(host, until=OCTOBER.date())
    bases.lock(basis=basis, by=UserFactory(), at=OCTOBER)

    bases.credit(basis=basis, by=UserFactory(), at=OCTOBER)

    assert sorted(Charge.objects.uncollected().values_list("occasion", "net")) == [("", 68000), ("2026-09", 1500)]


def test_lines_of_another_basis_are_not_credited(host, payer):
    basis = locked(host, payer)
    other = ChargeFactory()

    with pytest.raises(Refused):
        bases.credit(basis=basis, charges=[other.pk], by=UserFactory(), at=OCTOBER)


def test_an_open_basis_and_a_credit_arent_credited(host, payer):
    credit = bases.credit(basis=locked(host, payer), by=UserFactory(), at=OCTOBER)

    for basis in (credit, InvoiceBasisFactory(), credit.credits):
        with pytest.raises(WrongStatus):
            bases.credit(basis=basis, by=UserFactory(), at=OCTOBER)


def test_an_order_is_delivered_again_when_its_invoice_is_credited(host, payer):
    basis = locked(host, payer)
    order = basis.charges.get().line.order
    order.refresh_from_db()
    assert order.status == Order.Status.INVOICED

    bases.credit(basis=basis, by=UserFactory(), at=OCTOBER)

    order.refresh_from_db()
    assert order.status == Order.Status.DELIVERED


@pytest.mark.django_db(transaction=True)
def test_two_who_credit_at_once_give_the_money_back_once(host, payer):
    basis, user = locked(host, payer), UserFactory()

    done = at_once(lambda _n: bases.credit(basis=basis, by=user, at=OCTOBER), [1, 2])

    assert sorted(type(one).__name__ for one in done) == ["InvoiceBasis", "WrongStatus"]
    assert InvoiceBasis.objects.filter(credits=basis).count() == 1
