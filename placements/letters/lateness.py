"""When somebody has been without supervision for too long: after the supervisor, the coordinators are told."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import CharField, DateField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from peersupport.accounts.permissions import Role
from peersupport.directory.models import Membership, Organisation
from peersupport.letters.models import Letter
from peersupport.letters.registry import Kind
from placements.letters.reminders import LATE_FOR_DAYS
from placements.models import SupervisionPlan

COORDINATOR_AFTER_DAYS = 7  # until then it is between the supervisor and the peer supporter
A_WEEK = timedelta(days=6)


def supervision_still_late(on: date) -> QuerySet:
    """Hosts where somebody has been late for a week: once a calendar week, to each of their coordinators."""
    here = _still_late(on).filter(placement__host=OuterRef("organisation"))
    monday = on - timedelta(days=on.weekday())
    return (
        Membership.objects.open()
        .filter(Exists(here), role=Role.REGIONAL_COORDINATOR)
        .values(
            "user_id",
            subject_id=F("organisation_id"),
            occasion=Value(monday.isoformat(), CharField()),
            expires_on=Value(monday + A_WEEK, DateField()),
        )
    )


def _still_late(on: date) -> QuerySet:
    """What has been late for longer than the letters last is for a talk, not for one more letter."""
    first, last = on - timedelta(days=LATE_FOR_DAYS), on - timedelta(days=COORDINATOR_AFTER_DAYS)
    return SupervisionPlan.objects.filter(late_on__range=(first, last))


def _with_somebody_late(hosts: set[int]) -> set[int]:
    rows = SupervisionPlan.objects.filter(placement__host__in=hosts, late_on__lt=Now())
    return set(rows.values_list("placement__host", flat=True))


def _supervision(letter: Letter) -> dict:  # noqa: ARG001 - the shape of Kind.context
    return {"link": settings.SITE_URL + reverse("placements:supervision")}


def _hosts_seen(membership) -> QuerySet:
    hosts = Organisation.objects.hosts().values("pk")
    return hosts if membership.role == Role.NATIONAL_COORDINATOR else hosts.filter(pk=membership.organisation_id)


KINDS = [
    Kind(
        name="supervision_still_late",
        template="placements/supervision_still_late",
        values=frozenset(),
        still_wanted=_with_somebody_late,
        context=_supervision,
        may_see=_hosts_seen,
        due=supervision_still_late,
        label=_("Reminder to the coordinator: supervision late"),
    ),
]
