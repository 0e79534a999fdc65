"""The letter that says that a certificate is there to fetch."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import DateField, F, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from peersupport.letters.models import Letter
from peersupport.letters.registry import Kind
from training.letters.own_page import own_page, participations_seen
from training.models import Certificate, Participation

TOLD_FOR = timedelta(days=7)  # one that was issued longer ago is no news


def certificate_ready(on: date) -> QuerySet:
    """Those who were certified yesterday or in the days before it: once for each. A slip can be put right the same
    day.
    """
    rows = Certificate.objects.in_force().filter(issued_on__range=(on - TOLD_FOR, on - timedelta(days=1)))
    return rows.values(
        subject_id=F("participation_id"),
        user_id=F("person__user"),
        address=F("person__email"),
        language=Coalesce("participation__application__language", Value("sv")),
        occasion=F("number"),
        expires_on=Value(on + TOLD_FOR, DateField()),
    )


def _still_certified(ids: set[int]) -> set[int]:
    rows = Certificate.objects.in_force().filter(participation__in=ids)
    return set(rows.values_list("participation", flat=True))


def _where(letter: Letter) -> dict:
    """The participant's own page; who has none signs in."""
    link = own_page(Participation.objects.get(pk=letter.subject_id))
    return {"link": link or f"{settings.SITE_URL}/"}


CERTIFICATE_READY = Kind(
    name="certificate_ready",
    template="training/certificate_ready",
    values=frozenset(),
    still_wanted=_still_certified,
    context=_where,
    may_see=participations_seen,
    due=certificate_ready,
    label=_("Certificate ready"),
)
KINDS = [CERTIFICATE_READY]
