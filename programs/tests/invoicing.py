"""Short ways to an invoice basis in a test: delivered seats, collected, locked."""

import datetime as dt

from peersupport.accounts.tests.factories import UserFactory
from peersupport.directory.models import Organisation
from peersupport.directory.tests.factories import InvoicingFactory, OrganisationFactory
from peersupport.documents.einvoice import Invoice
from programs import selectors
from programs.actions import bases
from programs.models import Charge, InvoiceBasis, Order
from programs.tests.factories import ChargeFactory, CohortFactory, OrderFactory, OrderLineFactory, SeatFactory

OCTOBER = dt.datetime(2026, 10, 1, 8, 0, tzinfo=dt.UTC)
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
    order = OrderFactory(orderer=payer, status=Order.Status.DELIVERED, **said)
    line = OrderLineFactory(order=order, cohort=CohortFactory(host=host), unit_price=price)
    return [ChargeFactory(seat=SeatFactory(line=line, status="delivered")) for _n in range(seats)]


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
