"""Letters to those who take part in a course that begins on another day than it was to, or who go on in another."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from peersupport.letters.models import Letter
from peersupport.letters.outbox import Draft
from peersupport.letters.registry import Kind
from programs.models import Cohort
from training.letters.own_page import own_page, participations_seen
from training.models import Participation

WAITS = timedelta(minutes=10)  # whoever moves it may think again, and the letter says where it stands then
KEPT_FOR = timedelta(days=7)


def course_moved(cohort: Cohort, *, at: datetime) -> Iterator[Draft]:
    """To everybody who is admitted and knows it: it begins on another day. Once for each new first day."""
    rows = Participation.objects.filter(cohort=cohort, status=Participation.Status.ADMITTED)
    told = rows.exclude(application__told_at=None, application__isnull=False)
    about = {"kind": COURSE_MOVED.name, "occasion": cohort.starts_on.isoformat()}
    when = {"not_before": at + WAITS, "expires_at": at + KEPT_FOR}
    for row in told.select_related("person__user", "application").order_by("pk"):
        yield from _to(row, **about, **when)


def goes_on(row: Participation, *, at: datetime) -> Iterator[Draft]:
    """To somebody whose seat is in another cohort now, if they know that they have one: when it begins."""
    if row.application is None or row.application.told_at:
        yield from _to(row, kind=GOES_ON.name, expires_at=at + KEPT_FOR, occasion="")


def _to(row: Participation, **draft) -> Iterator[Draft]:
    to = {"user": row.person.user} if row.person.user else {"address": row.person.email}
    if any(to.values()):
        yield Draft(subject_id=row.pk, language=row.language, **draft, **to)


def _start(letter: Letter) -> dict:
    """The day as it is when the letter goes out, and the participant's own page where they have one."""
    row = Participation.objects.select_related("cohort").get(pk=letter.subject_id)
    return {"starts_on": row.cohort.starts_on, "link": own_page(row)}


def _still_coming(ids: set[int]) -> set[int]:
    rows = Participation.objects.filter(pk__in=ids, status=Participation.Status.ADMITTED)
    return set(rows.not_pausing().exclude(cohort__status__in=Cohort.OVER).values_list("pk", flat=True))


COURSE_MOVED = Kind(
    name="course_moved",
    template="training/course_moved",
    values=frozenset(),
    still_wanted=_still_coming,
    context=_start,
    may_see=participations_seen,
    label=_("A course begins on another day"),
)
GOES_ON = Kind(
    name="course_goes_on",
    template="training/course_goes_on",
    values=frozenset(),
    still_wanted=_still_coming,
    context=_start,
    may_see=participations_seen,
    label=_("A seat in another cohort"),
)
KINDS = [COURSE_MOVED, GOES_ON]
