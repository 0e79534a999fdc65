"""The XML of an invoice, read back by another parser, against the published schema and with its sums made anew."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

import peppol
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peersupport.documents import einvoice
from peersupport.documents.einvoice import Address, Endpoint, Invoice, References, Unit
from peersupport.documents.tests.invoices import (
    EXEMPT,
    GLN,
    NUMBER,
    OUTSIDE,
    SIX,
    STANDARD,
    TWELVE,
    VAT_NUMBER,
    ZERO_RATED,
    Read,
    buyer,
    credit,
    invoice,
    line,
    supplier,
)

MIXED = (line(1, vat=STANDARD), line(2, vat=TWELVE), line(3, vat=SIX), line(4), line(5, vat=ZERO_RATED))
DOCUMENTS = {
    "exempt": invoice(),
    "every rate": invoice(lines=MIXED),
    "outside the scope of VAT": invoice(lines=(line(1, vat=OUTSIDE),), supplier=supplier(has_f_tax=False)),
    "as little as can be": invoice(
        references=References(order="PO-77"),
        supplier=supplier(email="", bankgiro="", address=Address()),
        buyer=buyer(address=Address(), endpoint=Endpoint("0007", NUMBER)),
        lines=(line(1, about="", note="", starts_on=None, ends_on=None),),
    ),
    "credit": credit(),
    "credit with VAT": credit(lines=MIXED),
}


def half_up(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_it_is_valid_by_the_published_schema_and_by_a_second_reading_of_the_rules(document):
    content = einvoice.ubl(document)

    assert peppol.validate_xsd(content) == (True, [])
    assert [str(finding) for finding in peppol.check_rules(content)] == []
    assert einvoice.faults(document) == []


def test_an_element_out_of_its_place_is_refused_by_the_schema():
    """So that the test above is known to look."""
    content = einvoice.ubl(invoice()).replace(b"<cbc:IssueDate>2026-04-30</cbc:IssueDate>", b"")

    assert peppol.validate_xsd(content)[0] is False


def test_the_four_references_are_where_buyers_look_for_them():
    read = Read(einvoice.ubl(invoice()))

    assert read.text("cbc:BuyerReference") == "ZZ123456"
    assert read.text("cac:OrderReference/cbc:ID") == "PO-77"
    assert read.text("cac:ContractDocumentReference/cbc:ID") == "RA-2025-11"
    assert read.text("cac:AdditionalDocumentReference/cbc:ID") == "Projekt 9"
    assert read.text("cac:AdditionalDocumentReference/cbc:DocumentTypeCode") == "130"


def test_supplier_and_payer_are_named_by_their_numbers():
    read = Read(einvoice.ubl(invoice()))
    seller, payer = "cac:AccountingSupplierParty/cac:Party/", "cac:AccountingCustomerParty/cac:Party/"

    assert read.text(f"{seller}cac:PartyLegalEntity/cbc:CompanyID") == NUMBER
    assert read.texts(f"{seller}cac:PartyTaxScheme/cbc:CompanyID") == [VAT_NUMBER, "Godkänd för F-skatt"]
    assert read.texts(f"{seller}cac:PartyTaxScheme/cac:TaxScheme/cbc:ID") == ["VAT", "TAX"]
    assert read.root.find(f"{payer}cbc:EndpointID", read.root.nsmap).attrib == {"schemeID": "0088"}
    assert read.text(f"{payer}cbc:EndpointID") == GLN
    assert read.texts(f"{payer}cac:PartyTaxScheme/cbc:CompanyID") == []


def test_it_is_paid_to_a_bankgiro_with_its_number():
    read = Read(einvoice.ubl(invoice()))

    assert read.text("cac:PaymentMeans/cbc:PaymentMeansCode") == "30"
    assert read.text("cac:PaymentMeans/cbc:PaymentID") == "F-2026-0001"
    assert read.text("cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID") == "51234567"
    branch = "cac:PaymentMeans/cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cbc:ID"
    assert read.text(branch) == "SE:BANKGIRO"
    assert read.text("cac:PaymentTerms/cbc:Note") == "30 dagar netto"
    assert read.text("cbc:DueDate") == "2026-05-30"


def test_a_line_says_what_it_is_for_and_which_seat():
    hours = line(1, name="Handledning", quantity=Decimal("1.5"), unit=Unit.HOUR, price=Decimal(900), vat=STANDARD)
    read = Read(einvoice.ubl(invoice(lines=(hours,))))

    assert read.text("cac:InvoiceLine/cac:Item/cbc:Name") == "Handledning"
    assert read.text("cac:InvoiceLine/cac:Item/cbc:Description") == "Stockholm våren 2026"
    assert read.text("cac:InvoiceLine/cbc:Note") == "B-2026-0042/01"
    assert read.text("cac:InvoiceLine/cbc:InvoicedQuantity") == "1.5"
    assert read.root.find(".//cbc:InvoicedQuantity", read.root.nsmap).get("unitCode") == "HUR"
    assert read.text("cac:InvoiceLine/cac:InvoicePeriod/cbc:StartDate") == "2026-03-02"
    assert read.text("cac:InvoiceLine/cac:InvoicePeriod/cbc:EndDate") == "2026-04-03"
    assert read.text("cac:InvoiceLine/cbc:LineExtensionAmount") == "1350.00"


def test_the_period_holds_all_lines():
    early = line(1, starts_on=dt.date(2026, 1, 5), ends_on=dt.date(2026, 2, 6))
    read = Read(einvoice.ubl(invoice(lines=(line(2), early))))

    assert read.text("cac:InvoicePeriod/cbc:StartDate") == "2026-01-05"
    assert read.text("cac:InvoicePeriod/cbc:EndDate") == "2026-04-03"


def test_a_credit_note_names_what_it_corrects_and_nobody_pays_it():
    read = Read(einvoice.ubl(credit()))

    assert read.root.tag == "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote"
    assert read.text("cbc:CreditNoteTypeCode") == "381"
    assert read.text("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID") == "F-2026-0001"
    assert read.text("cac:BillingReference/cac:InvoiceDocumentReference/cbc:IssueDate") == "2026-04-30"
    assert read.texts("cac:PaymentMeans/cbc:PaymentMeansCode") == []
    assert read.amounts("cac:LegalMonetaryTotal/cbc:PayableAmount") == [Decimal("37000.00")]
    assert read.texts("cac:CreditNoteLine/cbc:CreditedQuantity") == ["1", "1"]


def test_what_is_outside_the_scope_of_vat_names_no_vat_number_and_no_rate():
    read = Read(einvoice.ubl(invoice(lines=(line(1, vat=OUTSIDE),))))

    assert read.texts("cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme/cac:TaxScheme/cbc:ID") == ["TAX"]
    assert read.texts("cac:InvoiceLine/cac:Item/cac:ClassifiedTaxCategory/cbc:Percent") == []


def test_what_no_xml_can_hold_is_left_out_and_the_rest_is_text():
    odd = line(1, name="Utbildning\x00 <b>&\x1b[2J ]]>", about="  ", note="=1+1")
    read = Read(einvoice.ubl(invoice(lines=(odd,))))

    assert read.text("cac:InvoiceLine/cac:Item/cbc:Name") == "Utbildning <b>&[2J ]]>"
    assert read.texts("cac:InvoiceLine/cac:Item/cbc:Description") == []
    assert read.text("cac:InvoiceLine/cbc:Note") == "=1+1"


def test_the_same_invoice_is_the_same_bytes():
    assert einvoice.ubl(invoice()) == einvoice.ubl(invoice())


def test_half_an_ore_goes_up():
    assert line(1, quantity=Decimal("0.5"), price=Decimal("0.25")).net == Decimal("0.13")
    assert einvoice.totals([line(1, price=Decimal("0.50"), vat=STANDARD)]).tax == Decimal("0.13")


def test_vat_is_of_the_sum_and_not_of_each_line():
    """Three lines of 0.50 at 25 per cent: 0.38 together, though each alone would be 0.13."""
    assert einvoice.totals([line(n, price=Decimal("0.50"), vat=STANDARD) for n in (1, 2, 3)]).tax == Decimal("0.38")


prices = st.decimals(min_value=0, max_value=200_000, places=2)
quantities = st.one_of(st.integers(1, 500).map(Decimal), st.decimals(min_value="0.25", max_value=400, places=2))
vats = st.sampled_from([STANDARD, TWELVE, SIX, EXEMPT, ZERO_RATED])


@st.composite
def documents(draw) -> Invoice:
    said = draw(st.lists(st.tuples(quantities, prices, vats), min_size=1, max_size=12))
    lines = tuple(line(n, quantity=q, price=p, vat=vat) for n, (q, p, vat) in enumerate(said, start=1))
    return draw(st.sampled_from([invoice, credit]))(lines=lines)


@given(document=documents())
def test_sums_made_anew_from_what_was_written_agree(document):
    read = Read(einvoice.ubl(document))
    kind, quantity = (
        ("CreditNoteLine", "CreditedQuantity") if document.is_credit else ("InvoiceLine", "InvoicedQuantity")
    )
    category = f"cac:{kind}/cac:Item/cac:ClassifiedTaxCategory/"
    nets = [
        half_up(amount * price)
        for amount, price in zip(
            read.amounts(f"cac:{kind}/cbc:{quantity}"),
            read.amounts(f"cac:{kind}/cac:Price/cbc:PriceAmount"),
            strict=True,
        )
    ]
    by_rate: dict[tuple[str, Decimal], Decimal] = {}
    for code, rate, net in zip(
        read.texts(f"{category}cbc:ID"), read.amounts(f"{category}cbc:Percent"), nets, strict=True
    ):
        by_rate[code, rate] = by_rate.get((code, rate), Decimal(0)) + net
    taxes = {key: half_up(net * key[1] / 100) for key, net in by_rate.items()}

    group = "cac:TaxTotal/cac:TaxSubtotal/"
    keys = list(
        zip(
            read.texts(f"{group}cac:TaxCategory/cbc:ID"),
            read.amounts(f"{group}cac:TaxCategory/cbc:Percent"),
            strict=True,
        )
    )
    assert read.amounts(f"cac:{kind}/cbc:LineExtensionAmount") == nets
    assert dict(zip(keys, read.amounts(f"{group}cbc:TaxableAmount"), strict=True)) == by_rate
    assert dict(zip(keys, read.amounts(f"{group}cbc:TaxAmount"), strict=True)) == taxes
    assert read.amounts("cac:TaxTotal/cbc:TaxAmount") == [sum(taxes.values())]
    assert read.amounts("cac:LegalMonetaryTotal/cbc:LineExtensionAmount") == [sum(nets)]
    assert read.amounts("cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount") == [sum(nets)]
    assert read.amounts("cac:LegalMonetaryTotal/cbc:PayableAmount") == [sum(nets) + sum(taxes.values())]
    assert einvoice.faults(document) == []
    assert peppol.validate_xsd(einvoice.ubl(document)) == (True, [])
