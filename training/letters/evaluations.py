"""The letter that asks what somebody thought of a course week: it names neither the course nor what is asked."""

from datetime import date

from django.conf import settings
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from peersupport.letters.models import Letter
from peersupport.letters.registry import Kind
from training.letters.own_page import own_page
from training.models import Participation, Respondent


def evaluation_opens(on: date) -> QuerySet:
    """Those who can answer an evaluation and haven't, where they have a page to do it on: once for each evaluation.

    A letter is about the respondent's row, which is gone when the evaluation closes. Nobody gets one in a pause.
    """
    has_a_page = Q(participation__person__user__isnull=False) | Q(participation__application__isnull=False)
    return (
        Respondent.objects.still_asked(on)
        .filter(has_a_page, participation__in=Participation.objects.not_pausing(on))
        .values(
            subject_id=F("pk"),
            user_id=F("participation__person__user"),
            address=F("participation__person__email"),
            language=Coalesce("participation__application__language", Value("sv")),
            occasion=Cast("evaluation_id", CharField()),
            expires_on=F("evaluation__closes_on"),
        )
    )


def _still_asked(ids: set[int]) -> set[int]:
    there = Participation.objects.present_in_course().not_pausing()
    rows = Respondent.objects.filter(pk__in=ids, has_answered=False, participation__in=there)
    return set(rows.values_list("pk", flat=True))


def _where(letter: Letter) -> dict:
    """The questions on their own page where they have one, else behind sign-in."""
    row = Respondent.objects.select_related("evaluation", "participation").get(pk=letter.subject_id)
    mine = own_page(row.participation, "training:my_evaluation", row.evaluation_id)
    signed_in = settings.SITE_URL + reverse("training:own_evaluation", args=[row.evaluation_id])
    return {"link": mine or signed_in, "is_signed": bool(mine), "closes_on": row.evaluation.closes_on}


def _seen(membership) -> QuerySet:
    return Respondent.objects.filter(participation__in=Participation.objects.visible_to(membership)).values("pk")


EVALUATION_OPENS = Kind(
    name="evaluation_opens",
    template="training/evaluation_opens",
    values=frozenset(),
    still_wanted=_still_asked,
    context=_where,
    may_see=_seen,
    due=evaluation_opens,
    label=_("Question: what did you think?"),
)
KINDS = [EVALUATION_OPENS]
