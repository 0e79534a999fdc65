"""What an orderer can fetch, order by order. Nothing is shown here that its own page wouldn't show."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from peersupport.directory.models import Membership
from programs.models import CancellationStep, InvoiceBasis, Order, OrderFile, Programme


@dataclass(frozen=True)
class OrderDocuments:
    """``has_receipt`` is false for who only pays a part of somebody else's order: they see its bases and no more."""

    order: Order
    has_receipt: bool
    files: list[OrderFile]
    bases: list[InvoiceBasis]


def documents_of(*, membership: Membership, orders: Sequence[Order]) -> list[OrderDocuments]:
    """Of orders that come with their orderer. Three queries."""
    files: dict[int, list[OrderFile]] = defaultdict(list)
    for file in OrderFile.objects.visible_to(membership).filter(order__in=orders).listed():
        files[file.order_id].append(file)
    bases = _bases(membership, orders)
    return [
        OrderDocuments(order, order.orderer.is_now(membership.organisation_id), files[order.pk], bases[order.pk])
        for order in orders
    ]


def _bases(membership: Membership, orders: Sequence[Order]) -> dict[int, list[InvoiceBasis]]:
    """The locked ones that the membership's organisation is to pay; one of several orders stands at each."""
    seen = InvoiceBasis.objects.visible_to(membership)
    pairs = seen.filter(charges__line__order__in=orders).order_by().values_list("charges__line__order", "pk").distinct()
    of_order = list(pairs)
    found = seen.filter(pk__in={pk for _order, pk in of_order}).defer("document").in_bulk()
    bases: dict[int, list[InvoiceBasis]] = defaultdict(list)
    for order, pk in sorted(of_order, key=lambda pair: found[pair[1]].number):
        bases[order].append(found[pk])
    return bases


def programmes_with_terms(*, membership: Membership) -> QuerySet[Programme]:
    """Those that take orders, each with ``steps``: what cancelling costs of what is ordered now. Two queries."""
    steps = CancellationStep.objects.order_by(CancellationStep.in_order())
    rows = Programme.objects.visible_to(membership).prefetch_related(
        Prefetch("cancellation_steps", steps, to_attr="steps")
    )
    return rows.only("name", "terms_version").order_by("name", "pk")
