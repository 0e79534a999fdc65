"""What an invoice basis says: its charges as an invoice, live while it is open and as it was kept once it is locked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import Count, Sum
from django.utils import translation
from django.utils.translation import gettext as _

from peersupport.documents.einvoice import Invoice, Line, References, Unit, Vat, thawed
from programs.models import Charge, InvoiceBasis, OrderLine
from programs.selectors import parties

WHOLE = 100  # percent
UNITS = {OrderLine.Kind.SUPERVISION: Unit.MONTH}


@dataclass(frozen=True)
class Waiting:
    """Charges that no basis has yet."""

    count: int
    net: Decimal


def waiting(*, membership) -> Waiting:
    """What somebody may collect. One query."""
    found = Charge.objects.visible_to(membership).uncollected().aggregate(count=Count("pk"), net=Sum("net"))
    return Waiting(found["count"], found["net"] or Decimal(0))


def charges_of(*, basis: InvoiceBasis) -> list[Charge]:
    """A basis's charges in the order of its lines, with all that is said of them. One query."""
    rows = basis.charges.select_related("seat__cohort__municipality", "seat__line", "line__order")
    return list(rows.order_by("delivered_on", "line__order__number", "seat__number", "pk"))


def invoice_of(*, basis: InvoiceBasis, charges: Iterable[Charge], on: date) -> Invoice:
    """The invoice that a basis makes, in Swedish whoever asks; dated ``on`` while it is open."""
    if basis.document is not None:
        return thawed(basis.document)
    with translation.override(settings.LANGUAGE_CODE):
        supplier, no_vat = parties.supplier_of(basis.host)
        return Invoice(
            number=basis.number,
            issued_on=on,
            due_on=on + timedelta(days=basis.payment_days),
            supplier=supplier,
            buyer=parties.payer_of(basis.payer),
            references=references_of(basis),
            lines=tuple(_line(n, charge) for n, charge in enumerate(charges, start=1)),
            terms=_("%(days)s days net") % {"days": basis.payment_days},
            exempt_because=no_vat,
        )


def references_of(basis: InvoiceBasis) -> References:
    return References(
        buyer=basis.buyer_reference,
        order=basis.order_reference,
        contract=basis.contract_reference,
        invoiced_object=basis.invoicing_object,
    )


def _line(number: int, charge: Charge) -> Line:
    cohort = charge.seat.cohort if charge.seat else None
    first, last = _days(charge)
    paid = charge.seat.line if charge.seat else charge.line  # a seat may have got a line of its own since
    return Line(
        number=number,
        name=_name(charge),
        quantity=charge.quantity,
        price=charge.price,
        vat=_vat(charge.vat),
        unit=UNITS.get(charge.line.kind, Unit.PIECE),
        note=charge.seat.number if charge.seat else charge.line.order.number,
        about=_where(cohort) if cohort else _occasion(charge),
        paid_from=paid.funds,
        starts_on=first,
        ends_on=last,
    )


def _days(charge: Charge) -> tuple[date, date]:
    """The period that a charge is for: a seat's cohort's, or else the day on which it was given.

    The period that a line was ordered for stands in its text: one month of six isn't for all of it, and how many a line
    is for goes down when the rest is called off or paid by somebody else.
    """
    if charge.seat:
        return charge.seat.cohort.starts_on, charge.seat.cohort.ends_on
    return charge.delivered_on, charge.delivered_on


def _occasion(charge: Charge) -> str:
    """Which month or session, and for which period it was ordered."""
    line = charge.line
    if line.period_from is None:
        return charge.occasion
    days = {"first": line.period_from.isoformat(), "last": line.period_to.isoformat()}
    return " · ".join([charge.occasion, _("ordered for %(first)s–%(last)s") % days])


def _name(charge: Charge) -> str:
    names = {
        OrderLine.Kind.SEATS: _("Training seat"),
        OrderLine.Kind.STAFF_TRAINING: _("Staff training"),
        OrderLine.Kind.SUPERVISION: _("Supervision"),
        OrderLine.Kind.EDUCATION: _("Continuing education"),
    }
    if charge.percent == WHOLE:
        return names[charge.line.kind]
    said = {"what": names[charge.line.kind], "percent": charge.percent}
    return _("%(what)s, called off late: %(percent)s %% of the price") % said


def _where(cohort) -> str:
    return ", ".join(str(part) for part in (cohort.name, cohort.place, cohort.municipality) if part)


def _vat(code: str) -> Vat:
    """``S25`` is the standard category at 25 per cent, ``E`` has no rate."""
    return Vat(code[0], Decimal(code[1:] or 0))
