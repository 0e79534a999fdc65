"""The rules of EN 16931 and Peppol BIS Billing 3.0 about what must be there, and how it is written."""

from datetime import date
from xml.etree.ElementTree import Element

from django.utils.translation import gettext_lazy as _
from stdnum import ean, luhn

from peersupport.documents.einvoice.invoice import Kind, Unit
from peersupport.documents.einvoice.reading import BUYER, SUPPLIER, TOTAL, Document, Part, Rule
from peersupport.documents.einvoice.ubl import BANKGIRO, CREDIT_TRANSFER, CUSTOMIZATION, F_TAX, PROFILE

ORGANISATION, GLN = "0007", "0088"
SCHEMES = {ORGANISATION, GLN}
ACCOUNT = "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID"
BRANCH = "cac:PaymentMeans/cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cbc:ID"
MEANS = "cac:PaymentMeans/cbc:PaymentMeansCode"
AMOUNTS = (
    "LineExtensionAmount",
    "TaxExclusiveAmount",
    "TaxInclusiveAmount",
    "PayableAmount",
    "TaxableAmount",
    "TaxAmount",
)
DATES = ("IssueDate", "DueDate", "StartDate", "EndDate")
CURRENCY = "SEK"
NUMBER_LENGTH, VAT_LENGTH, BANKGIRO_LENGTHS, DATE_LENGTH = 10, 14, (7, 8), 10


def _every_line_has(path: str):
    return lambda document: all(line.has(path) for line in document.lines)


def _quantities(document: Document) -> bool:
    return all(line.amount(document.quantity) is not None for line in document.lines)


def _units(document: Document) -> bool:
    return all(line.attribute(document.quantity, "unitCode") in set(Unit) for line in document.lines)


def _endpoint(party: str):
    return lambda document: document.has(f"{party}cbc:EndpointID")


def _scheme(party: str):
    def holds(document: Document) -> bool:
        known = document.attribute(f"{party}cbc:EndpointID", "schemeID") in SCHEMES
        return known or not document.has(f"{party}cbc:EndpointID")

    return holds


def _numbers_of(document: Document, scheme: str) -> list[str]:
    elements = [*document.each("EndpointID"), *document.each("CompanyID")]
    return [(element.text or "").strip() for element in elements if element.get("schemeID") == scheme]


def _is_organisation_number(number: str) -> bool:
    return number.isdecimal() and len(number) == NUMBER_LENGTH and luhn.is_valid(number)


def _in_order(part: Part) -> bool:
    first, last = part.day("cac:InvoicePeriod/cbc:StartDate"), part.day("cac:InvoicePeriod/cbc:EndDate")
    return first is None or last is None or first <= last


def _lines_within(name: str, outside) -> object:
    path = f"cac:InvoicePeriod/cbc:{name}"

    def holds(document: Document) -> bool:
        whole = document.day(path)
        days = [line.day(path) for line in document.lines]
        return whole is None or not any(day is not None and outside(day, whole) for day in days)

    return holds


def _is_a_day(element: Element) -> bool:
    text = (element.text or "").strip()
    try:
        return len(text) == DATE_LENGTH and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _whole_ore(document: Document) -> bool:
    texts = [(element.text or "").strip() for name in AMOUNTS for element in document.each(name)]
    return all(len(text.partition(".")[2]) <= 2 for text in texts)


def _nothing_empty(document: Document) -> bool:
    return all(len(element) or (element.text or "").strip() for element in document.element.iter())


def _one_currency(document: Document) -> bool:
    currencies = {element.get("currencyID") for name in (*AMOUNTS, "PriceAmount") for element in document.each(name)}
    return currencies <= {document.text("cbc:DocumentCurrencyCode")}


def _supplier_number(document: Document) -> str:
    return document.text(f"{SUPPLIER}cac:PartyLegalEntity/cbc:CompanyID")


def _vat_number(document: Document) -> str:
    return document.tax_number(SUPPLIER, "VAT")


def _type_code(document: Document) -> bool:
    return document.type_code == (Kind.CREDIT_NOTE if document.is_credit else Kind.INVOICE).value


def _account_is_bankgiro(document: Document) -> bool:
    return document.text(BRANCH) == BANKGIRO


NUMBER_OF_SUPPLIER = _(
    "The supplier's organisation number isn't right. It has ten digits, and the last one is a check."
)

RULES = [
    Rule("BR-02", lambda d: d.has("cbc:ID"), _("The document has no number.")),
    Rule("BR-03", lambda d: d.has("cbc:IssueDate"), _("The document has no date.")),
    Rule("BR-04", lambda d: d.type_code, _("The document doesn't say whether it charges or credits.")),
    Rule("BR-05", lambda d: d.has("cbc:DocumentCurrencyCode"), _("The document has no currency.")),
    Rule(
        "BR-06", lambda d: d.has(f"{SUPPLIER}cac:PartyLegalEntity/cbc:RegistrationName"), _("The supplier has no name.")
    ),
    Rule("BR-07", lambda d: d.has(f"{BUYER}cac:PartyLegalEntity/cbc:RegistrationName"), _("The payer has no name.")),
    Rule(
        "BR-09",
        lambda d: d.has(f"{SUPPLIER}cac:PostalAddress/cac:Country/cbc:IdentificationCode"),
        _("The supplier has no country."),
    ),
    Rule(
        "BR-11",
        lambda d: d.has(f"{BUYER}cac:PostalAddress/cac:Country/cbc:IdentificationCode"),
        _("The payer has no country."),
    ),
    Rule("BR-16", lambda d: d.lines, _("There are no lines.")),
    Rule("BR-21", _every_line_has("cbc:ID"), _("A line has no number.")),
    Rule("BR-22", _quantities, _("A line has no quantity.")),
    Rule("BR-24", _every_line_has("cbc:LineExtensionAmount"), _("A line has no sum.")),
    Rule("BR-25", _every_line_has("cac:Item/cbc:Name"), _("A line doesn't say what it is for.")),
    Rule("BR-26", _every_line_has("cac:Price/cbc:PriceAmount"), _("A line has no price.")),
    Rule(
        "BR-27",
        lambda d: all((line.amount("cac:Price/cbc:PriceAmount") or 0) >= 0 for line in d.lines),
        _("A price is below zero."),
    ),
    Rule("BR-29", _in_order, _("The period ends before it begins.")),
    Rule("BR-30", lambda d: all(_in_order(line) for line in d.lines), _("The period of a line ends before it begins.")),
    Rule("BR-50", lambda d: not d.has(MEANS) or d.has(ACCOUNT), _("The supplier has no bankgiro.")),
    Rule(
        "BR-55",
        lambda d: not d.is_credit or d.has("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"),
        _("A credit doesn't say what it corrects."),
    ),
    Rule(
        "BR-62",
        lambda d: not _endpoint(SUPPLIER)(d) or d.attribute(f"{SUPPLIER}cbc:EndpointID", "schemeID"),
        _("The supplier's e-invoice address doesn't say what kind of number it is."),
    ),
    Rule(
        "BR-63",
        lambda d: not _endpoint(BUYER)(d) or d.attribute(f"{BUYER}cbc:EndpointID", "schemeID"),
        _("The payer's e-invoice address doesn't say what kind of number it is."),
    ),
    Rule(
        "BR-CO-25",
        lambda d: (
            (d.amount(f"{TOTAL}PayableAmount") or 0) <= 0 or d.has("cbc:DueDate") or d.has("cac:PaymentTerms/cbc:Note")
        ),
        _("There is neither a day to pay by nor terms of payment."),
    ),
    Rule("BR-CO-26", lambda d: _supplier_number(d) or _vat_number(d), _("The supplier has no organisation number.")),
    Rule("BR-CL-01", _type_code, _("The document's kind isn't one that we write.")),
    Rule(
        "BR-CL-04",
        lambda d: d.text("cbc:DocumentCurrencyCode") in ("", CURRENCY),
        _("The currency isn't Swedish kronor."),
    ),
    Rule("BR-CL-23", _units, _("A line has a unit that isn't in the list.")),
    Rule("BR-DEC", _whole_ore, _("A sum has parts of an öre.")),
    Rule(
        "PEPPOL-EN16931-R001",
        lambda d: d.has("cbc:ProfileID"),
        _("The document doesn't say which process it belongs to."),
    ),
    Rule(
        "PEPPOL-EN16931-R003",
        lambda d: d.has("cbc:BuyerReference") or d.has("cac:OrderReference/cbc:ID"),
        _("There is no reference. Add the payer's buyer reference or their order number."),
    ),
    Rule(
        "PEPPOL-EN16931-R004",
        lambda d: d.text("cbc:CustomizationID") == CUSTOMIZATION,
        _("The document doesn't say that it follows Peppol BIS Billing 3.0."),
    ),
    Rule(
        "PEPPOL-EN16931-R007",
        lambda d: d.text("cbc:ProfileID") in ("", PROFILE),
        _("The document belongs to a process that we don't know."),
    ),
    Rule("PEPPOL-EN16931-R008", _nothing_empty, _("A part of the document is empty.")),
    Rule("PEPPOL-EN16931-R010", _endpoint(BUYER), _("The payer has no e-invoice address.")),
    Rule("PEPPOL-EN16931-R020", _endpoint(SUPPLIER), _("The supplier has no e-invoice address.")),
    Rule("PEPPOL-EN16931-R051", _one_currency, _("A sum is in another currency than the document.")),
    Rule("PEPPOL-EN16931-R053", lambda d: len(d.parts("cac:TaxTotal")) == 1, _("The VAT isn't summed once.")),
    Rule(
        "PEPPOL-EN16931-R110",
        _lines_within("StartDate", lambda day, whole: day < whole),
        _("A line begins before the document's period."),
    ),
    Rule(
        "PEPPOL-EN16931-R111",
        _lines_within("EndDate", lambda day, whole: day > whole),
        _("A line ends after the document's period."),
    ),
    Rule(
        "PEPPOL-EN16931-F001",
        lambda d: all(_is_a_day(e) for name in DATES for e in d.each(name)),
        _("A date isn't written as a date."),
    ),
    Rule(
        "PEPPOL-EN16931-CL008",
        lambda d: _scheme(SUPPLIER)(d) and _scheme(BUYER)(d),
        _("An e-invoice address is neither an organisation number nor a GLN."),
    ),
    Rule(
        "PEPPOL-COMMON-R040",
        lambda d: all(ean.is_valid(n) for n in _numbers_of(d, GLN)),
        _("A GLN isn't right. It has thirteen digits, and the last one is a check."),
    ),
    Rule(
        "PEPPOL-COMMON-R049",
        lambda d: all(_is_organisation_number(n) for n in _numbers_of(d, ORGANISATION)),
        _("An organisation number isn't right. It has ten digits, and the last one is a check."),
    ),
    Rule(
        "SE-R-001",
        lambda d: len(_vat_number(d)) in (0, VAT_LENGTH),
        _("The supplier's VAT number isn't fourteen characters long."),
    ),
    Rule(
        "SE-R-002",
        lambda d: not _vat_number(d) or _vat_number(d)[2:].isdecimal(),
        _("The supplier's VAT number isn't SE and digits."),
    ),
    Rule("SE-R-003", lambda d: not _supplier_number(d) or _supplier_number(d).isdecimal(), NUMBER_OF_SUPPLIER),
    Rule("SE-R-004", lambda d: len(_supplier_number(d)) in (0, NUMBER_LENGTH), NUMBER_OF_SUPPLIER),
    Rule(
        "SE-R-005",
        lambda d: d.tax_number(SUPPLIER, "TAX").casefold() in ("", F_TAX.casefold()),
        _("It must say exactly “Godkänd för F-skatt”."),
    ),
    Rule(
        "SE-R-008",
        lambda d: not _account_is_bankgiro(d) or d.text(ACCOUNT).isdecimal(),
        _("The bankgiro isn't digits only."),
    ),
    Rule(
        "SE-R-009",
        lambda d: not _account_is_bankgiro(d) or len(d.text(ACCOUNT)) in BANKGIRO_LENGTHS,
        _("The bankgiro isn't seven or eight digits."),
    ),
    Rule(
        "SE-R-011",
        lambda d: d.text(MEANS) in ("", CREDIT_TRANSFER),
        _("The way to pay isn't written as Swedish rules want it."),
    ),
    Rule(
        "SE-R-013",
        lambda d: not _supplier_number(d).isdecimal() or luhn.is_valid(_supplier_number(d)),
        NUMBER_OF_SUPPLIER,
    ),
]
