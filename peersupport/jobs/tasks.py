"""Doors for beat: the heartbeat, and tidying what nobody needs any more."""

from datetime import timedelta

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from peersupport.jobs.models import Heartbeat, IdempotencyKey
from peersupport.shared.acting import SYSTEM, acting_as

KEYS_KEPT = timedelta(days=7)  # a form left open for a week is filled in anew


@shared_task
def heartbeat() -> None:
    """Beat sent this and a worker ran it: both are alive."""
    with acting_as(SYSTEM):
        Heartbeat.objects.update_or_create(pk="beat", defaults={"at": timezone.now()})


@shared_task
def tidy() -> None:
    """Drop sessions and form tokens that have run out."""
    now = timezone.now()
    with acting_as(SYSTEM):
        IdempotencyKey.objects.filter(created_at__lt=now - KEYS_KEPT).delete()
        Session.objects.filter(expire_date__lt=now).delete()
