"""An order on paper: the words of its receipt, in the reader's language. No participant stands in it: none is known."""

from collections.abc import Iterable, Sequence

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from peersupport.accounts.models import User
from programs.models import Order, OrderLine
from programs.selectors import Total, VatSum, total_of
from programs.views import shown

TEMPLATE = "programs/receipt.typ"


def receipt_sheet(order: Order, lines: Sequence[OrderLine], contacts: Iterable[User]) -> dict:
    """What templates/programs/receipt.typ shows.

    The order comes with orderer, payer and programme, lines with cohort, county and cost bearer.
    """
    total, title = total_of(lines), _("Receipt")
    return {
        "language": get_language() or "sv",
        "title": f"{title} {order.number}",
        "about": _("Order of %(programme)s for %(orderer)s")
        % {"programme": order.programme.name, "orderer": order.orderer.name},
        "host": order.programme.name,
        "heading": title,
        "number": order.number,
        "facts": _pairs(_facts(order, lines)),
        "references_label": _("Payer and references"),
        "references": _pairs(_references(order)),
        "columns": [_("What"), _("Quantity"), _("Price"), _("VAT"), _("Sum")],
        "lines": [_line(line, order) for line in lines],
        "sums": [{"label": label, "value": value} for label, value in _sums(total)],
        "terms_label": _("What it costs to cancel"),
        "terms": _pairs(terms(order.terms)),
        "terms_text": _("The terms are those that were in force when the order was sent. All prices are without VAT."),
        "contact_label": _("Questions or changes?"),
        "contact": [user.email for user in contacts],
        "promise": _("Seats are named by their numbers. There is no participant's name in this document."),
        "page": _("Page"),
    }


def _facts(order: Order, lines: Sequence[OrderLine]) -> list[tuple[str, str]]:
    held = shown.hold(order, lines)
    return [
        (_("Sent on"), date_format(localtime(order.placed_at), "Y-m-d H:i")),
        (_("State"), order.get_status_display()),
        (_("Orderer"), order.orderer.name),
        (_("Seats held until"), date_format(held, "Y-m-d") if held else ""),
    ]


def _references(order: Order) -> list[tuple[str, str]]:
    """What accounts and archives look for. Who decided and whom to ask stay on the page: papers name no person."""
    return [
        (_("Who pays"), order.is_paid_by.name),
        (_("Your reference"), order.reference or (_("Comes later") if order.reference_later else "–")),
        (_("Your order number"), order.order_reference),
        (_("Contract number"), order.contract_reference),
        (_("Invoicing object"), order.invoicing_object),
        (_("Form of purchase"), order.get_legal_form_display()),
        (_("Number of your decision"), order.decision),
        (_("Our case number"), order.our_case_number),
    ]


def _line(line: OrderLine, order: Order) -> dict:
    own = [line.cost_bearer.name, line.buyer_reference] if line.cost_bearer_id else [line.buyer_reference]
    parts = [shown.wish(line) if line.kind == OrderLine.Kind.SEATS else "", shown.period(line), *own, line.funds]
    if line.status == OrderLine.Status.CANCELLED or order.status == Order.Status.SENT:
        parts.append(line.get_status_display())
    return {
        "name": line.get_kind_display(),
        "about": " · ".join(part for part in parts if part),
        "quantity": str(line.quantity),
        "price": _money(line.unit_price),
        "vat": line.get_vat_display(),
        "sum": "–" if line.status == OrderLine.Status.CANCELLED else _money(line.price),
    }


def _sums(total: Total) -> list[tuple[str, str]]:
    taxed = [one for one in total.by_vat if one.rate]
    return [
        (_("Sum without VAT"), _money(total.net)),
        *((_vat_label(one), _money(one.tax)) for one in taxed),
        (_("Sum, kronor"), _money(total.gross)),
    ]


def _vat_label(one: VatSum) -> str:
    return _("VAT %(percent)s of %(sum)s") % {"percent": f"{one.rate} %", "sum": _money(one.net)}


def terms(steps: Iterable[Sequence[int | None]]) -> list[tuple[str, str]]:
    """What it costs to cancel, in words: how long before the start, and which share of the price."""
    return [(_when(before), _("%(percent)s %% of the price") % {"percent": percent}) for before, percent in steps]


def _when(days_before: int | None) -> str:
    if days_before is None:
        return _("Later than that")
    words = ngettext("%(n)s day before the start, or earlier", "%(n)s days before the start, or earlier", days_before)
    return words % {"n": days_before}


def _pairs(facts: Iterable[tuple[str, str]]) -> list[dict]:
    return [{"label": label, "value": value} for label, value in facts if value]


def _money(amount) -> str:
    return number_format(amount, decimal_pos=2, force_grouping=True)
