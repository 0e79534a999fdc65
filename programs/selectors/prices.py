"""What something costs, on a day and at a host."""

from collections.abc import Iterable
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
    return prices_of(programme=programme, kinds=[kind], on=on, host=host).get(kind)


def prices_of(
    *, programme: Programme, kinds: Iterable[str], on: date, host: Organisation | None = None
) -> dict[str, UnitPrice]:
    """What :func:`price_of` says of each of ``kinds`` that has a price. One query."""
    where = Q(price_list__host=None) | Q(price_list__host=host) if host else Q(price_list__host=None)
    listed = Price.objects.filter(where, price_list__programme=programme, price_list__year=on.year, kind__in=kinds)
    own_last = listed.order_by(F("price_list__host").asc(nulls_first=True))
    by_programme = UnitPrice(programme.seat_price, OrderLine.Vat.EXEMPT.value)
    found = {OrderLine.Kind.SEATS.value: by_programme} if OrderLine.Kind.SEATS in kinds else {}
    return found | {kind: UnitPrice(*price) for kind, *price in own_last.values_list("kind", "unit_price", "vat")}


def seat_prices(*, programmes: Iterable[Programme], on: date) -> list[tuple[str, Decimal]]:
    """Each programme's name, and what :func:`price_of` says that a seat costs before its cohort is known. Two queries.

    Kronor without VAT.
    """
    ours = list(programmes)
    listed = Price.objects.filter(
        price_list__programme__in=ours, price_list__host=None, price_list__year=on.year, kind=OrderLine.Kind.SEATS
    )
    found = dict(listed.values_list("price_list__programme", "unit_price"))
    return [(programme.name, found.get(programme.pk, programme.seat_price)) for programme in ours]
