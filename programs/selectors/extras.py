"""What can be ordered besides seats."""

from datetime import date

from peersupport.directory.models import Organisation
from programs.models import OrderLine, Programme
from programs.selectors.prices import UnitPrice, prices_of

KINDS = (OrderLine.Kind.STAFF_TRAINING, OrderLine.Kind.SUPERVISION, OrderLine.Kind.EDUCATION)


def extras_offered(
    *, programme: Programme, on: date, host: Organisation | None = None
) -> dict[OrderLine.Kind, UnitPrice]:
    """The kinds of lines besides seats that have a price on a day, with it. One query."""
    prices = prices_of(programme=programme, kinds=KINDS, on=on, host=host)
    return {kind: prices[kind] for kind in KINDS if kind in prices}
