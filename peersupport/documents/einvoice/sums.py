"""The rules of EN 16931 about sums and VAT, computed anew from what the document says."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from peersupport.documents.einvoice.invoice import ZERO, whole_ore
from peersupport.documents.einvoice.reading import BREAKDOWN, BUYER, ITEM, SUPPLIER, TOTAL, Document, Part, Rule

SWEDISH_RATES = {Decimal(25), Decimal(12), Decimal(6)}
CATEGORIES = {"S", "Z", "E", "O"}
ALLOWANCES = "cac:AllowanceCharge"
SLACK = Decimal("0.02")  # what PEPPOL-EN16931-R120 allows


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount or ZERO for amount in amounts), ZERO)


def _net(line: Part) -> Decimal | None:
    return line.amount("cbc:LineExtensionAmount")


def _lines_sum(document: Document) -> bool:
    return document.amount(f"{TOTAL}LineExtensionAmount") == _sum(_net(line) for line in document.lines)


def _no_allowances(kind: str) -> Callable[[Document], bool]:
    """We write none, so that the sum of none is what is said of them."""

    def holds(document: Document) -> bool:
        said = [part for part in document.parts(ALLOWANCES) if part.text("cbc:ChargeIndicator") == kind]
        name = "ChargeTotalAmount" if kind == "true" else "AllowanceTotalAmount"
        return (document.amount(f"{TOTAL}{name}") or ZERO) == _sum(part.amount("cbc:Amount") for part in said)

    return holds


def _without_vat(document: Document) -> bool:
    given, added = (document.amount(f"{TOTAL}{name}") or ZERO for name in ("AllowanceTotalAmount", "ChargeTotalAmount"))
    lines = document.amount(f"{TOTAL}LineExtensionAmount")
    return lines is None or document.amount(f"{TOTAL}TaxExclusiveAmount") == lines - given + added


def _tax_sum(document: Document) -> bool:
    return document.amount("cac:TaxTotal/cbc:TaxAmount") == _sum(
        sub.amount("cbc:TaxAmount") for sub in document.subtotals
    )


def _with_vat(document: Document) -> bool:
    net, tax = document.amount(f"{TOTAL}TaxExclusiveAmount"), document.amount("cac:TaxTotal/cbc:TaxAmount")
    return net is None or tax is None or document.amount(f"{TOTAL}TaxInclusiveAmount") == net + tax


def _payable(document: Document) -> bool:
    gross = document.amount(f"{TOTAL}TaxInclusiveAmount")
    paid, rounding = (document.amount(f"{TOTAL}{name}") or ZERO for name in ("PrepaidAmount", "PayableRoundingAmount"))
    return gross is None or document.amount(f"{TOTAL}PayableAmount") == gross - paid + rounding


def _tax_of_each(document: Document) -> bool:
    return all(_is_tax_of_its_sum(sub) for sub in document.subtotals)


def _is_tax_of_its_sum(subtotal: Part) -> bool:
    taxable, percent = subtotal.amount("cbc:TaxableAmount"), subtotal.amount(f"{BREAKDOWN}/cbc:Percent") or ZERO
    return taxable is None or subtotal.amount("cbc:TaxAmount") == whole_ore(taxable * percent / 100)


def _quantity_times_price(document: Document) -> bool:
    for line in document.lines:
        quantity, price = line.amount(document.quantity), line.amount("cac:Price/cbc:PriceAmount")
        if quantity is not None and price is not None and abs((_net(line) or ZERO) - quantity * price) > SLACK:
            return False
    return True


def _in(document: Document, category: str) -> list[Part]:
    return [line for line in document.lines if line.text(f"{ITEM}/cbc:ID") == category]


def _groups(document: Document, category: str) -> list[Part]:
    return [sub for sub in document.subtotals if sub.text(f"{BREAKDOWN}/cbc:ID") == category]


def _known(paths: str) -> Callable[[Document], bool]:
    def holds(document: Document) -> bool:
        parts = document.lines if paths == ITEM else document.subtotals
        return all(part.text(f"{paths}/cbc:ID") in CATEGORIES for part in parts)

    return holds


def _swedish_rates(document: Document) -> bool:
    said = [line.amount(f"{ITEM}/cbc:Percent") for line in _in(document, "S")]
    return {rate for rate in said if rate} <= SWEDISH_RATES


def _same_rates_as_lines(document: Document) -> bool:
    """Each standard rate of a line has a sum of its own that holds all its lines, and the other way round."""
    of_lines: dict[Decimal | None, Decimal] = {}
    for line in _in(document, "S"):
        rate = line.amount(f"{ITEM}/cbc:Percent")
        of_lines[rate] = of_lines.get(rate, ZERO) + (_net(line) or ZERO)
    groups = _groups(document, "S")
    return of_lines == {sub.amount(f"{BREAKDOWN}/cbc:Percent"): sub.amount("cbc:TaxableAmount") for sub in groups}


def _registered(document: Document) -> str:
    return document.tax_number(SUPPLIER, "VAT") or document.tax_number(SUPPLIER, "TAX")


def _reason(subtotal: Part) -> str:
    return subtotal.text(f"{BREAKDOWN}/cbc:TaxExemptionReason") or subtotal.text(
        f"{BREAKDOWN}/cbc:TaxExemptionReasonCode"
    )


UNREGISTERED = _(
    "The supplier needs a VAT number, or to be approved for F-tax, when a line has VAT or is exempt from it."
)
RATE_OF_LINE = _("A line has a VAT rate that doesn't go with its VAT code.")
NO_REASON = _("There is no text that says why no VAT is charged.")
SUM_OF_CODE = _("The sum of a VAT code isn't the sum of its lines.")
VAT_OF_CODE = _("The VAT of a VAT code isn't its rate of its sum.")


def _of_untaxed(category: str) -> list[Rule]:
    """The rules that read alike for what is zero rated, exempt and outside the scope of VAT."""
    lines, groups = (lambda d: _in(d, category)), (lambda d: _groups(d, category))
    is_outside = category == "O"

    def rate_holds(document: Document) -> bool:
        rates = [line.amount(f"{ITEM}/cbc:Percent") for line in lines(document)]
        return set(rates) <= ({None} if is_outside else {ZERO})

    def sum_holds(document: Document) -> bool:
        sums = [sub.amount("cbc:TaxableAmount") for sub in groups(document)]
        return len(sums) != 1 or sums == [_sum(_net(line) for line in lines(document))]

    def reason_holds(document: Document) -> bool:
        return all(bool(_reason(sub)) is (category != "Z") for sub in groups(document))

    wrong_reason = _("A sum with VAT says why no VAT is charged.") if category == "Z" else NO_REASON
    return [
        Rule(f"BR-{category}-01", lambda d: len(groups(d)) == bool(lines(d)), SUM_OF_CODE),
        Rule(f"BR-{category}-05", rate_holds, RATE_OF_LINE),
        Rule(f"BR-{category}-08", sum_holds, SUM_OF_CODE),
        Rule(f"BR-{category}-09", lambda d: all(sub.amount("cbc:TaxAmount") == 0 for sub in groups(d)), VAT_OF_CODE),
        Rule(f"BR-{category}-10", reason_holds, wrong_reason),
    ]


RULES = [
    Rule("PEPPOL-EN16931-R120", _quantity_times_price, _("The sum of a line isn't its quantity times its price.")),
    Rule("BR-CO-10", _lines_sum, _("The sum of the lines is wrong.")),
    Rule("BR-CO-11", _no_allowances("false"), _("The sum of the discounts is wrong.")),
    Rule("BR-CO-12", _no_allowances("true"), _("The sum of the surcharges is wrong.")),
    Rule("BR-CO-13", _without_vat, _("The sum without VAT is wrong.")),
    Rule("BR-CO-14", _tax_sum, _("The sum of the VAT is wrong.")),
    Rule("BR-CO-15", _with_vat, _("The sum with VAT is wrong.")),
    Rule("BR-CO-16", _payable, _("The sum to pay is wrong.")),
    Rule("BR-CO-17", _tax_of_each, VAT_OF_CODE),
    Rule("BR-CO-18", lambda d: d.subtotals, _("There is no sum for any VAT code.")),
    Rule("BR-CO-04", lambda d: all(line.has(f"{ITEM}/cbc:ID") for line in d.lines), _("A line has no VAT code.")),
    Rule("BR-CL-17", _known(BREAKDOWN), _("A sum has a VAT code that isn't in the list.")),
    Rule("BR-CL-18", _known(ITEM), _("A line has a VAT code that isn't in the list.")),
    Rule("BR-S-01", lambda d: bool(_groups(d, "S")) == bool(_in(d, "S")), SUM_OF_CODE),
    Rule("BR-S-02", lambda d: not _in(d, "S") or _registered(d), UNREGISTERED),
    Rule("BR-S-05", lambda d: all((line.amount(f"{ITEM}/cbc:Percent") or 0) > 0 for line in _in(d, "S")), RATE_OF_LINE),
    Rule("BR-S-08", _same_rates_as_lines, SUM_OF_CODE),
    Rule("BR-S-09", lambda d: all(_is_tax_of_its_sum(sub) for sub in _groups(d, "S")), VAT_OF_CODE),
    Rule(
        "BR-S-10",
        lambda d: not any(_reason(s) for s in _groups(d, "S")),
        _("A sum with VAT says why no VAT is charged."),
    ),
    Rule("SE-R-006", _swedish_rates, _("A VAT rate isn't one of the Swedish ones: 25, 12 or 6 per cent.")),
    Rule("BR-E-02", lambda d: not _in(d, "E") or _registered(d), UNREGISTERED),
    Rule("BR-Z-02", lambda d: not _in(d, "Z") or _registered(d), UNREGISTERED),
    Rule(
        "BR-O-02",
        lambda d: not _in(d, "O") or not (d.tax_number(SUPPLIER, "VAT") or d.tax_number(BUYER, "VAT")),
        _("What is outside the scope of VAT can't name a VAT number."),
    ),
    Rule(
        "BR-O-11",
        lambda d: not _groups(d, "O") or len(d.subtotals) == 1,
        _("What is outside the scope of VAT needs a document of its own."),
    ),
    *_of_untaxed("Z"),
    *_of_untaxed("E"),
    *_of_untaxed("O"),
]
