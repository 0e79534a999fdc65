"""Short ways to an invoice basis in a test: delivered seats, collected, locked."""

import datetime as dt

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.models import Organisation
from peersupport.directory.tests.factories import InvoicingFactory, OrganisationFactory
from peersupport.documents.einvoice import Invoice
from programs import selectors
from programs.actions import bases, deliveries, orders, seats
from programs.models import Charge, InvoiceBasis, Order, Seat
from programs.tests.factories import ChargeFactory, CohortFactory, OrderFactory, OrderLineFactory, SeatFactory
from programs.tests.steps import MARCH, order

SEPTEMBER = dt.datetime(2026, 9, 18, 8, 0, tzinfo=dt.UTC)
OCTOBER = dt.datetime(2026, 10, 1, 8, 0, tzinfo=dt.UTC)
TERMS = [[30, 0], [8, 50], [None, 100]]
UNTIL = dt.date(2026, 9, 30)


def supplier(**said) -> Organisation:
    """An association that may send invoices."""
    host = OrganisationFactory(host=True, **{"name": "NSPH Stockholms län", "org_number": "8020104561", **said})
    InvoicingFactory(
        organisation=host,
        e_id=host.org_number,
        street="Gatan 1",
        postal_code="12653",
        city="Hägersten",
        vat_number=f"SE{host.org_number}01",
        f_tax=True,
        bankgiro="51234567",
        vat_text="Undantaget: utbildning",
    )
    return host


def charged(host: Organisation, payer: Organisation, *, seats: int = 1, price: int = 68000, **said) -> list[Charge]:
    """Delivered seats of one order, which nobody has collected."""
    whole = OrderFactory(orderer=payer, status=Order.Status.DELIVERED, **said)
    line = OrderLineFactory(order=whole, cohort=CohortFactory(host=host), unit_price=price)
    return [ChargeFactory(seat=SeatFactory(line=line, status="delivered")) for _n in range(seats)]


def delivered(
    host: Organisation, payer: Organisation, *, count: int = 1, by_now: int | None = None, follow: bool = True, **said
) -> Order:
    """An order that went all the way: sent, confirmed, and all its seats delivered, or as many as ``by_now``."""
    placed, who = _confirmed(host, payer, count, **said), {"by": UserFactory(), "at": SEPTEMBER}
    for seat in Seat.objects.filter(line__order=placed).order_by("pk")[: count if by_now is None else by_now]:
        seats.assign(seat=seat, **who)
        seats.deliver(seat=seat, **who)
    if follow:
        deliveries.follow(order=placed, at=SEPTEMBER)
    placed.refresh_from_db()
    return placed


def called_off_late(host: Organisation, payer: Organisation, **said) -> Order:
    """A confirmed order called off twenty days before its cohort starts, at half the price."""
    days = {"starts_on": dt.date(2026, 10, 8), "ends_on": dt.date(2026, 11, 8)}
    placed = _confirmed(host, payer, 1, **days, **said)
    Order.objects.filter(pk=placed.pk).update(terms=TERMS)
    orders.cancel(order=placed, by=UserFactory(), at=SEPTEMBER)
    placed.refresh_from_db()
    return placed


def _confirmed(host: Organisation, payer: Organisation, count: int, **said) -> Order:
    cohort = CohortFactory(host=host, **{"capacity": count, **said})
    placed = order(cohort, count, orderer=payer)
    orders.confirm(order=placed, by=UserFactory(), at=MARCH)
    return placed


def lock_the_one(placed: Order) -> InvoiceBasis:
    """The basis of all that is owed for an order, locked."""
    host = placed.lines.first().cohort.host
    (basis,) = collect(host)
    bases.lock(basis=basis, by=UserFactory(), at=OCTOBER)
    return basis


def collect(host: Organisation, until: dt.date = UNTIL) -> list[InvoiceBasis]:
    return bases.collect(host=host, until=until, by=UserFactory(), at=OCTOBER)


def collect_one(host: Organisation, payer: Organisation, **said) -> InvoiceBasis:
    charged(host, payer, **said)
    (basis,) = collect(host)
    return basis


def locked(host: Organisation, payer: Organisation, **said) -> InvoiceBasis:
    basis = collect_one(host, payer, **said)
    bases.lock(basis=basis, by=UserFactory(), at=OCTOBER)
    return basis


def invoice_of(basis: InvoiceBasis) -> Invoice:
    basis.refresh_from_db()
    return selectors.invoice_of(basis=basis, charges=selectors.charges_of(basis=basis), on=OCTOBER.date())
