"""The XML of an invoice: UBL 2.1 as Peppol BIS Billing 3.0 wants it, in the order that the schema demands.

What has no value is left out, for an empty element is a fault (PEPPOL-EN16931-R008); rules.py tells what is missing.
"""

import re
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element, indent, register_namespace, tostring

from peersupport.documents.einvoice.invoice import Invoice, Line, Party, Supplier, Vat, totals

CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
F_TAX = "Godkänd för F-skatt"  # word for word (SE-R-005)
CREDIT_TRANSFER, BANKGIRO = "30", "SE:BANKGIRO"
INVOICED_OBJECT = "130"  # UNTDID 1001: the number of what is invoiced
ORGANISATION_NUMBER = "0007"

_UBL = "urn:oasis:names:specification:ubl:schema:xsd"
_CAC, _CBC = f"{_UBL}:CommonAggregateComponents-2", f"{_UBL}:CommonBasicComponents-2"
NAMESPACES = {"cac": _CAC, "cbc": _CBC}
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")  # no XML can hold these

for _prefix, _uri in NAMESPACES.items():
    register_namespace(_prefix, _uri)

Maybe = Element | None
Value = str | int | Decimal | date | None


def ubl(invoice: Invoice) -> bytes:
    root = document(invoice)
    indent(root)
    return tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def document(invoice: Invoice) -> Element:
    """The same as a tree: an Invoice, or a CreditNote, whose elements are named a little otherwise."""
    name = "CreditNote" if invoice.is_credit else "Invoice"
    root = Element(f"{{{_UBL}:{name}-2}}{name}")
    root.extend(
        _there(
            *_head(invoice),
            *_references(invoice),
            _cac("AccountingSupplierParty", _party(invoice.supplier, invoice)),
            _cac("AccountingCustomerParty", _party(invoice.buyer, invoice)),
            _payment(invoice),
            _cac("PaymentTerms", _cbc("Note", invoice.terms)),
            *_sums(invoice),
            *(_line(line, invoice) for line in invoice.lines),
        )
    )
    return root


def _head(invoice: Invoice) -> list[Maybe]:
    return [
        _cbc("CustomizationID", CUSTOMIZATION),
        _cbc("ProfileID", PROFILE),
        _cbc("ID", invoice.number),
        _cbc("IssueDate", invoice.issued_on),
        None if invoice.is_credit else _cbc("DueDate", invoice.due_on),
        _cbc("CreditNoteTypeCode" if invoice.is_credit else "InvoiceTypeCode", invoice.kind.value),
        _cbc("DocumentCurrencyCode", invoice.currency),
        _cbc("BuyerReference", invoice.references.buyer),
        _period(*invoice.period),
    ]


def _references(invoice: Invoice) -> list[Maybe]:
    said = invoice.references
    return [
        _cac("OrderReference", _cbc("ID", said.order)),
        _cac(
            "BillingReference",
            _cac("InvoiceDocumentReference", _cbc("ID", invoice.credited), _cbc("IssueDate", invoice.credited_on)),
        ),
        _cac("ContractDocumentReference", _cbc("ID", said.contract)),
        _cac(
            "AdditionalDocumentReference",
            _cbc("ID", said.invoiced_object),
            _cbc("DocumentTypeCode", INVOICED_OBJECT if said.invoiced_object else ""),
        ),
    ]


def _party(party: Party, invoice: Invoice) -> Maybe:
    approved = isinstance(party, Supplier) and party.has_f_tax
    return _cac(
        "Party",
        _cbc("EndpointID", party.endpoint.number, schemeID=party.endpoint.scheme),
        _cac("PartyName", _cbc("Name", party.name)),
        _cac(
            "PostalAddress",
            _cbc("StreetName", party.address.street),
            _cbc("CityName", party.address.city),
            _cbc("PostalZone", party.address.postal_code),
            _cac("Country", _cbc("IdentificationCode", party.address.country)),
        ),
        None if invoice.is_outside_vat else _tax_number("VAT", party.vat_number),
        _tax_number("TAX", F_TAX if approved else ""),
        _cac(
            "PartyLegalEntity",
            _cbc("RegistrationName", party.name),
            _cbc("CompanyID", party.org_number, schemeID=ORGANISATION_NUMBER),
        ),
        _cac("Contact", _cbc("ElectronicMail", party.email)),
    )


def _tax_number(scheme: str, number: str) -> Maybe:
    return _cac("PartyTaxScheme", _cbc("CompanyID", number), _scheme(scheme)) if number else None


def _payment(invoice: Invoice) -> Maybe:
    """To a bankgiro (SE-R-011 says how); nobody pays a credit note."""
    account = "" if invoice.is_credit else invoice.supplier.bankgiro
    if not account:
        return None
    return _cac(
        "PaymentMeans",
        _cbc("PaymentMeansCode", CREDIT_TRANSFER),
        _cbc("PaymentID", invoice.number),
        _cac(
            "PayeeFinancialAccount",
            _cbc("ID", account),
            _cac("FinancialInstitutionBranch", _cbc("ID", BANKGIRO)),
        ),
    )


def _sums(invoice: Invoice) -> list[Maybe]:
    sums, currency = totals(invoice.lines), invoice.currency
    groups = [
        _cac(
            "TaxSubtotal",
            _money("TaxableAmount", group.taxable, currency),
            _money("TaxAmount", group.tax, currency),
            _category("TaxCategory", group.vat, because=invoice.exempt_because),
        )
        for group in sums.groups
    ]
    return [
        _cac("TaxTotal", _money("TaxAmount", sums.tax, currency), *groups),
        _cac(
            "LegalMonetaryTotal",
            _money("LineExtensionAmount", sums.net, currency),
            _money("TaxExclusiveAmount", sums.net, currency),
            _money("TaxInclusiveAmount", sums.gross, currency),
            _money("PayableAmount", sums.gross, currency),
        ),
    ]


def _line(line: Line, invoice: Invoice) -> Maybe:
    kind, quantity = (
        ("CreditNoteLine", "CreditedQuantity") if invoice.is_credit else ("InvoiceLine", "InvoicedQuantity")
    )
    return _cac(
        kind,
        _cbc("ID", line.number),
        _cbc("Note", " · ".join(filter(None, [line.note, line.paid_from]))),
        _cbc(quantity, line.quantity, unitCode=line.unit.value),
        _money("LineExtensionAmount", line.net, invoice.currency),
        _period(line.starts_on, line.ends_on),
        _cac(
            "Item",
            _cbc("Description", line.about),
            _cbc("Name", line.name),
            _category("ClassifiedTaxCategory", line.vat),
        ),
        _cac("Price", _money("PriceAmount", line.price, invoice.currency)),
    )


def _category(name: str, vat: Vat, because: str = "") -> Maybe:
    taxed = vat.category in ("S", "Z")
    return _cac(
        name,
        _cbc("ID", vat.category),
        None if vat.is_outside else _cbc("Percent", vat.percent),
        None if taxed else _cbc("TaxExemptionReason", because),
        _scheme("VAT"),
    )


def _scheme(name: str) -> Maybe:
    return _cac("TaxScheme", _cbc("ID", name))


def _period(first: date | None, last: date | None) -> Maybe:
    return _cac("InvoicePeriod", _cbc("StartDate", first), _cbc("EndDate", last))


def _money(name: str, amount: Decimal, currency: str) -> Maybe:
    return _cbc(name, amount, currencyID=currency)


def _cbc(name: str, value: Value, **attributes: str) -> Maybe:
    """A basic component, with text inside."""
    text = "" if value is None else _UNPRINTABLE.sub("", _written(value)).strip()
    if not text:
        return None
    element = Element(f"{{{_CBC}}}{name}", {key: said for key, said in attributes.items() if said})
    element.text = text
    return element


def _written(value: Value) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _cac(name: str, *parts: Maybe) -> Maybe:
    """An aggregate component, with other components inside."""
    there = _there(*parts)
    if not there:
        return None
    element = Element(f"{{{_CAC}}}{name}")
    element.extend(there)
    return element


def _there(*parts: Maybe) -> list[Element]:
    return [part for part in parts if part is not None]
