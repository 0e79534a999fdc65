"""The same invoice for people: a PDF to file, and a workbook to book from. A credit's sums are below zero here."""

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from peersupport.documents import pdf as typesetter
from peersupport.documents import spreadsheets
from peersupport.documents.einvoice.invoice import Invoice, Line, Party, Unit, VatGroup, totals
from peersupport.documents.einvoice.ubl import F_TAX
from peersupport.documents.spreadsheets import Sheet

TEMPLATE = "documents/basis.typ"


def pdf(invoice: Invoice) -> bytes:
    """Tagged as PDF/UA-1, in the language in use. Raises what documents.pdf.render raises."""
    return typesetter.render(TEMPLATE, _sheet(invoice), dated=invoice.issued_on)


def xlsx(invoice: Invoice) -> bytes:
    """Two sheets: what the whole says, and a row for each line."""
    facts = [(label, value) for label, value in [*_whole(invoice), *_references(invoice), *sums_of(invoice)] if value]
    header = [
        pgettext("invoice", "Line"),
        pgettext("invoice", "What"),
        pgettext("invoice", "Seat"),
        pgettext("invoice", "About"),
        pgettext("invoice", "From"),
        pgettext("invoice", "To"),
        pgettext("invoice", "Quantity"),
        pgettext("invoice", "Unit"),
        pgettext("invoice", "Price"),
    ]
    return spreadsheets.workbook(
        [
            Sheet(_("Invoice basis"), [pgettext("invoice", "What"), pgettext("invoice", "Value")], facts),
            Sheet(
                pgettext("invoice", "Lines"),
                [*header, _("VAT code"), _("VAT, per cent"), _("Sum without VAT")],
                _rows(invoice),
            ),
        ]
    )


def _rows(invoice: Invoice) -> list[list]:
    return [
        [
            line.number,
            line.name,
            line.note,
            " · ".join(filter(None, [line.about, line.paid_from])),
            line.starts_on,
            line.ends_on,
            line.quantity,
            _unit(line.unit),
            line.price,
            line.vat.category,
            line.vat.percent,
            _signed(line.net, invoice),
        ]
        for line in invoice.lines
    ]


def _whole(invoice: Invoice) -> list[tuple[str, object]]:
    supplier, buyer = invoice.supplier, invoice.buyer
    return [
        (pgettext("invoice", "Number"), invoice.number),
        (pgettext("invoice", "Credits"), invoice.credited),
        (pgettext("invoice", "Date"), invoice.issued_on),
        (_("To be paid by"), None if invoice.is_credit else invoice.due_on),
        (_("Supplier"), supplier.name),
        (_("Supplier's organisation number"), supplier.org_number),
        (_("Supplier's VAT number"), supplier.vat_number),
        (_("F-tax"), F_TAX if supplier.has_f_tax else ""),
        (_("Bankgiro"), _bankgiro(supplier.bankgiro)),
        (_("Payer"), buyer.name),
        (_("Payer's organisation number"), buyer.org_number),
        (_("E-invoice address"), _endpoint(buyer)),
    ]


def _references(invoice: Invoice) -> list[tuple[str, str]]:
    said = invoice.references
    return [
        (_("Buyer reference"), said.buyer),
        (_("Order reference"), said.order),
        (_("Contract reference"), said.contract),
        (_("Invoiced object"), said.invoiced_object),
    ]


def sums_of(invoice: Invoice) -> list[tuple[str, Decimal]]:
    """What stands below the lines, in words and kronor; the last is what is paid, or given back."""
    sums = totals(invoice.lines)
    return [
        (_("Sum without VAT"), _signed(sums.net, invoice)),
        *((_vat_label(group), _signed(group.tax, invoice)) for group in sums.groups if group.vat.percent),
        (_to_pay(invoice), _signed(sums.gross, invoice)),
    ]


def _sheet(invoice: Invoice) -> dict:
    """What the typst template shows: words only, already in the reader's language."""
    title = _("Credit basis") if invoice.is_credit else _("Invoice basis")
    return {
        "language": get_language() or "sv",
        "title": f"{title} {invoice.number}",
        "about": _("Basis for an invoice from %(supplier)s to %(payer)s")
        % {"supplier": invoice.supplier.name, "payer": invoice.buyer.name},
        "heading": title,
        "number": invoice.number,
        "supplier": invoice.supplier.name,
        "parties": [
            {"label": _("Supplier"), "lines": _address(invoice.supplier)},
            {"label": _("Payer"), "lines": _address(invoice.buyer)},
        ],
        "facts": _pairs(_when(invoice)),
        "references_label": pgettext("invoice", "References"),
        "references": _pairs([(label, value or "–") for label, value in _references(invoice)]),
        "columns": [
            pgettext("invoice", "Line"),
            pgettext("invoice", "What"),
            pgettext("invoice", "Quantity"),
            pgettext("invoice", "Price"),
            pgettext("invoice", "VAT"),
            pgettext("invoice", "Sum"),
        ],
        "lines": [_paper_line(line, invoice) for line in invoice.lines],
        "sums": [{"label": label, "value": _money(value)} for label, value in sums_of(invoice)],
        "vat_text": invoice.exempt_because if any(not line.vat.percent for line in invoice.lines) else "",
        "payment_label": pgettext("invoice", "Payment"),
        "payment": _pairs(_payment(invoice)),
        "promise": _("Seats are named by their numbers. There is no participant's name in this document."),
        "page": pgettext("invoice", "Page"),
    }


def _when(invoice: Invoice) -> list[tuple[str, str]]:
    return [
        (pgettext("invoice", "Date"), _day(invoice.issued_on)),
        (_("To be paid by"), "" if invoice.is_credit else _day(invoice.due_on)),
        (pgettext("invoice", "Credits"), invoice.credited),
    ]


def _payment(invoice: Invoice) -> list[tuple[str, str]]:
    supplier = invoice.supplier
    return [
        (_("Bankgiro"), "" if invoice.is_credit else _bankgiro(supplier.bankgiro)),
        (pgettext("invoice", "Terms"), invoice.terms),
        (pgettext("invoice", "Tax"), F_TAX if supplier.has_f_tax else ""),
        (_("VAT number"), supplier.vat_number),
        (pgettext("invoice", "Contact"), supplier.email),
    ]


def _pairs(facts: list[tuple[str, str]]) -> list[dict]:
    return [{"label": label, "value": value} for label, value in facts if value]


def _address(party: Party) -> list[str]:
    address = party.address
    lines = [party.name, address.street, f"{address.postal_code} {address.city}".strip()]
    number = _("Organisation number %(number)s") % {"number": f"{party.org_number[:6]}-{party.org_number[6:]}"}
    return [line for line in [*lines, number if party.org_number else "", _endpoint(party)] if line]


def _endpoint(party: Party) -> str:
    if not party.endpoint.number:
        return ""
    return _("E-invoice %(address)s") % {"address": f"{party.endpoint.scheme}:{party.endpoint.number}"}


def _paper_line(line: Line, invoice: Invoice) -> dict:
    return {
        "number": str(line.number),
        "name": line.name,
        "note": line.note,
        "about": " · ".join(part for part in (line.about, _days(line), line.paid_from) if part),
        "quantity": f"{number_format(line.quantity.normalize(), use_l10n=True)} {_unit(line.unit)}",
        "price": _money(line.price),
        "vat": _percent(line.vat.percent) if line.vat.category == "S" else pgettext("invoice", "none"),
        "sum": _money(_signed(line.net, invoice)),
    }


def _days(line: Line) -> str:
    if line.starts_on is None or line.ends_on is None:
        return ""
    first, last = _day(line.starts_on), _day(line.ends_on)
    return first if first == last else f"{first}–{last}"


def _vat_label(group: VatGroup) -> str:
    return _("VAT %(percent)s of %(sum)s") % {"percent": _percent(group.vat.percent), "sum": _money(group.taxable)}


def _to_pay(invoice: Invoice) -> str:
    return _("Credited, kronor") if invoice.is_credit else _("To pay, kronor")


def _signed(amount: Decimal, invoice: Invoice) -> Decimal:
    return -amount if invoice.is_credit else amount


def _unit(unit: Unit) -> str:
    return {
        Unit.PIECE: pgettext("invoice", "pcs"),
        Unit.HOUR: pgettext("invoice", "h"),
        Unit.MONTH: pgettext("invoice", "months"),
    }[unit]


def _percent(rate: Decimal) -> str:
    return f"{number_format(rate.normalize() if rate else 0)} %"


def _money(amount: Decimal) -> str:
    return number_format(amount, decimal_pos=2, force_grouping=True)


def _day(day: date) -> str:
    return date_format(day, "Y-m-d")


def _bankgiro(digits: str) -> str:
    """As banks write it: 123-4567 or 1234-5678."""
    return f"{digits[:-4]}-{digits[-4:]}" if digits else ""
