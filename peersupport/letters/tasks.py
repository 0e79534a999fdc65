"""Doors for beat and for hints: read the clock, start one thing."""

from celery import shared_task
from django.utils import timezone

from peersupport.accounts.access import SYSTEM, acting_as
from peersupport.letters import delivery, outbox
from peersupport.letters.registry import KINDS


@shared_task
def deliver() -> None:
    """Somebody posted a letter a moment ago."""
    delivery.run(clock=timezone.now)


@shared_task
def sweep() -> None:
    """Every minute: whatever the hints missed. This alone delivers everything."""
    delivery.run(clock=timezone.now)


@shared_task
def write_reminders() -> None:
    """Put every reminder that is due today into the outbox, one transaction and one statement a kind."""
    for kind in KINDS.values():
        if kind.due is not None:
            with acting_as(SYSTEM):
                outbox.post_many(kind, on=timezone.localdate(), at=timezone.now())
