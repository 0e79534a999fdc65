"""Doors for beat: read the clock, start one thing; each order or promise in a transaction of its own."""

from celery import shared_task
from django.utils import timezone

from peersupport.accounts.access import SYSTEM, acting_as
from programs.actions import contingents, deliveries, holds, waiting
from programs.models import Cohort, Contingent, Offer, Order, OrderLine, Seat


@shared_task
def end_holds() -> None:
    """Give back seats that nobody confirmed in time, and places that are promised no longer."""
    today = timezone.localdate()
    for order in Order.objects.sent().filter(held_until__lt=today).order_by("pk"):
        with acting_as(SYSTEM):
            holds.expire(order=order, at=timezone.now())
    for contingent in Contingent.objects.filter(until__lt=today).select_related("cohort").order_by("pk"):
        with acting_as(SYSTEM):
            contingents.let_go(contingent=contingent, by=None, at=timezone.now())


@shared_task
def mind_the_line() -> None:
    """End offers that nobody answered in time, and offer what is free to those in line, whatever has freed it."""
    for offer in Offer.objects.open().filter(ends_at__lte=timezone.now()).order_by("ends_at", "pk"):
        with acting_as(SYSTEM):
            waiting.expire(offer=offer, at=timezone.now())
    with_a_line = Cohort.objects.orderable().filter(
        programme__in=OrderLine.objects.waiting().values("order__programme")
    )
    with_offers = Cohort.objects.filter(pk__in=Offer.objects.open().values("cohort"))
    for cohort in (with_a_line | with_offers).order_by("pk"):
        with acting_as(SYSTEM):
            waiting.pass_on(cohort=cohort, at=timezone.now())


@shared_task
def follow_deliveries() -> None:
    """Let orders say what of them has been delivered."""
    delivered = Seat.objects.filter(status=Seat.Status.DELIVERED).values("line__order")
    for order in Order.objects.filter(status__in=deliveries.UNDER_WAY, pk__in=delivered).order_by("pk"):
        with acting_as(SYSTEM):
            deliveries.follow(order=order, at=timezone.now())
