"""A locked basis: complete, valid, and the same for ever."""

from decimal import Decimal

import peppol
import pytest
from django.db import DatabaseError, transaction

from peersupport.accounts.tests.factories import UserFactory
from peersupport.audit.models import StatusChange
from peersupport.audit.status import WrongStatus
from peersupport.directory.models import Organisation
from peersupport.directory.tests.factories import OrganisationFactory
from peersupport.documents import einvoice
from peersupport.documents.tests.invoices import Read
from programs.actions import bases
from programs.models import Charge, InvoiceBasis, Order
from programs.tests.crowd import at_once
from programs.tests.factories import (
    InvoiceBasisFactory,
)
from programs.tests.invoicing import OCTOBER, charged, collect, collect_one, invoice_of, locked

pytestmark = pytest.mark.django_db
Status = InvoiceBasis.Status


def test_a_locked_basis_keeps_what_it_said(host, payer):
    basis, user = collect_one(host, payer), UserFactory()

    bases.lock(basis=basis, by=user, at=OCTOBER)
    said = einvoice.ubl(invoice_of(basis))
    Organisation.objects.filter(pk=payer.pk).update(name="Nytt namn")
    seat = basis.charges.first().seat
    seat.cohort.name = "Ny omgång"
    seat.cohort.save()

    assert (basis.status, basis.locked_by, basis.locked_at) == (Status.LOCKED, user, OCTOBER)
    assert einvoice.ubl(invoice_of(basis)) == said
    assert "Haninge kommun" in said.decode()


def test_the_xml_of_a_locked_basis_is_valid_and_its_sums_are_those_of_its_charges(host, payer):
    basis = locked(host, payer, seats=3, price=Decimal("68000.50"))
    content = einvoice.ubl(invoice_of(basis))
    read = Read(content)

    assert peppol.validate_xsd(content) == (True, [])
    assert peppol.check_rules(content) == []
    assert read.amounts("cac:LegalMonetaryTotal/cbc:PayableAmount") == [Decimal("204001.50")]
    assert read.amounts("cac:InvoiceLine/cbc:LineExtensionAmount") == list(basis.charges.values_list("net", flat=True))
    assert read.texts("cac:InvoiceLine/cbc:Note") == sorted(basis.charges.values_list("seat__number", flat=True))
    assert read.text("cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:TaxExemptionReason") == "Undantaget: utbildning"
    assert read.text("cbc:IssueDate") == "2026-10-01"
    assert read.text("cbc:DueDate") == "2026-10-31"


def test_without_a_reference_a_basis_isnt_locked_and_says_so_plainly(host, payer):
    basis = collect_one(host, payer, reference="", reference_later=True)

    with pytest.raises(bases.NotReady) as refusal:
        bases.lock(basis=basis, by=UserFactory(), at=OCTOBER)

    assert [fault.rule for fault in refusal.value.faults] == ["PEPPOL-EN16931-R003"]
    basis.refresh_from_db()
    assert basis.is_open


def test_a_supplier_without_invoicing_details_isnt_exported(payer):
    basis = collect_one(OrganisationFactory(host=True), payer)

    with pytest.raises(bases.NotReady) as refusal:
        bases.lock(basis=basis, by=UserFactory(), at=OCTOBER)

    assert {fault.rule for fault in refusal.value.faults} == {"BR-CO-26", "BR-E-02", "PEPPOL-EN16931-R020"}


def test_an_empty_basis_isnt_exported(host, payer):
    with pytest.raises(bases.NotReady):
        bases.lock(basis=InvoiceBasisFactory(host=host, payer=payer), by=UserFactory(), at=OCTOBER)


def test_a_department_is_named_with_the_municipality_that_has_the_number(host):
    kommun = OrganisationFactory(name="Stockholms stad", org_number="2120000142")
    department = OrganisationFactory(name="Socialförvaltningen", parent=kommun, kind=Organisation.Kind.DEPARTMENT)

    read = Read(einvoice.ubl(invoice_of(locked(host, department))))

    party = "cac:AccountingCustomerParty/cac:Party/"
    assert read.text(f"{party}cac:PartyName/cbc:Name") == "Stockholms stad, Socialförvaltningen"
    assert read.text(f"{party}cac:PartyLegalEntity/cbc:CompanyID") == "2120000142"
    assert read.text(f"{party}cbc:EndpointID") == "2120000142"


def test_a_basis_is_locked_once(host, payer):
    basis = locked(host, payer)

    with pytest.raises(WrongStatus):
        bases.lock(basis=basis, by=UserFactory(), at=OCTOBER)


@pytest.mark.parametrize("change", [{"buyer_reference": "Annan"}, {"document": {}}, {"status": "open"}])
def test_the_database_lets_nothing_of_a_locked_basis_change(host, payer, change):
    basis = locked(host, payer)

    with pytest.raises(DatabaseError, match="is locked"), transaction.atomic():
        InvoiceBasis.objects.filter(pk=basis.pk).update(**change)


def test_an_order_is_invoiced_when_all_that_was_delivered_of_it_is_on_locked_bases(host, payer):
    first, second = charged(host, payer, seats=2)
    second.line.order.refresh_from_db()
    Charge.objects.filter(pk=first.pk).update(basis=InvoiceBasisFactory(host=host, payer=payer))
    basis = first.line.charges.exclude(basis=None).get().basis

    bases.lock(basis=basis, by=UserFactory(), at=OCTOBER)
    first.line.order.refresh_from_db()
    assert first.line.order.status == Order.Status.DELIVERED
    (rest,) = collect(host)
    bases.lock(basis=rest, by=UserFactory(), at=OCTOBER)
    first.line.order.refresh_from_db()
    assert first.line.order.status == Order.Status.INVOICED


@pytest.mark.django_db(transaction=True)
def test_two_who_lock_at_once_lock_it_once(host, payer):
    basis, user = collect_one(host, payer), UserFactory()

    done = at_once(lambda _n: bases.lock(basis=basis, by=user, at=OCTOBER), [1, 2])

    assert sorted(type(one).__name__ for one in done) == ["NoneType", "WrongStatus"]
    assert StatusChange.objects.filter(became="locked").count() == 1
