"""A locked basis is corrected by credits, and by nothing else."""

from decimal import Decimal

import peppol
import pytest

from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.status import WrongStatus
from peersupport.documents import einvoice
from peersupport.documents.tests.invoices import Read
from peersupport.shared.refusals import Refused
from programs import selectors
from programs.actions import bases
from programs.models import Charge, InvoiceBasis, Order
from programs.tests.crowd import at_once
from programs.tests.factories import (
    ChargeFactory,
    InvoiceBasisFactory,
)
from programs.tests.invoicing import OCTOBER, collect, invoice_of, locked

pytestmark = pytest.mark.django_db
Status = InvoiceBasis.Status


def test_a_credit_gives_back_all_lines_in_a_basis_that_names_the_first(host, payer):
    basis, user = locked(host, payer, seats=2), UserFactory()

    made = bases.credit(basis=basis, by=user, at=OCTOBER)

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


def test_what_was_credited_can_be_charged_and_collected_anew(host, payer):
    basis = locked(host, payer)
    seat = basis.charges.get().seat
    bases.credit(basis=basis, by=UserFactory(), at=OCTOBER)

    ChargeFactory(seat=seat)

    (anew,) = collect(host)
    assert anew.charges.get().seat == seat


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
