"""Each published rule is planted against, and nothing but what follows from it is told."""

from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

import pytest

from peersupport.documents import einvoice
from peersupport.documents.einvoice.rules import RULES, faults_in
from peersupport.documents.einvoice.ubl import document
from peersupport.documents.tests.invoices import (
    NAMES,
    OUTSIDE,
    STANDARD,
    ZERO_RATED,
    buyer,
    credit,
    invoice,
    line,
    supplier,
)

Change = Callable[[Element], None]
SELLER, PAYER = "cac:AccountingSupplierParty/cac:Party", "cac:AccountingCustomerParty/cac:Party"
TOTAL, GROUP, LINE = "cac:LegalMonetaryTotal", "cac:TaxTotal/cac:TaxSubtotal", "cac:InvoiceLine"
ITEM = f"{LINE}/cac:Item/cac:ClassifiedTaxCategory"
ACCOUNT = "cac:PaymentMeans/cac:PayeeFinancialAccount"


def name(tag: str) -> str:
    prefix, _colon, local = tag.partition(":")
    return f"{{{NAMES[prefix]}}}{local}"


def drop(*paths: str) -> Change:
    def change(root: Element) -> None:
        for path in paths:
            parent, _slash, tag = path.rpartition("/")
            of = root.find(parent, NAMES) if parent else root
            of.remove(of.find(tag, NAMES))

    return change


def say(path: str, text: str) -> Change:
    def change(root: Element) -> None:
        root.find(path, NAMES).text = text

    return change


def mark(path: str, attribute: str, value: str) -> Change:
    def change(root: Element) -> None:
        root.find(path, NAMES).set(attribute, value)

    return change


def add(path: str, tag: str, text: str) -> Change:
    def change(root: Element) -> None:
        SubElement(root.find(path, NAMES), name(tag)).text = text

    return change


def both(*changes: Change) -> Change:
    def change(root: Element) -> None:
        for one in changes:
            one(root)

    return change


def again(path: str) -> Change:
    """A second element like the first."""

    def change(root: Element) -> None:
        root.append(root.find(path, NAMES))

    return change


def no_lines(root: Element) -> None:
    for found in root.findall(LINE, NAMES):
        root.remove(found)


TAXED, ZEROED = invoice(lines=(line(1, vat=STANDARD),)), invoice(lines=(line(1, vat=ZERO_RATED),))
UNTAXED = invoice(lines=(line(1, vat=OUTSIDE),))
PLANTED = {
    "BR-02": (invoice(), drop("cbc:ID"), set()),
    "BR-03": (invoice(), drop("cbc:IssueDate"), set()),
    "BR-04": (invoice(), drop("cbc:InvoiceTypeCode"), {"BR-CL-01"}),
    "BR-05": (invoice(), drop("cbc:DocumentCurrencyCode"), {"PEPPOL-EN16931-R051"}),
    "BR-06": (invoice(), drop(f"{SELLER}/cac:PartyLegalEntity/cbc:RegistrationName"), set()),
    "BR-07": (invoice(), drop(f"{PAYER}/cac:PartyLegalEntity/cbc:RegistrationName"), set()),
    "BR-09": (invoice(), drop(f"{SELLER}/cac:PostalAddress"), set()),
    "BR-11": (invoice(), drop(f"{PAYER}/cac:PostalAddress"), set()),
    "BR-16": (invoice(), no_lines, {"BR-CO-10", "BR-E-01", "BR-E-08"}),
    "BR-21": (invoice(), drop(f"{LINE}/cbc:ID"), set()),
    "BR-22": (invoice(), say(f"{LINE}/cbc:InvoicedQuantity", "en"), set()),
    "BR-24": (invoice(), drop(f"{LINE}/cbc:LineExtensionAmount"), {"BR-CO-10", "BR-E-08", "PEPPOL-EN16931-R120"}),
    "BR-25": (invoice(), drop(f"{LINE}/cac:Item/cbc:Name"), set()),
    "BR-26": (invoice(), drop(f"{LINE}/cac:Price/cbc:PriceAmount"), {"PEPPOL-EN16931-R008"}),
    "BR-27": (invoice(), say(f"{LINE}/cac:Price/cbc:PriceAmount", "-1.00"), {"PEPPOL-EN16931-R120"}),
    "BR-29": (invoice(), say("cac:InvoicePeriod/cbc:EndDate", "2026-03-01"), {"PEPPOL-EN16931-R111"}),
    "BR-30": (invoice(), say(f"{LINE}/cac:InvoicePeriod/cbc:EndDate", "2026-03-01"), set()),
    "BR-50": (invoice(), drop(f"{ACCOUNT}/cbc:ID"), {"SE-R-008", "SE-R-009"}),
    "BR-55": (credit(), drop("cac:BillingReference"), set()),
    "BR-62": (invoice(), mark(f"{SELLER}/cbc:EndpointID", "schemeID", ""), {"PEPPOL-EN16931-CL008"}),
    "BR-63": (invoice(), mark(f"{PAYER}/cbc:EndpointID", "schemeID", ""), {"PEPPOL-EN16931-CL008"}),
    "BR-CO-25": (invoice(), drop("cbc:DueDate", "cac:PaymentTerms"), set()),
    "BR-CO-26": (
        invoice(supplier=supplier(vat_number="")),
        drop(f"{SELLER}/cac:PartyLegalEntity/cbc:CompanyID"),
        set(),
    ),
    "BR-CL-01": (invoice(), say("cbc:InvoiceTypeCode", "381"), set()),
    "BR-CL-04": (invoice(currency="EUR"), None, set()),
    "BR-CL-23": (invoice(), mark(f"{LINE}/cbc:InvoicedQuantity", "unitCode", "st"), set()),
    "BR-DEC": (invoice(), say(f"{TOTAL}/cbc:PayableAmount", "37000.000"), set()),
    "PEPPOL-EN16931-R001": (invoice(), drop("cbc:ProfileID"), set()),
    "PEPPOL-EN16931-R003": (invoice(), drop("cbc:BuyerReference", "cac:OrderReference"), set()),
    "PEPPOL-EN16931-R004": (invoice(), say("cbc:CustomizationID", "urn:cen.eu:en16931:2017"), set()),
    "PEPPOL-EN16931-R007": (invoice(), say("cbc:ProfileID", "urn:fdc:peppol.eu:2017:poacc:billing"), set()),
    "PEPPOL-EN16931-R008": (invoice(), say("cac:PaymentTerms/cbc:Note", " "), set()),
    "PEPPOL-EN16931-R010": (invoice(), drop(f"{PAYER}/cbc:EndpointID"), set()),
    "PEPPOL-EN16931-R020": (invoice(), drop(f"{SELLER}/cbc:EndpointID"), set()),
    "PEPPOL-EN16931-R051": (invoice(), mark(f"{TOTAL}/cbc:PayableAmount", "currencyID", "EUR"), set()),
    "PEPPOL-EN16931-R053": (invoice(), again("cac:TaxTotal"), {"BR-E-01"}),
    "PEPPOL-EN16931-R110": (invoice(), say("cac:InvoicePeriod/cbc:StartDate", "2026-03-03"), set()),
    "PEPPOL-EN16931-R111": (invoice(), say("cac:InvoicePeriod/cbc:EndDate", "2026-04-02"), set()),
    "PEPPOL-EN16931-R120": (invoice(), say(f"{LINE}/cbc:InvoicedQuantity", "2"), set()),
    "PEPPOL-EN16931-F001": (invoice(), say("cbc:IssueDate", "30/4/2026"), set()),
    "PEPPOL-EN16931-CL008": (invoice(), mark(f"{PAYER}/cbc:EndpointID", "schemeID", "EM"), set()),
    "PEPPOL-COMMON-R040": (invoice(), say(f"{PAYER}/cbc:EndpointID", "7340009873125"), set()),
    "PEPPOL-COMMON-R049": (invoice(), say(f"{SELLER}/cbc:EndpointID", "8020104562"), set()),
    "SE-R-001": (invoice(supplier=supplier(vat_number="SE8020104561")), None, set()),
    "SE-R-002": (invoice(supplier=supplier(vat_number="SE80201045610A")), None, set()),
    "SE-R-003": (invoice(supplier=supplier(org_number="802010456A")), None, {"PEPPOL-COMMON-R049"}),
    "SE-R-004": (invoice(supplier=supplier(org_number="0")), None, {"PEPPOL-COMMON-R049"}),
    "SE-R-005": (invoice(), say(f"{SELLER}/cac:PartyTaxScheme[2]/cbc:CompanyID", "Ja"), set()),
    "SE-R-008": (invoice(supplier=supplier(bankgiro="512-4567")), None, set()),
    "SE-R-009": (invoice(supplier=supplier(bankgiro="512456")), None, set()),
    "SE-R-011": (invoice(), say("cac:PaymentMeans/cbc:PaymentMeansCode", "56"), set()),
    "SE-R-013": (invoice(supplier=supplier(org_number="8020104562")), None, {"PEPPOL-COMMON-R049"}),
    "BR-CO-10": (invoice(), say(f"{TOTAL}/cbc:LineExtensionAmount", "1.00"), {"BR-CO-13"}),
    "BR-CO-11": (invoice(), add(TOTAL, "cbc:AllowanceTotalAmount", "1.00"), {"BR-CO-13"}),
    "BR-CO-12": (invoice(), add(TOTAL, "cbc:ChargeTotalAmount", "1.00"), {"BR-CO-13"}),
    "BR-CO-13": (invoice(), say(f"{TOTAL}/cbc:TaxExclusiveAmount", "1.00"), {"BR-CO-15"}),
    "BR-CO-14": (invoice(), say("cac:TaxTotal/cbc:TaxAmount", "1.00"), {"BR-CO-15"}),
    "BR-CO-15": (invoice(), say(f"{TOTAL}/cbc:TaxInclusiveAmount", "1.00"), {"BR-CO-16"}),
    "BR-CO-16": (invoice(), say(f"{TOTAL}/cbc:PayableAmount", "1.00"), set()),
    "BR-CO-17": (invoice(), say(f"{GROUP}/cac:TaxCategory/cbc:Percent", "25"), set()),
    "BR-CO-18": (invoice(), drop(GROUP), {"BR-E-01"}),
    "BR-CO-04": (invoice(), drop(f"{ITEM}/cbc:ID"), {"BR-CL-18", "BR-E-08"}),
    "BR-CL-17": (invoice(), say(f"{GROUP}/cac:TaxCategory/cbc:ID", "X"), {"BR-E-01"}),
    "BR-CL-18": (invoice(), say(f"{ITEM}/cbc:ID", "X"), {"BR-E-08"}),
    "BR-S-01": (TAXED, drop(GROUP), {"BR-CO-14", "BR-CO-18", "BR-S-08"}),
    "BR-S-02": (
        invoice(lines=(line(1, vat=STANDARD),), supplier=supplier(vat_number="", has_f_tax=False)),
        None,
        set(),
    ),
    "BR-S-05": (TAXED, say(f"{ITEM}/cbc:Percent", "0"), {"BR-S-08"}),
    "BR-S-08": (TAXED, say(f"{ITEM}/cbc:Percent", "12"), set()),
    "BR-S-09": (TAXED, say(f"{GROUP}/cbc:TaxAmount", "1.00"), {"BR-CO-14", "BR-CO-17"}),
    "BR-S-10": (TAXED, add(f"{GROUP}/cac:TaxCategory", "cbc:TaxExemptionReason", "Därför"), set()),
    "SE-R-006": (
        TAXED,
        both(
            say(f"{ITEM}/cbc:Percent", "20"),
            say(f"{GROUP}/cac:TaxCategory/cbc:Percent", "20"),
            say(f"{GROUP}/cbc:TaxAmount", "3700.00"),
            say("cac:TaxTotal/cbc:TaxAmount", "3700.00"),
            say(f"{TOTAL}/cbc:TaxInclusiveAmount", "22200.00"),
            say(f"{TOTAL}/cbc:PayableAmount", "22200.00"),
        ),
        set(),
    ),
    "BR-E-01": (invoice(), say(f"{GROUP}/cac:TaxCategory/cbc:ID", "Z"), {"BR-Z-01", "BR-Z-08", "BR-Z-10"}),
    "BR-E-02": (invoice(supplier=supplier(vat_number="", has_f_tax=False)), None, set()),
    "BR-E-05": (invoice(), say(f"{ITEM}/cbc:Percent", "25"), set()),
    "BR-E-08": (invoice(), say(f"{GROUP}/cbc:TaxableAmount", "1.00"), set()),
    "BR-E-09": (invoice(), say(f"{GROUP}/cbc:TaxAmount", "1.00"), {"BR-CO-14", "BR-CO-17"}),
    "BR-E-10": (invoice(exempt_because=""), None, set()),
    "BR-Z-01": (ZEROED, drop(GROUP), {"BR-CO-18"}),
    "BR-Z-02": (
        invoice(lines=(line(1, vat=ZERO_RATED),), supplier=supplier(vat_number="", has_f_tax=False)),
        None,
        set(),
    ),
    "BR-Z-05": (ZEROED, say(f"{ITEM}/cbc:Percent", "25"), set()),
    "BR-Z-08": (ZEROED, say(f"{GROUP}/cbc:TaxableAmount", "1.00"), set()),
    "BR-Z-09": (ZEROED, say(f"{GROUP}/cbc:TaxAmount", "1.00"), {"BR-CO-14", "BR-CO-17"}),
    "BR-Z-10": (ZEROED, add(f"{GROUP}/cac:TaxCategory", "cbc:TaxExemptionReason", "Därför"), set()),
    "BR-O-01": (UNTAXED, drop(GROUP), {"BR-CO-18"}),
    "BR-O-02": (UNTAXED, say(f"{SELLER}/cac:PartyTaxScheme/cac:TaxScheme/cbc:ID", "VAT"), {"SE-R-001", "SE-R-002"}),
    "BR-O-05": (UNTAXED, add(ITEM, "cbc:Percent", "0"), set()),
    "BR-O-08": (UNTAXED, say(f"{GROUP}/cbc:TaxableAmount", "1.00"), set()),
    "BR-O-09": (UNTAXED, say(f"{GROUP}/cbc:TaxAmount", "1.00"), {"BR-CO-14", "BR-CO-17"}),
    "BR-O-10": (invoice(lines=(line(1, vat=OUTSIDE),), exempt_because=""), None, set()),
    "BR-O-11": (invoice(lines=(line(1, vat=OUTSIDE), line(2))), None, set()),
}


def told(start: einvoice.Invoice, change: Change | None) -> set[str]:
    root = document(start)
    if change is not None:
        change(root)
    return {fault.rule for fault in faults_in(root)}


@pytest.mark.parametrize("code", PLANTED)
def test_a_planted_error_is_told_with_what_follows_from_it_and_no_more(code):
    start, change, follows = PLANTED[code]

    assert told(start, change) == {code} | follows


def test_every_rule_is_planted_against():
    assert [rule.code for rule in RULES if rule.code not in PLANTED] == []
    assert len({rule.code for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("start", [invoice(), credit(), TAXED, ZEROED, UNTAXED])
def test_nothing_is_told_of_what_keeps_the_rules(start):
    assert told(start, None) == set()


def test_a_fault_is_a_sentence_for_a_coordinator():
    (fault,) = einvoice.faults(invoice(references=einvoice.References(contract="RA-1")))

    assert (fault.rule, str(fault)) == ("PEPPOL-EN16931-R003", fault.words)
    assert fault.words.endswith(".")


def test_a_payer_without_an_address_for_e_invoices_is_told():
    nowhere = invoice(buyer=buyer(endpoint=einvoice.Endpoint("0007", "")))

    assert [fault.rule for fault in einvoice.faults(nowhere)] == ["PEPPOL-EN16931-R010"]
