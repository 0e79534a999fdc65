"""When somebody is back, and when nobody stands in: to whoever has something to do about it."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import CharField, DateField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from peersupport.letters.models import Letter
from peersupport.letters.registry import Kind
from placements.letters.reminders import supervised, who_meets
from placements.models import Placement, PlacementPause, SupervisorLeave

SAID_FOR = timedelta(days=7)


def pause_over(on: date) -> QuerySet:
    """Pauses that ended in the last week, to who meets the person: there is a next session, and this is its day."""
    rows = PlacementPause.objects.filter(ends_on__range=(on - SAID_FOR, on - timedelta(days=1)))
    return supervised(rows.filter(placement__status=Placement.Status.ACTIVE)).values(
        subject_id=F("pk"),
        user_id=who_meets("placement__"),
        occasion=Cast("ends_on", CharField()),
        expires_on=Cast(F("ends_on") + SAID_FOR, DateField()),
    )


def substitute_needed(on: date) -> QuerySet:
    """Supervisors' times away that go on or begin within two weeks, to who noted them."""
    return SupervisorLeave.objects.without_substitute(on).values(
        subject_id=F("pk"),
        user_id=F("noted_by_id"),
        occasion=Value("needed", CharField()),
        expires_on=F("ends_on"),
    )


def _over(pauses: set[int]) -> set[int]:
    rows = PlacementPause.objects.filter(pk__in=pauses, placement__status=Placement.Status.ACTIVE)
    return set(supervised(rows).values_list("pk", flat=True))


def _who_meets(pauses: set[int]) -> dict[int, int]:
    return dict(PlacementPause.objects.filter(pk__in=pauses).values_list("pk", who_meets("placement__")))


def _needed(leaves: set[int]) -> set[int]:
    rows = SupervisorLeave.objects.filter(pk__in=leaves, substitute=None, over_at=None)
    return set(rows.values_list("pk", flat=True))


def _supervision(letter: Letter) -> dict:  # noqa: ARG001 - the shape of Kind.context
    return {"link": settings.SITE_URL + reverse("placements:supervision")}


def _leave(letter: Letter) -> dict:
    return {"link": settings.SITE_URL + reverse("placements:supervisor_leave", args=[letter.subject_id])}


def _pauses_seen(membership) -> QuerySet:
    return PlacementPause.objects.filter(placement__in=Placement.objects.visible_to(membership)).values("pk")


def _leaves_seen(membership) -> QuerySet:
    return SupervisorLeave.objects.visible_to(membership).values("pk")


KINDS = [
    Kind(
        name="pause_over",
        template="placements/pause_over",
        values=frozenset(),
        still_wanted=_over,
        readers=_who_meets,
        context=_supervision,
        may_see=_pauses_seen,
        due=pause_over,
        label=_("Reminder: a pause is over"),
    ),
    Kind(
        name="substitute_needed",
        template="placements/substitute_needed",
        values=frozenset(),
        still_wanted=_needed,
        context=_leave,
        may_see=_leaves_seen,
        due=substitute_needed,
        label=_("Reminder: nobody stands in"),
    ),
]
