"""A reminder of what there is to do at home, to those who have something due and haven't handed it in."""

from datetime import date, timedelta

from django.db.models import CharField, F, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext_lazy as _

from peersupport.letters.models import Letter
from peersupport.letters.registry import Kind
from programs.models import Cohort
from training.letters.own_page import own_page, participations_seen
from training.models import Participation
from training.models.home_assignment import still_to_hand_in

AHEAD = timedelta(days=3)


def homework(on: date) -> QuerySet:
    """The first that is due within three days, once to each who hasn't handed it in; a new day is a new letter."""
    first = still_to_hand_in().filter(due_on__range=(on, on + AHEAD))
    rows = (
        _in_a_course()
        .not_pausing(on)
        .annotate(due=Subquery(first.values("pk")[:1]), due_on=Subquery(first.values("due_on")[:1]))
    )
    return rows.filter(due__isnull=False).values(
        "due_on",
        subject_id=F("pk"),
        user_id=F("person__user"),
        address=F("person__email"),
        language=Coalesce("application__language", Value("sv")),
        occasion=Concat(Cast("due", CharField()), Value("/"), Cast("due_on", CharField())),
        expires_on=F("due_on"),
    )


def _in_a_course() -> QuerySet[Participation]:
    held = (Cohort.Status.OPEN, Cohort.Status.RUNNING)
    rows = Participation.objects.filter(status=Participation.Status.ADMITTED, cohort__status__in=held)
    return rows.exclude(application__told_at=None, application__isnull=False)


def _still_due(ids: set[int]) -> set[int]:
    left = Subquery(still_to_hand_in().values("pk")[:1])
    rows = _in_a_course().not_pausing().filter(pk__in=ids).annotate(left=left).filter(left__isnull=False)
    return set(rows.values_list("pk", flat=True))


def _page(letter: Letter) -> dict:
    row = Participation.objects.get(pk=letter.subject_id)
    return {"link": own_page(row), "due_on": date.fromisoformat(letter.values["due_on"])}


HOMEWORK = Kind(
    name="homework",
    template="training/homework",
    values=frozenset({"due_on"}),
    still_wanted=_still_due,
    context=_page,
    may_see=participations_seen,
    due=homework,
    label=_("Reminder: a home assignment is due"),
)
KINDS = [HOMEWORK]
