"""Doors for beat: read the clock, start one thing; each order or promise in a transaction of its own."""

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from peersupport.jobs.sweeps import each
from programs.actions import contingents, deliveries, holds, waiting
from programs.models import Charge, Cohort, Contingent, Offer, Order, OrderLine, Seat


@shared_task
def end_holds() -> None:
    """Give back seats that nobody confirmed in time, and places that are promised no longer."""
    today = timezone.localdate()
    late = Order.objects.on_hold().filter(held_until__lt=today)
    each(late.order_by("pk"), lambda order: holds.expire(order=order, at=timezone.now()))
    over = Contingent.objects.filter(until__lt=today).select_related("cohort")
    each(over.order_by("pk"), lambda one: contingents.let_go(contingent=one, by=None, at=timezone.now()))


@shared_task
def mind_the_line() -> None:
    """End offers that nobody answered in time, and offer what is free to those in line, whatever has freed it."""
    late = Offer.objects.open().filter(ends_at__lte=timezone.now())
    each(late.order_by("ends_at", "pk"), lambda offer: waiting.expire(offer=offer, at=timezone.now()))
    with_a_line = Cohort.objects.orderable().filter(
        programme__in=OrderLine.objects.waiting().values("order__programme")
    )
    with_offers = Cohort.objects.filter(pk__in=Offer.objects.open().values("cohort"))
    cohorts = (with_a_line | with_offers).order_by("pk")
    each(cohorts, lambda cohort: waiting.pass_on(cohort=cohort, at=timezone.now()))


@shared_task
def follow_deliveries() -> None:
    """Let orders say what of them has been delivered, and that all of it is invoiced."""
    delivered = Seat.objects.filter(status=Seat.Status.DELIVERED).values("line__order")
    given = Q(pk__in=delivered) | Q(pk__in=Charge.objects.of_extras().values("line__order"))
    orders = Order.objects.filter(given, status__in=deliveries.FOLLOWED)
    each(orders.order_by("pk"), lambda order: deliveries.follow(order=order, at=timezone.now()))
