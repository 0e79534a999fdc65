"""What can be ordered besides seats."""

from datetime import date

from peersupport.directory.models import Organisation
from programs.models import OrderLine, Programme
from programs.selectors.prices import UnitPrice, price_of

KINDS = (OrderLine.Kind.STAFF_TRAINING, OrderLine.Kind.SUPERVISION, OrderLine.Kind.EDUCATION)


def extras_offered(
    *, programme: Programme, on: date, host: Organisation | None = None
) -> dict[OrderLine.Kind, UnitPrice]:
    """The kinds of lines besides seats that have a price on a day, with it. Three queries."""
    prices = {kind: price_of(programme=programme, kind=kind, on=on, host=host) for kind in KINDS}
    return {kind: price for kind, price in prices.items() if price}
