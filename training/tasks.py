"""Doors for beat and for long work: read the clock and the settings, start one thing."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from peersupport.accounts.access import SYSTEM, acting_as
from peersupport.jobs.models import LongJob
from peersupport.jobs.sweeps import each
from peersupport.jobs.working import File, Kind, Said
from training import selectors
from training.actions import applications, cases, drafts, evaluations, papers, printing
from training.models import Application, Evaluation


@shared_task
def tidy_applications() -> None:
    """Erase drafts that nobody went on with, and what is kept of an application no longer than three months."""
    with acting_as(SYSTEM):
        drafts.erase_abandoned(at=timezone.now())
    with acting_as(SYSTEM):
        papers.erase_old(at=timezone.now())


@shared_task
def erase_cases() -> None:
    """Erase what was written of certificates' cases that were decided two years ago."""
    with acting_as(SYSTEM):
        cases.erase_old(at=timezone.now())


@shared_task
def end_reserves() -> None:
    """Take off the reserve list whoever didn't say that they still want to stand there; one transaction each."""
    today = timezone.localdate()
    over = Application.objects.filter(status=Application.Status.RESERVE, reserve_until__lt=today, told_at__isnull=False)
    each(over.order_by("pk"), lambda row: applications.end_reserve(application=row, at=timezone.now()))


@shared_task
def follow_evaluations() -> None:
    """Close the evaluations whose time is over, and ask about the course weeks that have just ended."""
    today = timezone.localdate()
    each(Evaluation.objects.to_close(today).order_by("pk"), lambda row: evaluations.close(evaluation=row, on=today))
    each(selectors.days_to_ask_after(today), lambda day: evaluations.open_after(day=day, on=today))


def print_certificates(job: LongJob, said: Said) -> File:
    """All certificates of a cohort as one PDF. What is slow is done outside the transaction."""
    with acting_as(SYSTEM):
        pile = printing.gather(job)
    return printing.put_on_paper(pile, said, site=settings.SITE_URL)


LONG_WORK = (Kind(printing.KIND, printing.steps, print_certificates),)
