"""Doors for beat: read the clock, start one thing."""

from celery import shared_task
from django.utils import timezone

from peersupport.accounts.access import SYSTEM, acting_as
from peersupport.jobs.sweeps import each
from training.actions import applications, drafts, papers
from training.models import Application


@shared_task
def tidy_applications() -> None:
    """Erase drafts that nobody went on with, and what is kept of an application no longer than three months."""
    with acting_as(SYSTEM):
        drafts.erase_abandoned(at=timezone.now())
    with acting_as(SYSTEM):
        papers.erase_old(at=timezone.now())


@shared_task
def end_reserves() -> None:
    """Take off the reserve list whoever didn't say that they still want to stand there; one transaction each."""
    today = timezone.localdate()
    over = Application.objects.filter(status=Application.Status.RESERVE, reserve_until__lt=today, told_at__isnull=False)
    each(over.order_by("pk"), lambda row: applications.end_reserve(application=row, at=timezone.now()))
