"""Keep, open and erase what only an admission group reads."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from peersupport.accounts.models import User
from peersupport.letters import outbox
from peersupport.privacy import sealed
from peersupport.shared import sealing
from training import letters
from training.models import Application, CourseNeeds, Paper, Participation

KEPT_FOR = timedelta(days=92)  # three months after the decision (domain 4.3)


@transaction.atomic
def write(*, application: Application, kind: str, text: str, by: User | None, at: datetime) -> None:
    """Seal a text; what the same person wrote of this kind before is replaced, unless it said just the same."""
    before = Paper.objects.filter(application=application, kind=kind, written_by=by).first()
    if before is not None and _says(before, text):
        return
    kept = {**sealed.columns(Paper, text), "written_at": at}
    Paper.objects.update_or_create(application=application, kind=kind, written_by=by, defaults=kept)


def _says(paper: Paper, text: str) -> bool:
    try:
        return sealed.opened(paper) == text
    except sealing.SealBroken:
        return False


@transaction.atomic
def read(*, paper: Paper, by: User, at: datetime) -> str:
    """The text, for one of the admission group; that they read it is kept. Raises Refused when it can't be opened."""
    return sealed.read(paper, of=paper.application, what=paper.kind, by=by, at=at)


@transaction.atomic
def erase_old(*, at: datetime) -> int:
    """Erase what is three months old: papers after the decision, the rest after the cohort's end; how many papers.

    Whoever wasn't admitted loses name and address as well, in letters too: what stays is that somebody applied, and
    what came of it. A decision that nobody was told waits for that; who stands in reserve keeps theirs until the cohort
    is over.
    """
    then = at - KEPT_FOR
    rows = Application.objects.filter(erased_at=None).exclude(status=Application.Status.DRAFT)
    day = timezone.localtime(then).date()
    later = Participation.objects.present_in_course().filter(application=OuterRef("pk"), cohort__ends_on__gt=day)
    over = Q(cohort__ends_on__lte=day) & ~Exists(later)  # who went on in a later cohort has their page until then
    decided = Q(decided_at__lte=then, told_at__isnull=False) & ~Q(status=Application.Status.RESERVE)
    erased, _by_model = Paper.objects.filter(application__in=rows.filter(over | decided)).delete()
    admitted = Q(status=Application.Status.ADMITTED)
    ended = Q(status=Application.Status.WITHDRAWN, saved_at__lte=then)
    _forget(rows.filter(over | ended | decided & ~admitted), at=at)
    CourseNeeds.objects.filter(participation__cohort__ends_on__lte=day).delete()
    return erased


def _forget(rows, *, at: datetime) -> None:
    ids = list(rows.values_list("pk", flat=True))
    Application.objects.filter(pk__in=ids).update(**Application.PERSONAL, erased_at=at)
    outbox.forget(kinds=[kind.name for kind in letters.TO_APPLICANTS], subject_ids=ids)
