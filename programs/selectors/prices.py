"""What something costs, on a day and at a host."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, Q

from peersupport.directory.models import Organisation
from programs.models import OrderLine, Price, Programme


class UnitPrice(NamedTuple):
    """Kronor without VAT, and the code of the VAT."""

    unit_price: Decimal
    vat: str


def price_of(*, programme: Programme, kind: str, on: date, host: Organisation | None = None) -> UnitPrice | None:
    """The price in the list of that year: the host's own, else the nation's. One query.

    A seat that no list names costs what the programme says. None when anything else is in no list: its price has to
    be agreed on, and is not nought.
    """
    where = Q(price_list__host=None) | Q(price_list__host=host) if host else Q(price_list__host=None)
    listed = Price.objects.filter(where, price_list__programme=programme, price_list__year=on.year, kind=kind)
    own_first = F("price_list__host").asc(nulls_last=True)
    found = listed.order_by(own_first).values_list("unit_price", "vat").first()
    if found:
        return UnitPrice(*found)
    return UnitPrice(programme.seat_price, OrderLine.Vat.EXEMPT.value) if kind == OrderLine.Kind.SEATS else None
