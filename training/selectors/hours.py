"""Hours of continuing education, as a renewal asks for them. The app that keeps their ledger says so when it starts."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from peersupport.directory.models import Person
from training.models import Certificate

_ledgers: list[Callable[[Person, date], Decimal]] = []


def count_hours_by(ledger: Callable[[Person, date], Decimal]) -> None:
    """Ask this one too how many hours somebody has from a day on."""
    _ledgers.append(ledger)


def hours_toward_renewal(certificate: Certificate) -> tuple[int, date]:
    """Whole hours that its owner has since it was issued or renewed, and that day. Two queries."""
    started = certificate.copies.filter(Q(edition=1) | Q(renewal_hours__isnull=False)).latest("edition")
    since = timezone.localtime(started.made_at).date()
    return int(sum((ledger(certificate.person, since) for ledger in _ledgers), Decimal(0))), since
