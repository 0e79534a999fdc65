"""A letter to somebody who takes a missed day again with a later cohort: which day it is."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from peersupport.letters.models import Letter
from peersupport.letters.outbox import Draft
from peersupport.letters.registry import Kind
from programs.models import Cohort
from training.letters.own_page import own_page
from training.models import MakeUp, Participation


def welcome_on(task: MakeUp) -> Iterator[Draft]:
    """On which day they are welcome; not sent any more once that has come."""
    row = Participation.objects.select_related("person__user", "application").get(pk=task.participation_id)
    to = {"user": row.person.user} if row.person.user else {"address": row.person.email}
    if any(to.values()):
        expires_at = timezone.make_aware(datetime.combine(task.again_on.date, time())) + timedelta(days=1)
        yield Draft(
            kind=RETAKE.name, subject_id=task.pk, occasion="", expires_at=expires_at, language=row.language, **to
        )


def _still_to_take(ids: set[int]) -> set[int]:
    rows = MakeUp.objects.on_days_of_others().filter(pk__in=ids, status=MakeUp.Status.GIVEN)
    there = rows.exclude(again_on__cohort__status=Cohort.Status.CANCELLED)
    return set(there.filter(participation__in=Participation.objects.not_pausing()).values_list("pk", flat=True))


def _day(letter: Letter) -> dict:
    task = MakeUp.objects.select_related("again_on", "participation").get(pk=letter.subject_id)
    return {"day": task.again_on.date, "link": own_page(task.participation)}


def _seen(membership) -> QuerySet:
    return MakeUp.objects.filter(participation__in=Participation.objects.visible_to(membership)).values("pk")


RETAKE = Kind(
    name="retake",
    template="training/retake",
    values=frozenset(),
    still_wanted=_still_to_take,
    context=_day,
    may_see=_seen,
    label=_("A day that is taken again"),
)
KINDS = [RETAKE]
