"""The letter that asks a manager or a peer supporter: first when the survey opens, and twice more while unanswered."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from peersupport.letters.models import Letter
from peersupport.letters.registry import Kind
from peersupport.links import onetime
from peersupport.links.models import OneTimeLink
from placements.models import Group, SurveyInvitation

AGAIN_AFTER = (timedelta(days=14), timedelta(days=7))  # domain 7.10: at most twice
_PLACEMENT = "survey__follow_up__placement"


def survey_asks(on: date) -> QuerySet:
    """Those who can answer and haven't: a letter when it opens, after a week and after two, and none after that."""
    is_manager = When(survey__group=Group.MANAGERS, then=F(f"{_PLACEMENT}__workplace__manager"))
    by_address = When(survey__group=Group.MANAGERS, then=F(f"{_PLACEMENT}__workplace__manager_email"))
    times = [When(survey__opened_on__lte=on - after, then=Value(str(after.days))) for after in AGAIN_AFTER]
    found = SurveyInvitation.objects.still_asked(on).values(
        subject_id=F("pk"),
        user_id=Case(is_manager, default=F(f"{_PLACEMENT}__person__user")),
        address=Case(by_address, default=F(f"{_PLACEMENT}__person__email")),
        language=Value("sv"),
        occasion=Case(*times, default=Value("0"), output_field=CharField()),
        expires_on=F("survey__closes_on"),
    )
    return found.exclude(user_id=None, address="")


def _still_asked(ids: set[int]) -> set[int]:
    rows = SurveyInvitation.objects.filter(pk__in=ids, has_answered=False, survey__closed_on=None)
    return set(rows.values_list("pk", flat=True))


def _where(letter: Letter) -> dict:
    """The questions behind a link of one's own, which opens nothing once they are answered."""
    row = SurveyInvitation.objects.select_related("survey").get(pk=letter.subject_id)
    link = OneTimeLink.objects.get(purpose="placements.my_survey", subject_id=row.pk, revoked_at=None)
    where = reverse("placements:my_survey", args=[onetime.token_of(link)])
    return {"link": settings.SITE_URL + where, "closes_on": row.survey.closes_on}


def _seen(membership) -> QuerySet:
    return SurveyInvitation.objects.visible_to(membership).values("pk")


SURVEYS = [
    Kind(
        name="survey_asks",
        template="placements/survey_asks",
        values=frozenset(),
        still_wanted=_still_asked,
        context=_where,
        may_see=_seen,
        due=survey_asks,
        label=_("Question: how does it go?"),
    )
]
