"""A quarterly statement in words: the columns of its page, its PDF and its workbook, which say the same."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from peersupport.documents.spreadsheets import Sheet
from peersupport.shared.calendar import Quarter
from programs.models import Agreement, InvoiceBasis, OrderLine
from programs.selectors import Flow, OrderFlow, Statement, use_of_agreement
from programs.views import shown

TEMPLATE = "programs/statement.typ"
Columns = list[tuple[str, str]]


def title_of(quarter: Quarter) -> str:
    return _("Quarter %(n)s, %(year)s") % {"n": quarter.number, "year": quarter.year}


def days_of(statement: Statement, *, on: date) -> str:
    """From when to when, and until when it is told while the quarter goes on."""
    quarter = statement.quarter
    days = {"first": date_format(quarter.first, "j F"), "last": date_format(quarter.last, "j F Y")}
    if quarter.last < on:
        return _("%(first)s to %(last)s") % days
    now = date_format(on, "j F")
    return _("%(first)s to %(last)s. It goes on: the figures are those of today, %(now)s.") % {**days, "now": now}


def columns(statement: Statement, *, on: date) -> Columns:
    """Label and name of what is said of each order's seats; who pays a part of somebody's order gets a column more."""
    over = statement.quarter.last < on
    handed = [(pgettext("seats", "Other payer"), "handed_over")]
    return [
        (_("To come at the start"), "opening"),
        (pgettext("seats", "Ordered"), "ordered"),
        *(handed if any(one.flow.handed_over for one in statement.orders) else []),
        (pgettext("seats", "Called off"), "called_off"),
        (pgettext("seats", "Given back"), "given_back"),
        (pgettext("seats", "Delivered"), "delivered"),
        (_("To come at the end") if over else _("To come now"), "closing"),
        (pgettext("seats", "Waiting"), "waiting"),
    ]


def cells(named: Columns, flow: Flow) -> list[tuple[str, int]]:
    return [(label, getattr(flow, name)) for label, name in named]


def rows(named: Columns, orders: Iterable[OrderFlow]) -> list[tuple[OrderFlow, str, list[tuple[str, int]]]]:
    """Each order with the cohorts that its seats are for, and its numbers."""
    return [(one, wishes(one.lines), cells(named, one.flow)) for one in orders]


def wishes(lines: Iterable[OrderLine]) -> str:
    """Which cohorts an order's seats are for."""
    return ", ".join(dict.fromkeys(shown.wish(line) for line in lines))


def facts(total: Flow) -> list[dict]:
    """What the table doesn't say: what happened to seats that stayed, and in which states they are."""
    said = [
        (_("Confirmed in the quarter"), total.confirmed),
        (_("Moved to another cohort"), total.moved),
        (_("Reserved, waiting for a coordinator's yes"), total.reserved),
        (_("Confirmed, free to hand out"), total.confirmed_at_the_end),
        (_("Taken by somebody"), total.assigned),
        (_("Seats that are waited for"), total.waiting),
    ]
    return [{"label": label, "value": value, "percent": None} for label, value in said]


def sheet(statement: Statement, *, on: date) -> dict:
    """What templates/programs/statement.typ shows."""
    title, name, named = title_of(statement.quarter), statement.organisation.name, columns(statement, on=on)
    return {
        "language": get_language() or "sv",
        "title": f"{name}, {title.lower()}",
        "about": _("What happened to the seats of %(who)s, and what was invoiced") % {"who": name},
        "author": "NSPH",
        "heading": title,
        "who": name,
        "days": days_of(statement, on=on),
        "seats_label": _("Seats by order"),
        "columns": [_("Order"), *(label for label, _name in named)],
        "orders": [_paper_row(one, wish, said) for one, wish, said in rows(named, statement.orders)],
        "in_all": [_("In all"), *(str(value) for _label, value in cells(named, statement.total))],
        "no_orders": _("No seats came, went or waited."),
        "facts": [{"label": fact["label"], "value": str(fact["value"])} for fact in facts(statement.total)],
        "bases_label": _("Invoiced"),
        "bases_columns": [_("Invoice basis"), _("Supplier"), _("Reference"), _("Charged"), _("Credited")],
        "bases": [[str(cell) for cell in _basis(basis, shown.kronor)] for basis in statement.bases],
        "bases_sum": [_("In all"), "", "", shown.kronor(statement.charged), shown.kronor(statement.credited)],
        "no_bases": _("No invoice basis was made in the quarter."),
        "agreements_label": _("Agreements, as they are today"),
        "agreements": [{"label": one.number, "value": _used(one)} for one in statement.agreements],
        "missing_label": _("Reference missing today"),
        "missing": _missing(statement),
        "counting": counting(),
        "promise": _("Seats are named by their numbers. There is no participant's name in this document."),
        "page": _("Page"),
    }


def sheets(statement: Statement, *, on: date) -> list[Sheet]:
    """The workbook: orders, invoice bases, agreements, and what is missing."""
    named = columns(statement, on=on)
    more = [(_("Confirmed in the quarter"), "confirmed"), (_("Moved to another cohort"), "moved")]
    flows = [
        [one.order.number, wishes(one.lines), *(getattr(one.flow, name) for _label, name in [*named, *more])]
        for one in statement.orders
    ]
    header = [_("Order"), _("Cohort"), *(label for label, _name in [*named, *more])]
    money = [_("Invoice basis"), _("Supplier"), _("Reference"), _("Charged"), _("Credited"), _("Locked on")]
    bases = [[*_basis(basis, Decimal), basis.locked_at] for basis in statement.bases]
    agreed = [_("Agreement"), _("Valid until"), _("Seats used"), _("of"), _("Kronor used"), _("of")]
    agreements = [[one.number, one.valid_until, *_use(one)] for one in statement.agreements]
    missing = [[order.number, order.placed_at] for order in statement.without_reference]
    return [
        Sheet(title_of(statement.quarter), header, flows),
        Sheet(_("Invoiced"), money, bases),
        Sheet(_("Agreements"), agreed, agreements),
        Sheet(_("Reference missing today"), [_("Order"), _("Sent on")], missing),
    ]


def counting() -> str:
    return _(
        "To come are seats that aren't delivered yet. Called off counts orders and cohorts that were called off, and "
        "holds that ran out. A seat stays the same seat when somebody else takes it."
    )


def _paper_row(one: OrderFlow, wish: str, said: list[tuple[str, int]]) -> dict:
    return {"name": one.order.number, "about": wish, "cells": [str(value) for _label, value in said]}


def _basis(basis: InvoiceBasis, money) -> list:
    """Number, supplier, reference, and kronor without VAT: charged, or given back."""
    reference = basis.buyer_reference or basis.order_reference or "–"
    zero, is_credit = money(Decimal(0)), basis.credits_id is not None
    amount = money(basis.net)
    return [basis.number, basis.host.name, reference, zero if is_credit else amount, amount if is_credit else zero]


def _used(agreement: Agreement) -> str:
    return ", ".join(bar.text for bar in shown.bars(use_of_agreement(agreement)))


def _use(agreement: Agreement) -> list:
    use = use_of_agreement(agreement)
    return [use.seats, use.of_seats, use.amount, use.of_amount]


def _missing(statement: Statement) -> str:
    numbers = [order.number for order in statement.without_reference]
    if not numbers:
        return _("Every order has the reference that its invoice needs.")
    words = ngettext("%(orders)s has no reference yet.", "%(orders)s have no reference yet.", len(numbers))
    return words % {"orders": ", ".join(numbers)}
