"""Doors for beat and for hints: the heartbeat, long work, and tidying what nobody needs any more."""

from datetime import timedelta

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from peersupport.jobs import working
from peersupport.jobs.models import Heartbeat, IdempotencyKey, JobFile, LongJob
from peersupport.shared.acting import SYSTEM, acting_as

KEYS_KEPT = timedelta(days=7)  # a form left open for a week is filled in anew
JOBS_KEPT = timedelta(days=7)


@shared_task
def heartbeat() -> None:
    """Beat sent this and a worker ran it: both are alive."""
    with acting_as(SYSTEM):
        Heartbeat.objects.update_or_create(pk="beat", defaults={"at": timezone.now()})


@shared_task
def work() -> None:
    """Somebody asked for long work a moment ago; and every minute, for what the hints missed."""
    working.run(clock=timezone.now)


@shared_task
def erase_files() -> None:
    """Erase the files of long work that are a day old."""
    with acting_as(SYSTEM):
        JobFile.objects.filter(made_at__lte=timezone.now() - JobFile.KEPT).delete()


@shared_task
def tidy() -> None:
    """Drop sessions, form tokens and notes of long work that have run out."""
    now = timezone.now()
    with acting_as(SYSTEM):
        IdempotencyKey.objects.filter(created_at__lt=now - KEYS_KEPT).delete()
        LongJob.objects.filter(finished_at__lt=now - JOBS_KEPT).delete()
        Session.objects.filter(expire_date__lt=now).delete()
