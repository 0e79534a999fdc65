"""Letters that say that there is a message for somebody, never which: that stands on their own page."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from peersupport.letters.models import Letter
from peersupport.letters.outbox import Draft
from peersupport.letters.registry import Kind
from programs.models import Cohort
from training.letters.own_page import own_page
from training.models import CohortMessage, MessageCopy, Participation

KEPT_FOR = timedelta(days=7)  # a letter that could not be sent for a week would only confuse


def message_waits(message: CohortMessage, copies: Iterable[MessageCopy]) -> Iterator[Draft]:
    """To each who has an account or an address, once the message can't be taken back any more."""
    when = {"not_before": message.told_at, "expires_at": message.told_at + KEPT_FOR}
    for copy in copies:
        if to := _to(copy.participation):
            yield Draft(kind=MESSAGE.name, subject_id=copy.pk, occasion="told", **when, **to)


def _to(row: Participation) -> dict:
    if row.person.user and row.person.user.is_active:
        return {"user": row.person.user}
    return {"address": row.person.email, "language": row.language} if row.person.email else {}


def _still_told(ids: set[int]) -> set[int]:
    rows = MessageCopy.objects.filter(pk__in=ids, message__regretted_at=None)
    there = Participation.objects.present_in_course().not_pausing().exclude(cohort__status=Cohort.Status.CANCELLED)
    return set(rows.filter(participation__in=there).values_list("pk", flat=True))


def _their_page(letter: Letter) -> dict:
    """Their own page where they have one, else the one that they sign in to."""
    copy = MessageCopy.objects.select_related("participation").get(pk=letter.subject_id)
    mine = own_page(copy.participation)
    return {"link": mine or settings.SITE_URL + reverse("today"), "is_signed": bool(mine)}


def _seen(membership) -> QuerySet:
    return MessageCopy.objects.filter(message__in=CohortMessage.objects.visible_to(membership)).values("pk")


MESSAGE = Kind(
    name="cohort_message",
    template="training/cohort_message",
    values=frozenset(),
    still_wanted=_still_told,
    context=_their_page,
    may_see=_seen,
    label=_("A message to those in a course"),
)
KINDS = [MESSAGE]
