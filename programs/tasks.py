"""Doors for beat: read the clock, start one thing; each order or promise in a transaction of its own."""

from celery import shared_task
from django.utils import timezone

from peersupport.accounts.access import SYSTEM, acting_as
from programs.actions import contingents, holds
from programs.models import Contingent, Order


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
